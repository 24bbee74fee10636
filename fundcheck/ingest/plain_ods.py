"""Write an OpenDocument sheet anew where its reader would fail on it or build what is not there.

calamine 0.26 (within fastexcel 0.21) takes a line break between two tags for a cell's text and
gives up, and it builds every row that a file says is repeated, a million of them out of two
kilobytes. What a sheet claims is held against what the file holds before anything is built.
Some programs leave out the two parts that say what the document is; without them it is not opened.
"""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, NamedTuple
from xml.etree import ElementTree as ET

from fundcheck.errors import UnreadableBookError
from fundcheck.ingest.grid import cells_allowed, natural
from fundcheck.ingest.sniff import MANIFEST, ODS_CONTENT
from fundcheck.ingest.unzip import NO_XML, Unzipped, rewritten

if TYPE_CHECKING:
    from collections.abc import Iterator

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_SHEET, _ROW = f"{_TABLE}table", f"{_TABLE}table-row"
_CELLS = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")
_ROWS_REPEATED = f"{_TABLE}number-rows-repeated"
_COLUMNS_REPEATED = f"{_TABLE}number-columns-repeated"
_KIND, _SHEETS = "mimetype", "application/vnd.oasis.opendocument.spreadsheet"
BROKEN = (
    "文档里的 XML 有错，多半是没有下载或复制完。请重新导出，"
    "或用 LibreOffice、WPS 打开修复后另存为 .xlsx。"
)
_BETWEEN_TAGS = re.compile(rb">\s+<(?=/?table:)")
_REPEATED = re.compile(rb"number-(?:rows|columns)-repeated=['\"]\d{3}")


class _Extent(NamedTuple):
    """How far a sheet goes by its own words: rows and columns up to the last filled cell."""

    name: str
    rows: int
    columns: int


def plain(content: bytes) -> tuple[bytes, dict[str, str]]:
    """Return the document as its reader can read it, and sheet -> why it was left empty.

    Raises what unpacking a damaged archive raises (``DAMAGE``).
    """
    with Unzipped(content) as archive:
        names = {name.lower(): name for name in archive.namelist()}
        if ODS_CONTENT not in names:
            return content, {}
        given = archive.read(names[ODS_CONTENT])
        whole = _KIND in names and MANIFEST.lower() in names
        document = _BETWEEN_TAGS.sub(b"><", given)
        problems: dict[str, str] = {}
        if _REPEATED.search(document):
            room = cells_allowed(len(given))
            for extent in _extents(document):
                room -= extent.rows * extent.columns
                if room < 0:
                    problems[extent.name] = _too_many(extent)
            if problems:
                document = _without_rows(document, set(problems))
        if document == given and whole:
            return content, {}
        ahead = {} if whole else {_KIND: _SHEETS.encode(), MANIFEST: _manifest().encode()}
        return rewritten(archive, {ODS_CONTENT: document}, ahead), problems


def _manifest() -> str:
    space = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    return (
        f'<manifest:manifest xmlns:manifest="{space}">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{_SHEETS}"/>'
        "</manifest:manifest>"
    )


def _too_many(extent: _Extent) -> str:
    return (
        f"这张表自称有 {extent.rows:,} 行、{extent.columns:,} 列，多半是整行整列都设了格式，"
        "文件里并没有这么多内容，未读取。请删去多余的行、列并保存后再试。"
    )


def _extents(document: bytes) -> Iterator[_Extent]:
    """Yield the extent of each sheet.

    Raises UnreadableBookError where the XML is broken: its reader would go on, and build it all.
    """
    name, row, rows, columns = "", 0, 0, 0
    try:
        for event, element in ET.iterparse(io.BytesIO(document), ("start", "end")):  # noqa: S314 - as in sheet_xml
            if event == "start" and element.tag == _SHEET:
                name, row, rows, columns = element.get(f"{_TABLE}name", ""), 0, 0, 0
            elif event == "end" and element.tag == _ROW:
                row += max(natural(element.get(_ROWS_REPEATED, "")), 1)
                if width := _width(element):
                    rows, columns = row, max(columns, width)
                element.clear()
            elif event == "end" and element.tag == _SHEET:
                yield _Extent(name, rows, columns)
    except (ET.ParseError, *NO_XML) as error:
        raise UnreadableBookError(BROKEN) from error


def _width(row: ET.Element) -> int:
    """Return up to which column a row holds something."""
    column = width = 0
    for cell in row:
        if cell.tag in _CELLS:
            column += max(natural(cell.get(_COLUMNS_REPEATED, "")), 1)
            if len(cell) or f"{_OFFICE}value" in cell.attrib:
                width = column
    return width


def _without_rows(document: bytes, sheets: set[str]) -> bytes:
    """Return the document with these sheets empty; the others stay what they are."""
    for _, (prefix, space) in ET.iterparse(io.BytesIO(document), ("start-ns",)):  # noqa: S314
        if not re.match(r"ns\d+$", prefix):  # such prefixes ElementTree keeps for itself
            ET.register_namespace(prefix, space)
    root = ET.fromstring(document)  # noqa: S314
    for sheet in root.iter(_SHEET):
        if sheet.get(f"{_TABLE}name", "") in sheets:
            for part in list(sheet):
                sheet.remove(part)
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written
