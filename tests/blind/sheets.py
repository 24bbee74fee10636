"""Put rows down on sheets, and know afterwards where the tagged lines stand."""

from __future__ import annotations

import csv
import datetime as dt
import itertools
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from books import write_xlsx
from planted_ledger import HEADERS
from xlsxwriter.utility import xl_range

from blind.model import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from sample_writing import Cell, Line

    from blind.model import Entry, Project

CHINESE_NUMBERS = "一二三四五六七八九十"


class Place(NamedTuple):
    """A row of a file, as findings cite it."""

    file: str
    sheet: str
    row: int


Places = dict[str, Place]
"""Where each tagged line stands."""


class Sheet:
    """Rows of a sheet as they are put down one below the other."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.rows: list[Sequence[Cell]] = []
        self.merges: list[str] = []
        self.tags: dict[str, int] = {}

    def put(self, *cells: Cell, tag: str = "") -> None:
        """Put down a row."""
        self.rows.append(cells)
        if tag:
            assert tag not in self.tags, tag
            self.tags[tag] = len(self.rows)

    def title(self, text: str, columns: int) -> None:
        """Put down a text over merged cells."""
        self.merges.append(xl_range(len(self.rows), 0, len(self.rows), columns - 1))
        self.put(text)


def write_book(path: Path, *sheets: Sheet) -> Places:
    """Write the workbook and return where its tagged lines stand."""
    rows = {sheet.name: sheet.rows for sheet in sheets}
    write_xlsx(path, rows, {sheet.name: sheet.merges for sheet in sheets})
    return {
        tag: Place(path.name, sheet.name, row)
        for sheet in sheets
        for tag, row in sheet.tags.items()
    }


def write_gbk(path: Path, sheet: Sheet) -> Places:
    """Write a CSV file in GBK; findings cite its rows under the file's name without the ending."""
    with path.open("w", encoding="gbk", newline="") as stream:
        csv.writer(stream).writerows([_text(cell) for cell in row] for row in sheet.rows)
    return {tag: Place(path.name, path.stem, row) for tag, row in sheet.tags.items()}


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    return f"{cell:.2f}" if isinstance(cell, Decimal) else str(cell)


def registry(projects: Sequence[Project]) -> list[Sheet]:
    """Return the sheets of a registry: the cards, and each table of which a project has rows."""
    tables: dict[str, list[Line]] = {"项目信息": [project.card for project in projects]}
    for title in TABLES:
        tables[title] = [line for project in projects for line in project.tables[title]]
    return [_listed(title, lines) for title, lines in tables.items() if lines]


def _listed(title: str, lines: Iterable[Mapping[str, Cell]]) -> Sheet:
    sheet = Sheet(title)
    headings = HEADERS[title].split()
    sheet.put(*headings)
    for line in lines:
        sheet.put(*(line.get(heading) for heading in headings))
    return sheet


def by_month(entries: Iterable[Entry]) -> Iterator[tuple[int, int, list[Entry]]]:
    """Return year, month and lines of each month that has any; the lines are in order of date."""
    for first, group in itertools.groupby(entries, key=lambda entry: entry.date.replace(day=1)):
        yield first.year, first.month, list(group)


def total(entries: Iterable[Entry], item: str | None = None) -> Decimal:
    """Return the sum of the lines, of one cost item or of all."""
    amounts = (entry.amount for entry in entries if item in {None, entry.item})
    return sum(amounts, Decimal("0.00"))


def items_of(entries: Iterable[Entry]) -> list[str]:
    """Return the cost items in the order in which they first come."""
    return list(dict.fromkeys(entry.item for entry in entries))


def last_day(year: int) -> dt.date:
    """Return the day on which a year is closed."""
    return dt.date(year, 12, 31)
