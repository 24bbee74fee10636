"""What a cell does not hold is told the same in every format: errors, formulas, digits, hiding."""

from __future__ import annotations

import struct
import zipfile
from typing import TYPE_CHECKING

import pytest
import xlsxwriter
import xlwt
from books import write_ods, write_xlsx
from reading import read, read_ledger

from fundcheck.ingest import sheet_xlsb

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from books import Cell

HEADERS: list[str | float] = ["项目编号", "日期", "凭证号", "摘要", "收款方", "发票号码", "金额"]
ROWS: list[list[str | float]] = [
    HEADERS,
    ["JC-01", "2024-05-06", "记-1", "甲", "某公司", "11", 10.0],
    ["JC-01", "2024-05-06", "记-2", "乙", "某公司", "12", "#DIV/0!"],
    ["JC-01", "2024-05-06", "记-3", "丙", "#N/A", "13", 30.0],
    ["JC-01", "2024-05-06", "记-4", "丁", "某公司", "14", "=1+1"],
    ["JC-01", "2024-05-06", "记-5", "戊", "某公司", 24142000000012345678.0, 50.0],
    ["JC-01", "2024-05-06", "记-6", "己", "某公司", "16", 60.0],
]
# The second row and the fifth column are hidden; the last amount is red.
HIDDEN_ROW, HIDDEN_COLUMN, RED = 1, 4, (6, 6)


def _xlsx(path: Path) -> None:
    with xlsxwriter.Workbook(str(path)) as book:
        sheet, red = book.add_worksheet("账"), book.add_format({"font_color": "#FF0000"})
        for r, row in enumerate(ROWS):
            for c, value in enumerate(row):
                if isinstance(value, float):
                    sheet.write_number(r, c, value, red if (r, c) == RED else None)
                elif value.startswith("#"):
                    sheet.write_formula(r, c, "=1/0", None, value)
                elif value.startswith("="):
                    sheet.write_formula(r, c, value, None, "")
                else:
                    sheet.write_string(r, c, value)
        sheet.set_row(HIDDEN_ROW, None, None, {"hidden": True})
        sheet.set_column(HIDDEN_COLUMN, HIDDEN_COLUMN, None, None, {"hidden": True})
        sheet.set_column(20, 16_383, None, None, {"hidden": True})  # all that is not used


def _xls(path: Path) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("账")
    red = xlwt.easyxf("font: colour_index 10")
    for r, row in enumerate(ROWS):
        for c, value in enumerate(row):
            if str(value).startswith("#"):
                sheet.row(r).set_cell_error(c, {"#N/A": 0x2A}.get(str(value), value))
            elif value != "=1+1":  # a formula of an .xls always has a value
                sheet.write(r, c, value, *([red] if (r, c) == RED else []))
    sheet.row(HIDDEN_ROW).hidden = True
    sheet.col(HIDDEN_COLUMN).hidden = True
    book.save(str(path))


def _ods(path: Path) -> None:
    def cell(value: str | float, place: tuple[int, int]) -> str:
        style = ' table:style-name="ce1"' if place == RED else ""
        if isinstance(value, float):
            return f'<table:table-cell{style} office:value-type="float" office:value="{value}"><text:p>{value}</text:p></table:table-cell>'
        if value.startswith("#"):
            return f'<table:table-cell table:formula="of:=1/0" office:value-type="string" office:string-value=""><text:p>{value}</text:p></table:table-cell>'
        if value.startswith("="):
            return f'<table:table-cell table:formula="of:{value}"/>'
        return f'<table:table-cell office:value-type="string"><text:p>{value}</text:p></table:table-cell>'

    collapsed = ' table:visibility="collapse"'
    rows = "".join(
        f"<table:table-row{collapsed if r == HIDDEN_ROW else ''}>"
        f"{''.join(cell(value, (r, c)) for c, value in enumerate(row))}</table:table-row>"
        for r, row in enumerate(ROWS)
    )
    write_ods(
        path,
        '<style:style xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" style:name="ce1">'
        '<style:text-properties xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"'
        ' fo:color="#ff0000"/></style:style><table:table table:name="账">'
        '<table:table-column table:number-columns-repeated="4"/>'
        f"<table:table-column{collapsed}/>{rows}"
        f'<table:table-row{collapsed} table:number-rows-repeated="1048000"><table:table-cell/></table:table-row>'
        "</table:table>",
    )


