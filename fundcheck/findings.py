"""What a run says: findings, outcomes, and the audit that holds them all.

Everything here is data, already worded, and masked by ``veil``. Reports write it down and decide
nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from fundcheck.at_issue import at_issue
from fundcheck.receipts import in_all

if TYPE_CHECKING:
    import polars as pl

    from fundcheck.receipts import Counted, Group, InputReceipt, SkippedFile

Value: TypeAlias = str | int | bool | Decimal | date | tuple[str, ...] | None
"""What a finding's values, a fact or a cell of an exhibit may hold."""


class Level(Enum):
    """How grave a finding is, gravest first."""

    VIOLATION = "violation"
    QUERY = "query"
    NOTICE = "notice"

    @property
    def label(self) -> str:
        """The Chinese word for it."""
        return {"violation": "违规", "query": "疑点", "notice": "提示"}[self.value]

    @property
    def gravity(self) -> int:
        """0 for the gravest; larger is lighter."""
        return list(Level).index(self)


class Result(Enum):
    """What a rule came to for one project."""

    FOUND = "found"
    UNKNOWN = "unknown"
    CLEAN = "clean"
    NOT_APPLICABLE = "not_applicable"
    CRASHED = "crashed"

    @property
    def label(self) -> str:
        """The Chinese word for it."""
        return {
            "found": "有发现",
            "unknown": "无法判断",
            "clean": "未发现",
            "not_applicable": "不适用",
            "crashed": "规则出错",
        }[self.value]


class Evidence(NamedTuple):
    """One cited row: where it stands (row as Excel shows it) and the cells worth quoting.

    cells: (header, text) pairs in the table's order, blanks left out; project_code, amount: whose
    the row is and the yuan in it, None where it is nobody's or has no amount.
    """

    file: str
    sheet: str
    row: int
    cells: tuple[tuple[str, str], ...] = ()
    project_code: str | None = None
    amount: Decimal | None = None


class Share(NamedTuple):
    """What a finding across projects has of one of them: the sum of its rows, and how many."""

    project_code: str
    amount: Decimal
    rows: int


class Source(NamedTuple):
    """The regulation that a pack writes down; document: its number (文号)."""

    id: str
    title: str
    edition: str
    document: str


class Finding(NamedTuple):
    """One point found, for one project.

    fingerprint: 16 hex digits, from the rule, the project and what the cited rows say; it does
    not depend on file names, row numbers, order or the day of the run.
    arithmetic: the sum or comparison, one line each, ready to read.
    amount: yuan at issue in this project, or None where no sum of money is; of a finding across
    projects ``values["amount_all"]`` is the sum at issue in all of them.
    document: the number (文号) of the regulation that ``article`` is of.
    """

    fingerprint: str
    rule: str
    title: str
    level: Level
    article: str
    project_code: str
    message: str
    remedy: str
    amount: Decimal | None
    values: dict[str, Value]
    arithmetic: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    document: str = ""

    @property
    def at_issue(self) -> bool:
        """Whether its amount is money at issue: a notice asks nobody for it."""
        return self.level is not Level.NOTICE

    @property
    def matter(self) -> tuple[object, ...]:
        """What tells one matter from another, whichever of its projects it is listed under."""
        return (self.rule, *((row.file, row.sheet, row.row) for row in self.evidence))

    @property
    def shares(self) -> tuple[Share, ...]:
        """What each project has of a finding across projects; empty for one of a single one."""
        rows: dict[str, list[Decimal]] = {}
        for row in self.evidence:
            if row.project_code is not None and row.amount is not None:
                rows.setdefault(row.project_code, []).append(row.amount)
        if len(rows) <= 1:
            return ()
        return tuple(Share(code, sum(own, Decimal(0)), len(own)) for code, own in rows.items())


class Outcome(NamedTuple):
    """What one rule came to for one project.

    looked_at, found, unknown: numbers of subjects. needs: what to bring so that the unknown
    can be told, in Chinese; unknown_evidence: rows that could not be judged (the first few).
    document: the number (文号) of the regulation that ``article`` is of.
    """

    code: str
    title: str
    level: Level
    article: str
    result: Result
    looked_at: int
    found: int
    unknown: int
    why: str
    needs: tuple[str, ...] = ()
    unknown_evidence: tuple[Evidence, ...] = ()
    document: str = ""


class Exhibit(NamedTuple):
    """A table that the pack wants shown on a project's page, such as the ceiling tier by tier.

    id: stable name of it; columns: (name, Chinese header); rows: cells in that order.
    """

    id: str
    title: str
    columns: tuple[tuple[str, str], ...]
    rows: tuple[tuple[Value, ...], ...]


class Fact(NamedTuple):
    """A derived figure of a project, in yuan; value None means that it cannot be told."""

    name: str
    label: str
    value: Decimal | None


class Project(NamedTuple):
    """One project of the run and all that was found of it.

    governed: whether the regulation holds for it; None where that is doubtful (judged all the
    same). card: (header, text) pairs of the project card, blanks left out; empty without a card;
    has_ledger: whether any ledger of the run has a line of it.
    """

    project_code: str
    project_name: str | None
    governed: bool | None
    governed_why: str
    card: tuple[tuple[str, str], ...]
    facts: tuple[Fact, ...]
    exhibits: tuple[Exhibit, ...]
    outcomes: tuple[Outcome, ...]
    has_ledger: bool = True


