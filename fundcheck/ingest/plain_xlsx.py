"""Write an xlsx anew as Excel itself would have, where the readers would misread it.

The XML of a workbook may be written in many ways that mean the same: names with a prefix, single
quotes, attributes in another order, cells without their place. ``sheet_xml`` searches the usual
way of writing, which is many times faster than parsing, and calamine 0.26 (within fastexcel 0.21)
has faults of its own:

- it loses the 1904 date system where another ``workbookPr`` stands in an extension of the
  workbook, as Excel 2013 and later write it: every day is four years early;
- one blank cell far out makes it ask for every cell up to there, in every row;
- a place that no sheet has (ZZZZ1) ends the reading.

Where any of that may be, the sheets are parsed and written again, without blank cells.
"""

from __future__ import annotations

import io
import re
from functools import cache
from typing import IO, TYPE_CHECKING, NamedTuple
from xml.etree import ElementTree as ET
from xml.sax.saxutils import escape, quoteattr

from fundcheck.errors import UnreadableBookError
from fundcheck.ingest.grid import (
    MOST_COLUMNS,
    MOST_ROWS,
    SheetScan,
    cells_allowed,
    span_of,
    too_far,
)
from fundcheck.ingest.sheet_xml import (
    TRUE,
    Book,
    book_of,
    column_index,
    column_letters,
    is_unusual,
    local,
    look_through,
    red_cells,
    relations,
)
from fundcheck.ingest.unzip import NO_XML, Unzipped, rewritten

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Iterator

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_REFERENCE = re.compile(r"^([A-Za-z]{1,7})(\d{1,10})$")
_TWO_LETTERS = 26 + 26 * 26  # columns up to ZZ
_LAST_ROW = re.compile(rb'<row r="(\d+)"')
_HIDDEN = ' hidden="1"'
_BLANKS = " \t\r\n\u00a0\u3000"


class Plain(NamedTuple):
    """A workbook as its reader can read it.

    problems: sheet -> why it was left empty, where cells lie so far apart that no memory holds
    what is between; scans: what the XML of each sheet says, where it was looked at on the way.
    """

    content: bytes
    problems: dict[str, str]
    scans: list[SheetScan] | None = None


def plain(content: bytes, *, sheets: bool = True) -> Plain:
    """Return the workbook with those sheets written anew that would be misread, mostly none.

    sheets: whether the sheets are looked at, or only how the workbook counts its days.
    Raises what unpacking raises (``DAMAGE``), and UnreadableBookError where the XML of such a
    sheet is broken.
    """
    problems: dict[str, str] = {}
    scans: list[SheetScan] = []
    with Unzipped(content) as archive:
        book = book_of(archive)
        anew: dict[str, bytes] = {}
        if book.from_1904 and book.two_settings:
            anew["xl/workbook.xml"] = _workbook(archive, book)
        blanks = cache(lambda: _blank_texts(archive))
        red = red_cells(archive) if sheets else None
        for name, _, part in book.sheets if sheets else ():
            sheet = archive.read(part)
            allowed = cells_allowed(len(sheet), len(book.sheets))
            if is_unusual(sheet) or _is_far(sheet, allowed):
                anew[part], problem = _sheet(sheet, allowed, blanks())
                if problem:
                    problems[name] = problem
            else:
                scans.append(SheetScan(name, from_1904=book.from_1904))
                look_through(sheet, red, scans[-1])
        if anew:
            return Plain(rewritten(archive, anew), problems)
        return Plain(content, problems, scans if sheets else None)


