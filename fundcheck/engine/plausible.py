"""Whether what a card and a budget say can be meant as it stands; where not, it is asked about.

Start and end of a project change places, and a card is kept in 万元 beside a ledger in yuan. A rule
that takes such a figure at its word accuses a project of what its clerk mistyped: so the rules that
read it cannot tell, and say what to look at.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import polars as pl

from fundcheck.tables import DOUBTS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fundcheck.tables import Tables

_SMALL = Decimal(10_000)  # yuan; a sum in 万元 stands for at least as many
_SAME_THING = 1_000  # what is the same money otherwise told differs by no such factor
_PART_OF_IT = 10  # and what was spent of it is not so many times as much
_SWAPPED = "项目信息：开始日期、结束日期（开始日期晚于结束日期，是否写反）"
_FUNDS = "项目信息：市级财政资金（远小于预算、到账或支出，是否以万元为单位）"
_BUDGET = "预算表：金额（远小于项目经费、到账或支出，是否以万元为单位）"


def with_doubts(tables: Tables) -> Tables:
    """Return the tables with a doubt for each project whose dates or sums cannot be meant."""
    found = [*_swapped(tables["projects"]), *_in_wan(tables)]
    if not found:
        return tables
    rows = [{"project_code": code, "about": about, "why": why} for code, about, why in found]
    more = pl.DataFrame(rows, schema=DOUBTS.schema)
    return {**tables, "doubts": pl.concat([tables["doubts"], more])}


def _swapped(projects: pl.DataFrame) -> list[tuple[str, str, str]]:
    codes = projects.filter(
        (pl.col("start_date") > pl.col("end_date")) & pl.col("project_code").is_not_null()
    )["project_code"]
    return [
        (code, about, _SWAPPED)
        for code in codes.unique(maintain_order=True)
        for about in ("projects.start_date", "projects.end_date")
    ]


def _in_wan(tables: Tables) -> list[tuple[str, str, str]]:
    """Return the doubts of cards and budgets that look as if kept in 万元."""
    funds = _sums(tables["projects"].select("project_code", amount="fiscal_funds"))
    budget = _sums(tables["budget"])
    given = _sums(tables["receipts"].filter(pl.col("kind").str.contains("拨付")))
    spent = _sums(tables["entries"].filter(pl.col("kind") == "spending"))
    found = []
    for code in dict.fromkeys((*funds, *budget)):
        told = {"card": funds.get(code), "budget": budget.get(code)}
        for own, about, why in (
            ("card", "projects.fiscal_funds", _FUNDS),
            ("budget", "budget.amount", _BUDGET),
        ):
            others = [value for name, value in told.items() if name != own]
            if _too_small(told[own], [*others, given.get(code)], spent.get(code)):
                found.append((code, about, why))
    return found


def _too_small(said: Decimal | None, same: list[Decimal | None], spent: Decimal | None) -> bool:
    if said is None or not 0 < said < _SMALL:
        return False
    if any(value is not None and value >= said * _SAME_THING for value in same):
        return True
    return spent is not None and spent >= said * _PART_OF_IT


def _sums(rows: pl.DataFrame) -> Mapping[str, Decimal]:
    told = rows.filter(pl.col("project_code").is_not_null() & pl.col("amount").is_not_null())
    return dict(
        told.group_by("project_code", maintain_order=True).agg(pl.sum("amount")).iter_rows()
    )
