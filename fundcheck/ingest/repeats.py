"""What stands in a run twice: lists that repeat a ledger, sheets that repeat other sheets.

A list of who was paid an expert fee, or of which devices were bought, is what a line of the
ledger rests on. Where the run has no other lines of its project it is all that is known of the
spending, and is read as spending; where the ledger has the same payments, counting both would
count twice, and the list is left out and says so. So is a sheet (合并, 汇总) all of whose lines
stand word for word on the other sheets of its file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from fundcheck.ingest.losses import listed
from fundcheck.receipts import RowCounts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from fundcheck.receipts import InputReceipt, SheetReceipt
    from fundcheck.tables import Tables

_Found = dict[int, list[int] | None]  # sheet_id -> rows, None for all of them

_TOLD = {"summary", "cost_item", "account", "account_name", "account_code", "level_1"}
_CONTENT = (
    *("project_code", "date", "voucher_no", "summary", "cost_item", "fund_source"),
    *("payee", "debit", "credit", "amount"),
)
_LEAST_LINES = 3  # fewer equal amounts without a day may be chance
_LEAST_AMOUNT = 1_000  # yuan, unless they are as large as this
_COPY = "各行与本文件其他工作表的明细完全相同，未另计。"
_LIST = "是发放或购置清单，其中的支出在支出明细里已经有了，未另计。"


def without_repeats(
    tables: Tables, receipts: Sequence[InputReceipt], first: Mapping[str, int]
) -> tuple[Tables, list[InputReceipt]]:
    """Return the tables without what only repeats other sheets, and the receipts that say so.

    first: path -> the sheet_id of a file's first table, from which the others count on.
    """
    copies = _copies(tables["entries"])
    tables, told = _without(tables, copies), [_told(r, copies, _COPY, first) for r in receipts]
    lists = [
        number
        for receipt in told
        if receipt.path in first
        for number, sheet in enumerate(receipt.sheets, first[receipt.path])
        if sheet.role == "entries" and is_list(sheet)
    ]
    if not lists:
        return tables, told
    entries = tables["entries"]
    spent = pl.col("kind") == "spending"
    ledger = entries.filter(~pl.col("sheet_id").is_in(lists) & spent)
    found = {
        number: _repeated(entries.filter(pl.col("sheet_id") == number), ledger) for number in lists
    }
    return _without(tables, found), [_told(receipt, found, _LIST, first) for receipt in told]


def is_list(sheet: SheetReceipt) -> bool:
    """Whether the lines name people or things and say nothing else of what was spent."""
    names = set(sheet.columns.values())
    people = "payee" in names and bool({"payee_id", "payee_account"} & names)
    return not _TOLD & names and ("item_name" in names or people)


def _without(tables: Tables, found: _Found) -> Tables:
    """Return the tables without the ledgers that are found whole."""
    gone = pl.col("sheet_id").is_in([number for number, rows in found.items() if rows is None])
    left = dict(tables)
    for name in ("entries", "stated_totals"):
        left[name] = left[name].filter(~gone)
    left["sheets"] = left["sheets"].filter(~gone | (pl.col("role") != "entries"))
    return left


def _copies(entries: pl.DataFrame) -> _Found:
    """Return the sheets all of whose lines stand on other sheets of their file, the largest first.

    Lines without a day and a voucher number may be alike by chance.
    """
    again = entries.select("file", *_CONTENT).hash_rows().is_duplicated()
    known = pl.any_horizontal(pl.col("date", "voucher_no").is_not_null())
    whole = (
        entries.select("file", "sheet_id", alike=known & again)
        .group_by("file", "sheet_id", maintain_order=True)
        .agg(pl.col("alike").all(), pl.len())
        .filter(pl.col("alike") & (pl.col("len") > 1))
    )
    # Of two that are the same the later one is the copy.
    suspects = whole.reverse().sort("len", descending=True, maintain_order=True)
    found: _Found = {}
    for file, number in suspects.select("file", "sheet_id").iter_rows():
        own = pl.col("sheet_id") == number
        counts = (
            entries.filter((pl.col("file") == file) & ~pl.col("sheet_id").is_in(list(found)))
            .group_by(_CONTENT)
            .agg(own=own.sum(), others=(~own).sum())
        )
        if not counts.filter(pl.col("own") > pl.col("others")).height:
            found[number] = None
    return found


def _repeated(lines: pl.DataFrame, ledger: pl.DataFrame) -> list[int] | None:
    """Return the rows whose payments the ledger has; None where it has the whole list."""
    others = ledger.filter(pl.col("project_code").is_in(lines["project_code"].implode()))
    if not lines.height or not others.height:
        return []
    if lines["amount"].sum() in set(others["amount"]):
        return None
    keys = ["amount"] if lines["date"].null_count() else ["amount", "date"]
    same = lines.join(others.select(keys).unique(), on=keys, how="semi")
    sure = len(keys) > 1 or same.height >= _LEAST_LINES
    large = (same["amount"] >= _LEAST_AMOUNT).all()
    if same.height == lines.height and (sure or large):
        return None
    return same["row"].to_list() if len(keys) > 1 else []


def _told(receipt: InputReceipt, found: _Found, why: str, first: Mapping[str, int]) -> InputReceipt:
    if receipt.path not in first:
        return receipt
    sheets = []
    for number, sheet in enumerate(receipt.sheets, first[receipt.path]):
        rows = found.get(number, [])
        if sheet.role != "entries" or rows == []:
            sheets.append(sheet)
        elif rows is None:
            sheets.append(
                sheet._replace(role="not_read", why=why, columns={}, rows=RowCounts(), totals=None)
            )
        else:
            note = f"第 {listed(rows)}与支出明细的金额、日期相同，可能是同一笔支出，请核对。"
            sheets.append(sheet._replace(notes=(*sheet.notes, note)))
    return receipt._replace(sheets=tuple(sheets))
