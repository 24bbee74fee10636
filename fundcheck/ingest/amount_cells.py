"""The amounts of a ledger's column, and why a text in it is none.

What is not surely an amount in yuan is never one: 81,50 may be 81.50 or a slip, $1,000 is money
of another country, 1.2E+05 has lost its last digits.
"""

from __future__ import annotations

import polars as pl

from fundcheck.ingest.body import within
from fundcheck.ingest.cells import PARTS, by_side, narrow, parse
from fundcheck.tables import Type

_POWER = r"^[-+]?\d+(?:\.\d+)?[eE][-+]?\d+$"
# 1.234,56 and 81,50, as continental programs write them; 2.500 beside them is no 2.50.
_DECIMAL_COMMA = r"^\D*(?:\d{1,3}(?:\.\d{3})+|\d+),\d{1,2}\D*$"
_ONE_POINT = r"^\D*\d{1,3}\.\d{3}\D*$"
FOREIGN = (
    r"[$€£₩₽฿]|(?i:(?:^|[^a-z])(?:USD|EUR|GBP|JPY|HKD|TWD|MOP|AUD|CAD|CHF|KRW|SGD|RUB|NZD|THB|SEK|DKK"
    r"|NOK|INR|MYR|VND|KZT|MNT|UAH|BRL|ZAR|PHP|IDR)(?:[^a-z]|$))"
    r"|美[元金刀]|欧元|日[元圆]|英镑|港[元币]|澳[元币]|澳大利亚元|加元|加拿大元|韩[元圆币]|瑞士法郎|卢布|新加坡元|新币|新西兰元"
    r"|泰铢|台币|新台币|克朗|卢比|林吉特|越南盾|外币|外汇"
)
"""How money is called that is not yuan."""


def money_of(body: pl.DataFrame, name: str, unit: int, parts: int = 1) -> pl.Series:
    """Return the money of a column of amounts, null where a text is none.

    unit: yuan that one of its numbers is worth; parts: how many sheets the body is of.
    """
    text = body[name]
    if text.str.contains(_DECIMAL_COMMA).any():
        has_commas = within(pl.col(name).str.contains(_DECIMAL_COMMA).any(), parts=parts)
        doubtful = pl.col(name).str.contains(_ONE_POINT) & has_commas
        text = body.select(pl.when(~doubtful).then(name).alias(name)).to_series()
    # In a column of one side a side behind the amount would say what the column does.
    signed = by_side(text) if name in {"amount", "balance"} else text
    return parse(signed, Type.MONEY, unit).alias(name)


def why_no_money(text: pl.Expr) -> pl.Expr:
    """Return why a text that is no money in yuan is none, as a Chinese phrase."""
    plain = narrow(text)
    why = (
        pl.when(plain.str.contains(_POWER))
        .then(pl.lit("是科学计数法，后面的位数已经丢失"))
        .when(plain.str.contains(FOREIGN))
        .then(pl.lit("不是人民币，没有折算成元"))
        .when(plain.str.contains(_DECIMAL_COMMA) | plain.str.contains(_ONE_POINT))
        .then(pl.lit("分不清逗号和点哪一个是小数点"))
        .when(plain.str.contains(PARTS) & plain.str.contains(r"^[-+()¥\d\s,.元]+$"))
        .then(pl.lit("的分隔符不是三位一段"))
        .otherwise(pl.lit("不是数字"))
    )
    return pl.format("金额「{}」{}", text, why)
