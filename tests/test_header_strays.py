"""What stands in a header row that is no part of the header: dates, units, pages, sums.

A header is known by its words, and a cell more in its row does not hide the table. What the user
has fixed goes before any guess. All sums were worked out by hand.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

import polars as pl
import pytest
from books import Cell, write_xlsx
from reading import read, read_ledger, refusal

from fundcheck.ingest.discover import discover
from fundcheck.ingest.library import read_library
from fundcheck.ingest.settings import load_settings

if TYPE_CHECKING:
    from pathlib import Path

D = Decimal
Rows = list[list[Cell]]
_: None = None
HEADER: list[Cell] = ["日期", "凭证号", "摘要", "金额"]
LINES: Rows = [
    ["2024-04-01", "记-1", "试剂", 1500],
    ["2024-04-02", "记-2", "打印费", 800],
    ["2024-04-03", "记-3", "版面费", 300],
]


def _beside(*strays: Cell) -> Rows:
    return [[*HEADER, *strays], *LINES]


STRAYS: dict[str, Rows] = {
    "a real date": _beside(_, dt.date(2024, 4, 30)),
    "a date as text": _beside(_, "2024-04-30"),
    "a date in Chinese": _beside("2024年4月30日"),
    "a date with what it is": _beside(_, _, "2024.4.30日统计"),
    "a serial day": _beside(45412),
    "a month": _beside("2024.04"),
    "the unit": _beside("单位：元"),
    "the unit of the currency": _beside("金额单位：人民币元"),
    "a year": _beside(_, "2024年度"),
    "a year without a word": _beside(2024),
    "a telephone number": _beside(_, "13800001111"),
    "a telephone number with a dash": _beside("电话", "0351-7012345"),
    "the page": _beside("1/3"),
    "the page in words": _beside(_, "第1页/共3页"),
    "the sum of all": _beside("合计：", 2600),
    "the sum in a word and a figure of its own": _beside(_, "余额", 12000.5),
    "when it was printed": _beside("打印时间：", "2024-04-30 10:22:31"),
    "who and when": _beside(_, "制表：王", "2024-04-30"),
    "a date before the header": [["2024-04-30", *HEADER], *([_, *line] for line in LINES)],
    "several figures": _beside(_, 10, 3.7, "2024-04-30"),
    "a date in the upper of two rows": [
        ["日期", "凭证号", "摘要", "金额", _, "2024-04-30"],
        [_, _, _, "（元）"],
        *LINES,
    ],
    "a side table": [
        [*HEADER, _, "2024.4.30余额", _],
        ["2024-04-01", "记-1", "试剂", 1500, _, 10, "农行"],
        ["2024-04-02", "记-2", "打印费", 800, _, 3.7, "现金"],
        ["2024-04-03", "记-3", "版面费", 300],
    ],
}


@pytest.mark.parametrize("rows", STRAYS.values(), ids=STRAYS)
def test_a_cell_more_in_the_header_row_hides_no_table(rows: Rows, tmp_path: Path) -> None:
    entries, sheet = read_ledger(write_xlsx(tmp_path / "JC-2024-01.xlsx", {"支出": rows}))
    spent = entries.filter(kind="spending")
    assert spent["amount"].to_list() == [D("1500.00"), D("800.00"), D("300.00")]
    assert spent["summary"].to_list() == ["试剂", "打印费", "版面费"]
    assert spent["date"].dt.to_string().to_list() == ["2024-04-01", "2024-04-02", "2024-04-03"]
    assert not sheet.losses


def test_a_date_in_the_head_of_a_book_with_two_sides(tmp_path: Path) -> None:
    rows: Rows = [
        ["2024年", _, "凭证", "摘要", "借方", "贷方", "余额", "2024-06-30"],
        ["月", "日", "字号"],
        [6, 1, "记1", "购试剂", 400, _, 400],
        [6, 9, "记2", "退回试剂", _, 100, 300],
    ]
    entries, _sheet = read_ledger(write_xlsx(tmp_path / "JC-2024-02.xlsx", {"明细账": rows}))
    assert entries["amount"].to_list() == [D("400.00"), D("-100.00")]


INNOCENT: dict[str, Rows] = {
    "a card in the rows above": [
        ["项目编号", "JC-2024-03", "项目负责人", "张三", "开始日期", "2024-01-01"],
        [*HEADER],
        *LINES,
    ],
    "a slip above its lines": [
        ["凭证号", "记-9", "日期", "2024-04-09", "附件数", "3"],
        ["经办人", "李四", "部门", "科研处", "金额", "2600"],
        [*HEADER],
        *LINES,
    ],
    "a budget's line in the title": [
        ["预算金额", 50000, "支出", 2600, "余额", 47400],
        [*HEADER],
        *LINES,
    ],
    "lines whose texts are words of headers": [
        ["日期", "费用类别", "摘要", "收款单位", "金额"],
        ["2024-04-01", "材料", "项目", "单位", 1500],
        ["2024-04-02", "费用", "说明", "备注", 800],
        ["2024-04-03", "支出", "内容", "用途", 300],
    ],
}


@pytest.mark.parametrize("rows", INNOCENT.values(), ids=INNOCENT)
def test_rows_with_words_and_figures_that_are_no_header(rows: Rows, tmp_path: Path) -> None:
    entries, _sheet = read_ledger(write_xlsx(tmp_path / "JC-2024-03.xlsx", {"支出": rows}))
    assert entries["amount"].to_list() == [D("1500.00"), D("800.00"), D("300.00")]
    assert entries["date"].null_count() == 0


def _fixed(tmp_path: Path, rows: Rows, settings: str) -> pl.DataFrame:
    path = write_xlsx(tmp_path / "JC-2024-04.xlsx", {"支出": rows})
    (tmp_path / "fundcheck.toml").write_text(f'[[input]]\nfiles = "*"\n{settings}', "utf-8")
    found = discover([path])
    tables, (receipt,) = read_library(found.inputs, settings=load_settings(None, path))
    assert receipt.readable, receipt.error
    return tables["entries"]


FIXED: dict[str, tuple[Rows, str]] = {
    "the row, with a date in it": (_beside(_, "2024-04-30"), "header_row = 1"),
    "the row, whose columns are only numbered": (
        [["支出一览"], [1, 2, 3, 4], *LINES],
        'header_row = 2\n[input.columns]\n"1" = "日期"\n"2" = "凭证号"\n"3" = "摘要"\n"4" = "金额"',
    ),
    "the row, where a column is called by a year": (
        [["日期", "凭证号", "摘要", "2024年"], *LINES],
        'header_row = 1\n[input.columns]\n"2024年" = "金额"',
    ),
    "the columns only, one called by a date": (
        [["日期", "凭证号", "摘要", "2024-04-30"], *LINES],
        '[input.columns]\n"2024-04-30" = "金额"',
    ),
    "the columns only, all of them unknown words": (
        [["子", "丑", "寅", "卯"], *LINES],
        '[input.columns]\n"子" = "日期"\n"丑" = "凭证号"\n"寅" = "摘要"\n"卯" = "金额"',
    ),
    "the columns only, called by figures": (
        [["1", "2", "3", "4"], *LINES],
        '[input.columns]\n"1" = "日期"\n"2" = "凭证号"\n"3" = "摘要"\n"4" = "金额"',
    ),
    "the row, against a better one below": (
        [["日期", "凭证号", "摘要", "数目", "预付"], ["日期", "凭证号", "摘要", "金额"], *LINES],
        'header_row = 1\n[input.columns]\n"数目" = "金额"',
    ),
    "the row, with a word that the reader takes for something else": (
        [["日期", "凭证号", "对方科目", "合同金额"], *LINES],
        'header_row = 1\n[input.columns]\n"对方科目" = "摘要"\n"合同金额" = "金额"',
    ),
}


@pytest.mark.parametrize(("rows", "settings"), FIXED.values(), ids=FIXED)
def test_what_the_user_fixes_always_wins(rows: Rows, settings: str, tmp_path: Path) -> None:
    entries = _fixed(tmp_path, rows, settings)
    spent = entries.filter(pl.col("amount").is_not_null())
    assert spent["amount"].to_list() == [D("1500.00"), D("800.00"), D("300.00")]
    assert spent["summary"].to_list() == ["试剂", "打印费", "版面费"]


def test_a_fixed_row_that_lacks_a_column_is_refused_by_its_own_number(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", {"支出": [["甲", "乙"], ["日期", "金额"], ["x", 1]]})
    (tmp_path / "fundcheck.toml").write_text('[[input]]\nfiles = "*"\nheader_row = 1\n', "utf-8")
    found = discover([path])
    _tables, (receipt,) = read_library(found.inputs, settings=load_settings(None, path))
    assert not receipt.readable
    assert "第 1 行" in (receipt.error or "")


def test_two_sheets_of_which_one_has_a_date_in_its_header(tmp_path: Path) -> None:
    april: Rows = [["日期", "支出金额", "收入", "备注", "人员", _, "2024.4.4日统计"], ["上月结余", _, 9000, _, _, _, 10], ["4.1", 1500, _, "试剂", "甲", _, 10], ["4.2", 800, _, "打印费", "乙"], ["4.3", 300, _, "版面费", "乙"], ["总计", 2600]]  # fmt: skip
    may: Rows = [["日期", "支出金额", "收入", "备注", "人员"], ["5.1", 500, _, "邮寄费", "甲"], ["5.2", 600, _, "测试费", "乙"], ["5.3", 700, _, "材料", "乙"], ["总计", 1800]]  # fmt: skip
    tables, (receipt,) = read(write_xlsx(tmp_path / "JC-2024-05.xlsx", {"4月": april, "5月": may}))
    spent = tables["entries"].filter(kind="spending").group_by("sheet").agg(pl.col("amount").sum())
    assert dict(spent.iter_rows()) == {"4月": D("2600.00"), "5月": D("1800.00")}
    assert [sheet.role for sheet in receipt.sheets] == ["entries", "entries"]


def test_figures_under_words_that_are_no_header_stay_unread(tmp_path: Path) -> None:
    rows: Rows = [["姓名", "日期", "单位", "2024-04-30"], ["张三", "2024-04-01", "甲院", 5]]
    assert "没有找到" in refusal(write_xlsx(tmp_path / "a.xlsx", {"名单": rows}))
