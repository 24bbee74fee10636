"""What was paid back or taken off: the amount of a line is what is left, where the sheet proves it."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from books import Cell, write_xlsx
from reading import read
from running import fundcheck, rule_of

if TYPE_CHECKING:
    from pathlib import Path

    import polars as pl

P = "JCKJ2024-703"
D = Decimal
_: None = None
Row = list[Cell]


def _read(folder: Path, rows: list[Row]) -> tuple[list[str], pl.DataFrame, tuple[str, ...]]:
    tables, (receipt,) = read(write_xlsx(folder / f"{P}.xlsx", {"支出明细": rows}))
    (sheet,) = receipt.sheets
    assert sheet.rows.closes, sheet.rows
    amounts = [str(amount) for amount in tables["entries"]["amount"]]
    return amounts, tables["doubts"], sheet.notes


PROVEN: dict[str, list[Row]] = {
    "a discount and what was paid": [
        ["日期", "凭证号", "摘要", "金额", "优惠", "实付金额"],
        ["2024-05-06", "记-1", "购试剂", 1000, 100, 900],
        ["2024-05-07", "记-2", "购耗材", 500, _, 500],
        ["合计", _, _, 1500, 100, 1400],
    ],
    "a refund and what is left": [
        ["日期", "摘要", "支出金额", "退款金额", "净支出"],
        ["2024-05-06", "购试剂", 1000, 100, 900],
        ["2024-05-07", "购耗材", 500, 0, 500],
    ],
    "a refund written as minus": [
        ["日期", "摘要", "报销金额", "退款", "实际报销额"],
        ["2024-05-06", "购试剂", 1000, -100, 900],
        ["2024-05-07", "购耗材", 500, _, 500],
    ],
    "what the price was before": [
        ["日期", "摘要", "原价", "折扣金额", "金额"],
        ["2024-05-06", "购试剂", 1000, 100, 900],
        ["2024-05-07", "购耗材", 500, 0, 500],
    ],
    "two kinds of it": [
        ["日期", "摘要", "金额", "优惠券", "满减", "实付"],
        ["2024-05-06", "购试剂", 1000, 60, 40, 900],
        ["2024-05-07", "购耗材", 500, _, _, 500],
    ],
    "what one pays oneself": [
        ["日期", "凭证号", "摘要", "发生金额", "个人承担", "单位承担"],
        ["2024-05-06", "记-1", "住宿费", 1000, 100, 900],
        ["2024-05-07", "记-2", "住宿费", 500, _, 500],
    ],
    "in 万元": [
        ["日期", "摘要", "金额（万元）", "优惠（万元）", "实付（万元）"],
        ["2024-05-06", "购试剂", 0.1, 0.01, 0.09],
        ["2024-05-07", "购耗材", 0.05, _, 0.05],
    ],
}


@pytest.mark.parametrize("form", PROVEN)
def test_what_is_left_was_spent(tmp_path: Path, form: str) -> None:
    amounts, doubts, _notes = _read(tmp_path, PROVEN[form])
    assert amounts == ["900.00", "500.00"]
    assert not doubts.height


def test_which_column_was_taken_is_told(tmp_path: Path) -> None:
    _amounts, _doubts, notes = _read(tmp_path, PROVEN["a discount and what was paid"])
    assert "「实付金额」等于「金额」减「优惠」，按「实付金额」计算支出（第 2 行）。" in notes


UNPROVEN: dict[str, list[Row]] = {
    "no third column": [
        ["日期", "摘要", "金额", "退款"],
        ["2024-05-06", "购试剂", 1000, 100],
        ["2024-05-07", "购耗材", 500, _],
    ],
    "a third column that is something else": [
        ["日期", "摘要", "报销金额", "退款金额", "备用金额"],
        ["2024-05-06", "购试剂", 1000, 100, 300],
        ["2024-05-07", "购耗材", 500, _, 300],
    ],
}


@pytest.mark.parametrize("form", UNPROVEN)
def test_what_nothing_proves_is_asked(tmp_path: Path, form: str) -> None:
    _amounts, doubts, _notes = _read(tmp_path, UNPROVEN[form])
    (why,) = doubts["why"]
    assert doubts["about"].to_list() == ["sums"]
    assert "要不要从" in why
    assert "第 2 行" in why
    path = tmp_path / f"{P}.xlsx"
    document = fundcheck(path, "--format", "json", out=tmp_path / "out").findings
    assert rule_of(document, P, "J16-3")["outcome"] == "unknown"


def test_the_user_may_say_that_it_is_of_no_use(tmp_path: Path) -> None:
    (tmp_path / "fundcheck.toml").write_text(
        '[[input]]\nfiles = "*.xlsx"\ncolumns = { "退款" = "不用" }\n', "utf-8"
    )
    path = write_xlsx(tmp_path / f"{P}.xlsx", {"支出明细": UNPROVEN["no third column"]})
    document = fundcheck(path, "--format", "json", out=tmp_path / "out").findings
    (project,) = document["projects"]
    assert project["facts"]["spent"] == "1500.00"


INNOCENT: dict[str, list[Row]] = {
    "a rate": [
        ["日期", "摘要", "金额", "折扣"],
        ["2024-05-06", "购试剂", 1000, 0.9],
        ["2024-05-07", "购耗材", 500, 0.95],
    ],
    "nothing was paid back": [
        ["日期", "摘要", "金额", "退款"],
        ["2024-05-06", "购试剂", 1000, 0],
        ["2024-05-07", "购耗材", 500, "-"],
    ],
    "an advance that was settled": [
        ["日期", "摘要", "报销金额", "冲借款", "实付金额"],
        ["2024-05-06", "购试剂", 1000, 400, 600],
        ["2024-05-07", "购耗材", 500, _, 500],
    ],
    "the tax that was withheld": [
        ["日期", "摘要", "姓名", "应发金额", "个税", "实发金额"],
        ["2024-05-06", "咨询费", "王明", 1000, 40, 960],
        ["2024-05-07", "咨询费", "李华", 500, _, 500],
    ],
    "whether it came back": [
        ["日期", "摘要", "金额", "退款"],
        ["2024-05-06", "购试剂", 1000, "否"],
        ["2024-05-07", "购耗材", 500, "否"],
    ],
}


@pytest.mark.parametrize("form", INNOCENT)
def test_what_lowers_nothing_is_left_alone(tmp_path: Path, form: str) -> None:
    amounts, doubts, _notes = _read(tmp_path, INNOCENT[form])
    assert amounts == ["1000.00", "500.00"]
    assert not doubts.height
