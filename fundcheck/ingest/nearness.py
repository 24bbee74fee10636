"""How close an unknown header is to a known one, and whether that is close enough to take it.

A header is mapped by nearness only where what differs says nothing (凭证摘要内容, 金额借方); where
it may change the meaning (到期日期, 对方科目) the header is put as a question. A wrong column is
worse than a question.
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

SURE = 0.8
"""The least confidence at which a column is mapped without asking."""
_ASK = 0.55
_LEAST_SHARE = 0.45  # of an unknown header that a known word must be, to ask after it
_LEAD = 0.1  # what the best candidate must be ahead of the next with another meaning
_LONGEST = 16
_CANDIDATES = 3
# Words before or after a known header that leave its meaning as it is.
_BEFORE = re.compile(
    r"^(?:本次|本笔|本期|本年|实际|记账|会计|凭证|业务|财务|报销|报账|费用|经费|支出|开支|科研|项目|课题|"
    r"系统|原始|入账|交易|发生|该|的|本|总)+$"
)
_AFTER = re.compile(
    r"^(?:内容|信息|说明|明细|描述|情况|栏|列|项|数|额|值|号|名称|文本|字段|填写)+$"
)
# Words that make another thing of it.
_CHANGES = re.compile(
    r"对方|对应|外币|原币|累计|余额|期初|期末|年初|数量|预算|上年|去年|计划|应付|应收|未|税|率|比例|单价|到期|"
    r"验收|打印|导出|审核|折扣|差额|可用|冻结|汇|退|备用|辅助|其中|剩余|控制|指标|往来"
)


class Near(NamedTuple):
    """What an unknown header may be: canonical names with confidences, the likeliest first."""

    candidates: tuple[tuple[str, float], ...] = ()

    @property
    def name(self) -> str | None:
        """The canonical name, where there is no doubt."""
        if not self.candidates or self.candidates[0][1] < SURE:
            return None
        second = self.candidates[1][1] if len(self.candidates) > 1 else 0.0
        return self.candidates[0][0] if self.candidates[0][1] - second >= _LEAD else None


def nearest(text: str, words: Mapping[str, tuple[str, int]]) -> Near:
    """Return what a normalised header may be among the known ones (header -> name, strength)."""
    if not 1 < len(text) <= _LONGEST:
        return Near()
    best: dict[str, float] = {}
    for word, (name, _) in words.items():
        # A field's Latin name (MC, ZY) is that name or none: DWMC has nothing to do with it.
        if word.isascii():
            continue
        if len(word) > 1 and (confidence := _likeness(text, word)) > best.get(name, 0.0):
            best[name] = confidence
    ranked = sorted(best.items(), key=lambda pair: (-pair[1], pair[0]))
    return Near(tuple((n, c) for n, c in ranked[:_CANDIDATES] if c >= _ASK))


def _likeness(text: str, word: str) -> float:
    """Return between 0 and 1 how sure it is that the header means the known word."""
    share = len(word) / len(text)
    if text.endswith(word):
        return _with_rest(text[: -len(word)], _BEFORE, share)
    if text.startswith(word):
        return _with_rest(text[len(word) :], _AFTER, share)
    if sorted(text) == sorted(word):  # 金额借方 for 借方金额
        return 0.9
    if min(len(text), len(word)) < 4 or abs(len(text) - len(word)) > 1:  # noqa: PLR2004
        return 0.0
    # One sign more, less or other: 借方 and 贷方 differ by as little, so it is only a question.
    blocks = SequenceMatcher(None, text, word, autojunk=False).get_matching_blocks()
    same = sum(block.size for block in blocks)
    return 0.6 if same >= max(len(text), len(word)) - 1 else 0.0


def _with_rest(rest: str, harmless: re.Pattern[str], share: float) -> float:
    if _CHANGES.search(rest):
        return 0.0
    if not harmless.match(rest) and share < _LEAST_SHARE:
        return 0.0  # 支出组织 has nothing to do with 支出
    # The longer the known part, the surer; 0.8 to 1 where the rest is harmless.
    return 0.8 + 0.2 * share if harmless.match(rest) else 0.5 + 0.2 * share
