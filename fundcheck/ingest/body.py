"""The bodies of sheets: what stands below their headers, column by column under canonical names.

Sheets of one layout are read as one tall frame, a *stack*: a query over 300 rows costs what one
over 30,000 costs, and a bureau has hundreds of small ledgers that one program wrote.
"""

from __future__ import annotations

import re
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from fundcheck.ingest.cells import cleaned

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from fundcheck.ingest.grid import Grid
    from fundcheck.ingest.header import Header


_SPACED = re.compile(r"(?<![\u4e00-\u9fff])(?:[\u4e00-\u9fff]\s+){1,7}[\u4e00-\u9fff](?=\s*[:：])")
_NUMBER = re.compile(r"^[(（]?(\d{1,2})(?:\.0)?[)）]?(?:=.*)?$")
_ORDINAL = re.compile(r"^(?:[甲乙丙丁戊己庚]|[A-Z]|[列栏行]次|序号|[-—/*])$")
_LEAST_NUMBERS = 3
_LAST_ROWS = 8
_CELLS_OF_A_NOTE = 3


class Part(NamedTuple):
    """A table on a sheet: its part of the grid and its header."""

    grid: Grid
    header: Header

    @property
    def height(self) -> int:
        """How many rows stand below the header."""
        return max(self.grid.cells.height - self.header.bottom - 1, 0)

    @property
    def first_row(self) -> int:
        """The number that Excel shows of the first row below the header."""
        return self.header.bottom + self.grid.top + 2

    def line(self, row: int) -> int | None:
        """Return which line of the body a row of the sheet is, None where it is none of them.

        row: zero-based from the top of the sheet, whatever part of it the grid is.
        """
        line = row - self.grid.top - self.header.bottom - 1
        return line if 0 <= line < self.height else None


class Stack(NamedTuple):
    """The bodies of sheets whose headers map alike, one below the other.

    parts: the sheets; starts: the line of the stack at which each begins. body: one row for each
    row below a header, cells as cleaned text, with the columns ``_line`` (its number in the
    stack), ``_part`` (which sheet), ``row`` (Excel's number), one for each mapped name,
    ``_first`` (the first filled cell of the row), ``_filled`` (how many cells are filled) and
    ``_repeats`` (how many cells say the same as a row of the header above them, all of
    them in a row that only numbers its columns: 列次 1 2 3).
    """

    parts: tuple[Part, ...]
    starts: tuple[int, ...]
    body: pl.DataFrame

    @property
    def header(self) -> Header:
        """The header of the first sheet: what it maps and says, all others map and say."""
        return self.parts[0].header


def stack(parts: Sequence[Part], keys: Iterable[str]) -> Stack:
    """Return the sheets stacked; all must have the same columns under the same header texts.

    Merged ranges are filled down in the key columns, never in amounts: a merged amount is one
    amount.
    """
    header = parts[0].header
    below = [part.grid.cells.slice(part.header.bottom + 1) for part in parts]
    heights = [part.height for part in parts]
    starts = [0, *accumulate(heights)][:-1]
    cells = pl.concat(below, rechunk=True) if len(below) > 1 else below[0]
    cells = cleaned(cells)
    names = cells.columns
    mapped = {name: f"c{index}" for name, index in header.columns.items()}
    mapped |= {item_column(index): f"c{index}" for index in header.spread}
    repeats = [
        pl.sum_horizontal((pl.col(f"c{c}") == text).fill_null(value=False) for c, text in texts)
        for texts in head_texts(parts[0])
    ]
    said = pl.max_horizontal(repeats)
    numbers = [s for p, s in zip(parts, starts, strict=True) if p.height and _is_numbers(p)]
    if numbers:
        here = pl.int_range(pl.len(), dtype=pl.Int64).is_in(numbers)
        said = pl.when(here).then(len(names)).otherwise(said)
    tops = [p.first_row - s for p, s in zip(parts, starts, strict=True)]
    body = cells.select(
        pl.int_range(pl.len(), dtype=pl.Int64).alias("_line"),
        _repeated(range(len(parts)), heights).alias("_part"),
        (pl.int_range(pl.len(), dtype=pl.Int64) + _repeated(tops, heights)).alias("row"),
        *(pl.col(column).alias(name) for name, column in mapped.items()),
        pl.coalesce(names).alias("_first"),
        pl.sum_horizontal(pl.col(column).is_not_null() for column in names).alias("_filled"),
        said.alias("_repeats"),
    )
    stacked = Stack(tuple(parts), tuple(starts), body)
    return stacked._replace(body=_fill_merges(stacked, [name for name in keys if name in mapped]))


