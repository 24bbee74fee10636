"""Delimited text (CSV, TSV) to a grid."""

from __future__ import annotations

import csv
import io
from collections import Counter

import polars as pl

from fundcheck.errors import UnreadableBookError
from fundcheck.ingest.decoding import decode
from fundcheck.ingest.grid import Grid, frame_of

_DELIMITERS = ",\t;|"
_LOOKED_AT = 50
_CELL_LIMIT = 1 << 20  # bytes; the csv module's own limit of 128 KB is too small for a stray quote


def read_text(content: bytes, name: str) -> Grid:
    """Return the file as one grid; a row of the grid is a record, as Excel would number it.

    Raises UnreadableBookError where the bytes are no text in a known encoding.
    """
    text = decode(content)
    lines = text.splitlines()[:_LOOKED_AT]
    delimiter = max(_DELIMITERS, key=lambda mark: sum(line.count(mark) for line in lines))
    csv.field_size_limit(_CELL_LIMIT)
    try:
        records = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        why = "有一格超过 1 MB，多半是" if "larger" in str(error) else ""
        raise UnreadableBookError(
            f"文本表格的格式有误（{why}引号没有成对）。请从财务系统重新导出为 .xlsx。"
        ) from error
    # ="00123" keeps Excel from taking a code for a number; the cell is what stands in the quotes.
    cells = frame_of(records, len(content))
    cells = cells.with_columns(pl.all().str.replace(r'^="(.*)"$', "${1}"))
    return Grid(name, cells, lost=_torn(records))


def _torn(records: list[list[str]]) -> dict[tuple[int, int], str]:
    """Return the cells of records that have more fields than most others, and why they are lost.

    ¥1,020.00 without quotes is two fields, and all that follows stands a column too far right.
    """
    widths = {row: _width(record) for row, record in enumerate(records) if len(record) > 1}
    if not widths:
        return {}
    # Blank fields at the end are a matter of taste: what most records have, or most fill.
    had = Counter(len(records[row]) for row in widths).most_common(1)[0][0]
    usual = max(had, Counter(widths.values()).most_common(1)[0][0])
    torn = {row: width for row, width in widths.items() if width > usual}
    found: dict[tuple[int, int], str] = {}
    if 2 * len(torn) < len(widths):
        for row, width in torn.items():
            why = (
                f"这一行有 {width} 个字段，其余各行是 {usual} 个，"
                "多半是金额或文字里的逗号没有加引号，各列已经错位"
            )
            found |= dict.fromkeys(((row, column) for column in range(width)), why)
    return found


def _width(record: list[str]) -> int:
    """Return up to which field a record holds something."""
    return max((index for index, text in enumerate(record, 1) if text.strip()), default=0)