def _spreadsheetml(path: Path) -> None:
    def cell(value: str | float) -> str:
        if isinstance(value, float):
            return f'<Cell><Data ss:Type="Number">{value:.0f}</Data></Cell>'
        if value.startswith("="):
            return f'<Cell ss:Formula="{value}"/>'
        kind = "Error" if value.startswith("#") else "String"
        return f'<Cell><Data ss:Type="{kind}">{value}</Data></Cell>'

    rows = "".join(
        f"<Row{' ss:Hidden=' + chr(34) + '1' + chr(34) if r == HIDDEN_ROW else ''}>"
        f"{''.join(map(cell, row))}</Row>"
        for r, row in enumerate(ROWS)
    )
    space = "urn:schemas-microsoft-com:office:spreadsheet"
    path.write_text(
        f'<?xml version="1.0"?><Workbook xmlns="{space}" xmlns:ss="{space}">'
        f'<Worksheet ss:Name="账"><Table><Column ss:Span="3"/><Column ss:Hidden="1"/>{rows}</Table>'
        "</Worksheet></Workbook>",
        "utf-8",
    )


def _html(path: Path) -> None:
    body = "".join(f"<tr>{''.join(f'<td>{v}</td>' for v in row)}</tr>" for row in ROWS)
    path.write_text(f"<html><meta charset=utf-8><table>{body}</table></html>", "utf-8")


ERROR = (3, "金额：单元格是错误值 #DIV/0!")
UNCALCULATED = (5, "金额：单元格是公式，但文件里没有存计算结果（请用 Excel 打开并保存一次）")
PAYEE = "「收款方」第 4 行是错误值或没有存结果的公式"
DIGITS, POWER = "「发票号码」第 6 行存成了超过 15 位的数字", "「发票号码」第 6 行是科学计数法"
HIDING = ["有 1 行被隐藏", "有 1 列被隐藏（E）"]
COLOUR = "「金额」第 7 行是红色字体的正数"


@pytest.mark.parametrize(
    ("write", "rejected", "told"),
    [
        (_xlsx, [ERROR, UNCALCULATED], [PAYEE, DIGITS, *HIDING, COLOUR]),
        (_xls, [ERROR, (5, "没有金额")], [PAYEE, DIGITS, *HIDING, COLOUR]),
        (_ods, [ERROR, UNCALCULATED], [PAYEE, DIGITS, *HIDING, COLOUR]),
        (_spreadsheetml, [ERROR, UNCALCULATED], [PAYEE, DIGITS, *HIDING]),
        (_html, [ERROR, (5, "金额「=1+1」不是数字")], [PAYEE, POWER]),
    ],
)
def test_what_is_lost_is_told(
    tmp_path: Path,
    write: Callable[[Path], None],
    rejected: list[tuple[int, str]],
    told: list[str],
) -> None:
    path = tmp_path / "账.xls"
    write(path)
    entries, sheet = read_ledger(path)
    assert [(row.row, row.why) for row in sheet.rejected] == rejected
    said = [*sheet.losses, *sheet.notes]
    assert all(any(text.startswith(wanted) for text in said) for wanted in told), said
    assert entries["row"].to_list() == [2, 4, 6, 7]
    assert entries["payee"].to_list() == ["某公司", None, "某公司", "某公司"]
    assert entries["invoice_no"].to_list() == ["11", "13", None, "16"]


def test_a_budget_line_whose_amount_is_an_error_is_not_a_line_without_money(
    tmp_path: Path,
) -> None:
    path = tmp_path / "预算.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("预算")
        for r, row in enumerate([["项目编号", "科目", "预算金额"], ["P1", "设备费", 5], ["P1", "业务费", ""]]):  # fmt: skip
            sheet.write_row(r, 0, row)
        sheet.write_formula(2, 2, "=预算!#REF!", None, "#REF!")
    tables, (receipt,) = read(path)
    assert tables["budget"]["category"].to_list() == ["设备费"]
    (said,) = receipt.sheets[0].rejected
    assert (said.row, said.why) == (3, "预算金额：单元格是错误值 #REF!")


