"""Complete the entries from side tables: the project from 凭证辅助表, invoices from 发票清单."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from fundcheck import keys
from fundcheck.ingest.project_of import is_project_kind
from fundcheck.ingest.side_tables import AFTER
from fundcheck.tables import MONEY

if TYPE_CHECKING:
    from collections.abc import Mapping

_VOID = r"作废|红冲|失控|异常"
_FROM_INVOICE = (
    "invoice_code",
    "invoice_date",
    "invoice_total",
    "payee",
    "payee_id",
    "item_name",
    "specification",
)


def with_projects(entries: pl.DataFrame, auxiliary: pl.DataFrame) -> pl.DataFrame:
    """Return the entries with the project that the auxiliary table gives their lines.

    entries: with the columns of ``side_tables.LINKS``. A line is found by voucher number and line
    number, and by month and account where both tables have them; a line with a project of its
    own keeps it, and one with several in the auxiliary table gets none.
    """
    wanted = auxiliary.filter(is_project_kind(pl.col("type"))).select(
        _number=pl.col("voucher_no").str.strip_chars_start("0"),
        _line_no=pl.col("line_no").str.strip_chars_start("0"),
        _month=pl.col("month").str.strip_chars_start("0"),
        account_code="account_code",
        _code="code",
        _name="name",
    )
    shared = [
        key
        for key in ("_number", "_line_no", "_month", "account_code")
        if wanted[key].null_count() < wanted.height and entries[key].null_count() < entries.height
    ]
    if not {"_number", "_line_no"} <= set(shared):
        return entries
    one = (
        wanted.group_by(shared, maintain_order=True)
        .agg(pl.col("_code").unique(), pl.col("_name").first())
        .filter(pl.col("_code").list.len() == 1)
        .with_columns(pl.col("_code").list.first())
    )
    joined = entries.join(one, on=shared, how="left", maintain_order="left")
    bare = pl.col("project_code").is_null() | pl.col("_given")
    take = pl.col("_code").is_not_null() & bare
    return joined.with_columns(
        project_code=pl.when(take).then("_code").otherwise("project_code"),
        project_name=pl.when(take).then("_name").otherwise("project_name"),
    ).drop("_code", "_name")


def with_invoices(entries: pl.DataFrame, invoices: pl.DataFrame) -> pl.DataFrame:
    """Return the entries with what the invoice list says of their invoices, where they say nothing.

    The list has a row for each line of an invoice: its total is their sum. Void invoices are left
    out: an entry that cites one gets nothing from it.
    """
    number = pl.coalesce("electronic_no", "invoice_no")
    total = pl.coalesce("invoice_total", pl.col("amount") + pl.col("tax").fill_null(0), "amount")
    listed = (
        invoices.filter(~pl.col("status").str.contains(_VOID).fill_null(value=False))
        .with_columns(_number=number, invoice_total=total)
        .with_columns(_number=keys.invoice(pl.col("_number")))
        .drop_nulls("_number")
        .group_by("_number", maintain_order=True)
        .agg(
            pl.col("invoice_total").sum(),
            *(pl.col(n).drop_nulls().first() for n in _FROM_INVOICE if n != "invoice_total"),
        )
    )
    own = keys.once(entries["invoice_no"], keys.invoice, plain=keys.INVOICE)
    joined = entries.with_columns(own.alias("_number")).join(
        listed, on="_number", how="left", maintain_order="left", suffix="_listed"
    )
    return joined.with_columns(
        pl.coalesce(name, f"{name}_listed").alias(name) for name in _FROM_INVOICE
    ).select(entries.columns)


def with_new_budgets(changes: pl.DataFrame, budget: pl.DataFrame) -> pl.DataFrame:
    """Return the changes with what a new budget without an old one beside it changes of it.

    The old one is what the table of budgets has of the project under that category, or under that
    item; where it has neither, what changed stays unknown.
    """
    if not changes[AFTER].count():
        return changes.drop(AFTER)
    old = [
        budget.filter(pl.col(name).is_not_null())
        .group_by("project_code", category=name)
        .agg(pl.col("amount").sum().cast(MONEY).alias(f"_{name}"))
        for name in ("category", "item")
    ]
    for sums in old:
        changes = changes.join(
            sums, on=["project_code", "category"], how="left", maintain_order="left"
        )
    delta = pl.col(AFTER) - pl.coalesce("_category", "_item")
    return changes.with_columns(amount=pl.coalesce("amount", delta)).drop(
        AFTER, "_category", "_item"
    )


def named_accounts(lines: pl.DataFrame, accounts: Mapping[str, str]) -> pl.DataFrame:
    """Give lines that only carry an account's code its name from the chart of accounts."""
    if not accounts or "account_code" not in lines.columns:
        return lines
    own = pl.col("account_name") if "account_name" in lines.columns else pl.lit(None, pl.String)
    charted = pl.col("account_code").replace_strict(accounts, default=None, return_dtype=pl.String)
    return lines.with_columns(account_name=pl.coalesce(own, charted))


def named_projects(lines: pl.DataFrame, names: Mapping[str, str]) -> pl.DataFrame:
    """Give lines that only carry their project's code its name from the file's own dimensions."""
    if not names:
        return lines
    named = pl.col("project_code").replace_strict(names, default=None, return_dtype=pl.String)
    return lines.with_columns(project_name=pl.coalesce("project_name", named))
