"""Money in and money out on one row, each with words of its own: 收入 | 备注 | 支出 | 备注.

Such a sheet is two tables that share columns. Where no row has both sides it is read as one, with
the words of the side that a row has; where rows have both, as two, the receipts and the spending,
since a row of one is no matter of the other.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from fundcheck.ingest import labels
from fundcheck.ingest.body import Part
from fundcheck.ingest.directions import names_money_in
from fundcheck.ingest.losses import listed
from fundcheck.ingest.sides import names_money_out
from fundcheck.ingest.words import IGNORED, dictionary, normalise

if TYPE_CHECKING:
    from fundcheck.ingest.header import Header

_SIDE = re.compile(r"^(?:收入|收款|进账|来款|到账|支出|付款|付出|收|支|付)(?=\S{2})")
_FROM = re.compile(
    r"^(?:款项|资金|经费)?(?:来源|来款单位|付款单位|拨款单位|项目|内容|摘要|说明|事由)$"
)
_FOR = re.compile(r"^(?:款项|资金|经费)?(?:用途|去向|收款单位|收款人|项目|内容|摘要|说明|事由)$")
_FIGURES = {"debit", "credit", "amount", "balance"}
_FILLED = r"[1-9]"  # what is more than nothing
_TOTAL = "|".join(
    (
        *(labels.TOTAL, labels.NAMED_TOTAL, labels.BALANCE, labels.CARRIED),
        labels.ANY_OPENING,
    )
)


class _Pair(NamedTuple):
    """Two columns that say the same, the one of money in, the other of money out."""

    name: str
    into: int
    out: int


def _sides(header: Header) -> tuple[int, int] | None:
    """Return the columns of money in and money out, where both are called so."""
    columns, texts = header.columns, header.texts
    into, out = columns.get("credit"), columns.get("debit", columns.get("amount"))
    if header.role != "entries" or header.spread or into is None or out is None:
        return None
    named = names_money_in(texts[into]) and names_money_out(texts[out])
    return (into, out) if named else None


def _pairs(header: Header) -> list[_Pair]:
    """Return the columns that stand right behind, or right before, both amounts alike."""
    sides = _sides(header)
    if sides is None:
        return []
    into, out = sides
    for way in (1, -1):
        found: list[_Pair] = []
        i, j = into + way, out + way
        while i != out and j != into and (name := _name(header, i, j)):
            found.append(_Pair(name, i, j))
            i, j = i + way, j + way
        if found:
            return found
    return []


def _name(header: Header, into: int, out: int) -> str | None:
    """Return the column of the table that both are, None where they say different things."""
    if into not in header.texts or out not in header.texts:
        return None
    one, other = (_SIDE.sub("", normalise(header.texts[index])) for index in (into, out))
    if _FROM.match(one) and _FOR.match(other):
        return "summary"
    name, _ = dictionary()["entries"].get(one, ("", 0))
    return name if one == other and name not in _FIGURES and name else None


def with_own_words(header: Header) -> Header:
    """Return the header with the words of money in as the summary, where each side has its own.

    What else was the summary (事项, 3月初) is then a note.
    """
    pairs = _pairs(header)
    names = {pair.name for pair in pairs}
    if not names - {IGNORED}:
        return header
    own = {index for pair in pairs for index in pair[1:]}
    columns = {name: index for name, index in header.columns.items() if index not in own}
    renamed = {"note": "summary"} if "summary" not in names else {}
    if renamed and "note" in names and "summary" in columns:
        columns["note"] = columns.pop("summary")
    for pair in pairs:
        if pair.name != IGNORED:
            columns[renamed.get(pair.name, pair.name)] = pair.into
    taken = {header.texts[index] for index in {*columns.values(), *own}}
    unmapped = tuple(text for text in header.unmapped if text not in taken)
    return header._replace(columns=columns, unmapped=unmapped)


def by_side(part: Part) -> list[Part]:
    """Return the table as it is, with each row's own words, or as two where rows have both sides.

    The receipts come first.
    """
    sides = _sides(part.header)
    if sides is None:
        return [part]
    pairs = _pairs(part.header)
    both = _rows_of_both(part, sides)
    if both:
        return _apart(part, sides, pairs, both)
    return [_joined(part, sides, pairs)] if pairs else [part]


def _below(part: Part) -> pl.Expr:
    return pl.int_range(pl.len()) > part.header.bottom


def _has(column: int) -> pl.Expr:
    return pl.col(f"c{column}").str.contains(_FILLED).fill_null(value=False)


def _rows_of_both(part: Part, sides: tuple[int, int]) -> list[int]:
    """Return the rows, in Excel's count, that have money in and out; sums of both are none."""
    figures = {*sides, part.header.columns.get("balance", sides[0])}
    words = [name for i, name in enumerate(part.grid.cells.columns) if i not in figures]
    if not words:
        return []
    both = _has(sides[0]) & _has(sides[1]) & _below(part)
    cells = part.grid.cells.select(
        pl.int_range(pl.len()).alias("_row"),
        *(labels.bare(pl.col(name)).replace("", None) for name in words),
        _both=both,
    ).filter("_both")
    # The day may stand before the words: 2026-01-01 | 上年累计.
    told = pl.any_horizontal(pl.col(name).is_not_null() for name in words)
    sums = pl.any_horizontal(
        pl.col(name).str.contains(_TOTAL).fill_null(value=False) for name in words
    )
    rows = cells.filter(told & ~sums)["_row"]
    return [row + part.grid.top + 1 for row in rows]


