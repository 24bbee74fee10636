"""Ledger sheets to entry lines: the columns of an export to the columns of the table."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from fundcheck.ingest import (
    blanks,
    brought,
    cost_columns,
    directions,
    durations,
    heads,
    invoice_cells,
    money_out,
    namesakes,
    openings,
    payee_of,
    project_of,
    rows,
    states,
    sum_rows,
    summaries,
    tills,
)
from fundcheck.ingest.account_columns import account_note, ask_for_accounts
from fundcheck.ingest.amount_cells import money_of
from fundcheck.ingest.body import Part, Stack, head_texts, rows_above, rows_below, stack, within
from fundcheck.ingest.cells import code, parse
from fundcheck.ingest.completion import named_accounts, named_projects
from fundcheck.ingest.currency import of_titles, with_currency
from fundcheck.ingest.days import When, bad_dates, dates, days_down, months_down, note_when
from fundcheck.ingest.deductions import note_deducted
from fundcheck.ingest.derive import account_in, derive
from fundcheck.ingest.downward import groups_down
from fundcheck.ingest.fixed import NOTHING_FIXED, Fixed
from fundcheck.ingest.groups import groups_in
from fundcheck.ingest.late import tell_titled
from fundcheck.ingest.losses import (
    Told,
    drop_imprecise,
    note_amounts,
    note_gaps,
    note_lost,
    with_unread,
)
from fundcheck.ingest.month_heads import under_months
from fundcheck.ingest.numerals import MEASURE
from fundcheck.ingest.project_codes import written
from fundcheck.ingest.refused_rows import reject_lost, rejected
from fundcheck.ingest.side_tables import ELSEWHERE, LINKS
from fundcheck.ingest.slips import with_heads
from fundcheck.ingest.units import in_own_units, unit_note, unit_of_sheet
from fundcheck.tables import ENTRIES, Type

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence

    from fundcheck.ingest.blanks import Blanks
    from fundcheck.ingest.project_said import ProjectOf

_KEYS = (
    "date",
    "voucher_no",
    "_voucher_type",
    "_year",
    "_month",
    "_day",
    "_period",
    "project_code",
    "project_name",
    "_project",
    "payee",
    "item_name",
    "service_date",
    "handler",
    "contract_no",
    *summaries.SUMMARIES,
    "cost_item",
    "fund_source",
    "account_code",
    "account_name",
    "_account",
    "_level_1",
    "_level_2",
    "_level_3",
    "_direct_indirect",
)
_CODES = (
    "project_code",
    "voucher_no",
    "account_code",
    "payee_id",
    "payee_account",
    "invoice_code",
    "invoice_no",
    "contract_no",
    "procurement_no",
    "asset_no",
)
_OF_ONE = rf"\s*(?:/|每)\s*{MEASURE}$"  # 1200元/台
_VITAL = (*rows.AMOUNTS, "date", "_month", "_day")  # without them a line is not read


class LedgerSheet(NamedTuple):
    """A ledger sheet before it is read.

    project: the project of the whole sheet, for sheets with no project column; stem: the file's
    name, the last place where a year may be found; accounts: account code -> name, from the
    chart of accounts of the same file; names: code -> name of the file's own dimensions; fixed:
    what the user's settings say.
    """

    part: Part
    project: ProjectOf | None = None
    stem: str = ""
    accounts: Mapping[str, str] = {}
    names: Mapping[str, str] = {}
    fixed: Fixed = NOTHING_FIXED


class _Basis(NamedTuple):
    """What holds for every line of a sheet: sheets that differ in it are not read as one.

    unit: yuan that one of its numbers is worth; unit_doubt: why that is doubtful, or empty;
    account: the account that a ledger of one account names in its title; settled: whether the
    user has said which project the sheet is of; money_out: which side the user says is money out;
    currency: the one that its title names.
    """

    unit: int
    unit_doubt: str
    when: When
    account: tuple[str, str] | None
    settled: bool
    money_out: str
    currency: str | None


class Ledgers(NamedTuple):
    """Ledger sheets as read, stacked: ``_part`` and ``_line`` say where in the stack a row is.

    lines: the columns of the entries table but id and file (with ``row``), and those of LINKS;
    one row a line, or one a cost item where these are columns of the sheet. entries: the same,
    one row a line always.
    body: every row below the header with its ``kind``, ``label``, ``why`` and, as text columns,
    what stood there; figures: the money of each amount column and the balance of every row, by
    ``_line``.
    told: what the reading says of each sheet beside its lines; in_cell: the sheets whose lines name
    their projects; by_project: those that are parted by headings which name projects.
    """

    stack: Stack
    lines: pl.DataFrame
    entries: pl.DataFrame
    body: pl.DataFrame
    figures: pl.DataFrame
    told: Told
    in_cell: frozenset[int]
    by_project: frozenset[int]


def layout(sheet: LedgerSheet) -> Hashable:
    """Return what sheets must share to be read as one stack."""
    header = sheet.part.header
    if header.spread:  # whether these are the sheet's amounts is found out sheet by sheet
        return id(sheet)
    return (
        tuple(sheet.part.grid.cells.columns),
        tuple(header.columns.items()),
        tuple(header.texts.items()),
        tuple(header.units.items()),
        head_texts(sheet.part),
        frozenset(sheet.accounts.items()),
        frozenset(sheet.names.items()),
        _basis(sheet),
    )


def _basis(sheet: LedgerSheet) -> _Basis:
    titles = rows_above(*sheet.part)
    unit, unit_doubt = unit_of_sheet(titles, rows_below(*sheet.part))
    return _Basis(
        unit=sheet.fixed.unit or unit or 1,
        unit_doubt="" if sheet.fixed.unit else unit_doubt,
        when=When.of(sheet.part, titles, sheet.stem, sheet.fixed.year),
        account=account_in(titles),
        settled=bool(sheet.project and sheet.project.found_in == "settings"),
        money_out=sheet.fixed.money_out,
        currency=of_titles(titles),
    )


def read_ledgers(sheets: Sequence[LedgerSheet]) -> Ledgers:
    """Return the entry lines of sheets that have the same ``layout``."""
    basis = _basis(sheets[0])
    stacked = tills.joined(summaries.joined(stack([sheet.part for sheet in sheets], _KEYS)))
    header, unit = stacked.header, basis.unit
    items = cost_columns.read(in_own_units(states.asked_for(stacked.body)), header, unit)
    body = with_currency(items.body, header, basis.currency)
    figures = body.select(
        "_line",
        *(
            money_of(body, name, header.units.get(name, unit), len(sheets))
            for name in (*rows.AMOUNTS, "balance")
            if name in body.columns and not (items.summed and name == "amount")
        ),
        *items.sums,
        *(items.items if items.items is not None else ()),
    )
    money_columns = [c.name for c in ENTRIES if c.type is Type.MONEY and c.name in header.columns]
    units = [header.units.get(name, unit) for name in money_columns or ["amount"]]
    told = Told.of(
        len(sheets),
        [*unit_note(units), *items.notes, *account_note(header)],
        [f"支出明细：{basis.unit_doubt}"] if basis.unit_doubt else [],
    )
    notes = told.notes
    blank = blanks.of_lines(body, header)
    body = _classified(body, figures, blank, stacked, told)
    namesakes.ask(body, stacked, told)
    body = openings.marked(body, figures, stacked, told)
    lines, by_slip = with_heads(_carried_down(body, blank, stacked, told), body, stacked, notes)
    lines = openings.with_openings(_cells(lines, blank, stacked, told), body)
    note_amounts(lines, figures, stacked, unit, told)
    note_deducted(lines, header, told)
    columns = _columns(lines, stacked, basis, told)
    note_when(lines, basis.when, header, notes, by_slip=by_slip)
    bad = bad_dates(lines, columns[-1], basis.when, told.losses, body)
    lines = lines.with_columns(columns)
    if bad.height:
        body = rejected(body, dict(bad.iter_rows()))
        taken = ~lines["_line"].is_in(bad["_line"].implode())
        lines = lines.filter(taken)
    lines = directions.amounts(_with_figures(lines, body, figures))
    if items.unsplit:
        own = next(name for name in rows.AMOUNTS if name in header.columns)
        notes[0] += cost_columns.unsplit_note(items, lines, header.texts[header.columns[own]])
    said = groups_in(body, stacked)
    lines = lines.join(said.columns, on="_line", how="left", maintain_order="left")
    for part, sentences in said.notes.items():
        notes[part] += sentences
    lines = payee_of.given(lines, stacked, told)
    lines, in_cell = project_of.assign(
        lines, [sheet.project for sheet in sheets], settled=basis.settled
    )
    note_gaps(lines, stacked, set(header.columns) - {*_VITAL}, told)
    project_of.note_unlabelled(lines, in_cell, header, notes)
    lines = with_unread(drop_imprecise(lines, stacked, _CODES, told), told.unread)
    lines = lines.with_columns(*_links(lines), *directions.marks(lines, header))
    lines = named_projects(named_accounts(lines, sheets[0].accounts), sheets[0].names)
    lines = money_out.settle(lines, body, figures, sheets=sheets, told=told)
    lines = derive(lines, basis.account, told)
    lines, body = brought.settle(lines, body, header, told, in_cell)
    tell_titled(stacked.parts, unit, lines, told)
    ask_for_accounts(lines.filter(pl.col("kind") != openings.KIND), header, told)
    if items.parts is not None and header.spread_as == "project_code":
        in_cell = frozenset({0})
    beside = lines[*(name for name in LINKS if name != "_given"), "_dropped"].get_columns()
    entries = _as_table(lines).with_columns(
        (~pl.col("_part").is_in(list(in_cell))).alias("_given"), *beside
    )
    return Ledgers(
        stack=stacked,
        lines=cost_columns.spread(entries, items),
        entries=entries,
        body=body,
        figures=figures,
        told=told,
        in_cell=in_cell,
        by_project=said.by_project,
    )


def _classified(
    body: pl.DataFrame, figures: pl.DataFrame, blank: Blanks, stacked: Stack, told: Told
) -> pl.DataFrame:
    """Return the rows with what each is; cells that say nothing are as good as empty for that."""
    kinds = rows.classify(blank.taken_from(body), figures).select("kind", "label", "why")
    summed = heads.told(body.with_columns(kinds), figures, len(stacked.parts))
    return reject_lost(sum_rows.told(summed, figures, told), stacked, _VITAL)


def _cells(lines: pl.DataFrame, blank: Blanks, stacked: Stack, told: Told) -> pl.DataFrame:
    """Return the lines with cells of invoices read, and those that say nothing cleared."""
    lines = invoice_cells.read(lines, stacked, told)
    lines = lines.with_columns(project_of.filled(lines).alias(ELSEWHERE))
    return blanks.cleared(lines, blank, stacked, told)


def _carried_down(body: pl.DataFrame, blank: Blanks, stacked: Stack, told: Told) -> pl.DataFrame:
    """Return the rows that are entries, with what is written once above several of them."""
    notes = told.notes
    lines = blanks.repeated(body.filter(pl.col("kind") == "entry"), blank, stacked, told)
    dated = days_down(under_months(lines, body, notes), notes)
    return groups_down(_fill_down(dated, len(stacked.parts)), stacked, notes)


def _links(lines: pl.DataFrame) -> list[pl.Series]:
    """Return the columns of LINKS, numbers without leading zeros, which tables pad differently."""
    wanted = {"_line_no": "_line_no", "_month": "_month", "_number": "voucher_no"}
    return [
        lines[name].str.strip_chars_start("0").alias(link)
        if name in lines.columns
        else pl.Series(link, [None] * lines.height, pl.String)
        for link, name in wanted.items()
    ]


def _fill_down(lines: pl.DataFrame, parts: int) -> pl.DataFrame:
    """Give the further lines of a voucher the date and number that stand on its first line.

    Months and years that stand once are given to the days below them. The date and number only
    where both are blank: a line with a date and no number *lacks* its voucher number.
    """
    if "voucher_no" not in lines.columns or not {"date", "_day"} & set(lines.columns):
        return months_down(lines, parts)
    keys = [
        n
        for n in ("date", "_month", "_day", "_period", "voucher_no", "_voucher_type")
        if n in lines.columns
    ]
    further = pl.all_horizontal(
        pl.col(name).is_null() for name in keys if name in {"date", "_day", "voucher_no"}
    )
    if "_state" in lines.columns:  # a claim that is not booked yet is no part of a voucher
        unbooked = states.means(lines).is_in([*states.NOTHING, *states.OPEN])
        further = further & ~unbooked.fill_null(value=False)
    if not lines.select(further.any()).item():
        return months_down(lines, parts)
    filled = lines.with_columns(
        pl.when(further)
        .then(within(pl.when(~further).then(pl.col(name)).forward_fill(), parts=parts))
        .otherwise(name)
        .alias(name)
        for name in keys
    )
    return months_down(filled, parts)


def _columns(
    lines: pl.DataFrame,
    stacked: Stack,
    basis: _Basis,
    told: Told,
) -> list[pl.Series]:
    """Parse every mapped column but the amounts; the date is the last.

    Cells of lesser columns that cannot be parsed become null, are told and recorded.
    """
    lines = durations.beside_days(lines)
    columns: list[pl.Series] = []
    header = stacked.header
    for column in ENTRIES:
        name = column.name
        if name not in lines.columns or name in {*rows.AMOUNTS, *durations.COLUMNS, "date"}:
            continue
        text = lines[name]
        if name in _CODES:
            text = written(text) if name == "project_code" else code(text)
        if name == "unit_price":
            text = text.str.replace(_OF_ONE, "")
        unit, old_days = header.units.get(name, basis.unit), basis.when.from_1904
        value = parse(text, column.type, unit, from_1904=old_days).alias(name)
        if column.type is not Type.TEXT:
            note_lost(lines, text, value, header.texts[header.columns[name]], told)
        columns.append(value)
    return [*columns, *durations.read(lines, stacked, told), dates(lines, basis.when)]


def _with_figures(lines: pl.DataFrame, body: pl.DataFrame, figures: pl.DataFrame) -> pl.DataFrame:
    """Return the lines in the order of their rows, each with the money of its own row.

    body: every row with its kind; figures: the money of every row, by ``_line``. Steps before
    this one sort and join the lines: money is found by the row's key, never by where it stands,
    and each row that is an entry must be exactly one line.
    """
    rows_read = body["_line"].filter(body["kind"].is_in(["entry", openings.KIND]))
    texts = lines.drop(set(figures.columns) - {"_line"}, strict=False)
    in_order = texts if texts["_line"].is_sorted() else texts.sort("_line")
    joined = in_order.join(figures, on="_line", maintain_order="left")
    # A key that is missing or stands twice, on either side, shows in what was joined.
    if not joined["_line"].equals(rows_read):
        raise AssertionError(
            f"{rows_read.len()} entries, {lines.height} lines, {joined.height} with figures"
        )
    return joined


def _as_table(lines: pl.DataFrame) -> pl.DataFrame:
    """Return exactly the table's columns (id and file come later), blanks as null."""
    return lines.select(
        *(
            pl.col(column.name)
            if column.name in lines.columns
            else pl.lit(None, column.type.dtype).alias(column.name)
            for column in ENTRIES
        ),
        "row",
        "_part",
        "_line",
    )
