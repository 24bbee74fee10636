"""Read the sheets beside the ledger: project cards, budgets, receipts, participants, team."""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from fundcheck.ingest import blanks, labels, rebudgets, rows
from fundcheck.ingest.body import Part, item_column, rows_above, rows_below, stack
from fundcheck.ingest.card_cells import lets_row_go, odd_cells, rejected_rows, wrong_cell
from fundcheck.ingest.cells import code, parse
from fundcheck.ingest.fixed import NOTHING_FIXED, Fixed
from fundcheck.ingest.losses import listed
from fundcheck.ingest.project_codes import written
from fundcheck.ingest.project_forms import form_body
from fundcheck.ingest.side_tables import AFTER, READABLE
from fundcheck.ingest.units import unit_note, unit_of_header, unit_of_sheet
from fundcheck.ingest.words import dictionary, normalise
from fundcheck.numbering import DEEPEST, column_without_numbering, depth
from fundcheck.tables import BUDGET_CHANGES, MONEY, Type

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

    from fundcheck.ingest.card_cells import Doubt
    from fundcheck.ingest.grid import Grid
    from fundcheck.ingest.header import Header
    from fundcheck.ingest.project_said import ProjectOf
    from fundcheck.tables import Column, Table

_CODES = (
    *("project_code", "credit_code", "person_id", "invoice_no", "electronic_no", "invoice_code"),
    *("payee_id", "account_code", "voucher_no", "line_no", "code"),
)
_SUM_HEADS = r"^(?:经费|预算|支出|费用)?(?:合计|总计|小计|总额|总预算)$"

_DIRECT = r"^直接(?:费用?|经费)(?:合计|小计)?$"
_INDIRECT = r"间接|管理费|绩效"
_AMONG = r"^其中"  # a part of the line above, which already counts it


class Card(NamedTuple):
    """Such a sheet as read: the table's columns but id and file, and what became of each row.

    changes: what a budget says of its own changes (预算金额 beside 调整后预算), of which nobody
    says when they were decided; losses, doubts: cells that were not understood.
    """

    frame: pl.DataFrame
    body: pl.DataFrame
    rejected: tuple[tuple[int, str], ...]
    notes: tuple[str, ...]
    changes: pl.DataFrame | None = None
    losses: tuple[str, ...] = ()
    doubts: tuple[Doubt, ...] = ()


def read_card(
    grid: Grid, header: Header, project: ProjectOf | None, fixed: Fixed = NOTHING_FIXED
) -> Card:
    """Return the rows of the sheet as rows of its table.

    A row whose amount is none is rejected with that cell's name and text; another cell that its
    column cannot hold is lost, and told.
    """
    table, header = READABLE[header.role], _with_new_budget(header)
    if header.form:
        body = form_body(grid, header)
        titles = [[cell for cell in row if cell] for row in grid.cells.iter_rows()]
    else:
        body = stack([Part(grid, header)], ("project_code", "project_name", "category")).body
        titles = rows_above(grid, header)
    blank = blanks.of_table(body, table)
    body = blank.taken_from(blank.repeated(body, 1).rows)
    stated, doubtful = unit_of_sheet(titles, rows_below(grid, header))
    unit = fixed.unit or stated or _unit_of_form(header) or 1
    if header.role == "budget_changes" and "amount" in body.columns:
        amount, said = rebudgets.unsigned(body["amount"])
        own = pl.col("_direction") if "_direction" in body.columns else pl.lit(None, pl.String)
        body = body.with_columns(amount.alias("amount"), _direction=pl.coalesce(own, said))
    names = {column.name for column in table} & set(body.columns)
    columns = [c for c in (*table, *rebudgets.COLUMNS) if c.name in body.columns]
    values = {
        column.name: _value(
            body, column, header.units.get(column.name, unit), from_1904=grid.from_1904
        )
        for column in columns
    }
    sources = _of_sources(body, header, unit)
    if sources.width and "amount" not in values:
        any_filled = pl.any_horizontal(pl.all().is_not_null())
        total = pl.when(any_filled).then(pl.sum_horizontal(pl.all().fill_null(0)))
        values["amount"] = sources.select(amount=total.cast(MONEY)).to_series()
    body = _reject_lost(_classify(body, columns, values, header), Part(grid, header))
    taken = _of_project(_taken(body, values), header, project, names)
    odd = odd_cells(body, taken, columns, values, Part(grid, header))
    told: list[str] = []
    if header.role == "budget_changes":
        body, taken, told = _signed(body, taken)
    frame = _as_table(taken, table)
    changes = None
    if header.role == "budget":
        frame, body = _drop_budget_sums(frame, body)
        changes = _own_changes(taken.filter(pl.col("row").is_in(frame["row"].implode())))
        if header.sources:
            frame, told = _by_source(frame, sources.with_columns(body["row"]), header)
    refused = body.filter(pl.col("kind") == "rejected").select("row", "why")
    money = [column.name for column in columns if column.type is Type.MONEY]
    notes = unit_note(header.units.get(name, unit) for name in money or ["amount"])
    of_rows = rejected_rows(body, header.role, project.code or project.name if project else None)
    return Card(
        frame,
        body,
        tuple(refused.iter_rows()),
        (*notes, *told, *([f"{doubtful}，按上方的读取，请核对。"] if doubtful else [])),
        changes,
        odd.losses,
        (*odd.doubts, *of_rows),
    )


def _unit_of_form(header: Header) -> int | None:
    """Return the unit of a form of changes, where some of its sums state one and all the same."""
    stated = {unit for name, unit in header.units.items() if name != "unit_price"}
    return stated.pop() if header.role == "budget_changes" and len(stated) == 1 else None


