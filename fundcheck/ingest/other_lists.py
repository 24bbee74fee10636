"""Lists of offices that are no ledger of spending, known by their titles and their headers.

What is known of them stands in other_lists.toml. A list that is none of these and was not read may
be a ledger that was lost.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from tomllib import loads
from typing import TYPE_CHECKING, NamedTuple

from fundcheck.ingest.words import normalise

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

_IN_BRACKETS = re.compile(r"[(（\[【][^)）\]】]*[)）\]】]")
_ENDING = r"(?:情况|汇总|明细|清单|一览|登记|统计|台账|资料|记录|[账册簿表单年月日份度期号\d]|\W)*$"
_OF_SPENDING = re.compile(r"支出|报销|付款|支付|执行|决算|列支|开支|序时|凭证|明细账|日记账|辅助账")
_BOOK = {"debit", "credit", "account_code", "account_name", "_account"}
_PAID = re.compile(r"^(?:付款|支付|报销|支出|列支|记账)(?:日期|时间|金额|单号|凭证)")


class _List(NamedTuple):
    called: str
    titles: re.Pattern[str]
    words: tuple[re.Pattern[str], ...]
    least: int
    unless: tuple[re.Pattern[str], ...]
    unread: bool

    def title_in(self, said: Iterable[str]) -> str | None:
        texts = (_IN_BRACKETS.sub("", text).strip() for text in said)
        found = (self.titles.search(text) for text in texts if not _OF_SPENDING.search(text))
        return next((match[0].strip() for match in found if match), None)

    def is_headed(self, texts: Collection[str]) -> bool:
        found = sum(any(map(word.search, texts)) for word in self.words)
        return bool(self.words) and found >= self.least

    def is_denied(self, texts: Collection[str]) -> bool:
        return any(pattern.search(text) for pattern in self.unless for text in texts)


@cache
def _lists() -> tuple[_List, ...]:
    listed = loads(files(__package__).joinpath("other_lists.toml").read_text("utf-8"))["list"]
    return tuple(
        _List(
            item["called"],
            re.compile(rf"(?:{item['titles']}){_ENDING}"),
            tuple(map(re.compile, item.get("words", ()))),
            item.get("least", 0),
            tuple(map(re.compile, item.get("unless", ()))),
            item.get("unread", False),
        )
        for item in listed
    )


def other_list(
    said: Collection[str], headers: Iterable[str], columns: Collection[str]
) -> str | None:
    """Return what a list is called that is no ledger of spending, None where it may be one.

    said: the sheet's name and the titles above the header; headers: the header as it stands;
    columns: what its columns were taken for, none where no ledger was found.
    """
    texts = [normalise(text) for text in headers]
    booked = "voucher_no" in columns and not _BOOK.isdisjoint(columns)
    titled = not booked and not any(map(_PAID.search, texts))
    asked = [
        item for item in _lists() if not (item.unread and columns) and not item.is_denied(texts)
    ]
    by_title = (
        f"{title}，是{item.called}"
        for item in asked
        if titled and (title := item.title_in(said)) is not None
    )
    by_header = (item.called for item in asked if item.is_headed(texts))
    return next(by_title, None) or next(by_header, None)
