"""Lists with days and amounts that are no spending: each is refused, with what it really is.

And lists that look like one of them and are ledgers. What was spent in these was added by hand.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

import polars as pl
import pytest
from books import Cell, ledger, write_xlsx
from reading import read, read_ledger, refusal
from running import bare, fundcheck

from fundcheck.ingest.discover import discover
from fundcheck.ingest.library import read_library
from fundcheck.ingest.settings import load_settings

if TYPE_CHECKING:
    from pathlib import Path

D = Decimal
Rows = list[list[Cell]]
_: None = None


class Other(NamedTuple):
    """A sheet that is no ledger: its name, its rows, and what the refusal must call it."""

    sheet: str
    rows: Rows
    called: str


OTHERS = {
    "invoices that were issued": Other(
        "Sheet1",
        [
            ["开票日期", "发票号码", "购方名称", "货物名称", "金额", "税额"],
            ["2024-04-01", "12345678", "甲大学", "测试服务", 1500, 90],
            ["2024-04-02", "12345679", "乙研究院", "检测服务", 800, 48],
        ],
        "销售",
    ),
    "invoices that were issued, with a remark": Other(
        "开票登记",
        [
            ["日期", "发票号", "购买方名称", "开票内容", "价税合计", "备注"],
            ["2024-04-01", "12345678", "甲大学", "技术服务费", 1590, "已到账"],
            ["2024-04-02", "12345679", "乙研究院", "检测费", 848, _],
        ],
        "销售",
    ),
    "sales by customer": Other(
        "销售明细表",
        [
            ["日期", "单据号", "客户名称", "商品名称", "数量", "单价", "金额"],
            ["2024-04-01", "XS001", "甲公司", "传感器", 2, 750, 1500],
            ["2024-04-02", "XS002", "乙公司", "探头", 1, 800, 800],
        ],
        "销售",
    ),
    "a stock book with receipts and issues": Other(
        "Sheet1",
        [
            ["材料明细账：乙醇"],
            [
                "日期",
                "凭证号",
                "摘要",
                "收入数量",
                "收入金额",
                "发出数量",
                "发出金额",
                "结存数量",
                "结存金额",
            ],
            ["2024-04-01", "记-1", "购入", 10, 500, _, _, 10, 500],
            ["2024-04-03", "记-2", "领用", _, _, 4, 200, 6, 300],
        ],
        "收发存",
    ),
    "a stock book under two heads": Other(
        "乙醇",
        [
            ["日期", "凭证号", "摘要", "入库", _, "出库", _, "库存", _],
            [_, _, _, "数量", "金额", "数量", "金额", "数量", "金额"],
            ["2024-04-01", "记-1", "购入", 10, 500, _, _, 10, 500],
            ["2024-04-03", "记-2", "实验用", _, _, 4, 200, 6, 300],
        ],
        "收发存",
    ),
    "what was taken from the store": Other(
        "耗材领用登记表",
        [
            ["日期", "物品名称", "用途", "数量", "金额", "领用人"],
            ["2024-04-01", "手套", "实验", 2, 30, "甲"],
            ["2024-04-02", "口罩", "实验", 1, 20, "乙"],
        ],
        "领用",
    ),
    "what goes in and out": Other(
        "出入库明细",
        [
            ["日期", "单号", "品名", "摘要", "类型", "数量", "金额"],
            ["2024-04-01", "RK01", "乙醇", "采购入库", "入库", 10, 500],
            ["2024-04-02", "CK01", "乙醇", "领料出库", "出库", 4, 200],
        ],
        "收发存",
    ),
    "a working sheet of the value added tax": Other(
        "进项抵扣明细",
        [
            ["所属期", "开票日期", "发票号码", "销方名称", "摘要", "金额", "税额", "抵扣状态"],
            ["202404", "2024-04-01", "12345678", "甲公司", "试剂", 1500, 195, "已抵扣"],
            ["202404", "2024-04-02", "12345679", "乙公司", "打印", 800, 104, "已抵扣"],
        ],
        "税务",
    ),
    "a tax return": Other(
        "Sheet1",
        [
            ["纳税申报明细表"],
            ["申报日期", "税种", "计税依据", "税率", "应纳税额", "摘要", "金额"],
            ["2024-04-15", "增值税", 100000, "3%", 3000, "一季度", 3000],
            ["2024-04-15", "城建税", 3000, "7%", 210, "一季度", 210],
        ],
        "税务",
    ),
    "a data dictionary": Other(
        "表结构",
        [
            ["字段名", "字段说明", "类型", "长度", "摘要", "金额"],
            ["DATE", "日期", "date", 8, "记账日期", 0],
            ["AMT", "金额", "decimal", 18, "本位币", 0],
        ],
        "数据字典",
    ),
    "an asset register": Other(
        "固定资产卡片",
        [
            ["资产编号", "资产名称", "购置日期", "原值", "累计折旧", "净值", "使用部门"],
            ["ZC001", "示波器", "2023-01-05", 42000, 8400, 33600, "甲院"],
            ["ZC002", "电脑", "2023-02-05", 6000, 1200, 4800, "乙院"],
        ],
        "固定资产",
    ),
    "an asset register with the price as the amount": Other(
        "Sheet1",
        [
            [
                "卡片编号",
                "资产名称",
                "入账日期",
                "金额",
                "折旧年限",
                "累计折旧",
                "净值",
                "存放地点",
            ],
            ["ZC001", "示波器", "2023-01-05", 42000, 5, 8400, 33600, "甲楼"],
            ["ZC002", "电脑", "2023-02-05", 6000, 5, 1200, 4800, "乙楼"],
        ],
        "固定资产",
    ),
    "a depreciation sheet": Other(
        "折旧计算表",
        [
            ["日期", "资产名称", "摘要", "原值", "月折旧额", "金额"],
            ["2024-04-30", "示波器", "计提折旧", 42000, 700, 700],
            ["2024-04-30", "电脑", "计提折旧", 6000, 100, 100],
        ],
        "固定资产",
    ),
    "a contract register": Other(
        "合同台账",
        [
            ["合同编号", "合同名称", "乙方", "签订日期", "金额", "履行状态"],
            ["HT001", "示波器采购合同", "甲公司", "2024-03-01", 42000, "履行中"],
            ["HT002", "测试服务合同", "乙公司", "2024-03-09", 8000, "已完成"],
        ],
        "合同",
    ),
    "contracts with what is paid of each": Other(
        "Sheet1",
        [
            [
                "序号",
                "合同编号",
                "合同名称",
                "对方单位",
                "签订日期",
                "合同金额",
                "已付金额",
                "未付金额",
                "备注",
            ],
            [1, "HT001", "示波器采购合同", "甲公司", "2024-03-01", 42000, 20000, 22000, _],
            [2, "HT002", "测试服务合同", "乙公司", "2024-03-09", 8000, 8000, 0, _],
        ],
        "合同",
    ),
    "a proposal of a budget": Other(
        "经费预算申报表",
        [
            ["序号", "支出内容", "数量", "单价", "金额", "测算依据"],
            [1, "示波器", 1, 42000, 42000, "市场询价"],
            [2, "试剂", 10, 150, 1500, "历年用量"],
        ],
        "预算",
    ),
    "a salary roll": Other(
        "4月工资",
        [
            [
                "发放日期",
                "姓名",
                "基本工资",
                "岗位津贴",
                "应发金额",
                "公积金",
                "个人所得税",
                "实发金额",
                "备注",
            ],
            ["2024-04-10", "张三", 6000, 1500, 7500, 900, 45, 6555, "在职"],
            ["2024-04-10", "李四", 5000, 1200, 6200, 700, 0, 5500, "在职"],
        ],
        "工资",
    ),
    "a quotation": Other(
        "报价单",
        [
            ["日期", "品名", "规格", "数量", "单价", "金额", "说明"],
            ["2024-04-01", "示波器", "4通道", 1, 42000, 42000, "含税含运费"],
            ["2024-04-01", "探头", "100M", 4, 500, 2000, "含税"],
        ],
        "报价",
    ),
    "a comparison of prices": Other(
        "比价表",
        [
            ["日期", "供应商", "品名", "摘要", "报价", "金额"],
            ["2024-04-01", "甲公司", "示波器", "含运费", 42000, 42000],
            ["2024-04-01", "乙公司", "示波器", "不含运费", 41000, 41000],
        ],
        "报价",
    ),
    "requests to buy": Other(
        "采购申请汇总",
        [
            ["申请日期", "申请单号", "物品名称", "用途", "数量", "预计单价", "金额", "需求日期"],
            ["2024-04-01", "SQ01", "示波器", "测试", 1, 42000, 42000, "2024-05-01"],
            ["2024-04-02", "SQ02", "试剂", "实验", 10, 150, 1500, "2024-04-20"],
        ],
        "采购申请",
    ),
    "loans and how they were repaid": Other(
        "借款台账",
        [
            ["借款日期", "借款人", "事由", "金额", "还款日期", "还款金额", "未还余额"],
            ["2024-04-01", "张三", "出差", 3000, "2024-04-20", 3000, 0],
            ["2024-04-05", "李四", "会议", 5000, _, _, 5000],
        ],
        "借款",
    ),
    "what customers owe": Other(
        "应收账款明细",
        [
            ["日期", "客户名称", "摘要", "应收金额", "已收金额", "金额", "账龄"],
            ["2024-04-01", "甲公司", "技术服务", 3000, 1000, 2000, "30天"],
            ["2024-04-05", "乙公司", "检测", 5000, 0, 5000, "60天"],
        ],
        "应收",
    ),
}


@pytest.mark.parametrize("other", OTHERS.values(), ids=OTHERS)
def test_what_is_no_ledger_is_refused_with_what_it_is(other: Other, tmp_path: Path) -> None:
    ledger: Rows = [["日期", "摘要", "金额"], ["2024-04-01", "试剂", 10]]
    book = write_xlsx(tmp_path / "JC-2024-01.xlsx", {"账": ledger, other.sheet: other.rows})
    tables, (receipt,) = read(book)
    assert tables["entries"]["amount"].to_list() == [D("10.00")]
    _first, sheet = receipt.sheets
    assert sheet.role != "entries"
    assert not sheet.lost
    if sheet.role == "not_read":
        assert other.called in sheet.why
        assert "不是支出明细账" in sheet.why


class Ledger(NamedTuple):
    """A sheet that looks like something else and is a ledger: its name, rows, and what it spent."""

    sheet: str
    rows: Rows
    spent: str


LEDGERS = {
    "devices that were bought": Ledger(
        "仪器设备购置清单",
        [
            ["购置日期", "设备名称", "型号", "供应商", "数量", "单价", "金额", "存放地点"],
            ["2024-03-01", "示波器", "X1", "甲公司", 1, 42000, 42000, "甲楼"],
            ["2024-03-05", "电脑", "Y2", "乙公司", 2, 6000, 12000, "乙楼"],
        ],
        "54000.00",
    ),
    "the detailed account of fixed assets": Ledger(
        "固定资产明细账",
        [
            ["日期", "凭证号", "摘要", "借方", "贷方", "余额"],
            ["2024-03-01", "记-1", "购示波器", 42000, _, 42000],
            ["2024-03-05", "记-2", "购电脑", 12000, _, 54000],
        ],
        "54000.00",
    ),
    "one mention of a payroll in a title": Ledger(
        "明细",
        [
            ["2024年经费支出明细（劳务部分另附工资表）"],
            ["日期", "凭证号", "摘要", "金额"],
            ["2024-03-01", "记-1", "劳务费（见工资表）", 4000],
            ["2024-03-05", "记-2", "试剂", 1200],
        ],
        "5200.00",
    ),
    "one mention of a payroll in the first line": Ledger(
        "支出",
        [
            ["日期", "凭证号", "内容", "支出金额"],
            ["2024-03-01", "记-1", "3月份工资表", 4000],
            ["2024-03-05", "记-2", "纳税申报服务费", 1200],
        ],
        "5200.00",
    ),
    "claims with the tax of each invoice": Ledger(
        "报销明细",
        [
            [
                "报销日期",
                "凭证号",
                "事由",
                "发票号码",
                "不含税金额",
                "税额",
                "价税合计",
                "报销金额",
            ],
            ["2024-03-01", "记-1", "试剂", "12345678", 1000, 130, 1130, 1130],
            ["2024-03-05", "记-2", "打印", "12345679", 200, 26, 226, 226],
        ],
        "1356.00",
    ),
    "experts with what is taxed": Ledger(
        "专家咨询费发放表",
        [
            ["日期", "姓名", "身份证号", "应发金额", "应纳税所得额", "应纳税额", "实发金额"],
            ["2024-03-01", "张三", "110101199001010011", 1000, 200, 40, 960],
            ["2024-03-01", "李四", "110101199001010038", 800, 0, 0, 800],
        ],
        "1800.00",
    ),
    "what was paid on contracts": Ledger(
        "合同付款台账",
        [
            ["付款日期", "凭证号", "合同编号", "合同名称", "收款单位", "付款金额"],
            ["2024-03-01", "记-1", "HT001", "示波器采购合同", "甲公司", 42000],
            ["2024-03-05", "记-2", "HT002", "测试服务合同", "乙公司", 8000],
        ],
        "50000.00",
    ),
    "purchases as they came into the store": Ledger(
        "材料采购入库登记",
        [
            ["日期", "凭证号", "品名", "供应商", "入库数量", "单价", "金额"],
            ["2024-03-01", "记-1", "乙醇", "甲公司", 10, 50, 500],
            ["2024-03-05", "记-2", "丙酮", "乙公司", 4, 60, 240],
        ],
        "740.00",
    ),
    "the spending against a budget": Ledger(
        "预算执行明细",
        [
            ["日期", "凭证号", "预算科目", "摘要", "支出金额", "预算余额"],
            ["2024-03-01", "记-1", "材料费", "试剂", 500, 9500],
            ["2024-03-05", "记-2", "印刷费", "打印", 240, 4760],
        ],
        "740.00",
    ),
    "a ledger with customers among its partners": Ledger(
        "序时账",
        [
            ["日期", "凭证号", "摘要", "科目名称", "借方金额", "贷方金额", "客户名称"],
            ["2024-03-01", "记-1", "付测试费", "研发支出-测试费", 500, _, "甲公司"],
            ["2024-03-05", "记-2", "付打印费", "研发支出-印刷费", 240, _, "乙公司"],
        ],
        "740.00",
    ),
    "purchases with the invoices' buyers and sellers": Ledger(
        "支出发票台账",
        [
            ["日期", "凭证号", "摘要", "购方名称", "销方名称", "金额"],
            ["2024-03-01", "记-1", "试剂", "本院", "甲公司", 500],
            ["2024-03-05", "记-2", "打印", "本院", "乙公司", 240],
        ],
        "740.00",
    ),
    "requests that were paid": Ledger(
        "付款申请明细",
        [
            ["申请日期", "单据号", "事由", "收款单位", "付款金额", "付款日期"],
            ["2024-03-01", "FK01", "试剂", "甲公司", 500, "2024-03-02"],
            ["2024-03-05", "FK02", "打印", "乙公司", 240, "2024-03-06"],
        ],
        "740.00",
    ),
    "a table under notes on how to fill it in": Ledger(
        "Sheet1",
        [
            ["填写说明：1、日期写成2024-01-01；2、金额以元为单位。"],
            ["日期", "摘要", "金额"],
            ["2024-03-01", "试剂", 500],
            ["2024-03-05", "打印", 240],
        ],
        "740.00",
    ),
    "a house's words under notes on how to fill them in": Ledger(
        "Sheet1",
        [
            ["填表说明", "每笔一行"],
            ["日期", "开销详情", "金额", "谁付的"],
            ["2024-03-01", "买试剂", 500, "甲"],
            ["2024-03-05", "打印资料", 240, "乙"],
        ],
        "740.00",
    ),
}


@pytest.mark.parametrize("ledger", LEDGERS.values(), ids=LEDGERS)
def test_what_only_looks_like_something_else_is_a_ledger(ledger: Ledger, tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "JC-2024-02.xlsx", {ledger.sheet: ledger.rows})
    entries, _sheet = read_ledger(path)
    assert entries.filter(kind="spending")["amount"].sum() == D(ledger.spent)


def test_a_budget_under_notes_on_how_to_fill_it_in(tmp_path: Path) -> None:
    rows: Rows = [
        ["填写说明：\n1、依次填写预算年度、部门名称，以及指标的名称及预算金额（单位：万元）；"],
        ["预算年度：2024"],
        ["指标类型", "归属部门", "科目编码", "指标名称", "指标金额（万元）", "资金性质"],
        ["基础指标", "甲学院", "30201", "办公费", 1.5, "财政性资金"],
        ["基础指标", "甲学院", "30218", "专用材料费", 2, "财政性资金"],
    ]
    tables, (receipt,) = read(write_xlsx(tmp_path / "JC-2024-03.xlsx", {"部门基本指标": rows}))
    assert receipt.readable
    assert tables["budget"].select(pl.coalesce("item", "category"), "amount").rows() == [
        ("办公费", D("15000.00")),
        ("专用材料费", D("20000.00")),
    ]


def test_the_user_may_say_that_it_is_a_ledger_after_all(tmp_path: Path) -> None:
    other = OTHERS["sales by customer"]
    path = write_xlsx(tmp_path / "JC-2024-04.xlsx", {other.sheet: other.rows})
    (tmp_path / "fundcheck.toml").write_text('[[input]]\nfiles = "*"\nrole = "entries"\n', "utf-8")
    settings = load_settings(None, path)
    tables, _r = read_library(discover([path]).inputs, settings=settings)
    assert tables["entries"]["amount"].sum() == D("2300.00")


def test_sheets_that_are_no_ledgers_for_one_reason_are_told_of_once(tmp_path: Path) -> None:
    people: Rows = [["姓名", "电话", "地址"], ["张三", "123", "某路"]]
    months = {f"{month}月": people for month in range(1, 13)}
    why = refusal(write_xlsx(tmp_path / "通讯录.xlsx", months))
    assert why.count("没有找到完整的表头") == 1
    assert "「1月」「2月」" in why
    assert "等 12 张" in why
    ran = bare("inspect", str(tmp_path / "通讯录.xlsx"))
    assert ran.out.count("最像表头的是") == 1


def test_our_own_findings_under_another_name_are_no_ledger(tmp_path: Path) -> None:
    line: dict[str, Cell] = {"项目编号": "JC-1", "日期": "2024-05-06", "摘要": "购试剂", "金额": 80}
    path = write_xlsx(tmp_path / "账.xlsx", {"支出明细": ledger(line)})
    assert fundcheck(path, "--format", "xlsx", out=tmp_path / "o").code == 0
    again = tmp_path / "已核实.xlsx"
    again.write_bytes((tmp_path / "o" / "findings.xlsx").read_bytes())
    alone = fundcheck(again, out=tmp_path / "p")
    assert alone.code == 2
    assert "是 fundcheck 写出的检查结果，不是账册" in alone.err
    beside = fundcheck(path, again, "--format", "json", out=tmp_path / "q")
    assert beside.code == 0
    assert [item["path"] for item in beside.findings["skipped"]] == ["已核实.xlsx"]
