"""Files to their tables and reading receipts: each file by itself, their ledgers together."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import polars as pl

from fundcheck.errors import UnreadableBookError
from fundcheck.ingest import doubts, project_of, project_said, rebudgets
from fundcheck.ingest.body import Part, first_rows, rows_above
from fundcheck.ingest.books import Books
from fundcheck.ingest.cards import read_card
from fundcheck.ingest.dimensions import names_in, with_dimensions
from fundcheck.ingest.header import NoHeader
from fundcheck.ingest.headers import find_header
from fundcheck.ingest.ledger import Ledgers, LedgerSheet, layout, read_ledgers
from fundcheck.ingest.part_receipt import receipt_of, samples_of
from fundcheck.ingest.project_forms import find_form
from fundcheck.ingest.project_said import ProjectOf
from fundcheck.ingest.reconcile import reconcile
from fundcheck.ingest.refusals import GUIDE, nothing_found
from fundcheck.ingest.regions import tables_on
from fundcheck.ingest.side_tables import SIDE_TABLES
from fundcheck.ingest.signs import in_simplified
from fundcheck.ingest.two_sides import by_side
from fundcheck.ingest.workbook import read_grids
from fundcheck.receipts import InputReceipt, SheetReceipt
from fundcheck.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence

    from fundcheck.ingest.fixed import Fixed
    from fundcheck.ingest.grid import Grid
    from fundcheck.ingest.header import Header
    from fundcheck.ingest.request import Request


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A table on a sheet: its part of the grid, its header and its place among all tables.

    said: the project that the rows above the table name, or above the first table of the sheet.
    """

    part: Part
    place: int
    said: ProjectOf | None = None


@dataclass(slots=True)
class _File:
    """A file while it is read: its tables, and what they became so far."""

    request: Request
    format: str = ""
    error: str | None = None
    sheets: list[_Sheet] = field(default_factory=list)
    receipts: dict[int, SheetReceipt] = field(default_factory=dict)
    frames: dict[str, list[pl.DataFrame]] = field(default_factory=dict)
    own: ProjectOf | None = None
    titles: list[ProjectOf] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)

    @property
    def titled(self) -> ProjectOf | None:
        """The project that titles of the file name, where no two of them name different ones."""
        return project_said.the_one(((p.code, p.name) for p in self.titles), "titles")

    @property
    def label(self) -> str:
        return self.request.item.label

    @property
    def stem(self) -> str:
        return self.request.item.stem


def read_books(requests: Sequence[Request]) -> Books:
    """Return the tables and receipts of the files. An unreadable one has a receipt that says why.

    Ledgers of one layout are read as one frame, whichever files they are in.
    """
    files = [_opened(request) for request in requests]
    for file in files:
        _read_upper_cards(file)
    frames, ledger_rows = _read_ledgers(files)
    only = project_said.only_projects(frames)
    sheet_rows = [*ledger_rows]
    for file in files:
        sheet_rows += _read_lower_cards(file, only.get(file.label))
    for file in files:
        for name, read in file.frames.items():
            frames.setdefault(name, []).extend(read)
    if sheet_rows:
        schema = {name: TABLES["sheets"].schema[name] for name in sheet_rows[0] if name != "_place"}
        frames["sheets"] = [pl.DataFrame(sheet_rows, {**schema, "_place": pl.Int64})]
    return Books(tuple(map(_receipt_of, files)), frames)


def _opened(request: Request) -> _File:
    """Return the file with the tables of its sheets found."""
    item = request.item
    file = _File(request)
    try:
        if item.problem:
            raise UnreadableBookError(item.problem)  # noqa: TRY301 - one place makes the receipt
        content = item.content(request.passwords)
        found, grids = read_grids(content, item.stem, request.passwords, careful=request.careful)
        file.format = found.value
        _find_tables([in_simplified(grid) for grid in grids], file)
    except UnreadableBookError as error:
        file.error = str(error)
    return file


def _receipt_of(file: _File) -> InputReceipt:
    item = file.request.item
    if file.request.samples:
        for sheet in file.sheets:
            shown = {} if sheet.part.header.form else samples_of(sheet.part)
            file.receipts[sheet.place] = file.receipts[sheet.place]._replace(samples=shown)
    sheets = tuple(file.receipts[place] for place in sorted(file.receipts))
    return InputReceipt(
        item.label, item.sha256, file.error is None, file.error, file.format, sheets=sheets
    )


