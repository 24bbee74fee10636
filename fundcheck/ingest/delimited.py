"""Delimited text (CSV, TSV) to a grid, in the encodings that offices use."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import polars as pl

from fundcheck.errors import UnreadableBookError
from fundcheck.ingest.grid import Grid

if TYPE_CHECKING:
    from pathlib import Path

_DELIMITERS = ",\t;|"
_LOOKED_AT = 50
_CONTROL = frozenset(chr(code) for code in range(32)) - set("\t\r\n\x0b\x0c")


def read_text(path: Path) -> Grid:
    """Return the file as one grid; a row of the grid is a record, as Excel would number it.

    Raises UnreadableBookError where the bytes are no text in a known encoding.
    """
    text = _decode(path.read_bytes())
    lines = text.splitlines()[:_LOOKED_AT]
    delimiter = max(_DELIMITERS, key=lambda mark: sum(line.count(mark) for line in lines))
    try:
        records = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise UnreadableBookError(
            f"文本表格的格式有误（{error}）。请用 Excel 打开后另存为 .xlsx。"
        ) from error
    width = max((len(record) for record in records), default=0)
    columns = {
        f"c{index}": [record[index] if index < len(record) else None for record in records]
        for index in range(width)
    }
    return Grid(path.stem, pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String)))


def _decode(content: bytes) -> str:
    for mark, encoding in (
        (b"\xef\xbb\xbf", "utf-8-sig"),
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
    ):
        if content.startswith(mark):
            encodings: tuple[str, ...] = (encoding,)
            break
    else:
        # GB 18030 accepts almost any bytes, UTF-8 almost none that were not meant: so UTF-8 first.
        encodings = ("utf-8", "gb18030")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not _CONTROL.intersection(text[:4096]):
            return text
    raise UnreadableBookError(
        "看不出是什么文件：既不是 Excel 工作簿，也不是 UTF-8 或 GBK 编码的文本表格。"
        "请从财务系统重新导出为 .xlsx。"
    )
