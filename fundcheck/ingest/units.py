"""The unit that a sheet's amounts are in: 元, 千元, 万元 …, as a title, a header or a cell says."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Iterable

YUAN = {
    "元": 1,
    "百元": 100,
    "千元": 1_000,
    "万元": 10_000,
    "百万元": 1_000_000,
    "亿元": 100_000_000,
}
"""What one of each unit is worth in yuan."""

_MANY = "(百万|[百千万亿])?元"
# 「单位：万元」 and 「（万元）」 tell a unit; 「某项目50万元支出明细」 tells a sum.
_IN_WORDS = (
    rf"单位\s*(?:[:：]|均?[为是])?\s*(?:人民币)?\s*{_MANY}|"
    rf"(?:金额|数额|数据|数字|本表|以上)\S{{0,6}}以\s*(?:人民币)?{_MANY}(?:为单位|计|列示|填列|反映)"
)
_TITLE = re.compile(rf"{_IN_WORDS}|[(（]\s*(?:人民币)?\s*{_MANY}|^(?:人民币)?{_MANY}$")
_FOOTER = re.compile(_IN_WORDS)
_HEADER = re.compile(rf"(?<![\d一二三四五六七八九十.百千万亿]){_MANY}(?!以|人|件)")


def unit_of_titles(titles: Iterable[Iterable[str]]) -> int | None:
    """Return what one of the sheet's numbers is worth in yuan, where a title says so."""
    return _first(_TITLE, titles)


def unit_of_sheet(
    titles: Iterable[Iterable[str]], footers: Iterable[Iterable[str]]
) -> tuple[int | None, str]:
    """Return the unit that a title or, without one, a note below the table tells.

    And why it is doubtful, where both do and differ: empty otherwise.
    """
    above, below = _first(_TITLE, titles), _first(_FOOTER, footers)
    if above and below and above != below:
        names = {worth: name for name, worth in YUAN.items()}
        return above, f"表头上方写的金额单位是{names[above]}，表格下方写的是{names[below]}"
    return above or below, ""


def _first(pattern: re.Pattern[str], rows: Iterable[Iterable[str]]) -> int | None:
    found = (pattern.search(cell) for row in rows for cell in row)
    match = next(filter(None, found), None)
    if match is None:
        return None
    return YUAN[f"{next(filter(None, match.groups()), '')}元"]


def unit_of_header(text: str) -> int | None:
    """Return what one of the column's numbers is worth in yuan, where its header says so."""
    match = _HEADER.search(text)
    return YUAN[f"{match[1] or ''}元"] if match else None


def unit_note(units: Iterable[int]) -> list[str]:
    """Return the sentence that tells of amounts converted from these units, if any were."""
    names = {worth: name for name, worth in YUAN.items()}
    shown = "、".join(names[unit] for unit in sorted(set(units)) if unit != 1)
    return [f"金额单位是{shown}，已换算成元。"] if shown else []


def in_own_units(body: pl.DataFrame) -> pl.DataFrame:
    """Return a ledger's body with the unit that a line has in a column of its own in its amounts.

    单位 over 台 and 瓶 is the unit of quantities, and is left.
    """
    if "_unit" not in body.columns:
        return body
    yuan = pl.col("_unit").is_in(list(YUAN))
    amounts = [name for name in ("debit", "credit", "amount") if name in body.columns]
    return body.with_columns(
        pl.when(yuan & pl.col(name).str.contains(r"\d$"))
        .then(pl.col(name) + pl.col("_unit"))
        .otherwise(name)
        .alias(name)
        for name in amounts
    )
