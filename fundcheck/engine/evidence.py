"""Ids back to rows: where a cited row stands, what it says, and what it says of itself."""

from __future__ import annotations

from decimal import Decimal
from hashlib import sha256
from typing import TYPE_CHECKING, Any, NamedTuple

import polars as pl

from fundcheck.findings import Evidence
from fundcheck.tables import SHEETS, TABLES, Tables

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_LABELS = {"label": "名称", "column": "列", "stated": "表上数", "computed": "逐行合计"}
_CENTS = -2
_UNSHOWN = {"project_name", "attachments"}


class Cited(NamedTuple):
    """A row that a rule cites: its evidence, and its content as text for the fingerprint."""

    evidence: Evidence
    content: str


def cited_rows(
    ids: Iterable[int], tables: Tables, masked: Callable[[str], str]
) -> dict[int, Cited]:
    """Return id -> cited row for these ids, whichever table each is of."""
    wanted = pl.Series(sorted(set(ids)), dtype=pl.Int64)
    rows: dict[int, Cited] = {}
    for name, table in TABLES.items():
        frame = tables[name].filter(pl.col(table.id).is_in(wanted.implode()))
        identity = [column.name for column in table if column.identity]
        labels = {
            column.name: column.header or _LABELS.get(column.name, "")
            for column in table
            if column.name not in _UNSHOWN
        }
        for row in frame.iter_rows(named=True):
            content = "\x1f".join(f"{key}={row[key]}" for key in identity if row[key] is not None)
            if name == SHEETS.name:
                # A sheet is cited as a whole: what it has, not how it is called.
                content = f"{row['role']}\x1f{row['has']}\x1f{row['project_code']}"
            cells = tuple(
                (label, masked(_text(row[key])))
                for key, label in labels.items()
                if label and row[key] is not None and not _says_again(key, row)
            )
            place = Evidence(row["file"], row["sheet"], row["row"], cells)
            rows[row[table.id]] = Cited(place, f"{name}\x1e{content}")
    return rows


def _says_again(key: str, row: dict[str, Any]) -> bool:
    """Whether a debit only repeats the amount beside it."""
    return key == "debit" and row["credit"] is None and row["debit"] == row["amount"]


def _text(value: Any) -> str:  # noqa: ANN401 - a cell of any column
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
