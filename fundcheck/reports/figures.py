"""What the pictures of a project's page show: facts and exhibits as shares and places."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from fundcheck.reports.notation import cell

if TYPE_CHECKING:
    from fundcheck.findings import Exhibit, Project, Value

_MONTH_STEP = 26
_PLOT_HEIGHT = 160
_LABEL_EVERY = 3  # months
_MONTH = re.compile(r"[0-9]{4}-(?:0[1-9]|1[0-2])")
# One mistyped year would otherwise draw centuries of empty months.
_LONGEST_PLOT = 120  # months


class Gauge(NamedTuple):
    """The indirect ceiling against budget and spending; shares are of the gauge's width, in %."""

    title: str
    cap: Decimal
    budget: Decimal | None
    spent: Decimal
    left: Decimal | None
    cap_share: int
    spent_share: int
    is_over: bool
    exhibit: Exhibit | None


class BudgetLine(NamedTuple):
    """One line of the comparison; share is spending in % of the budget, None without one.

    is_sum: the line of a whole category, which its items follow: offices budget by category and
    spend by item.
    """

    category: str
    item: str
    is_sum: bool
    budget: Decimal
    spent: Decimal
    share: int | None


class Budget(NamedTuple):
    """Budget against spending."""

    title: str
    lines: tuple[BudgetLine, ...]


class Bar(NamedTuple):
    """One month's column in the plot's own units."""

    month: str
    amount: Decimal
    x: int
    y: int
    width: int
    height: int
    negative: bool
    label: str


class Months(NamedTuple):
    """Spending by month; marks say which days of the project fall where.

    undated: the sum of the rows that name no month and so have no column.
    """

    title: str
    width: int
    zero: int
    bars: tuple[Bar, ...]
    peak: Decimal
    peak_month: str
    marks: tuple[str, ...]
    undated: Decimal


def gauge(project: Project) -> Gauge | None:
    """Return the gauge of the indirect ceiling, or None where the ceiling cannot be told."""
    facts = {fact.name: fact.value for fact in project.facts}
    cap, spent = facts.get("indirect_cap"), facts.get("indirect_spent")
    if cap is None or spent is None or max(cap, spent) <= 0:
        return None
    approved = facts.get("indirect_approved")
    exhibit = _exhibit(project, "indirect_tiers")
    widest = max(cap, spent) * Decimal("1.08")
    return Gauge(
        title=exhibit.title if exhibit else "间接费用核定",
        cap=cap,
        budget=facts.get("indirect_budget"),
        spent=spent,
        left=None if approved is None else approved - spent,
        cap_share=max(_percent(cap, widest), 0),
        spent_share=max(_percent(spent, widest), 0),
        is_over=approved is not None and spent > approved,
        exhibit=exhibit,
    )


def budget(project: Project) -> Budget | None:
    """Return budget against spending, or None where there is neither."""
    exhibit = _exhibit(project, "budget_vs_spent")
    if exhibit is None or not exhibit.rows:
        return None
    categories: dict[str, list[tuple[str, Decimal, Decimal]]] = {}
    names = [name for name, _ in exhibit.columns]
    for row in exhibit.rows:
        # By name: a pack may show more columns, or in another order.
        cells = dict(zip(names, row, strict=True))
        part = (cell(cells["item"]), _decimal(cells["budget"]), _decimal(cells["spent"]))
        categories.setdefault(cell(cells["category"]), []).append(part)
    lines = []
    for category, items in categories.items():
        planned_sum = sum((planned for _, planned, _ in items), Decimal(0))
        spent_sum = sum((spent for _, _, spent in items), Decimal(0))
        lines.append(_budget_line(category, "", planned_sum, spent_sum, is_sum=True))
        lines += [_budget_line("", *item, is_sum=False) for item in items]
    return Budget(exhibit.title, tuple(lines))


def _budget_line(
    category: str, item: str, budgeted: Decimal, spent: Decimal, *, is_sum: bool
) -> BudgetLine:
    # A head budgeted as a whole has no spending of its own: 0 % of it would mislead.
    share = _percent(spent, budgeted) if budgeted and (is_sum or spent) else None
    return BudgetLine(category, item, is_sum, budgeted, spent, share)


def months(project: Project) -> Months | None:
    """Return spending by month, or None where no line has a date.

    Gaps are kept as gaps, unless the months lie so far apart that one date must be mistyped.
    """
    exhibit = _exhibit(project, "spending_by_month")
    if exhibit is None or not exhibit.rows:
        return None
    said = {cell(row[0]): _decimal(row[1]) for row in exhibit.rows}
    amounts = {name: amount for name, amount in said.items() if _MONTH.fullmatch(name)}
    if not amounts:
        return None
    names = _every_month(min(amounts), max(amounts)) or sorted(amounts)
    top = max(*amounts.values(), Decimal(0))
    bottom = min(*amounts.values(), Decimal(0))
    scale = Decimal(_PLOT_HEIGHT) / ((top - bottom) or 1)
    zero = int(top * scale) + 4
    bars = []
    for index, name in enumerate(names):
        amount = amounts.get(name, Decimal(0))
        height = int(abs(amount) * scale)
        bars.append(
            Bar(
                month=name,
                amount=amount,
                x=index * _MONTH_STEP,
                y=zero if amount < 0 else zero - height,
                width=_MONTH_STEP - 6,
                height=height,
                negative=amount < 0,
                label=name if index % _LABEL_EVERY == 0 else "",
            )
        )
    card = dict(project.card)
    marks = [f"{key} {card[key]}" for key in ("开始日期", "结束日期", "状态日期") if key in card]
    peak = max(amounts, key=lambda name: (amounts[name], name))
    width = max(len(names) * _MONTH_STEP + 40, 320)
    return Months(
        title=exhibit.title,
        width=width,
        zero=zero,
        bars=tuple(bars),
        peak=amounts[peak],
        peak_month=peak,
        marks=tuple(marks),
        undated=sum((said[name] for name in said.keys() - amounts.keys()), Decimal(0)),
    )


def _exhibit(project: Project, name: str) -> Exhibit | None:
    return next((exhibit for exhibit in project.exhibits if exhibit.id == name), None)


def _decimal(value: Value) -> Decimal:
    return value if isinstance(value, Decimal) else Decimal(0)


def _percent(part: Decimal, whole: Decimal) -> int:
    return int(part * 100 / whole)


def _every_month(first: str, last: str) -> list[str]:
    """Return the months from first to last, or none where they are too many to draw."""
    year, month = map(int, first.split("-"))
    last_year, last_month = map(int, last.split("-"))
    if (last_year - year) * 12 + last_month - month >= _LONGEST_PLOT:
        return []
    names = [first]
    while names[-1] < last:
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)  # noqa: PLR2004
        names.append(f"{year:04d}-{month:02d}")
    return names