class Article(NamedTuple):
    """The place of one article of the regulation in the pack.

    treated: rules, evidence, permissive, outside; rules: codes in force; planned: codes of
    rules still to come; checklist: what to confirm by hand; document: the regulation's number.
    """

    article: int
    title: str
    treated: str
    rules: tuple[str, ...]
    planned: tuple[str, ...]
    why: str
    checklist: tuple[str, ...] = ()
    document: str = ""


class Parameter(NamedTuple):
    """One number of the law as it was in force on the day of judgement.

    by: who has set it otherwise for this run, blank where nobody has; was: the pack's own value;
    document: the number (文号) of the regulation that ``article`` is of.
    """

    name: str
    title: str
    value: str
    unit: str
    article: str
    valid_from: date
    by: str = ""
    was: str = ""
    document: str = ""


class RuleInfo(NamedTuple):
    """A rule of the pack in words: what it looks at, what it cannot see, what to do."""

    code: str
    title: str
    article: str
    level: Level
    looks_at: str
    cannot_see: str
    example: str
    remedy: str
    document: str = ""


class PackInfo(NamedTuple):
    """The rule pack of the run; sha256 is over its files, names and contents.

    document: the number (文号) of its regulation; extends: those that it is written on top of,
    the nearest first.
    """

    id: str
    title: str
    edition: str
    sha256: str
    parameters: tuple[Parameter, ...] = ()
    rules: tuple[RuleInfo, ...] = ()
    document: str = ""
    extends: tuple[Source, ...] = ()


@dataclass(frozen=True)
class Audit:
    """All that one run says, in a fixed order.

    findings: gravest first, then by rule order of the pack, project and where the first row stands.
    options: (name, value) pairs of the request that bear on the result.
    skipped: files passed over that a user may have meant.
    """

    version: str
    as_of: date
    packs: tuple[PackInfo, ...]
    inputs: tuple[InputReceipt, ...]
    projects: tuple[Project, ...]
    articles: tuple[Article, ...]
    findings: tuple[Finding, ...]
    options: tuple[tuple[str, str], ...] = ()
    skipped: tuple[SkippedFile, ...] = ()

    def count(self, level: Level) -> int:
        """How many findings are of that level."""
        return sum(finding.level is level for finding in self.findings)

    @property
    def overrides(self) -> tuple[Parameter, ...]:
        """The numbers that were set otherwise than the packs have them."""
        return tuple(p for pack in self.packs for p in pack.parameters if p.by)

    @property
    def unknown(self) -> int:
        """How many rules could not tell, in whole or in part, counted per project."""
        return sum(o.unknown > 0 for project in self.projects for o in project.outcomes)

    @property
    def crashed(self) -> tuple[str, ...]:
        """Codes of the rules that crashed."""
        codes = {o.code for p in self.projects for o in p.outcomes if o.result is Result.CRASHED}
        return tuple(sorted(codes))

    @property
    def all_read(self) -> bool:
        """Whether every file could be read, every ledger in it and every row of these."""
        return all(
            item.readable and not any(sheet.rejected or sheet.lost for sheet in item.sheets)
            for item in self.inputs
        )

    @property
    def lost(self) -> tuple[tuple[str, Group], ...]:
        """The sheets that look like ledgers and were not read, by reason, with the file's path."""
        return tuple(
            (item.path, group)
            for item in self.inputs
            if item.readable
            for group in item.groups
            if group.sheet.lost
        )

    @property
    def unassigned(self) -> int:
        """How many spending lines name no project, and so were judged under none."""
        return sum(sheet.unassigned for item in self.inputs for sheet in item.sheets)

    @property
    def remarks(self) -> tuple[str, ...]:
        """What must be known of the inputs before any finding is read, each sentence once."""
        return tuple(dict.fromkeys(said for item in self.inputs for said in item.remarks))

    @property
    def counted(self) -> Counted:
        """What the lines of all ledgers count as: spent, received, or left out and why."""
        sheets = (sheet for item in self.inputs for sheet in item.sheets)
        return in_all(sheet.counted for sheet in sheets if sheet.counted is not None)

    @property
    def amount_at_issue(self) -> Decimal:
        """Yuan at issue in violations and queries, each row of a ledger once."""
        return at_issue(self.findings)

    @property
    def share_at_issue(self) -> Decimal | None:
        """The part of the spending that is at issue, None where nothing was spent."""
        spent = self.counted.spending.amount
        return self.amount_at_issue / spent if spent > 0 else None

    @cached_property
    def frame(self) -> pl.DataFrame:
        """The findings as a polars frame, one a row, evidence as a list of structs.

        Columns: fingerprint, rule, title, level, article, project_code, message, remedy (text),
        amount (decimal yuan), evidence (list of file, sheet, row).
        """
        import polars as pl  # noqa: PLC0415 - only those who ask for the frame pay for it

        schema: dict[str, pl.DataType] = {
            "fingerprint": pl.String(),
            "rule": pl.String(),
            "title": pl.String(),
            "level": pl.String(),
            "article": pl.String(),
            "project_code": pl.String(),
            "message": pl.String(),
            "remedy": pl.String(),
            "amount": pl.Decimal(38, 2),
            "evidence": pl.List(
                pl.Struct({"file": pl.String(), "sheet": pl.String(), "row": pl.Int64()})
            ),
        }
        rows = [
            {
                "fingerprint": f.fingerprint,
                "rule": f.rule,
                "title": f.title,
                "level": f.level.value,
                "article": f.article,
                "project_code": f.project_code,
                "message": f.message,
                "remedy": f.remedy,
                "amount": f.amount,
                "evidence": [{"file": e.file, "sheet": e.sheet, "row": e.row} for e in f.evidence],
            }
            for f in self.findings
        ]
        return pl.DataFrame(rows, schema=schema)
