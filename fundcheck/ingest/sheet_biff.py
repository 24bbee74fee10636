"""What the spreadsheet readers do not tell of an old .xls: read from its own records.

The counterpart of ``sheet_xml``: error values, merged ranges, hidden rows and columns, red fonts
and numbers of more than 15 digits, out of the BIFF records of each sheet ([MS-XLS]).
"""

from __future__ import annotations

import io
import struct
from typing import TYPE_CHECKING

from fundcheck.ingest.grid import DIGITS_KEPT, Merge, SheetScan, error_value

if TYPE_CHECKING:
    from collections.abc import Iterator

_BOUND_SHEET, BOF, EOF = 0x85, 0x809, 0x0A
_DATE_SYSTEM = 0x22
_ROW, _NUMBER, _FORMULA, _BOOL_OR_ERROR, _MERGED = 0x208, 0x203, 0x06, 0x205, 0xE5
_RK, _MANY_RK, _COLUMNS, _FONT, _FORMAT = 0x27E, 0xBD, 0x7D, 0x31, 0xE0
_HIDDEN_ROW, _HIDDEN_COLUMN = 0x20, 0x01
_RED = 10  # in the palette that every workbook has unless it brings its own
_NO_FONT = 4  # fonts are counted without this number
_AMOUNTS = {_NUMBER, _RK, _MANY_RK, _FORMULA}
_LABEL, _LABEL_OF_TABLE, _RICH_LABEL = 0x204, 0xFD, 0xD6
CELLS = {*_AMOUNTS, _BOOL_OR_ERROR, _LABEL, _LABEL_OF_TABLE, _RICH_LABEL}
"""The types of the records that are cells with something in them."""
UNREADABLE = (OSError, struct.error, IndexError, ValueError, KeyError, RecursionError)
"""What following the records of a damaged file raises; olefile follows folders in a circle too."""
ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}


def scan(content: bytes) -> list[SheetScan]:
    """Return what each sheet's records say, in the order of the sheets.

    Nothing is returned for a file whose records cannot be followed: its reader will say why.
    """
    try:
        return _scan_stream(book_stream(content)[1])
    except UNREADABLE:
        return []


def book_stream(content: bytes) -> tuple[list[str], bytes]:
    """Return where in the file the workbook's records stand, and the records.

    Raises one of UNREADABLE where there are none.
    """
    import olefile  # noqa: PLC0415 - only old workbooks need it

    with olefile.OleFileIO(io.BytesIO(content)) as document:
        names = {"/".join(path).lower(): path for path in document.listdir()}
        path = names.get("workbook") or names["book"]
        return path, document.openstream(path).read()


def sheets_of(stream: bytes) -> list[tuple[int, str]]:
    """Return where each sheet's records begin, and its name, in the order of the sheets."""
    wide = stream[4:6] == b"\x00\x06"  # BIFF8 writes names in Unicode
    sheets = []
    for kind, body in _records(stream, 0):
        if kind == _BOUND_SHEET:
            size, flags = body[6], body[7] if wide else 0
            start = 8 if wide else 7
            raw = body[start : start + size * (2 if flags & 1 else 1)]
            codec = "utf-16-le" if flags & 1 else "latin-1" if wide else "gb18030"
            offset = int.from_bytes(body[:4], "little")
            sheets.append((offset, raw.decode(codec, "replace")))
    return sheets


def _scan_stream(stream: bytes) -> list[SheetScan]:
    fonts: list[bool] = []
    red: set[int] = set()  # formats with a red font
    formats = 0
    from_1904 = False
    for kind, body in _records(stream, 0):
        if kind == _DATE_SYSTEM:
            from_1904 = bool(body[0])
        elif kind == _FONT:
            fonts.append(struct.unpack_from("<H", body, 4)[0] == _RED)
        elif kind == _FORMAT:
            (font,) = struct.unpack_from("<H", body)
            font -= font > _NO_FONT
            if font < len(fonts) and fonts[font]:
                red.add(formats)
            formats += 1
    scans = [_scan_sheet(stream, offset, name, red) for offset, name in sheets_of(stream)]
    for found in scans:
        found.from_1904 = from_1904
    return scans


def _records(stream: bytes, start: int) -> Iterator[tuple[int, bytes]]:
    """Yield the records of one substream, those of a chart within it left out."""
    depth = 0
    place = start
    while place + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, place)
        body = stream[place + 4 : place + 4 + size]
        place += 4 + size
        if kind == BOF:
            depth += 1
        elif kind == EOF:
            depth -= 1
            if depth <= 0:
                return
        elif depth == 1:
            yield kind, body


def _scan_sheet(stream: bytes, offset: int, name: str, red: set[int]) -> SheetScan:
    found = SheetScan(name)
    for kind, body in _records(stream, offset):
        if red and kind in _AMOUNTS:
            found.red |= _red_cells(kind, body, red)
        if kind == _NUMBER:
            if abs(struct.unpack_from("<d", body, 6)[0]) >= DIGITS_KEPT:
                found.imprecise.add(struct.unpack_from("<HH", body))
        elif kind == _BOOL_OR_ERROR and body[7]:
            found.lost[struct.unpack_from("<HH", body)] = error_value(ERRORS.get(body[6], ""))
        elif kind == _FORMULA and body[12:14] == b"\xff\xff" and body[6] == 2:  # noqa: PLR2004
            found.lost[struct.unpack_from("<HH", body)] = error_value(ERRORS.get(body[8], ""))
        else:
            _scan_layout(kind, body, found)
    return found


def _scan_layout(kind: int, body: bytes, found: SheetScan) -> None:
    """Take in what a record says of rows, columns and merged ranges."""
    if kind == _ROW:
        if body[12] & _HIDDEN_ROW:
            found.hidden_rows.add(struct.unpack_from("<H", body)[0])
    elif kind == _COLUMNS:
        first, last, _, _, flags = struct.unpack_from("<5H", body)
        if flags & _HIDDEN_COLUMN:
            found.hidden_columns |= set(range(first, last + 1))
    elif kind == _MERGED:
        (count,) = struct.unpack_from("<H", body)
        for index in range(count):
            top, bottom, left, right = struct.unpack_from("<4H", body, 2 + 8 * index)
            found.merges.append(Merge(top, left, bottom, right))


def _red_cells(kind: int, body: bytes, red: set[int]) -> set[tuple[int, int]]:
    row, column, style = struct.unpack_from("<3H", body)
    if kind != _MANY_RK:
        return {(row, column)} if style in red else set()
    styles = (style for style, _ in struct.iter_unpack("<HI", body[4:-2]))
    return {(row, column + index) for index, style in enumerate(styles) if style in red}