def _find_tables(grids: list[Grid], file: _File) -> None:
    """Find the tables of every sheet; what is none gets its receipt here."""
    fixed = with_dimensions(file.request.fixed, grids)
    file.names = names_in(grids)
    for grid in grids:
        place = len(file.sheets) + len(file.receipts)
        if grid.problem:
            found: Header | NoHeader = NoHeader(grid.problem)
        elif fixed.sheets and grid.name not in fixed.sheets:
            found = NoHeader("配置文件（fundcheck.toml）没有选这张工作表，未读取。")
        else:
            found = find_header(grid, fixed)
        free = not (grid.problem or fixed.header_row or fixed.role)
        if free and isinstance(found, NoHeader) and (form := find_form(grid)):
            file.sheets.append(_Sheet(Part(grid, form), place))
            continue
        if isinstance(found, NoHeader):
            if found.why != GUIDE:
                said = (project_said.from_titles([row]) for row in first_rows(grid))
                file.titles += filter(None, said)
            file.receipts[place] = _not_read(grid, found)
            _doubt_unread(file, grid, found, place)
            continue
        parts = _tables_of(grid, found, fixed, file, place)
        first = project_said.from_titles(rows_above(*parts[0]))
        for offset, part in enumerate(parts):
            own = project_said.from_titles(rows_above(*part))
            file.titles += [own] if own else []
            file.sheets.append(_Sheet(part, place + offset, own or first))
        above = grid._replace(cells=grid.cells.head(parts[0].header.top))
        if free and parts[0].header.role != "projects" and (card := find_form(above)):
            last = len(file.sheets) + len(file.receipts)
            file.sheets.append(_Sheet(Part(above, card), last))
    if not file.sheets:
        file.error = nothing_found(list(file.receipts.values()))


def _tables_of(grid: Grid, header: Header, fixed: Fixed, file: _File, place: int) -> list[Part]:
    """Return the tables of a sheet that are read; those that are not get their receipts here.

    place: of the sheet's first table among all of the file.
    """
    if fixed.header_row:
        return by_side(Part(grid, header))
    parts, unread = tables_on(grid, header, fixed)
    for offset, (lower, why) in enumerate(unread):
        file.receipts[place + len(parts) + offset] = _not_read(lower, why)
    return parts


def _not_read(grid: Grid, found: NoHeader) -> SheetReceipt:
    return SheetReceipt(
        grid.name,
        "not_read",
        found.why,
        header_row=found.row,
        unmapped=found.texts,
        questions=found.questions,
        candidates=found.candidates,
        lost=found.lost,
    )


def _doubt_unread(file: _File, grid: Grid, found: NoHeader, place: int) -> None:
    """Record what a sheet that was not read would have told, where its words say so."""
    chosen = grid.name in (file.request.fixed.sheets or (grid.name,))
    if chosen and (why := rebudgets.unread(grid, found.why)):
        where: dict[str, object] = {"row": 1, "sheet": grid.name, "file": file.label}
        lost = doubts.of_sheet([(None, "budget_changes", why)], {**where, "_place": place})
        file.frames.setdefault("doubts", []).append(lost)


def _read_upper_cards(file: _File) -> None:
    """Read what the file's ledgers are completed from, and find whose the file is."""
    _read_cards(file, ("projects", *SIDE_TABLES), None)
    file.own = project_said.only_project(file.frames.get("projects", []), "card")
    fixed = file.request.fixed
    if fixed.project_code or fixed.project_name:
        file.own = ProjectOf(fixed.project_code or None, fixed.project_name or None, "settings")


def _read_lower_cards(file: _File, only: ProjectOf | None) -> list[dict[str, object]]:
    """Read the sheets that are of the project that the file is of; return the rows on cards.

    only: the project of all lines of the file's ledgers, where they have just one.
    """
    others = tuple(name for name in TABLES if name not in {"projects", "entries"})
    own = file.own or only or project_said.from_file_name(file.stem)
    _read_cards(file, others, own)
    cards = [sheet for sheet in file.sheets if sheet.part.header.role in {"projects", *others}]
    return [_sheet_row(file, sheet, None, "") for sheet in cards]


