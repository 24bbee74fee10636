"""Files made to break a reader, or broken by chance: one true sentence each, soon, and no more."""

from __future__ import annotations

import os
import time
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from books import ledger, write_ods, write_xlsx
from reading import read, read_ledger, refusal
from running import fundcheck

from fundcheck.ingest import sheet_xml
from fundcheck.ingest.discover import discover
from fundcheck.ingest.library import read_library
from fundcheck.ingest.readers import Readers

if TYPE_CHECKING:
    from collections.abc import Callable

    from books import Cell

LINE: dict[str, Cell] = {"日期": "2024-05-06", "凭证号": "记-1", "摘要": "甲", "金额": 10}
SOON = 30.0  # seconds, on a busy machine; without its bound each of these takes minutes


def _html(path: Path, more: str) -> Path:
    head = "<tr><th>日期<th>凭证号<th>摘要<th>金额<tr><td>2024-05-06<td>记-1<td>甲<td>10"
    path.write_text(f"<html><meta charset=utf-8><table>{head}{more}</table>", "utf-8")
    return path


def _spreadsheetml(path: Path, attributes: str) -> Path:
    space = "urn:schemas-microsoft-com:office:spreadsheet"
    rows = "".join(
        f"<Row>{''.join(f'<Cell {attributes}><Data ss:Type={chr(34)}String{chr(34)}>{v}</Data></Cell>' for v in row)}</Row>"
        for row in ledger(LINE)
    )
    path.write_text(
        f'<?xml version="1.0"?><Workbook xmlns="{space}" xmlns:ss="{space}">'
        f'<Worksheet ss:Name="账"><Table>{rows}</Table></Worksheet></Workbook>',
        "utf-8",
    )
    return path


def _json(path: Path, fields: int) -> Path:
    record = ",".join(f'"k{number}":"1"' for number in range(fields))
    path.write_text(f'{{"凭证":[{{{record}}}]}}', "utf-8")
    return path


@pytest.mark.parametrize(
    ("name", "make", "says"),
    [
        ("span.xls", lambda p: _html(p, "<tr><td colspan=16384 rowspan=16384>x" * 20), "16,384 列"),
        ("wide.xls", lambda p: _html(p, "<tr>" + "<td colspan=16384>x" * 20), "16,384 列"),
        ("marked.xls", lambda p: _html(p, "<![" * 20_000), "标记有误"),
        ("merged.xls", lambda p: _spreadsheetml(p, 'ss:MergeDown="1048575" ss:MergeAcross="16382"'), "16,384 列"),
        ("fields.json", lambda p: _json(p, 30_000), "16,384 列"),
    ],
)  # fmt: skip
def test_a_table_larger_than_a_sheet_is_refused_at_once(
    tmp_path: Path, name: str, make: Callable[[Path], Path], says: str
) -> None:
    start = time.monotonic()
    _, (receipt,) = read(make(tmp_path / name))
    assert time.monotonic() - start < SOON
    assert says in (receipt.error or "")
    assert "请" in (receipt.error or "")


def test_numbers_that_are_none_are_none(tmp_path: Path) -> None:
    """Digits of other scripts, and more of them than a number may have."""
    for text in ("²", "9" * 5000, "-3", ""):
        page = _html(tmp_path / "账.xls", f'<tr><td rowspan="{text}" colspan="{text}">x')
        entries, _ = read_ledger(page)
        assert entries.height == 1
        entries, _ = read_ledger(_spreadsheetml(tmp_path / "账二.xls", f'ss:Index="{text}"'))
        assert entries.height == 1
        cells = "".join(
            f'<table:table-row table:number-rows-repeated="{text}">'
            + "".join(
                f'<table:table-cell office:value-type="string"><text:p>{v}</text:p></table:table-cell>'
                for v in row
            )
            + "</table:table-row>"
            for row in ledger(LINE)
        )
        path = write_ods(tmp_path / "账.ods", f'<table:table table:name="账">{cells}</table:table>')
        _, (receipt,) = read(path)
        assert receipt.readable or "不是规范的 Excel 工作簿" in (receipt.error or "")