def hidden_lines(stacked: Stack) -> list[int]:
    """Return the lines of the stack whose rows are hidden or filtered away."""
    return [
        start + line
        for part, start in zip(stacked.parts, stacked.starts, strict=True)
        for row in sorted(part.grid.hidden_rows)
        if (line := part.line(row)) is not None
    ]


def _repeated(values: Sequence[int], times: Sequence[int]) -> pl.Series:
    """Return each value as many times as is told, one after the other."""
    if len(values) == 1:
        return pl.repeat(values[0], times[0], dtype=pl.Int64, eager=True)
    told = pl.DataFrame({"value": values, "times": times}).filter(pl.col("times") > 0)
    spread = told.select(pl.col("value").repeat_by("times").explode().cast(pl.Int64))
    return spread.to_series()


def item_column(index: int) -> str:
    """Return the name under which a cost item's column stands in the body."""
    return f"_item_{index}"


def head_texts(part: Part) -> tuple[tuple[tuple[int, str], ...], ...]:
    """(column, text) of the cells of each row of the header: what repeated page heads repeat."""
    rows = map(part.grid.cells.row, range(part.header.top, part.header.bottom + 1))
    return tuple(
        tuple((index, text.strip()) for index, text in enumerate(row) if text and text.strip())
        for row in rows
    )


def _is_numbers(part: Part) -> bool:
    """Whether the row below the header only numbers the columns, as official forms do: 甲 1 2 3."""
    row = part.grid.cells.row(part.header.bottom + 1)
    cells = [cell.strip() for cell in row if cell and cell.strip()]
    found = [match[1] for cell in cells if (match := _NUMBER.match(cell))]
    rest = [cell for cell in cells if not _NUMBER.match(cell)]
    steps = {int(after) - int(before) for before, after in pairwise(found)}
    return len(found) >= _LEAST_NUMBERS and steps == {1} and all(map(_ORDINAL.match, rest))


def _fill_merges(stacked: Stack, keys: list[str]) -> pl.DataFrame:
    """Give the further cells of a merged range the text of its first."""
    columns, body = stacked.header.columns, stacked.body
    covered: dict[int, dict[int, int]] = {}
    for part, start in zip(stacked.parts, stacked.starts, strict=True):
        for merge in part.grid.merges:
            if merge.left != merge.right or (top := part.line(merge.top)) is None:
                continue
            bottom = min(top + merge.bottom - merge.top, part.height - 1)
            lines = range(start + top + 1, start + bottom + 1)
            covered.setdefault(merge.left, {}).update(dict.fromkeys(lines, start + top))
    for name in keys:
        if firsts := covered.get(columns[name]):
            of_range = pl.Series(list(firsts.values()))
            texts = body[name].gather(of_range)
            filled = pl.col("_line").replace_strict(list(firsts), texts, default=None)
            body = body.with_columns(pl.coalesce(name, filled.cast(pl.String)).alias(name))
    return body


def within(expression: pl.Expr, *keys: str, parts: int) -> pl.Expr:
    """Return the expression taken for each sheet of a stack of so many, and by further keys."""
    wanted = [*(("_part",) if parts > 1 else ()), *keys]
    return expression.over(wanted) if wanted else expression


def rows_above(grid: Grid, header: Header) -> list[list[str]]:
    """Return the filled cells of each row above the header: titles, and what they state."""
    return first_rows(grid, header.top)


def rows_below(grid: Grid, header: Header) -> list[list[str]]:
    """Return the filled cells of the notes at the end of a sheet: its last rows with few cells."""
    last = grid.cells.slice(header.bottom + 1).tail(_LAST_ROWS)
    filled = [[cell.strip() for cell in row if cell and cell.strip()] for row in last.iter_rows()]
    return [cells for cells in filled if 0 < len(cells) <= _CELLS_OF_A_NOTE]


def first_rows(grid: Grid, count: int = 40) -> list[list[str]]:
    """Return the filled cells of each of the first rows; 项 目 编 号：AB-1 says 项目编号：AB-1."""
    above = grid.cells.head(count)
    filled = ([cell.strip() for cell in row if cell and cell.strip()] for row in above.iter_rows())
    return [[_SPACED.sub(_unspaced, cell) for cell in row] for row in filled]


def _unspaced(label: re.Match[str]) -> str:
    return re.sub(r"\s", "", label[0])
