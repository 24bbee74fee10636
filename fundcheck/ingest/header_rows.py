"""Which rows of a sheet may be its header, with the texts that each of their columns may have.

A header is a row of words. A date, a unit, a page number or a sum that stands in its row or beside
it is no part of it: such a cell is left out where enough of the others are words of headers.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from fundcheck.ingest.words import dictionary, header_words, normalise

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from fundcheck.ingest.fixed import Fixed
    from fundcheck.ingest.grid import Grid

_LEAST_CELLS = 2  # a header has at least two columns
_LEAST_WORDS = 3  # of headers in a row, before a figure beside them is no part of it
_THREE = 3
_FIGURE = re.compile(r"^[-+￥¥(（]?\d[\d,，.]*[)）]?$|^\d{4}[-./年]\d{1,2}")
_CODE = re.compile(r"^[A-Za-z]{1,8}[-_]?\d{2,}[A-Za-z0-9_.\-]*$")
_YEAR = re.compile(r"^(\d{4})年?度?$")
_PART_OF_HEAD = re.compile(r"原币|外币|数量|单价|笔数")


class Rows(NamedTuple):
    """One row, or two or three below each other, that may be a header.

    texts: what each column may be called, the most telling first; strays: how many cells of the
    rows were left out as no part of a header.
    """

    top: int
    bottom: int
    texts: tuple[tuple[str, ...], ...]
    strays: int = 0


def header_rows(rows: list[list[str]], grid: Grid, fixed: Fixed) -> Iterator[Rows]:
    """Yield the rows that may be the header, where the user has not named the one.

    rows: the cells of the first rows of the grid, stripped. The row that the user names is a
    header whatever stands in it.
    """
    tall = {m.top for m in grid.merges if m.left == m.right and m.bottom == m.top + _THREE - 1}
    named = fixed.header_row - grid.top - 1 if fixed.header_row else None
    cleared = [
        row if index == named else _without_strays(row, fixed.columns)
        for index, row in enumerate(rows)
    ]
    worded = [
        index == named or not any(_is_figure(cell, fixed.columns) for cell in row)
        for index, row in enumerate(cleared)
    ]
    strays = [
        0 if kept is row else sum(map(bool, row)) - sum(map(bool, kept))
        for row, kept in zip(rows, cleared, strict=True)
    ]
    for top, bottom, texts in _candidates(cleared, worded, {top - grid.top for top in tall}):
        if named is None or bottom == named:
            yield Rows(top, bottom, texts, sum(strays[top : bottom + 1]))


def _without_strays(row: list[str], given: Collection[str]) -> list[str]:
    """Return a row of header words without the figures in it, any other row as it stands."""
    # Hardly a line of a ledger has a word of a header, and those with none need no second look.
    words = header_words()
    spaced = (cell.replace(" ", "") for cell in row if " " in cell)
    if not given and words.isdisjoint(row) and words.isdisjoint(spaced):
        return row
    known = sum(_is_known(cell, given) for cell in row if cell)
    if known < _LEAST_WORDS or not any(_is_figure(cell, given) for cell in row):
        return row
    return ["" if _is_figure(cell, given) else cell for cell in row]


def _is_known(cell: str, given: Collection[str]) -> bool:
    text = normalise(cell)
    return text in given or any(text in words for words in dictionary().values())


def looks_like_data(row: Sequence[str]) -> bool:
    """Whether there is a figure or a day in the row."""
    return any(_is_figure(cell) for cell in row)


def _is_figure(cell: str, given: Collection[str] = ()) -> bool:
    """Whether a cell is a figure or a day, and no year and no name of a column.

    GB/T 24589 names its fields by numbers, and a user may say what a column called 2024 is.
    """
    if not _FIGURE.match(cell) or _YEAR.match(cell):
        return False
    text = normalise(cell)
    return text not in dictionary()["entries"] and text not in given


def _candidates(
    rows: list[list[str]], worded: list[bool], tall: Collection[int]
) -> Iterator[tuple[int, int, tuple[tuple[str, ...], ...]]]:
    """Yield (top, bottom, texts per column) of every row of words, then of every pair of them.

    tall: the rows at which cells begin that are merged over three rows, as where a header has
    three levels: its upper two are read as one.
    """
    tops = [
        top
        for top, row in enumerate(rows)
        if worded[top] and sum(bool(cell) for cell in row) >= _LEAST_CELLS
    ]
    for top in tops:
        yield top, top, tuple((cell,) if cell else () for cell in rows[top])
    for top in tops:
        below = rows[top + 1] if top + 1 < len(rows) else []
        if any(below) and worded[top + 1] and not _is_card_line(rows[top]):
            yield top, top + 1, tuple(_paired(rows[top], below))
            lowest = rows[top + 2] if top in tall and top + 2 < len(rows) else []
            if any(lowest) and worded[top + 2]:
                pair = tuple(_paired(rows[top], below))
                upper = [low or high for high, low in zip(rows[top], below, strict=True)]
                deep = _paired(upper, lowest)
                lower = zip(pair, deep, lowest, strict=True)
                yield top, top + 2, tuple(three if text else two for two, three, text in lower)


def _is_card_line(row: Sequence[str]) -> bool:
    """Whether a code stands right beside its label (经费编号 | JG2024-112): no part of a header."""
    words = dictionary()["entries"]
    return any(
        _CODE.match(value) and words.get(normalise(label), ("",))[0] == "project_code"
        for label, value in pairwise(row)
    )


def _paired(upper: Sequence[str], lower: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Yield the possible texts of each column of a two-row header, the most telling first."""
    parent = ""
    for above, below in zip(upper, lower, strict=True):
        parent = above or (parent if below else "")
        if not below:
            yield (above,) if above else ()
        elif parent:
            # 原币 or 数量 under 借方 is not what 借方 alone would be.
            whole = above and not _PART_OF_HEAD.search(below)
            yield (parent + below, below, parent) if whole else (parent + below, below)
        else:
            yield (below,)
