"""The other ten projects, of six units, as their offices keep them: eight layouts."""

from __future__ import annotations

import itertools
from decimal import Decimal
from typing import TYPE_CHECKING

from blind import second_firms, second_institute, second_others, second_truth
from blind.model import INDIRECT, PURCHASE
from blind.sheets import (
    CHINESE_NUMBERS,
    Places,
    Sheet,
    by_month,
    items_of,
    last_day,
    registry,
    total,
    write_book,
    write_gbk,
)

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    from sample_writing import Cell

    from blind.model import Entry, Project
    from blind.truth import Truth

_DETAIL = (
    "项目编号 项目名称 日期 凭证号 摘要 费用科目 金额 资金来源 结算方式 收款方 收款方证件号 收款账号 发票代码 发票号码 "
    "开票日期 价税合计 合同编号 资产编号 物品名称 规格型号 数量 单价 专家级别 咨询日期 咨询时长 代扣个税"
).split()
_FIRM_CODES = {
    "设备购置费": "5301.01.01", "材料费": "5301.01.02", "测试化验加工费": "5301.01.03", "燃料动力费": "5301.01.04",
    "差旅费": "5301.01.05", "印刷出版费": "5301.01.06", "办公费": "5301.01.07", "国内协作费": "5301.01.08",
    "劳务费": "5301.02.01", "聘用人员社保公积金": "5301.02.02", "管理费": "5301.03.01", "绩效支出": "5301.03.02",
}  # fmt: skip
_COUNTERS = {
    "1002": ("1002.01", "银行存款_建行泽州路支行"),
    "1001": ("1001", "库存现金"),
    "1221": ("1221.03", "其他应收款_员工借款"),
}
_COLLEGE_ACCOUNTS = {
    "材料费": ("5001.01.302.30218", "材料费"), "差旅费": ("5001.01.302.30211", "差旅费"),
    "办公费": ("5001.01.302.30201", "办公费"), "会议会务费": ("5001.01.302.30215", "会议会务费"),
    "其他业务费": ("5001.01.302.30299", "其他业务费"), "公务接待费": ("5001.01.302.30217", "公务接待费"),
    "测试化验加工费": ("5001.01.302.30227", "测试化验加工费"), "印刷出版费": ("5001.01.302.30202", "印刷出版费"),
    "燃料动力费": ("5001.01.302.30206", "燃料动力费"), "劳务费": ("5001.01.302.30226", "劳务费"),
    "聘用人员社保公积金": ("5001.01.302.30226", "劳务费-聘用人员社保公积金"),
    "管理费": ("5001.02.01", "间接费用-管理费"), "绩效支出": ("5001.02.02", "间接费用-绩效支出"),
}  # fmt: skip
_OPENING = Decimal("86420.50")
_MISSTATED = {(2024, 7): Decimal("90.00")}
"""The month of the college's ledger of which the total is wrong, and by how much."""


def make(folder: Path) -> Truth:
    """Write ``ledgers`` and ``registry.xlsx`` into the folder and return what is true of them.

    Project 201 has its card and its tables in its own workbook.
    """
    p201, p202, p207, p208 = second_firms.PROJECTS
    p203, p204 = second_institute.PROJECTS
    p205, p206, p209, p210 = second_others.PROJECTS
    ledgers = folder / "ledgers"
    ledgers.mkdir()
    own = (_detail(p201), *registry([p201]))
    places: Places = {
        **write_book(ledgers / "恒润机械-重点研发201.xlsx", *own),
        **write_book(ledgers / "恒润机械-序时簿202.xlsx", _journal(p202)),
        **write_book(ledgers / "农科所-科研支出明细(两项目).xlsx", _detail(p203, p204)),
        **write_book(ledgers / "绿源合作社-报销台账205.xlsx", _hand_kept(p205)),
        **write_book(ledgers / "绿源合作社-多栏账206.xlsx", _multi_column(p206)),
        **write_book(ledgers / "沁泽股份-辅助明细账207.xlsx", _auxiliary_ledger(p207)),
        **write_gbk(ledgers / "沁泽股份-支出导出208.csv", _export(p208)),
        **write_book(ledgers / "职院-科研明细账209.xlsx", _subsidiary_ledger(p209)),
        **write_book(ledgers / "市二院-分月支出210.xlsx", *_months(p210)),
    }
    others = (p202, p203, p204, p205, p206, p207, p208, p209, p210)
    write_book(folder / "registry.xlsx", *registry(others))
    return second_truth.truth(places)


