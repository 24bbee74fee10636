"""All files of a run to the run's tables: one id space, one card a project, each row once."""

from __future__ import annotations

from decimal import Decimal
from itertools import chain, count
from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from fundcheck.ingest import completion, day_books, doubts, unnamed
from fundcheck.ingest.before import without_repeated
from fundcheck.ingest.books import Books, together
from fundcheck.ingest.counting import SPENDING, Why, counted
from fundcheck.ingest.one_project import alike, one_spelling, spelling_note
from fundcheck.ingest.repeats import without_repeats
from fundcheck.ingest.request import Request, batches
from fundcheck.ingest.settings import NO_SETTINGS, Settings
from fundcheck.ingest.side_tables import BESIDE, ELSEWHERE, LINKS, READABLE
from fundcheck.ingest.versions import without_versions
from fundcheck.receipts import Counted, InputReceipt
from fundcheck.tables import DOUBTS, PROVENANCE, SHEETS, STATED_TOTALS, TABLES, Tables

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from fundcheck.ingest.discover import Input
    from fundcheck.ingest.one_project import Alike, Spelled
    from fundcheck.ingest.readers import Readers
    from fundcheck.ingest.unnamed import Given
    from fundcheck.ingest.versions import Versions

    Progress = Callable[[int, int, InputReceipt], None]


_LOSSES_SHOWN = 5
_MOST_PLACES = 1 << 20  # tables in a file


def read_library(
    inputs: Sequence[Input],
    progress: Progress = lambda _done, _total, _receipt: None,
    *,
    passwords: Sequence[str] = (),
    settings: Settings = NO_SETTINGS,
    strict: bool = False,
    samples: bool = False,
    readers: Readers | None = None,
    meanwhile: Callable[[], None] = lambda: None,
) -> tuple[Tables, tuple[InputReceipt, ...]]:
    """Return the tables of the run and a receipt for every input, in the inputs' order.

    readers: the child processes that read; without them this process reads by itself, as is
    fit for files that one has written oneself. settings: what the user has fixed of some files;
    strict: a file of which anything is lost counts as unreadable; samples: the receipts show the
    first values of each column. progress is called with how many files are done, how many there
    are, and the receipt of the last; meanwhile once, while the child processes read: what it
    raises ends the reading.
    """
    first: dict[str, Input] = {}
    for item in inputs:
        first.setdefault(_identity(item), item)
    requests = [
        Request(item, tuple(passwords), settings.of(item.label), samples) for item in first.values()
    ]
    done = count(1)

    def finished(receipt: InputReceipt) -> None:
        progress(next(done), len(requests), receipt)

    places = batches(requests, readers.jobs if readers else 1)
    wanted = [[requests[place] for place in batch] for batch in places]
    if readers is not None:
        books = together(readers.read(wanted, finished, meanwhile))
    else:
        from fundcheck.ingest.book import read_books  # noqa: PLC0415 - who has readers needs it not

        meanwhile()
        books = together(map(read_books, wanted))
        for receipt in books.receipts:
            finished(receipt)
    in_order = sorted(zip(chain.from_iterable(places), books.receipts, strict=True))
    read = [receipt for _, receipt in in_order]
    if strict:
        read = [_refused_if_lossy(receipt) for receipt in read]
    by_content = dict(zip(first, read, strict=True))
    receipts = [
        receipt if first[_identity(item)] is item else _copy(item, receipt)
        for item in inputs
        for receipt in (by_content[_identity(item)],)
    ]
    files = [receipt.path for receipt in read if receipt.readable]
    tables = {
        name: _completed(books, files)
        if name == "entries"
        else _stack(name, books, files, extra=BESIDE.get(name))
        for name in TABLES
    }
    tables, spelled = one_spelling(tables)
    tables, given = unnamed.with_projects(tables)
    first_of = {path: place * _MOST_PLACES for place, path in enumerate(files)}
    tables, receipts = without_repeats(tables, receipts, first_of)
    tables, receipts = day_books.without_repeated(tables, receipts, first_of)
    tables["projects"], conflicts = _one_card(tables["projects"])
    tables["entries"], again, versions = without_versions(tables["entries"])
    doubled: dict[str, pl.DataFrame] = {}
    for name, frame in tables.items():
        if name not in {"projects", SHEETS.name, STATED_TOTALS.name, DOUBTS.name}:
            tables[name], doubled[name] = _each_row_once(frame, name)
    tables["entries"], differing = without_repeated(tables["entries"])
    tables[DOUBTS.name] = pl.concat([tables[DOUBTS.name], differing], how="diagonal")
    tables["budget_changes"] = completion.with_new_budgets(
        tables["budget_changes"], tables["budget"]
    )
    elsewhere = pl.col("kind_why") == Why.IN_OTHER_FILE
    again = pl.concat([again, doubled["entries"].with_columns(kind_why=pl.lit(Why.IN_OTHER_FILE))])
    doubled["entries"] = again.filter(elsewhere)
    receipts = _annotated(receipts, doubled, conflicts, _unassigned(tables["entries"]))
    asked = alike(tables)
    said = [*_of_projects(spelled, given, asked), *_of_versions(versions)]
    receipts = [_with_said(receipt, said) for receipt in receipts]
    receipts = _counted(receipts, first_of, counted(tables["entries"], again))
    tables[DOUBTS.name] = doubts.of_run(tables, asked, versions)
    return _with_ids(tables), tuple(receipts)