def test_cells_that_no_sheet_has_are_passed_over(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "账.xlsx", {"账": ledger(LINE)})
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    wrong = f'<row r="3"><c r="A{"9" * 5000}" t="e"><v>#REF!</v></c></row></sheetData>'
    parts[sheet] = parts[sheet].replace(b"</sheetData>", wrong.encode())
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    (scan,) = sheet_xml.scan(path.read_bytes())
    assert scan.lost == {}
    with Readers(1) as children:  # the spreadsheet reader aborts on it
        _, (receipt,) = read_library(discover([path]).inputs, readers=children)
    assert "文件内部结构异常" in (receipt.error or "")


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("文.xls", b"{\\rtf1 x}", "RTF"),
        ("图.xlsx", b"\x89PNG\r\n\x1a\n\0\0", "图片"),
        ("程序.xls", b"MZ\x90\0\3", "可执行程序"),
        ("库.xls", b"\0\1\0\0Standard Jet DB\0", "Access"),
        ("老.dif", b'TABLE\r\n0,1\r\n"EXCEL"\r\n', "DIF"),
        ("老.slk", b"ID;PWXL;N;E\r\nC;Y1;X1\r\n", "SYLK"),
        (
            "平.fods",
            b'<?xml version="1.0"?><office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"><office:meta/>',
            "fods",
        ),
    ],
)
def test_what_is_no_workbook_is_called_by_its_name(
    tmp_path: Path, name: str, content: bytes, says: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert says in refusal(path)
    assert "请" in refusal(path)


def test_beside_a_hostile_file_the_good_one_is_read(tmp_path: Path) -> None:
    write_xlsx(tmp_path / "好.xlsx", {"账": ledger(LINE)})
    _html(tmp_path / "坏.xls", "<tr>" + "<td colspan=16384>x" * 20)
    with Readers(1) as children:
        tables, receipts = read_library(discover([tmp_path]).inputs, readers=children)
    assert {receipt.path: receipt.readable for receipt in receipts} == {
        "好.xlsx": True,
        "坏.xls": False,
    }
    assert tables["entries"].height == 1


def test_a_quote_that_is_never_closed_is_said_to_be_one(tmp_path: Path) -> None:
    path = tmp_path / "账.csv"
    path.write_text('日期,凭证号,摘要,金额\n2024-05-06,记-1,"甲' + "x" * 2_000_000, "utf-8")
    assert "引号没有成对" in refusal(path)


def test_an_open_document_formatted_to_its_ends_is_called_so(tmp_path: Path) -> None:
    row = (
        '<table:table-row table:number-rows-repeated="1048576">'
        '<table:table-cell table:number-columns-repeated="16384" office:value-type="string">'
        "<text:p>x</text:p></table:table-cell></table:table-row>"
    )
    path = write_ods(tmp_path / "账.ods", f'<table:table table:name="账">{row}</table:table>')
    assert "整行整列都设了格式" in refusal(path)


def test_what_is_another_thing_is_not_to_get_other_headers(tmp_path: Path) -> None:
    rows: list[list[Cell]] = [
        ["交易时间", "对方户名", "对方账号", "收入", "支出", "账户余额"],
        ["2024-05-06 10:00", "某公司", "1", None, 10, 90],
    ]
    sentence = refusal(write_xlsx(tmp_path / "流水.xlsx", {"Sheet1": rows}))
    assert "银行流水" in sentence
    assert "请从财务系统导出支出明细账" in sentence
    assert "表头改成" not in sentence


def test_half_a_character_in_json_is_no_fault_of_ours(tmp_path: Path) -> None:
    path = tmp_path / "凭证.json"
    path.write_text(
        '{"凭证":[{"日期":"2024-05-06","凭证号":"记-1","摘要":"甲\\ud800","金额":10}]}', "utf-8"
    )
    entries, _ = read_ledger(path)
    assert entries["summary"].to_list() == ["甲?"]


def test_a_file_name_in_gbk_is_read_as_it_was_meant(tmp_path: Path) -> None:
    """A folder unpacked on Linux from an archive that a Chinese Windows made."""
    name = os.fsdecode("明细账".encode("gb18030") + b".xlsx")
    try:
        path = write_xlsx(tmp_path / "a.xlsx", {"账": ledger(LINE)}).rename(tmp_path / name)
    except OSError:
        pytest.skip("this file system takes no such name")
    ran = fundcheck(path, out=tmp_path / "out")
    assert [given["path"] for given in ran.findings["inputs"]] == ["明细账.xlsx"]


def test_a_folder_is_walked_past_what_cannot_be_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A ledger that another program holds costs its own sentence; loops are no endless walk."""
    write_xlsx(tmp_path / "好.xlsx", {"账": ledger(LINE)})
    held = {write_xlsx(tmp_path / "占用.xlsx", {"账": ledger(LINE)}), tmp_path / "凭证.json"}
    (tmp_path / "凭证.json").write_text("{}", "utf-8")
    (tmp_path / "圈").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "断.xlsx").symlink_to(tmp_path / "没有.xlsx")
    (tmp_path / "文件夹.xlsx").mkdir()
    opened = Path.open

    def refuse(path: Path, *arguments: str, **options: str) -> object:
        if path in held:
            raise PermissionError(13, "Permission denied")
        return opened(path, *arguments, **options)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", refuse)
    _, receipts = read(tmp_path)
    told = {receipt.path: receipt.error for receipt in receipts}
    assert told.keys() == {"好.xlsx", "占用.xlsx", "凭证.json"}
    assert told["好.xlsx"] is None
    assert "正被别的程序占用" in (told["占用.xlsx"] or "")
    assert "正被别的程序占用" in (told["凭证.json"] or "")


@pytest.mark.parametrize("begun", ["<a ", "<a b=", '<a href="', "<!--"])
def test_a_page_of_tags_that_nothing_closes_is_read_up_to_them(tmp_path: Path, begun: str) -> None:
    """The last cell is kept where only its own end is missing."""
    page = _html(tmp_path / "账.xls", "")
    whole = page.read_text("utf-8").removesuffix("</table>")
    page.write_text(f"{whole}{begun * 20_000}", "utf-8")
    start = time.monotonic()
    entries, _ = read_ledger(page)
    assert time.monotonic() - start < SOON
    assert entries["amount"].to_list() == [10]


def test_an_archive_whose_parts_lie_outside_it_is_called_damaged(tmp_path: Path) -> None:
    whole = bytearray(write_xlsx(tmp_path / "账.xlsx", {"支出明细": ledger(LINE)}).read_bytes())
    end = whole.rindex(b"PK\x05\x06")
    # The directory is said to begin later than it does, so every part begins before the file.
    whole[end + 16 : end + 20] = (int.from_bytes(whole[end + 16 : end + 20], "little") + 4000).to_bytes(4, "little")  # fmt: skip
    (tmp_path / "账.xlsx").write_bytes(whole)
    assert "损坏" in refusal(tmp_path / "账.xlsx")


def test_an_encoding_that_nobody_knows_is_no_error_of_the_program(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "账.xlsx", {"支出明细": ledger(LINE)})
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    book = parts["xl/workbook.xml"].removeprefix(b'<?xml version="1.0"?>')
    parts["xl/workbook.xml"] = b'<?xml version="1.0" encoding="UTF--1"?>' + book
    with zipfile.ZipFile(path, "w") as new:
        for name, data in parts.items():
            new.writestr(name, data)
    _, (receipt,) = read(path)
    assert "程序内部出错" not in str(receipt.error)


def test_rows_claimed_in_broken_markup_are_not_built(tmp_path: Path) -> None:
    twice = 'table:number-columns-repeated="9" table:number-columns-repeated="1"'
    rows = (
        '<table:table table:name="账"><table:table-row table:number-rows-repeated="1000000">'
        f"<table:table-cell {twice}><text:p>x</text:p></table:table-cell></table:table-row>"
        "</table:table>"
    )
    assert "XML 有错" in refusal(write_ods(tmp_path / "账.ods", rows))
