"""One file to its tables and its reading receipt."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import polars as pl

from fundcheck.errors import UnreadableBookError
from fundcheck.ingest import project_of
from fundcheck.ingest.body import rows_above
from fundcheck.ingest.cards import read_card
from fundcheck.ingest.fixed import NOTHING_FIXED, Fixed
from fundcheck.ingest.headers import Header, NoHeader, find_header
from fundcheck.ingest.ledger import read_ledger
from fundcheck.ingest.project_of import ProjectOf
from fundcheck.ingest.reconcile import reconcile
from fundcheck.ingest.regions import tables_on
from fundcheck.ingest.side_tables import SIDE_TABLES
from fundcheck.ingest.workbook import read_grids
from fundcheck.receipts import (
    InputReceipt,
    RejectedRow,
    RowCounts,
    SheetReceipt,
    SheetTotals,
)
from fundcheck.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fundcheck.ingest.discover import Input
    from fundcheck.ingest.grid import Grid


@dataclass(frozen=True, slots=True)
class Book:
    """A file as read: frames hold, per table, the columns but id and file (with sheet, row)."""

    receipt: InputReceipt
    frames: dict[str, list[pl.DataFrame]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A table on a sheet: its part of the grid, its header and its place among all tables.

    said: the project that the rows above the table name, or above the first table of the sheet.
    """

    grid: Grid
    header: Header
    place: int
    said: ProjectOf | None = None


@dataclass(slots=True)
class _Reading:
    """A file while it is read: what its sheets became so far."""

    stem: str
    fixed: Fixed
    frames: dict[str, list[pl.DataFrame]] = field(default_factory=dict)
    receipts: dict[int, SheetReceipt] = field(default_factory=dict)


def read_book(item: Input, passwords: Sequence[str] = (), fixed: Fixed = NOTHING_FIXED) -> Book:
    """Return the file's tables and receipt. An unreadable file has a receipt that says why."""
    try:
        if item.problem:
            raise UnreadableBookError(item.problem)  # noqa: TRY301 - one place makes the receipt
        content = item.content(passwords)
        found, grids = read_grids(content, item.stem, passwords)
        reading = _Reading(item.stem, fixed)
        sheets = _headers(grids, reading)
    except UnreadableBookError as error:
        return Book(InputReceipt(item.label, item.sha256, readable=False, error=str(error)))
    _read_all(sheets, reading)
    receipts = tuple(reading.receipts[place] for place in sorted(reading.receipts))
    receipt = InputReceipt(
        item.label, item.sha256, readable=True, format=found.value, sheets=receipts
    )
    return Book(receipt, reading.frames)


def _read_all(sheets: list[_Sheet], reading: _Reading) -> None:
    frames = reading.frames
    own = _read_cards(sheets, reading, ("projects", *SIDE_TABLES), None)
    fixed = reading.fixed
    if fixed.project_code or fixed.project_name:
        own = ProjectOf(fixed.project_code or None, fixed.project_name or None, "settings")
    _read_ledgers(sheets, reading, own)
    others = tuple(name for name in TABLES if name not in {"projects", "entries"})
    own = own or _only_project(frames.get("entries", [])) or project_of.from_file_name(reading.stem)
    _read_cards(sheets, reading, others, own)


def _headers(grids: list[Grid], reading: _Reading) -> list[_Sheet]:
    """Find the tables of every sheet; what is none gets its receipt here."""
    fixed = reading.fixed
    sheets: list[_Sheet] = []
    for grid in grids:
        place = len(sheets) + len(reading.receipts)
        if grid.problem:
            found: Header | NoHeader = NoHeader(grid.problem)
        elif fixed.sheets and grid.name not in fixed.sheets:
            found = NoHeader("配置文件（fundcheck.toml）没有选这张工作表，未读取。")
        else:
            found = find_header(grid, fixed)
        if isinstance(found, NoHeader):
            reading.receipts[place] = SheetReceipt(
                grid.name,
                "not_read",
                found.why,
                questions=found.questions,
                candidates=found.candidates,
            )
            continue
        parts = [(grid, found)] if fixed.header_row else tables_on(grid, found)
        first = project_of.from_titles(rows_above(*parts[0]))
        for offset, (part, header) in enumerate(parts):
            own = project_of.from_titles(rows_above(part, header))
            sheets.append(_Sheet(part, header, place + offset, own or first))
    if not sheets:
        raise UnreadableBookError(_nothing_found(list(reading.receipts.values())))
    return sheets


