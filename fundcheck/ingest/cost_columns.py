"""Multi-column ledgers (多栏账): the cost items are columns, a row may spend on several of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from fundcheck.ingest.body import item_column
from fundcheck.ingest.cells import parse
from fundcheck.ingest.units import unit_of_header
from fundcheck.tables import MONEY, Type

if TYPE_CHECKING:
    from fundcheck.ingest.headers import Header

_AMOUNTS = ("debit", "credit", "amount")


class CostColumns(NamedTuple):
    """The cost items of a sheet.

    body: the sheet's body, with a column ``amount`` where the items are its only amounts; parts:
    _line, cost_item, part (yuan) of every amount by item, null where the sheet has none; sums: the
    money of such an ``amount``; summed: whether there is one.
    """

    body: pl.DataFrame
    parts: pl.DataFrame | None = None
    sums: tuple[pl.Series, ...] = ()
    summed: bool = False
    notes: tuple[str, ...] = ()


def read(body: pl.DataFrame, header: Header, unit: int) -> CostColumns:
    """Return the sheet's amounts by cost item.

    Where the sheet has an amount of its own, the items are taken for its parts only if they add
    up to it on every row: else they are other figures, and are left alone.
    """
    if not header.items:
        return CostColumns(body)
    items = {item_column(index): item for index, item in header.items.items()}
    money = body.select(
        "_line",
        *(
            parse(body[name], Type.MONEY, unit_of_header(header.texts[index]) or unit).alias(name)
            for index in header.items
            for name in (item_column(index),)
        ),
    )
    total = money.select(pl.sum_horizontal(pl.col(name).fill_null(0) for name in items).cast(MONEY))
    parts = (
        money.unpivot(index="_line", on=list(items), variable_name="cost_item", value_name="part")
        .filter(pl.col("part").is_not_null() & (pl.col("part") != 0))
        .with_columns(pl.col("cost_item").replace_strict(items, return_dtype=pl.String))
        .sort("_line", maintain_order=True)
    )
    own = [name for name in _AMOUNTS if name in body.columns]
    if own:
        stated = parse(body[own[0]], Type.MONEY, header.units.get(own[0], unit))
        if _add_up(stated, total.to_series()):
            return CostColumns(body, parts, notes=(_NOTE,))
        texts = "、".join(header.texts[index] for index in header.items)
        shown = header.texts[header.columns[own[0]]]
        return CostColumns(
            body, notes=(f"「{texts}」各列之和不等于「{shown}」，没有按多栏账拆分。",)
        )
    # A cell that is no number must reject its row by name: the first such stands for the sum.
    wrong = pl.coalesce(
        pl.when(pl.col(name).is_not_null() & money[name].is_null()).then(pl.col(name))
        for name in items
    )
    filled = pl.any_horizontal(pl.col(name).is_not_null() for name in items)
    text = body.select(
        pl.coalesce(wrong, pl.when(filled).then(total.to_series().cast(pl.String)))
    ).to_series()
    known = body.select(filled & wrong.is_null()).to_series()
    sums = total.select(pl.when(known).then(pl.col(total.columns[0])).alias("amount")).to_series()
    return CostColumns(
        body.with_columns(text.alias("amount")), parts, (sums,), summed=True, notes=(_NOTE,)
    )


_NOTE = "费用科目是表头的各列（多栏账），每个金额按所在列拆成一行。"


def _add_up(stated: pl.Series, total: pl.Series) -> bool:
    """Whether the items are the stated amount on every row that states one."""
    both = pl.DataFrame({"stated": stated, "total": total}).filter(
        pl.col("stated").is_not_null() & (pl.col("stated") != 0)
    )
    return bool(both.height and (both["stated"] == both["total"]).all())


def spread(entries: pl.DataFrame, items: CostColumns) -> pl.DataFrame:
    """Return one row for each cost item of each line; a line without any stays as it is."""
    if items.parts is None:
        return entries
    joined = entries.drop("cost_item").join(
        items.parts, on="_line", how="left", maintain_order="left_right"
    )
    has = pl.col("part").is_not_null()
    return joined.with_columns(
        pl.when(has).then("part").otherwise("amount").alias("amount"),
        pl.when(has).then("part").otherwise("debit").alias("debit"),
        pl.when(has).then(pl.lit(None, MONEY)).otherwise("credit").alias("credit"),
    ).select(entries.columns)
