"""Rows of a ledger that cannot be taken, each with its reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from fundcheck.ingest.losses import told_merged

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from fundcheck.ingest.body import Stack


def reject_lost(body: pl.DataFrame, stacked: Stack, vital: Collection[str]) -> pl.DataFrame:
    """Reject entry rows of which the file does not hold a vital cell, and say what it holds."""
    header = stacked.header
    needed = {header.columns[n] for n in vital if n in header.columns} | set(header.items)
    reasons = {
        start + line: f"{header.texts[column]}：{why}"
        for part, start in zip(stacked.parts, stacked.starts, strict=True)
        for (row, column), why in part.grid.lost.items()
        if column in needed and (line := part.line(row)) is not None
    }
    return rejected(told_merged(body, stacked), reasons)


def rejected(body: pl.DataFrame, reasons: Mapping[int, str]) -> pl.DataFrame:
    """Return the body with these lines of the stack rejected, where they could be entries."""
    if not reasons:
        return body
    hit = pl.col("_line").is_in(list(reasons)) & pl.col("kind").is_in(
        ["entry", "rejected", "title", "opening"]
    )
    return body.with_columns(
        kind=pl.when(hit).then(pl.lit("rejected")).otherwise("kind"),
        why=pl.when(hit)
        .then(pl.col("_line").replace_strict(reasons, default=None, return_dtype=pl.String))
        .otherwise("why"),
    )