def _nothing_found(receipts: list[SheetReceipt]) -> str:
    said = [receipt for receipt in receipts if not receipt.why.startswith("空表")]
    if not said:
        return "工作簿里没有任何单元格内容（可能只有图片或错误值）。请重新导出。"
    reasons = "".join(f"工作表「{receipt.name}」：{receipt.why}" for receipt in said)
    return (
        f"没有找到账册。{reasons}"
        "请确认导出的是支出明细账，或把表头改成 日期、凭证号、摘要、金额 等通用名称。"
    )


def _read_cards(
    sheets: list[_Sheet], reading: _Reading, roles: tuple[str, ...], project: ProjectOf | None
) -> ProjectOf | None:
    """Read the sheets of these roles; return the workbook's only project, if it has just one."""
    for sheet in sheets:
        grid, header = sheet.grid, sheet.header
        if header.role not in roles:
            continue
        stated = sheet.said or project
        card = read_card(grid, header, stated, reading.fixed)
        reading.frames.setdefault(header.role, []).append(_placed(card.frame, grid))
        if header.role in TABLES:
            reading.frames.setdefault("sheets", []).append(_sheet_row(sheet, None, ""))
        reading.receipts[sheet.place] = _receipt(sheet, card.body, card.rejected, card.notes, ())
    return _only_project(reading.frames.get("projects", []), "card")


def _read_ledgers(sheets: list[_Sheet], reading: _Reading, own: ProjectOf | None) -> None:
    frames = reading.frames
    accounts = {
        code: name
        for chart in frames.get("accounts", [])
        for code, name in chart.select("account_code", "account_name").iter_rows()
        if code is not None
    }
    for sheet in sheets:
        grid, header = sheet.grid, sheet.header
        if header.role != "entries":
            continue
        named = project_of.from_sheet_name(grid.name)
        settled = own if own and own.found_in == "settings" else None
        project = settled or sheet.said or own or named or project_of.from_file_name(reading.stem)
        ledger = read_ledger(
            grid, header, project, stem=reading.stem, accounts=accounts, fixed=reading.fixed
        )
        stated, totals = reconcile(ledger, header)
        frames.setdefault("entries", []).append(_placed(ledger.lines, grid))
        frames.setdefault("stated_totals", []).append(_placed(stated, grid))
        notes = ledger.notes
        if ledger.project_from == "column":
            # The lines name their projects; what the sheet says of itself is held against them.
            said = sheet.said or (named if named and named.name is None else None)
            only = said.code if said else None
        else:
            only = project.code or project.name
            notes = (f"表中没有项目列，项目「{only}」{_FROM[ledger.project_from]}。", *notes)
        if not ledger.entries.height:
            notes = (*notes, "表头下面没有读入任何明细行。")
        frames.setdefault("sheets", []).append(_sheet_row(sheet, only, ledger.project_from))
        read = _receipt(sheet, ledger.body, ledger.rejected, notes, ledger.losses)
        reading.receipts[sheet.place] = read._replace(totals=_shown(totals, ledger.body))


_FROM = {
    "title": "取自表头上方的标题行",
    "card": "取自本工作簿的项目信息表",
    "sheet": "取自工作表名称",
    "file": "取自文件名",
    "settings": "由配置文件（fundcheck.toml）指定",
}


def _shown(totals: SheetTotals, body: pl.DataFrame) -> SheetTotals | None:
    return totals if body.height else None


def _only_project(frames: list[pl.DataFrame], found_in: str = "column") -> ProjectOf | None:
    codes = {
        (code, name)
        for frame in frames
        for code, name in frame.select("project_code", "project_name").unique().iter_rows()
    }
    if len(codes) != 1:
        return None
    code, name = codes.pop()
    return ProjectOf(code, name, found_in) if code or name else None


