"""Vouchers printed one below the other: day and number stand above each, not on its lines."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import polars as pl

from fundcheck.ingest.body import rows_above
from fundcheck.ingest.losses import listed

if TYPE_CHECKING:
    from fundcheck.ingest.body import Stack

_DAY = re.compile(
    r"(?:^|日期|时间)\s*[:：]?\s*((?:19|20)\d{2}\s*[-./年]\s*\d{1,2}\s*[-./月]\s*\d{1,2}\s*日?)(?:$|\s)"
)
_NUMBER = re.compile(
    r"(?:凭证(?:字)?(?:编)?号|字号|凭证)\s*[:：]\s*([^\s\d]{1,6}\s+\d+|\S+)|^([记收付转][字账]?\s*[-第字]\s*\d+\s*号?)$"
)
_LEAST = 2  # one voucher's head above the table is the sheet's
_MOST = 5_000


def with_heads(
    lines: pl.DataFrame, body: pl.DataFrame, stacked: Stack, notes: list[list[str]]
) -> tuple[pl.DataFrame, bool]:
    """Give lines with neither day nor number those of the head that stands above them.

    body: the rows with their kind. Returns the lines, with ``date`` and ``voucher_no`` as text
    where any sheet has such heads, and whether it has. What was taken is added to the notes.
    """
    if {"date", "_day", "voucher_no"} & set(lines.columns):
        return lines, False
    aside = body.filter(pl.col("kind").is_in(["title", "rejected"])).select("_part", "_line")
    found: list[tuple[int, int, str | None, str | None]] = []
    for number, below in aside.group_by("_part", maintain_order=True).agg("_line").iter_rows():
        part, start = stacked.parts[number], stacked.starts[number]
        above = " ".join(cell for row in rows_above(*part) for cell in row)
        heads = [(start - 1, above)]
        for line in below[:_MOST]:
            row = part.grid.cells.row(part.header.bottom + 1 + line - start)
            heads.append((line, " ".join(cell.strip() for cell in row if cell and cell.strip())))
        told = [(line, _first(_DAY, text), _first(_NUMBER, text)) for line, text in heads]
        told = [head for head in told if head[1]]
        if len(told) >= _LEAST:
            found += [(number, *head) for head in told]
            places = [part.first_row + line - start for line, *_ in told if line >= start]
            notes[number].append(
                f"日期和凭证号取自各张凭证的抬头（表头上方及第 {listed(places)}）。"
            )
    if not found:
        return lines, False
    schema = {"_part": pl.Int64, "_line": pl.Int64, "date": pl.String, "voucher_no": pl.String}
    heads_of = pl.DataFrame(found, schema, orient="row").sort("_line")
    filled = lines.sort("_line").join_asof(heads_of, on="_line", by="_part", check_sortedness=False)
    return filled, True


def _first(pattern: re.Pattern[str], text: str) -> str | None:
    match = pattern.search(text)
    return next(filter(None, match.groups()), None) if match else None
