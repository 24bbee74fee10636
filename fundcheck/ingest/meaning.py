"""What a header means where it is not simply a word of the dictionary: dimensions and sides."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from fundcheck.ingest.words import dictionary, normalise, target

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from fundcheck.ingest.header import Header

_NUMBERED = re.compile(r"^(\D{2,})(\d{1,2})$")
# A dimension that a file of the data interface only numbers, a cost object of SAP.
_MAY_BE_PROJECT = re.compile(
    r"^(?:辅助项\d+(?:号|编码|代码)|(?:co)?对象|对象号|核算维度(?:号|编码|代码)|专项核算|专项(?:号|编码|代码))$"
)
_STATED = re.compile(r"^(?:核算维度|核算项目|辅助核算|辅助项)(?:类别|类型|名称)?\s*[:：]\s*(\S+)$")
_OTHERS = re.compile(r"^(?:部门|行政组织|职员|人员|个人|客户|供应商|往来|客商|银行|存货)\S*$")
_OF_STATED = {
    "project_code": ("核算维度号", "核算维度编码", "核算维度代码"),
    "project_name": ("核算维度名称",),
}
_OF_DIMENSION = {"编码": "code", "编号": "code", "代码": "code", "名称": "name"}


def of_header(role: str, text: str, fixed: Mapping[str, str]) -> tuple[str, int] | None:
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


def with_stated_dimension(header: Header, titles: Iterable[str]) -> Header:
    """Return the header with what its dimension is, where a title says so (核算维度：项目).

    核算维度编码 and 核算项目编号 are the project's where the title says 项目, and are not where it
    says 部门 or 客户.
    """
    stated = next((m[1] for text in titles if (m := _STATED.match(text.strip()))), None)
    if stated is None:
        return header
    columns = dict(header.columns)
    if re.search(r"项目|课题", stated):
        for index, text in header.texts.items():
            for name, words in _OF_STATED.items():
                if normalise(text) in words and index not in columns.values():
                    columns.setdefault(name, index)
    elif _OTHERS.match(stated):
        for name in ("project_code", "project_name", "_project"):
            if name in columns and header.texts[columns[name]].startswith("核算"):
                del columns[name]
    taken = {header.texts[index] for index in columns.values()}
    unmapped = tuple(text for text in header.unmapped if text not in taken)
    return header._replace(columns=columns, unmapped=unmapped)
