"""Tables that are markup: web pages and SpreadsheetML 2003, both often named .xls."""

from __future__ import annotations

import email
from html.parser import HTMLParser
from typing import TYPE_CHECKING, NamedTuple
from xml.etree import ElementTree as ET

from fundcheck.errors import UnreadableBookError
from fundcheck.ingest.decoding import broken_at, decode, xml_root
from fundcheck.ingest.grid import (
    DIGITS_KEPT,
    MOST_COLUMNS,
    UNCALCULATED,
    Grid,
    Merge,
    SheetScan,
    cells_allowed,
    columns_within,
    frame_of,
    natural,
    rows_within,
    too_wide,
)
from fundcheck.ingest.words import dictionary, normalise

if TYPE_CHECKING:
    from collections.abc import Iterable

_PAGES = ("text/html", "application/xhtml+xml")
_LARGEST_ROW = 1_048_576
_MIDNIGHT = "T00:00:00"
_UNSEEN = {"script", "style", "title"}
_LINES = {*("p", "div", "br", "li", "center", "caption"), *(f"h{level}" for level in range(1, 7))}
_LINES_ABOVE = 5


class _Table(NamedTuple):
    """A table while it is being filled.

    rows: its cells; merges: ranges that span; covered: column -> the last row that a range from
    above covers there; room: how many cells the tables of the file may still have, the blank ones
    between others among them; above: the last lines of text between it and the table before.
    """

    rows: list[list[str | None]]
    merges: list[Merge]
    covered: dict[int, int]
    room: _Room
    above: tuple[str, ...] = ()

    def widen(self, cells: list[str | None], more: int) -> None:
        """Add so many blank cells to a row; raises UnreadableBookError where they are too many."""
        self.room.take(more)
        cells.extend([None] * more)


class _Room:
    """How many cells the tables of a file may still have, by what the file holds."""

    def __init__(self, size: int) -> None:
        self.left = cells_allowed(size)

    def take(self, cells: int) -> None:
        self.left -= cells
        if self.left < 0:
            raise UnreadableBookError(
                "表格里绝大部分是空白的行、列，读不下。"
                "请删去多余的空行、空列，另存为 .xlsx 后再试。"
            )


def pages_of(content: bytes) -> list[bytes]:
    """Return the web pages of a single-file web page (MHTML), as Excel and report servers save."""
    parts = email.message_from_bytes(content).walk()
    pages = (part.get_payload(decode=True) for part in parts if part.get_content_type() in _PAGES)
    return [page for page in pages if isinstance(page, bytes)]


def read_html(pages: Iterable[bytes], name: str) -> list[Grid]:
    """Return every table of web pages that has a row, as grids.

    A page gives its tables no name: the first takes the file's, the others are numbered. What
    stands right above a table counts as its first rows, as in Excel.
    """
    tables: list[_Table] = []
    for page in pages:
        parser = _Page(_Room(len(page)))
        try:
            parser.feed(_without_open_tag(decode(page)))
            parser.close()
        except AssertionError as error:  # what the parser says of a declaration that is none
            raise UnreadableBookError(
                "网页（HTML）的标记有误，读不出来。请用 Excel 打开后另存为 .xlsx。"
            ) from error
        tables += _with_leads([table for table in parser.tables if table.rows])
    if not tables:
        raise UnreadableBookError("文件是网页（HTML），里面没有表格。请从财务系统导出为 .xlsx。")
    return [
        Grid(
            name if number == 1 else f"{name}（表 {number}）",
            frame_of(table.rows),
            merges=tuple(table.merges),
        )
        for number, table in enumerate(tables, 1)
    ]


def _without_open_tag(text: str) -> str:
    """Return the page without a last tag that nothing closes.

    The parser would look for its end again at each sign: minutes, where a file is nothing but
    beginnings.
    """
    begun = text.find("<", text.rfind(">") + 1)
    return text if begun < 0 else text[:begun]


_LEAD_ROWS = 3  # a table of so few rows is what the next one says above its lines
_HEAD_WORDS = 3


