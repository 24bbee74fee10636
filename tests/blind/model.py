"""What a project is: its card, the tables of the registry and its lines, read from one text.

A project's text begins with its card, ``名=值`` with spaces between. Then come the tables of the
registry, ``[预算]`` and so on, and the lines of the ledger under ``[支出]``; all are text tables as
in ``sample_writing``, blank cells left blank. Rows that begin with ``#`` are remarks.

A line is ``日期|摘要|费用科目|金额|收款方|其他``. 其他 may hold ``#tag``, by which the truth names the
line, and ``名=值`` for the other columns; ``名=`` leaves a cell blank on purpose. What is not said is
filled in as a tidy office would: voucher, invoice, contract, asset number, tax, account.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple
from zlib import crc32

from planted_ledger import HEADERS
from sample_writing import account_of, cells, credit_code, id_number, table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sample_writing import Cell, Line

SPENDING = "支出"
TABLES = ("预算", "预算调剂", "到账", "参与单位", "项目组成员", "成果转化")
PURCHASE = "设备购置费"
_EQUIPMENT = {PURCHASE, "设备租赁费", "设备升级改造费"}
_LABOUR = {"劳务费", "专家咨询费", "聘用人员社保公积金"}
INDIRECT = {"管理费", "绩效支出"}
_NEEDS_CONTRACT = Decimal(10000)
_TAX_FREE, _TAX_STEP = Decimal(800), Decimal(4000)
_CENT = Decimal("0.01")


class Entry(NamedTuple):
    """One line of a ledger. ``facts``: all other columns, by their standard headings."""

    tag: str
    date: dt.date
    summary: str
    item: str
    amount: Decimal
    payee: str
    facts: dict[str, Cell]

    @property
    def debit(self) -> Decimal | None:
        """What the line adds, if it adds."""
        return self.amount if self.amount > 0 else None

    @property
    def credit(self) -> Decimal | None:
        """What the line takes back, if it does."""
        return None if self.amount > 0 else -self.amount

    @property
    def category(self) -> str:
        """The regulation's category of the cost item."""
        if self.item in _EQUIPMENT:
            return "设备费"
        if self.item in _LABOUR:
            return "劳务费"
        return "间接费用" if self.item in INDIRECT else "业务费"

    def cells(self, headings: Sequence[str]) -> list[Cell]:
        """Return the line's cells under these standard headings."""
        told: Line = {
            "日期": self.date,
            "摘要": self.summary,
            "费用科目": self.item or None,
            "金额": self.amount,
            "收款方": self.payee or None,
            **self.facts,
        }
        return [told.get(heading) for heading in headings]


class Project(NamedTuple):
    """A project: its card, its rows in each table of the registry, its lines in order of date."""

    code: str
    name: str
    unit: str
    card: Line
    tables: dict[str, list[Line]]
    entries: list[Entry]


def project(text: str, *, settlement: str = "转账") -> Project:
    """Return the project that a text tells of, with every lawful fact filled in.

    settlement: how the unit writes that it paid through its bank.
    """
    sections: dict[str, list[str]] = {"": []}
    part = sections[""]
    for row in text.strip().splitlines():
        if row.startswith("["):
            part = sections.setdefault(row.strip("[]"), [])
        elif not row.startswith("#"):
            part.append(row)
    card = _named(" ".join(sections[""]).split())
    code, name = str(card["项目编号"]), str(card["项目名称"])
    entries = sorted(
        (_entry(row, code[-3:]) for row in sections[SPENDING]), key=lambda entry: entry.date
    )
    for serial, entry in enumerate(entries, 1):
        known: Line = {"项目编号": code, "项目名称": name, "结算方式": settlement}
        _complete(entry, known, serial)
    tables = {title: _rows(title, code, sections.get(title, [])) for title in TABLES}
    return Project(code, name, str(card["承担单位"]), card, tables, entries)


def _named(words: Sequence[str]) -> Line:
    pairs = (word.split("=") for word in words)
    return {name: cells(name, value) for name, value in pairs}


def _entry(row: str, number: str) -> Entry:
    date, summary, item, amount, payee, others = row.split("|")
    words = others.split()
    tag = f"{number}:{words.pop(0)[1:]}" if words and words[0].startswith("#") else ""
    day, money = dt.date.fromisoformat(date), Decimal(amount.replace(",", ""))
    return Entry(tag, day, summary, item, money, payee, _named(words))


def _rows(title: str, code: str, rows: Sequence[str]) -> list[Line]:
    headings = HEADERS[title].replace("项目编号", "").replace("证件号", "")
    lines = table(headings, "\n".join(rows), 项目编号=code)
    for line in lines:
        if title == "项目组成员":
            line["证件号"] = identity_of(str(line["姓名"]))
        if title == "参与单位" and len(credit := str(line["统一社会信用代码"])) == 17:
            line["统一社会信用代码"] = credit_code(credit)
    return lines


def identity_of(name: str) -> str:
    """Return the invented identity number of a person of this name."""
    seed = crc32(name.encode())
    year, month, day = 1960 + seed % 38, 1 + seed // 7 % 12, 1 + seed // 11 % 28
    return id_number(f"140500{year}{month:02d}{day:02d}{seed // 1000 % 1000:03d}")


def _is_person(payee: str) -> bool:
    return len(payee) in {2, 3}


def _complete(entry: Entry, known: Line, serial: int) -> None:
    """Fill in what the line does not say itself."""
    facts = entry.facts
    for heading, fact in known.items():
        facts.setdefault(heading, fact)
    number = str(known["项目编号"])[-3:]
    facts.setdefault("凭证号", f"记-{entry.date:%y%m}{serial:03d}")
    facts.setdefault("资金来源", "财政")
    if entry.payee:
        facts.setdefault("收款账号", account_of(entry.payee))
    if _is_person(entry.payee):
        facts.setdefault("收款方证件号", identity_of(entry.payee))
        if entry.item in _LABOUR:
            facts.setdefault("代扣个税", income_tax(entry.amount))
    if entry.item in _LABOUR | INDIRECT or entry.amount < 0:
        return
    issued = facts.get("开票日期") or entry.date - dt.timedelta(3)
    assert isinstance(issued, dt.date)
    facts.setdefault(
        "发票号码", f"{issued:%y}142000{number}{serial * 7919 % 10**6:06d}{serial:03d}"
    )
    if facts["发票号码"]:
        facts.setdefault("开票日期", issued)
        facts.setdefault("价税合计", entry.amount)
    if entry.amount > _NEEDS_CONTRACT:
        facts.setdefault("合同编号", f"HT{entry.date:%Y}-{number}{serial:03d}")
    if entry.item == PURCHASE:
        facts.setdefault("资产编号", f"ZC{entry.date:%Y}{number}{serial:03d}")
        facts.setdefault("数量", 1)
        facts.setdefault("单价", entry.amount)


def income_tax(gross: Decimal) -> Decimal:
    """Return the tax withheld on pay for labour: 800 is free up to 4,000, a fifth above it."""
    taxed = gross - _TAX_FREE if gross <= _TAX_STEP else gross * Decimal("0.8")
    return (max(taxed, Decimal(0)) * Decimal("0.2")).quantize(_CENT)
