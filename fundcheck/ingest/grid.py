"""The grid: a sheet as it stands, every cell a text in its true place."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True, slots=True)
class Merge:
    """A merged range, zero-based and inclusive."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Grid:
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
    lost: dict[tuple[int, int], str] = field(default_factory=dict)
    imprecise: frozenset[tuple[int, int]] = frozenset()
    hidden_rows: int = 0
