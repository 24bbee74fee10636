"""Which project the rows above a ledger, its sheet's or its file's name say that it is of."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from fundcheck import keys
from fundcheck.ingest.project_codes import (
    CODE,
    plain_text,
    split_behind,
    split_text,
    written_text,
)
from fundcheck.ingest.words import dictionary, normalise

if TYPE_CHECKING:
    from collections.abc import Iterable

    import polars as pl

_TITLE_CODE = re.compile(
    r"(?:(?:项目|课题|经费)(?:编号|代码|编码|号|本号|卡号)(?![及和与、/（(]*(?:项目|课题)?名称)\s*[:：]?"
    rf"|[（(]编号\s*[:：]?(?={CODE}[）)])"
    r"|(?:项目|课题)?(?:批准|立项|资助|任务书)(?:编号|号)\s*[:：]"
    r"|(?i:(?:project|grant)\s*(?:no|number|code|id))[.:：\s]*(?![\s\u4e00-\u9fff]))\s*([^\s;；,，:：.][^\s;；,，]*)"
)
_TITLE_NAME = re.compile(
    r"(?:项目|课题|经费(?:本|卡)?)名称\s*[:：]?\s*(\S.*?)\s*"
    # The next label of the row ends it: 批准号：, 起止时间：.
    r"(?:$|\s{3,}|(?:项目|负责|承担|单位|部门)\S*[:：]|\s{2,}[^\s:：]{2,10}[:：]"
    r"|\s[^\s:：]{1,6}(?:号|码|人|日期|周期|期限|时间|经费|金额|类别|来源|年度)[:：])"
)
_TITLE_BOTH = re.compile(
    r"(?:(?:项目|课题)(?:核算|档案|辅助|卡|"
    r"(?:编号|代码|编码|名称|号)[及和与、/（(]*(?:项目|课题)?(?:编号|代码|编码|名称|号)[)）]?)?|经费[本卡])"
    # Blanks end what is said of the project, but for those between its code and its name.
    rf"\s*[:：]\s*((?:{CODE}\s{{2,}}(?![^\s:：]{{1,8}}[:：]))?\S.*?)\s*(?:$|\s{{2,}}|[;；])"
)
# 核算项目：项目/[JC24-07]连翘: what kind of item it is stands before the item.
_KIND_OF_ITEM = re.compile(
    r"^(?:[\[【(（](?:科研|研发)?(?:项目|课题)(?:档案)?[\]】)）]|"
    r"(?:科研|研发)?(?:项目|课题)(?:档案)?\s*(?:[/:：]|-{1,3}|—+|\s(?=[A-Za-z\d])))\s*(?=\S)"
)
_LABEL_ONLY = re.compile(r"(?:编号|代码|编码|名称|项目|课题|号)\s*[:：]?$")
_GENERIC = re.compile(
    r"^(?:sheet|表|工作表|page|table)?\s*\d*$|明细|序时|凭证|账|支出|费用|导出|查询|报表|登记|数据|流水|"
    r"^\d{4}年?度?$|^(?:\d{4}[-.年])?\d{1,2}月|季度|半年|汇总|合并|总表|全部|台账|清单|^附[表件]|发放|分摊|分配|自筹|专项资金|^工作表|"
    r"^(?:材料|设备|差旅|劳务|会议|测试|专家|采购|试剂|耗材|其他)(?:咨询)?(?:费|类)?$|"
    r"ledger|entries|expense",
    re.IGNORECASE,
)
# Bare digits count only in front (540773 支出明细): elsewhere they are days, times and versions.
_CODE_IN_NAME = re.compile(
    r"[A-Za-z]{2,}[A-Za-z0-9]*(?:[-_]?\d+)+|(?<![A-Za-z])[A-Za-z]\d{4}[-_]\d{1,4}(?!\d)|\d{4}[A-Za-z]+[-_]?\d+|^\d{6,}(?!\d)"
)
_OF_FORM = re.compile(r"号\s*[:：]|表\s*[:：]|版本|修订|文件|附[件表]|[〔\[]\d{4}[〕\]]|索引")
_LEAST_DIGITS = 3  # Sheet1 and 表2 are no project codes
_DATE_LIKE = re.compile(r"^(?:19|20)\d{4}(?:\d{2})?$")


class ProjectOf(NamedTuple):
    """The project of a whole sheet and where it was found: title, card, sheet or file."""

    code: str | None
    name: str | None
    found_in: str


def from_titles(rows: list[list[str]]) -> ProjectOf | None:
    """Return the project that the rows above the header state, or None."""
    code = name = None
    for row in [*rows, *_stood_up(rows)]:
        texts = list(row)
        # 「项目编号：」 | 「JC2023-01」 in two cells reads as one text.
        for text, after in pairwise(row):
            if _LABEL_ONLY.search(text) and not (_is_label(after) or re.search(r"[:：]", after)):
                texts.append(text.rstrip(":： ") + "：" + after)
        for text in texts:
            code = code or _first(_TITLE_CODE, plain_text(text))
            name = name or _first(_TITLE_NAME, text)
            both = _KIND_OF_ITEM.sub("", _first(_TITLE_BOTH, plain_text(text)) or "")
            if both and not code:
                code, named = split_text(both)
                name = name or named or None
    if name and not code and (found := split_behind(plain_text(name))):
        name, code = found
    return ProjectOf(code and written_text(code), name, "title") if code or name else None


def _stood_up(rows: list[list[str]]) -> list[list[str]]:
    """Return label and value of rows whose labels have their values in the row below them."""
    return [
        [label, value]
        for above, below in pairwise(rows)
        if len(above) > 1 and len(above) == len(below) and all(map(_is_label, above))
        for label, value in zip(above, below, strict=True)
    ]


def _is_label(text: str) -> bool:
    return normalise(text) in dictionary()["projects"]


def _first(pattern: re.Pattern[str], text: str) -> str | None:
    match = pattern.search(text)
    found = match[1].strip() if match else ""
    if not re.search(r"[(（]", found):  # （项目编号：AB-2023-1） in brackets of its own
        found = re.sub(r"[)）].*$", "", found)
    return found if found and not _LABEL_ONLY.search(found) else None


def from_bare_titles(rows: list[list[str]]) -> ProjectOf | None:
    """Return the one code that stands in the titles without a word on what it is, or None.

    郭老师课题组 JCKJ2024-033 支出记录 names a project, 表号：KJ-2023-01 the form.
    """
    texts = (text for row in rows for text in row if not _OF_FORM.search(text))
    codes = {keys.key_of(code, keys.code): code for text in texts if (code := _code_in(text))}
    return ProjectOf(next(iter(codes.values())), None, "title") if len(codes) == 1 else None


def from_sheet_name(sheet: str) -> ProjectOf | None:
    """Return the project that a sheet is named for, or None where the name says nothing."""
    name = sheet.strip()
    if (code := _code_in(name)) is not None:
        return ProjectOf(code, None, "sheet")
    if _GENERIC.search(name):
        return None
    return ProjectOf(name, name, "sheet")


def from_file_name(stem: str) -> ProjectOf:
    """Return the project that the file's name gives: a code within it, else the name itself."""
    return ProjectOf(_code_in(stem) or stem.strip(), None, "file")


