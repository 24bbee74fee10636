"""Read the sheets beside the ledger: project cards, budgets, receipts, participants, team."""

from __future__ import annotations

import re
from itertools import takewhile
from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from fundcheck.ingest import rows
from fundcheck.ingest.body import Part, item_column, rows_above, stack
from fundcheck.ingest.cells import code, parse
from fundcheck.ingest.fixed import NOTHING_FIXED, Fixed
from fundcheck.ingest.project_forms import form_body
from fundcheck.ingest.side_tables import READABLE
from fundcheck.ingest.units import unit_note, unit_of_header, unit_of_titles
from fundcheck.tables import MONEY, Type

if TYPE_CHECKING:
    from decimal import Decimal

    from fundcheck.ingest.grid import Grid
    from fundcheck.ingest.header import Header
    from fundcheck.ingest.project_of import ProjectOf
    from fundcheck.tables import Table

_CODES = (
    *("project_code", "credit_code", "person_id", "invoice_no", "electronic_no", "invoice_code"),
    *("payee_id", "account_code", "voucher_no", "line_no", "code"),
)
_NUMBERING = r"^(?:其中[:：]?|[（(]?[一二三四五六七八九十\d]+[)）、.．]\s*)"
_SUM_HEADS = r"^(?:经费|预算|支出|费用)?(?:合计|总计|小计|总额|总预算)$"

_DIRECT = r"^直接(?:费用?|经费)(?:合计|小计)?$"
_INDIRECT = r"间接|管理费|绩效"
_AMONG = r"^其中"  # a part of the line above, which already counts it
_NUMERAL = "[一二三四五六七八九十]+"
_OUTLINE = tuple(
    re.compile(style)
    for style in (f"{_NUMERAL}、", rf"[（(]{_NUMERAL}[）)]", r"\d+[、.．]", r"[（(]\d+[）)]")
)


class Card(NamedTuple):
    """Such a sheet as read: the table's columns but id and file, and what became of each row."""

    frame: pl.DataFrame
    body: pl.DataFrame
    rejected: tuple[tuple[int, str], ...]
    notes: tuple[str, ...]


def read_card(
    grid: Grid, header: Header, project: ProjectOf | None, fixed: Fixed = NOTHING_FIXED
) -> Card:
    """Return the rows of the sheet as rows of its table.

    A row with a cell that its column cannot hold is rejected with that cell's name and text.
    """
    table = READABLE[header.role]
    if header.form:
        body = form_body(grid, header)
        titles = [[cell for cell in row if cell] for row in grid.cells.iter_rows()]
    else:
        body = stack([Part(grid, header)], ("project_code", "project_name", "category")).body
        titles = rows_above(grid, header)
    unit = fixed.unit or unit_of_titles(titles) or 1
    table_names = {column.name for column in table}
    names = [column.name for column in table if column.name in body.columns]
    values = {
        column.name: _value(body, column.name, column.type, header.units.get(column.name, unit))
        for column in table
        if column.name in names
    }
    sources = _of_sources(body, header, unit)
    if sources.width and "amount" not in values:
        any_filled = pl.any_horizontal(pl.all().is_not_null())
        total = pl.when(any_filled).then(pl.sum_horizontal(pl.all().fill_null(0)))
        values["amount"] = sources.select(amount=total.cast(MONEY)).to_series()
    body = _reject_lost(_classify(body, table, values, header), Part(grid, header))
    taken = pl.DataFrame([body["row"], *values.values()]).filter(body["kind"] == "entry")
    if "project_code" in table_names and "project_code" not in names and project is not None:
        taken = taken.with_columns(project_code=pl.lit(project.code or project.name, pl.String))
    if header.role == "projects" and "project_name" in names:
        own = pl.col("project_code") if "project_code" in names else pl.lit(None, pl.String)
        taken = taken.with_columns(project_code=pl.coalesce(own, "project_name"))
    frame = taken.select(
        *(
            pl.col(column.name)
            if column.name in taken.columns
            else pl.lit(None, column.type.dtype).alias(column.name)
            for column in table
        ),
        "row",
    )
    told: list[str] = []
    if header.role == "budget":
        frame, body = _drop_budget_sums(frame, body)
        if header.sources:
            frame, told = _by_source(frame, sources.with_columns(body["row"]), header)
    refused = body.filter(pl.col("kind") == "rejected").select("row", "why")
    money = [c.name for c in table if c.type is Type.MONEY and c.name in names]
    notes = unit_note(header.units.get(name, unit) for name in money or ["amount"])
    return Card(frame, body, tuple(refused.iter_rows()), (*notes, *told))


