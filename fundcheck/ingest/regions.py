"""Several tables on one sheet: a budget above the ledger, ledgers below or beside each other."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from fundcheck.ingest.beside import side_by_side
from fundcheck.ingest.body import Part
from fundcheck.ingest.fixed import NOTHING_FIXED, Fixed
from fundcheck.ingest.header import Header, NoHeader
from fundcheck.ingest.headers import find_header
from fundcheck.ingest.words import header_words

if TYPE_CHECKING:
    from fundcheck.ingest.grid import Grid

_LEAST_WORDS = 3  # known header words in a row that may start a table of its own
_LEAST_HEAD = 4  # cells of a row that may head a list of any other kind
_SHARE_OF_WORDS = 0.6
_HEAD_WORD = re.compile(
    r"^序号$|(?:日期|时间|编号|凭证|单号|号码|名称|单位|类别|类型|科目|项目|事由|摘要|内容|用途|人|金额|数|额|量|型号|规格|单价|备注|状态|方式|原因|余额|部门)"
    r"(?:[（(].{1,6}[)）])?$"
)
_FIGURE = re.compile(r"\d")
_TITLE_CELLS = 2
_MOST = 50  # tables on a sheet
_LOOKED_AT = 5_000  # rows without a figure; a sheet with more of them is no list of amounts
_AMOUNTS = ("amount", "debit", "credit", "invoice_total")


class Unread(NamedTuple):
    """A lower table of a sheet that is none to be read, with why."""

    grid: Grid
    why: NoHeader


class Tables(NamedTuple):
    """The tables of a sheet in their order, and those among them that are not read."""

    parts: list[Part]
    unread: list[Unread]


class _Lower(NamedTuple):
    """The next table: the row of the upper grid where it begins, its own grid and header."""

    cut: int
    grid: Grid
    header: Header | NoHeader


def tables_on(grid: Grid, header: Header, fixed: Fixed = NOTHING_FIXED) -> Tables:
    """Return the sheet's tables in their order, each with the part of the grid that is its own.

    A row that repeats the header above it is a page head and starts nothing. Title rows right
    above a lower header belong to it. fixed: what the user's settings say of the file.
    """
    upper, grid, header = _upper_tables(grid, header, fixed)
    found, unread = upper
    while len(found) < _MOST:
        lower = _lower_table(grid, header, fixed)
        if lower is None:
            break
        found.append(Part(grid._replace(cells=grid.cells.head(lower.cut)), header))
        if isinstance(lower.header, Header):
            grid, header = lower.grid, lower.header
            continue
        further = _behind(lower.grid, fixed)
        if further is None:
            unread.append(Unread(lower.grid, lower.header))
            return Tables(_parted(found, fixed), unread)
        cut, below, beneath = further
        above = lower.grid._replace(cells=lower.grid.cells.head(cut))
        unread.append(Unread(above, lower.header))
        grid, header = below, beneath
    found.append(Part(grid, header))
    return Tables(_parted(found, fixed), unread)


def _parted(found: list[Part], fixed: Fixed) -> list[Part]:
    return [table for part in found for table in side_by_side(part, fixed)]


def _upper_tables(grid: Grid, header: Header, fixed: Fixed) -> tuple[Tables, Grid, Header]:
    """Return the tables above the best header, then what is left of the grid, and its header."""
    cut = _with_titles(grid, header.top, 0)
    above = grid._replace(cells=grid.cells.head(cut))
    upper = find_header(above, fixed) if cut > 1 else None
    # A header with nothing under it is a title that looks like one.
    if not isinstance(upper, Header) or upper.bottom + 1 >= cut:
        return Tables([], []), grid, header
    below = grid._replace(cells=grid.cells.slice(cut), top=grid.top + cut)
    moved = header._replace(top=header.top - cut, bottom=header.bottom - cut)
    return tables_on(above, upper, fixed), below, moved


def _lower_table(grid: Grid, header: Header, fixed: Fixed) -> _Lower | None:
    """Return the next table below this header, or None where all rows are its own."""
    start = header.bottom + 1
    own = {*_cells(grid, header.bottom), *_cells(grid, header.top)}
    for row in _suspects(grid.cells.slice(start), header):
        place = start + row
        cells = _cells(grid, place)
        others = {text for column, text in cells if (column, text) not in own}
        repeated = len(cells) >= 2 * len(others)
        if repeated and others.isdisjoint(header_words()):
            continue  # a page head: the same words over the same columns
        cut = _with_titles(grid, place, start)
        if cut <= start and place == start:
            continue  # the second of two header rows, or a header with nothing under it
        below = grid._replace(cells=grid.cells.slice(cut), top=grid.top + cut)
        found = find_header(below, fixed)
        if isinstance(found, Header) and found.top == place - cut:
            if not repeated or (found.role, found.columns) != (header.role, header.columns):
                return _Lower(cut, below, found)
        elif not repeated and _heads_a_list(grid, place, header):
            if isinstance(found, Header):  # further down; this list ends above it
                until = _with_titles(below, found.top, place - cut + 1)
                found = find_header(below._replace(cells=below.cells.head(until)), fixed)
            if isinstance(found, NoHeader):
                return _Lower(cut, below, found)
    return None


def _behind(grid: Grid, fixed: Fixed) -> tuple[int, Grid, Header] | None:
    """Return where a table begins below a list that is not read, its grid and its header."""
    found = find_header(grid, fixed)
    if not isinstance(found, Header):
        return None
    cut = _with_titles(grid, found.top, 0)
    below = grid._replace(cells=grid.cells.slice(cut), top=grid.top + cut)
    moved = found._replace(top=found.top - cut, bottom=found.bottom - cut)
    return cut, below, moved


def _heads_a_list(grid: Grid, place: int, header: Header) -> bool:
    """Whether a row is the header of another list: words over most columns, a word for an amount.

    Below it something stands, and above it a title or nothing: a row of words among lines is a line
    without an amount.
    """
    cells = _cells(grid, place)
    texts = [text for _, text in cells]
    amounts = {header.columns[name] for name in _AMOUNTS if name in header.columns}
    worded = sum(bool(_HEAD_WORD.search(text)) for text in texts)
    alone = place == 0 or len(_texts(grid, place - 1)) <= _TITLE_CELLS
    return (
        len(texts) >= _LEAST_HEAD
        and len(set(texts)) == len(texts)
        and not any(map(_FIGURE.search, texts))
        and bool(amounts & {column for column, _ in cells})
        and worded >= _SHARE_OF_WORDS * len(texts)
        and alone
        and place + 1 < grid.cells.height
    )


def _suspects(cells: pl.DataFrame, header: Header) -> list[int]:
    """Return the rows with several cells that are header words, the first ones only.

    A header has no figure where amounts stand: that leaves few rows to look at word by word. The
    header of any list has a word there.
    """
    amounts = [header.columns[name] for name in _AMOUNTS if name in header.columns]
    if any(_all_figures(cells[f"c{index}"]) for index in amounts):
        return []
    place = pl.int_range(pl.len())
    if amounts:
        figures = (pl.col(f"c{index}").str.contains(r"\d") for index in amounts)
        place = place.filter(~pl.any_horizontal(figures).fill_null(value=False))
    rows = cells.select(place)
    words = header_words()
    found = []
    for row in rows.to_series().head(_LOOKED_AT):
        filled = [cell.strip() for cell in cells.row(row) if cell and cell.strip()]
        known = sum(cell in words for cell in filled)
        if known >= _LEAST_WORDS or sum(bool(_HEAD_WORD.search(c)) for c in filled) >= _LEAST_HEAD:
            found.append(row)
    return found[:_MOST]


def _all_figures(column: pl.Series) -> bool:
    """Whether every cell is a plain number, as in most exports: cheaper than looking for digits."""
    return column.cast(pl.Float64, strict=False).null_count() == 0


def _cells(grid: Grid, row: int) -> list[tuple[int, str]]:
    """Return the filled cells of a row, each with its column."""
    cells = grid.cells.row(row)
    return [(i, cell.strip()) for i, cell in enumerate(cells) if cell and cell.strip()]


def _texts(grid: Grid, row: int) -> list[str]:
    return [cell.strip() for cell in grid.cells.row(row) if cell and cell.strip()]


def _with_titles(grid: Grid, place: int, start: int) -> int:
    """Return the first of the title rows that stand right above a header."""
    cut = place
    while cut > start and 0 < len(_texts(grid, cut - 1)) <= _TITLE_CELLS:
        cut -= 1
    return cut
