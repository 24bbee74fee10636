"""Tables side by side on one sheet: receipts left and spending right, or a list in two columns.

Two tables are told apart from one wide one by an empty column through both header and body, or
by header words that start over; and only where each of them is a table by itself. One table
with a spacer column in it stays one.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

import polars as pl

from fundcheck.ingest.body import Part
from fundcheck.ingest.header import Header
from fundcheck.ingest.headers import find_header
from fundcheck.ingest.project_said import from_titles
from fundcheck.ingest.two_sides import by_side
from fundcheck.ingest.units import unit_of_titles

if TYPE_CHECKING:
    from fundcheck.ingest.fixed import Fixed
    from fundcheck.ingest.grid import Grid

_MONEY_IN = re.compile(
    r"^(?:项目|课题|经费)?(?:收入|收款|进账|入账|来款|到账|到款|拨款|拨入)(?:情况|部分|栏|方)?$"
)
_MONEY_OUT = re.compile(
    r"^(?:项目|课题|经费)?(?:支出|开支|付款|出账|使用|花费|报销)(?:情况|部分|栏|方)?$"
)
_LONGEST_LABEL = 8
_LEAST_CELLS = 2  # header cells of a table


def side_by_side(part: Part, fixed: Fixed) -> list[Part]:
    """Return the tables that stand beside each other where one was seen, the left one first.

    Each has the whole sheet's rows, and its own columns from the header down: what stands above
    the header is said of all of them. fixed: what the user's settings say of the file.
    """
    grid, header = part
    if sided := _under_sides(part, fixed):
        return sided
    found = []
    bands = _bands(grid, header)
    top = header.top - _is_labels(grid, header.top - 1, bands)
    for band in bands:
        own = _only(grid, top, band)
        table = find_header(own, fixed)
        if not isinstance(table, Header) or table.bottom != header.bottom:
            return by_side(part)
        row = grid.cells.row(table.top - 1) if table.top else ()
        said = [text.strip() for text in row[band.start : band.stop] if text and text.strip()]
        found.append(Part(own, _under(table, said[0] if len(said) == 1 else "")))
    return found or by_side(part)


def _under_sides(part: Part, fixed: Fixed) -> list[Part]:
    """Return the tables of money in and money out whose names stand over them (收 入 | 支 出).

    Each has the columns from its name to the next, with a day or a word and an amount of its own.
    """
    grid, header = part
    # What money in came from is all that is said of it, and no source of what was spent.
    of_income = fixed._replace(columns={"来源": "摘要", "资金来源": "摘要", **fixed.columns})
    for row in {header.top, max(header.top - 1, 0)}:
        names = {
            index: re.sub(r"\s", "", text)
            for index, text in enumerate(grid.cells.row(row))
            if text and text.strip()
        }
        sides = {i: n for i, n in names.items() if _MONEY_IN.match(n) or _MONEY_OUT.match(n)}
        both = any(map(_MONEY_IN.match, sides.values())) and any(
            map(_MONEY_OUT.match, sides.values())
        )
        if not both or len(sides) != len(names) or row == header.bottom:
            continue
        starts = sorted(sides)
        bands = [range(a, b) for a, b in zip(starts, [*starts[1:], grid.cells.width], strict=True)]
        below = grid._replace(cells=_without_row(grid.cells, row))
        found = []
        for band in bands:
            own = _only(below, row, band)
            table = find_header(own, of_income if _MONEY_IN.match(sides[band.start]) else fixed)
            if not isinstance(table, Header) or table.bottom != header.bottom:
                break
            found.append(Part(own, _under(table, sides[band.start])))
        else:
            return found
    return []


def _without_row(cells: pl.DataFrame, row: int) -> pl.DataFrame:
    return cells.with_columns(pl.when(pl.int_range(pl.len()) != row).then(pl.all()))


def _under(table: Header, name: str) -> Header:
    """Return the table with its amounts as money in where the name that stands over it is 收入."""
    if not _MONEY_IN.match(name) or "amount" not in table.columns:
        return table
    columns = dict(table.columns)
    index = columns["credit"] = columns.pop("amount")
    # The words over it are part of the column's name.
    texts = {**table.texts, index: f"收入{table.texts[index]}"}
    units = dict(table.units)
    if "amount" in units:
        units["credit"] = units.pop("amount")
    return table._replace(columns=columns, texts=texts, units=units)


def _bands(grid: Grid, header: Header) -> list[range]:
    """Return the columns of each table, none where the sheet has but one."""
    rows = grid.cells.slice(header.top, header.bottom - header.top + 1).rows()
    texts = ["".join(filter(None, column)).strip() for column in zip(*rows, strict=True)]
    used = [index for index, text in enumerate(texts) if text]
    gaps = [
        index
        for index in range(used[0], used[-1])
        if not texts[index] and _is_empty(grid.cells[f"c{index}"].slice(header.bottom + 1))
    ]
    edges = [-1, *gaps, len(texts)]
    between = [range(a + 1, b) for a, b in pairwise(edges)]
    bands = [band for band in between if any(texts[index] for index in band)]
    if len(bands) == 1:
        bands = _repeats(texts)
    told = all(sum(bool(texts[index]) for index in band) >= _LEAST_CELLS for band in bands)
    return bands if len(bands) > 1 and told else []


def _is_labels(grid: Grid, row: int, bands: list[range]) -> bool:
    """Whether the row above the header names each table (1月 | 2月) and says nothing of all."""
    if row < 0:
        return False
    cells = {i: text.strip() for i, text in enumerate(grid.cells.row(row)) if text and text.strip()}
    told = [[text for index, text in cells.items() if index in band] for band in bands]
    if unit_of_titles([list(cells.values())]) or from_titles([list(cells.values())]):
        return False
    return all(len(texts) == 1 and len(texts[0]) <= _LONGEST_LABEL for texts in told)


def _repeats(texts: list[str]) -> list[range]:
    """Return the columns of each round of header words, where the words start over."""
    first = next(index for index, text in enumerate(texts) if text)
    starts = [index for index, text in enumerate(texts) if text == texts[first]]
    bands = [range(a, b) for a, b in zip(starts, [*starts[1:], len(texts)], strict=True)]
    rounds = {tuple(filter(None, (texts[index] for index in band))) for band in bands}
    return bands if len(rounds) == 1 else []


def _is_empty(column: pl.Series) -> bool:
    return not column.str.strip_chars().ne("").any()


def _only(grid: Grid, top: int, band: range) -> Grid:
    """Return the grid without what stands in other columns from that row down."""
    above = pl.int_range(pl.len()) < top
    cells = grid.cells.with_columns(
        pl.when(above).then(name)
        for index, name in enumerate(grid.cells.columns)
        if index not in band
    )
    return grid._replace(cells=cells)
