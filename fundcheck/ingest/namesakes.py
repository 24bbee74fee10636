"""Two columns of one name, of which only one can be the amount: 金额 | 金额, with and without tax.

Where their cells are the same it does not matter which is read. Where they differ nothing in the
sheet says which of them was spent, and the user decides, by the column's letter.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from fundcheck.ingest.cells import parse
from fundcheck.ingest.rows import AMOUNTS
from fundcheck.ingest.sheet_xml import column_letters
from fundcheck.ingest.words import normalise
from fundcheck.tables import Type

if TYPE_CHECKING:
    from fundcheck.ingest.body import Stack
    from fundcheck.ingest.losses import Told


def ask(body: pl.DataFrame, stacked: Stack, told: Told) -> None:
    """Ask which column is meant where another of the same name has other amounts.

    body: the rows of a stack with their kind.
    """
    header = stacked.header
    taken = {*header.columns.values(), *header.spread}
    for name in (name for name in AMOUNTS if name in header.columns):
        own = header.columns[name]
        text = normalise(header.texts[own])
        others = [i for i, t in header.texts.items() if i not in taken and normalise(t) == text]
        for other in others:
            _ask_for(own, other, body, stacked, told)


def _ask_for(own: int, other: int, body: pl.DataFrame, stacked: Stack, told: Told) -> None:
    entries = body.filter(pl.col("kind") == "entry")
    for number, (part, start) in enumerate(zip(stacked.parts, stacked.starts, strict=True)):
        lines = entries.filter(pl.col("_part") == number)["_line"] - start
        cells = part.grid.cells.slice(part.header.bottom + 1)[lines]
        first, second = (parse(cells[f"c{i}"], Type.MONEY).fill_null(0) for i in (own, other))
        if not (first != second).any() or not (second != 0).any():
            continue
        one, two = (column_letters(index) for index in (own, other))
        shown = stacked.header.texts[own]
        why = f"两列都叫「{shown}」（{one} 列、{two} 列），数不同，读的是 {one} 列"
        told.losses[number].append(
            f'{why}；请在 fundcheck.toml 的 columns 中写明不用哪一列，如 "{two}列" = "不用"。'
        )
        told.doubts[number].append(("sums", f"支出明细：{why}，看不出哪一列是支出"))