def _placed(frame: pl.DataFrame, grid: Grid) -> pl.DataFrame:
    return frame.with_columns(sheet=pl.lit(grid.name, pl.String))


def _sheet_row(sheet: _Sheet, project: str | None, project_from: str) -> pl.DataFrame:
    known = {column.name for column in TABLES[sheet.header.role]}
    has = [name for name in sheet.header.columns if name in known]
    if sheet.header.items:
        has += ["cost_item", "amount"]
    if project_from:
        has.append("project_code")
    if "_day" in sheet.header.columns:
        has.append("date")
    row = {
        "role": sheet.header.role,
        "has": ";" + "".join(f"{name};" for name in sorted(set(has))),
        "project_code": project,
        "project_from": project_from or None,
        "row": sheet.header.bottom + sheet.grid.top + 1,
        "sheet": sheet.grid.name,
    }
    return pl.DataFrame([row], schema={name: TABLES["sheets"].schema[name] for name in row})


def _receipt(
    sheet: _Sheet,
    body: pl.DataFrame,
    rejected: tuple[tuple[int, str], ...],
    notes: tuple[str, ...],
    losses: tuple[str, ...],
) -> SheetReceipt:
    grid, header = sheet.grid, sheet.header
    kinds = dict(body["kind"].value_counts().iter_rows())
    above = [any(cells) for cells in rows_above(grid, header)]
    if grid.hidden:
        notes = (*notes, "这是隐藏的工作表，已照常读取。")
    if grid.hidden_rows:
        notes = (*notes, f"有 {grid.hidden_rows} 行被隐藏或筛选掉，已照常读取。")
    return SheetReceipt(
        name=grid.name,
        role=header.role,
        why=_ROLE[header.role],
        header_row=header.bottom + grid.top + 1,
        columns={
            **{header.texts[i]: n.removeprefix("_") for n, i in header.columns.items()},
            **{header.texts[i]: "cost_item" for i in header.items if body["kind"].len()},
        },
        unmapped=header.unmapped,
        rows=RowCounts(
            total=grid.cells.height,
            entries=kinds.get("entry", 0),
            header=kinds.get("header", 0) + header.bottom - header.top + 1,
            title=kinds.get("title", 0) + sum(above),
            subtotal=kinds.get("subtotal", 0),
            blank=kinds.get("blank", 0) + len(above) - sum(above),
            rejected=kinds.get("rejected", 0),
        ),
        rejected=tuple(RejectedRow(row, why) for row, why in rejected),
        notes=notes,
        losses=losses,
        confidence={header.texts[i]: round(c, 2) for i, c in header.confidence.items()},
        questions=header.questions,
        samples=_samples(grid, header),
        candidates=header.candidates,
    )


def _samples(grid: Grid, header: Header) -> dict[str, tuple[str, ...]]:
    """Return the first values of each column that was not used."""
    used = {*header.columns.values(), *header.items}
    below = grid.cells.slice(header.bottom + 1, _SAMPLED)
    return {
        text: tuple(dict.fromkeys(v.strip() for v in below[f"c{index}"] if v and v.strip()))[
            :_SAMPLES
        ]
        for index, text in header.texts.items()
        if index not in used
    }


_SAMPLES, _SAMPLED = 3, 100  # values that are shown, and the rows in which they are looked for

_ROLE = {
    "entries": "按支出明细账读取。",
    "projects": "按项目信息表读取。",
    "budget": "按预算表读取。",
    "budget_changes": "按预算调剂表读取。",
    "receipts": "按到账表读取。",
    "participants": "按参与单位表读取。",
    "team": "按项目组成员表读取。",
    "transfers_of_results": "按成果转化表读取。",
    "invoices": "按发票清单读取，按发票号码补充到支出明细。",
    "auxiliary": "按凭证辅助表读取，按凭证号和分录序号补充到支出明细的项目。",
    "accounts": "按会计科目表读取，用来补充科目名称。",
}
