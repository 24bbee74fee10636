"""On which side an amount is: money out and money in, in the layouts that offices use.

What was spent and received was worked out by hand from the rows before any of them was read.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

import polars as pl
import pytest
from books import Cell, write_xlsx
from reading import read
from running import fundcheck, rule_of

from fundcheck.ingest.discover import discover
from fundcheck.ingest.library import read_library
from fundcheck.ingest.settings import load_settings

if TYPE_CHECKING:
    from pathlib import Path

    from fundcheck.receipts import SheetReceipt

D = Decimal
Rows = list[list[Cell]]
_: None = None


class Book(NamedTuple):
    """A sheet and what its lines come to.

    spent, received: in yuan, over all tables of the sheet; neither: how many lines are neither;
    rejected: rows refused; agrees: whether totals and balances do; says: what the notes must say.
    """

    rows: Rows
    spent: str
    received: str = "0.00"
    neither: int = 0
    rejected: int = 0
    agrees: bool | None = None
    says: tuple[str, ...] = ()
    name: str = "Sheet1"


BOOKS = {
    # --- Day-books: the balance rises with the debit, and what was paid is the credit.
    "a bank day-book with its vouchers and other accounts": Book(
        [
            ["银行存款日记账"],
            ["日期", "凭证字号", "摘要", "对方科目", "借方", "贷方", "方向", "余额"],
            [_, _, "上年结转", _, _, _, "借", 20000],
            ["2024-01-08", "银收-1", "收到市科技局项目拨款", "专项拨款", 100000, _, "借", 120000],
            ["2024-01-10", "银付-1", "付试剂款", "材料费", _, 3200, "借", 116800],
            ["2024-01-12", "银付-2", "提现", "库存现金", _, 5000, "借", 111800],
            ["2024-01-20", "银付-3", "支付测试费", "测试费", _, 1800.5, "借", 109999.5],
            ["2024-01-31", _, "本月合计", _, 100000, 10000.5, "借", 109999.5],
        ],
        "5000.50", "100000.00", neither=1, agrees=True, says=("贷方", "余额"),
    ),
    "nothing calls it a day-book but the balance and the words": Book(
        [
            ["日期", "摘要", "借方", "贷方", "余额"],
            ["2024-03-01", "科研经费到账", 30000, _, 30000],
            ["2024-03-04", "购色谱柱", _, 4200, 25800],
            ["2024-03-09", "快递", _, 38, 25762],
            ["2024-03-15", "版面", _, 2500, 23262],
        ],
        "6738.00", "30000.00", agrees=True, says=("贷方",),
    ),
    "the newest line first": Book(
        [
            ["日期", "摘要", "借方金额", "贷方金额", "余额"],
            ["2024-03-15", "版面费", _, 2500, 23262],
            ["2024-03-09", "快递费", _, 38, 25762],
            ["2024-03-04", "购色谱柱", _, 4200, 25800],
            ["2024-03-01", "科研经费到账", 30000, _, 30000],
        ],
        "6738.00", "30000.00", agrees=True, says=("贷方",),
    ),
    "a day-book by its title, without a balance": Book(
        [
            ["现金日记账（课题备用金）"],
            ["日期", "凭证号", "摘要", "借方", "贷方"],
            ["2024-03-02", "1", "提取备用金", 5000, _],
            ["2024-03-04", "2", "购打印纸", _, 120],
            ["2024-03-06", "3", "付市内交通费", _, 86.5],
        ],
        "206.50", neither=1, says=("贷方",),
    ),
    "one amount and a side, of a day-book": Book(
        [
            ["银行日记账"],
            ["日期", "凭证号", "摘要", "借/贷", "发生额", "余额"],
            ["2024-03-01", "银收1", "到款", "借", 30000, 30000],
            ["2024-03-04", "银付1", "购试剂", "贷", 4200, 25800],
            ["2024-03-09", "银付2", "测试", "贷", 800, 25000],
            ["2024-03-11", "银付3", "印刷", "贷", 150, 24850],
        ],
        "5150.00", "30000.00", agrees=True, says=("贷",),
    ),
    "two day-books, one below the other": Book(
        [
            ["现金日记账"],
            ["日期", "摘要", "借方金额", "贷方金额", "余额"],
            [_, "期初余额", _, _, 500],
            ["2024-03-02", "提现", 2000, _, 2500],
            ["2024-03-04", "购打印纸", _, 120, 2380],
            ["2024-03-05", "付复印费", _, 30, 2350],
            ["银行存款日记账"],
            ["日期", "摘要", "借方金额", "贷方金额", "余额"],
            [_, "期初余额", _, _, 90000],
            ["2024-03-02", "提取现金", _, 2000, 88000],
            ["2024-03-08", "付测试费", _, 3000, 85000],
            ["2024-03-20", "结息", 12.5, _, 85012.5],
        ],
        "3150.00", "12.50", neither=2, agrees=True,
    ),
    "a day-book above, the ledger of an expense below: each by itself": Book(
        [
            ["备用金日记账"],
            ["日期", "摘要", "借方", "贷方", "余额"],
            ["2024-03-02", "领取备用金", 2000, _, 2000],
            ["2024-03-04", "购打印纸", _, 120, 1880],
            ["2024-03-05", "付复印费", _, 30, 1850],
            ["2024-03-06", "快递", _, 50, 1800],
            ["材料费明细账"],
            ["日期", "凭证号", "摘要", "借方", "贷方", "余额"],
            ["2024-03-07", "记-1", "购硅片", 700, _, 700],
            ["2024-03-08", "记-2", "购氮气", 300, _, 1000],
            ["2024-03-09", "记-3", "退硅片", _, 100, 900],
            ["2024-03-10", "记-4", "购乙醇", 60, _, 960],
        ],
        "1160.00", neither=1, agrees=True,
    ),
    "received, paid out, left": Book(
        [
            ["日期", "摘要", "收入金额", "付出金额", "结存"],
            ["2024-03-01", "首笔拨款", 8000, _, 8000],
            ["2024-03-03", "购鼠标垫", _, 45, 7955],
            ["2024-03-05", "存现", _, 2000, 5955],
            ["2024-03-08", "打印", _, 55, 5900],
        ],
        "100.00", "8000.00", neither=1, agrees=True,
    ),
    "moving money between one's own accounts": Book(
        [
            ["日期", "摘要", "收入", "支出", "余额"],
            ["2024-03-01", "内部转账", 9000, _, 9000],
            ["2024-03-02", "账户间划转", _, 1000, 8000],
            ["2024-03-03", "现金存入银行", 500, _, 8500],
            ["2024-03-04", "内部转账付测试费", _, 600, 7900],
            ["2024-03-05", "提现发放劳务费", _, 800, 7100],
            ["2024-03-06", "从基本户转入", 100, _, 7200],
        ],
        "1400.00", neither=4, agrees=True,
    ),
    # --- Innocent: the same columns where the debit is what was spent.
    "the ledger of an expense, whose balance rises as well": Book(
        [
            ["科目：530101 研发支出-材料费"],
            ["日期", "凭证号", "摘要", "借方", "贷方", "方向", "余额"],
            ["2024-03-05", "记-1", "购试剂", 80, _, "借", 80],
            ["2024-03-06", "记-2", "购滤膜", 20, _, "借", 100],
            ["2024-03-07", "记-3", "退回多付材料款", _, 10, "借", 90],
            ["2024-03-08", "记-4", "购滤芯", 5, _, "借", 95],
        ],
        "95.00", agrees=True,
    ),
    "a ledger of expenses that no title names": Book(
        [
            ["日期", "凭证号", "摘要", "借方", "贷方", "余额"],
            [_, _, "期初余额", _, _, 4000],
            ["2024-03-05", "付-1", "购试剂", 80, _, 4080],
            ["2024-03-06", "付-2", "差旅费", 20, _, 4100],
            ["2024-03-07", "转-3", "冲销多记差旅费", _, 10, 4090],
        ],
        "90.00", agrees=True,
    ),
    "a grant's ledger, whose balance falls with the debit": Book(
        [
            ["日期", "凭证号", "摘要", "借方", "贷方", "方向", "余额"],
            ["2024-03-01", "记-1", "收到专项经费", _, 1000, "贷", 1000],
            ["2024-03-05", "记-2", "购试剂", 80, _, "贷", 920],
            ["2024-03-06", "记-3", "差旅", 20, _, "贷", 900],
        ],
        "100.00", "1000.00",
    ),
    "a project's card: received, spent, left": Book(
        [
            ["日期", "摘要", "收入", "支出", "余额"],
            ["2024-03-01", "拨款", 1000, _, 1000],
            ["2024-03-05", "购试剂", _, 80, 920],
            ["2024-03-06", "差旅", _, 20, 900],
        ],
        "100.00", "1000.00",
    ),
    # --- One signed amount.
    "minus is money out, the newest first": Book(
        [
            ["交易日", "用途", "金额", "余额"],
            ["2024-03-10", "测试费", -2000, 5700],
            ["2024-03-06", "打印费", -800, 7700],
            ["2024-03-04", "购试剂", -1500, 8500],
            ["2024-03-01", "项目经费到账", 10000, 10000],
        ],
        "4300.00", "10000.00", agrees=True, says=("负数",),
    ),
    "minus is what was paid, plus what was granted": Book(
        [
            ["日期", "用途", "金额"],
            ["2024-03-01", "第一批", 10000],
            ["2024-03-04", "购试剂", -1500],
            ["2024-03-06", "打印费", -800],
        ],
        "2300.00", "10000.00", says=("负数",),
    ),
    "what was spent so far, and something that came back": Book(
        [
            ["日期", "凭证号", "摘要", "发生额", "余额"],
            ["2024-03-04", "1", "购试剂", 100, 100],
            ["2024-03-05", "2", "购滤膜", 200, 300],
            ["2024-03-06", "3", "退滤膜", -50, 250],
            ["2024-03-07", "4", "印刷", 30, 280],
        ],
        "280.00", agrees=True,
    ),
    "a reversal alone is no money out": Book(
        [
            ["日期", "凭证号", "摘要", "金额"],
            ["2024-03-06", "3", "冲销上月多记试剂", -50],
            ["2024-03-07", "4", "红字更正", -30],
        ],
        "-80.00",
    ),
    "plus is money out where what is left falls with it": Book(
        [
            ["日期", "摘要", "金额", "余额"],
            ["2024-03-04", "购试剂", 100, 900],
            ["2024-03-05", "购滤膜", 200, 700],
            ["2024-03-06", "退滤膜", -50, 750],
        ],
        "250.00",
    ),
    # --- A column of flags.
    "收 and 付": Book(
        [
            ["日期", "收付", "金额", "摘要"],
            ["2024-03-01", "收", 10000, "到账"],
            ["2024-03-04", "付", 1500, "购试剂"],
        ],
        "1500.00", "10000.00",
    ),
    "进 and 出 beside what is left": Book(
        [
            ["日期", "事项", "金额", "进/出", "余额"],
            ["2024-03-01", "第一批", 10000, "进", 10000],
            ["2024-03-04", "试剂", 1500, "出", 8500],
            ["2024-03-05", "快递", 50, "出", 8450],
        ],
        "1550.00", "10000.00",
    ),
    "流入 and 流出": Book(
        [
            ["日期", "资金流向", "金额", "用途"],
            ["2024-03-01", "流入", 10000, "第一批"],
            ["2024-03-04", "流出", 1500, "试剂"],
        ],
        "1500.00", "10000.00",
    ),
    "plus and minus in a column of their own": Book(
        [
            ["日期", "用途", "+/-", "金额"],
            ["2024-03-01", "第一批", "+", 10000],
            ["2024-03-04", "试剂", "-", 1500],
            ["2024-03-05", "快递", "－", 50],
        ],
        "1550.00", "10000.00",
    ),
    "增 and 减": Book(
        [
            ["日期", "增减", "金额", "事项"],
            ["2024-03-01", "增", 10000, "经费下达"],
            ["2024-03-04", "减", 1500, "试剂"],
        ],
        "1500.00", "10000.00",
    ),
    "in English": Book(
        [
            ["Date", "Type", "Amount", "Description"],
            ["2024-03-01", "Income", 10000, "Grant"],
            ["2024-03-04", "Expense", 1500, "Reagents"],
        ],
        "1500.00", "10000.00",
    ),
    "a flag over nothing that names it": Book(
        [
            ["日期", "款项", "金额", "摘要"],
            ["2024-03-01", "收入", 10000, "第一批"],
            ["2024-03-04", "支出", 1500, "试剂"],
            ["2024-03-05", "支出", 70, "复印"],
        ],
        "1570.00", "10000.00",
    ),
    "blank flags are refused by name": Book(
        [
            ["日期", "交易类型", "金额", "摘要"],
            ["2024-03-01", "收入", 10000, "第一批"],
            ["2024-03-04", "支出", 1500, "试剂"],
            ["2024-03-05", _, 70, "复印"],
        ],
        "1500.00", "10000.00", rejected=1,
    ),
    "flags that say neither, and one that says nothing": Book(
        [
            ["日期", "收支类型", "金额", "摘要"],
            ["2024-03-01", "收入", 10000, "第一批"],
            ["2024-03-04", "支出", 1500, "试剂"],
            ["2024-03-05", "转账", 300, "两张卡之间"],
            ["2024-03-06", "不计收支", 200, "理财"],
            ["2024-03-07", "待定", 70, "复印"],
        ],
        "1500.00", "10000.00", neither=2, rejected=1,
    ),
    "the sign says again what the flag says": Book(
        [
            ["日期", "收/支", "金额", "摘要"],
            ["2024-03-01", "收入", 10000, "第一批"],
            ["2024-03-04", "支出", -1500, "试剂"],
            ["2024-03-05", "支出", -70, "复印"],
        ],
        "1570.00", "10000.00",
    ),
    "a flag of money in beside a cost item": Book(
        [
            ["日期", "分类", "类型", "金额", "备注"],
            ["2024-03-01", "材料", "收入", 10000, "第一批"],
            ["2024-03-04", "材料", "支出", 1500, "购试剂"],
            ["2024-03-06", "材料", "收入", 50, "退试剂款"],
        ],
        "1450.00", "10000.00",
    ),
    # --- Innocent: columns that look like flags.
    "借或贷 beside the balance is the balance's": Book(
        [
            ["日期", "凭证号", "摘要", "金额", "借或贷", "余额"],
            ["2024-03-01", "1", "购试剂", 1000, "贷", 9000],
            ["2024-03-04", "2", "差旅", 1500, "贷", 7500],
            ["2024-03-05", "3", "印刷", 500, "贷", 7000],
        ],
        "3000.00",
    ),
    "a side behind the balance is the balance's": Book(
        [
            ["日期", "凭证号", "摘要", "支出金额", "余额", "方向"],
            ["2024-03-01", "1", "购试剂", 1000, 9000, "贷"],
            ["2024-03-04", "2", "差旅", 1500, 7500, "贷"],
            ["2024-03-05", "3", "印刷", 500, 7000, "贷"],
        ],
        "3000.00",
    ),
    "kinds of spending are no sides": Book(
        [
            ["日期", "支出类型", "金额", "摘要"],
            ["2024-03-01", "财政支出", 1000, "购试剂"],
            ["2024-03-04", "自筹支出", 1500, "差旅"],
        ],
        "2500.00",
    ),
    "转账 and 现金 are ways of paying": Book(
        [
            ["日期", "收支方式", "金额", "摘要"],
            ["2024-03-01", "转账", 1000, "购试剂"],
            ["2024-03-04", "现金", 1500, "差旅"],
        ],
        "2500.00",
    ),
    "credits of one amount that a column of sides names": Book(
        [
            ["日期", "凭证号", "摘要", "费用科目", "借或贷", "金额"],
            ["2024-03-01", "记-1", "购试剂", "材料费", "借", 9000],
            ["2024-03-04", "记-2", "退回试剂款", "材料费", "贷", 4000],
        ],
        "5000.00",
    ),
    # --- Money in and out on one row.
    "each side with its own words": Book(
        [
            ["日期", "收入", "来源", "支出", "用途"],
            ["2024-03-01", 20000, "财政拨款", 1500, "试剂"],
            ["2024-03-15", 5000, "单位配套", 800, "打印"],
            ["2024-03-31", _, _, 300, "版面"],
            ["合计", 25000, _, 2600, _],
        ],
        "2600.00", "25000.00", agrees=True, says=("收入", "支出"),
    ),
    "each side with its own words, never both on one row, and what is left": Book(
        [
            ["日期", "收入", "备注", "支出", "备注", "结余"],
            ["2024-03-01", 20000, "财政拨款", _, _, 20000],
            ["2024-03-15", _, _, 800, "打印", 19200],
            ["2024-03-31", _, _, 300, "版面", 18900],
            ["2024-04-02", _, _, 100, "快递", 18800],
        ],
        "1200.00", "20000.00", agrees=True,
    ),
    "one remark for both sides of a row": Book(
        [
            ["日期", "摘要", "收入", "支出"],
            ["2024-03-31", "3月收支", 20000, 1500],
            ["2024-04-30", "4月收支", 5000, 800],
            ["2024-05-31", "5月打印", _, 300],
        ],
        "2600.00", "25000.00",
    ),
    "each side with its own words, both on one row, and what is left": Book(
        [
            ["日期", "收入", "说明", "支出", "说明", "结余"],
            ["2024-03-01", 20000, "财政拨款", 500, "试剂", 19500],
            ["2024-03-15", _, _, 800, "打印", 18700],
        ],
        "1300.00", "20000.00", says=("「结余」没有逐行核对",),
    ),
    "two rows of heads, words under each side": Book(
        [
            ["日期", "收入", _, "支出", _],
            [_, "金额", "摘要", "金额", "摘要"],
            ["2024-03-01", 20000, "第一批", 1500, "试剂"],
            ["2024-03-15", _, _, 800, "打印"],
        ],
        "2300.00", "20000.00",
    ),
    "two tables that touch": Book(
        [
            ["日期", "摘要", "收入", "日期", "摘要", "支出"],
            ["2024-03-01", "财政拨款", 20000, "2024-03-05", "试剂", 1500],
            ["2024-03-15", "配套", 5000, "2024-03-18", "打印", 800],
            [_, _, _, "2024-03-30", "版面", 300],
        ],
        "2600.00", "25000.00",
    ),
    "zeros on the other side are no second matter": Book(
        [
            ["日期", "摘要", "收入金额", "支出金额", "余额"],
            ["2024-03-01", "财政拨款", 20000, 0, 20000],
            ["2024-03-05", "试剂", 0, 1500, 18500],
            ["2024-03-06", "打印", 0, 800, 17700],
        ],
        "2300.00", "20000.00",
    ),
    # --- Received, or come back.
    "an account of income under 收入": Book(
        [
            ["日期", "凭证号", "摘要", "经费科目", "收入", "支出"],
            ["2024-01-08", "1", "收市科技局拨付项目经费", "科研事业收入", 50000, _],
            ["2024-02-08", "2", "购试剂", "材料费", _, 3000],
            ["2024-03-21", "3", "存款利息", "利息收入", 12.3, _],
            ["2024-03-22", "4", "第二批", "专项经费", 20000, _],
        ],
        "3000.00", "70012.30",
    ),
    "what came back under 收入": Book(
        [
            ["日期", "凭证号", "摘要", "科目", "收入金额", "支出金额"],
            ["2024-01-08", "1", "购试剂", "材料费", _, 3000],
            ["2024-01-09", "2", "差旅", "差旅费", _, 2000],
            ["2024-01-10", "3", "供应商退货款", "材料费", 300, _],
            ["2024-01-11", "4", "退回多报差旅费", "差旅费", 200, _],
            ["2024-01-12", "5", "押金退回", _, 100, _],
            ["2024-01-13", "6", "红字冲减", "材料费", 50, _],
            ["2024-01-14", "7", "更正记错科目", "材料费", 20, _],
        ],
        "4330.00",
    ),
    "words that only look like coming back": Book(
        [
            ["日期", "摘要", "进账", "支出"],
            ["2024-01-08", "退役军人事务局专项经费到账", 5000, _],
            ["2024-01-09", "脉冲光源研究经费下达", 4000, _],
            ["2024-01-10", "红外光谱课题配套", 3000, _],
            ["2024-01-11", "调研专项转入", 2000, _],
            ["2024-01-12", "购试剂", _, 100],
        ],
        "100.00", "14000.00",
    ),
    "homely words over both sides": Book(
        [
            ["日期", "事项", "进账", "开支", "还剩", "经手"],
            ["2024-09-04", "首付款到账", 120_000, _, 120_000, "王某"],
            ["2024-09-12", "超声流量计2台", _, 15_600, 104_400, "王某"],
            ["2024-11-09", "压力传感器退1只，京东退款", 499, _, 104_899, "刘某"],
            [_, "合计", 120_499, 15_600, 104_899, _],
        ],
        "15101.00", "120000.00", agrees=True,
    ),
    "heads of income over one amount": Book(
        [
            ["日期", "类别", "摘要", "金额"],
            ["2024-01-08", "拨款收入", "第一批", 5000],
            ["2024-01-09", "材料费", "购试剂", 400],
            ["2024-01-10", "差旅费", "赴太原", 300],
        ],
        "700.00", "5000.00",
    ),
    "a credit of an expense is no money in, whatever it says": Book(
        [
            ["日期", "凭证号", "摘要", "科目编码", "科目名称", "借方", "贷方"],
            ["2024-01-08", "1", "购试剂", "530101", "研发支出-材料费", 3000, _],
            ["2024-01-08", "1", "购试剂", "1002", "银行存款", _, 3000],
            ["2024-01-09", "2", "收到供应商退货款", "530101", "研发支出-材料费", _, 300],
            ["2024-01-09", "2", "收到供应商退货款", "1002", "银行存款", 300, _],
        ],
        "2700.00", neither=2,
    ),
}  # fmt: skip


def _sums(path: Path) -> tuple[pl.DataFrame, list[SheetReceipt]]:
    tables, (receipt,) = read(path)
    assert receipt.readable, receipt.error
    return tables["entries"], [s for s in receipt.sheets if s.role == "entries"]


@pytest.mark.parametrize("book", BOOKS.values(), ids=BOOKS)
def test_money_out_and_money_in(tmp_path: Path, book: Book) -> None:
    entries, sheets = _sums(write_xlsx(tmp_path / "资料.xlsx", {book.name: book.rows}))
    spent = entries.filter(pl.col("kind").is_in(["spending", "transfer_out"]))
    received = entries.filter(kind="receipt")
    shown = entries.select("row", "kind", "summary", "debit", "credit", "amount").rows()
    assert spent["amount"].sum() == D(book.spent), shown
    assert -received["amount"].sum() == D(book.received), shown
    assert entries.filter(kind="other").height == book.neither, shown
    assert sum(len(sheet.rejected) for sheet in sheets) == book.rejected
    told = " ".join(note for sheet in sheets for note in (*sheet.notes, *sheet.losses))
    assert all(words in told for words in book.says), told
    said = {sheet.totals.agrees for sheet in sheets if sheet.totals} - {None}
    assert said == ({book.agrees} - {None}), told
    for sheet in sheets:
        assert sheet.rows.closes
        assert sheet.counted is not None
        assert sum(s.lines for s in sheet.counted.sums.values()) == sheet.rows.entries


UNSAID: Rows = [
    ["日期", "凭证号", "摘要", "借方", "贷方", "余额"],
    ["2024-03-01", "1", "A01", 500, _, 500],
    ["2024-03-04", "2", "A02", _, 120, 380],
    ["2024-03-05", "3", "A03", 90, _, 470],
    ["2024-03-06", "4", "A04", _, 60, 410],
]
SIGNED: Rows = [
    ["日期", "凭证号", "摘要", "金额"],
    ["2024-03-04", "2", "A02", -120],
    ["2024-03-06", "4", "A04", -60],
]


@pytest.mark.parametrize(
    ("rows", "words"), [(UNSAID, ("贷方", "借方")), (SIGNED, ("负数", "正数"))]
)
def test_what_cannot_be_told_is_asked_and_judged_by_no_sum(
    rows: Rows, words: tuple[str, str], tmp_path: Path
) -> None:
    path = write_xlsx(tmp_path / "JCKJ2024-001.xlsx", {"Sheet1": rows})
    document = fundcheck(path, out=tmp_path / "out").findings
    (sheet,) = document["inputs"][0]["sheets"]
    assert any("分不清" in note and all(w in note for w in words) for note in sheet["notes"])
    rule = rule_of(document, "JCKJ2024-001", "J16-3")
    assert rule["outcome"] == "unknown"
    assert "哪一方是支出" in rule["why"]


@pytest.mark.parametrize(
    ("rows", "wanted", "spent", "received"),
    [
        (UNSAID, "贷方", "180.00", "590.00"),
        (UNSAID, "借方", "410.00", "0.00"),
        (SIGNED, "负数", "180.00", "0.00"),
        (SIGNED, "正数", "-180.00", "0.00"),
        # What the user says goes before what the balance shows.
        (BOOKS["nothing calls it a day-book but the balance and the words"].rows, "借方", "23262.00", "0.00"),
    ],
)  # fmt: skip
def test_the_user_says_which_side_is_money_out(
    rows: Rows, wanted: str, spent: str, received: str, tmp_path: Path
) -> None:
    path = write_xlsx(tmp_path / "账.xlsx", {"Sheet1": rows})
    (tmp_path / "fundcheck.toml").write_text(f'[[input]]\nmoney_out = "{wanted}"\n', "utf-8")
    tables, (receipt,) = read_library(discover([path]).inputs, settings=load_settings(None, path))
    counted = receipt.sheets[0].counted
    assert counted is not None
    assert (counted.spending.amount, counted.income.amount) == (D(spent), D(received))
    assert not tables["doubts"].filter(pl.col("why").str.contains("哪一方")).height


def test_a_side_that_is_none_is_refused_in_one_sentence(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "账.xlsx", {"Sheet1": UNSAID})
    (tmp_path / "fundcheck.toml").write_text('[[input]]\nmoney_out = "左边"\n', "utf-8")
    ran = fundcheck(path, out=tmp_path / "out")
    assert ran.code == 2
    assert "「money_out」不能是「左边」" in ran.err
    assert "贷方" in ran.err


def test_books_read_together_are_asked_one_by_one(tmp_path: Path) -> None:
    head: list[Cell] = ["日期", "凭证号", "摘要", "借方", "贷方", "余额"]
    day_book: Rows = [
        head,
        ["2024-03-01", "1", "到账", 500, _, 500],
        ["2024-03-04", "2", "购试剂", _, 120, 380],
        ["2024-03-06", "3", "打印费", _, 60, 320],
    ]
    ledger: Rows = [
        head,
        ["2024-03-01", "1", "购试剂", 50, _, 50],
        ["2024-03-04", "2", "打印费", 20, _, 70],
        ["2024-03-06", "3", "退试剂", _, 10, 60],
    ]
    write_xlsx(tmp_path / "1.xlsx", {"Sheet1": day_book})
    write_xlsx(tmp_path / "2.xlsx", {"Sheet1": ledger})
    tables, _receipts = read(tmp_path)
    spent = tables["entries"].filter(kind="spending").group_by("file").agg(pl.col("amount").sum())
    assert dict(spent.iter_rows()) == {"1.xlsx": D("180.00"), "2.xlsx": D("60.00")}
