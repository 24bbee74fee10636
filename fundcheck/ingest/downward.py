"""Cost items and projects that hand-kept sheets write only on the first line of each group."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from fundcheck.ingest.body import within
from fundcheck.ingest.rows import AMOUNTS

if TYPE_CHECKING:
    from fundcheck.ingest.body import Stack

_NAMES = (
    *("cost_item", "_level_1", "_level_2", "_level_3"),
    *("project_code", "project_name", "_project"),
)
# The two sides of an account: lines that name no project there may be of none.
_BOOKED = {"debit", "credit", "account_code", "account_name", "_account", "_direction"}
_ACCOUNTS = {"account_code", "account_name", "_account"}
_PROJECTS = {"project_code", "project_name", "_project"}
_LEAST_GROUPS = 2
_PLACES = ("date", "_month", "_day", "voucher_no", "summary", *AMOUNTS)


def groups_down(lines: pl.DataFrame, stacked: Stack, notes: list[list[str]]) -> pl.DataFrame:
    """Give the further lines of a group the item, or the project, of its first line.

    Only where the column stands before all that tells a payment, or the ledger is kept by project
    with a balance, its first line is filled and no value stands twice: a blank among values that
    come again is a blank. Told in the notes.
    """
    columns = stacked.header.columns
    booked = bool(_BOOKED & columns.keys())
    if booked and (_ACCOUNTS & columns.keys() or "balance" not in columns):
        return lines
    single = [pl.col(n) for n in ("date", "_day", "voucher_no", "summary") if n in lines.columns]
    first = min((columns[name] for name in _PLACES if name in columns), default=0)
    for name in _NAMES:
        if name not in columns or not 0 < lines[name].null_count() < lines.height:
            continue
        # A ledger with a balance and no accounts is of projects, wherever their column stands.
        if columns[name] >= first and not (booked and name in _PROJECTS):
            continue
        cell = pl.col(name)
        told = lines.group_by("_part", maintain_order=True).agg(
            grouped=cell.first().is_not_null()
            & cell.has_nulls()
            & (cell.count() >= _LEAST_GROUPS)
            & (cell.drop_nulls().n_unique() == cell.count())
            # 材料费 | 300 with no payment of its own is the head of a group, and no line of it.
            & ~(cell.is_not_null() & pl.all_horizontal(s.is_null() for s in single)).any()
        )
        parts = told.filter("grouped")["_part"]
        if not parts.len():
            continue
        above = within(cell.forward_fill(), parts=len(notes))
        here = pl.col("_part").is_in(parts.implode())
        lines = lines.with_columns(pl.when(here).then(above).otherwise(name).alias(name))
        for part in parts:
            shown = stacked.header.texts[columns[name]]
            notes[part].append(f"「{shown}」只写在每组的第一行，以下各行照上一行。")
    return lines
