"""What a header means where it is not simply a word of the dictionary: dimensions and sides."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from fundcheck.ingest.words import dictionary, normalise, target

if TYPE_CHECKING:
    from collections.abc import Mapping

_NUMBERED = re.compile(r"^(\D{2,})(\d{1,2})$")
# A dimension that a file of the data interface only numbers, a cost object of SAP.
_MAY_BE_PROJECT = re.compile(r"^(?:辅助项\d+(?:号|编码|代码)|(?:co)?对象|对象号)$")
_OF_DIMENSION = {"编码": "code", "编号": "code", "代码": "code", "名称": "name"}


def meaning(role: str, text: str, fixed: Mapping[str, str]) -> tuple[str, int] | None:
    """Return the column that a header means and how weakly: by the user's word, else by ours."""
    wanted = fixed.get(text)
    if wanted and (known := target(role, wanted)):
        return known, -1
    words = dictionary()[role]
    return words.get(text) or _dimension(text, words)


def may_be_project(text: str) -> bool:
    """Whether the header names what may be the project, and may be anything else."""
    return bool(_MAY_BE_PROJECT.match(normalise(text)))


def is_side_of_balance(columns: Mapping[str, int]) -> bool:
    """Whether 方向 says on which side the balance is: 金额 | 方向 | 余额."""
    if not {"amount", "_direction", "balance"} <= columns.keys():
        return False
    return columns["amount"] < columns["_direction"] == columns["balance"] - 1


def _dimension(text: str, words: Mapping[str, tuple[str, int]]) -> tuple[str, int] | None:
    """Return the name of one of several numbered dimensions: 辅助核算2, or 编码2 of 核算项目2."""
    match = _NUMBERED.match(text)
    if not match:
        return None
    if match[1] in _OF_DIMENSION:
        return f"_aux_{_OF_DIMENSION[match[1]]}_{match[2]}", 0
    hit = words.get(match[1])
    return (f"_aux_{match[2]}", hit[1]) if hit and hit[0] == "_aux" else None
