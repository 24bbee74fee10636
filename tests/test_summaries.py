"""The summary is the column that is full and says something, and several may say it together.

Expectations were worked out by hand from what stands in the rows.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

import pytest
from books import Cell, write_xlsx
from reading import read_ledger, refusal

if TYPE_CHECKING:
    from pathlib import Path

D = Decimal
Rows = list[list[Cell]]
_: None = None


class Sheet(NamedTuple):
    """A sheet, the summaries that its lines must have, and what was spent."""

    rows: Rows
    summaries: list[str | None]
    spent: str = "2300.00"


def _plain(*header: str, texts: tuple[str, str] = ("购试剂", "打印资料费")) -> Sheet:
    """Return a sheet of two lines: a day, what it was for, an amount and who."""
    rows: Rows = [
        [*header],
        ["2024-03-04", texts[0], 1500, "张三"],
        ["2024-03-06", texts[1], 800, "李四"],
    ]
    return Sheet(rows, list(texts))


SHEETS = {
    "支出款向": _plain("日期", "支出款向", "支出金额", "支出人"),
    "款项去向": _plain("日期", "款项去向", "金额", "经手"),
    "支出详情": _plain("日期", "支出详情", "金额", "花钱的人"),
    "花费 as text": _plain("日期", "花费", "金额", "人员"),
    "支出 as text": _plain("日期", "支出", "金额", "经办人"),
    "花销 as text": _plain("日期", "花销", "金额", "经办人"),
    "开支内容": _plain("日期", "开支内容", "开支金额", "经办人"),
    "用途说明": _plain("日期", "用途说明", "金额", "经办人"),
    "费用明细 as text": _plain("日期", "费用明细", "金额", "经办人"),
    "支出明细 as text": _plain("日期", "支出明细", "支出金额", "支出人"),
    "花费明细": _plain("日期", "花费明细", "花费金额", "花费人"),
    "消费详情": _plain("消费日期", "消费详情", "消费金额", "消费人"),
    "事项描述": _plain("日期", "事项描述", "金额", "申请人"),
    "报销内容": _plain("日期", "报销内容简述", "报销金额", "报销人"),
    "购买东西": _plain("日期", "购买的东西", "金额", "谁买的"),
    "what is in a header of two rows": Sheet(
        [
            ["日期", "支出", _, "经办人"],
            [_, "款向", "金额"],
            ["2024-03-04", "购试剂", 1500, "张三"],
            ["2024-03-06", "打印资料费", 800, "李四"],
        ],
        ["购试剂", "打印资料费"],
    ),
    "an empty 事由 beside a full 说明": Sheet(
        [
            ["日期", "金额", "人员", "说明", "状态", "事由"],
            ["2024-03-04", 522, "甲", "高铁票（武汉至北京）", "已提交", _],
            ["2024-03-05", 315, "乙", "招待费（晚餐）", "已提交", _],
            ["2024-03-06", 53, "乙", "退票费", "已提交", _],
            ["2024-03-07", 60, "乙", "出租车", "已提交", "参加展会"],
        ],
        ["高铁票（武汉至北京）", "招待费（晚餐）", "退票费", "出租车；参加展会"],
        "950.00",
    ),
    "an empty 摘要 beside a full 备注": Sheet(
        [
            ["日期", "凭证号", "摘要", "金额", "备注"],
            ["2024-03-04", "记-1", _, 1500, "购试剂"],
            ["2024-03-06", "记-2", _, 800, "打印资料费"],
        ],
        ["购试剂", "打印资料费"],
    ),
    "a matter and its details": Sheet(
        [
            ["日期", "事由", "明细", "金额"],
            ["2024-03-04", "参加学术年会", "高铁票、住宿费", 1500],
            ["2024-03-06", "结题准备", "打印资料", 800],
        ],
        ["参加学术年会；高铁票、住宿费", "结题准备；打印资料"],
    ),
    "a summary and what it was used for": Sheet(
        [
            ["日期", "凭证号", "摘要", "用途", "金额"],
            ["2024-03-04", "记-1", "报销", "购试剂", 1500],
            ["2024-03-06", "记-2", "报销打印资料费", "打印资料费", 800],
        ],
        ["报销；购试剂", "报销打印资料费"],
    ),
    "words for nothing add nothing": Sheet(
        [
            ["日期", "凭证号", "摘要", "说明", "金额"],
            ["2024-03-04", "记-1", "购试剂", "无", 1500],
            ["2024-03-06", "记-2", "/", "打印资料费", 700],
            ["2024-03-07", "记-3", "版面费", "—", 100],
        ],
        ["购试剂", "打印资料费", "版面费"],
    ),
    "the same words twice": Sheet(
        [
            ["日期", "凭证号", "摘要", "事项", "金额"],
            ["2024-03-04", "记-1", "购试剂", "购试剂", 1500],
            ["2024-03-06", "记-2", "打印资料费", _, 800],
        ],
        ["购试剂", "打印资料费"],
    ),
    "a matter only on the first line, details on each": Sheet(
        [
            ["日期", "事由", "支出说明", "金额"],
            ["2024-03-04", "赴京开会", "高铁票", 700],
            ["2024-03-05", _, "住宿", 800],
            ["2024-03-06", _, "市内交通", 800],
        ],
        ["高铁票；赴京开会", "住宿", "市内交通"],
    ),
}


@pytest.mark.parametrize("sheet", SHEETS.values(), ids=SHEETS)
def test_a_line_says_what_it_was_for(sheet: Sheet, tmp_path: Path) -> None:
    entries, _receipt = read_ledger(write_xlsx(tmp_path / "JC-2024-01.xlsx", {"账": sheet.rows}))
    spent = entries.filter(kind="spending")
    assert spent["amount"].sum() == D(sheet.spent)
    assert spent["summary"].to_list() == sheet.summaries


INNOCENT = {
    "a note stays a note": Sheet(
        [
            ["日期", "凭证号", "摘要", "金额", "备注"],
            ["2024-03-04", "记-1", "购试剂", 1500, "发票后补"],
            ["2024-03-06", "记-2", "打印资料费", 800, "已验收"],
        ],
        ["购试剂", "打印资料费"],
    ),
    "names of people and states are no summary": Sheet(
        [
            ["日期", "摘要", "金额", "支出人", "支出部门", "支出方式", "支出状态"],
            ["2024-03-04", "购试剂", 1500, "张三丰", "化工学院", "公务卡", "已支付"],
            ["2024-03-06", "打印资料费", 800, "李四光", "化工学院", "转账", "已支付"],
        ],
        ["购试剂", "打印资料费"],
    ),
    "the contract's name beside a summary": Sheet(
        [
            ["日期", "凭证号", "摘要", "合同名称", "金额"],
            ["2024-03-04", "记-1", "购试剂", "试剂及会议服务合同", 1500],
            ["2024-03-06", "记-2", "打印资料费", _, 800],
        ],
        ["购试剂", "打印资料费"],
    ),
    "only a contract's name": Sheet(
        [
            ["日期", "凭证号", "合同名称", "金额"],
            ["2024-03-04", "记-1", "试剂采购合同", 1500],
            ["2024-03-06", "记-2", "打印服务合同", 800],
        ],
        ["试剂采购合同", "打印服务合同"],
    ),
    "kinds of cost beside a summary": Sheet(
        [
            ["日期", "费用明细", "摘要", "金额"],
            ["2024-03-04", "材料费", "购试剂", 1500],
            ["2024-03-06", "印刷费", "打印资料", 800],
        ],
        ["购试剂", "打印资料"],
    ),
    "numbers under 说明": Sheet(
        [
            ["日期", "摘要", "说明", "金额"],
            ["2024-03-04", "购试剂", "1", 1500],
            ["2024-03-06", "打印资料费", "2", 800],
        ],
        ["购试剂", "打印资料费"],
    ),
}


@pytest.mark.parametrize("sheet", INNOCENT.values(), ids=INNOCENT)
def test_what_says_something_else_is_no_summary(sheet: Sheet, tmp_path: Path) -> None:
    entries, _receipt = read_ledger(write_xlsx(tmp_path / "JC-2024-01.xlsx", {"账": sheet.rows}))
    spent = entries.filter(kind="spending")
    assert spent["amount"].sum() == D(sheet.spent)
    assert spent["summary"].to_list() == sheet.summaries


def test_a_column_of_texts_is_never_asked_after_as_an_amount(tmp_path: Path) -> None:
    rows: Rows = [
        ["日期", "支出组", "支出金额", "支出人"],
        ["2024.3.4", "甲组", 1500, "甲"],
        ["2024.3.6", "乙组", 800, "乙"],
    ]
    said = refusal(write_xlsx(tmp_path / "a.xlsx", {"Sheet1": rows}))
    assert "借方" not in said
    assert "贷方" not in said


def test_where_nothing_says_what_it_was_for_the_summary_is_asked_after(tmp_path: Path) -> None:
    rows: Rows = [
        ["日期", "随手一记", "支出金额"],
        ["2024.3.4", "给小王的那笔", 1500],
        ["2024.3.6", "上周说好的打印", 800],
    ]
    said = refusal(write_xlsx(tmp_path / "a.xlsx", {"Sheet1": rows}))
    assert "「随手一记」可能是摘要" in said


class Indicators(NamedTuple):
    """An export of the treasury's systems and the project of its lines: code and name."""

    header: list[Cell]
    cells: list[Cell]
    project: tuple[str | None, str | None]


