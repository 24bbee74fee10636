"""What is known of a sheet's header once it is found, or why it was not."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fundcheck.receipts import Candidate, Question


class Header(NamedTuple):
    """Where the header stands and what its columns are.

    top, bottom: zero-based rows; columns: canonical name -> zero-based column; texts: column ->
    header text as it stands; units: canonical name -> yuan that one of its numbers is worth;
    year: a year that the header itself states (2024年 over 月|日); items: column -> cost item, of
    a ledger that has its cost items as columns (多栏账); confidence: column -> how sure its mapping
    is, 1 where the dictionary has the very word; questions: header text -> what it may be, of
    columns too unsure to be mapped; candidates: the readings that were weighed, best first; form:
    canonical name -> value and zero-based row, of a card whose fields stand beside their labels;
    sources, projects: column -> source of funds or project code, where each has a column of
    amounts of its own; joined: whether a lower word under an upper one names a column (借方 over
    金额); notes: Chinese sentences on how the table was found.
    """

    role: str
    top: int
    bottom: int
    columns: dict[str, int]
    texts: dict[int, str]
    units: dict[str, int] = {}  # noqa: RUF012 - never written to
    unmapped: tuple[str, ...] = ()
    year: int | None = None
    items: dict[int, str] = {}  # noqa: RUF012
    confidence: dict[int, float] = {}  # noqa: RUF012
    questions: tuple[Question, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    form: Mapping[str, tuple[str, int]] = MappingProxyType({})
    sources: dict[int, str] = {}  # noqa: RUF012
    joined: bool = False
    projects: dict[int, str] = {}  # noqa: RUF012
    notes: tuple[str, ...] = ()

    @property
    def spread(self) -> dict[int, str]:
        """The columns whose headers say something of the amounts in them, and what."""
        return self.items or self.sources or self.projects

    @property
    def spread_as(self) -> str:
        """The column of the table that such headers are values of."""
        named = (self.items, "cost_item"), (self.sources, "fund_source")
        return next((name for columns, name in named if columns), "project_code")


class NoHeader(NamedTuple):
    """Why no header was found, as a Chinese sentence, and what came nearest.

    row, texts: the row, in Excel's count, that looks most like a header, and what stands in it.
    lost: whether the sheet looks like a ledger all the same.
    """

    why: str
    candidates: tuple[Candidate, ...] = ()
    questions: tuple[Question, ...] = ()
    row: int | None = None
    texts: tuple[str, ...] = ()
    lost: bool = False
