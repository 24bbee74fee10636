"""A sheet that looks like a ledger and could not be read is said, and the run did not read all.

A sheet that is plainly something else takes nothing away from a run.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from books import Cell, write_xlsx
from reading import read
from running import bare, fundcheck

if TYPE_CHECKING:
    from pathlib import Path

Rows = list[list[Cell]]
_: None = None
LEDGER: Rows = [
    ["日期", "凭证号", "摘要", "金额", "项目编号"],
    ["2024-04-01", "记-1", "试剂", 1500, "JC-2024-01"],
    ["2024-04-02", "记-2", "打印费", 800, "JC-2024-01"],
]

LOST: dict[str, Rows] = {
    "words of the house for every column": [
        ["何日", "干啥", "几多"],
        ["2024-04-05", "买试剂", 300.5],
        ["2024-04-06", "打印资料", 120],
    ],
    "an amount and a day, and not what for": [
        ["日期", "金额", "经手"],
        ["2024-04-05", 300.5, "甲"],
        ["2024-04-06", 120, "乙"],
    ],
    "a question that nobody answered": [
        ["日期", "支出事项内容", "垫资"],
        ["2024-04-05", "买试剂", 300.5],
        ["2024-04-06", "打印资料", 120],
    ],
    "no header at all": [
        ["2024-04-05", "记-5", "买试剂", "材料费", 300.5],
        ["2024-04-06", "记-6", "打印资料", "印刷费", 120],
        ["2024-04-07", "记-7", "版面费", "印刷费", 1200],
    ],
    "day and month, what and how much without a word": [
        ["4.5", "买试剂", 300.5],
        ["4.6", "打印资料费", 120],
        ["4.7", "版面费", 1200],
    ],
}


@pytest.mark.parametrize("rows", LOST.values(), ids=LOST)
def test_a_ledger_that_could_not_be_read_is_lost(rows: Rows, tmp_path: Path) -> None:
    _t, (receipt,) = read(write_xlsx(tmp_path / "a.xlsx", {"一": LEDGER, "二": rows}))
    assert [(sheet.name, sheet.role, sheet.lost) for sheet in receipt.sheets] == [
        ("一", "entries", False),
        ("二", "not_read", True),
    ]
    assert any("「二」" in said for said in receipt.losses)


NO_LEDGERS: dict[str, Rows] = {
    "nothing": [],
    "a guide": [["填写说明"], ["1. 日期写成 2024-01-01"], ["2. 金额以元为单位，如 1200.50"]],
    "a balance sheet": [
        ["资产负债表"],
        ["2024-12-31", _, "单位：元"],
        ["资产", "期末余额", "年初余额"],
        ["货币资金", 120000.5, 98000],
        ["应收账款", 3000, 1200.75],
    ],
    "a list of codes": [["科目编码", "科目名称"], ["530101", "材料费"], ["530102", "差旅费"]],
    "a list of words for the drop-downs": [["费用科目"], ["设备费"], ["材料费"], ["差旅费"]],
    "people and their birthdays": [
        ["姓名", "出生日期", "手机", "学历"],
        ["张三", "1990-01-02", "13800001111", "博士"],
        ["李四", "1988-05-06", "13900002222", "硕士"],
    ],
    "a plan of work": [
        ["阶段", "开始日期", "结束日期", "内容"],
        ["一", "2024-01-01", "2024-06-30", "调研"],
        ["二", "2024-07-01", "2024-12-31", "试验"],
    ],
    "hours of work": [
        ["日期", "姓名", "工时"],
        ["2024-04-01", "张三", 7.5],
        ["2024-04-02", "李四", 8],
    ],
    "what was measured": [
        ["时间", "温度", "湿度"],
        ["2024-04-01 10:00", 25.31, 60.2],
        ["2024-04-01 11:00", 25.87, 61.4],
    ],
    "a summary by item": [
        ["科目", "预算", "支出", "余额"],
        ["设备费", 50000, 42000.5, 7999.5],
        ["材料费", 30000, 1500, 28500],
    ],
    "a summary by month": [
        ["月份", "支出合计", "累计"],
        ["1月", 1200.5, 1200.5],
        ["2月", 800, 2000.5],
    ],
    "a bank statement": [
        ["交易时间", "对方户名", "对方账号", "收入金额", "支出金额", "账户余额"],
        ["2024-04-01 10:00", "甲公司", "6222001", _, 1500, 8500],
        ["2024-04-02 10:00", "乙公司", "6222002", _, 800, 7700],
    ],
    "who has signed": [["签到表"], ["日期", "姓名", "签名"], ["2024-04-01", "张三", _]],
    "a chart's numbers": [[_, "一季度", "二季度"], ["材料", 1200.5, 800], ["差旅", 300, 120]],
    "one cell": [["本表仅供参考 2024-04-30"]],
    "the prices of what is sold here": [
        ["品名", "规格", "单价", "更新日期"],
        ["乙醇", "500ml", 12.5, "2024-01-01"],
        ["丙酮", "500ml", 18, "2024-01-01"],
    ],
}


@pytest.mark.parametrize("rows", NO_LEDGERS.values(), ids=NO_LEDGERS)
def test_a_sheet_that_is_plainly_something_else_is_not_lost(rows: Rows, tmp_path: Path) -> None:
    _t, (receipt,) = read(write_xlsx(tmp_path / "a.xlsx", {"一": LEDGER, "二": rows}))
    assert [sheet.name for sheet in receipt.sheets if sheet.lost] == []
    assert receipt.losses == ()


def test_a_lost_sheet_is_said_everywhere_and_the_run_did_not_read_all(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", {"一": LEDGER, "五月": next(iter(LOST.values()))})
    ran = fundcheck(path, out=tmp_path / "out")
    assert ran.code == 3
    assert "工作表「五月」像是账册" in ran.err
    assert "五月" in ran.out
    page = (tmp_path / "out" / "index.html").read_text("utf-8")
    assert page.index("五月") < page.index("<h3>先做")
    one, may = ran.findings["inputs"][0]["sheets"]
    assert (one["lost"], may["lost"]) == (False, True)
    looked = bare("inspect", str(path))
    assert "像是账册" in looked.out


def test_a_sheet_that_the_user_did_not_choose_is_not_lost(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", {"一": LEDGER, "二": next(iter(LOST.values()))})
    (tmp_path / "fundcheck.toml").write_text('[[input]]\nfiles = "*"\nsheets = ["一"]\n', "utf-8")
    ran = fundcheck(path, "--config", tmp_path / "fundcheck.toml", out=tmp_path / "out")
    assert ran.code == 0


def test_a_run_whose_sheets_are_all_read_or_no_ledgers_has_read_all(tmp_path: Path) -> None:
    sheets = {"一": LEDGER, **{f"表{n}": rows for n, rows in enumerate(NO_LEDGERS.values())}}
    ran = fundcheck(write_xlsx(tmp_path / "a.xlsx", sheets), out=tmp_path / "out")
    assert ran.code == 0, ran.err