def _of_sources(body: pl.DataFrame, header: Header, unit: int) -> pl.DataFrame:
    """Return the money of each source of funds that has a column, row by row."""
    return pl.DataFrame(
        [
            parse(body[name], Type.MONEY, unit_of_header(header.texts[index]) or unit).alias(name)
            for index in header.sources
            for name in (item_column(index),)
        ]
    )


def _by_source(
    budget: pl.DataFrame, money: pl.DataFrame, header: Header
) -> tuple[pl.DataFrame, list[str]]:
    """Return one budget line for each source of funds, where these have columns of their own.

    money: the amounts of the sources and the row they are on.
    """
    names = {item_column(index): source for index, source in header.sources.items()}
    total = pl.sum_horizontal(pl.col(name).fill_null(0) for name in names)
    sums = budget.join(money, on="row", how="left", maintain_order="left")
    if sums.filter(pl.col("amount").is_not_null() & (pl.col("amount") != total)).height:
        texts = "、".join(header.texts[index] for index in header.sources)
        return budget, [f"「{texts}」各列之和不等于合计，没有按资金来源拆分。"]
    parts = money.unpivot(index="row", on=list(names), variable_name="source", value_name="part")
    parts = parts.filter(pl.col("part").is_not_null() & (pl.col("part") != 0))
    spread = budget.join(parts, on="row", how="left", maintain_order="left_right")
    return spread.with_columns(
        fund_source=pl.coalesce(
            pl.col("source").replace_strict(names, default=None, return_dtype=pl.String),
            "fund_source",
        ),
        amount=pl.coalesce("part", "amount"),
    ).select(budget.columns), []


def _reject_lost(body: pl.DataFrame, part: Part) -> pl.DataFrame:
    """Reject rows with a cell of a known column that the file does not hold, and say why."""
    texts = part.header.texts
    known = {*part.header.columns.values(), *part.header.sources}
    reasons = {
        row + 1: f"{texts[column]}：{why}"
        for (row, column), why in part.grid.lost.items()
        if column in known and part.line(row) is not None
    }
    if not reasons:
        return body
    hit = pl.col("row").is_in(list(reasons)) & pl.col("kind").is_in(["entry", "rejected"])
    why = pl.col("row").replace_strict(reasons, default=None, return_dtype=pl.String)
    return body.with_columns(
        kind=pl.when(hit).then(pl.lit("rejected")).otherwise("kind"),
        why=pl.when(hit).then(why).otherwise("why"),
    )


def _value(body: pl.DataFrame, name: str, kind: Type, unit: int) -> pl.Series:
    text = body[name]
    if name in _CODES:
        text = code(text)
    if name in {"category", "item"}:
        text = text.str.replace(_NUMBERING, "")
    return parse(text, kind, unit if kind is Type.MONEY else 1).alias(name)


