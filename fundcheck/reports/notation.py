"""How every report writes an amount, a cell, a place and a level, so that they agree."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from fundcheck.tables import TABLES

if TYPE_CHECKING:
    from fundcheck.findings import Evidence, Value
    from fundcheck.receipts import Counted, Sum

NOTHING = "—"
"""What stands where there is no value: a blank cell would read as an oversight."""


def money(amount: Decimal | None) -> str:
    """Return yuan with thousands separators and two decimals, or a dash for None."""
    return NOTHING if amount is None else f"{amount:,.2f}"


def percent(share: Decimal) -> str:
    """Return a share with one decimal: 0.1234 is 12.3%."""
    return f"{share * 100:,.1f}%"


def plain(amount: Decimal) -> str:
    """Return yuan as machines want them: two decimals, no separators, never an exponent."""
    return f"{amount:.2f}"


def cell(value: Value) -> str:
    """Return any value as a reader wants it.

    A decimal keeps the places that it came with, since it may be a rate as well as a sum.
    """
    if value is None or value == "":
        return NOTHING
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Decimal):
        return f"{value:,f}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return "、".join(value)
    return str(value)


def counted(lines: Counted) -> str:
    """Return in a sentence what was counted as spending and what was left out, and why."""
    before = "期初、上年结转（计入项目合计）" if lines.opening.amount else "期初、上年结转"
    left = [("收入", lines.income), (before, lines.opening), *lines.neither]
    told = "；".join(f"{why} {_sum(some)}" for why, some in left if some.lines)
    spent = f"计入支出 {_sum(lines.spending)}"
    return f"{spent}。未计入支出：{told}。" if told else f"{spent}，没有未计入的行。"


def _sum(some: Sum) -> str:
    return f"{some.lines:,} 行 {money(some.amount)} 元"


def place(evidence: Evidence) -> str:
    """Return where a cited row stands, as file!sheet!row."""
    return f"{evidence.file}!{evidence.sheet}!{evidence.row}"


# What the reader uses beside the columns of the tables.
_INNER = {
    "project": "项目", "year": "年", "month": "月", "day": "日", "period": "期间",
    "voucher_type": "凭证字", "account": "科目", "level_1": "一级科目", "level_2": "二级科目",
    "level_3": "三级科目", "economic_class": "经济分类", "direction": "方向",
    "direct_indirect": "直接/间接", "line_no": "分录号", "aux": "核算维度", "book": "会计体系",
    "posted": "记账标志", "void": "作废标志", "cost_item": "费用科目",
    "electronic_no": "数电发票号码", "tax": "税额", "status": "状态", "type": "辅助类型",
    "code": "辅助编码", "name": "名称", "increase": "调增", "decrease": "调减", "from": "调出科目",
    "to": "调入科目", "before": "调整前", "after": "调整后", "deducted": "减去的金额",
    "gross": "减前金额", "state": "状态", "asked": "申请金额",
}  # fmt: skip


def column_title(name: str) -> str:
    """Return the Chinese name of a column: its standard header, else what the reader calls it."""
    headers = (c.header for table in TABLES.values() for c in table if c.name == name and c.header)
    return next(headers, "") or _INNER.get(name, name)


# Tables that only complete the entries; no rule sees them.
_SIDE_TABLES = {"invoices": "发票清单", "auxiliary": "凭证辅助表", "accounts": "会计科目表"}


def role(name: str) -> str:
    """Return the Chinese name of what a sheet was read as: the standard sheet name."""
    if name == "not_read":
        return "未读取"
    if name in _SIDE_TABLES:
        return _SIDE_TABLES[name]
    table = TABLES.get(name)
    return table.sheet if table and table.sheet else name


def treatment(name: str) -> str:
    """Return the Chinese words for how a pack treats an article."""
    known = {
        "rules": "规则检查",
        "permissive": "授权条款",
        "evidence": "人工核对",
        "outside": "原则条款",
    }
    return known.get(name, name)
