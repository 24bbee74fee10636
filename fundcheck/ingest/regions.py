"""Several tables on one sheet: a budget above the ledger, ledgers below or beside each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from fundcheck.ingest.beside import side_by_side
from fundcheck.ingest.body import Part
from fundcheck.ingest.fixed import NOTHING_FIXED, Fixed
from fundcheck.ingest.header import Header
from fundcheck.ingest.headers import find_header
from fundcheck.ingest.words import header_words

if TYPE_CHECKING:
    from fundcheck.ingest.grid import Grid

_LEAST_WORDS = 3  # known header words in a row that may start a table of its own
_TITLE_CELLS = 2
_MOST = 50  # tables on a sheet
_LOOKED_AT = 5_000  # rows without a figure; a sheet with more of them is no list of amounts
_AMOUNTS = ("amount", "debit", "credit", "invoice_total")


def tables_on(grid: Grid, header: Header, fixed: Fixed = NOTHING_FIXED) -> list[Part]:
    """Return the sheet's tables in their order, each with the part of the grid that is its own.

    A row that repeats the header above it is a page head and starts nothing. Title rows right
    above a lower header belong to it. fixed: what the user's settings say of the file.
    """
    found, grid, header = _upper_tables(grid, header, fixed)
    while len(found) < _MOST:
        lower = _lower_header(grid, header, fixed)
        if lower is None:
            break
        cut, below, beneath = lower
        found.append(Part(grid._replace(cells=grid.cells.head(cut)), header))
        grid, header = below, beneath
    found.append(Part(grid, header))
    return [table for part in found for table in side_by_side(part, fixed)]


def _upper_tables(grid: Grid, header: Header, fixed: Fixed) -> tuple[list[Part], Grid, Header]:
    """Return the tables above the best header, then what is left of the grid, and its header."""
    cut = _with_titles(grid, header.top, 0)
    above = grid._replace(cells=grid.cells.head(cut))
    upper = find_header(above, fixed) if cut > 1 else None
    # A header with nothing under it is a title that looks like one.
    if not isinstance(upper, Header) or upper.bottom + 1 >= cut:
        return [], grid, header
    below = grid._replace(cells=grid.cells.slice(cut), top=grid.top + cut)
    moved = header._replace(top=header.top - cut, bottom=header.bottom - cut)
    return tables_on(above, upper, fixed), below, moved


def _lower_header(grid: Grid, header: Header, fixed: Fixed) -> tuple[int, Grid, Header] | None:
    """Return where the next table starts, its part of the grid and its header."""
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
        if not isinstance(found, Header) or found.top != place - cut:
            continue
        if not repeated or (found.role, found.columns) != (header.role, header.columns):
            return cut, below, found
    return None


def _suspects(cells: pl.DataFrame, header: Header) -> list[int]:
    """Return the rows with several cells that are header words, the first ones only.

    A header has no figure where amounts stand: that leaves few rows to look at word by word.
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
        known = sum(cell.strip() in words for cell in cells.row(row) if cell)
        if known >= _LEAST_WORDS:
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