INDICATORS = {
    "code and name": Indicators(
        ["指标编码", "指标名称"],
        ["140000240001", "煤矸石利用研究"],
        ("140000240001", "煤矸石利用研究"),
    ),
    "the indicator's id": Indicators(["指标ID"], ["ZB2024-0113"], ("ZB2024-0113", None)),
    "of the budget": Indicators(
        ["预算指标编码", "预算指标名称"], ["ZB24001", "煤层气研究"], ("ZB24001", "煤层气研究")
    ),
    "one cell for both": Indicators(
        ["预算指标"], ["ZB24001-煤层气研究"], ("ZB24001", "煤层气研究")
    ),
    "a project column goes first": Indicators(
        ["指标编码", "指标名称", "项目编号"],
        ["140000240001", "科技重大专项", "JC-2024-09"],
        ("JC-2024-09", None),
    ),
}


@pytest.mark.parametrize("case", INDICATORS.values(), ids=INDICATORS)
def test_an_indicator_names_the_project(case: Indicators, tmp_path: Path) -> None:
    rows: Rows = [
        ["支付日期", "支付凭证号", "摘要", *case.header, "支付金额"],
        ["2024-03-04", "1001", "购试剂", *case.cells, 1500],
        ["2024-03-06", "1002", "打印资料费", *case.cells, 800],
    ]
    entries, _receipt = read_ledger(write_xlsx(tmp_path / "国库支付.xlsx", {"Sheet1": rows}))
    code, name = case.project
    assert entries["project_code"].unique().to_list() == [code]
    if name:
        assert entries["project_name"].unique().to_list() == [name]


def test_an_indicator_that_is_a_kind_of_cost_is_no_project(tmp_path: Path) -> None:
    rows: Rows = [
        ["支付日期", "支付凭证号", "摘要", "指标名称", "支付金额"],
        ["2024-03-04", "1001", "购试剂", "专用材料费", 1500],
        ["2024-03-06", "1002", "打印资料费", "印刷费", 800],
    ]
    entries, _receipt = read_ledger(write_xlsx(tmp_path / "JC-2024-07.xlsx", {"Sheet1": rows}))
    assert entries["project_code"].unique().to_list() == ["JC-2024-07"]
    assert entries["cost_item"].to_list() == ["专用材料费", "印刷费"]
