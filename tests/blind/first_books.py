"""The first ten projects, of five units, as their offices keep them: nine layouts."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from blind import first_hospital, first_others, first_truth, first_university
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
    from pathlib import Path

    from blind.model import Entry, Project
    from blind.truth import Truth

_ALL = (
    "项目编号 项目名称 日期 凭证号 摘要 费用科目 收款方 收款方证件号 收款账号 金额 资金来源 结算方式 发票代码 发票号码 "
    "开票日期 价税合计 合同编号 资产编号 物品名称 规格型号 数量 单价 专家级别 咨询日期 咨询时长 咨询天数 代扣个税"
).split()
_CSV = [heading for heading in _ALL if heading not in {"项目名称", "资金来源"}]
_MONTHLY = [heading for heading in _CSV if heading not in {"项目编号", "发票代码"}]
_CATEGORY_CODES = {"设备费": "01", "业务费": "02", "劳务费": "03", "间接费用": "04"}
_MISSTATED = {(2025, 3): Decimal("500.00")}
"""The month of the university's subsidiary ledger of which the total is wrong, and by how much."""


def make(folder: Path) -> Truth:
    """Write ``ledgers`` and ``registry.xlsx`` into the folder and return what is true of them."""
    p101, p102, p103 = first_university.PROJECTS
    p104, p108, p109 = first_hospital.PROJECTS
    p105, p106, p107, p110 = first_others.PROJECTS
    ledgers = folder / "ledgers"
    ledgers.mkdir()
    places: Places = {
        **write_book(ledgers / "泽州理工大学支出明细.xlsx", _detail(p101, p102)),
        **write_book(ledgers / "泽州理工大学项目明细账.xlsx", _subsidiary_ledger(p103)),
        **write_book(ledgers / "太行医院辅助明细账.xlsx", _auxiliary_ledger(p104)),
        **write_book(ledgers / "沁源智能序时簿.xlsx", _journal(p105)),
        **write_book(ledgers / "惠农合作社报销台账.xlsx", _hand_kept(p106)),
        **write_book(ledgers / "丹河学院多栏账.xlsx", _multi_column(p107)),
        **write_gbk(ledgers / "太行医院108.csv", _export(p108)),
        **write_book(ledgers / "太行医院分月支出.xlsx", *_months(p109)),
        **write_book(ledgers / "丹河学院报销清单.xlsx", _own_headings(p110)),
    }
    projects = (p101, p102, p103, p104, p105, p106, p107, p108, p109, p110)
    write_book(folder / "registry.xlsx", *registry(projects))
    return first_truth.truth(places)


def _detail(*projects: Project) -> Sheet:
    """Put several projects on one detail sheet, told apart by the column 项目编号."""
    sheet = Sheet("支出明细")
    sheet.put(*_ALL)
    entries = [entry for project in projects for entry in project.entries]
    for entry in sorted(entries, key=lambda entry: entry.date):
        sheet.put(*entry.cells(_ALL), tag=entry.tag)
    return sheet


def _account(entry: Entry, separator: str) -> tuple[str, str]:
    """Return the account on which a line stands: that of its cost item, or of advances."""
    if advance := entry.facts.get("科目"):
        return str(advance), separator.join(("其他应收款", "备用金及暂付款"))
    name = separator.join(("科研项目支出", entry.category, entry.item))
    return "5001" + _CATEGORY_CODES[entry.category], name


def _subsidiary_ledger(project: Project) -> Sheet:
    """Keep a subsidiary ledger: opening, sums of the month and the year, the closing of a year."""
    sheet = Sheet("项目明细账")
    sheet.title(f"{project.unit}项目支出明细账", 9)
    leader = project.card["项目负责人"]
    sheet.put(f"项目编号：{project.code}  项目名称：{project.name}  负责人：{leader}")
    sheet.put(*"日期 凭证号 摘要 科目代码 科目名称 对方单位 借方金额 贷方金额 余额".split())
    nothing = Decimal("0.00")
    sheet.put(None, None, "期初余额", None, None, None, None, None, nothing)
    balance = year_debit = year_credit = nothing
    months = list(by_month(project.entries))
    for index, (year, month, entries) in enumerate(months, 1):
        debit = credit = nothing
        for entry in entries:
            balance += entry.amount
            debit += entry.debit or 0
            credit += entry.credit or 0
            told = entry.cells(["日期", "凭证号", "摘要"]) + list(_account(entry, "/"))
            sheet.put(*told, entry.payee, entry.debit, entry.credit, balance, tag=entry.tag)
        year_debit, year_credit = year_debit + debit, year_credit + credit
        stated = debit + _MISSTATED.get((year, month), 0)
        blanks = (None, None, None)
        sheet.put(None, None, "本月合计", *blanks, stated, credit, balance)
        sheet.put(None, None, "本年累计", *blanks, year_debit, year_credit, balance)
        if index < len(months) and months[index][0] > year:
            voucher = f"记{year % 100:02d}12-0999"
            closing = (last_day(year), voucher, "年终结转本年支出", "5001", "科研项目支出")
            sheet.put(*closing, None, None, balance, nothing)
            sheet.put(None, None, "上年结转", None, None, None, None, None, nothing)
            balance = year_debit = year_credit = nothing
    return sheet


