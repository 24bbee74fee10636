"""What the reader does not tell of a binary workbook's sheets: the counterpart of ``sheet_xml``.

A part is a row of records: a type and a size, seven bits a byte, then the content ([MS-XLSB]
2.1.4). Error values, merged cells, hidden rows and columns and numbers of more than 15 digits
are told by theirs.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from fundcheck.ingest.grid import DIGITS_KEPT, MOST_COLUMNS, Merge, SheetScan, error_value
from fundcheck.ingest.sheet_biff import ERRORS
from fundcheck.ingest.sheet_xml import relations
from fundcheck.ingest.unzip import NO_XML, Unzipped

if TYPE_CHECKING:
    from collections.abc import Iterator

_BUNDLE_SHEET = 156  # BrtBundleSh: id and name of a sheet
_MERGE = 176  # BrtMergeCell
_ROW, _COLUMNS = 0, 60  # BrtRowHdr, BrtColInfo
_ERROR, _REAL, _FORMULA_NUMBER, _FORMULA_ERROR = 3, 5, 9, 11  # cells: BrtCellError, …
_HIDDEN_ROW, _HIDDEN_COLUMN = 0x10, 0x01
_TOLD = frozenset((_ROW, _COLUMNS, _ERROR, _REAL, _FORMULA_NUMBER, _FORMULA_ERROR, _MERGE))
_NUMBER, _DOUBLE, _COLUMN = struct.Struct("<I"), struct.Struct("<d"), struct.Struct("<4IH")
_RANGE = struct.Struct("<4I")  # first and last row, first and last column


def scan(content: bytes) -> list[SheetScan]:
    """Return what the workbook's parts say of each sheet, in order.

    Raises what unpacking a damaged archive raises (``DAMAGE``).
    """
    with Unzipped(content) as archive:
        try:
            parts = relations(archive, "xl/workbook.bin")
            book = archive.read("xl/workbook.bin")
        except (
            KeyError,
            ET.ParseError,
            *NO_XML,
        ):  # the reader itself will say that this is no workbook
            return []
        named = (_texts(data[8:]) for kind, data in _records(book) if kind == _BUNDLE_SHEET)
        return [
            _scan_sheet(name, archive.read(parts[relation]) if relation in parts else b"")
            for relation, name in named
        ]


def _scan_sheet(name: str, content: bytes) -> SheetScan:
    found = SheetScan(name)
    row = 0
    try:
        for kind, start in _places(content):
            if kind == _ROW:
                (row,) = _NUMBER.unpack_from(content, start)
                if content[start + 11] & _HIDDEN_ROW:
                    found.hidden_rows.add(row)
            elif kind in {_REAL, _FORMULA_NUMBER}:
                if abs(_DOUBLE.unpack_from(content, start + 8)[0]) >= DIGITS_KEPT:
                    found.imprecise.add((row, *_NUMBER.unpack_from(content, start)))
            elif kind in {_ERROR, _FORMULA_ERROR}:
                (column,) = _NUMBER.unpack_from(content, start)
                found.lost[row, column] = error_value(ERRORS.get(content[start + 8], ""))
            else:
                _scan_layout(kind, content, start, found)
    except (struct.error, IndexError):  # cut off: the reader itself will say so
        pass
    return found


def _scan_layout(kind: int, content: bytes, start: int, found: SheetScan) -> None:
    """Take in what a record says of columns and merged ranges."""
    if kind == _COLUMNS:
        first, last, _, _, flags = _COLUMN.unpack_from(content, start)
        if flags & _HIDDEN_COLUMN:
            found.hidden_columns |= set(range(first, min(last + 1, MOST_COLUMNS)))
    elif kind == _MERGE:
        top, bottom, left, right = _RANGE.unpack_from(content, start)
        found.merges.append(Merge(top, left, bottom, right))


def _places(content: bytes) -> Iterator[tuple[int, int]]:
    """Yield the type of each record that something is told of, and where its content begins."""
    place, end = 0, len(content)
    while place < end - 1:
        kind, size = content[place], content[place + 1]
        if kind < 0x80 and size < 0x80:  # noqa: PLR2004 - both in a byte, as nearly all have them
            start = place + 2
        else:
            kind, start = _varint(content, place, 2)
            size, start = _varint(content, start, 4)
        if kind in _TOLD:
            yield kind, start
        place = start + size


def _records(content: bytes) -> Iterator[tuple[int, bytes]]:
    place = 0
    while place < len(content):
        kind, place = _varint(content, place, 2)
        size, place = _varint(content, place, 4)
        yield kind, content[place : place + size]
        place += size


def _varint(content: bytes, place: int, most: int) -> tuple[int, int]:
    value = 0
    for index in range(most):
        if place >= len(content):
            break
        byte = content[place]
        place += 1
        value |= (byte & 0x7F) << (7 * index)
        if byte < 0x80:  # noqa: PLR2004 - the last byte has its highest bit clear
            break
    return value, place


def _texts(data: bytes) -> list[str]:
    """Return the two texts of a BrtBundleSh: lengths in characters, then UTF-16."""
    texts = []
    for _ in range(2):
        size = 2 * int.from_bytes(data[:4], "little")
        texts.append(data[4 : 4 + size].decode("utf-16-le", "replace"))
        data = data[4 + size :]
    return texts
