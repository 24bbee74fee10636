"""The grid: a sheet as it stands, every cell a text in its true place."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import polars as pl


class Merge(NamedTuple):
    """A merged range, zero-based and inclusive."""

    top: int
    left: int
    bottom: int
    right: int


class Grid(NamedTuple):
    """One sheet.

    cells: text columns named c0, c1, …; the k-th column is the sheet's k-th column and the i-th
    row its i-th row, so that ``i + 1`` is the number that Excel shows.
    lost: (row, column) -> why the file holds no usable value there (#REF!, uncalculated formula).
    imprecise: cells that hold a number of more than 15 digits, which Excel cannot keep.
    """

    name: str
    cells: pl.DataFrame
    hidden: bool = False
    merges: tuple[Merge, ...] = ()
    lost: dict[tuple[int, int], str] = {}  # noqa: RUF012 - never written to
    imprecise: frozenset[tuple[int, int]] = frozenset()
    hidden_rows: int = 0
