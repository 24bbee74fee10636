"""Write rows of cells in every format that ledgers come in: texts, numbers and real days."""

from __future__ import annotations

import csv
import datetime as dt
import io
from decimal import Decimal
from html import escape
from typing import TYPE_CHECKING

import xlsxwriter
import xlwt
from books import write_ods

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

Cell = str | float | Decimal | dt.date | None
Rows = list[list[Cell]]


def _xlsx(*, from_1904: bool = False) -> Callable[[Path, Rows], None]:
    def write(path: Path, rows: Rows) -> None:
        with xlsxwriter.Workbook(str(path), {"date_1904": from_1904}) as book:
            sheet = book.add_worksheet("Sheet1")
            day = book.add_format({"num_format": "yyyy-mm-dd"})
            for r, row in enumerate(rows):
                for c, value in enumerate(row):
                    if isinstance(value, dt.date):
                        sheet.write_datetime(r, c, value, day)
                    elif isinstance(value, float):
                        sheet.write_number(r, c, value)
                    elif value is not None:
                        sheet.write_string(r, c, str(value))

    return write


def _xls(path: Path, rows: Rows) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Sheet1")
    day = xlwt.easyxf(num_format_str="YYYY-MM-DD")
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            if isinstance(value, dt.date):
                sheet.write(r, c, value, day)
            elif value is not None:
                sheet.write(r, c, value if isinstance(value, float) else str(value))
    book.save(str(path))


def _text(encoding: str, delimiter: str) -> Callable[[Path, Rows], None]:
    def write(path: Path, rows: Rows) -> None:
        text = io.StringIO()
        csv.writer(text, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
        path.write_bytes(text.getvalue().encode(encoding))

    return write


def _html(path: Path, rows: Rows) -> None:
    body = "".join(
        f"<tr>{''.join(f'<td>{escape(str(v or str()))}</td>' for v in row)}</tr>" for row in rows
    )
    page = f"<html><meta charset=gb2312><table>{body}</table></html>"
    path.write_bytes(page.encode("gb18030"))


def _spreadsheetml(path: Path, rows: Rows) -> None:
    def data(value: Cell) -> str:
        if isinstance(value, dt.date):
            return f'<Data ss:Type="DateTime">{value}T00:00:00.000</Data>'
        kind = "Number" if isinstance(value, float) else "String"
        return f'<Data ss:Type="{kind}">{escape(str(value))}</Data>'

    def cells(row: list[Cell]) -> str:
        return "".join(
            f'<Cell ss:Index="{c}">{data(value)}</Cell>'
            for c, value in enumerate(row, 1)
            if value is not None
        )

    body = "".join(
        f'<Row ss:Index="{r}">{cells(row)}</Row>' for r, row in enumerate(rows, 1) if any(row)
    )
    space = "urn:schemas-microsoft-com:office:spreadsheet"
    text = f'<?xml version="1.0"?><Workbook xmlns="{space}" xmlns:ss="{space}"><Worksheet ss:Name="Sheet1"><Table>{body}</Table></Worksheet></Workbook>'
    path.write_text(text, "utf-8")


def _ods(path: Path, rows: Rows) -> None:
    def cell(value: Cell) -> str:
        if value is None:
            return "<table:table-cell/>"
        text = f"<text:p>{escape(str(value))}</text:p>"
        if isinstance(value, dt.date):
            told = f'office:value-type="date" office:date-value="{value}"'
        elif isinstance(value, float):
            told = f'office:value-type="float" office:value="{value}"'
        else:
            told = 'office:value-type="string"'
        return f"<table:table-cell {told}>{text}</table:table-cell>"

    body = "".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in rows)
    write_ods(path, f'<table:table table:name="Sheet1">{body}</table:table>')


FORMATS: dict[str, tuple[str, Callable[[Path, Rows], None]]] = {
    "xlsx": ("账.xlsx", _xlsx()),
    "xlsx 1904": ("账.xlsx", _xlsx(from_1904=True)),
    "xls": ("账.xls", _xls),
    "ods": ("账.ods", _ods),
    "csv utf-8": ("账.csv", _text("utf-8", ",")),
    "csv bom": ("账.csv", _text("utf-8-sig", ",")),
    "csv gb18030": ("账.csv", _text("gb18030", ",")),
    "tsv utf-16": ("账.xls", _text("utf-16", "\t")),
    "html": ("账.xls", _html),
    "spreadsheetml": ("账.xls", _spreadsheetml),
}
"""Name of the format -> file name (extensions often lie) and what writes the rows."""