def _auxiliary_ledger(project: Project) -> Sheet:
    """Keep an auxiliary ledger: year, month and day in columns of their own."""
    sheet = Sheet("辅助明细账")
    sheet.put("辅助明细账")
    sheet.put(f"核算单位：{project.unit}")
    sheet.put(f"辅助项：项目 [{project.code}] {project.name}")
    sheet.put(*"年 月 日 凭证号数 科目编码 科目名称 摘要 往来单位 借方 贷方 方向 余额".split())
    blanks = (None, None, None, None)
    sheet.put(*blanks, None, None, "期初余额", None, None, None, "平", Decimal(0))
    balance = Decimal(0)
    of_year: dict[int, tuple[Decimal, Decimal]] = {}
    for year, month, entries in by_month(project.entries):
        debits = credits_ = Decimal(0)
        for entry in entries:
            balance += entry.amount
            debits += entry.debit or 0
            credits_ += entry.credit or 0
            told = (year, month, entry.date.day, entry.facts["凭证号"], *_account(entry, "\\"))
            sums = (entry.debit, entry.credit, "借", balance)
            sheet.put(*told, entry.summary, entry.payee, *sums, tag=entry.tag)
        before = of_year.get(year, (Decimal(0), Decimal(0)))
        of_year[year] = (before[0] + debits, before[1] + credits_)
        for words, both in (("本月合计", (debits, credits_)), ("本年累计", of_year[year])):
            sheet.put(year, month, *blanks, words, None, *both, "借", balance)
    return sheet


def _journal(project: Project) -> Sheet:
    """Keep a firm's journal: double entry, each voucher on two rows."""
    sheet = Sheet("序时簿")
    sheet.put(
        *"日期 期间 凭证字号 分录号 摘要 科目代码 科目全名 借方金额 贷方金额 往来单位 项目编号 资金来源".split()
    )
    for entry in project.entries:
        code = "5301." + _CATEGORY_CODES[entry.category]
        account = (code, f"研发支出_{entry.category}_{entry.item}")
        if advance := entry.facts.get("科目"):
            account = (str(advance), "其他应收款_备用金及预付款")
        counter = ("1002", "银行存款_工行泽州路支行")
        if entry.facts["结算方式"] == "现金":
            counter = ("1001", "库存现金")
        voucher = (entry.date, f"{entry.date:%Y.%m}", entry.facts["凭证号"])
        debit, credit = entry.debit, entry.credit
        whose = (entry.payee, project.code, entry.facts["资金来源"])
        sheet.put(*voucher, 1, entry.summary, *account, debit, credit, *whose, tag=entry.tag)
        sheet.put(*voucher, 2, entry.summary, *counter, credit, debit, entry.payee)
    return sheet


def _hand_kept(project: Project) -> Sheet:
    """Keep a book by hand: titles over merged cells, cost items as headings, sums below each."""
    sheet = Sheet("报销台账")
    sheet.title(f"{project.unit}科研项目经费报销台账", 9)
    sheet.title(f"项目名称：{project.name}（{project.code}）", 9)
    sheet.put(*"序号 日期 凭证号 用途 收款人 金额 票据号码 付款方式 备注".split())
    blanks = (None, None, None, None)
    for number, item in zip(CHINESE_NUMBERS, items_of(project.entries), strict=False):
        sheet.title(f"{number}、{item}", 9)
        entries = (entry for entry in project.entries if entry.item == item)
        for serial, entry in enumerate(entries, 1):
            told = entry.cells(["日期", "凭证号", "摘要", "收款方", "金额", "发票号码", "结算方式"])
            sheet.put(serial, *told, tag=entry.tag)
        sheet.put("小计", *blanks, total(project.entries, item))
    sheet.put("合计", *blanks, total(project.entries))
    return sheet


def _multi_column(project: Project) -> Sheet:
    """Keep a ledger with one column of amounts for each cost item."""
    sheet = Sheet("多栏账")
    items = items_of(project.entries)
    sheet.put(f"{project.unit} 科研经费多栏式明细账")
    sheet.put(f"项目编号：{project.code}", None, f"项目名称：{project.name}")
    sheet.put("日期", "凭证号", "摘要", "收款单位", "发票号码", *items, "合计")
    for entry in project.entries:
        told = entry.cells(["日期", "凭证号", "摘要", "收款方", "发票号码"])
        amounts = (entry.amount if entry.item == item else None for item in items)
        sheet.put(*told, *amounts, entry.amount, tag=entry.tag)
    sums = (total(project.entries, item) for item in items)
    sheet.put("合计", None, None, None, None, *sums, total(project.entries))
    return sheet


def _export(project: Project) -> Sheet:
    """Export what a hospital's system has of a project."""
    sheet = Sheet("")
    sheet.put(*_CSV)
    for entry in project.entries:
        sheet.put(*entry.cells(_CSV), tag=entry.tag)
    return sheet


def _months(project: Project) -> list[Sheet]:
    """Fill one sheet for each month, with the project in the title row."""
    sheets = []
    for year, month, entries in by_month(project.entries):
        sheet = Sheet(f"{year}年{month}月")
        sheet.put(f"{project.name}（项目编号：{project.code}）{sheet.name}支出")
        sheet.put(*_MONTHLY)
        for entry in entries:
            sheet.put(*entry.cells(_MONTHLY), tag=entry.tag)
        blanks = [None] * (_MONTHLY.index("金额") - 1)
        sheet.put("合计", *blanks, total(entries))
        sheets.append(sheet)
    return sheets


def _own_headings(project: Project) -> Sheet:
    """List reimbursements under headings of the college's own, the dates as text."""
    sheet = Sheet("报销清单")
    sheet.put(f"项目编号：{project.code} 项目名称：{project.name}")
    sheet.put(*"报销日期 凭证编号 事由 支出类别 收款单位 报销金额 发票号 付款方式".split())
    for entry in project.entries:
        told = entry.cells(["凭证号", "摘要", "费用科目", "收款方", "金额", "发票号码", "结算方式"])
        sheet.put(f"{entry.date:%Y/%m/%d}", *told, tag=entry.tag)
    return sheet
