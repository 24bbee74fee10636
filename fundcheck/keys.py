"""One key for one thing: texts that name the same project, firm, invoice or account are equal.

A supplier is （太原）仪器有限公司 on one voucher and (太原)仪器有限责任公司 on the next, an account
has blanks on one payroll and none on another, a code is typed in full width. What is shown is
always the text as it was written; what is compared is its key, made here and nowhere else. A key
is null where a text says nothing: unknown equals nothing.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Callable

    Key = Callable[[pl.Expr], pl.Expr]

DASHES = "‐‑‒–—―−─﹘﹣－﹣_"
"""What is typed for the hyphen of a code."""
_NARROW = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-"
_WIDE = "".join(chr(ord(sign) + 0xFEE0) for sign in _NARROW)
INVOICE = r"^(?:\d{8}|\d{10}|\d{20})$"
"""What an invoice's number looks like that is its own key, as nearly all are."""
_MARKS = r"[\s\u200b-\u200f\u2060\ufeff'\"`´‘’“”＇]"
_LEFT, _RIGHT = "〔【「『《〈﹝[{", "〕】」』》〉﹞]}"
_IN_BRACKETS = r"^\(([^()]*)\)$"
_NUMBER_CELL = r"^(\d+)\.0+$"
_DIGITS = r"^\d+$"
_PRINTED, _SHORTEST = 8, 5  # digits of a printed invoice's number, and how few zeros may leave
_CODE_12, _CODE_11 = 12, 11  # an invoice's code of twelve digits begins with 0
# 张三（教授）, 买买提·艾力（专家）: what stands behind a person's name is no part of it.
_PERSON = (
    r"^(?:\p{Han}{2,4}|\p{Han}+(?:·\p{Han}+)+)(?:\([^()]*\))+$"
    r"|^[A-Z.]+\([^()]*(?:教授|研究员|专家|工程师|博士|先生|女士|PROF|DR)[^()]*\)$"
)
_NO_PERSON = (
    r"^(?:\p{Han}{1,2}[部系所室站院厂店委组队馆处局]"
    r"|\p{Han}{3}[部室所处科中心司厂院校学社店行局委会站队组馆系户])\("
)
_MIDDLE_DOT = r"(\p{Han})[.•‧∙・](\p{Han})"
_SOLE_TRADER = r"\((?:个体[^()]*|个人独资(?:企业)?|经营者[^()]*)\)|^个体工商户|个体工商户$"
# 某某公司（基本户）, （原某某厂）: what is said of a firm behind its name.
_SAID_OF = (
    r"\((?:账号|账户|开户|基本户|一般户|税号|信用代码|代码|原|曾用名|简称|供应商|客户|\d)[^()]*\)$"
)
_FORMS = (
    ("有限责任公司", "有限公司"),
    ("责任有限公司", "有限公司"),
    ("股份有限公司", "股份公司"),
)


def narrow(text: pl.Expr) -> pl.Expr:
    """Return texts with letters, digits and hyphens of full width in half width."""
    return text.str.replace_many(list(_WIDE), list(_NARROW))


def code(text: pl.Expr) -> pl.Expr:
    """Return the key of a project's code, or of any other code that an office gives."""
    bare = _plain(text).str.replace(_IN_BRACKETS, "$1").str.replace(_NUMBER_CELL, "$1")
    return _told(bare)


def contract(text: pl.Expr) -> pl.Expr:
    """Return the key of a contract's number: 合同编号：HT-2024-01, No.HT-2024－01."""
    bare = (
        code(text)
        .str.replace(r"^(?:合同|协议|采购|订单)?(?:编号|号码|号)?[:.]*", "")
        .str.replace(r"^NO(?:[.:]+|(\d))", "$1")
        .str.replace(r"(\d)号$", "$1")
    )
    return _told(bare)


def invoice(text: pl.Expr) -> pl.Expr:
    """Return the key of an invoice's number: No.04518812 is 04518812, and so is 4518812.

    A number cell has no zeros in front; a printed invoice's number has eight digits.
    """
    bare = _invoice(text)
    few = bare.str.contains(_DIGITS) & bare.str.len_chars().is_between(_SHORTEST, _PRINTED)
    return _told(pl.when(few).then(bare.str.zfill(_PRINTED)).otherwise(bare))


