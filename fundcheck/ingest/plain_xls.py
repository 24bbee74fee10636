"""Take out of an old .xls what its reader would wrongly take for cells, or could never hold.

calamine 0.26 (within fastexcel 0.21) has two faults with BIFF records ([MS-XLS]). A chart within
a sheet keeps a copy of its numbers in cell records of its own, counted from its first row: they
are written over the sheet's cells. And a cell beyond the last column that the format has makes it
ask for 65,536 columns in every row. Such records get a type here that no reader knows.
"""

from __future__ import annotations

import io
import struct
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fundcheck.ingest.grid import cells_allowed, span_of, too_far
from fundcheck.ingest.sheet_biff import BOF, CELLS, EOF, UNREADABLE, book_stream, sheets_of
from fundcheck.ingest.sheet_xml import column_letters

if TYPE_CHECKING:
    from collections.abc import Iterator

_PLACE = struct.Struct("<HH")
_MOST_COLUMNS = 256
_FILE_PASSWORD = 0x2F
_FIRST_RECORDS = 8  # FILEPASS stands right behind the beginning, and before all that it hides
_FORMULA = 0x06
_LENGTH_OF_FORMULA = 20  # where within the record it stands
_NAMES = (0x18, 0x218)
_LEAST_CELL = 4  # bytes: row and column
_UNKNOWN = struct.pack("<H", 0x0FFF)  # no record of the format has this type


@dataclass
class _Extent:
    """How far the cells of a sheet go; wrong: where those records begin that are no cells of it."""

    top: int = 1 << 16
    bottom: int = -1
    left: int = 1 << 16
    right: int = -1
    wrong: list[int] = field(default_factory=list)

    def add(self, row: int, column: int) -> None:
        self.top, self.bottom = min(self.top, row), max(self.bottom, row)
        self.left, self.right = min(self.left, column), max(self.right, column)

    @property
    def span(self) -> int:
        if self.bottom < 0:
            return 0
        return span_of((self.top, self.bottom), (self.left, self.right))


def plain(content: bytes) -> tuple[bytes, dict[str, str]]:
    """Return the file as its reader can read it, and sheet -> why it was left empty.

    A file whose records cannot be followed is returned as it is: its reader will say why.
    """
    try:
        path, stream = book_stream(content)
        wrong, problems = _no_cells(stream)
        if not wrong:
            return content, problems
        whole = bytearray(stream)
        for place in wrong:
            whole[place : place + 2] = _UNKNOWN
        return _with_records(content, path, whole), problems
    except UNREADABLE:
        return content, {}


def without_formulas(content: bytes) -> bytes:
    """Return the file with its formulas emptied and its defined names unknown; values stay.

    The same reader stops at a formula whose last word is cut off, though nothing but the value
    beside it is asked for. A file whose records cannot be followed is returned as it is.
    """
    try:
        path, stream = book_stream(content)
        whole = bytearray(stream)
        place, last = 0, len(stream) - 4
        while place <= last:
            kind, size = _PLACE.unpack_from(stream, place)
            if kind == _FORMULA and size >= _LENGTH_OF_FORMULA + 2:
                struct.pack_into("<H", whole, place + 4 + _LENGTH_OF_FORMULA, 0)
            elif kind in _NAMES:
                whole[place : place + 2] = _UNKNOWN
            place += 4 + size
        return content if whole == stream else _with_records(content, path, whole)
    except UNREADABLE:
        return content


def _with_records(content: bytes, path: list[str], records: bytearray) -> bytes:
    """Return the file with other records of the same length. path: where in the file they stand."""
    import olefile  # noqa: PLC0415 - only old workbooks need it

    file = io.BytesIO(content)
    with olefile.OleFileIO(file, write_mode=True) as document:
        document.write_stream(path, bytes(records))
    return file.getvalue()


def needs_password(content: bytes) -> bool:
    """Whether the records say that they are encrypted, by whichever of the format's methods.

    The reader knows one of three, and takes the others for damage.
    """
    try:
        _, stream = book_stream(content)
        place = 0
        for _ in range(_FIRST_RECORDS):
            kind, size = _PLACE.unpack_from(stream, place)
            if kind == _FILE_PASSWORD:
                return True
            place += 4 + size
    except UNREADABLE:
        pass
    return False


def _no_cells(stream: bytes) -> tuple[list[int], dict[str, str]]:
    """Return where the records begin that are to be unknown, and sheet -> why it is left empty."""
    extents: dict[int, _Extent] = {}
    for start, place, depth, row, column in _cells(stream):
        extent = extents.setdefault(start, _Extent())
        if depth > 1 or column >= _MOST_COLUMNS:
            extent.wrong.append(place)
        else:
            extent.add(row, column)
    wrong: list[int] = []
    problems: dict[str, str] = {}
    names = dict(sheets_of(stream))
    room = cells_allowed(len(stream))
    for start, extent in extents.items():
        wrong += extent.wrong
        room -= extent.span
        if room < 0:
            wrong += [place for begin, place, *_ in _cells(stream) if begin == start]
            problems[names.get(start, "")] = too_far(
                f"{column_letters(extent.right)}{extent.bottom + 1}"
            )
    return wrong, problems


def _cells(stream: bytes) -> Iterator[tuple[int, int, int, int, int]]:
    """Yield where each cell record's sheet and itself begin, how deep it lies, its row and column.

    A depth of 1 is the sheet itself, more is a chart within it.
    """
    depth = place = start = 0
    last = len(stream) - 4
    header = _PLACE.unpack_from
    while place <= last:
        kind, size = header(stream, place)
        if kind in CELLS and size >= _LEAST_CELL and place + 8 <= len(stream):
            yield start, place, depth, *header(stream, place + 4)
        elif kind == BOF:
            if not depth:
                start = place
            depth += 1
        elif kind == EOF:
            depth = max(depth - 1, 0)
        place += 4 + size
