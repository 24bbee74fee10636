"""The numbering before a heading or a line of a budget: 一、, （二）, 1., 1.1, (3), ①, 其中：.

Taken off in one place, so that 1、设备费, (1)设备费 and 一.设备费 are 设备费 to whoever asks.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

_CHINESE = "[一二三四五六七八九十]{1,3}"
_DIGITS = r"\d{1,2}"
_LEVELS = rf"(?:{_DIGITS}(?:[.．]{_DIGITS}){{1,3}}|{_DIGITS}[-－]{_DIGITS})"
_OPEN, _CLOSE, _STOP = r"[（(〔\[【]\s*", r"\s*[）)〕\]】]", r"\s*[、.．)）:：]"
_ORDINAL = rf"(?:{_CHINESE}|{_LEVELS}|{_DIGITS}|[A-Za-zⅠ-Ⅻ])"
# 3.5-3.8出差 and 1-3月 are days, 3.5寸 and 2 台 are figures: what is left would be no heading.
_NO_MEASURE = r"(?![\s月日年号天人名台个次级季寸吋元万亿千百%％℃至])"
_NUMBERING = re.compile(
    rf"^(?:{_OPEN}{_ORDINAL}{_CLOSE}[、.．:：]?|第?{_ORDINAL}{_STOP}|第{_CHINESE}(?=\s)"
    rf"|[①-⑳㈠-㈩⑴-⒇]|(?:{_LEVELS}\s*|(?:{_CHINESE}|{_DIGITS})\s+){_NO_MEASURE})\s*"
    r"(?![\s\d\-—－~～.．])(?=.)"
)
_AMONG = re.compile(r"^其中\s*[:：]?\s*(?=[^\s:：])")
_ALONE = re.compile(
    rf"^(?:{_OPEN}{_ORDINAL}{_CLOSE}[、.．:：]?|第?{_ORDINAL}(?:{_STOP})?|[①-⑳㈠-㈩⑴-⒇])$"
)
_STYLES = tuple(
    re.compile(style)
    for style in (
        rf"第?{_CHINESE}[、.．\s]",
        rf"{_OPEN}{_CHINESE}{_CLOSE}|[㈠-㈩]",
        rf"{_DIGITS}(?![.．\-－]?\d)[、.．)）\s]",
        rf"{_DIGITS}[.．\-－]{_DIGITS}(?![.．\-－]\d)",
        rf"{_DIGITS}(?:[.．\-－]{_DIGITS}){{2}}",
        rf"{_OPEN}{_DIGITS}{_CLOSE}|[⑴-⒇]",
        r"[①-⑳]",
    )
)


def without_numbering(text: str) -> str:
    """Return the text without its numbering and 其中 before it, never an empty one."""
    text = _AMONG.sub("", text.strip())
    return _NUMBERING.sub("", text)


def column_without_numbering(texts: pl.Series) -> pl.Series:
    """Return the column with each of its texts without its numbering."""
    return texts.replace({text: without_numbering(text) for text in texts.drop_nulls().unique()})


def is_numbering(text: str) -> bool:
    """Whether a text is nothing but a numbering, as where it has a cell of its own."""
    return bool(_ALONE.match(text.strip()))


def depth(text: str) -> int:
    """Return how deep a line stands by its numbering, 0 the highest: 一、, （一）, 1., 1.1, (1).

    One without a numbering is deeper than any.
    """
    return next((level for level, style in enumerate(_STYLES) if style.match(text)), len(_STYLES))


DEEPEST = len(_STYLES)
"""The depth of a line without a numbering."""
