"""A ledger reads the same whatever file it comes in, known by its content alone."""

from __future__ import annotations

import base64
import io
import json
import struct
import zipfile
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
import xlwt
from books import ledger, write_ods, write_xlsx
from reading import read, refusal

from fundcheck.ingest import sheet_xlsb
from fundcheck.ingest.discover import discover
from fundcheck.ingest.grid import Merge
from fundcheck.ingest.library import read_library

if TYPE_CHECKING:
    from pathlib import Path

    from books import Cell

D = Decimal
LINES: tuple[dict[str, Cell], ...] = (
    {
        "项目编号": "JC-01",
        "日期": "2024-05-06",
        "凭证号": "记-0007",
        "摘要": "购试剂 <甲&乙>",
        "金额": "1,234.50",
    },
    {
        "项目编号": "JC-01",
        "日期": "2024-05-07",
        "凭证号": "记-0008",
        "摘要": "退试剂款",
        "金额": "-34.50",
    },
)
ROWS = ledger(*LINES)
HTML = (
    "<html><head><meta http-equiv=Content-Type content='text/html; charset=gb2312'>"
    "<style>td {color: red}</style></head><body><table>"
    "<tr><td colspan=5>煤矸石项目明细账</td>"  # neither cells nor rows are closed, as browsers allow
    "<tr><th>项目编号<th>日期<th>凭证号<th>摘要<th>金额"
    "<tr><td rowspan=2>JC-01<td>2024-05-06<td>记-0007<td>购试剂 &lt;甲&amp;乙&gt;<td>1,234.50"
    "<tr><td>2024-05-07<td>记-0008<td>退试剂款<td>-34.50"
    "</table></body></html>"
)
SPREADSHEETML = """<?xml version="1.0" encoding="GB2312"?>
<?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"
 xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">
 <Worksheet ss:Name="空表"><Table/></Worksheet>
 <Worksheet ss:Name="支出明细"><Table>
  <Row ss:Index="3"><Cell ss:Index="2"><Data ss:Type="String">项目编号</Data></Cell><Cell><Data ss:Type="String">日期</Data></Cell><Cell><Data ss:Type="String">凭证号</Data></Cell><Cell><Data ss:Type="String">摘要</Data></Cell><Cell><Data ss:Type="String">金额</Data></Cell></Row>
  <Row><Cell ss:Index="2" ss:MergeDown="1"><Data ss:Type="String">JC-01</Data></Cell><Cell><Data ss:Type="DateTime">2024-05-06T00:00:00.000</Data></Cell><Cell><Data ss:Type="String">记-0007</Data></Cell><Cell><Data ss:Type="String">购试剂 &lt;甲&amp;乙&gt;</Data></Cell><Cell><Data ss:Type="Number">1234.5</Data></Cell></Row>
  <Row><Cell ss:Index="3"><Data ss:Type="DateTime">2024-05-07T00:00:00.000</Data></Cell><Cell><Data ss:Type="String">记-0008</Data></Cell><Cell><Data ss:Type="String">退试剂款</Data></Cell><Cell><Data ss:Type="Number">-34.5</Data></Cell></Row>
 </Table></Worksheet>
</Workbook>"""


def _check(path: Path, *, first_row: int = 2, project: bool = True) -> None:
    tables, receipts = read(path)
    (receipt,) = receipts
    assert receipt.readable, receipt.error
    entries = tables["entries"]
    assert entries["amount"].to_list() == [D("1234.50"), D("-34.50")]
    assert entries["summary"].to_list() == ["购试剂 <甲&乙>", "退试剂款"]
    assert entries["voucher_no"].to_list() == ["记-0007", "记-0008"]
    assert [str(day) for day in entries["date"]] == ["2024-05-06", "2024-05-07"]
    assert entries["row"].to_list() == [first_row, first_row + 1]
    if project:
        assert entries["project_code"].to_list() == ["JC-01", "JC-01"]
    assert all(sheet.rows.closes for sheet in receipt.sheets)