def _detail(*projects: Project) -> Sheet:
    """Put projects on one detail sheet, with the columns of which a line has anything."""
    sheet = Sheet("支出明细")
    entries = [entry for project in projects for entry in project.entries]
    entries.sort(key=lambda entry: entry.date)
    rows = [entry.cells(_DETAIL) for entry in entries]
    used = [any(cell is not None for cell in column) for column in zip(*rows, strict=True)]
    sheet.put("序号", *itertools.compress(_DETAIL, used))
    for serial, (entry, row) in enumerate(zip(entries, rows, strict=True), 1):
        sheet.put(serial, *itertools.compress(row, used), tag=entry.tag)
    return sheet


def _firm_account(item: str, separator: str) -> tuple[str, str]:
    group = "间接费用" if item in INDIRECT else "直接费用"
    return _FIRM_CODES[item], separator.join(("研发支出", group, item))


def _journal(project: Project) -> Sheet:
    """Keep a firm's journal: vouchers of two or three lines, advances, closings of the year."""
    sheet = Sheet("序时簿")
    sheet.title("会计分录序时簿", 11)
    sheet.put(f"核算项目:{project.code} {project.name}")
    sheet.put(
        *"日期 期间 凭证字号 分录号 摘要 科目代码 科目名称 往来单位 借方金额 贷方金额 制单人".split()
    )
    vouchers = [(entry.date, entry.tag, _voucher(entry)) for entry in project.entries]
    bought = [entry for entry in project.entries if entry.item == PURCHASE]
    for year in sorted({entry.date.year for entry in bought}):
        spent = total(entry for entry in bought if entry.date.year == year)
        words = f"期末结转{year}年研发支出"
        profit: list[Cell] = [words, "6602.09", "管理费用_研发费用", None, spent, None]
        spending: list[Cell] = [words, *_firm_account(PURCHASE, "_"), None, None, spent]
        vouchers.append((last_day(year), "", [profit, spending]))
    vouchers.sort(key=lambda voucher: voucher[0])
    serials: dict[str, int] = {}
    for date, tag, rows in vouchers:
        period = f"{date:%Y.%m}"
        serials[period] = serials.get(period, 0) + 1
        number = f"记-{date:%y%m}-{serials[period]}"
        for line, row in enumerate(rows, 1):
            sheet.put(date, period, number, line, *row, "冯丽", tag=tag if line == 1 else "")
    return sheet


def _voucher(entry: Entry) -> list[list[Cell]]:
    """Return the rows of a line's voucher; one that settles an advance has the rest repaid."""
    account = _firm_account(entry.item, "_")
    if advance := entry.facts.get("科目"):
        account = _COUNTERS[str(advance)]
    told = (entry.summary, *account, entry.payee)
    rows: list[list[Cell]] = [[*told, entry.amount, None]]
    paid = entry.amount
    if advanced := entry.facts.get("冲借款"):
        paid = Decimal(str(advanced))
        rest = paid - entry.amount
        rows.append([entry.summary, *_COUNTERS["1002"], entry.payee, rest, None])
    counter = _COUNTERS[str(entry.facts.get("对方科目", "1002"))]
    rows.append([entry.summary, *counter, entry.payee, None, paid])
    return rows


def _hand_kept(project: Project) -> Sheet:
    """Keep a book by hand: merged titles, cost items as headings of groups, sums below each."""
    sheet = Sheet("报销台账")
    sheet.title(f"{project.unit}科研项目报销台账", 10)
    sheet.title(f"项目编号:{project.code}    项目名称:{project.name}    单位:元", 10)
    sheet.put(*"序号 日期 凭证号 摘要 收款人 结算方式 发票代码 发票号码 金额 备注".split())
    headings = "日期 凭证号 摘要 收款方 结算方式 发票代码 发票号码 金额".split()
    serial = itertools.count(1)
    blanks = (None, None, None, None)
    for number, item in zip(CHINESE_NUMBERS, items_of(project.entries), strict=False):
        sheet.title(f"{number}、{item}", 10)
        for entry in project.entries:
            if entry.item == item:
                sheet.put(next(serial), *entry.cells(headings), tag=entry.tag)
        sheet.put(None, None, None, "小计", *blanks, total(project.entries, item))
    sheet.put(None, None, None, "合计", *blanks, total(project.entries))
    return sheet


