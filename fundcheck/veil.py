"""The mask over all that a run says: its audit, its receipts and every name in them.

Masking is done once, on what is handed to the reports, so that no report and no message can be
forgotten. What stands under a column of the ledgers is known by then: a number under 收款账号 is
somebody's own wherever else it is said, and one under 合同编号 is no card.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple, cast

import polars as pl

from fundcheck.findings import Evidence
from fundcheck.keys import INVOICE
from fundcheck.masking import Kind, Known, kind_of, mask, numbers
from fundcheck.receipts import InputReceipt, SheetReceipt, SkippedFile
from fundcheck.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from fundcheck.findings import Audit, Exhibit, Finding, Outcome, PackInfo, Project, Value
    from fundcheck.tables import Tables

_LEAST_SIGNS, _LEAST_DIGITS = 6, 4  # of a number that is known again in any text
_SHORTEST, _LONGEST = 9, 60  # signs of a code that might be taken for a number of somebody's
_AGAIN = "（同名{}）"
# A project's code that comes from a name was not given as a code: it may be anything.
_FROM_NAMES = ("file", "sheet")

# As in ``masking``, without looking around, which the engine cannot: a day, a sum or an invoice
# that stands alone, and what is left then.
_ALONE = (
    r"(^|[^\d,.\- ]|\D )(?:(?:19|20)\d\d-[01]\d-[0-3]\d|\d{1,3}(?:,\d{3})*\.\d{2}|\d{20})"
    r"([^\d.\- ]| \D|$)"
)
_SEVEN_DIGITS = r"(?:\d\D{0,3}){7}"
_TURN = re.compile(r"（同名\d+）$")


class Names(NamedTuple):
    """How the names of a run are shown: projects, files and sheets, no two alike."""

    projects: dict[str, str]
    files: dict[str, str]
    sheets: dict[str, str]


def without_turn(name: str) -> str:
    """Return a name as it is shown without what tells it from others that look the same."""
    return _TURN.sub("", name)


class Veil:
    """What a run knows of its numbers, and everything it says as it may be shown."""

    def __init__(self, tables: Tables) -> None:
        """Learn from the tables which numbers are persons' own, and which are an office's."""
        personal = _under(Kind.PERSONAL, tables)
        self._own = frozenset(personal)
        self._known = Known(
            signs for text in personal for signs in numbers(text) if _is_telling(signs)
        )
        self._codes = frozenset(_codes(tables))
        self._texts: dict[str, str] = {}

    def text(self, text: str) -> str:
        """Return a text of no certain column as it may be shown."""
        shown = self._texts.get(text)
        if shown is None:
            shown = mask(text, known=self._known, codes=self._codes)
            self._texts[text] = shown
        return shown

    def look_through(self, texts: Iterable[str]) -> None:
        """Find at once which of many texts have nothing that could be masked: nearly all of them.

        The others are masked one by one, as they are asked for.
        """
        several = pl.Series(list(set(texts) - self._texts.keys()), dtype=pl.String)
        left = several.str.replace_all(_ALONE, "${1}\n\n\n\n${2}")
        maybe = left.str.contains(_SEVEN_DIGITS)
        if self._known:
            signs = several.str.normalize("NFKC").str.to_uppercase()
            signs = signs.str.replace_all("[^0-9A-Z]+", "")
            maybe = maybe | signs.str.contains_any(sorted(self._known.signs))
        innocent = several.filter(~maybe).to_list()
        self._texts.update(zip(innocent, innocent, strict=True))

    def texts(self, several: Iterable[str]) -> tuple[str, ...]:
        """Return texts as ``text`` does."""
        return tuple(map(self.text, several))

    def cell(self, header: str, text: str) -> str:
        """Return a text that stands under a header, or a column's canonical name."""
        kind = kind_of(header)
        # What has nothing to be masked in any text has nothing under a column of codes either.
        if kind is Kind.FREE or (kind is Kind.CODE and self._texts.get(text) == text):
            return self.text(text)
        return mask(text, kind, known=self._known, codes=self._codes)

    def names(self, names: Iterable[str]) -> dict[str, str]:
        """Return name -> how it is shown, no two alike: what is shown still tells them apart."""
        shown: dict[str, str] = {}
        taken: set[str] = set()
        different = sorted(set(names))
        # One that is not masked keeps its own name, whatever others come to.
        for name in sorted(different, key=lambda name: self.text(name) != name):
            label, turn = self.text(name), 1
            while label in taken:
                turn += 1
                label = f"{self.text(name)}{_AGAIN.format(turn)}"
            taken.add(label)
            shown[name] = label
        return shown

    def receipts(self, receipts: Iterable[InputReceipt]) -> tuple[InputReceipt, ...]:
        """Return reading receipts as they may be shown."""
        several = tuple(receipts)
        files = self.names(receipt.path for receipt in several)
        sheets = self.names(sheet.name for receipt in several for sheet in receipt.sheets)
        return tuple(
            receipt._replace(
                path=files[receipt.path],
                error=None if receipt.error is None else self.text(receipt.error),
                sheets=tuple(self._sheet(sheet, sheets[sheet.name]) for sheet in receipt.sheets),
                remarks=self.texts(receipt.remarks),
            )
            for receipt in several
        )

    def _sheet(self, sheet: SheetReceipt, name: str) -> SheetReceipt:
        headers = self.names(
            {*sheet.columns, *sheet.unmapped, *sheet.confidence, *sheet.samples}
            | {question.header for question in sheet.questions}
        )
        samples = {
            headers[header]: tuple(self.cell(_said_best(sheet, header), value) for value in values)
            for header, values in sheet.samples.items()
        }
        return sheet._replace(
            name=name,
            why=self.text(sheet.why),
            columns={headers[header]: column for header, column in sheet.columns.items()},
            unmapped=tuple(headers[header] for header in sheet.unmapped),
            rejected=tuple(row._replace(why=self.text(row.why)) for row in sheet.rejected),
            notes=self.texts(sheet.notes),
            losses=self.texts(sheet.losses),
            confidence={headers[header]: sure for header, sure in sheet.confidence.items()},
            questions=tuple(
                question._replace(header=headers[question.header]) for question in sheet.questions
            ),
            samples=samples,
            candidates=tuple(
                candidate._replace(headers=self.texts(candidate.headers))
                for candidate in sheet.candidates
            ),
            day_book=self.text(sheet.day_book),
        )

    def skipped(self, skipped: Iterable[SkippedFile]) -> tuple[SkippedFile, ...]:
        """Return files that were passed over as they may be shown."""
        several = tuple(skipped)
        files = self.names(file.path for file in several)
        return tuple(SkippedFile(files[file.path], self.text(file.why)) for file in several)

    def audit(self, audit: Audit) -> Audit:
        """Return an audit with every text of the ledgers in it as it may be shown.

        What the rule packs say in their own words is nobody's and stays.
        """
        return _Audited(self, audit).audit()

    def value(self, name: str, value: Value) -> Value:
        """Return a value of a finding, or of a table of the pack, by its column's name."""
        if isinstance(value, str):
            return self.cell("payee_id" if value in self._own else name, value)
        if isinstance(value, tuple):
            return tuple(cast("str", self.value(name, item)) for item in value)
        return value

    def own(self, values: Iterable[Value]) -> list[tuple[str, str]]:
        """Return each of the values that is somebody's own number, and how it is shown.

        What stands under 收款账号 may have a form that no text gives away.
        """
        texts = (
            item for value in values for item in (value if isinstance(value, tuple) else (value,))
        )
        return [
            (text, self.cell("payee_id", text))
            for text in texts
            if isinstance(text, str) and len(text) >= _LEAST_DIGITS and text in self._own
        ]


