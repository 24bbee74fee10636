"""Multi-column ledgers (多栏账): the cost items are columns, a row may spend on several of them.

So may be the sources of funds: 财政资金 | 自筹资金.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from fundcheck.ingest.amount_cells import money_of
from fundcheck.ingest.body import item_column
from fundcheck.ingest.cells import parse
from fundcheck.ingest.losses import listed
from fundcheck.ingest.units import unit_of_header
from fundcheck.tables import MONEY, Type

if TYPE_CHECKING:
    from fundcheck.ingest.header import Header

_AMOUNTS = ("debit", "credit", "amount")


class CostColumns(NamedTuple):
    """The cost items, or sources, of a sheet.

    body: the sheet's body, with a column ``amount`` where the items are its only amounts; parts:
    _line, cost_item or fund_source, part (yuan) of every amount by item, null where the sheet has
    none; sums: the money of such an ``amount``; summed: whether there is one; unsplit: lines whose
    items are not the parts of their amount; items: the money of each item's column, row by row,
    where they are parts.
    """

    body: pl.DataFrame
    parts: pl.DataFrame | None = None
    sums: tuple[pl.Series, ...] = ()
    summed: bool = False
    notes: tuple[str, ...] = ()
    unsplit: frozenset[int] = frozenset()
    items: pl.DataFrame | None = None


def read(body: pl.DataFrame, header: Header, unit: int) -> CostColumns:
    """Return the sheet's amounts by cost item.

    Where the sheet has an amount of its own, the items are taken for its parts only if they add
    up to it on every row: else they are other figures, and are left alone.
    """
    if not header.spread:
        return CostColumns(body)
    name_of, note = header.spread_as, (_NOTES[header.spread_as],)
    items = {item_column(index): item for index, item in header.spread.items()}
    money = body.select(
        "_line",
        *(
            money_of(body, name, unit_of_header(header.texts[index]) or unit)
            for index in header.spread
            for name in (item_column(index),)
        ),
    )
    total = money.select(pl.sum_horizontal(pl.col(name).fill_null(0) for name in items).cast(MONEY))
    parts = (
        money.unpivot(index="_line", on=list(items), variable_name=name_of, value_name="part")
        .filter(pl.col("part").is_not_null() & (pl.col("part") != 0))
        .with_columns(pl.col(name_of).replace_strict(items, return_dtype=pl.String))
        .sort("_line", maintain_order=True)
    )
    by_item = money.drop("_line")
    if any(name in body.columns for name in _AMOUNTS):
        return _beside_own(body, header, parts, by_item, unit)
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
        body.with_columns(text.alias("amount")),
        parts,
        (sums,),
        summed=True,
        notes=note,
        items=by_item,
    )


_KIND = {"cost_item": "多栏账", "fund_source": "资金来源", "project_code": "项目"}
_NOTES = {
    "cost_item": "费用科目是表头的各列（多栏账），每个金额按所在列拆成一行。",
    "fund_source": "资金来源是表头的各列，每个金额按所在列拆成一行。",
    "project_code": "项目是表头的各列，每个金额按所在列拆成一行。",
}


def _beside_own(
    body: pl.DataFrame, header: Header, parts: pl.DataFrame, money: pl.DataFrame, unit: int
) -> CostColumns:
    """Return the items as parts of the sheet's own amount, on the rows where they are its parts.

    money: the amounts of the items, row by row; unit: of the sheet.
    """
    name = next(name for name in _AMOUNTS if name in body.columns)
    total = money.select(pl.sum_horizontal(pl.all().fill_null(0)).cast(MONEY)).to_series()
    stated = parse(body[name], Type.MONEY, header.units.get(name, unit))
    told = (
        body.select("_line", stated=stated, total=total)
        .filter((pl.col("stated") != 0) & pl.col("stated").is_not_null())
        .with_columns(same=pl.col("stated") == pl.col("total"))
    )
    shown = header.texts[header.columns[name]]
    if told["same"].sum() * 2 <= told.height:
        texts = "、".join(header.texts[index] for index in header.spread)
        why = f"「{texts}」各列之和不等于「{shown}」，没有按{_KIND[header.spread_as]}拆分。"
        return CostColumns(body, notes=(why,))
    other = told.filter(~pl.col("same"))["_line"]
    if name == "amount":  # a total that nobody filled in
        missing = pl.when(total != 0).then(total.cast(pl.String))
        body = body.with_columns(pl.coalesce(name, missing).alias(name))
    return CostColumns(
        body,
        parts.filter(~pl.col("_line").is_in(other.implode())),
        notes=(_NOTES[header.spread_as],),
        unsplit=frozenset(other),
        items=money,
    )


def unsplit_note(items: CostColumns, lines: pl.DataFrame, shown: str) -> list[str]:
    """Return the sentence that names the entries whose columns are not the parts of the amount."""
    found = lines.filter(pl.col("_line").is_in(list(items.unsplit)))["row"].to_list()
    if not found:
        return []
    return [f"第 {listed(found)}各列之和不等于「{shown}」，以「{shown}」为准，没有拆分。"]


def spread(entries: pl.DataFrame, items: CostColumns) -> pl.DataFrame:
    """Return one row for each cost item of each line; a line without any stays as it is."""
    if items.parts is None:
        return entries
    (name,) = {"cost_item", "fund_source", "project_code"}.intersection(items.parts.columns)
    joined = entries.rename({name: "_own"}).join(
        items.parts, on="_line", how="left", maintain_order="left_right"
    )
    has = pl.col("part").is_not_null()
    # The name of the sheet's project is not that of each project with a column.
    others = ["project_name"] if name == "project_code" else []
    return joined.with_columns(
        pl.coalesce(name, "_own").alias(name),
        pl.when(has).then("part").otherwise("amount").alias("amount"),
        pl.when(has).then("part").otherwise("debit").alias("debit"),
        pl.when(has).then(pl.lit(None, MONEY)).otherwise("credit").alias("credit"),
        *(pl.when(~has).then(other).alias(other) for other in others),
    ).select(entries.columns)
