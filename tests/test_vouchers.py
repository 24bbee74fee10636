"""What a voucher does is told by its accounts: each book with what it spent, added up by hand.

Closing the books, carrying costs on and paying what was owed spend nothing again; what only sounds
like these is spent.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

import polars as pl
import pytest
from books import write_xlsx
from reading import read

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from books import Cell

    Row = list[Cell]
HEAD: Row = ["凭证日期", "凭证号", "摘要", "科目编码", "科目名称", "项目编号", "借方金额", "贷方金额"]  # fmt: skip


class Book(NamedTuple):
    """Rows below HEAD, and what they come to.

    spent, received: in all; by_project: spent by each; doubted: whether it must be asked.
    """

    rows: Sequence[Row]
    spent: str
    received: str = "0.00"
    by_project: dict[str | None, str] | None = None
    doubted: bool = False


def lines(*texts: str) -> list[Row]:
    """Return rows of texts such as ``03-05 1 购试剂 5301 研发支出-材料费 P1 借 80``; - is blank."""
    rows: list[Row] = []
    for text in texts:
        day, number, *cells, side, amount = text.split()
        summary, code, name, project = (None if cell == "-" else cell for cell in cells)
        date = f"2024-{day}" if day != "-" else None
        sides: Row = [float(amount), None] if side == "借" else [None, float(amount)]
        rows.append([date, number if number != "-" else None, summary, code, name, project, *sides])
    return rows


BOOKS = {
    "months whose numbers begin anew, the text of the closing on its first line only": Book(
        lines(
            "01-05 记-1 购试剂 660205 管理费用-研究费用 P1 借 1500",
            "01-05 记-1 购试剂 1002 银行存款 - 贷 1500",
            "01-31 记-2 结转本期损益 4103 本年利润 - 借 1500",
            "01-31 记-2 - 660205 管理费用-研究费用 P1 贷 1500",
            "02-06 记-1 打印费 660202 管理费用-办公费 P1 借 800",
            "02-06 记-1 打印费 1002 银行存款 - 贷 800",
            "02-28 记-2 结转本期损益 4103 本年利润 - 借 800",
            "02-28 记-2 - 660202 管理费用-办公费 P1 贷 800",
        ),
        "2300.00",
    ),
    "months closed on the credit side alone, one of them with more returned than spent": Book(
        lines(
            "01-05 记-1 购试剂 66020601 管理费用/研发费用/材料费 P1 借 7800",
            "01-31 记-9 结转期间损益 66020601 管理费用/研发费用/材料费 P1 贷 7800",
            "02-06 记-1 退回测试费差额 66020604 管理费用/研发费用/检验费 P1 贷 1500",
            "02-06 记-2 领料 66020601 管理费用/研发费用/材料费 P2 借 900",
            "02-28 记-9 结转期间损益 66020604 管理费用/研发费用/检验费 P1 贷 -1500",
            "02-28 记-9 结转期间损益 66020601 管理费用/研发费用/材料费 P2 贷 900",
            "03-31 记-9 结转期间损益 66020601 管理费用/研发费用/材料费 P1 贷 -120",
        ),
        "7200.00",
        by_project={"P1": "6300.00", "P2": "900.00"},
    ),
    "a closing without a word, its account last": Book(
        lines(
            "03-05 12 购试剂 560205 管理费用-研究费用 P1 借 1500",
            "03-05 12 购试剂 1001 库存现金 - 贷 1500",
            "03-31 13 - 560205 管理费用-研究费用 P1 贷 1500",
            "03-31 13 - 3103 本年利润 - 借 1500",
        ),
        "1500.00",
    ),
    "a closing in red on the debit side": Book(
        lines(
            "03-05 12 购试剂 660205 管理费用-研究费用 P1 借 1500",
            "03-05 12 购试剂 1002 银行存款 - 贷 1500",
            "03-31 13 3月 660205 管理费用-研究费用 P1 借 -1500",
            "03-31 13 3月 4103 本年利润 - 借 1500",
        ),
        "1500.00",
    ),
    "the financial book of a public unit, closed with its income": Book(
        lines(
            "03-01 1 收拨款 1011 零余额账户用款额度 - 借 50000",
            "03-01 1 收拨款 400101 财政拨款收入-项目经费 P1 贷 50000",
            "03-05 2 购试剂 5001 业务活动费用-专用材料费 P1 借 1200",
            "03-05 2 购试剂 1011 零余额账户用款额度 - 贷 1200",
            "12-31 3 年末 400101 财政拨款收入-项目经费 P1 借 50000",
            "12-31 3 - 5001 业务活动费用-专用材料费 P1 贷 1200",
            "12-31 3 - 3301 本期盈余 - 贷 48800",
            "12-31 4 年末 3301 本期盈余 - 借 48800",
            "12-31 4 - 3302 本年盈余分配 - 贷 48800",
        ),
        "1200.00",
        "50000.00",
    ),
    "the budget book of a public unit, its accounts by code alone": Book(
        lines(
            "03-01 预1 收拨款 8001 - - 借 50000",
            "03-01 预1 收拨款 6101 - P1 贷 50000",
            "03-05 预2 购试剂 7201 - P1 借 1200",
            "03-05 预2 购试剂 8001 - - 贷 1200",
            "12-31 预3 - 6101 - P1 借 50000",
            "12-31 预3 - 8201 - P1 贷 50000",
            "12-31 预4 - 8201 - P1 借 1200",
            "12-31 预4 - 7201 - P1 贷 1200",
        ),
        "1200.00",
        "50000.00",
    ),
    "a closing whose lines bear two days": Book(
        lines(
            "03-05 1 购试剂 660205 管理费用-研究费用 P1 借 700",
            "03-05 1 购试剂 1002 银行存款 - 贷 700",
            "03-30 9 结转 4103 本年利润 - 借 700",
            "03-31 9 - 660205 管理费用-研究费用 P1 贷 700",
        ),
        "700.00",
    ),
    "numbers that begin anew every day": Book(
        lines(
            "03-05 1 购试剂 660205 管理费用-研究费用 P1 借 700",
            "03-05 1 购试剂 1002 银行存款 - 贷 700",
            "03-06 1 退货 1002 银行存款 - 借 100",
            "03-06 1 退货 660205 管理费用-研究费用 P1 贷 100",
            "03-31 1 月结 4103 本年利润 - 借 600",
            "03-31 1 - 660205 管理费用-研究费用 P1 贷 600",
        ),
        "600.00",
    ),
    "no voucher numbers: the sides balance from entry to entry": Book(
        lines(
            "03-05 - 购试剂 - 研发费用 P1 借 700",
            "03-05 - 购试剂 - 银行存款 - 贷 700",
            "03-31 - 结转 - 本年利润 - 借 700",
            "03-31 - - - 研发费用 P1 贷 700",
        ),
        "700.00",
    ),
    "a closing and a payment under one number": Book(
        lines(
            "03-05 1 购试剂 660205 管理费用-研究费用 P1 借 700",
            "03-05 1 购试剂 1002 银行存款 - 贷 700",
            "03-31 2 月末 4103 本年利润 - 借 700",
            "03-31 2 月末 660205 管理费用-研究费用 P1 贷 700",
            "03-31 2 手续费 660204 管理费用-手续费 P1 借 5",
            "03-31 2 手续费 1002 银行存款 - 贷 5",
        ),
        "705.00",
    ),
    "only the expense accounts were exported: the words decide": Book(
        lines(
            "03-05 1 购试剂 660205 管理费用-研究费用 P1 借 700",
            "03-06 2 购滤膜 660205 管理费用-研究费用 P1 借 50",
            "03-31 9 期间损益结转 660205 管理费用-研究费用 P1 贷 750",
            "04-05 1 购试剂 660205 管理费用-研究费用 P1 借 80",
            "04-30 7 月末结账 660205 管理费用-研究费用 P1 贷 80",
        ),
        "830.00",
    ),
    "only the expense accounts: what came back or was put right is less spent": Book(
        lines(
            "03-05 1 购试剂 660205 管理费用-研究费用 P1 借 700",
            "03-08 2 退货款 660205 管理费用-研究费用 P1 贷 50",
            "03-09 3 冲回上月多结转的材料费 660205 管理费用-研究费用 P1 贷 20",
        ),
        "630.00",
    ),
    "development costs carried to expense without a word": Book(
        lines(
            "03-05 1 购试剂 5301 研发支出-费用化支出 P1 借 300",
            "03-05 1 购试剂 1002 银行存款 - 贷 300",
            "03-31 2 - 6602 管理费用-研发费用 P1 借 300",
            "03-31 2 - 5301 研发支出-费用化支出 P1 贷 300",
            "03-31 3 - 4103 本年利润 - 借 300",
            "03-31 3 - 6602 管理费用-研发费用 P1 贷 300",
        ),
        "300.00",
    ),
    "development costs carried off the project to the unit's expense": Book(
        lines(
            "03-05 1 购试剂 5301 研发支出-费用化支出 P1 借 300",
            "03-05 1 购试剂 1002 银行存款 - 贷 300",
            "03-31 2 结转研发支出费用化 6602 管理费用-研发费用 - 借 300",
            "03-31 2 结转研发支出费用化 5301 研发支出-费用化支出 P1 贷 300",
        ),
        "300.00",
        by_project={"P1": "300.00"},
    ),
    "development costs that became an intangible asset": Book(
        lines(
            "03-05 1 付测试费 5301 研发支出-资本化支出 P1 借 300",
            "03-05 1 付测试费 1002 银行存款 - 贷 300",
            "12-31 9 达到预定用途 1701 无形资产-专利 P1 借 300",
            "12-31 9 达到预定用途 5301 研发支出-资本化支出 P1 贷 300",
        ),
        "300.00",
    ),
    "shared costs carried to the projects are spent by them": Book(
        lines(
            "03-05 1 付水电费 5301 研发支出-水电费 - 借 100",
            "03-05 1 付水电费 1002 银行存款 - 贷 100",
            "03-31 2 结转上月水电费分摊 5301 研发支出-水电费 P1 借 60",
            "03-31 2 结转上月水电费分摊 5301 研发支出-水电费 P2 借 40",
            "03-31 2 结转上月水电费分摊 5301 研发支出-水电费 - 贷 100",
        ),
        "100.00",
        by_project={"P1": "60.00", "P2": "40.00", None: "0.00"},
    ),
    "costs of production carried to the project": Book(
        lines(
            "03-31 2 成本结转入项目 5301 研发支出-材料费 P1 借 60",
            "03-31 2 成本结转入项目 5001 生产成本-材料 P9 贷 60",
        ),
        "0.00",
        by_project={"P1": "60.00", "P9": "-60.00"},
    ),
    "from production to goods to sales": Book(
        lines(
            "03-05 1 购铝锭 5001 生产成本-材料 P1 借 100",
            "03-05 1 购铝锭 1002 银行存款 - 贷 100",
            "03-31 2 完工入库 1405 库存商品 - 借 100",
            "03-31 2 完工入库 5001 生产成本-材料 P1 贷 100",
            "03-31 3 结转销售成本 6401 主营业务成本 P1 借 100",
            "03-31 3 结转销售成本 1405 库存商品 - 贷 100",
        ),
        "100.00",
    ),
    "a firm of services books its project's costs as cost of sales": Book(
        lines(
            "03-05 1 付测试费 6401 主营业务成本-测试费 P1 借 90",
            "03-05 1 付测试费 1002 银行存款 - 贷 90",
        ),
        "90.00",
    ),
    "a grant set against the costs it was for": Book(
        lines(
            "03-05 1 购试剂 6602 管理费用-研发费用 P1 借 300",
            "03-05 1 购试剂 1002 银行存款 - 贷 300",
            "12-31 9 冲减研发费用 2401 递延收益-连翘项目 P1 借 300",
            "12-31 9 冲减研发费用 6602 管理费用-研发费用 P1 贷 300",
        ),
        "300.00",
    ),
    "a refund by the bank is less spent, though it says 结转": Book(
        lines(
            "03-05 1 购试剂 5301 研发支出-材料费 P1 借 300",
            "03-05 1 购试剂 1002 银行存款 - 贷 300",
            "03-09 2 结转退回货款 1002 银行存款 - 借 40",
            "03-09 2 结转退回货款 5301 研发支出-材料费 P1 贷 40",
        ),
        "260.00",
    ),
    "an estimate taken back is less spent": Book(
        lines(
            "03-31 1 暂估入账 5301 研发支出-材料费 P1 借 300",
            "03-31 1 暂估入账 2202 应付账款 - 贷 300",
            "04-01 2 红冲暂估 5301 研发支出-材料费 P1 借 -300",
            "04-01 2 红冲暂估 2202 应付账款 - 贷 -300",
            "04-05 3 购试剂 5301 研发支出-材料费 P1 借 280",
            "04-05 3 购试剂 2202 应付账款 - 贷 280",
        ),
        "280.00",
    ),
    "wages carried through a payable and paid later": Book(
        lines(
            r"04-30 转-1 结转4月研发人员工资 530101 530101\研发支出\人员人工 P1 借 20000",
            r"04-30 转-1 结转4月研发人员工资 22110101 22110101\应付职工薪酬\职工工资 - 贷 20000",
            r"05-10 付-3 发放4月工资 22110101 22110101\应付职工薪酬\职工工资 - 借 20000",
            r"05-10 付-3 发放4月工资 1002 1002\银行存款 - 贷 20000",
        ),
        "20000.00",
    ),
    "the same by code alone": Book(
        lines(
            "04-30 转-1 分配本月工资 530101 - P1 借 20000",
            "04-30 转-1 分配本月工资 221101 - - 贷 20000",
            "05-10 付-3 发放4月工资 221101 - - 借 20000",
            "05-10 付-3 发放4月工资 1002 - - 贷 20000",
        ),
        "20000.00",
    ),
    "the same with the code before the name, in a program of small firms": Book(
        lines(
            "04-30 转-1 计提工资 4301 4301研发支出-工资 P1 借 20000",
            "04-30 转-1 计提工资 2211 2211应付职工薪酬 - 贷 20000",
            "05-10 付-3 发放4月工资 2211 2211应付职工薪酬 - 借 20000",
            "05-10 付-3 发放4月工资 1002 [1002]银行存款 - 贷 20000",
        ),
        "20000.00",
    ),
    "leaves of accounts alone, as they are printed": Book(
        lines(
            "04-30 转-1 计提社保 530102 社保费 P1 借 300",
            "04-30 转-1 计提社保 221104 社保费 - 贷 300",
            "05-10 付-3 缴社保 221104 社保费 - 借 300",
            "05-10 付-3 缴社保 100201 工行2034 - 贷 300",
            "05-12 付-4 借差旅费 122101 差旅费 P1 借 50",
            "05-12 付-4 借差旅费 100201 工行2034 - 贷 50",
        ),
        "300.00",
    ),
    "leaves of accounts of income sound like costs": Book(
        lines(
            "03-31 预记-1 收到某局科研经费 8001 资金结存 - 借 50000",
            "03-31 预记-1 收到某局科研经费 610101 科研项目经费 P1 贷 50000",
            "04-02 预记-2 购试剂 720101 材料费 P1 借 100",
            "04-02 预记-2 购试剂 8001 资金结存 - 贷 100",
        ),
        "100.00",
        "50000.00",
    ),
    "income of a small firm by its codes": Book(
        lines(
            "03-31 1 收款 1002 银行存款 - 借 900",
            "03-31 1 收款 500101 技术服务费 P1 贷 900",
            "04-02 2 购试剂 430101 材料费 P1 借 100",
            "04-02 2 购试剂 1002 银行存款 - 贷 100",
            "04-03 3 办公 560201 办公费 P1 借 30",
            "04-03 3 办公 1002 银行存款 - 贷 30",
        ),
        "130.00",
        "900.00",
    ),
    "income of a firm by its codes": Book(
        lines(
            "03-31 1 收款 1002 银行存款 - 借 900",
            "03-31 1 收款 605101 检测费 P1 贷 700",
            "03-31 1 收款 630102 项目专项费 P1 贷 200",
            "04-02 2 购试剂 530101 材料费 P1 借 100",
            "04-02 2 购试剂 1002 银行存款 - 贷 100",
            "04-03 3 办公 660201 办公费 P1 借 30",
            "04-03 3 办公 1002 银行存款 - 贷 30",
        ),
        "130.00",
        "900.00",
    ),
    "a small firm: 4101 are its overheads": Book(
        lines(
            "04-02 2 购试剂 410101 材料费 P1 借 100",
            "04-02 2 购试剂 1002 银行存款 - 贷 100",
            "04-03 3 办公 560201 办公费 P1 借 30",
            "04-03 3 办公 220201 某公司 - 贷 30",
        ),
        "130.00",
    ),
    "cost heads numbered by hand are no accounts of owners and cash": Book(
        lines(
            "04-02 2 购天平 1001 设备费 P1 借 100",
            "04-02 3 购试剂 1002 材料费 P1 借 20",
            "04-03 4 版面费 4001 出版费 P1 借 30",
            "04-03 5 外协 4002 外协费 P1 借 7",
        ),
        "157.00",
    ),
    "money named by where it came from, spent on what the leaf says": Book(
        lines(
            "04-02 2 购试剂 - 市拨款/材料费 P1 借 100",
            "04-02 2 购试剂 - 银行存款 - 贷 100",
        ),
        "100.00",
    ),
    "one code of two meanings on both sides alike is asked after": Book(
        lines(
            "04-02 2 x 4301 - P1 借 100",
            "04-09 3 y 4301 - P1 贷 100",
        ),
        "0.00",
        doubted=True,
    ),
    "depreciation is spent on what no list has, its contra account is not": Book(
        lines(
            "04-30 1 计提折旧 5301 研发支出_费用化支出_折旧费 P1 借 90",
            "04-30 1 计提折旧 1602 累计折旧 - 贷 90",
            "04-30 2 摊销软件 5301 研发支出_费用化支出_无形资产摊销 P1 借 10",
            "04-30 2 摊销软件 1702 累计摊销 - 贷 10",
        ),
        "100.00",
    ),
    "depreciation by code alone": Book(
        lines(
            "04-30 1 计提折旧 530105 - P1 借 90",
            "04-30 1 计提折旧 1602 - P1 贷 90",
        ),
        "90.00",
    ),
    "development costs of a public unit have the code that is a firm's contra account": Book(
        lines(
            "03-05 1 购试剂 1703 研发支出-材料费 P1 借 60",
            "03-05 1 购试剂 1011 零余额账户用款额度 - 贷 60",
            "03-06 2 购试剂 170301 材料费 P1 借 6",
            "03-06 2 购试剂 1011 零余额账户用款额度 - 贷 6",
        ),
        "66.00",
    ),
    "a device that is written off takes nothing back": Book(
        lines(
            "03-05 1 购天平 1601 固定资产-天平 P1 借 5000",
            "03-05 1 购天平 1002 银行存款 - 贷 5000",
            "11-05 8 报废旧泵 1606 固定资产清理 P1 借 100",
            "11-05 8 报废旧泵 1602 累计折旧 P1 借 900",
            "11-05 8 报废旧泵 1601 固定资产-泵 P1 贷 1000",
        ),
        "5000.00",
    ),
    "a device that was given cost nothing": Book(
        lines(
            "03-05 1 无偿调入天平 1601 固定资产-天平 P1 借 5000",
            "03-05 1 无偿调入天平 3401 无偿调拨净资产 P1 贷 5000",
            "03-06 2 购试剂 5001 业务活动费用-材料费 P1 借 60",
            "03-06 2 购试剂 1011 零余额账户用款额度 - 贷 60",
        ),
        "60.00",
    ),
    "a construction becomes an asset once": Book(
        lines(
            "03-05 1 付安装费 1604 在建工程-平台 P1 借 5000",
            "03-05 1 付安装费 1002 银行存款 - 贷 5000",
            "06-30 2 转固 1601 固定资产-平台 P1 借 5000",
            "06-30 2 转固 1604 在建工程-平台 P1 贷 5000",
        ),
        "5000.00",
    ),
    "names that hold the words of accounts of money and are costs": Book(
        lines(
            "03-05 1 x - 国际往来费 P1 借 1",
            "03-05 2 x - 银行存款手续费 P1 借 2",
            "03-05 3 x - 结余资金支出 P1 借 4",
            "03-05 4 x - 存款利息支出 P1 借 8",
            "03-05 5 x - 专用基金支出 P1 借 16",
            "03-05 6 x - 预付卡 P1 借 32",
            "03-05 7 x - 应付费用 P1 借 64",
        ),
        "31.00",
    ),
    "a payable for the partners takes money in and passes it on": Book(
        lines(
            "03-01 1 收转拨款 1002 银行存款 - 借 500",
            "03-01 1 收转拨款 2241 其他应付款-转拨经费 P1 贷 500",
            "03-09 2 转拨某所 2241 其他应付款-转拨经费 P1 借 500",
            "03-09 2 转拨某所 1002 银行存款 - 贷 500",
        ),
        "500.00",
    ),
    "one account on a sheet of its own, closed by its words": Book(
        lines(
            "03-05 1 购试剂 - - P1 借 700",
            "03-31 9 结转本期损益 - - P1 贷 700",
            "04-05 1 购试剂 - - P1 借 80",
        ),
        "780.00",
    ),
    "accounts under the head of cost items": Book(
        lines(
            "03-05 1 购试剂 - 材料费 P1 借 700",
            "03-05 1 购试剂 - 银行存款 - 贷 700",
        ),
        "700.00",
    ),
}


@pytest.mark.parametrize("name", BOOKS)
def test_a_book_comes_to_what_was_spent(name: str, tmp_path: Path) -> None:
    book = BOOKS[name]
    head = list(HEAD)
    if "cost items" in name:
        head[4] = "费用科目"
    rows = [head, *book.rows]
    kept = [c for c in range(len(head)) if any(row[c] is not None for row in rows[1:])]
    path = write_xlsx(tmp_path / "账.xlsx", {"序时账": [[row[c] for c in kept] for row in rows]})
    tables, (receipt,) = read(path)
    assert receipt.readable, receipt.error
    (sheet,) = receipt.sheets
    entries = tables["entries"]
    spent = entries.filter(pl.col("kind").is_in(["spending", "transfer_out"]))
    received = entries.filter(kind="receipt")
    assert spent["amount"].sum() == Decimal(book.spent)
    assert -received["amount"].sum() == Decimal(book.received)
    if book.by_project is not None:
        sums = spent.group_by("project_code").agg(pl.col("amount").sum().cast(pl.String))
        assert dict(sums.iter_rows()) == book.by_project
    asked = tables["doubts"].filter(pl.col("why").str.contains("会计制度"))
    assert bool(asked.height) == book.doubted
    assert sheet.counted is not None
    assert sum(some.lines for some in sheet.counted.sums.values()) == len(book.rows)
