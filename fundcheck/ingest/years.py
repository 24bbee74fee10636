"""The year that a sheet states beside its lines, for days that are written without one.

A year stands in titles, in the name of the sheet and in that of the file, and so do years that are
of something else: of a project's number (NYK2022-05), of its call (2022年度科技计划项目), of a
decree (〔2022〕36号), of the day of printing. What is plainly of the ledger is taken first, and the
year inside a number never.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_CHINESE = re.compile(r"(?:一九|二[〇○Ｏ零])[一二三四五六七八九〇○Ｏ零]{2}(?=\s*年)")
_DIGITS = str.maketrans("〇○Ｏ零一二三四五六七八九", "0000123456789")
_NUMBERED = r"(?<![A-Za-z\d])(?<![A-Za-z\d][-_－—–])((?:19|20)\d{2})(?!\d)"
_IN_YEARS = re.compile(r"(?<!\d)((?:19|20)\d{2})\s*年")
_BARE = re.compile(
    rf"{_NUMBERED}(?!\s*[-_－—–]?\s*[A-Za-z])(?![-_－—–]\d{{3}})"
    r"(?![-_－—–](?:1[3-9]|[2-9]\d)(?!\d))(?!\s*[\]〕】)）]\s*第?\d)"
)
_OF_A_CALL = re.compile(r"^.{0,4}度?[^，,；;]{0,16}(?:项目|课题|计划|专项|立项|指南|批次)")
_OF_PRINTING = re.compile(r"打印|导出|制表|填表|编制|填报|生成|下载|查询(?:日期|时间)")


def year_of(said: Iterable[str]) -> int | None:
    """Return the year that texts state, of the title first, the file's name last; None without one.

    A year that is called one (2024年) goes before a number (2024.1-2024.12), and either before
    that of a call for projects. The day of printing says nothing of the lines.
    """
    texts = [
        _CHINESE.sub(lambda match: match[0].translate(_DIGITS), text)
        for text in said
        if not _OF_PRINTING.search(text)
    ]
    of_calls = None
    for pattern in (_IN_YEARS, _BARE):
        for text in texts:
            for match in pattern.finditer(text):
                year = int(match[1])
                if not _OF_A_CALL.match(text[match.start() :]):
                    return year
                of_calls = of_calls or year
    return of_calls