def _classify(
    body: pl.DataFrame, table: Table, values: dict[str, pl.Series], header: Header
) -> pl.DataFrame:
    """Add kind, label and why, as for a ledger."""
    wrong = [
        pl.when(pl.col(name).is_not_null() & value.is_null()).then(
            pl.format(
                "「{}」的「{}」不是{}",
                pl.lit(header.texts[header.columns[name]]),
                pl.col(name),
                pl.lit(_EXPECTED[column.type]),
            )
        )
        for column in table
        if (value := values.get(name := column.name)) is not None and column.type is not Type.TEXT
    ]
    total = pl.col("_first").str.replace_all(r"[\s:：]", "").str.contains(rows.TOTAL)
    if "category" in values:
        total = total | body["category"].str.replace(_NUMBERING, "").str.contains(_SUM_HEADS)
    footer = pl.col("_first").str.contains(rows.FOOTER)
    return (
        body.with_columns(_wrong=pl.coalesce(*wrong, pl.lit(None, pl.String)))
        .with_columns(
            kind=pl.when(pl.col("_filled") == 0)
            .then(pl.lit("blank"))
            .when(pl.col("_repeats") >= rows.REPEATS)
            .then(pl.lit("header"))
            .when(total.fill_null(value=False))
            .then(pl.lit("subtotal"))
            .when(footer)
            .then(pl.lit("title"))
            .when(pl.col("_wrong").is_not_null())
            .then(pl.lit("rejected"))
            .when(pl.all_horizontal(pl.col(name).is_null() for name in values))
            .then(pl.lit("title"))
            .otherwise(pl.lit("entry")),
            label=pl.lit(None, pl.String),
            why=pl.col("_wrong"),
        )
        .drop("_wrong")
    )


_EXPECTED = {
    Type.MONEY: "金额",
    Type.NUMBER: "数字",
    Type.DATE: "日期",
    Type.BOOLEAN: "「是」或「否」",
}


def _drop_budget_sums(frame: pl.DataFrame, body: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Take out lines that only sum up lines under them.

    Budgets often state 设备费 500 and below it 设备购置费 400 and 设备试制费 100: counting all
    three counts twice. A line that is not their sum is money without an item, and stays.
    """
    keys = ["project_code", "category", "fund_source"]
    is_head = pl.col("item").is_null()
    of_items = pl.col("amount").filter(~is_head).sum().over(keys)
    has_items = pl.col("item").is_not_null().any().over(keys)
    # 「直接费用」 above its parts is their sum; standing alone it is all that is known of them.
    direct = pl.col("category").str.contains(_DIRECT)
    has_parts = (~direct & ~pl.col("category").str.contains(_INDIRECT)).any().over("project_code")
    sums = (is_head & has_items & (pl.col("amount") == of_items)) | (direct & has_parts)
    named = pl.col("category") if "category" in body.columns else pl.lit(None, pl.String)
    raw = body.select("row", written=named.fill_null(""))
    placed = frame.join(raw, on="row", how="left", maintain_order="left")
    part_of = pl.col("row").is_in(_outline_sums(placed))
    among = placed["written"].str.contains(_AMONG)
    heads = frame.filter(sums | part_of | among)["row"]
    if not heads.len():
        return frame, body
    counted = pl.col("row").is_in(heads.implode())
    return frame.filter(~counted), body.with_columns(
        kind=pl.when(counted).then(pl.lit("subtotal")).otherwise("kind")
    )


def _outline_sums(budget: pl.DataFrame) -> list[int]:
    """Return the rows whose amount is the sum of the next deeper lines under them.

    How deep a line stands is told by its numbering: 一、 above （一） above 1. above （1）.
    """
    lines = [
        (row, _depth(text), amount)
        for row, text, amount in budget.select("row", "written", "amount").iter_rows()
    ]
    sums = []
    for index, (row, depth, amount) in enumerate(lines):
        parts = _next_deeper(depth, lines[index + 1 :])
        if parts and None not in parts and sum(parts) == amount:
            sums.append(row)
    return sums


def _depth(text: str) -> int:
    """Return how deep a numbering stands; a line without one is deeper than any."""
    depths = (depth for depth, style in enumerate(_OUTLINE) if style.match(text))
    return next(depths, len(_OUTLINE))


def _next_deeper(depth: int, after: list[tuple[int, int, Decimal]]) -> list[Decimal]:
    """Return the amounts of the lines right below one of that depth, up to its next like."""
    if depth == len(_OUTLINE):
        return []
    below = list(takewhile(lambda line: line[1] > depth, after))
    nearest = min((line[1] for line in below), default=0)
    return [amount for _, at, amount in below if at == nearest]
