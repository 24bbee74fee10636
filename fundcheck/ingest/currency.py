"""The currency that a ledger's amounts are in: what is not yuan is never counted as yuan."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import polars as pl

from fundcheck.ingest.amount_cells import FOREIGN

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fundcheck.ingest.header import Header

_AMOUNTS = ("debit", "credit", "amount")
# How offices and programs call the yuan: by name, by sign, by number (156), as their first one.
_YUAN = r"人民币|本位币|本国货币|^元$|^[¥￥]$|(?i:RMB|CNY|CNH|YUAN)|^0*1$|^156$|^BB01$"
# 原币 beside the amounts says that these are in the currency of the books.
_ORIGINAL = re.compile("原币|外币|原始币|交易货币金额")
_OWN = re.compile("(?i)本币|本位币|人民币|RMB|CNY|折合|折算")
_WHOLLY = re.compile(rf"[百千万亿]*(?:{FOREIGN}|/)+(?:[(（].*)?")
_TITLE = re.compile(r"(?:币[种别]|货币(?:单位)?|金额单位|单位)\s*[:：]\s*([^\s:：，,；;）)]+)")


def of_titles(titles: Iterable[Iterable[str]]) -> str | None:
    """Return the foreign currency that the rows above a ledger say it is in, or None."""
    for match in (_TITLE.search(cell) for row in titles for cell in row):
        if match and _WHOLLY.fullmatch(match[1]) and not re.search(_YUAN, match[1]):
            return match[1]
    return None


def with_currency(body: pl.DataFrame, header: Header, titled: str | None) -> pl.DataFrame:
    """Return the body with ``_currency``: what an amount's own column, line or title says.

    titled: what the title says. There is no such column where nothing is said, or where the
    amounts are in the currency of the books, whatever the original one was (原币金额 beside 借方).
    """
    amounts = [header.texts[header.columns[n]] for n in _AMOUNTS if n in header.columns]
    foreign = next(filter(None, map(_foreign, amounts)), None) or titled
    own = any(map(_OWN.search, amounts)) or any(
        _ORIGINAL.search(text) for text in header.texts.values() if text not in amounts
    )
    said = body["_currency"] if "_currency" in body.columns else None
    body = body.drop("_currency", strict=False)
    if own or (said is None and foreign is None):
        return body
    if said is None:
        return body.with_columns(_currency=pl.lit(foreign))
    return body.with_columns(said.fill_null(foreign) if foreign else said)


def _foreign(text: str) -> str | None:
    found = re.search(FOREIGN, text)
    return found[0].strip("()（）[] ") if found else None


def why_foreign(said: pl.Expr) -> pl.Expr:
    """Return why a line's amount is not counted, null where its currency is the yuan."""
    yuan = said.str.contains(_YUAN)
    known = said.str.contains(FOREIGN)
    return (
        pl.when(known & ~yuan)
        .then(pl.format("币种是「{}」，不是人民币，没有折算成元", said))
        .when(~yuan)
        .then(pl.format("币种「{}」看不懂，没有当作人民币", said))
    )