def test_an_error_in_one_of_several_cost_columns_rejects_the_line(tmp_path: Path) -> None:
    """A multi-column ledger: the line's other amounts would pass for all of it."""
    path = tmp_path / "多栏账.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("账")
        sheet.write_row(0, 0, ["日期", "凭证号", "摘要", "材料费", "差旅费"])
        sheet.write_row(1, 0, ["2024-05-06", "记-1", "甲", 10, 20])
        sheet.write_row(2, 0, ["2024-05-07", "记-2", "乙", 30])
        sheet.write_formula(2, 4, "=1/0", None, "#DIV/0!")
    _, sheet_receipt = read_ledger(path)
    (said,) = sheet_receipt.rejected
    assert (said.row, said.why) == (3, "差旅费：单元格是错误值 #DIV/0!")


def test_a_lost_day_is_not_the_day_above(tmp_path: Path) -> None:
    path = tmp_path / "2024年账.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("账")
        sheet.write_row(0, 0, ["月", "日", "凭证号", "摘要", "金额"])
        sheet.write_row(1, 0, ["5", "6", "记-1", "甲", 10])
        sheet.write_row(2, 0, ["5", "", "", "乙", 20])
        sheet.write_formula(2, 1, "=1/0", None, "#VALUE!")
    _, sheet_receipt = read_ledger(path)
    (said,) = sheet_receipt.rejected
    assert (said.row, said.why) == (3, "日：单元格是错误值 #VALUE!")


def _record(kind: int, data: bytes) -> bytes:
    """Return a record: type and size, seven bits a byte, then its content."""
    numbers = ([n] if n < 128 else [n & 0x7F | 0x80, n >> 7] for n in (kind, len(data)))
    return b"".join(map(bytes, numbers)) + data


def test_a_binary_workbook(tmp_path: Path) -> None:
    """By hand after [MS-XLSB] 2.4: no library writes these."""
    texts = b"".join(
        len(text).to_bytes(4, "little") + text.encode("utf-16-le") for text in ("rId1", "账")
    )

    def row(number: int, flags: int = 0) -> bytes:
        return _record(0, struct.pack("<IIHBBBI", number, 0, 300, 0, flags, 0, 0))

    def cell(kind: int, column: int, value: bytes) -> bytes:
        return _record(kind, struct.pack("<II", column, 0) + value)

    sheet = (
        _record(60, struct.pack("<IIIIH", 2, 16_383, 0, 0, 1))
        + _record(145, b"")
        + row(0)
        + cell(5, 0, struct.pack("<d", 999_999_999_999_999.0))  # 15 digits are kept
        + row(7, 0x10)
        + cell(5, 1, struct.pack("<d", 24142000000012345678.0))
        + cell(3, 2, b"\x17")
        + cell(9, 3, struct.pack("<d", 2e15) + bytes(6))
        + cell(11, 4, b"\x2a" + bytes(8))
        + cell(6, 5, struct.pack("<I", 70) + ("字" * 70).encode("utf-16-le"))  # a size of two bytes
        + row(8)
        + cell(3, 0, b"\x07")
        + _record(146, b"")
    )
    path = tmp_path / "账.xlsb"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.bin", _record(156, bytes(8) + texts))
        archive.writestr(
            "xl/_rels/workbook.bin.rels",
            '<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.bin"/></Relationships>',
        )
        archive.writestr("xl/worksheets/sheet1.bin", sheet)
    (found,) = sheet_xlsb.scan(path.read_bytes())
    assert found.lost == {
        (7, 2): "单元格是错误值 #REF!",
        (7, 4): "单元格是错误值 #N/A",
        (8, 0): "单元格是错误值 #DIV/0!",
    }
    assert found.imprecise == {(7, 1), (7, 3)}
    assert found.hidden_rows == {7}
    assert (min(found.hidden_columns), max(found.hidden_columns)) == (2, 16_383)


def test_a_text_that_begins_like_an_error_is_a_text(tmp_path: Path) -> None:
    rows: list[list[Cell]] = [
        ["日期", "凭证号", "摘要", "金额"],
        ["2024-05-06", "记-1", "#3 样机试剂", 5],
    ]
    entries, sheet = read_ledger(write_xlsx(tmp_path / "账.xlsx", {"账": rows}))
    assert entries["summary"].to_list() == ["#3 样机试剂"]
    text = tmp_path / "账.csv"
    text.write_text("日期,凭证号,摘要,金额\n2024-05-06,记-1,#3 样机试剂,5\n", "utf-8")
    entries, sheet = read_ledger(text)
    assert entries["summary"].to_list() == ["#3 样机试剂"]
    assert sheet.losses == ()