def _code_in(text: str) -> str | None:
    for match in _CODE_IN_NAME.finditer(plain_text(text)):
        digits = sum(character.isdigit() for character in match[0])
        if digits >= _LEAST_DIGITS and not _DATE_LIKE.match(match[0]):
            return match[0]
    return None


def only_projects(frames: dict[str, list[pl.DataFrame]]) -> dict[str, ProjectOf]:
    """Return file -> the project of its lines, for files whose lines name just one."""
    found: dict[str, list[tuple[str | None, str | None]]] = {}
    for frame in frames.get("entries", []):
        different = frame.select("file", "project_code", "project_name").unique(maintain_order=True)
        for file, code, name in different.iter_rows():
            found.setdefault(file, []).append((code, name))
    only = {file: the_one(projects, "column") for file, projects in found.items()}
    return {file: project for file, project in only.items() if project}


def only_project(frames: list[pl.DataFrame], found_in: str) -> ProjectOf | None:
    """Return the one project of these frames, None where there are several or none."""
    different = (
        frame.select("project_code", "project_name").unique(maintain_order=True) for frame in frames
    )
    return the_one((pair for frame in different for pair in frame.iter_rows()), found_in)


def the_one(projects: Iterable[tuple[str | None, str | None]], found_in: str) -> ProjectOf | None:
    """Return the project that all these codes and names are of, None where they are of several.

    Spellings of one code are one; a name without a code is that of the code beside the same name.
    What has neither says nothing.
    """
    codes: dict[str | None, str] = {}
    beside: dict[str | None, str] = {}
    alone: dict[str | None, str] = {}
    for code, name in projects:
        if code:
            codes.setdefault(keys.key_of(code, keys.code), code)
        if name:
            (beside if code else alone).setdefault(keys.key_of(name, keys.title), name)
        if len(codes) > 1 or len(alone) > 1:
            return None
    if not codes | alone or (codes and alone.keys() - beside.keys()):
        return None
    code, name = (next(iter(some.values()), None) for some in (codes, beside or alone))
    return ProjectOf(code, name, found_in)
