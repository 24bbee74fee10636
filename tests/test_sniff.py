"""What cannot be read is refused with one Chinese sentence: what it is and how to mend it."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

import pytest
from books import ledger, write_xlsx
from reading import read, refusal
from running import fundcheck

if TYPE_CHECKING:
    from pathlib import Path

    from books import Cell

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LINE: dict[str, Cell] = {"日期": "2024-05-06", "凭证号": "记-1", "摘要": "购试剂", "金额": 100}


def _bytes(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("空.xlsx", b"", "文件是空的"),
        ("假.xls", "<html><table><tr><td>日期</td></tr></table>".encode("gb18030"), "没有找到账册"),
        ("假2.xls", b"\xef\xbb\xbf<!DOCTYPE html>", "网页（HTML），里面没有表格"),
        (
            "旧.xls",
            b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">',
            "SpreadsheetML 2003",
        ),
        ("文.xlsx", b"%PDF-1.7", "PDF"),
        ("坏.xlsx", b"PK\x03\x04" + b"\x00" * 200, "文件已损坏"),
        ("乱.xls", bytes(range(256)) * 4, "看不出是什么文件"),
        (
            "密.xlsx",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "已加密",
        ),
        ("词.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "没有 Excel 工作簿"),
        ("字.csv", "甲,乙\n1,2\n".encode(), "没有找到账册"),
    ],
)
def test_bad_bytes_are_refused_with_a_sentence(
    tmp_path: Path, name: str, content: bytes, says: str
) -> None:
    sentence = refusal(_bytes(tmp_path / name, content))
    assert says in sentence
    assert sentence.endswith("。")
    assert "请" in sentence  # and says what to do


def test_a_truncated_workbook_is_refused_and_the_other_file_is_read(tmp_path: Path) -> None:
    good = write_xlsx(tmp_path / "好.xlsx", {"支出明细": ledger(LINE)})
    bad = _bytes(tmp_path / "断.xlsx", good.read_bytes()[:-700])
    tables, receipts = read(tmp_path)
    assert [(r.path, r.readable) for r in receipts] == [(good.name, True), (bad.name, False)]
    assert tables["entries"].height == 1


def test_a_zip_bomb_is_not_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "大.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"\0" * (200 << 20))
    assert "恶意文件" in refusal(path)


def test_an_empty_workbook_says_so(tmp_path: Path) -> None:
    assert "没有任何单元格内容" in refusal(
        write_xlsx(tmp_path / "空.xlsx", {"Sheet1": [], "Sheet2": []})
    )


def test_no_header_names_the_nearest_row_and_what_is_missing(tmp_path: Path) -> None:
    rows = [["某单位"], ["日期", "凭证号", "摘要"], ["2024-05-06", "记-1", "购试剂"]]
    sentence = refusal(write_xlsx(tmp_path / "缺.xlsx", {"Sheet1": rows}))
    assert "第 2 行" in sentence
    assert "日期、凭证号、摘要" in sentence
    assert "金额" in sentence


def test_a_renamed_workbook_is_read_by_its_content(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", {"支出明细": ledger(LINE)}).rename(tmp_path / "a.xls")
    tables, _ = read(path)
    assert tables["entries"].height == 1


def test_a_workbook_damaged_inside_is_one_sentence_and_no_traceback(tmp_path: Path) -> None:
    lines = [{**LINE, "凭证号": f"记-{number}", "金额": number} for number in range(400)]
    path = write_xlsx(tmp_path / "伤.xlsx", {"支出明细": ledger(*lines)})
    with zipfile.ZipFile(path) as archive:
        part = archive.getinfo("xl/worksheets/sheet1.xml")
    content = bytearray(path.read_bytes())
    middle = part.header_offset + part.compress_size // 2
    content[middle : middle + 40] = bytes(40)
    path.write_bytes(content)
    ran = fundcheck(path, out=tmp_path / "out")
    assert ran.code == 2
    assert "文件已损坏" in ran.err
    assert "Traceback" not in ran.err