def invoice_code(text: pl.Expr) -> pl.Expr:
    """Return the key of an invoice's code; the 0 in front of one of twelve digits may be lost."""
    bare = _invoice(text)
    lost = bare.str.contains(_DIGITS) & (bare.str.len_chars() == _CODE_11)
    return _told(pl.when(lost).then(bare.str.zfill(_CODE_12)).otherwise(bare))


def number(text: pl.Expr) -> pl.Expr:
    """Return the key of a bank account, an identity number or a credit code.

    Blanks and dashes within, and the bank's name before it, say nothing.
    """
    return _told(_plain(text).str.replace(_NUMBER_CELL, "$1").str.replace_all("[^0-9A-Z*]", ""))


def name(text: pl.Expr) -> pl.Expr:
    """Return the key of a unit's or a person's name.

    Brackets of another kind, blanks, （个体工商户）, 有限责任公司 for 有限公司 and what stands in
    brackets behind a person's name make no other. A branch (分公司) is another than its firm.
    """
    plain = _plain(text).str.replace_all(_MIDDLE_DOT, "${1}·$2")
    is_person = plain.str.contains(_PERSON) & ~plain.str.contains(_NO_PERSON)
    plain = pl.when(is_person).then(plain.str.replace(r"\(.*$", "")).otherwise(plain)
    bare = (
        plain.str.replace_all(_SOLE_TRADER, "")
        .str.replace(_SAID_OF, "")
        .str.replace_all(r"[-()·•‧∙・.。,:;]", "")
    )
    for form, same in _FORMS:
        bare = bare.str.replace(form, same, literal=True)
    return _told(bare)


def thing(text: pl.Expr) -> pl.Expr:
    """Return the key of a thing's name, or of its specification."""
    return _told(_plain(text).str.replace_all(r"[-()·•、,/]", "").str.replace_all("×", "*"))


def title(text: pl.Expr) -> pl.Expr:
    """Return the key of a project's name."""
    return _told(_plain(text).str.replace_all(r"[-()<>·•、,.:;。]", ""))


def words(text: pl.Expr) -> pl.Expr:
    """Return the key of what a line says: a code that it names stands there as its own key does.

    Brackets stay as they are: nothing is compared by them, and they are on nearly every line.
    """
    bare = narrow(text).str.replace_all(r"\s+", " ")
    return _told(bare.str.replace_all(f"[{DASHES}-]+", "-").str.to_uppercase())


def once(texts: pl.Series, key: Key, *, plain: str = "") -> pl.Series:
    """Return the keys of a column, each different text looked at once.

    plain: a pattern of texts that are their own key, for columns whose texts all differ.
    """
    if texts.null_count() == texts.len():
        return texts
    if plain and texts.str.contains(plain).all():
        return texts
    different = texts.unique().drop_nulls()
    keys = different.to_frame("text").select(key(pl.col("text"))).to_series()
    changed = keys.ne_missing(different)
    if not changed.any():
        return texts
    return texts.replace(different.filter(changed), keys.filter(changed))


@lru_cache(maxsize=4096)
def key_of(text: str, key: Key) -> str | None:
    """Return the key of one text."""
    found: str | None = pl.select(key(pl.lit(text))).item()
    return found


def _plain(text: pl.Expr) -> pl.Expr:
    """Return the text in one width and case, all brackets and dashes alike, no blanks and marks."""
    return (
        text.str.normalize("NFKC")
        .str.replace_all(_MARKS, "")
        .str.replace_all(f"[{DASHES}-]+", "-")
        .str.replace_many(list(_LEFT + _RIGHT), ["("] * len(_LEFT) + [")"] * len(_RIGHT))
        .str.to_uppercase()
    )


def _invoice(text: pl.Expr) -> pl.Expr:
    bare = _plain(text).str.replace(_NUMBER_CELL, "$1").str.replace(r"^[\p{Han}.:#()]*", "")
    return bare.str.replace(r"^NO[.:#]*", "")


def _told(text: pl.Expr) -> pl.Expr:
    return text.replace("", None)
