"""Which project a line belongs to: by its cell, the title rows, the sheet's or the file's name."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from fundcheck.ingest.words import dictionary, normalise

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fundcheck.ingest.header import Header

# A code as offices write them: 540773, JCKJ2023-015, 2023ZD-07, 晋科计2023-12.
_CODE = r"(?:[A-Za-z0-9][A-Za-z0-9_.\-]*)?\d(?:[A-Za-z0-9_.\-]*[A-Za-z0-9])?"
_SPLIT = rf"^[(（\[【]?\s*({_CODE})\s*[)）\]】]?(?:[\s/\\:：、|\-—_]+|$)?(.*)$"
_BRACKETED = r"^[(（\[【]([^()（）\[\]【】]+)[)）\]】]$"  # 540773(连翘种植)
# 煤层气提纯（540612）, 水表终端（横向HX-2023-08）: what is no year and no version behind the name
# is its code.
_BEHIND = (
    r"^(.*\S)\s*[(（\[【]\s*(?:(?:(?:项目|课题|合同|经费|批准|立项)?(?:编号|号)|横向|纵向)\s*[:：]?\s*)?("
    r"(?:[A-Za-z]{2,}[A-Za-z0-9_.\-]*\d{2,}|[A-Za-z]\d{2,}-\d{2,}|\d{5,})[A-Za-z0-9_\-]*)"
    r"\s*[)）\]】]$"
)
_IN_AUX = (
    r"(?:项目|课题)(?:档案|名称|编号|核算)?\s*(?:[:：]|-{2,})\s*([^;；】\]|\n]+?)\s*"
    r"(?:$|[;；】\]|\n]|[,，、/\s]\s*[\u4e00-\u9fff]{2,8}\s*(?:[:：]|-{2,}))"
)
_MARKED = r"[\[【(（](?:项目|课题)(?:档案|核算)?[\]】)）]\s*([^;；,，\[【\n]+)"  # [项目]JC-15/海缆
# 科研项目/01.07-连翘: the kind of item and the item parted by a stroke.
_STROKED = r"(?:^|[;；,，])\s*(?:科研|研发)?(?:项目|课题)(?:档案)?\s*/\s*([^;；,，]+)"
# XM001 智能灌溉: a code and one name, of which each is what no cost item and no list is called.
_BARE_ITEM = (
    rf"^[\[(（【]?{_CODE}[\])）】]?[\s_/\\|\-—]*[\p{{Han}}A-Za-z][^;；:：,，\[\]【】]{{3,}}$"
)
_NO_ITEM = r"费用?$|支出$|资金$|经费$|--"
_DIMENSION = re.compile(r"_aux(?:_\d+)?$")
A_PROJECT = r"^(?:科研|研发|核算)?(?:项目|课题)(?:档案|核算)?$"
"""What a kind of item is called that is the project, beside 部门 and 客户."""
IN_ACCOUNT = r"[【\[(（{]\s*(?:项目|课题)[^】\])）}]*[:：][^】\])）}]*[】\])）}]"
# 530101_XM001 and 研发支出-材料费_XM001 连翘: the item by which the account is kept is behind it.
_BEHIND_CODE = r"^\d{4}[\d.]*_([A-Za-z0-9][A-Za-z0-9.\-]*)$"
_BEHIND_NAME = r"^(.+)_([A-Za-z0-9][A-Za-z0-9.\-]*)[\s_]+(\S.*)$"
_NO_PROJECT_NAME = (
    r"(?:部|室|所|处|科|中心|公司|厂|院|学校|大学|银行|组|队|站|店|行|局|委|车间)$|^\p{Han}{2,3}$"
)
# How programs fill the place of a project where a line has none.
_OF_NONE = [
    *("0", "00", "000", "0000", "00000", "000000", "缺省", "默认", "无", "无项目", "非项目", "*"),
    *("未指定", "不适用", "不区分", "NONE", "None", "N/A", "-", "--", "/"),
]
_TITLE_CODE = re.compile(
    r"(?:(?:项目|课题|经费)(?:编号|代码|编码|号|本号|卡号)(?![及和与、/（(]*(?:项目|课题)?名称)\s*[:：]?"
    rf"|[（(]编号\s*[:：]?(?={_CODE}[）)])"
    r"|(?:项目|课题)?(?:批准|立项|资助|任务书)(?:编号|号)\s*[:：]"
    r"|(?i:(?:project|grant)\s*(?:no|number|code|id))[.:：\s]*(?![\s\u4e00-\u9fff]))\s*([^\s;；,，:：.][^\s;；,，]*)"
)
_TITLE_NAME = re.compile(
    r"(?:项目|课题|经费(?:本|卡)?)名称\s*[:：]?\s*(\S.*?)\s*"
    # The next label of the row ends it: 批准号：, 起止时间：.
    r"(?:$|(?:项目|负责|承担|单位|部门)\S*[:：]|\s{2,}[^\s:：]{2,10}[:：]"
    r"|\s[^\s:：]{1,6}(?:号|码|人|日期|周期|期限|时间|经费|金额|类别|来源|年度)[:：])"
)
_TITLE_BOTH = re.compile(
    r"(?:(?:项目|课题)(?:核算|档案|辅助|卡|"
    r"(?:编号|代码|编码|名称|号)[及和与、/（(]*(?:项目|课题)?(?:编号|代码|编码|名称|号)[)）]?)?|经费[本卡])"
    # Blanks end what is said of the project, but for those between its code and its name.
    rf"\s*[:：]\s*((?:{_CODE}\s{{2,}}(?![^\s:：]{{1,8}}[:：]))?\S.*?)\s*(?:$|\s{{2,}}|[;；])"
)
# 核算项目：项目/[JC24-07]连翘: what kind of item it is stands before the item.
_KIND_OF_ITEM = re.compile(
    r"^(?:[\[【(（](?:科研|研发)?(?:项目|课题)(?:档案)?[\]】)）]|"
    r"(?:科研|研发)?(?:项目|课题)(?:档案)?\s*(?:[/:：]|-{1,3}|—+))\s*(?=\S)"
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
PROJECT_CELLS = {"project_code", "project_name", "_project", "_aux"}
"""The columns of a sheet whose cells may name a line's project."""


