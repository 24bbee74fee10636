"""What the reader does not tell of an OpenDocument sheet: the counterpart of ``sheet_xml``.

The reader gives a blank for an error value and for a formula that was never calculated, and
says nothing of merged cells, of hidden rows and columns, of colours and of digits lost.
"""

from __future__ import annotations

import re
from typing import NamedTuple
from xml.etree import ElementTree as ET

from fundcheck.ingest.grid import (
    DIGITS_KEPT,
    ERROR_TEXT,
    UNCALCULATED,
    Merge,
    SheetScan,
    error_value,
    natural,
)
from fundcheck.ingest.unzip import NO_XML, Unzipped

_OASIS = "{urn:oasis:names:tc:opendocument:xmlns:"
_TABLE, _OFFICE, _STYLE = (f"{_OASIS}{name}:1.0}}" for name in ("table", "office", "style"))
_COLOUR = f"{_OASIS}xsl-fo-compatible:1.0}}color"
_CALC = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}value-type"
_CELLS = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")
_FORMULA, _KIND, _VALUE = f"{_TABLE}formula", f"{_OFFICE}value-type", f"{_OFFICE}value"
_RED = ("#ff0000", "#c00000")
_ERROR = re.compile(ERROR_TEXT)
_LARGEST = 1 << 20  # rows and columns that a sheet may have
_REPEATED = 1024  # columns up to which a repeated cell is told of


class _Sheet:
    """A sheet while it is scanned; red: the styles that have a red font."""

    def __init__(self, name: str, red: set[str]) -> None:
        self.found = SheetScan(name)
        self.red = red
        self.row = 0
        self.column = 0

    def add_columns(self, element: ET.Element) -> None:
        after = min(self.column + _number(element, "number-columns-repeated"), _LARGEST)
        if _is_hidden(element):
            self.found.hidden_columns |= set(range(self.column, after))
        self.column = after

    def add_row(self, element: ET.Element) -> None:
        repeated = _number(element, "number-rows-repeated")
        filled = _scan_row(element, self)
        if filled and _is_hidden(element):  # a blank row is not worth a word
            self.found.hidden_rows |= set(range(self.row, self.row + repeated))
        self.row += repeated


def scan(content: bytes) -> list[SheetScan]:
    """Return what the document's XML says of each sheet, in order.

    Raises what unpacking a damaged archive raises (``DAMAGE``). XML that is broken
    gives what stands before the break: the reader itself will say that it is broken.
    """
    sheets: list[_Sheet] = []
    red: set[str] = set()
    with Unzipped(content) as archive, archive.open("content.xml") as file:
        try:
            for event, element in ET.iterparse(file, ("start", "end")):  # noqa: S314 - as in sheet_xml
                if event == "start":
                    if element.tag == f"{_TABLE}table":
                        sheets.append(_Sheet(element.get(f"{_TABLE}name", ""), red))
                elif element.tag == f"{_TABLE}table-row" and sheets:
                    sheets[-1].add_row(element)
                    element.clear()
                elif element.tag == f"{_TABLE}table-column" and sheets:
                    sheets[-1].add_columns(element)
                elif element.tag == f"{_STYLE}style" and _is_red(element):
                    red.add(element.get(f"{_STYLE}name", ""))
        except (ET.ParseError, *NO_XML):
            pass
    return [sheet.found for sheet in sheets]


class _Cell(NamedTuple):
    row: int
    column: int
    times: int
    told: dict[str, str]

    @property
    def places(self) -> set[tuple[int, int]]:
        last = self.column + min(self.times, _REPEATED)
        return {(self.row, column) for column in range(self.column, last)}


def _scan_row(element: ET.Element, sheet: _Sheet) -> bool:
    """Take in the cells of a row, and return whether any has a value."""
    column, filled, red = 0, False, sheet.red
    for part in element:
        if part.tag not in _CELLS:
            continue
        cell = _Cell(sheet.row, column, _number(part, "number-columns-repeated"), part.attrib)
        column += cell.times
        _merge(part, cell, sheet.found)
        if len(part) or _VALUE in part.attrib or _FORMULA in part.attrib:
            filled = True
            _scan_cell(part, cell, sheet.found)
            if red and part.get(f"{_TABLE}style-name") in red:
                sheet.found.red |= cell.places
    return filled


def _merge(part: ET.Element, cell: _Cell, found: SheetScan) -> None:
    down, across = (_number(part, f"number-{n}-spanned") for n in ("rows", "columns"))
    if down > 1 or across > 1:
        bottom, right = cell.row + down - 1, cell.column + across - 1
        found.merges.append(Merge(cell.row, cell.column, bottom, right))


def _scan_cell(part: ET.Element, cell: _Cell, found: SheetScan) -> None:
    told = cell.told
    if told.get(_KIND) == "float" and _is_long(told.get(_VALUE, "")):
        found.imprecise |= cell.places
    if _FORMULA not in told and told.get(_CALC) != "error":
        return
    text = "".join(part.itertext()).strip()
    if told.get(_CALC) == "error" or _ERROR.search(text):
        found.lost |= dict.fromkeys(cell.places, error_value(text))
    elif _KIND not in told and not text:
        found.lost |= dict.fromkeys(cell.places, UNCALCULATED)


def _is_long(text: str) -> bool:
    try:
        return abs(float(text)) >= DIGITS_KEPT
    except ValueError:
        return False


def _is_red(style: ET.Element) -> bool:
    return any(part.get(_COLOUR) in _RED for part in style)


def _is_hidden(element: ET.Element) -> bool:
    return element.get(f"{_TABLE}visibility") in {"collapse", "filter"}


def _number(element: ET.Element, name: str) -> int:
    return min(max(natural(element.get(f"{_TABLE}{name}", "")), 1), _LARGEST)
