"""Numbers as people write them: 1.5, 两, 十二, 一百零五, 3台套."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

_DIGITS = {
    **{sign: number for number, sign in enumerate("零一二三四五六七八九")},
    **{sign: number for number, sign in enumerate("〇壹贰叁肆伍陆柒捌玖")},
    "两": 2,
    "俩": 2,
    "貳": 2,
}
_TENS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_SIGN = f"[{''.join(_DIGITS)}{''.join(_TENS)}]"
NUMBER = rf"(?:\d+(?:\.\d+)?|\.\d+|{_SIGN}+)"
"""A number within a longer text, in figures or in words."""
_FIGURES = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d*)?|\.\d+")
MEASURE = (
    r"(?:台|套|件|个|只|支|枝|瓶|盒|包|袋|箱|桶|卷|张|份|册|本|根|条|块|片|把|副|付|对|双|部|辆|架|枚|粒|颗|株|头|匹|尾|羽|罐|筒|管|捆|扎"
    r"|令|页|节|组|项|例|样|孔|板|座|艘|间|次|人|天|日|小时|h|平方米|立方米|平米|千米|公里|厘米|毫米|米|m2|m3|km|cm|mm|m"
    r"|公斤|千克|毫克|克|吨|斤|kg|mg|g|t|毫升|升|ml|l|度|千瓦时|kwh|pcs?|sets?)"
)
"""A word that counts things, within a longer text."""
_COUNTED = re.compile(
    rf"(?P<n>[\d,]+(?:\.\d+)?|{_SIGN}+)\(?{MEASURE}(?:[/·\-(]?{MEASURE}){{0,2}}\)?"
)


def figure(text: str) -> Decimal | None:
    """Return the number that a text is, or None where it is none or anything more."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if _FIGURES.fullmatch(plain):
        return Decimal(plain.replace(",", ""))
    return _in_words(plain)


def quantity(text: str) -> Decimal | None:
    """Return how many a cell says: 两台, 3台套, 十个. A lot (一批) is no number."""
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).lower()
    match = _COUNTED.fullmatch(plain)
    return figure(match["n"] if match else plain)


def _in_words(plain: str) -> Decimal | None:
    """Return the number of 两, 十, 十二, 一百零五; None for digits side by side (二三)."""
    total, digit, last = 0, 0, 10_000
    for sign in plain:
        ten = _TENS.get(sign)
        if ten is not None:
            if ten >= last:
                return None
            total, digit, last = total + ten * (digit or 1), 0, ten
        elif sign not in _DIGITS or digit:
            return None
        else:
            digit = _DIGITS[sign]
    return Decimal(total + digit) if plain else None
