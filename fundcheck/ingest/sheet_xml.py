"""What the spreadsheet readers do not tell: read from the XML of an xlsx sheet itself.

calamine gives a blank for an error value and for a formula that was never calculated, rounds
numbers past 15 digits into valid-looking digits, and hides merges and hidden rows from
fastexcel. One pass over the sheet's XML finds them all. It runs beside fastexcel, which leaves
Python's lock, so it costs no time of its own.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from typing import IO, TYPE_CHECKING
from xml.etree import ElementTree as ET

from fundcheck.ingest.grid import DIGITS_KEPT, Merge, SheetScan, error_value

if TYPE_CHECKING:
    from collections.abc import Iterator

_CHUNK = 4 << 20
DAMAGE = (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError)
"""What unpacking a damaged archive raises."""

_ERROR = re.compile(
    rb'<c\b[^>]*?\br="([A-Z]+)(\d+)"[^>]*?\bt="e"[^>]*>(?:(?!</c>).)*?<v>([^<]*)</v>'
)
_FORMULA = re.compile(
    rb'<c\b[^>]*?\br="([A-Z]+)(\d+)"[^>]*>(?:<f\b[^>]*/>|<f\b[^>]*>[^<]*</f>)(?:<v\s*/>|<v></v>)?</c>'
)
# A literal start lets the search run at memory speed; the cell around a hit is looked up after.
_LONG = re.compile(rb"<v>(-?\d{16,}(?:\.\d*)?|-?\d(?:\.\d+)?[eE]\+?\d+)</v>")
_CELL = re.compile(rb'<c\b[^>]*?\br="([A-Z]+)(\d+)"[^>]*>')
_MERGE = re.compile(rb'<mergeCell\b[^>]*?\bref="([A-Z]+)(\d+):([A-Z]+)(\d+)"')
_HIDDEN_ROW = re.compile(rb'<row\b[^>]*?\bhidden="(?:1|true)"')
_TEXT_CELL = re.compile(rb'\bt="(?:s|str|inlineStr|d|b)"')


def column_index(letters: bytes) -> int:
    """Return the zero-based index of a column: A is 0, Z 25, AA 26."""
    index = 0
    for letter in letters:
        index = index * 26 + letter - 64
    return index - 1


def scan(content: bytes) -> list[SheetScan]:
    """Return what the XML of each sheet says, in workbook order.

    Raises one of DAMAGE where the archive cannot be unpacked.
    """
    scans = []
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name, part in _sheet_parts(archive):
            with archive.open(part) as file:
                scans.append(_scan_sheet(name, file))
    return scans


def _sheet_parts(archive: zipfile.ZipFile) -> list[tuple[str, str]]:
    """(sheet name, path of its part) in workbook order; namespaces are ignored on purpose."""
    try:
        names = {name.lower(): name for name in archive.namelist()}
        book = names["xl/workbook.xml"]
        links = names["xl/_rels/workbook.xml.rels"]
        # expat itself stops entity bombs, and ElementTree never fetches an external entity.
        book_root = ET.fromstring(archive.read(book))  # noqa: S314
        links_root = ET.fromstring(archive.read(links))  # noqa: S314
        targets = {link.get("Id", ""): link.get("Target", "") for link in links_root}
        sheets = [
            (element.get("name", ""), _relation(element))
            for element in book_root.iter()
            if element.tag.rpartition("}")[2] == "sheet"
        ]
    except (KeyError, ET.ParseError):  # the reader itself will say that this is no workbook
        return []
    parts = []
    for name, relation in sheets:
        target = targets.get(relation, "")
        path = target.lstrip("/") if target.startswith("/") else posixpath.join("xl", target)
        part = names.get(posixpath.normpath(path).lower())
        if part:
            parts.append((name, part))
    return parts


def _relation(element: ET.Element) -> str:
    return next(
        (v for k, v in element.attrib.items() if k.rpartition("}")[2] == "id" and "}" in k), ""
    )


def _scan_sheet(name: str, file: IO[bytes]) -> SheetScan:
    found = SheetScan(name)
    for chunk in _row_chunks(file):
        _scan_chunk(chunk, found)
    return found


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


def _scan_chunk(chunk: bytes, found: SheetScan) -> None:
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
            found.lost[int(row) - 1, column_index(column)] = (
                "单元格是公式，但文件里没有存计算结果（请用 Excel 打开并保存一次）"
            )
    for match in _LONG.finditer(chunk):
        cell = _CELL.match(chunk, chunk.rfind(b"<c ", 0, match.start()))
        if cell and not _TEXT_CELL.search(cell[0]) and abs(float(match[1])) >= DIGITS_KEPT:
            found.imprecise.add((int(cell[2]) - 1, column_index(cell[1])))
    if b"<mergeCell" in chunk:
        for match in _MERGE.finditer(chunk):
            left, top, right, bottom = match.groups()
            merge = Merge(int(top) - 1, column_index(left), int(bottom) - 1, column_index(right))
            found.merges.append(merge)
    if b"hidden=" in chunk:
        found.hidden_rows += len(_HIDDEN_ROW.findall(chunk))
