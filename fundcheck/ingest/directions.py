"""One amount and a direction: which of them are debits and which are credits.

Beside 借 and 贷 there are 1 and 2 (the budget's systems), 1 and 0 (EAS), 1 and -1 (AO), S and H
(SAP: Soll and Haben). What is none of these is no direction: its row is not taken for a debit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from fundcheck.tables import MONEY

if TYPE_CHECKING:
    from fundcheck.ingest.header import Header

_RECEIVED = "到账|入账|到款|来款|拨款|拨入|进账"
MONEY_IN = f"转入|{_RECEIVED}"
"""How a column of sides calls money in, but for 收 and 贷 and what begins with them."""
MONEY_OUT = "转出|开支|报销|花费"
"""How it calls money out, but for 支, 付 and 借 and what begins with them."""
_DEBIT = rf"^(?:借|D|S$|付|支|{MONEY_OUT}|1(?:\.0)?$)"
_CREDIT = rf"^(?:贷|C|H$|收|{MONEY_IN}|(?:-1|2|0)(?:\.0)?$)"
_INCOME = f"^(?:收入?|{_RECEIVED})$"
_NEITHER = r"^(?:平|-)$"


def not_understood(direction: pl.Expr) -> pl.Expr:
    """Return whether the text is a direction that means neither side."""
    side = direction.str.to_uppercase()
    known = side.str.contains(f"{_DEBIT}|{_CREDIT}|{_NEITHER}")
    return side.is_not_null() & ~known


def of_income(lines: pl.DataFrame, header: Header) -> bool:
    """Whether the credits are money in by their name: a column 收入, or a direction 收入."""
    if "credit" in header.columns:
        return "收入" in header.texts[header.columns["credit"]]
    if "_direction" not in lines.columns:
        return False
    return bool(lines["_direction"].str.contains(_INCOME).any())


def split(amount: pl.Expr, direction: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    """Return debit and credit of each line of a sheet that has one amount and a direction.

    amount: MONEY. Where every credit of the sheet is negative and its debits are not, the sign
    says once more what the direction says (SAP), and a credit is what stands behind the sign.
    """
    on_credit = direction.str.to_uppercase().str.contains(_CREDIT).fill_null(value=False)
    on_right = pl.when(on_credit).then(amount)
    on_left = pl.when(~on_credit).then(amount)
    signed = (on_right.max().over("_part") < 0) & (on_left.sum().over("_part") > 0)
    credit = pl.when(signed.fill_null(value=False)).then(-on_right).otherwise(on_right)
    return on_left.cast(MONEY), credit.cast(MONEY)
