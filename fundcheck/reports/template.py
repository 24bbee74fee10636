"""The blank standard workbook: one sheet a table, with notes, drop-downs and number formats."""

from __future__ import annotations

import datetime as dt
import io
from tomllib import loads
from typing import TYPE_CHECKING, Any

from fundcheck.errors import WrongRequestError, reason_of
from fundcheck.reports.xlsx import store
from fundcheck.resources import folder
from fundcheck.tables import TABLES, Column, Table, Type

if TYPE_CHECKING:
    from pathlib import Path

_ROWS = 5000  # rows with formats and drop-downs; below them a user copies one down
_CREATED = dt.datetime(2023, 1, 1, tzinfo=dt.UTC)  # art. 35: in force; no clock reaches the file
_FORMATS = {
    Type.TEXT: "@",
    Type.BOOLEAN: "@",
    Type.DATE: "yyyy-mm-dd",
    Type.MONEY: "#,##0.00",
    Type.NUMBER: "General",
}
_WIDTHS = {Type.TEXT: 16, Type.BOOLEAN: 10, Type.DATE: 12, Type.MONEY: 14, Type.NUMBER: 10}
_WIDE = {"summary": 32, "project_name": 28, "payee": 24, "host_unit": 24, "note": 24}
_GUIDE = "填写说明"
_HEAD = (
    "把支出逐笔填进「支出明细」，项目、预算、到账等填进后面几张表，再运行：fundcheck check 本文件",
    "表头不要改；没有的列可以空着，也可以把财务系统导出的内容直接粘贴到对应的列。",
    "有下拉框的列请从中选择。下面是各列怎么填，例子只写在这里，不会被当作支出。",
)
_YES_NO = ["是", "否"]
_LINE, _HEIGHT = 26, 15  # Chinese characters on a line of the guide, and its height in points
_ASK, _REFUSE = "确定要这样写吗？", "请从列表中选。"


def write_template(path: Path) -> None:
    """Write the blank workbook.

    Raises WrongRequestError where the file exists already or cannot be written.
    """
    if path.exists():
        raise WrongRequestError(f"「{path}」已经存在，没有覆盖。请换一个名字或先移走它。")
    import xlsxwriter  # noqa: PLC0415 - only those who want a workbook pay for it

    words = loads((folder("reports/templates") / "workbook.toml").read_text("utf-8"))
    packed = io.BytesIO()
    with xlsxwriter.Workbook(packed, {"in_memory": True}) as book:
        book.set_properties({"created": _CREATED, "title": "科研项目经费账册（标准格式）"})
        tables = [table for table in TABLES.values() if table.sheet]
        _write_guide(book, tables, words)
        for table in tables:
            _write_sheet(book, table, words)
    try:
        store(packed, path)
    except OSError as error:
        raise WrongRequestError(
            f"写不进「{path}」（{reason_of(error)}）。请检查文件夹，或换一个名字。"
        ) from error


def _columns(table: Table) -> list[Column]:
    return [column for column in table if column.header]


def _said(words: dict[str, Any], table: Table, column: Column) -> dict[str, Any]:
    own = dict(words.get(table.name, {}).get(column.name, {}))
    own.setdefault("note", words["types"][column.type.value])
    if column.type is Type.BOOLEAN:
        own["list"] = _YES_NO
    return own


def _write_guide(book: Any, tables: list[Table], words: dict[str, Any]) -> None:  # noqa: ANN401 - the library has no stubs
    sheet = book.add_worksheet(_GUIDE)
    bold = book.add_format({"bold": True, "font_size": 11})
    title = book.add_format({"bold": True, "font_size": 14})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    example = book.add_format({"italic": True, "font_color": "#666666", "valign": "top"})
    sheet.set_column(0, 0, 14)
    sheet.set_column(1, 1, 18)
    sheet.set_column(2, 2, 52)
    sheet.set_column(3, 3, 30)
    sheet.hide_gridlines(2)
    sheet.write_string(0, 0, "科研项目经费账册填写说明", title)
    for row, text in enumerate(_HEAD, start=1):
        sheet.write_string(row, 0, text)
    row = len(_HEAD) + 2
    for index, text in enumerate(("在哪张表", "哪一列", "怎么填", "例子")):
        sheet.write_string(row, index, text, bold)
    for table in tables:
        for column in _columns(table):
            row += 1
            said = _said(words, table, column)
            choices = f"可选：{'、'.join(said['list'])}" if said.get("list") else ""
            lines = -(-len(f"{said['note']}{choices}") // _LINE)
            sheet.set_row(row, _HEIGHT * lines)
            sheet.write_string(row, 0, table.sheet, wrapped)
            sheet.write_string(row, 1, column.header, wrapped)
            sheet.write_string(row, 2, f"{said['note']}{choices}", wrapped)
            sheet.write_string(row, 3, said.get("example", ""), example)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def _write_sheet(book: Any, table: Table, words: dict[str, Any]) -> None:  # noqa: ANN401
    sheet = book.add_worksheet(table.sheet)
    head = book.add_format(
        {"bold": True, "bg_color": "#DCE6F1", "border": 1, "text_wrap": True, "locked": True}
    )
    columns = _columns(table)
    for index, column in enumerate(columns):
        said = _said(words, table, column)
        cells = book.add_format({"num_format": _FORMATS[column.type], "locked": False})
        sheet.set_column(index, index, _WIDE.get(column.name, _WIDTHS[column.type]), cells)
        sheet.write_string(0, index, column.header, head)
        sheet.write_comment(0, index, said["note"], {"x_scale": 1.6, "author": "fundcheck"})
        if rule := _validation(column, said):
            sheet.data_validation(1, index, _ROWS, index, rule)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, _ROWS, len(columns) - 1)
    sheet.protect(
        "",
        dict.fromkeys(
            ("format_cells", "format_columns", "format_rows", "insert_rows", "delete_rows"), True
        )
        | {"sort": True, "autofilter": True, "insert_hyperlinks": True},
    )


def _validation(column: Column, said: dict[str, Any]) -> dict[str, Any] | None:
    """Return Excel's check of a column: what fits no closed list is refused, the rest is asked."""
    if choices := said.get("list"):
        return {
            "validate": "list",
            "source": choices,
            "error_type": "warning" if said.get("open") else "stop",
            "error_title": column.header,
            "error_message": f"不在列表里。{_ASK if said.get('open') else _REFUSE}",
        }
    if column.type is Type.DATE:
        return {
            "validate": "date",
            "criteria": "between",
            "minimum": dt.date(1990, 1, 1),
            "maximum": dt.date(2099, 12, 31),
            "error_title": column.header,
            "error_message": "请写成 2024-03-15 这样的日期。",
        }
    if column.type in {Type.MONEY, Type.NUMBER}:
        return {
            "validate": "decimal",
            "criteria": "between",
            "minimum": -(10**12),
            "maximum": 10**12,
            "error_title": column.header,
            "error_message": "只能写数字。",
        }
    return None