def _refused_if_lossy(receipt: InputReceipt) -> InputReceipt:
    """Return the file as unreadable where anything in it was lost, as strict reading asks."""
    losses = receipt.losses
    if not receipt.readable or not losses:
        return receipt
    shown = "".join(losses[:_LOSSES_SHOWN])
    more = f"……共 {len(losses)} 处。" if len(losses) > _LOSSES_SHOWN else ""
    error = f"严格读取（--strict-reading）不允许任何丢失：{shown}{more}"
    return InputReceipt(receipt.path, receipt.sha256, readable=False, error=error)


def _identity(item: Input) -> str:
    """Return what makes two inputs the same: their bytes, and their names where there are none."""
    return f"{item.label}\0" if item.problem else item.sha256


def _copy(item: Input, receipt: InputReceipt) -> InputReceipt:
    """Return the receipt of a file whose very bytes were read under another name."""
    note = f"与 {receipt.path} 内容完全相同（SHA-256 一致），只计一次。"
    return receipt._replace(
        path=item.label, error=note if receipt.readable else receipt.error, sheets=()
    )


def _completed(books: Books, files: list[str]) -> pl.DataFrame:
    """Return the entries of all books, completed from the side tables of any of them."""
    entries = _stack("entries", books, files, extra=LINKS)
    auxiliary, invoices = (_stack(name, books, files) for name in ("auxiliary", "invoices"))
    if auxiliary.height:
        entries = completion.with_projects(entries, auxiliary)
    if invoices.height:
        entries = completion.with_invoices(entries, invoices)
    return entries.drop(LINKS.keys() - {ELSEWHERE})


def _stack(
    name: str, books: Books, files: list[str], extra: Mapping[str, pl.DataType] | None = None
) -> pl.DataFrame:
    """Return the table over these files in their order, without ids.

    sheet_id is a number that the rows of a sheet have in common, in all tables alike. extra:
    columns beside the table's own.
    """
    table = READABLE.get(name) or TABLES[name]
    names = [*(column.name for column in table), *PROVENANCE, *(extra or {})]
    frames = books.frames.get(name, [])
    if not frames:
        return pl.DataFrame(schema={**table.schema, **(extra or {})}).select(names)
    stacked = pl.concat([frame.rename({"_place": "sheet_id"}).select(names) for frame in frames])
    if len(files) < len(books.receipts):
        stacked = stacked.filter(pl.col("file").is_in(files))
    numbers = pl.Series(range(len(files)), dtype=pl.Int64)
    place = stacked["file"].replace_strict(files, numbers, return_dtype=pl.Int64) if files else 0
    stacked = stacked.with_columns(sheet_id=place * _MOST_PLACES + pl.col("sheet_id"))
    if stacked["sheet_id"].is_sorted():
        return stacked
    return stacked.sort("sheet_id", maintain_order=True)