def test_a_web_page_named_xls(tmp_path: Path) -> None:
    path = tmp_path / "明细账.xls"
    path.write_bytes(HTML.encode("gb18030"))
    _check(path, first_row=3)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_spreadsheetml_named_xls(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "明细账.xls"
    path.write_bytes(SPREADSHEETML.replace("GB2312", encoding).encode(encoding))
    _check(path, first_row=4)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16", "utf-16-le"])
def test_tab_text_named_xls(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "明细账.xls"
    text = "\r\n".join("\t".join(str(cell) for cell in row) for row in ROWS)
    path.write_bytes(text.encode(encoding))
    _check(path)


def test_an_open_document_sheet(tmp_path: Path) -> None:
    def cell(value: Cell) -> str:
        text = str(value).replace("&", "&amp;").replace("<", "&lt;")
        return f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'

    blank = '<table:table-row table:number-rows-repeated="3"><table:table-cell/></table:table-row>'
    rows = "".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in ROWS)
    table = f'<table:table table:name="支出明细">{blank}{rows}</table:table>'
    path = write_ods(tmp_path / "明细账.xlsx", table)
    _check(path, first_row=5)


STANDARD = {
    "记账凭证": [
        {"记账凭证日期": "20240506", "记账凭证类型编号": "记", "记账凭证编号": "0007", "记账凭证行号": "1", "记账凭证摘要": "购试剂 <甲&乙>", "科目编号": "5001", "借方本币金额": 1234.50, "贷方本币金额": None},
        {"记账凭证日期": "20240507", "记账凭证类型编号": "记", "记账凭证编号": "0008", "记账凭证行号": "1", "记账凭证摘要": "退试剂款", "科目编号": "5001", "借方本币金额": -34.50, "贷方本币金额": ""},
    ],
    "会计科目": [{"科目编号": "5001", "科目名称": "业务活动费用", "科目级次": 1}],
}  # fmt: skip


def test_the_accounting_data_interface_as_json(tmp_path: Path) -> None:
    path = tmp_path / "总账.json"
    path.write_bytes(json.dumps({"总账": STANDARD}, ensure_ascii=False).encode("gb18030"))
    _check(path, project=False)


def test_the_accounting_data_interface_as_xml(tmp_path: Path) -> None:
    ids = {
        "记账凭证日期": "020601",
        "记账凭证编号": "020602",
        "记账凭证摘要": "020604",
        "科目编号": "020301",
        "借方本币金额": "020509",
    }

    def field(name: str, value: object) -> str:
        tag = f"E{ids[name]}" if name in ids else name
        text = "" if value is None else str(value).replace("&", "&amp;").replace("<", "&lt;")
        return f"<z:{tag}>{text}</z:{tag}>"

    body = "".join(
        f"<z:{table}>{''.join(field(*pair) for pair in record.items())}</z:{table}>"
        for table, records in STANDARD.items()
        for record in records
    )
    text = f'<?xml version="1.0" encoding="GB18030"?><z:总账 xmlns:z="urn:x">{body}</z:总账>'
    path = tmp_path / "总账.xml"
    path.write_bytes(text.encode("gb18030"))
    _check(path, project=False)


class GbkName(zipfile.ZipInfo):
    """A member named as on a Chinese Windows: in GBK, with no mark that says so."""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:  # noqa: N802 - the library's own name
        return self.filename.encode("gb18030"), self.flag_bits


def test_an_archive_of_ledgers_with_gbk_names(tmp_path: Path) -> None:
    inner = write_xlsx(tmp_path / "a.xlsx", {"支出明细": ROWS}).read_bytes()
    path = tmp_path / "报送.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in {
            "某所/明细账.xlsx": inner,
            "某所/~$明细账.xlsx": b"lock",
            "__MACOSX/某所/._明细账.xlsx": b"shadow",
            "说明.docx": b"x",
        }.items():
            archive.writestr(GbkName(name), content)
    (item,) = [i for i in discover([path]).inputs if "~$" not in i.label]
    assert item.label == "报送.zip/某所/明细账.xlsx"
    tables, (receipt,) = read_library([item])
    assert receipt.readable
    assert tables["entries"]["file"].unique().to_list() == [item.label]


