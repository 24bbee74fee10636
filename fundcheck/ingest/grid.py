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
MOST_ROWS = 1_048_576
WIDEST_LEDGER = 2_000
"""Columns; the widest exports of accounting programs have some hundred."""
_CELLS_AT_LEAST, _CELLS_OF_A_SHEET = 3_000_000, 200_000
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


def rows_within(hidden: set[int], height: int) -> frozenset[int]:
    """Return the hidden rows that a sheet reaches which has so many."""
    return frozenset(row for row in hidden if row < height)


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
    """What the file says of one sheet beside its values; rows and columns are zero-based.

    unusual: whether its markup is written in another way than the scan looks for.
    """

    name: str
    lost: dict[tuple[int, int], str] = field(default_factory=dict)
    imprecise: set[tuple[int, int]] = field(default_factory=set)
    merges: list[Merge] = field(default_factory=list)
    red: set[tuple[int, int]] = field(default_factory=set)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    from_1904: bool = False
    unusual: bool = False


class Grid(NamedTuple):
    """One sheet.

    cells: text columns named c0, c1, …; the k-th column is the sheet's k-th column and the i-th
    row its i-th row, so that ``i + 1`` is the number that Excel shows.
    lost: (row, column) -> why the file holds no usable value there (#REF!, uncalculated formula).
    imprecise: cells that hold a number of more than 15 digits, which Excel cannot keep.
    red: cells in a red font, which by an old custom of bookkeeping says minus.
    hidden_rows, hidden_columns: those within the grid, by number; rows as the sheet counts them.
    problem: why the sheet could not be read, where it is one that the reader cannot open.
    from_1904: whether a bare number that is a day is counted from 1904, as old Macs did.
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
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: tuple[int, ...] = ()
    problem: str = ""
    top: int = 0
    written: dict[str, str] = {}  # noqa: RUF012
    from_1904: bool = False


def cells_allowed(size: int, sheets: int = 1) -> int:
    """Return how many cells a sheet of so many bytes, unpacked, may span, the blank ones among.

    A cell of a grid takes some sixty bytes while it is read, one that holds something at least
    twenty in the file: what spans more than this is mostly nothing. sheets: of the workbook.
    """
    return size + max(_CELLS_AT_LEAST // max(sheets, 1), _CELLS_OF_A_SHEET)


def span_of(rows: tuple[int, int], columns: tuple[int, int]) -> int:
    """Return how many cells are built for a sheet of these first and last rows and columns.

    Its reader begins in the first row and the first column that is used; the grid, in the first
    row that is used and the first column.
    """
    (top, bottom), (left, right) = rows, columns
    return max((bottom + 1) * (right - left + 1), (bottom - top + 1) * (right + 1))


def too_far(cell: str) -> str:
    """Return the refusal of a sheet that has a cell, such as XFD9, far away from all others."""
    return (
        f"单元格 {cell} 离其余内容太远，中间全是空白，读不下。"
        "请删去这个单元格（或多余的空行、空列）并保存后再试。"
    )


def too_wide() -> UnreadableBookError:
    """Return the refusal of a table with more columns than a sheet has."""
    return UnreadableBookError(
        f"表格有一行超过 {MOST_COLUMNS:,} 列，比 Excel 工作表能有的还多，不是账册。"
        "请从财务系统重新导出为 .xlsx。"
    )


def many_columns(columns: int) -> str:
    """Return the refusal of a sheet that has far more columns than any ledger."""
    return f"表格有 {columns:,} 列，账册不会有这么多列，未读取。请删去多余的列，或导出为 .xlsx。"


def frame_of(records: Sequence[Sequence[str | None]], size: int = 0) -> pl.DataFrame:
    """Return ragged records as the cells of a grid; what a short record lacks is null.

    size: of the file in bytes. Raises UnreadableBookError where a record is wider than a ledger
    can be, or the records span far more than the file holds.
    """
    width = max((len(record) for record in records), default=0)
    if width > MOST_COLUMNS:
        raise too_wide()
    if width > WIDEST_LEDGER:
        raise UnreadableBookError(many_columns(width))
    if width * len(records) > cells_allowed(size or sum(map(len, records))):
        raise UnreadableBookError(
            f"表格有 {len(records):,} 行、{width:,} 列，绝大部分是空白，读不下。"
            "请删去多余的空行、空列并保存后再试。"
        )
    columns = {
        f"c{index}": [record[index] if index < len(record) else None for record in records]
        for index in range(width)
    }
    return pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))
