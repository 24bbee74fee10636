"""How every report writes an amount, a cell, a place and a level, so that they agree."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from fundcheck.tables import TABLES

if TYPE_CHECKING:
    from fundcheck.findings import Evidence, Value

NOTHING = "—"
"""What stands where there is no value: a blank cell would read as an oversight."""


def money(amount: Decimal | None) -> str:
    """Return yuan with thousands separators and two decimals, or a dash for None."""
    return NOTHING if amount is None else f"{amount:,.2f}"


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


def place(evidence: Evidence) -> str:
    """Return where a cited row stands, as file!sheet!row."""
    return f"{evidence.file}!{evidence.sheet}!{evidence.row}"


def role(name: str) -> str:
    """Return the Chinese name of what a sheet was read as: the standard sheet name."""
    if name == "not_read":
        return "未读取"
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