def _with_leads(tables: list[_Table]) -> list[_Table]:
    """Return the tables with the small ones before them, and the text, as their first rows.

    Pages lay out a title line (项目：… 部门：…), or the header of a table, as a table of its own.
    """
    found: list[_Table] = []
    lead: list[list[str | None]] = []
    for number, table in enumerate(tables, 1):
        lead += [[line] for line in table.above]
        if number < len(tables) and _is_lead(table):
            lead += table.rows
            continue
        down = len(lead)
        merges = [
            merge._replace(top=merge.top + down, bottom=merge.bottom + down)
            for merge in table.merges
        ]
        found.append(table._replace(rows=[*lead, *table.rows], merges=merges))
        lead = []
    return found


def _is_lead(table: _Table) -> bool:
    """Whether the table is titles or a header and has no lines of its own."""
    words = {word for known in dictionary().values() for word in known}
    heads = (
        sum(normalise(cell) in words for cell in row if cell) >= _HEAD_WORDS
        for row in table.rows[:-1]
    )
    return len(table.rows) <= _LEAD_ROWS and not any(heads)


class _Page(HTMLParser):
    """Collect tables as browsers do: unclosed cells and rows end where the next begins."""

    def __init__(self, room: _Room) -> None:
        super().__init__(convert_charrefs=True)
        self._room = room
        self.tables: list[_Table] = []
        self._open: list[_Table] = []
        self._text: list[str] | None = None
        self._span = (1, 1)
        self._muted = 0
        self._loose: list[str] = [""]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _LINES and not self._open:
            self._loose.append("")
        if tag in _UNSEEN:
            self._muted += 1
        elif tag == "table":
            self._end_cell()
            lines = () if self._open else tuple(filter(None, map(str.strip, self._loose)))
            self._loose = [""]
            table = _Table([], [], {}, self._room, lines[-_LINES_ABOVE:])
            self.tables.append(table)
            self._open.append(table)
        elif tag == "tr":
            self._end_cell()
            if self._open:
                self._open[-1].rows.append([])
        elif tag in {"td", "th"} and self._open:
            self._end_cell()
            given = dict(attrs)
            self._text = []
            self._span = (_span(given.get("rowspan")), _span(given.get("colspan")))
        elif tag == "br" and self._text is not None:
            self._text.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _LINES and not self._open:
            self._loose.append("")
        if tag in _UNSEEN:
            self._muted = max(0, self._muted - 1)
        elif tag in {"td", "th", "tr"}:
            self._end_cell()
        elif tag == "table" and self._open:
            self._end_cell()
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if self._muted:
            return
        if self._text is not None:
            self._text.append(data)
        elif not self._open:
            self._loose[-1] += data

    def close(self) -> None:
        super().close()
        self._end_cell()

    def _end_cell(self) -> None:
        if self._text is None or not self._open:
            return
        text, self._text = "".join(self._text).strip(), None
        table = self._open[-1]
        if not table.rows:
            table.rows.append([])
        _place(table, text or None, *self._span)


def _span(text: str | None) -> int:
    return min(max(natural(text or ""), 1), MOST_COLUMNS)


def _place(table: _Table, text: str | None, down: int, across: int) -> tuple[int, int]:
    """Put a cell at the first place of the last row that no range from above covers.

    Returns the place, as row and column.
    """
    row = len(table.rows) - 1
    cells = table.rows[row]
    while table.covered.get(len(cells), -1) >= row:
        table.widen(cells, 1)
    left = len(cells)
    table.room.take(1)
    cells.append(text)
    table.widen(cells, across - 1)
    if down > 1 or across > 1:
        table.merges.append(Merge(row, left, row + down - 1, left + across - 1))
    if len(cells) > MOST_COLUMNS:
        raise too_wide()
    if down > 1:
        for column in range(left, left + across):
            table.covered[column] = max(table.covered.get(column, 0), row + down - 1)
    return row, left


