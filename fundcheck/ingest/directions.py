"""One amount and a column of sides: which lines are money out, which money in, which are neither.

Two families of words stand in such columns. 收 and 支, 进 and 出, + and - say which way the money
went. 借 and 贷 say on which side of an account it is booked; so do 1 and 2 (the budget's systems),
1 and 0 (EAS), 1 and -1 (AO), S and H (SAP: Soll and Haben). What is none of these is no direction:
its row is not taken for a debit.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import polars as pl

from fundcheck.tables import MONEY

if TYPE_CHECKING:
    from fundcheck.ingest.header import Header

_RECEIVED = "到账|入账|到款|来款|拨款|拨入|进账"
_IN = (
    rf"(?:资金|现金|账户|银行)?(?:收入?|收款|收方|进|入|转入|流入|汇入|划入|存入?|增加?|{_RECEIVED})"
    r"|\+|IN|INCOME|INFLOW|RECEIPTS?"
)
_OUT = (
    r"(?:资金|现金|账户|银行)?(?:支出?|付|付款|付出|支付|支取|付方|支方|出|转出|流出|汇出|划出|取|取出|"
    r"出账|减少?|开支|报销|花费|消费)|OUT|EXPENSES?|OUTFLOW|PAYMENTS?"
)
_DEBIT = r"借方?|D|DR|DEBIT|S|1(?:\.0)?"
_CREDIT = r"贷方?|C|CR|CREDIT|H|(?:-1|2|0)(?:\.0)?"
_BETWEEN = r"不计收支|不计入?收支|中性|(?:内部|户间|账户间)?转账|内部划转|互转"
_NEITHER = r"^(?:平|-)$"
_MINUS = r"^(?:-|－|—|–|−)$"
_OF_MONEY = rf"^(?:{_IN}|{_OUT})$"
_OF_ACCOUNTS = rf"^(?:{_DEBIT}|{_CREDIT})$"
# Columns that are mapped by their name have longer words too: 收入类, 借方发生.
_LEFT = rf"^(?:{_DEBIT}|{_OUT})$|^(?:借|付|支|转出|开支|报销|花费|D)"
_RIGHT = rf"^(?:{_CREDIT}|{_IN})$|^(?:贷|收|转入|{_RECEIVED}|C)"
_INTO = rf"^(?:{_IN})$|^(?:收|转入|{_RECEIVED})"
_WORDS = rf"{_OF_MONEY}|{_MINUS}|^(?:{_BETWEEN})$"
_LONGEST_WORD = 10  # signs of a word of sides, PAYMENTS and 银行转入 among them
_ANY_WORD = re.compile(rf"{_WORDS}|{_OF_ACCOUNTS}")
_NAMES_MONEY_IN = re.compile(
    r"收入|收方|收款|拨入|拨款|来款|到账|到款|进账|入账|存入|转入|流入|增加|领取|领用|^[收进入]$"
)
# 贷方(收入) is one, 入账贷项 is what was booked as a credit.
_OF_ACCOUNT = re.compile(r"[贷借]方?[金发]?[额生]?额?|[()（）/]")


def _side(direction: pl.Expr) -> pl.Expr:
    return direction.str.to_uppercase()


def says_side(cells: pl.Series, *, booked: bool, loosely: bool) -> pl.Series:
    """Return which cells are words of sides.

    booked: whether 借 and 贷 are such words too; loosely: whether words that only begin so are,
    as 收入-拨款.
    """
    words = _WORDS
    words += f"|{_OF_ACCOUNTS}" if booked else ""
    words += f"|{_LEFT}|{_RIGHT}" if loosely else ""
    return cells.str.to_uppercase().str.contains(words)


def may_say_side(cell: str) -> bool:
    """Return whether one cell is a word of sides, of money or of accounts."""
    text = cell.strip()
    return len(text) <= _LONGEST_WORD and bool(_ANY_WORD.search(text.upper()))


def says_in(cells: pl.Series) -> pl.Series:
    """Return which cells say that money came in, or that it is a credit."""
    return cells.str.to_uppercase().str.contains(_RIGHT)


def not_understood(direction: pl.Expr) -> pl.Expr:
    """Return whether the text is a direction that means neither side."""
    known = _side(direction).str.contains(f"{_LEFT}|{_RIGHT}|{_NEITHER}|{_MINUS}|^(?:{_BETWEEN})$")
    return direction.is_not_null() & ~known


def is_between(direction: pl.Expr) -> pl.Expr:
    """Return whether the line moves money between one's own accounts: 转账, 不计收支."""
    return direction.str.contains(f"^(?:{_BETWEEN})$").fill_null(value=False)


