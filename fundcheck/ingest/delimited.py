"""Delimited text (CSV, TSV) to a grid."""

from __future__ import annotations

import csv
import io

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
        why = "有一格超过 1 MB，多半是引号没有成对" if "larger" in str(error) else error
        raise UnreadableBookError(
            f"文本表格的格式有误（{why}）。请从财务系统重新导出为 .xlsx。"
        ) from error
    # ="00123" keeps Excel from taking a code for a number; the cell is what stands in the quotes.
    cells = frame_of(records).with_columns(pl.all().str.replace(r'^="(.*)"$', "${1}"))
    return Grid(name, cells)
