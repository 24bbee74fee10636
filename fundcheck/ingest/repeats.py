"""Lists that repeat a ledger: who was paid an expert fee, which devices were bought.

Such a list is what a line of the ledger rests on. Where the run has no other lines of its
project it is all that is known of the spending, and is read as spending; where the ledger has
the same payments, counting both would count twice, and the list is left out and says so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from fundcheck.ingest.losses import listed
from fundcheck.receipts import RowCounts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fundcheck.receipts import InputReceipt, SheetReceipt
    from fundcheck.tables import Tables

_TOLD = {"summary", "cost_item", "account", "account_name", "account_code", "level_1"}
_LEAST_LINES = 3  # fewer equal amounts without a day may be chance


def without_repeats(
    tables: Tables, receipts: Sequence[InputReceipt]
) -> tuple[Tables, list[InputReceipt]]:
    """Return the tables without the lists that the ledgers repeat, and the receipts that say so."""
    lists = [
        (receipt.path, sheet.name)
        for receipt in receipts
        for sheet in receipt.sheets
        if sheet.role == "entries" and is_list(sheet)
    ]
    if not lists:
        return tables, list(receipts)
    entries = tables["entries"]
    among = pl.lit(value=False)
    for place in lists:
        among = among | _at(*place)
    ledger = entries.filter(~among & (pl.col("kind") == "spending"))
    found = {place: _repeats(entries.filter(_at(*place)), ledger) for place in lists}
    gone = [place for place, rows in found.items() if rows is None]
    left = dict(tables)
    for name in ("entries", "sheets", "stated_totals"):
        for place in gone:
            left[name] = left[name].filter(~_at(*place))
    return left, [_told(receipt, found) for receipt in receipts]


def is_list(sheet: SheetReceipt) -> bool:
    """Whether the lines name people or things and say nothing else of what was spent."""
    names = set(sheet.columns.values())
    people = "payee" in names and bool({"payee_id", "payee_account"} & names)
    return not _TOLD & names and ("item_name" in names or people)


def _at(file: str, sheet: str) -> pl.Expr:
    return (pl.col("file") == file) & (pl.col("sheet") == sheet)


def _repeats(lines: pl.DataFrame, ledger: pl.DataFrame) -> list[int] | None:
    """Return the rows whose payments the ledger has; None where it has the whole list."""
    others = ledger.filter(pl.col("project_code").is_in(lines["project_code"].implode()))
    if not lines.height or not others.height:
        return []
    if lines["amount"].sum() in set(others["amount"]):
        return None
    keys = ["amount"] if lines["date"].null_count() else ["amount", "date"]
    known = others.select(keys).unique()
    same = lines.join(known, on=keys, how="semi")
    if same.height == lines.height and (len(keys) > 1 or same.height >= _LEAST_LINES):
        return None
    return same["row"].to_list() if len(keys) > 1 else []


def _told(receipt: InputReceipt, found: dict[tuple[str, str], list[int] | None]) -> InputReceipt:
    sheets = []
    for sheet in receipt.sheets:
        rows = found.get((receipt.path, sheet.name), [])
        if sheet.role != "entries" or rows == []:
            sheets.append(sheet)
        elif rows is None:
            sheets.append(
                sheet._replace(role="not_read", why=_WHY, columns={}, rows=RowCounts(), totals=None)
            )
        else:
            note = f"第 {listed(rows)}与支出明细的金额、日期相同，可能是同一笔支出，请核对。"
            sheets.append(sheet._replace(notes=(*sheet.notes, note)))
    return receipt._replace(sheets=tuple(sheets))


_WHY = "是发放或购置清单，其中的支出在支出明细里已经有了，未另计。"
