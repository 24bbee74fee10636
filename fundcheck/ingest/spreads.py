"""Columns whose headers say something of the amounts in them: cost items, sources, projects.

unknown: column -> its possible texts, the upper of two header cells first, of the columns that
are nothing else; used: columns that are taken.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from fundcheck.ingest.meant import SPENT
from fundcheck.ingest.words import BARE_ITEM, COST_ITEM, normalise, source_of_column
from fundcheck.numbering import without_numbering

if TYPE_CHECKING:
    from collections.abc import Sequence

_LEAST_ITEMS = 2
_LEAST_BARE = 4
_APPROVED = re.compile(r"^(?:审定|核定|核报|认定|审计(?:认定|确认)|实际)")
_OF_ITEM = re.compile(r"^(?!直接|间接|各项|其中|费用|支出|本)\D{2,12}费用?$")
_HEAD = re.compile(r"^\D*(?:明细|费用|支出|开支|借方|科目|其中|构成|归集)\D*$")
_PART_OF_TRIP = re.compile(
    r"交通|车船|机票|[车船]票|飞机|火车|汽车|城际|市内|住宿|伙食|餐|补助|补贴|公杂|油费|过路|通行|租车|[订退改签]票|其[他它]"
)
_PART_OF_MEETING = re.compile(
    r"餐|食|住宿|场租|场地|会场|资料|印刷|交通|车|布置|茶歇|讲课|其[他它]"
)
_WHOLES = {
    "差旅费": (re.compile(r"出差|差旅"), _PART_OF_TRIP),
    "会议费": (re.compile(r"会议(?:名称|主题|地点|时间|日期|费)|参会"), _PART_OF_MEETING),
}
_SUM = re.compile(r"[合小总共][计計]|余额|累计|数量|单价")
_CODE = re.compile(r"^[A-Za-z]{2,6}[A-Za-z0-9]*(?:[-_]?\d{2,})+$")


def items_among(role: str, unknown: dict[int, tuple[str, ...]], used: set[int]) -> dict[int, str]:
    """Return the columns that are cost items: 材料费 | 差旅费 | 会议费 as columns of a 多栏账."""
    if role != "entries":
        return {}
    found, others, heads = {}, {}, Counter[str]()
    for index, choices in unknown.items():
        if index in used:
            continue
        # The lower of two header cells names the item, the upper one says 借方 or 支出.
        below = normalise(choices[1] if len(choices) > 1 else choices[0])
        item = without_numbering(below)
        head = without_numbering(normalise(choices[0]).removesuffix(below))
        named = bool(COST_ITEM.match(item) or BARE_ITEM.match(item))
        if not named and _OF_ITEM.match(head) and not _SUM.search(item):
            item, named = f"{head}/{item}", True  # 设备费 over 购置 and 租赁
        if named and not source_of_column(item):
            found[index] = item
            heads[head] += 1
        elif _HEAD.search(head):
            others[index] = (item, head)
    whole = sum(bool(COST_ITEM.match(item)) for item in found.values())
    # 设备 may be the name of a device; beside 材料 and 差旅 it is what was spent on devices.
    if whole < _LEAST_ITEMS and len(found) < _LEAST_BARE:
        return {}
    # What stands under the head of several items (费用明细) is an item, whatever its name.
    for index, (item, head) in others.items():
        if heads[head] >= _LEAST_ITEMS and not _SUM.search(item):
            found[index] = item
    return dict(sorted(found.items()))


def of_whole(items: dict[int, str], said: Sequence[str]) -> dict[int, str]:
    """Return the items as parts of 差旅费 or 会议费 where all are what a trip or a meeting costs.

    said: the texts of the header and of the titles: 住宿费 and 伙食补助 are parts only where
    these speak of trips or meetings.
    """
    for whole, (speaks, part) in _WHOLES.items():
        if any(map(speaks.search, said)) and all(map(part.search, items.values())):
            return {index: f"{whole}/{item}" for index, item in items.items()}
    return items


def sources_among(role: str, unknown: dict[int, tuple[str, ...]], used: set[int]) -> dict[int, str]:
    """Return the columns that are sources of funds: 财政资金 | 自筹资金 side by side."""
    if role not in {"entries", "budget"}:
        return {}
    found = {}
    for index, choices in unknown.items():
        below = normalise(choices[1] if len(choices) > 1 else choices[0])
        above = normalise(choices[0]).removesuffix(below)
        source = source_of_column(below)
        # 本年发生数 over 专项, or 其中：专项 beside 实际支出数: another figure than the budget.
        other = role == "budget" and (SPENT.search(above) or below.startswith("其中"))
        if index not in used and source and not other:
            found[index] = source
    if len(set(found.values())) < len(found):
        # 送审 and 审定 each over 财政 and 自筹: what was found right was spent.
        found = {i: s for i, s in found.items() if _APPROVED.match(unknown[i][0])}
    return found if len(set(found.values())) == len(found) >= _LEAST_ITEMS else {}


def projects_among(unknown: dict[int, tuple[str, ...]], used: set[int]) -> dict[int, str]:
    """Return the columns that are called by project codes: RD01 | RD02 side by side."""
    found = {i: t[-1] for i, t in unknown.items() if i not in used and _CODE.match(t[-1])}
    return found if len(set(found.values())) == len(found) >= _LEAST_ITEMS else {}