def _read_cards(file: _File, roles: tuple[str, ...], project: ProjectOf | None) -> None:
    for sheet in file.sheets:
        grid, header = sheet.part
        if header.role not in roles:
            continue
        card = read_card(grid, header, sheet.said or project, file.request.fixed)
        where = (("file", file.label), ("sheet", grid.name), ("_place", sheet.place))
        for name, frame in ((header.role, card.frame), ("budget_changes", card.changes)):
            if frame is not None:
                placed = frame.with_columns(pl.lit(value).alias(key) for key, value in where)
                file.frames.setdefault(name, []).append(placed)
        file.receipts[sheet.place] = receipt_of(
            sheet.part,
            dict(card.body["kind"].value_counts().iter_rows()),
            card.rejected,
            card.notes,
            card.losses,
        )
        if card.doubts:
            row = _sheet_row(file, sheet, None, "")
            file.frames.setdefault("doubts", []).append(doubts.of_sheet(card.doubts, row))


def _read_ledgers(
    files: Sequence[_File],
) -> tuple[dict[str, list[pl.DataFrame]], list[dict[str, object]]]:
    """Read all ledgers of the files, those of one layout at once."""
    frames: dict[str, list[pl.DataFrame]] = {}
    sheet_rows: list[dict[str, object]] = []
    groups: dict[Hashable, list[tuple[_File, _Sheet, LedgerSheet]]] = {}
    for file in files:
        accounts = _accounts(file)
        for sheet in file.sheets:
            if sheet.part.header.role == "entries":
                settled = file.own if file.own and file.own.found_in == "settings" else None
                # A file of text has no sheets: what stands for one bears the file's name.
                sheet_name = sheet.part.grid.name
                named = (
                    project_said.from_sheet_name(sheet_name) if sheet_name != file.stem else None
                )
                titled = project_said.from_bare_titles(rows_above(*sheet.part))
                if named and named.name is None:  # a code says more than words do
                    titled = None
                project = (
                    *(settled, sheet.said, file.own, titled, named, file.titled),
                    project_said.from_file_name(file.stem),
                )
                wanted = LedgerSheet(
                    part=sheet.part,
                    project=next(filter(None, project)),
                    stem=file.stem,
                    accounts=accounts,
                    names=file.names,
                    fixed=file.request.fixed,
                )
                groups.setdefault(layout(wanted), []).append((file, sheet, wanted))
    for members in groups.values():
        ledgers = read_ledgers([wanted for *_, wanted in members])
        stated, totals = reconcile(ledgers)
        places = _places(members)
        frames.setdefault("entries", []).append(_placed(ledgers.lines.drop("_line"), places))
        frames.setdefault("stated_totals", []).append(_placed(stated, places))
        kinds, rejected = _kinds(ledgers), _rejected(ledgers)
        for part, (file, sheet, wanted) in enumerate(members):
            only, found_in, told = _whose(sheet, wanted, ledgers, part)
            counts = kinds.get(part, {})
            notes = (*told, *sheet.part.header.notes, *ledgers.told.notes[part])
            if not counts.get("entry"):
                sums = counts.get("subtotal") and not counts.get("rejected")
                notes = (*notes, _ONLY_SUMS if sums else _NO_LINES)
            row = _sheet_row(file, sheet, only, found_in)
            sheet_rows.append(row)
            said = [(None, *doubt) for doubt in ledgers.told.doubts[part]]
            before = ledgers.told.before[part]
            if said or before:
                frames.setdefault("doubts", []).append(doubts.of_sheet(said, row, before))
            file.receipts[sheet.place] = receipt_of(
                sheet.part,
                counts,
                tuple(rejected.get(part, ())),
                notes,
                tuple(ledgers.told.losses[part]),
            )._replace(
                totals=totals[part] if sheet.part.height else None,
                day_book=ledgers.told.day_books.get(part, ""),
            )
    return frames, sheet_rows