def read_spreadsheetml(content: bytes) -> list[Grid]:
    """Return the worksheets of an XML Spreadsheet 2003; cells lie where ss:Index puts them."""
    try:
        root = xml_root(content)
    except ET.ParseError as error:
        raise UnreadableBookError(
            f"XML 表格（SpreadsheetML 2003）不完整（{broken_at(error)}）。"
            "请用 Excel 打开后另存为 .xlsx。"
        ) from error
    grids = []
    room = _Room(len(content))
    for number, sheet in enumerate(_children(root, "Worksheet"), 1):
        table, column = _Table([], [], {}, room), 0
        seen = SheetScan("")
        for element in (row for part in _children(sheet, "Table") for row in part):
            if _local(element.tag) == "Row":
                _add_row(table, element, seen)
            elif _local(element.tag) == "Column":
                column = _add_column(seen, element, column)
        hidden = any(node.text == "SheetHidden" for node in sheet.iter() if node.text)
        merges = tuple(table.merges)
        name = _given(sheet, "Name") or f"Sheet{number}"
        cells = frame_of(table.rows, len(content))
        grids.append(
            Grid(
                name,
                cells,
                hidden=hidden,
                merges=merges,
                lost=seen.lost,
                imprecise=frozenset(seen.imprecise),
                hidden_rows=rows_within(seen.hidden_rows, cells.height),
                hidden_columns=columns_within(seen.hidden_columns, cells),
            )
        )
    return grids


def _add_column(seen: SheetScan, element: ET.Element, before: int) -> int:
    """Take in a column's element; before and returned: how many columns are told of."""
    first = (_number(element, "Index") or before + 1) - 1
    after = min(first + 1 + _number(element, "Span"), MOST_COLUMNS)
    if _given(element, "Hidden") == "1":
        seen.hidden_columns |= set(range(first, after))
    return after


def _add_row(table: _Table, element: ET.Element, seen: SheetScan) -> None:
    index = _number(element, "Index")
    if index and len(table.rows) < index <= _LARGEST_ROW:
        table.room.take(index - 1 - len(table.rows))
        table.rows.extend([] for _ in range(index - 1 - len(table.rows)))
    table.rows.append([])
    cells = table.rows[-1]
    if _given(element, "Hidden") == "1":
        seen.hidden_rows.add(len(table.rows) - 1)
    for cell in _children(element, "Cell"):
        column = _number(cell, "Index")
        if column and len(cells) < column <= MOST_COLUMNS:
            table.widen(cells, column - 1 - len(cells))
        value = _value(cell)
        across = min(_number(cell, "MergeAcross"), MOST_COLUMNS) + 1
        down = min(_number(cell, "MergeDown"), _LARGEST_ROW) + 1
        place = _place(table, value, down, across)
        if value is None and _given(cell, "Formula"):
            seen.lost[place] = UNCALCULATED
        if value and _is_long_number(cell, value):
            seen.imprecise.add(place)
    span = min(_number(element, "Span"), _LARGEST_ROW - len(table.rows))
    table.room.take(max(span, 0))
    table.rows.extend([] for _ in range(span))  # rows that are only formatted like this one


def _value(cell: ET.Element) -> str | None:
    data = next(iter(_children(cell, "Data")), None)
    text = "".join(data.itertext()).strip() if data is not None else ""
    if data is not None and _given(data, "Type") == "DateTime":
        text = text.removesuffix(".000").removesuffix(_MIDNIGHT)
    return text or None


def _is_long_number(cell: ET.Element, value: str) -> bool:
    if not any(_given(data, "Type") == "Number" for data in _children(cell, "Data")):
        return False
    try:
        return abs(float(value)) >= DIGITS_KEPT
    except ValueError:
        return False


def _children(element: ET.Element, name: str) -> list[ET.Element]:
    return [child for child in element if _local(child.tag) == name]


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def _given(element: ET.Element, name: str) -> str:
    return next((v for k, v in element.attrib.items() if _local(k) == name), "")


def _number(element: ET.Element, name: str) -> int:
    return natural(_given(element, name))