class _Audited:
    """One audit being masked: rows that several findings cite are looked at once."""

    def __init__(self, veil: Veil, audit: Audit) -> None:
        self._veil = veil
        self._raw = audit
        sheets = (sheet.name for item in audit.inputs for sheet in item.sheets)
        self._names = Names(
            veil.names(project.project_code for project in audit.projects),
            veil.names(item.path for item in audit.inputs),
            veil.names(sheets),
        )
        self._rows: dict[int, Evidence] = {}
        self._cells: dict[tuple[str, str], tuple[str, str]] = {}

    def audit(self) -> Audit:
        raw, veil = self._raw, self._veil
        veil.look_through(_texts_of(raw))
        return replace(
            raw,
            packs=tuple(map(self._pack, raw.packs)),
            inputs=veil.receipts(raw.inputs),
            projects=tuple(map(self._project, raw.projects)),
            findings=tuple(map(self._finding, raw.findings)),
            options=tuple((name, veil.text(value)) for name, value in raw.options),
            skipped=veil.skipped(raw.skipped),
        )

    def _pack(self, pack: PackInfo) -> PackInfo:
        """Return the pack with what the settings say of its numbers masked."""
        return pack._replace(
            parameters=tuple(
                number._replace(by=self._veil.text(number.by)) if number.by else number
                for number in pack.parameters
            )
        )

    def _project(self, project: Project) -> Project:
        text = self._veil.text
        return project._replace(
            project_code=self._code(project.project_code),
            project_name=None if project.project_name is None else text(project.project_name),
            governed_why=text(project.governed_why),
            card=tuple(map(self._cell, project.card)),
            exhibits=tuple(map(self._exhibit, project.exhibits)),
            outcomes=tuple(map(self._outcome, project.outcomes)),
        )

    def _exhibit(self, exhibit: Exhibit) -> Exhibit:
        value = self._veil.value
        names = [name for name, _ in exhibit.columns]
        return exhibit._replace(rows=tuple(tuple(map(value, names, row)) for row in exhibit.rows))

    def _outcome(self, outcome: Outcome) -> Outcome:
        why, needs = self._veil.text(outcome.why), self._veil.texts(outcome.needs)
        rows = tuple(map(self._row, outcome.unknown_evidence))
        if (why, needs, rows) == (outcome.why, outcome.needs, outcome.unknown_evidence):
            return outcome
        return outcome._replace(why=why, needs=needs, unknown_evidence=rows)

    def _finding(self, finding: Finding) -> Finding:
        veil = self._veil
        own = veil.own(finding.values.values())

        def told(text: str) -> str:
            for number, shown in own:
                text = text.replace(number, shown)
            return veil.text(text)

        return finding._replace(
            project_code=self._code(finding.project_code),
            message=told(finding.message),
            values={name: veil.value(name, value) for name, value in finding.values.items()},
            arithmetic=tuple(map(told, finding.arithmetic)),
            evidence=tuple(map(self._row, finding.evidence)),
        )

    def _row(self, row: Evidence) -> Evidence:
        shown = self._rows.get(id(row))
        if shown is None:
            files, sheets = self._names.files, self._names.sheets
            shown = Evidence(
                files.get(row.file) or self._veil.text(row.file),
                sheets.get(row.sheet) or self._veil.text(row.sheet),
                row.row,
                tuple(map(self._cell, row.cells)),
                None if row.project_code is None else self._code(row.project_code),
                row.amount,
            )
            self._rows[id(row)] = shown
        return shown

    def _cell(self, cell: tuple[str, str]) -> tuple[str, str]:
        shown = self._cells.get(cell)
        if shown is None:
            header, text = cell
            shown = (header, self._veil.cell(header, text))
            self._cells[cell] = shown
        return shown

    def _code(self, code: str) -> str:
        return self._names.projects.get(code) or self._veil.text(code)