def _multi_column(project: Project) -> Sheet:
    """Keep a ledger with one column of amounts for each cost item."""
    sheet = Sheet("多栏账")
    items = "设备购置费 设备租赁费 材料费 测试化验加工费 差旅费 劳务费 管理费 绩效支出".split()
    headings = "日期 凭证号 摘要 收款方 资金来源 发票号码".split()
    sheet.put(f"{project.code} {project.name} 项目经费多栏明细账")
    sheet.put(*headings, *items)
    for entry in project.entries:
        amounts = (entry.amount if item == entry.item else None for item in items)
        sheet.put(*entry.cells(headings), *amounts, tag=entry.tag)
    sums = (total(project.entries, item) or None for item in items)
    sheet.put(None, None, "合计", None, None, None, *sums)
    return sheet


def _auxiliary_ledger(project: Project) -> Sheet:
    """Keep an auxiliary ledger: the date in three columns, a running balance, the source."""
    sheet = Sheet("辅助明细账")
    sheet.put("项目辅助明细账")
    sheet.put(f"项目:[{project.code}]{project.name}")
    sheet.put(*"年 月 日 凭证号 科目编码 科目名称 摘要 客商 资金来源 借方 贷方 方向 余额".split())
    balance = Decimal(0)
    for entry in project.entries:
        balance += entry.amount
        day = (entry.date.year, entry.date.month, entry.date.day, entry.facts["凭证号"])
        told = entry.cells(["摘要", "收款方", "资金来源", "金额"])
        account = _firm_account(entry.item, "/")
        sheet.put(*day, *account, *told, None, "借", balance, tag=entry.tag)
    blanks = (None, None, None)
    sheet.put(*blanks, *blanks, "合计", None, None, balance, None, "借", balance)
    return sheet


def _export(project: Project) -> Sheet:
    """Export what a firm's system has of a project; refunds stand in the credit column."""
    sheet = Sheet("")
    before = "项目编号 项目名称 日期 凭证号 摘要 费用科目".split()
    after = "资金来源 收款方 发票号码 开票日期 合同编号".split()
    headings = ["记账日期" if heading == "日期" else heading for heading in before]
    sheet.put(*headings, "借方金额", "贷方金额", *after)
    for entry in project.entries:
        sums = (entry.debit, entry.credit)
        sheet.put(*entry.cells(before), *sums, *entry.cells(after), tag=entry.tag)
    return sheet


def _subsidiary_ledger(project: Project) -> Sheet:
    """Keep a subsidiary ledger that begins with a balance; the total of one month is wrong.

    The truth cites the row of that total.
    """
    sheet = Sheet("科研项目明细账")
    sheet.put(f"{project.unit} 科研项目明细账")
    sheet.put(f"项目编号:{project.code}  项目名称:{project.name}")
    sheet.put(*"日期 凭证号 摘要 科目编码 科目名称 借方金额 贷方金额 余额".split())
    balance = _OPENING
    first: dt.date = project.entries[0].date.replace(month=1, day=1)
    sheet.put(first, None, "期初余额", None, None, None, None, balance)
    of_year: dict[int, tuple[Decimal, Decimal]] = {}
    for year, month, entries in by_month(project.entries):
        debit = credit = Decimal(0)
        for entry in entries:
            balance += entry.amount
            debit += entry.debit or 0
            credit += entry.credit or 0
            told = entry.cells(["日期", "凭证号", "摘要"])
            sums = (entry.debit, entry.credit, balance)
            sheet.put(*told, *_COLLEGE_ACCOUNTS[entry.item], *sums, tag=entry.tag)
        before = of_year.get(year, (Decimal(0), Decimal(0)))
        of_year[year] = (before[0] + debit, before[1] + credit)
        wrong = _MISSTATED.get((year, month))
        stated = debit + (wrong or 0)
        tag = f"{project.code[-3:]}:wrong-total" if wrong else ""
        sheet.put(None, None, "本月合计", None, None, stated, credit or None, balance, tag=tag)
        debits, credits_ = of_year[year]
        sheet.put(None, None, "本年累计", None, None, debits, credits_ or None, balance)
    return sheet


def _months(project: Project) -> list[Sheet]:
    """Fill one sheet for each month, with two title rows and a total."""
    sheets = []
    headings = "日期 凭证号 摘要 费用科目 金额 收款方 结算方式".split()
    for year, month, entries in by_month(project.entries):
        sheet = Sheet(f"{year}年{month:02d}月")
        sheet.title(f"{project.unit}科研经费支出明细({year}年{month}月)", 7)
        sheet.put(f"项目编号:{project.code}  项目名称:{project.name}")
        sheet.put(*headings)
        for entry in entries:
            sheet.put(*entry.cells(headings), tag=entry.tag)
        sheet.put(None, None, "合计", None, total(entries))
        sheets.append(sheet)
    return sheets
