"""The reading receipt: what became of every row and column of every input.

The sums must close: for each sheet, total = entries + header + title + subtotal + blank +
rejected. ``entries`` counts the rows that became rows of a table, whichever table it is.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


_NAMES_SHOWN = 8  # sheets named in a sentence; the rest is counted


class SkippedFile(NamedTuple):
    """A file that was passed over on purpose, and why."""

    path: str
    why: str


class RejectedRow(NamedTuple):
    """A row that could not be taken, and why; row is Excel's row number."""

    row: int
    why: str


class RowCounts(NamedTuple):
    """How many rows of a sheet were what."""

    total: int = 0
    entries: int = 0
    header: int = 0
    title: int = 0
    subtotal: int = 0
    blank: int = 0
    rejected: int = 0

    @property
    def closes(self) -> bool:
        """Whether every row is accounted for."""
        parts = self.entries + self.header + self.title + self.subtotal + self.blank + self.rejected
        return parts == self.total


class SheetTotals(NamedTuple):
    """Control totals of a ledger sheet, in yuan; stated is what the sheet says of itself."""

    debit: Decimal
    credit: Decimal
    stated: Decimal | None = None
    agrees: bool | None = None


class Sum(NamedTuple):
    """Lines of a ledger that count alike, with their sides in yuan.

    amount: what they come to: spent net (debit − credit), received (credit − debit), and of lines
    that are neither the larger side, since both sides of a voucher that closes books cancel.
    """

    lines: int
    amount: Decimal
    debit: Decimal
    credit: Decimal


_NOTHING = Sum(0, Decimal("0.00"), Decimal("0.00"), Decimal("0.00"))


class Counted(NamedTuple):
    """What became of the lines of a ledger: spent, received, brought forward, or none of these.

    neither: (why, in a few Chinese words; the lines), the most lines first. All lines together are
    the sheet's entries, and their sides the sheet's control totals.
    """

    spending: Sum
    income: Sum
    opening: Sum
    neither: tuple[tuple[str, Sum], ...] = ()

    @property
    def sums(self) -> dict[str, Sum]:
        """All of them by name: spending, income, opening, and of the others each by its reason."""
        named = {"spending": self.spending, "income": self.income, "opening": self.opening}
        return {**named, **dict(self.neither)}

    @classmethod
    def of(cls, sums: Mapping[str, Sum]) -> Counted:
        """Return the sums by name, as ``sums`` gives them; what is missing is nothing."""
        rest = [(why, some) for why, some in sums.items() if why not in cls._fields]
        return cls(
            sums.get("spending", _NOTHING),
            sums.get("income", _NOTHING),
            sums.get("opening", _NOTHING),
            tuple(sorted(rest, key=lambda pair: (-pair[1].lines, pair[0]))),
        )


def in_all(sheets: Iterable[Counted]) -> Counted:
    """Return what the lines of several sheets count as together."""
    sums: dict[str, Sum] = {}
    for sheet in sheets:
        for name, some in sheet.sums.items():
            so_far = sums.get(name, _NOTHING)
            sums[name] = Sum(
                so_far.lines + some.lines,
                so_far.amount + some.amount,
                so_far.debit + some.debit,
                so_far.credit + some.credit,
            )
    return Counted.of(sums)


class Candidate(NamedTuple):
    """A reading of a header that was weighed: its row in Excel, its score and what it knew."""

    row: int
    role: str
    score: float
    headers: tuple[str, ...]


class Question(NamedTuple):
    """A column too unsure to be mapped, and the standard headers that it may mean."""

    header: str
    candidates: tuple[str, ...]


class SheetReceipt(NamedTuple):
    """How one sheet was read.

    role: the name of the table it became, or ``not_read``; why: in one Chinese sentence.
    columns: header as it stands in the sheet -> canonical column name.
    notes: Chinese sentences on what a reader should know (unit 万元, hidden rows, which book…).
    losses: Chinese sentences on cells that were lost or coerced. confidence: header -> how sure
    its mapping is where it is not certain; samples: header -> the first values of its column;
    candidates: the header readings that were weighed, best first; unassigned: spending lines that
    name no project, and so are judged under none; counted: what a ledger's lines count as;
    day_book: how it was known that the sheet is a day-book of a till or a bank, else nothing; lost:
    whether a sheet that was not read looks like a ledger.
    """

    name: str
    role: str
    why: str
    header_row: int | None = None
    columns: dict[str, str] = {}  # noqa: RUF012 - never written to
    unmapped: tuple[str, ...] = ()
    rows: RowCounts = RowCounts()
    rejected: tuple[RejectedRow, ...] = ()
    totals: SheetTotals | None = None
    notes: tuple[str, ...] = ()
    losses: tuple[str, ...] = ()
    confidence: dict[str, float] = {}  # noqa: RUF012
    questions: tuple[Question, ...] = ()
    samples: dict[str, tuple[str, ...]] = {}  # noqa: RUF012
    candidates: tuple[Candidate, ...] = ()
    unassigned: int = 0
    counted: Counted | None = None
    day_book: str = ""
    lost: bool = False


class Group(NamedTuple):
    """Sheets of a file that were not read for one reason, or one that was.

    names: of all of them; sheet: the receipt of the first.
    """

    names: tuple[str, ...]
    sheet: SheetReceipt

    @property
    def shown(self) -> str:
        """The names as a sentence has them: the first few, and how many there are."""
        few = "」「".join(self.names[:_NAMES_SHOWN])
        more = f"等 {len(self.names)} 张" if len(self.names) > _NAMES_SHOWN else ""
        return f"「{few}」{more}"


def grouped(sheets: Iterable[SheetReceipt], *, alike: bool = False) -> list[Group]:
    """Return the sheets in their order, those that were not read for one reason as one.

    alike: whether only those are one that differ in nothing but their names.
    """
    groups: dict[object, Group] = {}
    for place, sheet in enumerate(sheets):
        key: object = place
        if sheet.role == "not_read":
            key = (str(sheet._replace(name="")) if alike else (sheet.why, sheet.lost),)
        first = groups.get(key)
        names, shown = (first.names, first.sheet) if first else ((), sheet)
        groups[key] = Group((*names, sheet.name), shown)
    return list(groups.values())


class InputReceipt(NamedTuple):
    """How one file was read.

    path: relative to what the inputs have in common, with '/'; format: what its bytes are;
    remarks: what must be known of it before any finding is read, as Chinese sentences.
    """

    path: str
    sha256: str
    readable: bool
    error: str | None = None
    format: str = ""
    sheets: tuple[SheetReceipt, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def groups(self) -> list[Group]:
        """The sheets, those that were not read for one reason together."""
        return grouped(self.sheets)

    @property
    def losses(self) -> tuple[str, ...]:
        """All that was lost or coerced in the file, as Chinese sentences that name the place."""
        said = [
            f"工作表{group.shown}像是账册，没有读懂：{group.sheet.why}"
            for group in self.groups
            if group.sheet.lost
        ]
        for sheet in self.sheets:
            where = f"工作表「{sheet.name}」"
            said += [f"{where}第 {row.row} 行未读入：{row.why}。" for row in sheet.rejected]
            said += [f"{where}{loss}" for loss in sheet.losses]
            if sheet.totals is not None and sheet.totals.agrees is False:
                said.append(f"{where}的合计或余额与明细不符。")
        return tuple(said)