def _texts_of(audit: Audit) -> Iterator[str]:
    """Yield the texts of findings and of the rows that they cite, of which there may be many."""
    rows: dict[int, Evidence] = {}
    for finding in audit.findings:
        yield finding.message
        yield from finding.arithmetic
        yield from (value for value in finding.values.values() if isinstance(value, str))
        rows.update((id(row), row) for row in finding.evidence)
    for project in audit.projects:
        for outcome in project.outcomes:
            rows.update((id(row), row) for row in outcome.unknown_evidence)
    for row in rows.values():
        yield from (text for _, text in row.cells)


def _said_best(sheet: SheetReceipt, header: str) -> str:
    """Return by what cells under a header are told: the column that it is, else its own words."""
    column = sheet.columns.get(header, "")
    return header if kind_of(column) is Kind.FREE else column


def _is_telling(signs: str) -> bool:
    """Whether a number is long enough to be known again wherever it stands."""
    return len(signs) >= _LEAST_SIGNS and sum(map(str.isdigit, signs)) >= _LEAST_DIGITS


def _under(kind: Kind, tables: Tables) -> set[str]:
    """Return the different texts under all columns of a kind."""
    columns = [
        tables[table.name][column.name]
        for table in TABLES.values()
        for column in table
        if kind_of(column.name) is kind
    ]
    return set(pl.concat([column.unique().drop_nulls() for column in columns]).unique())


def _codes(tables: Tables) -> pl.Series:
    """Return the codes that might be taken for somebody's number, by their letters and digits."""
    columns = [
        tables[table.name][column.name].unique()
        for table in TABLES.values()
        for column in table
        if kind_of(column.name) is Kind.CODE
    ]
    sheets = tables["sheets"]
    named = sheets.filter(pl.col("project_from").is_in(_FROM_NAMES))["project_code"].drop_nulls()
    projects = pl.concat([frame["project_code"].unique() for frame in tables.values()]).unique()
    given = projects.filter(~projects.is_in(named.unique().implode()))
    texts = pl.concat([*columns, given]).drop_nulls().unique()
    long = texts.filter(
        texts.str.len_chars().is_between(_SHORTEST, _LONGEST) & ~texts.str.contains(INVOICE)
    )
    signs = long.str.normalize("NFKC").str.replace_all("[^0-9A-Za-z]", "")
    return signs.str.to_uppercase().unique()
