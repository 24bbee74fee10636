"""Day-books of a till or a bank: what was paid is their credit, and no account says what for.

A journal has the money's side of every voucher too, and there it is no spending. So a sheet with
balances whose lines are all of money accounts is taken for a day-book, and counts; unless the run
has another ledger with the same payments, which are then not counted twice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from fundcheck.ingest.counting import SPENDING, Why

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from fundcheck.ingest.losses import Told
    from fundcheck.receipts import InputReceipt
    from fundcheck.tables import Tables

ACCOUNT, SIDES = "account", "sides"
"""How a day-book was known: by its account, or by its two sides."""
_MONEY = r"^[\d.\-_\[\]()（）【】\s]*(?:库存现金|现金|银行存款|零余额账户|其他货币资金)"
_CODES = r"^(?:00)?(?:100[12]|101[12])(?:\D|$|\d{2})"
_ACCOUNT = ("account_code", "account_name")
_DAYS = 10  # between a voucher and the bank's line
_SHARE = 0.5  # of the payments of a day-book, how many must stand in another ledger


def with_sides(lines: pl.DataFrame, told: Told) -> pl.DataFrame:
    """Return the lines with what was paid as debits on sheets that are of money accounts alone.

    These accounts say whose money it was, and not what was paid for: the lines lose them.
    """
    if not {*_ACCOUNT, "balance"} <= set(lines.columns):
        return lines
    name, code = pl.col("account_name"), pl.col("account_code")
    money = (
        pl.when(name.is_not_null())
        .then(name.str.contains(_MONEY))
        .otherwise(code.str.contains(_CODES))
    )
    accounts = lines.select("_part", *_ACCOUNT).unique().group_by("_part").agg(all=money.all())
    known = accounts.filter(pl.col("all").fill_null(value=False))["_part"]
    sides = lines.filter(pl.col("_part").is_in(known.implode())).group_by("_part")
    paid = (pl.col("credit").fill_null(0) != 0).any() & pl.col("balance").is_not_null().any()
    booked = sides.agg(paid=paid).filter("paid")["_part"]
    for part in sorted(booked):
        told.day_books[part] = ACCOUNT
        told.notes[part].append("只有现金、银行存款科目，按日记账读取：贷方是支出，借方是收入。")
    if not booked.len():
        return lines
    here = pl.col("_part").is_in(booked.implode())
    return lines.with_columns(
        debit=pl.when(here).then("credit").otherwise("debit"),
        credit=pl.when(here).then("debit").otherwise("credit"),
        amount=pl.when(here).then(-pl.col("amount")).otherwise("amount"),
        _into=pl.when(here).then(pl.lit("column")).otherwise("_into"),
        _cash=pl.col("_cash") | here,
        **{n: pl.when(~here).then(n) for n in _ACCOUNT},
    )


def without_repeated(
    tables: Tables, receipts: Sequence[InputReceipt], first: Mapping[str, int]
) -> tuple[Tables, list[InputReceipt]]:
    """Return the tables with payments of day-books that other ledgers have as no spending.

    first: path -> the sheet_id of a file's first table, from which the others count on. The
    receipts say what was left out.
    """
    books = {
        first[receipt.path] + place: sheet.day_book
        for receipt in receipts
        if receipt.path in first
        for place, sheet in enumerate(receipt.sheets)
        if sheet.day_book
    }
    entries = tables["entries"]
    spent = pl.col("kind").is_in(SPENDING)
    ledger = entries.filter(~pl.col("sheet_id").is_in(list(books)) & spent)
    if not books or not ledger.height:
        return tables, list(receipts)
    marked = entries.with_row_index("_at")
    gone: list[int] = []
    said: dict[int, str] = {}
    for sheet, how in books.items():
        lines = marked.filter(pl.col("sheet_id") == sheet)
        paid = lines.filter(spent)
        again = _again(paid, ledger)
        whose = set(paid["project_code"].drop_nulls()) & set(ledger["project_code"])
        if how == ACCOUNT and (whose or 2 * len(again) >= paid.height):
            gone += lines["_at"].to_list()
            said[sheet] = "是现金、银行存款账，支出在其他账上已有，各行不计入收支。"
        elif again and len(again) >= _SHARE * paid.height:
            gone += again
            said[sheet] = f"是日记账，有 {len(again)} 笔付款在其他账上已有，未另计。"
    held = pl.col("_at").is_in(gone)
    new = marked.with_columns(
        kind=pl.when(held).then(pl.lit("other")).otherwise("kind"),
        kind_why=pl.when(held).then(pl.lit(Why.HELD.value)).otherwise("kind_why"),
    )
    told = [
        receipt._replace(
            sheets=tuple(
                sheet._replace(notes=(*sheet.notes, note)) if note else sheet
                for place, sheet in enumerate(receipt.sheets)
                for note in (said.get(first.get(receipt.path, -1) + place),)
            )
        )
        if receipt.path in first
        else receipt
        for receipt in receipts
    ]
    return {**tables, "entries": new.drop("_at")}, told


def _again(paid: pl.DataFrame, ledger: pl.DataFrame) -> list[int]:
    """Return the places of the payments that stand in another ledger, the same sum days apart."""
    others = ledger.select("amount", other="date").unique()
    near = (pl.col("date") - pl.col("other")).dt.total_days().abs() <= _DAYS
    unknown = pl.col("date").is_null() | pl.col("other").is_null()
    same = paid.select("_at", "amount", "date").join(others, on="amount")
    return same.filter(near | unknown)["_at"].unique().sort().to_list()
