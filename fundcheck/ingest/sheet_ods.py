"""What the reader does not tell of an OpenDocument sheet: its merged cells and hidden rows."""

from __future__ import annotations

import io
import zipfile
from xml.etree import ElementTree as ET

from fundcheck.ingest.grid import Merge, SheetScan

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_CELLS = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")
_LARGEST = 1 << 20  # rows and columns that a sheet may have


def scan(content: bytes) -> list[SheetScan]:
    """Return what the document's XML says of each sheet, in order.

    Raises what unpacking a damaged archive raises (``sheet_xml.DAMAGE``). XML that is broken
    gives what stands before the break: the reader itself will say that it is broken.
    """
    scans: list[SheetScan] = []
    row = 0
    with zipfile.ZipFile(io.BytesIO(content)) as archive, archive.open("content.xml") as file:
        try:
            for event, element in ET.iterparse(file, ("start", "end")):  # noqa: S314 - as in sheet_xml
                if event == "start":
                    if element.tag == f"{_TABLE}table":
                        scans.append(SheetScan(element.get(f"{_TABLE}name", "")))
                        row = 0
                elif element.tag == f"{_TABLE}table-row" and scans:
                    repeated = _number(element, "number-rows-repeated")
                    _scan_row(element, row, scans[-1])
                    if element.get(f"{_TABLE}visibility") in {"collapse", "filter"}:
                        scans[-1].hidden_rows += repeated
                    row += repeated
                    element.clear()
        except ET.ParseError:
            return scans
    return scans


def _scan_row(element: ET.Element, row: int, found: SheetScan) -> None:
    column = 0
    for cell in element:
        if cell.tag in _CELLS:
            down, across = (_number(cell, f"number-{n}-spanned") for n in ("rows", "columns"))
            if down > 1 or across > 1:
                merge = Merge(row, column, row + down - 1, column + across - 1)
                found.merges.append(merge)
            column += _number(cell, "number-columns-repeated")


def _number(element: ET.Element, name: str) -> int:
    text = element.get(f"{_TABLE}{name}", "1")
    return min(max(int(text), 1), _LARGEST) if text.isdigit() else 1