def _accounts(file: _File) -> dict[str, str]:
    return {
        code: name
        for chart in file.frames.get("accounts", [])
        for code, name in chart.select("account_code", "account_name").iter_rows()
        if code is not None
    }


def _whose(
    sheet: _Sheet, wanted: LedgerSheet, ledgers: Ledgers, part: int
) -> tuple[str | None, str, tuple[str, ...]]:
    """Return the project that the sheet says it is of, where that was found, and a note on it."""
    if part in ledgers.by_project:
        return None, "column", ()  # each heading says it of the lines below it
    if part in ledgers.in_cell:
        # The lines name their projects; what the sheet says of itself is held against them.
        named = project_said.from_sheet_name(sheet.part.grid.name)
        said = sheet.said or (named if named and named.name is None else None)
        return said.code if said else None, "column", ()
    project = wanted.project
    assert project is not None  # noqa: S101 - the file's name gives one at last
    only = project.code or project.name
    settled = project.found_in == "settings"
    has_column = bool(project_of.PROJECT_CELLS & sheet.part.header.columns.keys()) and not settled
    lacking = "没有一行写明项目" if has_column else "表中没有项目列"
    for question in sheet.part.header.questions:
        if not has_column and question.candidates[0] in {"项目编号", "项目名称"}:
            lacking = (
                f"表中没有认得出的项目列（「{question.header}」可能是，请在 fundcheck.toml 中写明）"
            )
            break
    note = f"{lacking}，项目「{only}」{_FROM[project.found_in]}。"
    return only, project.found_in, (note,)


def _kinds(ledgers: Ledgers) -> dict[int, dict[str, int]]:
    """Return for each sheet how many rows below its header are what."""
    kinds: dict[int, dict[str, int]] = {}
    for part, kind, count in ledgers.body.group_by("_part", "kind").len().iter_rows():
        # What was brought forward is a line of the account, and no subtotal.
        name = "entry" if kind == "opening" else kind
        of_part = kinds.setdefault(part, {})
        of_part[name] = of_part.get(name, 0) + count
    return kinds


def _rejected(ledgers: Ledgers) -> dict[int, list[tuple[int, str]]]:
    rejected: dict[int, list[tuple[int, str]]] = {}
    refused = ledgers.body.filter(pl.col("kind") == "rejected")
    for part, row, why in refused.select("_part", "row", "why").iter_rows():
        rejected.setdefault(part, []).append((row, why))
    return rejected


def _places(members: Iterable[tuple[_File, _Sheet, LedgerSheet]]) -> pl.DataFrame:
    """Return file, sheet and _place of each sheet of a stack."""
    return pl.DataFrame(
        [(file.label, sheet.part.grid.name, sheet.place) for file, sheet, _ in members],
        {"file": pl.String, "sheet": pl.String, "_place": pl.Int64},
        orient="row",
    )


def _placed(frame: pl.DataFrame, places: pl.DataFrame) -> pl.DataFrame:
    return frame.drop("_part").with_columns(places[frame["_part"]].get_columns())


_NO_LINES = "表头下面没有读入任何明细行。"
_ONLY_SUMS = (
    "表中只有合计、累计和余额行，没有一笔明细，像是总账或汇总表。请导出逐笔的明细账或凭证。"
)
_FROM = {
    "title": "取自表头上方的标题行",
    "card": "取自本工作簿的项目信息表",
    "sheet": "取自工作表名称",
    "titles": "取自本工作簿其他工作表的标题",
    "file": "取自文件名",
    "settings": "由配置文件（fundcheck.toml）指定",
}


def _sheet_row(
    file: _File, sheet: _Sheet, project: str | None, project_from: str
) -> dict[str, object]:
    grid, header = sheet.part
    known = {column.name for column in TABLES[header.role]}
    has = [name for name in header.columns if name in known]
    if header.spread:
        has += [header.spread_as, "amount"]
    if project_from:
        has.append("project_code")
    if "_day" in header.columns:
        has.append("date")
    return {
        "role": header.role,
        "has": ";" + "".join(f"{name};" for name in sorted(set(has))),
        "project_code": project,
        "project_from": project_from or None,
        "row": header.bottom + grid.top + 1,
        "sheet": grid.name,
        "file": file.label,
        "_place": sheet.place,
    }