def _joined(part: Part, sides: tuple[int, int], pairs: list[_Pair]) -> Part:
    """Return the table with the words of money out in the columns of those of money in."""
    paid = _has(sides[1]) & _below(part)
    cells = part.grid.cells.with_columns(
        *(
            pl.when(paid)
            .then(pl.coalesce(f"c{pair.out}", f"c{pair.into}"))
            .when(_below(part))
            .then(pl.coalesce(f"c{pair.into}", f"c{pair.out}"))
            .otherwise(f"c{pair.into}")
            .alias(f"c{pair.into}")
            for pair in pairs
        ),
        *(pl.when(~_below(part)).then(f"c{pair.out}").alias(f"c{pair.out}") for pair in pairs),
    )
    return part._replace(grid=part.grid._replace(cells=cells))


def _apart(part: Part, sides: tuple[int, int], pairs: list[_Pair], both: list[int]) -> list[Part]:
    """Return the receipts and the spending as two tables, each with the rows that it has."""
    into, out = sides
    shown = part.header.texts
    note = (
        f"第 {listed(both)}的「{shown[into]}」和「{shown[out]}」都有金额，是两件事，"
        "按收入、支出两张表分别读取。"
    )
    own = {into: [p.into for p in pairs], out: [p.out for p in pairs]}
    left = part.header.columns.get("balance")  # it follows from both sides, and from neither alone
    note += f"「{shown[left]}」没有逐行核对。" if left is not None else ""
    tables = []
    for this, other in ((into, out), (out, into)):
        gone = {other, *own[other], *([] if left is None else [left])}
        others = _has(other) & ~_has(this) & _below(part)
        cells = part.grid.cells.with_columns(
            pl.when(~others).then(name).alias(name)
            if index not in gone
            else pl.when(pl.int_range(pl.len()) < part.header.top).then(name).alias(name)
            for index, name in enumerate(part.grid.cells.columns)
        )
        moved = {pair.into: pair.out for pair in pairs} if this == out else {}
        header = _of_side(part.header, moved, gone)
        tables.append(Part(part.grid._replace(cells=cells), header._replace(notes=(note,))))
    return tables


def _of_side(header: Header, moved: dict[int, int], gone: set[int]) -> Header:
    """Return the header without these columns; moved: column -> the one that takes its place."""
    columns = {name: moved.get(index, index) for name, index in header.columns.items()}
    columns = {name: index for name, index in columns.items() if index not in gone}
    texts = {index: text for index, text in header.texts.items() if index not in gone}
    units = {name: unit for name, unit in header.units.items() if name in columns}
    left = tuple(text for text in header.unmapped if text in texts.values())
    return header._replace(columns=columns, texts=texts, units=units, unmapped=left)
