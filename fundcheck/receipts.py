"""The reading receipt: what became of every row and column of every input.

The sums must close: for each sheet, total = entries + header + title + subtotal + blank +
rejected. ``entries`` counts the rows that became rows of a table, whichever table it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from decimal import Decimal


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
    name no project, and so are judged under none.
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


class InputReceipt(NamedTuple):
    """How one file was read.

    path: relative to what the inputs have in common, with '/'; format: what its bytes are.
    """

    path: str
    sha256: str
    readable: bool
    error: str | None = None
    format: str = ""
    sheets: tuple[SheetReceipt, ...] = ()

    @property
    def losses(self) -> tuple[str, ...]:
        """All that was lost or coerced in the file, as Chinese sentences that name the place."""
        said = []
        for sheet in self.sheets:
            where = f"工作表「{sheet.name}」"
            said += [f"{where}第 {row.row} 行未读入：{row.why}。" for row in sheet.rejected]
            said += [f"{where}{loss}" for loss in sheet.losses]
            if sheet.totals is not None and sheet.totals.agrees is False:
                said.append(f"{where}的合计或余额与明细不符。")
        return tuple(said)
