"""Columns whose headers say something of the amounts in them: cost items, sources, projects.

unknown: column -> its possible texts, the upper of two header cells first, of the columns that
are nothing else; used: columns that are taken.
"""

from __future__ import annotations

import re

from fundcheck.ingest.meant import SPENT
from fundcheck.ingest.words import BARE_ITEM, COST_ITEM, normalise, source_of_column

_LEAST_ITEMS = 2
_LEAST_BARE = 4
_CODE = re.compile(r"^[A-Za-z]{2,6}[A-Za-z0-9]*(?:[-_]?\d{2,})+$")


def items_among(role: str, unknown: dict[int, tuple[str, ...]], used: set[int]) -> dict[int, str]:
    """Return the columns that are cost items: 材料费 | 差旅费 | 会议费 as columns of a 多栏账."""
    if role != "entries":
        return {}
    found = {}
    for index, choices in unknown.items():
        # The lower of two header cells names the item, the upper one says 借方 or 支出.
        item = normalise(choices[1] if len(choices) > 1 else choices[0])
        named = COST_ITEM.match(item) or BARE_ITEM.match(item)
        if index not in used and named and not source_of_column(item):
            found[index] = item
    whole = sum(bool(COST_ITEM.match(item)) for item in found.values())
    # 设备 may be the name of a device; beside 材料 and 差旅 it is what was spent on devices.
    return found if whole >= _LEAST_ITEMS or len(found) >= _LEAST_BARE else {}


def sources_among(role: str, unknown: dict[int, tuple[str, ...]], used: set[int]) -> dict[int, str]:
    """Return the columns that are sources of funds: 财政资金 | 自筹资金 side by side."""
    if role not in {"entries", "budget"}:
        return {}
    found = {}
    for index, choices in unknown.items():
        below = normalise(choices[1] if len(choices) > 1 else choices[0])
        above = normalise(choices[0]).removesuffix(below)
        source = source_of_column(below)
        # 本年发生数 over 专项 in a table of budgets: another figure than the budget.
        if index not in used and source and not (role == "budget" and SPENT.search(above)):
            found[index] = source
    return found if len(set(found.values())) == len(found) >= _LEAST_ITEMS else {}


def projects_among(unknown: dict[int, tuple[str, ...]], used: set[int]) -> dict[int, str]:
    """Return the columns that are called by project codes: RD01 | RD02 side by side."""
    found = {i: t[-1] for i, t in unknown.items() if i not in used and _CODE.match(t[-1])}
    return found if len(set(found.values())) == len(found) >= _LEAST_ITEMS else {}
