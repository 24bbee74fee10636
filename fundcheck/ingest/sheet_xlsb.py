"""What the reader does not tell of a binary workbook's sheets: their merged cells.

A part is a row of records: a type and a size, seven bits a byte, then the content ([MS-XLSB]
2.1.4). The merged cells stand behind the sheet's data, so the data need not be walked through.
"""

from __future__ import annotations

import io
import struct
import zipfile
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from fundcheck.ingest.grid import Merge, SheetScan
from fundcheck.ingest.sheet_xml import relations

if TYPE_CHECKING:
    from collections.abc import Iterator

_BUNDLE_SHEET = 156  # BrtBundleSh: id and name of a sheet
_MERGE = 176  # BrtMergeCell
_END_OF_DATA = b"\x92\x01\x00"  # BrtEndSheetData, type 146 without content
_RANGE = struct.Struct("<4I")  # first and last row, first and last column


def scan(content: bytes) -> list[SheetScan]:
    """Return what the workbook's parts say of each sheet, in order.

    Raises what unpacking a damaged archive raises (``sheet_xml.DAMAGE``).
    """
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        try:
            parts = relations(archive, "xl/workbook.bin")
            book = archive.read("xl/workbook.bin")
        except (KeyError, ET.ParseError):  # the reader itself will say that this is no workbook
            return []
        named = (_texts(data[8:]) for kind, data in _records(book) if kind == _BUNDLE_SHEET)
        return [
            _scan_sheet(name, archive.read(parts[relation]) if relation in parts else b"")
            for relation, name in named
        ]


def _scan_sheet(name: str, content: bytes) -> SheetScan:
    found = SheetScan(name)
    end = content.rfind(_END_OF_DATA)
    for kind, data in _records(content[end:] if end >= 0 else b""):
        if kind == _MERGE and len(data) == _RANGE.size:
            top, bottom, left, right = _RANGE.unpack(data)
            found.merges.append(Merge(top, left, bottom, right))
    return found


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