class ProjectOf(NamedTuple):
    """The project of a whole sheet and where it was found: title, card, sheet or file."""

    code: str | None
    name: str | None
    found_in: str


def split_cell(text: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    """Return (code, name) of a cell such as (540773)名称, 540773/名称 or 540773-名称."""
    groups = text.str.extract_groups(_SPLIT)
    code = groups.struct.field("1")
    rest = groups.struct.field("2").str.strip_chars(" -—_/\\:：").str.replace(_BRACKETED, "$1")
    name = pl.when(code.is_null()).then(text).when(rest != "").then(rest)
    behind = text.str.extract_groups(_BEHIND)
    is_behind = code.is_null() & behind.struct.field("2").is_not_null()
    return (
        pl.when(is_behind).then(behind.struct.field("2")).otherwise(code),
        pl.when(is_behind).then(behind.struct.field("1")).otherwise(name),
    )


def from_aux(text: pl.Expr) -> pl.Expr:
    """Return the project part of a mixed dimension cell such as 项目:A01-x;部门:02-y."""
    found = (text.str.extract(pattern, 1) for pattern in (_IN_AUX, _MARKED, _STROKED))
    return pl.coalesce(found).str.strip_chars()


def from_titles(rows: list[list[str]]) -> ProjectOf | None:
    """Return the project that the rows above the header state, or None."""
    code = name = None
    for row in [*rows, *_stood_up(rows)]:
        texts = list(row)
        # 「项目编号：」 | 「JC2023-01」 in two cells reads as one text.
        for index, text in enumerate(row[:-1]):
            after = row[index + 1] if index + 1 < len(row) else ""
            if _LABEL_ONLY.search(text) and not (_is_label(after) or re.search(r"[:：]", after)):
                texts.append(text.rstrip(":： ") + "：" + row[index + 1])
        for text in texts:
            code = code or _first(_TITLE_CODE, text)
            name = name or _first(_TITLE_NAME, text)
            both = _KIND_OF_ITEM.sub("", _first(_TITLE_BOTH, text) or "")
            if both and not code:
                match = re.match(_SPLIT, both)
                code = match[1] if match else None
                named = re.sub(_BRACKETED, r"\1", match[2].strip()) if match else both
                name = name or named or None
    if name and not code and (match := re.match(_BEHIND, name)):
        name, code = match[1], match[2]
    return ProjectOf(code, name, "title") if code or name else None


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
    codes = {code for text in texts if (code := _code_in(text)) is not None}
    return ProjectOf(codes.pop(), None, "title") if len(codes) == 1 else None


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
    for match in _CODE_IN_NAME.finditer(text):
        digits = sum(character.isdigit() for character in match[0])
        if digits >= _LEAST_DIGITS and not _DATE_LIKE.match(match[0]):
            return match[0]
    return None


def assign(
    lines: pl.DataFrame, projects: Sequence[ProjectOf | None], *, settled: bool
) -> tuple[pl.DataFrame, frozenset[int]]:
    """Set project_code and project_name from the line's own cells, else from the whole sheet.

    Returns the lines and the sheets whose lines name projects: where a column for them is empty
    throughout, or its cells name people and departments only, it is as good as none.
    """
    if settled:
        in_cell: frozenset[int] = frozenset()
        own = (pl.lit(None, pl.String), pl.lit(None, pl.String))
    else:
        own = _from_cells(lines)
        named = lines.filter(pl.any_horizontal(text.is_not_null() for text in own))
        in_cell = frozenset(named["_part"].unique())
    said = pl.DataFrame(
        [
            (project.code, project.name) if project and part not in in_cell else (None, None)
            for part, project in enumerate(projects)
        ],
        {"project_code": pl.String, "project_name": pl.String},
        orient="row",
    )
    of_sheet = said[lines["_part"]]
    placed = lines.with_columns(
        pl.coalesce(text, of_sheet[name]).alias(name)
        for name, text in zip(said.columns, own, strict=True)
    )
    return placed, in_cell


def _from_cells(lines: pl.DataFrame) -> tuple[pl.Expr, pl.Expr]:
    """Return the code and the name of a line's project by its own cells."""
    has = set(lines.columns)
    none = pl.lit(None, pl.String)
    own_code = pl.col("project_code") if "project_code" in has else none
    own_name = pl.col("project_name") if "project_name" in has else none
    mixed = pl.col("_project") if "_project" in has else none
    if by_item_type(lines):
        ours = pl.col("_item_type").str.contains(A_PROJECT)
        if "_aux" in has:
            mixed = pl.coalesce(mixed, "_aux")
        own_code, own_name, mixed = (
            pl.when(ours).then(text) for text in (own_code, own_name, mixed)
        )
    dimensions = sorted(filter(_DIMENSION.match, has))
    if is_bare(lines):
        mixed = pl.col("_aux")
    # 研发支出-材料费【项目:JC-15】: an account that is kept by project names it on the line.
    accounts = [
        name
        for name in ("_account", "account_name")
        if name in has and lines[name].str.contains(IN_ACCOUNT).any()
    ]
    mixed = pl.coalesce(mixed, *(from_aux(pl.col(name)) for name in (*dimensions, *accounts)))
    mixed_code, mixed_name = split_cell(mixed)
    if not PROJECT_CELLS & has:
        mixed_code, mixed_name = _behind_accounts(lines, mixed_code, mixed_name)
    typed_code, typed_name = _by_type(has)
    codes = pl.coalesce(own_code, typed_code, mixed_code)
    names = pl.coalesce(own_name, typed_name, mixed_name)
    if "project_code" in has and "project_name" not in has:
        # 「540773/名称」 in a code column is both; a code that does not split stays as it is.
        code_part, name_part = split_cell(own_code)
        both = code_part.is_not_null() & name_part.is_not_null()
        codes = pl.coalesce(pl.when(both).then(code_part), codes)
        names = pl.coalesce(pl.when(both).then(name_part), names)
    return codes.replace(_OF_NONE, None), names.replace(_OF_NONE, None)


def by_item_type(lines: pl.DataFrame) -> bool:
    """Whether each line says of what kind its item is: 核算项目 is the department's under 部门."""
    if "_item_type" not in lines.columns:
        return False
    return bool(lines["_item_type"].str.contains(A_PROJECT).any())


def is_bare(lines: pl.DataFrame) -> bool:
    """Whether the only dimension of a ledger has nothing but projects, though it does not say so.

    核算项目 over XM001 智能灌溉: all cells are code and name, none of an office, a person, a firm
    or a cost item, and no column is the project's.
    """
    if "_aux" not in lines.columns or (PROJECT_CELLS - {"_aux"}) & set(lines.columns):
        return False
    cells = lines["_aux"].drop_nulls().unique()
    _, name = split_cell(pl.col("_aux"))
    told = pl.col("_aux").str.contains(_BARE_ITEM) & ~name.str.contains(
        rf"{_NO_ITEM}|{_NO_PROJECT_NAME}"
    )
    return bool(cells.len()) and bool(
        cells.to_frame().select(told.fill_null(value=False).all()).item()
    )


def _behind_accounts(lines: pl.DataFrame, code: pl.Expr, name: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    """Return code and name with those of the item that stands behind the account of a line.

    Cloud programs write it behind code and name alike. A person, a department or a firm is no
    project.
    """
    if (split := behind_account(lines)) is None:
        return code, name
    _, behind, item = split
    ours = ~item.str.contains(_NO_PROJECT_NAME)
    return (
        pl.coalesce(code, pl.when(ours).then(behind)),
        pl.coalesce(name, pl.when(ours).then(item)),
    )


def behind_account(lines: pl.DataFrame) -> tuple[pl.Expr, pl.Expr, pl.Expr] | None:
    """Return the account's own name, and code and name of the item that stands behind it.

    530101_XM001 and 材料费_XM001 连翘; all are null where code and name do not agree on the item.
    None where the sheet has nothing behind its accounts.
    """
    if not {"account_code", "account_name"} <= set(lines.columns):
        return None
    if not lines["account_code"].str.contains("_", literal=True).any():
        return None
    behind = pl.col("account_code").str.extract(_BEHIND_CODE, 1)
    named = pl.col("account_name").str.extract_groups(_BEHIND_NAME)
    same = named.struct.field("2") == behind
    own, item = (named.struct.field(field) for field in ("1", "3"))
    return pl.when(same).then(own), pl.when(same).then(behind), pl.when(same).then(item)


def _by_type(has: set[str]) -> tuple[pl.Expr, pl.Expr]:
    """Return code and name of the dimension that is the project: 核算项目1 项目 | 编码1 | 名称1."""
    none = pl.lit(None, pl.String)
    found: dict[str, list[pl.Expr]] = {"code": [none], "name": [none]}
    for name in sorted(has):
        if match := re.match(r"_aux_(\d+)$", name):
            is_project = pl.col(name).str.contains(A_PROJECT)
            for what, texts in found.items():
                if (column := f"_aux_{what}_{match[1]}") in has:
                    texts.insert(0, pl.when(is_project).then(pl.col(column)))
    return pl.coalesce(found["code"]), pl.coalesce(found["name"])


def note_unlabelled(
    lines: pl.DataFrame, in_cell: frozenset[int], header: Header, notes: list[list[str]]
) -> None:
    """Tell of dimensions that have codes and no word on what they are of (BM03/装备所;JC-15).

    notes: added to, sheet by sheet.
    """
    if "_aux" in header.columns and not (PROJECT_CELLS - {"_aux"}) & header.columns.keys():
        shown = header.texts[header.columns["_aux"]]
        for part in in_cell if is_bare(lines.select("_aux")) else ():
            notes[part].append(
                f"「{shown}」没有写明是什么的编码和名称；都不是部门、人员、单位或费用，已按项目读取，请核对。"
            )
    for name in filter(_DIMENSION.match, header.columns):
        text = pl.col(name)
        bare = text.str.contains(r"\d{2,}") & ~text.str.contains(r"[:：]|-{2,}")
        found = lines.filter(bare & ~pl.col("_part").is_in(list(in_cell)))
        for part, shown in found.group_by("_part").agg(text.first()).iter_rows():
            notes[part].append(
                f"「{header.texts[header.columns[name]]}」写的是编码和名称（如「{shown[:30]}」），"
                "没有写明各是什么，认不出哪一个是项目。请在导出时带上核算类别的名称，或单列项目编号。"
            )


def only_projects(frames: dict[str, list[pl.DataFrame]]) -> dict[str, ProjectOf]:
    """Return file -> the project of all its lines, for files that have just one."""
    found: dict[str, set[tuple[str | None, str | None]]] = {}
    for frame in frames.get("entries", []):
        different = frame.select("file", "project_code", "project_name").unique()
        for file, code, name in different.iter_rows():
            found.setdefault(file, set()).add((code, name))
    return {
        file: ProjectOf(*project, "column")
        for file, projects in found.items()
        if len(projects) == 1
        for project in projects
        if any(project)
    }


def only_project(frames: list[pl.DataFrame], found_in: str) -> ProjectOf | None:
    """Return the one project of these frames, None where there are several or none."""
    codes = {
        (code, name)
        for frame in frames
        for code, name in frame.select("project_code", "project_name").unique().iter_rows()
    }
    if len(codes) != 1:
        return None
    code, name = codes.pop()
    return ProjectOf(code, name, found_in) if code or name else None