def test_members_of_an_archive_are_told_apart_and_their_folders_seen(tmp_path: Path) -> None:
    """Two members of one name; folders divided by backslashes; 淺, whose second byte in GBK is one."""
    book = write_xlsx(tmp_path / "a.xlsx", {"支出明细": ROWS}).read_bytes()
    path = tmp_path / "报送.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name in ("账.xlsx", "某所\\~$账.xlsx", "某所\\淺层.xlsx"):
            archive.writestr(GbkName(name), book)
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr(GbkName("账.xlsx"), book)
    labels = [item.label for item in discover([path]).inputs]
    assert labels == ["报送.zip/某所/淺层.xlsx", "报送.zip/账.xlsx", "报送.zip/账（2）.xlsx"]


def test_an_archive_within_an_archive_and_a_bad_member(tmp_path: Path) -> None:
    book = write_xlsx(tmp_path / "a.xlsx", {"支出明细": ROWS}).read_bytes()
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("甲.xlsx", book)
        archive.writestr("乙.xlsx", book[:500])
    path = tmp_path / "全部.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("一所.zip", inner.getvalue())
    _, receipts = read(path)
    assert [(r.path, r.readable) for r in receipts] == [
        ("全部.zip/一所.zip/乙.xlsx", False),
        ("全部.zip/一所.zip/甲.xlsx", True),
    ]


def test_a_packing_method_that_is_not_known_is_no_password(tmp_path: Path) -> None:
    """Deflate64, which Windows uses for large files; only the method's number is changed here."""
    book = write_xlsx(tmp_path / "a.xlsx", {"支出明细": ROWS}).read_bytes()
    path = tmp_path / "大.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("甲.xlsx", book)
    packed = bytearray(path.read_bytes())
    packed[8:10] = b"\x09\0"
    listed = packed.index(b"PK\x01\x02")
    packed[listed + 10 : listed + 12] = b"\x09\0"
    path.write_bytes(packed)
    assert "不支持的压缩" in refusal(path)


def test_a_single_file_web_page_as_report_servers_save(tmp_path: Path) -> None:
    page = base64.encodebytes(HTML.encode("gb18030"))
    path = tmp_path / "明细账.xls"
    path.write_bytes(
        b"From: <Saved by report server>\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/related; boundary="=_next"\r\n\r\n'
        b"--=_next\r\nContent-Type: text/html; charset=gb2312\r\n"
        b"Content-Transfer-Encoding: base64\r\n\r\n" + page + b"\r\n"
        b"--=_next\r\nContent-Type: image/png\r\n\r\nx\r\n--=_next--\r\n"
    )
    _check(path, first_row=3)


def test_more_lists_than_an_interface_file_has_are_refused_not_cut(tmp_path: Path) -> None:
    path = tmp_path / "记账凭证.json"
    lists = {f"凭证{n}": [{"摘要": "甲", "金额": "1"}] for n in range(201)}
    path.write_text(json.dumps(lists, ensure_ascii=False), "utf-8")
    assert "201 个列表" in refusal(path)


def test_an_archive_with_no_ledger_says_so(tmp_path: Path) -> None:
    path = tmp_path / "空.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("说明.docx", b"x")
    assert "压缩包里没有表格文件" in refusal(path)


def test_lock_files_are_skipped_and_said(tmp_path: Path) -> None:
    write_xlsx(tmp_path / "账.xlsx", {"支出明细": ROWS})
    (tmp_path / "~$账.xlsx").write_bytes(b"\x05lock")
    found = discover([tmp_path])
    assert [item.label for item in found.inputs] == ["账.xlsx"]
    assert [skipped.path for skipped in found.skipped] == ["~$账.xlsx"]
    assert "锁文件" in found.skipped[0].why


