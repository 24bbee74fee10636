"""Which columns say what a line was for: the one that is full, and those that add to it.

摘要, 事由, 说明 and 用途 stand side by side on many forms, and any of them may be the one that is
filled in.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import polars as pl

from fundcheck.ingest import blanks, meaning
from fundcheck.ingest.contents import are_items, entries_below
from fundcheck.ingest.words import normalise, target

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fundcheck.ingest.body import Stack
    from fundcheck.ingest.grid import Grid
    from fundcheck.ingest.header import Header

SUMMARIES = ("summary", "_summary_2", "_summary_3")
"""The columns that say it together, the first of them first."""
_SAYS = r"\p{Han}{2}|[A-Za-z]{3}"
_ENOUGH = 0.5  # of the lines that the fullest column speaks on, before a better word goes first
# 合同名称 names the contract, and says what the line was for only where nothing else does.
_OF_THING = re.compile(r"(?:名称|题目|抬头文本)$")
_BETWEEN = "；"


def with_summaries(header: Header, grid: Grid, given: Mapping[str, str]) -> Header:
    """Return the header of a ledger with the summary where it is told, and what adds to it.

    given: normalised header -> column, as the user says: who has named the summary is believed.
    """
    texts = {index: normalise(text) for index, text in header.texts.items()}
    named = (target("entries", given[text]) for text in texts.values() if text in given)
    own = header.columns.get("summary")
    if "summary" in named or own is None:
        return header
    taken = set(header.columns.values()) - {own}
    meant = [i for i, t in texts.items() if i not in taken and (i == own or _is_summary(t, given))]
    note = header.columns.get("note")
    if len(meant) == 1 and note is None:
        return header
    below = entries_below(header, grid)
    said = {index: below.to_series(index).drop_nulls() for index in meant}
    words = {index: int(cells.str.contains(_SAYS).sum()) for index, cells in said.items()}
    if below.height and not any(words.values()):
        return _with_note(header, own, below) if note is not None else header
    strong = [i for i in meant if words[i] >= _ENOUGH * max(words.values())]
    first = own if own in strong else max(strong, key=lambda index: words[index])
    more = [
        index
        for index in meant
        if index != first
        and words[index]
        and not (_OF_THING.search(texts[index]) or are_items(said[index].to_list()))
    ]
    serving = dict(zip(SUMMARIES, (first, *more), strict=False))
    shown = {header.texts[index] for index in serving.values()}
    return header._replace(
        columns={**{n: i for n, i in header.columns.items() if n not in serving}, **serving},
        unmapped=tuple(text for text in header.unmapped if text not in shown),
    )


def _is_summary(text: str, given: Mapping[str, str]) -> bool:
    hit = meaning.of_header("entries", text, {})
    return text not in given and hit is not None and hit[0] == "summary"


def _with_note(header: Header, own: int, below: pl.DataFrame) -> Header:
    """Return the header with the notes as the summary, where each line has one and no summary."""
    notes = below.to_series(header.columns["note"])
    if not notes.str.contains(_SAYS).fill_null(value=False).all():
        return header
    columns = {name: index for name, index in header.columns.items() if name != "note"}
    return header._replace(
        columns={**columns, "summary": header.columns["note"]},
        unmapped=(*header.unmapped, header.texts[own]),
    )


def joined(stacked: Stack) -> Stack:
    """Return the stack with all that its columns say as one summary, and nothing of it twice."""
    body = stacked.body
    names = [name for name in SUMMARIES if name in body.columns]
    if len(names) <= 1:
        return stacked
    texts = body.select(names)
    clear = blanks.of_lines(texts, stacked.header).taken_from(texts)
    own = pl.col(SUMMARIES[0])
    for text in map(pl.col, names[1:]):
        own = (
            pl.when(text.is_null() | own.str.contains(text, literal=True))
            .then(own)
            .when(own.is_null() | text.str.contains(own, literal=True))
            .then(text)
            .otherwise(pl.concat_str(own, pl.lit(_BETWEEN), text))
        )
    said = clear.select(summary=own).to_series()
    return stacked._replace(body=body.with_columns(said))
