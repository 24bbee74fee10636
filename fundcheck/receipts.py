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


class SheetReceipt(NamedTuple):
    """How one sheet was read.

    role: the name of the table it became, or ``not_read``; why: in one Chinese sentence.
    columns: header as it stands in the sheet -> canonical column name.
    notes: Chinese sentences on what a reader should know (unit 万元, hidden rows, which book…).
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


class InputReceipt(NamedTuple):
    """How one file was read. path is relative to what the inputs have in common, with '/'."""

    path: str
    sha256: str
    readable: bool
    error: str | None = None
    sheets: tuple[SheetReceipt, ...] = ()
