"""Months and years that stand in rows of their own above the lines: 2024年3月, 三月份, 2023年."""

from __future__ import annotations

import polars as pl

from fundcheck.ingest.cells import NUMERALS

_YEAR = r"^((?:19|20)\d{2})\s*(?:年|[-./]\s*\d{1,2}\s*月)"
_NAME = r"(\d{1,2}|[一二三四五六七八九十]{1,2})"
_MONTH = rf"^(?:(?:19|20)\d{{2}}\s*[-./年]\s*)?{_NAME}\s*月份?[^\d日号]{{0,12}}$"
_YEAR_ALONE = r"^(?:19|20)\d{2}\s*年度?[^\d]{0,12}$"
_MOST_CELLS = 2
_SHORT = r"^(?:\d{1,2}[-./月])?\d{1,2}[日号]?$"  # a day without its year, or its month too


def under_months(lines: pl.DataFrame, body: pl.DataFrame, notes: list[list[str]]) -> pl.DataFrame:
    """Return lines with short days with the month and the year of the row that stands above them.

    body: all rows with their kind. Adds ``_month`` and ``_year``, null above the first such row,
    where a sheet has them and the ledger has no such columns. Told in the notes.
    """
    day = next((name for name in ("date", "_day") if name in lines.columns), None)
    if day is None or not lines[day].str.contains(_SHORT).any():
        return lines
    alone = (pl.col("kind") == "title") & (pl.col("_filled") <= _MOST_CELLS)
    heads = body.filter(alone & pl.col("_first").str.contains(f"{_MONTH}|{_YEAR_ALONE}")).select(
        "_part",
        "_line",
        _month=pl.col("_first").str.extract(_MONTH).replace(NUMERALS),
        _year=pl.col("_first").str.extract(_YEAR),
    )
    found = lines
    for name in ("_year", "_month"):
        told = heads.drop_nulls(name).select("_part", "_line", name)
        if name not in lines.columns and told.height:
            found = found.sort("_line").join_asof(
                told.sort("_line"), on="_line", by="_part", check_sortedness=False
            )
    if found.width > lines.width:
        for part in heads["_part"].unique():
            notes[part].append("没有写全的日期，年、月取自各行上方的标题。")
    return found
