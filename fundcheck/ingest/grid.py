"""The grid: a sheet as it stands, every cell a text in its true place."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from fundcheck.errors import UnreadableBookError

if TYPE_CHECKING:
    from collections.abc import Sequence


class Merge(NamedTuple):
    """A merged range, zero-based and inclusive."""

    top: int
    left: int
    bottom: int
    right: int


MOST_COLUMNS = 16_384
DIGITS_KEPT = 10**15
"""From here on a number has more digits than Excel keeps."""


UNCALCULATED = "单元格是公式，但文件里没有存计算结果（请用 Excel 打开并保存一次）"
"""Why a formula is lost that was written by a program and never calculated."""

ERROR_TEXT = r"^(?:#(?:REF!|N/A|DIV/0!|VALUE!|NAME\?|NUM!|NULL!|SPILL!|CALC!)|Err:\d{3})$"
"""How spreadsheets show an error value; LibreOffice has numbers of its own."""


def error_value(text: str) -> str:
    """Return why a cell with an error value (#REF!) is lost."""
    return f"单元格是错误值 {text}".rstrip()


_MOST_DIGITS = 9


def natural(text: str) -> int:
    """Return the number that these digits are, 0 for anything else and for absurdly many."""
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS else 0


def columns_within(hidden: set[int], cells: pl.DataFrame) -> tuple[int, ...]:
    """Return the hidden columns that the cells reach; sheets often hide all that they do not use.

    cells: as of a grid.
    """
    return tuple(sorted(column for column in hidden if column < cells.width))


def without_errors(grid: Grid) -> Grid:
    """Return the grid with the texts of error values blanked and told of as lost.

    For formats in which an error value is a text like any other, as on a web page.
    """
    lost = dict(grid.lost)
    cells = grid.cells
    for index, column in enumerate(cells.iter_columns()):
        if not column.str.starts_with("#").any() and not column.str.starts_with("Err:").any():
            continue
        error = column.str.contains(ERROR_TEXT).fill_null(value=False)
        for row in error.arg_true():
            lost[row, index] = error_value(column[row])
        blanked = pl.when(~error).then(column).alias(column.name)
        cells = cells.with_columns(cells.select(blanked).to_series())
    return grid._replace(cells=cells, lost=lost) if len(lost) > len(grid.lost) else grid


@dataclass
class SheetScan:
    """What the file says of one sheet beside its values; rows and columns are zero-based."""

    name: str
    lost: dict[tuple[int, int], str] = field(default_factory=dict)
    imprecise: set[tuple[int, int]] = field(default_factory=set)
    merges: list[Merge] = field(default_factory=list)
    red: set[tuple[int, int]] = field(default_factory=set)
    hidden_rows: int = 0
    hidden_columns: set[int] = field(default_factory=set)


class Grid(NamedTuple):
    """One sheet.

    cells: text columns named c0, c1, …; the k-th column is the sheet's k-th column and the i-th
    row its i-th row, so that ``i + 1`` is the number that Excel shows.
    lost: (row, column) -> why the file holds no usable value there (#REF!, uncalculated formula).
    imprecise: cells that hold a number of more than 15 digits, which Excel cannot keep.
    red: cells in a red font, which by an old custom of bookkeeping says minus.
    hidden_columns: those within the grid, by number.
    problem: why the sheet could not be read, where it is one that the reader cannot open.
    top: rows of the sheet above the grid's first, where it is a lower part of a sheet.
    written: text of the first rows -> what stands in the file, of a sheet whose traditional signs
    were turned into simplified ones.
    """

    name: str
    cells: pl.DataFrame
    hidden: bool = False
    merges: tuple[Merge, ...] = ()
    lost: dict[tuple[int, int], str] = {}  # noqa: RUF012 - never written to
    imprecise: frozenset[tuple[int, int]] = frozenset()
    red: frozenset[tuple[int, int]] = frozenset()
    hidden_rows: int = 0
    hidden_columns: tuple[int, ...] = ()
    problem: str = ""
    top: int = 0
    written: dict[str, str] = {}  # noqa: RUF012


def too_wide() -> UnreadableBookError:
    """Return the refusal of a table with more columns than a sheet has."""
    return UnreadableBookError(
        f"表格有一行超过 {MOST_COLUMNS:,} 列，比 Excel 工作表能有的还多，不是账册。"
        "请从财务系统重新导出为 .xlsx。"
    )


def frame_of(records: Sequence[Sequence[str | None]]) -> pl.DataFrame:
    """Return ragged records as the cells of a grid; what a short record lacks is null.

    Raises UnreadableBookError where a record is wider than a sheet can be.
    """
    width = max((len(record) for record in records), default=0)
    if width > MOST_COLUMNS:
        raise too_wide()
    columns = {
        f"c{index}": [record[index] if index < len(record) else None for record in records]
        for index in range(width)
    }
    return pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))
