"""Ids back to rows: where a cited row stands, what it says, and what it says of itself."""

from __future__ import annotations

from decimal import Decimal
from hashlib import sha256
from itertools import repeat
from typing import TYPE_CHECKING, Any, TypeVar

import polars as pl

from fundcheck.findings import Evidence
from fundcheck.tables import SHEETS, TABLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from fundcheck.tables import Table, Tables

T = TypeVar("T")
_LABELS = {"label": "名称", "column": "列", "stated": "表上数", "computed": "逐行合计"}
_CENTS = -2
_PLACE = ("file", "sheet", "row", "project_code", "amount")
_UNSHOWN = {"project_name", "attachments"}


def evidence_of(ids: Iterable[int], tables: Tables) -> dict[int, Evidence]:
    """Return id -> where the row stands and what it says, whichever table it is of."""
    found: dict[int, Evidence] = {}
    for table, frame in _of_tables(ids, tables):
        missing = sorted({"project_code", "amount"} - set(frame.columns))
        placed = frame.with_columns(pl.lit(None).alias(name) for name in missing)
        places = placed.select(table.id, *_PLACE).iter_rows()
        cells = _by_row(_shown(frame, table), frame.height)
        for (i, file, sheet, row, code, amount), shown in zip(places, cells, strict=True):
            found[i] = Evidence(file, sheet, row, shown, code, amount)
    return found


def contents_of(ids: Iterable[int], tables: Tables) -> dict[int, str]:
    """Return id -> what the row says as one text, for the fingerprint."""
    return {
        i: f"{table.name}\x1e{content}"
        for table, frame in _of_tables(ids, tables)
        for i, content in zip(frame[table.id], _contents(frame, table), strict=True)
    }


def _of_tables(ids: Iterable[int], tables: Tables) -> Iterator[tuple[Table, pl.DataFrame]]:
    """Return of each table that has any of these rows, the rows."""
    wanted = pl.Series(sorted(set(ids)), dtype=pl.Int64)
    for name, table in TABLES.items():
        frame = tables[name].filter(pl.col(table.id).is_in(wanted.implode()))
        if frame.height:
            yield table, frame


def _by_row(columns: list[list[T | None]], height: int) -> Iterator[tuple[T, ...]]:
    """Return what each row has, its blanks left out."""
    rows = zip(*columns, strict=True) if columns else repeat((), height)
    return (tuple(cell for cell in row if cell is not None) for row in rows)


def _contents(frame: pl.DataFrame, table: Table) -> Iterator[str]:
    """Return what each row says, whatever file and row it stands in."""
    if table is SHEETS:
        # A sheet is cited as a whole: what it has, not how it is called.
        own = frame.select("role", "has", "project_code").iter_rows()
        return ("\x1f".join(map(str, row)) for row in own)
    columns = [
        [
            None if value is None else f"{column.name}={value}"
            for value in frame[column.name].to_list()
        ]
        for column in table
        if column.identity
    ]
    return map("\x1f".join, _by_row(columns, frame.height))


def _shown(frame: pl.DataFrame, table: Table) -> list[list[tuple[str, str] | None]]:
    """Return (label, text) of each cell of the columns that are shown, None for a blank."""
    columns = []
    for column in table:
        label = column.header or _LABELS.get(column.name, "")
        if not label or column.name in _UNSHOWN:
            continue
        values = frame[column.name]
        if column.name == "debit":
            # A debit often only repeats the amount beside it.
            repeats = frame["credit"].is_null() & (values == frame["amount"])
            values = values.set(repeats.fill_null(value=False), None)
        # A payee stands on many rows: each text is looked at once.
        text = str if values.dtype == pl.String else _text
        cells = {
            value: (label, text(value)) for value in values.unique().to_list() if value is not None
        }
        columns.append([cells.get(value) for value in values.to_list()])
    return columns


def _text(value: Any) -> str:  # noqa: ANN401 - a cell of any column but texts
    if isinstance(value, Decimal):
        exponent = value.as_tuple().exponent
        # Quantities have four places and money two: 3 台, not 3.0000 台.
        return f"{value:,.2f}" if exponent == _CENTS else f"{value.normalize():f}"
    return str(value)


def fingerprint(rule: str, project: str, contents: Iterable[str], turn: int) -> str:
    """Return 16 hex digits of what is found where.

    The order, the files and the row numbers of the rows do not matter. turn tells apart findings
    that would be equal in all of these: the same line booked three times.
    """
    parts = [rule, project, *sorted(contents)]
    if turn:
        parts.append(f"#{turn}")
    return sha256("\x1d".join(parts).encode()).hexdigest()[:16]
