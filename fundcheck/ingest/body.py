"""The body of a sheet: what stands below its header, column by column under canonical names."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from fundcheck.ingest.cells import clean

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fundcheck.ingest.fixed import Fixed
    from fundcheck.ingest.grid import Grid
    from fundcheck.ingest.headers import Header


def body_of(grid: Grid, header: Header, keys: Iterable[str]) -> pl.DataFrame:
    """Return one row for each row below the header, cells as cleaned text.

    Columns: ``row`` (Excel's number), one for each mapped name, ``_first`` (the first filled
    cell of the row), ``_filled`` (how many cells are filled), ``_repeats`` (how many cells say
    the same as the header above them). Merged ranges are filled down in the key columns, never
    in amounts: a merged amount is one amount.
    """
    cells = grid.cells.select(clean(column) for column in grid.cells.columns)
    names = cells.columns
    mapped = {name: f"c{index}" for name, index in header.columns.items()}
    mapped |= {item_column(index): f"c{index}" for index in header.items}
    repeats = [pl.col(f"c{index}") == text for index, text in _header_texts(grid, header)]
    body = cells.select(
        (pl.int_range(1, pl.len() + 1, dtype=pl.Int64) + grid.top).alias("row"),
        *(pl.col(column).alias(name) for name, column in mapped.items()),
        pl.coalesce(names).alias("_first"),
        pl.sum_horizontal(pl.col(column).is_not_null() for column in names).alias("_filled"),
        pl.sum_horizontal(repeat.fill_null(value=False) for repeat in repeats).alias("_repeats"),
    ).slice(header.bottom + 1)
    return _fill_merges(body, grid, header, [name for name in keys if name in mapped])


def item_column(index: int) -> str:
    """Return the name under which a cost item's column stands in the body."""
    return f"_item_{index}"


def _header_texts(grid: Grid, header: Header) -> list[tuple[int, str]]:
    """(column, text) of the cells of the header's last row: what a repeated page head repeats."""
    last = grid.cells.row(header.bottom)
    return [(index, text.strip()) for index, text in enumerate(last) if text and text.strip()]


def _fill_merges(body: pl.DataFrame, grid: Grid, header: Header, keys: list[str]) -> pl.DataFrame:
    by_column: dict[int, list[tuple[int, int]]] = {}
    for merge in grid.merges:
        if merge.left == merge.right and merge.bottom > merge.top > header.bottom + grid.top:
            by_column.setdefault(merge.left, []).append((merge.top, merge.bottom))
    fills = []
    for name in keys:
        spans = by_column.get(header.columns[name], [])
        covered = {row + 1 for top, bottom in spans for row in range(top + 1, bottom + 1)}
        if covered:
            inside = pl.col("row").is_in(sorted(covered))
            fills.append(
                pl.when(inside & pl.col(name).is_null())
                .then(pl.col(name).forward_fill())
                .otherwise(pl.col(name))
                .alias(name)
            )
    return body.with_columns(fills)


def unit_of(titles: list[list[str]], fixed: Fixed) -> int:
    """Return what one of a sheet's numbers is worth in yuan: as set, else as its titles say."""
    return fixed.unit or (10_000 if any("万元" in cell for row in titles for cell in row) else 1)


def rows_above(grid: Grid, header: Header) -> list[list[str]]:
    """Return the filled cells of each row above the header: titles, and what they state."""
    above = grid.cells.head(header.top)
    return [[cell.strip() for cell in row if cell and cell.strip()] for row in above.iter_rows()]