def says_money_in(direction: pl.Expr) -> pl.Expr:
    """Return whether the direction says that money came in: 收入, not 贷."""
    return _side(direction).str.contains(_INTO).fill_null(value=False)


def names_money_in(text: str) -> bool:
    """Whether a column of amounts with this header is of money in by its name: 收入, not 贷方."""
    bare = _OF_ACCOUNT.sub("", text)
    if bare != text:
        return "收入" in bare
    return bool(_NAMES_MONEY_IN.search(text))


def marks(lines: pl.DataFrame, header: Header) -> list[pl.Expr]:
    """Return ``_into``, ``_cash`` and ``_between`` of the lines.

    ``_into``: ``column`` or ``flag`` where credits are money in by the name of their column or by
    what the line's direction says; ``_cash``: whether the sheet lists money in beside money out;
    ``_between``: whether the direction says that money only moved between one's own accounts.
    """
    none = pl.lit(None, pl.String)
    into, cash, between = none, pl.lit(value=False), pl.lit(value=False)
    if "credit" in header.columns:
        named = names_money_in(header.texts[header.columns["credit"]])
        into, cash = pl.lit("column") if named else none, pl.lit(value=named)
    elif "_direction" in lines.columns:
        says = says_money_in(pl.col("_direction"))
        into, cash = pl.when(says).then(pl.lit("flag")), says.any().over("_part")
        between = is_between(pl.col("_direction"))
    return [into.alias("_into"), cash.alias("_cash"), between.alias("_between")]


def split(amount: pl.Expr, direction: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    """Return debit and credit of each line of a sheet that has one amount and a direction.

    amount: MONEY. Where every credit of the sheet is negative and its debits are not, the sign
    says once more what the direction says (SAP), and a credit is what stands behind the sign. So
    it is where all that 支出 says is negative. - is money out only where + is money in.
    """
    side = _side(direction)
    on_credit = side.str.contains(_RIGHT).fill_null(value=False)
    signs = (direction == "+").any().over("_part")
    minus = direction.str.contains(_MINUS).fill_null(value=False) & signs
    money = (side.str.contains(f"^(?:{_OUT})$|^(?:支|付)") | minus).fill_null(value=False)
    on_right = pl.when(on_credit).then(amount)
    on_left = pl.when(~on_credit).then(amount)
    signed = (on_right.max().over("_part") < 0) & (on_left.sum().over("_part") > 0)
    credit = pl.when(signed.fill_null(value=False)).then(-on_right).otherwise(on_right)
    out = pl.when(money).then(amount)
    minded = (out.max().over("_part") < 0) & money
    debit = pl.when(minded.fill_null(value=False)).then(-on_left).otherwise(on_left)
    return debit.cast(MONEY), credit.cast(MONEY)


def amounts(lines: pl.DataFrame) -> pl.DataFrame:
    """Set debit, credit and amount (net spending: debit − credit), whichever the sheet gives."""
    has = set(lines.columns)
    none = pl.lit(None, MONEY)
    debit = pl.col("debit") if "debit" in has else none
    credit = pl.col("credit") if "credit" in has else none
    single = pl.col("amount") if "amount" in has else none
    if "_direction" in has and "amount" in has and not {"debit", "credit"} & has:
        debit, credit = split(single, pl.col("_direction"))
        single = none
    both = debit.is_not_null() | credit.is_not_null()
    net = debit.fill_null(0) - credit.fill_null(0)
    return lines.with_columns(
        amount=pl.when(both).then(net).otherwise(single).cast(MONEY),
        debit=pl.when(both).then(debit).otherwise(single).cast(MONEY),
        credit=credit.cast(MONEY),
    )