def _is_far(sheet: bytes, allowed: int) -> bool:
    """Whether a cell may lie so far out that what is between is more than the sheet has."""
    begin = sheet.rfind(b'<row r="')
    last = _LAST_ROW.match(sheet, begin) if begin >= 0 else None
    rows = int(last[1]) if last else 1
    return rows > MOST_ROWS or bool(_beyond(allowed // max(rows, 1)).search(sheet))


@cache
def _beyond(columns: int) -> re.Pattern[bytes]:
    """Return what finds a cell in a column past so many."""
    letters = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    if columns >= _TWO_LETTERS:
        return re.compile(rb'<c r="[A-Z]{3,}\d')
    if columns < len(letters):
        return re.compile(rb'<c r="(?:[%c-Z]|[A-Z]{2,})\d' % letters[columns])
    first, second = divmod(columns - len(letters), len(letters))
    past = b"[%c-Z][A-Z]" % letters[first + 1] if first + 1 < len(letters) else b"(?!)"
    same = b"%c[%c-Z]" % (letters[first], letters[second])
    return re.compile(rb'<c r="(?:[A-Z]{3,}|%b|%b)\d' % (past, same))


def _workbook(archive: zipfile.ZipFile, book: Book) -> bytes:
    """Return the workbook's part with nothing but its sheets and its date system."""
    links = relations(archive, "xl/workbook.xml")
    ids = {part: relation for relation, part in links.items()}
    sheets = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{number}" state={quoteattr(state)} '
        f"r:id={quoteattr(ids[part])}/>"
        for number, (name, state, part) in enumerate(book.sheets, 1)
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><workbook xmlns="{_MAIN}" '
        f'xmlns:r="{_RELATIONS}"><workbookPr date1904="1"/><sheets>{sheets}</sheets></workbook>'
    ).encode()


class _Cell(NamedTuple):
    row: int
    column: int
    xml: str


def _blank_texts(archive: zipfile.ZipFile) -> frozenset[str]:
    """Return the numbers of the shared texts that are nothing but blanks."""
    names = {name.lower(): name for name in archive.namelist()}
    part = names.get("xl/sharedstrings.xml")
    if part is None:
        return frozenset()
    texts = _elements(io.BytesIO(archive.read(part)), {"si"})
    return frozenset(
        str(number)
        for number, text in enumerate(texts)
        if not "".join(text.itertext()).strip(_BLANKS)
    )


def _sheet(content: bytes, allowed: int, blanks: frozenset[str]) -> tuple[bytes, str]:
    """Return a sheet written anew: rows, cells that hold something, merges, hidden columns.

    allowed: how many cells it may span; blanks: numbers of the shared texts that say nothing.
    Beside it why its rows were left out, or ''.
    """
    rows: dict[int, tuple[bool, list[_Cell]]] = {}
    below: list[str] = []
    columns: list[str] = []
    row = 0
    for element in _elements(io.BytesIO(content), {"row", "mergeCell", "col"}):
        kind = local(element.tag)
        if kind == "row":
            given = element.get("r", "")
            row = int(given) if given.isascii() and given.isdigit() else row + 1
            hidden = element.get("hidden") in TRUE
            rows[row] = (hidden, list(_cells(element, row, blanks)))
            element.clear()
        elif kind == "mergeCell":
            below.append(f"<mergeCell ref={quoteattr(element.get('ref', ''))}/>")
        elif kind == "col" and element.get("hidden") in TRUE:
            span = " ".join(f"{n}={quoteattr(element.get(n, '1'))}" for n in ("min", "max"))
            columns.append(f"<col {span}{_HIDDEN}/>")
    if problem := _too_far_out(rows, allowed):
        rows = {}
    body = "".join(
        f'<row r="{number}"{_HIDDEN if hidden else ""}>{"".join(cell.xml for cell in cells)}</row>'
        for number, (hidden, cells) in sorted(rows.items())
        if cells or hidden
    )
    merges = f'<mergeCells count="{len(below)}">{"".join(below)}</mergeCells>' if below else ""
    cols = f"<cols>{''.join(columns)}</cols>" if columns else ""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="{_MAIN}">{cols}'
        f"<sheetData>{body}</sheetData>{merges}</worksheet>"
    ).encode(), problem


def _elements(file: IO[bytes], wanted: set[str]) -> Iterator[ET.Element]:
    """Yield the elements of these names, each as it ends."""
    try:
        for _, element in ET.iterparse(file, ("end",)):  # noqa: S314 - as in book_of
            if local(element.tag) in wanted:
                yield element
    except (ET.ParseError, *NO_XML) as error:
        raise UnreadableBookError(
            "工作表的 XML 不完整，多半是没有下载或复制完。请重新导出，"
            "或用 Excel 打开修复后另存为 .xlsx。"
        ) from error


def _too_far_out(rows: dict[int, tuple[bool, list[_Cell]]], allowed: int) -> str:
    """Return the refusal of a sheet whose cells lie too far apart, naming the farthest; else ''."""
    cells = [cell for _, some in rows.values() for cell in some]
    if not cells:
        return ""
    columns = [cell.column for cell in cells]
    lowest, rightmost = max(cells), max(cells, key=lambda cell: (cell.column, cell.row))
    span = span_of((min(cells).row - 1, lowest.row - 1), (min(columns), max(columns)))
    if span > allowed:
        far = max(
            (lowest, rightmost), key=lambda cell: cell.row / MOST_ROWS + cell.column / MOST_COLUMNS
        )
        return too_far(f"{column_letters(far.column)}{far.row}")
    return ""


def _cells(row: ET.Element, number: int, blanks: frozenset[str]) -> Iterator[_Cell]:
    column = -1
    for cell in row:
        if local(cell.tag) != "c":
            continue
        match = _REFERENCE.match(cell.get("r", ""))
        column = column_index(match[1].upper().encode()) if match else column + 1
        if column >= MOST_COLUMNS or number > MOST_ROWS:
            continue  # a place that no sheet has: nobody ever saw what stands there
        if inside := _inside(cell, blanks):
            place = f"{column_letters(column)}{number}"
            style = f" s={quoteattr(given)}" if (given := cell.get("s")) else ""
            kind = f" t={quoteattr(given)}" if (given := cell.get("t")) else ""
            yield _Cell(number, column, f'<c r="{place}"{style}{kind}>{inside}</c>')


def _inside(cell: ET.Element, blanks: frozenset[str]) -> str:
    """Return what a cell holds as XML, '' where it holds nothing but blanks."""
    parts = {local(part.tag): part for part in cell}
    if "is" in parts:
        text = "".join(
            node.text or ""
            for node in parts["is"].iter()
            if local(node.tag) == "t" and not _is_phonetic(parts["is"], node)
        )
        shown = f'<is><t xml:space="preserve">{escape(text)}</t></is>'
        return shown if text.strip(_BLANKS) else ""
    value = parts["v"].text or "" if "v" in parts else ""
    formula = "<f></f>" if "f" in parts else ""
    shared_blank = cell.get("t") == "s" and value in blanks
    if shared_blank or not (formula or value.strip(_BLANKS)):
        return ""
    return f"{formula}<v>{escape(value)}</v>" if value else formula


def _is_phonetic(text: ET.Element, node: ET.Element) -> bool:
    return any(node in run for run in text if local(run.tag) == "rPh")
