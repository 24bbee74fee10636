"""Articles as the law writes them: their numbers, and what they are cited by."""

from __future__ import annotations

import re

_DIGITS = " 一二三四五六七八九"
_NAMED = re.compile(
    r"第?\s*(\d{1,3}|[一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九])\s*条?"
)


def numeral(number: int) -> str:
    """Return 1 to 99 as the law writes it: 十, 三十二."""
    tens, ones = divmod(number, 10)
    ten = "" if not tens else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return ten + (_DIGITS[ones] if ones else "")


def cited(article: str, document: str) -> str:
    """Return an article with the number (文号) of its regulation, unless it has that already."""
    return article if document in article else f"{document} {article}"


def article_number(text: str) -> int | None:
    """Return the number that 第三十二条, 三十二, 第32条 or 32 names, None where none is named."""
    match = _NAMED.fullmatch(text.strip())
    if not match:
        return None
    if match[1].isdecimal():
        return int(match[1])
    tens, ten, ones = match[1].rpartition("十")
    return (_DIGITS.index(tens or "一") * 10 if ten else 0) + (_DIGITS.index(ones) if ones else 0)
