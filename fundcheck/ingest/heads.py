"""Rows that sum up the lines below them under their cost item: 材料费 | 300, then what was bought.

Such a row has the item and an amount and nothing of a single payment, and its lines have no item
of their own. It is told by its sum: where most rows of that kind in a sheet are the sum of the
lines down to the next one, with or without what was spent before them, all of them are sums, and
their items are those of the lines below.
"""

from __future__ import annotations

import polars as pl

from fundcheck.ingest import labels
from fundcheck.ingest.body import within
from fundcheck.ingest.rows import AMOUNTS

_ITEMS = ("cost_item", "account_name", "_account", "_level_1")
_OF_A_LINE = ("date", "_day", "voucher_no", "summary", "payee", "item_name", "invoice_no")


def told(body: pl.DataFrame, figures: pl.DataFrame, parts: int) -> pl.DataFrame:
    """Return the rows with such heads as subtotals, and their items on the lines below them.

    body: the rows with their kind; figures: their money; parts: how many sheets they are of.
    """
    item = next((name for name in _ITEMS if name in body.columns), None)
    single = [name for name in _OF_A_LINE if name in body.columns]
    amount = next((name for name in AMOUNTS if name in figures.columns), None)
    if item is None or amount is None or not {"date", "_day", "voucher_no"} & set(single):
        return body
    entry = pl.col("kind") == "entry"
    bare = pl.all_horizontal(pl.col(name).is_null() for name in single)
    marked = body.select(
        "_part",
        entry=entry,
        head=entry & bare & pl.col(item).is_not_null(),
        item=item,
        before=~entry & pl.col("label").str.contains(labels.ANY_OPENING).fill_null(value=False),
    ).with_columns(money=figures[amount])
    if not marked["head"].any():
        return body
    body = _without_shares(body, marked, parts)
    line = pl.col("entry") & ~pl.col("head")
    group = within(pl.col("head").cum_sum(), parts=parts)
    summed = marked.with_columns(
        group=group,
        plain=line & pl.col("item").is_null(),
        own=line & pl.col("item").is_not_null(),
    ).with_columns(
        below=pl.when("plain").then("money").otherwise(0).sum().over("_part", "group"),
        whole=pl.when(pl.col("plain") | pl.col("before"))
        .then("money")
        .otherwise(0)
        .sum()
        .over("_part", "group"),
    )
    sums = (pl.col("money") == pl.col("below")) | (pl.col("money") == pl.col("whole"))
    heads = summed.filter("head").group_by("_part").agg(sums.sum().alias("same"), pl.len())
    lines = summed.group_by("_part").agg(pl.col("own").any())
    proven = heads.join(lines, on="_part").filter(
        (2 * pl.col("same") > pl.col("len")) & ~pl.col("own")
    )["_part"]
    here = pl.col("_part").is_in(proven.implode())
    label = pl.when("_head").then(pl.coalesce("label", pl.col(item))).otherwise("label")
    above = within(pl.when("_head").then(item).forward_fill(), parts=parts)
    return (
        body.with_columns(_head=marked["head"])
        .with_columns(_head=pl.col("_head") & here)
        .with_columns(
            label=label,
            kind=pl.when("_head").then(pl.lit("subtotal")).otherwise("kind"),
            **{item: pl.when(here & entry).then(pl.coalesce(item, above)).otherwise(item)},
        )
        .drop("_head")
    )


def _without_shares(body: pl.DataFrame, marked: pl.DataFrame, parts: int) -> pl.DataFrame:
    """Return the rows with those that only part the total above them as no lines.

    合计 | 100, 其中：专项 | 80, 自筹 | 20: they name nothing of a payment and add up to the total.
    """
    total = (pl.col("kind") == "subtotal") & ~marked["head"]
    share = pl.col("_first").str.contains(labels.SHARE).fill_null(value=False) | marked["head"]
    line = (pl.col("kind") == "entry") & ~marked["head"]
    parted = (
        body.select("_part", total=total, share=share, line=line)
        .with_columns(
            group=within((pl.col("total") | pl.col("line")).cum_sum(), parts=parts),
            money=marked["money"],
        )
        .with_columns(
            shares=pl.when("share").then("money").otherwise(0).sum().over("_part", "group"),
            above=pl.when("total").then("money").first().over("_part", "group"),
        )
        .select(parted=pl.col("share") & (pl.col("shares") == pl.col("above")))["parted"]
        .fill_null(value=False)
    )
    if not parted.any():
        return body
    return body.with_columns(kind=pl.when(parted).then(pl.lit("title")).otherwise("kind"))