def _one_card(projects: pl.DataFrame) -> tuple[pl.DataFrame, dict[str, list[str]]]:
    """Merge the cards of one project: the first filled cell wins, a contradiction is said.

    Returns the cards, one a project, and file -> sentences on contradictions.
    """
    conflicts: dict[str, list[str]] = {}
    columns = [column for column in TABLES["projects"] if column.name != "project_code"]
    if projects["project_code"].is_unique().all():
        return projects, conflicts
    many = projects.filter(pl.len().over("project_code") > 1)
    for column in columns:
        odd = many.filter(
            pl.col(column.name).drop_nulls().n_unique().over("project_code") > 1
        ).drop_nulls(column.name)
        for code, file, first in (
            odd.group_by("project_code", maintain_order=True)
            .agg(pl.col("file").last(), pl.col("file").first().alias("first"))
            .iter_rows()
        ):
            conflicts.setdefault(file, []).append(
                f"项目 {code} 的「{column.header}」各处填写不一致，以 {first} 先出现的为准。"
            )
    merged = projects.group_by("project_code", maintain_order=True).agg(
        *(pl.col(column.name).drop_nulls().first() for column in columns),
        *(pl.col(name).first() for name in PROVENANCE),
    )
    return merged.select(projects.columns), conflicts


def _counted(
    receipts: list[InputReceipt], first: Mapping[str, int], by_sheet: Mapping[int, Counted]
) -> list[InputReceipt]:
    """Return the receipts with what the lines of each ledger count as.

    first: path -> the sheet_id of a file's first table, from which the others count on; by_sheet:
    sheet_id -> counts.
    """
    nothing = Counted.of({})
    return [
        receipt._replace(
            sheets=tuple(
                sheet._replace(counted=by_sheet.get(first[receipt.path] + place, nothing))
                if sheet.role == "entries"
                else sheet
                for place, sheet in enumerate(receipt.sheets)
            )
        )
        for receipt in receipts
    ]