def _taken(body: pl.DataFrame, values: dict[str, pl.Series]) -> pl.DataFrame:
    """Return the rows that are entries: their numbers, their values, and words beside them."""
    words = [body[name] for name in rebudgets.TEXTS if name in body.columns]
    return pl.DataFrame([body["row"], *values.values(), *words]).filter(body["kind"] == "entry")


def _of_project(
    taken: pl.DataFrame, header: Header, project: ProjectOf | None, names: set[str]
) -> pl.DataFrame:
    """Return the rows with the project of the whole sheet, where they have no column for it."""
    own = "project_code" in names
    of_table = any(column.name == "project_code" for column in READABLE[header.role])
    if of_table and not own and project is not None:
        taken = taken.with_columns(project_code=pl.lit(project.code or project.name, pl.String))
    if header.role == "projects" and "project_name" in names:
        code = pl.col("project_code") if own else pl.lit(None, pl.String)
        taken = taken.with_columns(project_code=pl.coalesce(code, "project_name"))
    return taken


def _as_table(taken: pl.DataFrame, table: Table) -> pl.DataFrame:
    """Return exactly the table's columns, ``row`` and, of changes of a budget, the new budget."""
    more = (AFTER,) if table is BUDGET_CHANGES else ()
    return taken.select(
        *(
            pl.col(column.name)
            if column.name in taken.columns
            else pl.lit(None, column.type.dtype).alias(column.name)
            for column in table
        ),
        *more,
        "row",
    )


def _with_new_budget(header: Header) -> Header:
    """Return the header of a budget with the column of the budget as it was changed, if any."""
    if header.role != "budget" or "amount" not in header.columns:
        return header
    words = dictionary()["budget_changes"]
    used = set(header.columns.values())
    for index, text in header.texts.items():
        if index not in used and words.get(normalise(text), ("",))[0] == AFTER:
            return header._replace(columns={**header.columns, AFTER: index})
    return header


def _own_changes(taken: pl.DataFrame) -> pl.DataFrame | None:
    """Return the changes that a budget itself tells: from its amount to the one beside it."""
    if AFTER not in taken.columns:
        return None
    item = pl.col("item") if "item" in taken.columns else pl.lit(None, pl.String)
    told = taken.filter(pl.col(AFTER).is_not_null()).with_columns(
        category=pl.coalesce(item, "category"),
        _before=pl.col("amount").fill_null(0),
    )
    return _as_table(rebudgets.signed(told.drop("amount")).frame, BUDGET_CHANGES)


def _signed(
    body: pl.DataFrame, taken: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame, list[str]]:
    """Return a form of changes with its signed rows, those that contradict themselves rejected."""
    changes = rebudgets.signed(taken)
    refused, void = pl.col("row").is_in(list(changes.refused)), pl.col("row").is_in(changes.void)
    why = pl.col("row").replace_strict(changes.refused, default=None, return_dtype=pl.String)
    body = body.with_columns(
        kind=pl.when(refused)
        .then(pl.lit("rejected"))
        .when(void)
        .then(pl.lit("title"))
        .otherwise("kind"),
        why=pl.when(refused).then(why).otherwise("why"),
    )
    told = [f"第 {listed(list(changes.void))}的调剂没有批准，不计入。"] if changes.void else []
    return body, changes.frame, told


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
    """Reject rows whose amount the file does not hold, and say why."""
    texts = part.header.texts
    role = part.header.role
    vital = (index for name, index in part.header.columns.items() if lets_row_go(role, name))
    known = {*vital, *part.header.sources}
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


def _value(body: pl.DataFrame, column: Column, unit: int, *, from_1904: bool) -> pl.Series:
    name, kind = column.name, column.type
    text = body[name]
    if name in _CODES:
        text = written(text) if name == "project_code" else code(text)
    if name in {"category", "item"}:
        text = column_without_numbering(text)
    unit = unit if kind is Type.MONEY else 1
    return parse(text, kind, unit, from_1904=from_1904).alias(name)


def _classify(
    body: pl.DataFrame, columns: Iterable[Column], values: dict[str, pl.Series], header: Header
) -> pl.DataFrame:
    """Add kind, label and why, as for a ledger."""
    wrong = [
        pl.when(pl.col(name).is_not_null() & value.is_null()).then(
            wrong_cell(pl.col(name), header.texts[header.columns[name]], column.type)
        )
        for column in columns
        if (value := values.get(name := column.name)) is not None
        and column.type is not Type.TEXT
        and lets_row_go(header.role, name)
    ]
    called = labels.bare(pl.col("_first"))
    total = called.str.contains(labels.TOTAL)
    if "category" in values:
        total = total | column_without_numbering(body["category"]).str.contains(_SUM_HEADS)
    elif "date" in values:
        total = total | (pl.col("date").is_null() & called.str.contains(labels.NAMED_TOTAL))
    footer = pl.col("_first").str.contains(labels.FOOTER)
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
        (row, depth(text), amount)
        for row, text, amount in budget.select("row", "written", "amount").iter_rows()
    ]
    sums = []
    for index, (row, level, amount) in enumerate(lines):
        parts = _next_deeper(level, lines[index + 1 :])
        if parts and None not in parts and sum(parts) == amount:
            sums.append(row)
    return sums


def _next_deeper(level: int, after: list[tuple[int, int, Decimal]]) -> list[Decimal]:
    """Return the amounts of the lines right below one of that depth, up to its next like."""
    if level == DEEPEST:
        return []
    below = list(takewhile(lambda line: line[1] > level, after))
    nearest = min((line[1] for line in below), default=0)
    return [amount for _, at, amount in below if at == nearest]
