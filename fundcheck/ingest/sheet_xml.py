"""What the spreadsheet readers do not tell: read from the XML of an xlsx sheet itself.

calamine gives a blank for an error value and for a formula that was never calculated, rounds
numbers past 15 digits into valid-looking digits, and hides merges and hidden rows from
fastexcel. One pass over the sheet's XML finds them all. It runs beside fastexcel, which leaves
Python's lock, so it costs no time of its own.
"""

from __future__ import annotations

import posixpath
import re
from typing import IO, TYPE_CHECKING, NamedTuple
from xml.etree import ElementTree as ET

from fundcheck.ingest.grid import (
    DIGITS_KEPT,
    MOST_COLUMNS,
    UNCALCULATED,
    Merge,
    SheetScan,
    error_value,
)
from fundcheck.ingest.unzip import NO_XML, Unzipped

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Iterator

_CHUNK = 4 << 20
TRUE = {"1", "true"}
"""What an attribute says that holds."""

_ERROR = re.compile(
    rb'<c\b[^>]*?\br="([A-Z]{1,3})(\d{1,7})"[^>]*?\bt="e"[^>]*>(?:(?!</c>).)*?<v>([^<]*)</v>'
)
_FORMULA = re.compile(
    rb'<c\b[^>]*?\br="([A-Z]{1,3})(\d{1,7})"[^>]*>(?:<f\b[^>]*/>|<f\b[^>]*>[^<]*</f>)(?:<v\s*/>|<v></v>)?</c>'
)
# A literal start lets the search run at memory speed; the cell around a hit is looked up after.
_LONG = re.compile(rb"<v>(-?\d{16,}(?:\.\d*)?|-?\d(?:\.\d+)?[eE]\+?\d+)</v>")
_CELL = re.compile(rb'<c\b[^>]*?\br="([A-Z]{1,3})(\d{1,7})"[^>]*>')
_MERGE = re.compile(rb'<mergeCell\b[^>]*?\bref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
_HIDDEN_ROW = re.compile(rb'<row\b(?=[^>]*?\bhidden="(?:1|true)")[^>]*?\br="(\d{1,7})"')
_HIDDEN_COLUMNS = re.compile(rb'<col\b[^>]*?\bhidden="(?:1|true)"[^>]*>')
_SPAN = re.compile(rb'\b(min|max)="(\d{1,9})"')
_FONTS = re.compile(rb"<fonts\b.*?</fonts>", re.DOTALL)
_FONT = re.compile(rb"<font\b[^>]*?/>|<font\b.*?</font>", re.DOTALL)
_RED = re.compile(rb'<color [^>]*rgb="(?:FF)?(?:FF0000|C00000)"')
_FORMATS = re.compile(rb"<cellXfs\b.*?</cellXfs>", re.DOTALL)
_FONT_ID = re.compile(rb'<xf\b[^>]*?\bfontId="(\d+)"')
_PREFIXED = re.compile(rb"<\w+:worksheet\b")
_HEAD = 2048
_CELL_STARTS = (b"<c ", b"<c>", b"<c/>", b"<c\n", b"<c\r", b"<c\t")
_TEXT_CELL = re.compile(rb'\bt="(?:s|str|inlineStr|d|b)"')


def column_index(letters: bytes) -> int:
    """Return the zero-based index of a column: A is 0, Z 25, AA 26."""
    index = 0
    for letter in letters:
        index = index * 26 + letter - 64
    return index - 1


def column_letters(index: int) -> str:
    """Return the name of the column of a zero-based index: 0 is A, 26 AA."""
    letters = ""
    number = index + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def scan(content: bytes) -> list[SheetScan]:
    """Return what the XML of each sheet says, in workbook order, and whether it is unusual.

    Raises one of DAMAGE where the archive cannot be unpacked.
    """
    scans = []
    with Unzipped(content) as archive:
        red = red_cells(archive)
        book = book_of(archive)
        for name, _, part in book.sheets:
            found = SheetScan(name, from_1904=book.from_1904)
            with archive.open(part) as file:
                for piece in _row_chunks(file):
                    found.unusual = found.unusual or is_unusual(piece)
                    look_through(piece, red, found)
            scans.append(found)
    return scans


class Book(NamedTuple):
    """What the workbook's own part says: its sheets and how it counts days.

    sheets: (name, state, path of its part), in order; two_settings: whether an extension of the
    workbook has settings of its own beside the workbook's.
    """

    sheets: tuple[tuple[str, str, str], ...] = ()
    from_1904: bool = False
    two_settings: bool = False


def book_of(archive: zipfile.ZipFile) -> Book:
    """Return what the workbook's part says; nothing where it cannot be followed.

    The reader itself will say that this is no workbook. Namespaces are ignored on purpose.
    """
    try:
        names = {name.lower(): name for name in archive.namelist()}
        root = ET.fromstring(archive.read(names["xl/workbook.xml"]))  # noqa: S314
        parts = relations(archive, "xl/workbook.xml")
    except (KeyError, ET.ParseError, *NO_XML):
        return Book()
    settings = [element for element in root.iter() if local(element.tag) == "workbookPr"]
    own = next((element for element in root if local(element.tag) == "workbookPr"), None)
    sheets = (element for element in root.iter() if local(element.tag) == "sheet")
    placed = (
        (sheet.get("name", ""), sheet.get("state", "visible"), parts.get(_relation(sheet)))
        for sheet in sheets
    )
    return Book(
        tuple((name, state, part) for name, state, part in placed if part),
        from_1904=own is not None and own.get("date1904") in TRUE,
        two_settings=len(settings) > 1,
    )


def local(tag: str) -> str:
    """Return an element's name without its namespace."""
    return tag.rpartition("}")[2]


def relations(archive: zipfile.ZipFile, book: str) -> dict[str, str]:
    """Return relation id -> part of the archive, of what a workbook's own part names.

    Raises KeyError or ParseError where there is no such list.
    """
    names = {name.lower(): name for name in archive.namelist()}
    folder, _, name = book.rpartition("/")
    links = names[f"{folder}/_rels/{name}.rels"]
    parts = {}
    # expat itself stops entity bombs, and ElementTree never fetches an external entity.
    for link in ET.fromstring(archive.read(links)):  # noqa: S314
        target = link.get("Target", "")
        path = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
        if part := names.get(posixpath.normpath(path).lower()):
            parts[link.get("Id", "")] = part
    return parts


def _relation(element: ET.Element) -> str:
    return next(
        (v for k, v in element.attrib.items() if k.rpartition("}")[2] == "id" and "}" in k), ""
    )


def red_cells(archive: zipfile.ZipFile) -> re.Pattern[bytes] | None:
    """Return what finds the cells whose style has a red font, where a style has one."""
    try:
        styles = archive.read("xl/styles.xml")
    except KeyError:
        return None
    fonts = _FONTS.search(styles)
    if not fonts or not _RED.search(fonts[0]):
        return None
    red = {i for i, font in enumerate(_FONT.findall(fonts[0])) if _RED.search(font)}
    formats = _FORMATS.search(styles)
    ids = (int(match[1]) for match in _FONT_ID.finditer(formats[0] if formats else b""))
    wanted = b"|".join(b"%d" % index for index, font in enumerate(ids) if font in red)
    return (
        re.compile(rb'<c\b(?=[^>]*?\bs="(?:%s)")[^>]*?\br="([A-Z]{1,3})(\d{1,7})"' % wanted)
        if wanted
        else None
    )


def is_unusual(markup: bytes) -> bool:
    """Whether a piece of a sheet is written otherwise than Excel does it.

    One byte is found at memory speed and two are not: most sheets have no single quote at all,
    and the names of columns stand before the rows.
    """
    if _PREFIXED.search(markup[:_HEAD]) or (b"'" in markup and b"='" in markup):
        return True
    usual = markup.count(b'<c r="')
    columns = markup.count(b"<col", 0, max(markup.find(b"<row"), 0))
    if markup.count(b"<c") == usual + columns:
        return False
    return sum(markup.count(start) for start in _CELL_STARTS) != usual


def _row_chunks(file: IO[bytes]) -> Iterator[bytes]:
    """Yield the XML in pieces that end where a row ends, so that no cell is cut in two."""
    rest = b""
    while block := file.read(_CHUNK):
        rest += block
        cut = rest.rfind(b"</row>") + len(b"</row>")
        if cut >= len(b"</row>"):
            yield rest[:cut]
            rest = rest[cut:]
    yield rest


def _may_have_formulas(chunk: bytes) -> bool:
    """Whether there is a letter f among the rows: one byte is found at memory speed, two are not.

    No other markup of a row has one, though the texts of inline strings may.
    """
    first, last = chunk.find(b"<row"), chunk.rfind(b"</row>")
    return chunk.find(b"f", max(first, 0), last) >= 0 and b"<f" in chunk


def look_through(chunk: bytes, red: re.Pattern[bytes] | None, found: SheetScan) -> None:
    """Add to a scan what a piece of a sheet's XML says, one that does not end within a row.

    red: as of ``red_cells``.
    """
    if red:
        places = (match.groups() for match in red.finditer(chunk))
        found.red |= {(int(row) - 1, column_index(column)) for column, row in places}
    # A plain substring test is many times cheaper than a regular expression and nearly always
    # says that there is nothing to look for.
    if b't="e"' in chunk:
        for match in _ERROR.finditer(chunk):
            column, row, value = match.groups()
            text = value.decode("utf-8", "replace")
            found.lost[int(row) - 1, column_index(column)] = error_value(text)
    if _may_have_formulas(chunk):
        for match in _FORMULA.finditer(chunk):
            column, row = match.groups()
            found.lost[int(row) - 1, column_index(column)] = UNCALCULATED
    found.imprecise |= _imprecise(chunk)
    # Merges stand below the rows; a chunk of rows ends with one, and so is not searched.
    if chunk.find(b"<mergeCell", max(chunk.rfind(b"</row>"), 0)) >= 0:
        for match in _MERGE.finditer(chunk):
            left, top, right, bottom = match.groups()
            merge = Merge(int(top) - 1, column_index(left), int(bottom) - 1, column_index(right))
            found.merges.append(merge)
    if b"hidden=" in chunk:
        found.hidden_rows |= {int(row) - 1 for row in _HIDDEN_ROW.findall(chunk)}
        found.hidden_columns |= _hidden_columns(chunk)


def _imprecise(chunk: bytes) -> set[tuple[int, int]]:
    """Return the cells that hold a number of more digits than Excel keeps."""
    cells = set()
    for match in _LONG.finditer(chunk):
        cell = _CELL.match(chunk, chunk.rfind(b"<c ", 0, match.start()))
        if cell and not _TEXT_CELL.search(cell[0]) and abs(float(match[1])) >= DIGITS_KEPT:
            cells.add((int(cell[2]) - 1, column_index(cell[1])))
    return cells


def _hidden_columns(chunk: bytes) -> set[int]:
    hidden: set[int] = set()
    for match in _HIDDEN_COLUMNS.finditer(chunk):
        span = {name: int(number) for name, number in _SPAN.findall(match[0])}
        hidden |= set(range(span.get(b"min", 1) - 1, min(span.get(b"max", 0), MOST_COLUMNS)))
    return hidden
