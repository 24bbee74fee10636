"""The chart of accounts: what an account does in a voucher, by its name and by its code.

The knowledge stands in accounts.toml: roles with the names and words of their accounts, and the
codes under which each accounting system keeps its first-level accounts.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from tomllib import loads
from typing import NamedTuple

import polars as pl

KINDS = {
    "cash": "other",
    "contra": "other",
    "mirror": "other",
    "advance": "advance",
    "balance": "other",
    "stock": "other",
    "equity": "other",
    "deferred": "other",
    "grant": "other",
    "goods": "other",
    "result": "other",
    "income": "receipt",
    "source": "receipt",
    "cost": "spending",
    "asset": "spending",
    "sales": "spending",
    "expense": "spending",
}
"""Role of an account -> the kind of its lines, where neither voucher nor text says otherwise."""
SPENT = ["cost", "asset", "sales", "expense"]
"""The roles of accounts whose lines are spending."""
OF_BOOKS = ["cash", "contra", "mirror", "advance", "balance", "result"]
"""Roles of accounts that only a book of accounts has, and no list of what was bought."""
FIRST_LEVEL = r"^(?:00)?([1-8]\d{3})"
"""The first-level code with which an account's code begins."""
JOINTS = r"\s*(?:[/\\_>|→]|[-—–]+|\.)\s*"
"""What parts the levels of an account's name."""
# 2024年版面费 begins with no code.
CODE_BEFORE = r"^[\[(（【]?\d{4,}(?:[.\-]\d+)*[\])）】]?[\s:：]*([^年月日\s\d:：].*)$"
"""A name with its code before it: 530101研发支出, [1002]银行存款."""
BUDGET_CODES = ["7101", "7201", "7301", "7401", "7501", "7601", "7701", "7901", "8001"]
"""First-level codes that only the budget book of a public unit has."""
BUDGET_NAMES = [
    "行政支出",
    "事业支出",
    "经营支出",
    "财政拨款预算收入",
    "事业预算收入",
    "非同级财政拨款预算收入",
    "资金结存",
]
"""Accounts by which a budget book is known."""
FINANCIAL_NAMES = [
    "业务活动费用",
    "单位管理费用",
    "经营费用",
    "财政拨款收入",
    "事业收入",
    "非同级财政拨款收入",
]
"""Accounts by which the financial book beside it is known."""
# A name that ends so is of a cost, whatever else it holds: 国际往来费.
_A_COST = r"(?:费用?|支出|成本)$"


class Chart(NamedTuple):
    """The chart as tables.

    names: account -> role; words: (role, pattern, whether it does not hold for names that end as
    costs do), the first that fits decides; codes: system, former (whether another system has
    taken its place), code, account and role, a row for each account of each system.
    """

    names: dict[str, str]
    words: tuple[tuple[str, str, bool], ...]
    codes: pl.DataFrame


@cache
def chart() -> Chart:
    """Return the chart as accounts.toml has it."""
    read = loads(files(__package__).joinpath("accounts.toml").read_text("utf-8"))
    names = {name: role["role"] for role in read["role"] for name in role.get("names", ())}
    words = tuple(
        (role["role"], "|".join(role[group]), group == "loose")
        for role in read["role"]
        for group in ("words", "loose")
        if group in role
    )
    rows = [
        (system["name"], system.get("former", False), *entry.split(" ", 1))
        for system in read["system"]
        for entry in system["codes"]
    ]
    codes = pl.DataFrame(rows, ["system", "former", "code", "account"], orient="row")
    role = pl.col("account").replace_strict(names, return_dtype=pl.String)
    return Chart(names, words, codes.with_columns(role=role))


def role_by_name(name: pl.Expr) -> pl.Expr:
    """Return the role of an account that a chart has by this very name, else null."""
    return name.replace_strict(chart().names, default=None, return_dtype=pl.String)


def role_by_words(name: pl.Expr) -> pl.Expr:
    """Return the role of an account by what its name says of it, else null."""
    cost = name.str.contains(_A_COST)
    said = ((role, name.str.contains(p), loose) for role, p, loose in chart().words)
    return pl.coalesce(
        pl.when(hit & ~cost if loose else hit).then(pl.lit(role)) for role, hit, loose in said
    )


def role_of_account(text: pl.Expr) -> pl.Expr:
    """Return the role of a cell that is an account's name, code or both; null where it is none."""
    first = text.str.replace(CODE_BEFORE, "$1").str.replace(f"^{JOINTS}", "")
    first = first.str.replace(f"{JOINTS}.*$", "").str.strip_chars()
    codes = dict(chart().codes.select("code", "role").iter_rows())
    code = pl.when(text.str.contains(r"^\d{4}[\d.\-]*$")).then(text.str.extract(FIRST_LEVEL, 1))
    return pl.coalesce(
        role_by_name(first),
        code.replace_strict(codes, default=None, return_dtype=pl.String),
        role_by_words(first),
    )
