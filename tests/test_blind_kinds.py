"""Kinds of ledgers that were written blind, by people who had not seen the reader.

What was spent in each was worked out by hand before the reader was let at it.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

import pytest
from books import Cell, write_xlsx
from reading import read

if TYPE_CHECKING:
    from pathlib import Path

D = Decimal
Rows = list[list[Cell]]
_: None = None
SPENT = ["spending", "transfer_out"]


class Book(NamedTuple):
    """Rows of one sheet, and what each project spent; received: by all of them."""

    rows: Rows
    spent: dict[str, str]
    received: str = "0.00"


BOOKS = {
    "till and bank side by side": Book(
        [
            ["项目:LX2024-09 果蔬冷链示范(专账)"],
            ["日期", "凭证号", "摘要", "库存现金", _, _, "银行存款", _, _],
            [_, _, _, "收入", "付出", "结存", "收入", "付出", "结存"],
            ["2024-01-01", _, "上年结转", _, _, 1200, _, _, 35600],
            ["2024-01-08", "银付1", "提取现金备用", 5000, _, 6200, _, 5000, 30600],
            ["2024-01-11", "现付1", "付分拣劳务费", _, 1440, 4760, _, _, 30600],
            ["2024-01-23", "银付2", "付保鲜膜材料款", _, _, 4760, _, 8650, 21950],
            ["2024-02-05", "银收1", "收区科技局项目拨款", _, _, 4760, 100000, _, 121950],
            ["2024-03-12", "银收2", "设备厂退回多付设备款", _, _, 4760, 1200, _, 123150],
            [_, _, "本月合计", 5000, 1440, 4760, 101200, 13650, 123150],
        ],
        {"LX2024-09": "8890.00"},
        "100000.00",
    ),
    "projects within the paths of accounts": Book(
        [
            ["凭证序时簿"],
            ["日期", "凭证字号", "摘要", "科目编码", "科目名称", "借方金额", "贷方金额"],
            ["2024-03-05", "记-1", "购芯片", "43010101", "研发支出_RD01智能控制器_材料费", 5300, _],
            ["2024-03-05", "记-1", "购芯片", "1002", "银行存款", _, 5300],
            ["2024-03-10", "记-2", "房租", "560205", "管理费用_房租", 4500, _],
            ["2024-03-10", "记-2", "房租", "1002", "银行存款", _, 4500],
            ["2024-04-11", "记-3", "探头", "43010201", "研发支出_RD02墒情传感器_材料费", 8400, _],
            ["2024-04-11", "记-3", "探头", "1002", "银行存款", _, 8400],
        ],
        {"RD01": "5300.00", "RD02": "8400.00"},
    ),
    "line items with materials of research and a settlement": Book(
        [
            ["项目定义", "成本要素", "成本要素名称", "过账日期", "凭证编号", "凭证抬头文本", "值(报表货币)"],
            ["R24018", "51010100", "研发-原材料", "2024-03-04", "4900012231", "领用合金粉", 46218.4],
            ["R24018", "51020300", "研发-外协加工费", "2024-03-15", "5105600871", "外协加工费", 28000],
            ["R24018", "51010100", "研发-原材料", "2024-04-30", "4900012702", "合金粉退库", -2218.4],
            ["R24018", "94990100", "项目结算", "2024-06-30", "300045120", "结算至研发支出-资本化", -72000],
        ],
        {"R24018": "72000.00"},
    ),
    "money passed on to partners out of the grant itself": Book(
        [
            ["日期", "凭证号", "科目编码", "科目名称", "项目编码", "摘要", "借方", "贷方"],
            ["2024-04-03", "记-7", "27110101", "专项应付款\\科研专项", "XM-041", "收到科技厅拨课题经费", _, 250000],
            ["2024-04-28", "记-90", "27110101", "专项应付款\\科研专项", "XM-041", "转拨参与单位课题经费", 80000, _],
            ["2024-05-31", "记-10", "53010101", "研发支出\\材料费", "XM-041", "领用萃取剂", 36200, _],
            ["2024-06-30", "记-40", "27110101", "专项应付款\\科研专项", "XM-041", "结转已完成项目", 36200, _],
        ],
        {"XM-041": "116200.00"},
        "250000.00",
    ),
    "refunds that have a state of their own": Book(
        [
            ["支付日期", "支付单号", "项目代码", "资金用途", "收款人", "支付金额", "支付状态"],
            ["2024-04-11", "ZF1", "JC-103", "购检测试剂", "某生物公司", 23760, "支付成功"],
            ["2024-05-16", "ZF2", "JC-103", "差旅费", "李强", 1908, "已撤销"],
            ["2024-06-04", "ZF3", "JC-103", "检测试剂退货", "某生物公司", -1980, "退款到账"],
            ["2024-06-05", "ZF4", "JC-103", "版面费", "某杂志社", 3000, "已退款"],
            ["2024-06-09", "ZF5", "JC-103", "版面费退款", "某杂志社", -3000, "已退款"],
        ],
        {"JC-103": "21780.00"},
    ),
    "an account that means two things in two systems, closed for more than was spent since": Book(
        [
            ["科目：530102 研发支出-资本化支出        项目：RD202303 减速器研制"],
            ["日期", "凭证号数", "科目编码", "科目名称", "摘要", "借方", "贷方", "方向", "余额"],
            [_, _, _, _, "期初余额", _, _, "借", 86400],
            ["2024-01-15", "记-12", "53010202", "直接投入费", "付特种钢材款", 12300, _, "借", 98700],
            ["2024-01-31", "记-35", "53010201", "人员人工费", "分配1月研发人员工资", 28500, _, "借", 127200],
            ["2024-03-12", "记-15", "53010203", "试验检验费", "委托疲劳试验", 15900, _, "借", 143100],
            ["2024-04-10", "记-11", "53010202", "直接投入费", "供应商退款", _, 860, "借", 142240],
            ["2024-06-30", "记-48", "53010201", "人员人工费", "结转无形资产", _, 142240, "平", _],
        ],
        {"RD202303": "55840.00"},
    ),
    "a list of equipment below the ledger that has it": Book(
        [
            ["经费号：YX2023-11    课题名称：影像辅助诊断研究"],
            ["日期", "凭证号", "摘要", "支出科目", "收入", "支出", "余额"],
            ["2024-03-05", "0132", "学校拨入年度经费", _, 100000, _, 100000],
            ["2024-03-12", "0155", "购GPU工作站", "设备费", _, 38600, 61400],
            ["2024-04-02", "0208", "标注劳务费", "劳务费", _, 12000, 49400],
            ["合计", _, _, _, 100000, 50600, 49400],
            [_],
            ["附1：设备清单"],
            ["序号", "设备名称", "规格型号", "数量", "金额", "购置日期", "经费号"],
            [1, "GPU工作站", "双卡", 1, 38600, "2024-03-12", "YX2023-11"],
        ],
        {"YX2023-11": "50600.00"},
        "100000.00",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BOOKS)
def test_what_each_project_spent(name: str, tmp_path: Path) -> None:
    book = BOOKS[name]
    tables, (receipt,) = read(write_xlsx(tmp_path / "账册.xlsx", {"明细": book.rows}))
    entries = tables["entries"]
    spent = entries.filter(entries["kind"].is_in(SPENT) & entries["project_code"].is_not_null())
    projects = spent.sort("project_code").partition_by("project_code", as_dict=True)
    sums = {str(code): f"{rows['amount'].sum():.2f}" for (code,), rows in projects.items()}
    assert sums == book.spent
    assert f"{-entries.filter(kind='receipt')['amount'].sum():.2f}" == book.received
    assert not any(sheet.rejected for sheet in receipt.sheets)


@pytest.mark.parametrize(
    ("title", "code", "name"),
    [
        ("期间：2024年第1期至第6期    核算项目：项目 2023-NJ07 青贮关键技术研究    币别：人民币", "2023-NJ07", "青贮关键技术研究"),
        ("项目名称：水稻病虫害绿色防控          2024年度", "水稻病虫害绿色防控", "水稻病虫害绿色防控"),
        ("项目编号：SZKJ2024-036  项目名称：雨水渗蓄技术        第1页", "SZKJ2024-036", "雨水渗蓄技术"),
    ],
)  # fmt: skip
def test_what_a_title_says_of_the_project(title: str, code: str, name: str, tmp_path: Path) -> None:
    rows: Rows = [[title], ["日期", "摘要", "支出金额"], ["2024-03-05", "购芯片", 5300]]
    tables, _receipts = read(write_xlsx(tmp_path / "账册.xlsx", {"明细": rows}))
    assert tables["entries"].select("project_code", "project_name").rows() == [(code, name)]