def test_text_under_a_wrong_code_page_is_mended(tmp_path: Path) -> None:
    """A print that declares Western letters: each cell comes byte by byte, as UTF-16 or GBK."""
    for encoding in ("utf-16-le", "gb18030"):
        book = xlwt.Workbook()
        sheet = book.add_sheet("Sheet1")
        for r, row in enumerate(ROWS):
            for c, value in enumerate(row):
                sheet.write(r, c, str(value).encode(encoding).decode("latin-1"))
        path = tmp_path / f"打印-{encoding}.xls"
        book.save(str(path))
        _check(path)


def test_old_workbooks_tell_merged_keys_errors_and_hidden_rows(tmp_path: Path) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("支出明细")
    for column, text in enumerate(["日期", "凭证号", "摘要", "收款方", "金额"]):
        sheet.write(0, column, text)
    sheet.write_merge(1, 2, 3, 3, "某公司")
    for row in (1, 2, 3):
        for column, text in enumerate(["2024-05-06", f"记-{row}", "购试剂"]):
            sheet.write(row, column, text)
    sheet.write(1, 4, 10)
    sheet.write(2, 4, 20)
    sheet.row(3).set_cell_error(4, "#REF!")
    sheet.row(2).hidden = True
    path = tmp_path / "账.xls"
    book.save(str(path))
    tables, (receipt,) = read(path)
    assert tables["entries"]["payee"].to_list() == ["某公司", "某公司"]
    (sheet_receipt,) = receipt.sheets
    assert [(r.row, r.why) for r in sheet_receipt.rejected] == [(4, "金额：单元格是错误值 #REF!")]
    assert any("1 行被隐藏" in note for note in sheet_receipt.notes)


def test_an_open_document_tells_merged_keys_and_hidden_rows(tmp_path: Path) -> None:
    rows: list[list[str]] = [
        ["项目编号", "日期", "凭证号", "摘要", "金额"],
        ["JC-01", "2024-05-06", "记-1", "甲", "10"],
        ["", "2024-05-07", "记-2", "乙", "20"],
    ]

    def cell(row: int, column: int, text: str) -> str:
        if (row, column) == (2, 0):
            return "<table:covered-table-cell/>"
        span = ' table:number-rows-spanned="2"' if (row, column) == (1, 0) else ""
        return f'<table:table-cell office:value-type="string"{span}><text:p>{text}</text:p></table:table-cell>'

    body = "".join(
        f"<table:table-row{' table:visibility=' + chr(34) + 'filter' + chr(34) if r == 2 else ''}>"
        f"{''.join(cell(r, c, text) for c, text in enumerate(row))}</table:table-row>"
        for r, row in enumerate(rows)
    )
    table = f'<table:table table:name="账">{body}</table:table>'
    path = write_ods(tmp_path / "合并.ods", table)
    tables, (receipt,) = read(path)
    assert tables["entries"]["project_code"].to_list() == ["JC-01", "JC-01"]
    assert any("有 1 行被隐藏" in note for note in receipt.sheets[0].notes)


def _record(kind: int, data: bytes) -> bytes:
    """Return a record of a binary workbook: type and size, seven bits a byte."""
    head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    return head + bytes([len(data)]) + data


def test_a_binary_workbook_tells_its_merged_cells() -> None:
    """Written by hand after [MS-XLSB]: no library writes these."""
    texts = b"".join(
        len(text).to_bytes(4, "little") + text.encode("utf-16-le") for text in ("rId1", "账")
    )
    # A cell's content may look like the end of the data; the real one is the last.
    sheet = (
        _record(7, b"\x92\x01\x00")
        + _record(146, b"")
        + _record(177, (2).to_bytes(4, "little"))
        + _record(176, struct.pack("<4I", 1, 2, 0, 0))
        + _record(176, struct.pack("<4I", 3, 3, 1, 4))
    )
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("xl/workbook.bin", _record(156, bytes(8) + texts))
        archive.writestr(
            "xl/_rels/workbook.bin.rels",
            '<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.bin"/></Relationships>',
        )
        archive.writestr("xl/worksheets/sheet1.bin", sheet)
    (found,) = sheet_xlsb.scan(content.getvalue())
    assert found.name == "账"
    assert found.merges == [Merge(1, 0, 2, 0), Merge(3, 1, 3, 4)]
