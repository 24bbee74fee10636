"""Write small workbooks for tests, in the layouts that offices use."""

from __future__ import annotations

import datetime as dt
import zipfile
from decimal import Decimal
from typing import TYPE_CHECKING

import xlsxwriter

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

Cell = str | int | float | Decimal | dt.date | bool | None


def write_xlsx(
    path: Path,
    sheets: Mapping[str, Sequence[Sequence[Cell]]],
    merges: Mapping[str, Iterable[str]] | None = None,
) -> Path:
    """Write one sheet after the other, row by row from A1, and return the path."""
    book = xlsxwriter.Workbook(str(path), {"strings_to_numbers": False})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for span in (merges or {}).get(name, ()):
            sheet.merge_range(span, "")
        for r, row in enumerate(rows):
            for c, value in enumerate(row):
                if value is None:
                    continue
                if isinstance(value, bool):
                    sheet.write_boolean(r, c, value)
                elif isinstance(value, str):
                    sheet.write_string(r, c, value)
                elif isinstance(value, dt.date):
                    sheet.write_datetime(r, c, value, day)
                else:
                    sheet.write_number(r, c, float(value))
    book.close()
    return path


def ledger(*lines: Mapping[str, Cell], headers: Sequence[str] | None = None) -> list[list[Cell]]:
    """Return rows of a sheet: a header of all the lines' keys, then the lines."""
    names = list(headers or dict.fromkeys(key for line in lines for key in line))
    return [list(names), *([line.get(name) for name in names] for line in lines)]


def write_ods(path: Path, tables: str) -> Path:
    """Write an OpenDocument sheet of these ``table:table`` elements and return the path."""
    space = "urn:oasis:names:tc:opendocument:xmlns:"
    spaces = "".join(f' xmlns:{name}="{space}{name}:1.0"' for name in ("office", "table", "text"))
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "content.xml",
            f'<?xml version="1.0"?><office:document-content{spaces}><office:body>'
            f"<office:spreadsheet>{tables}</office:spreadsheet>"
            "</office:body></office:document-content>",
        )
        archive.writestr("META-INF/manifest.xml", f'<m:manifest xmlns:m="{space}manifest:1.0"/>')
    return path