def _each_row_once(frame: pl.DataFrame, name: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Take out rows that an earlier file already has, word for word, under the same voucher.

    Exports overlap, and a budget often stands both in the ledger and in the registry. A row that
    occurs twice within one file is left: that is for the rules to judge. Returns the frame and
    the rows taken out.
    """
    if frame["file"].n_unique() <= 1:
        return frame, frame.clear()
    content = [column.name for column in TABLES[name]]
    # Equal rows have equal hashes: the few that have are compared, the others need not be.
    alike = frame.select(content).hash_rows().is_duplicated()
    occurrence = pl.int_range(pl.len()).over([*content, "file"])
    marked = frame.with_row_index("_at").filter(alike).with_columns(_occurrence=occurrence)
    again = pl.struct([*content, "_occurrence"]).is_first_distinct().not_()
    if name == "entries":
        # What is brought forward has no voucher, and stands on every export of the same ledger.
        again = again & (pl.col("voucher_no").is_not_null() | (pl.col("kind") == "opening"))
    doubled = marked.filter(again)
    if not doubled.height:
        return frame, frame.clear()
    kept = frame.filter(~pl.int_range(pl.len()).is_in(doubled["_at"].implode()))
    return kept, doubled.select(frame.columns)


def _with_ids(tables: Tables) -> Tables:
    """Give the rows of all tables numbers of one sequence: an id names one row of the run."""
    names = list(TABLES)
    before = names[: names.index(SHEETS.name)]
    first_sheet = 1 + sum(tables[name].height for name in before)
    keys = tables[SHEETS.name]["sheet_id"]
    sheets = pl.int_range(first_sheet, first_sheet + keys.len(), dtype=pl.Int64, eager=True)
    start = 1
    numbered = {}
    for name, table in TABLES.items():
        frame = tables[name]
        ids = pl.int_range(start, start + pl.len(), dtype=pl.Int64).alias(table.id)
        of_sheet = pl.col("sheet_id").replace_strict(keys, sheets, default=None)
        numbered[name] = frame.with_columns(ids, of_sheet).select(list(table.schema))
        start += frame.height
    return numbered


def _unassigned(entries: pl.DataFrame) -> dict[tuple[str, str], tuple[int, Decimal]]:
    """Return (file, sheet) -> number and sum of spending lines that belong to no project."""
    spent = pl.col("kind").is_in(SPENDING)
    bare = entries.filter(pl.col("project_code").is_null() & spent)
    counted = bare.group_by("file", "sheet").agg(pl.len().alias("lines"), pl.col("amount").sum())
    return {(file, sheet): (lines, amount) for file, sheet, lines, amount in counted.iter_rows()}


class _Said(NamedTuple):
    """What is said of a sheet once all files are known; remark: of it on the first screen."""

    file: str
    sheet: str
    note: str = ""
    remark: str = ""


def _of_projects(
    spelled: Sequence[Spelled], given: Sequence[Given], asked: Sequence[Alike]
) -> list[_Said]:
    """Return what is said of codes in several spellings, of lines without one, of likely slips."""
    variants: dict[tuple[str, str, str], list[str]] = {}
    for one in spelled:
        variants.setdefault((one.file, one.sheet, one.shown), []).append(one.text)
    return [
        *(
            _Said(file, sheet, spelling_note(texts, shown))
            for (file, sheet, shown), texts in variants.items()
        ),
        *(_Said(g.file, g.sheet, g.sentence, g.remark if g.code else "") for g in given),
        *(_Said(a.file, a.sheet, a.sentence, a.sentence) for a in asked),
    ]


def _of_versions(versions: Sequence[Versions]) -> list[_Said]:
    return [
        _Said(*some.second, some.note if some.first[0] == some.second[0] else "", some.sentence)
        for some in versions
    ]


def _with_said(receipt: InputReceipt, said: Sequence[_Said]) -> InputReceipt:
    """Return the receipt with what is said of the sheets of its file."""
    told = [(one.sheet, one.note) for one in said if one.file == receipt.path and one.note]
    sheets = []
    for sheet in receipt.sheets:  # the first of several tables on a sheet speaks for all
        here = [note for name, note in told if name == sheet.name]
        told = [(name, note) for name, note in told if name != sheet.name]
        sheets.append(sheet._replace(notes=(*sheet.notes, *here)))
    remarks = (one.remark for one in said if one.file == receipt.path and one.remark)
    return receipt._replace(sheets=tuple(sheets), remarks=(*receipt.remarks, *remarks))


def _annotated(
    read: list[InputReceipt],
    doubled: dict[str, pl.DataFrame],
    conflicts: dict[str, list[str]],
    unassigned: dict[tuple[str, str], tuple[int, Decimal]],
) -> list[InputReceipt]:
    """Return the receipts with notes on rows that other files have, or that no project has."""
    receipts = []
    counts = {name: dict(rows["file"].value_counts().iter_rows()) for name, rows in doubled.items()}
    any_lines = any(sheet.role == "entries" for receipt in read for sheet in receipt.sheets)
    for receipt in read:
        sheets = []
        for sheet in receipt.sheets:
            notes = list(sheet.notes)
            if count := counts.get(sheet.role, {}).get(receipt.path):
                notes.append(f"本文件有 {count} 行与其他文件的行完全相同，只计一次。")
            if sheet.role == "projects":
                notes.extend(conflicts.get(receipt.path, []))
            lines = 0
            if sheet.role == "entries":  # the first of several tables on a sheet speaks for all
                lines, amount = unassigned.pop((receipt.path, sheet.name), (0, Decimal(0)))
            if sheet.role == "auxiliary" and not any_lines:
                notes.append(
                    "辅助表只补充凭证明细，这次没有读到凭证明细，什么都没有检查。"
                    "请把同一账套的凭证库（凭证明细）一起检查。"
                )
            if lines:
                notes.append(
                    f"有 {lines} 行支出（共 {amount:,.2f} 元）没有写明项目，"
                    "不归任何项目，没有检查。"
                )
            sheets.append(sheet._replace(notes=tuple(notes), unassigned=lines))
        receipts.append(receipt._replace(sheets=tuple(sheets)))
    return receipts
