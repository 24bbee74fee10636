"""Which project a line belongs to: by its own cells, else by what is said of its whole sheet."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import polars as pl

from fundcheck.ingest.project_codes import CODE, split_cell, split_column
from fundcheck.ingest.side_tables import ELSEWHERE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fundcheck.ingest.header import Header
    from fundcheck.ingest.project_said import ProjectOf

_IN_AUX = (
    r"(?:项目|课题)(?:档案|名称|编号|核算)?\s*(?:[:：]|-{2,})\s*([^;；】\]|\n]+?)\s*"
    r"(?:$|[;；】\]|\n]|[,，、/\s]\s*[\u4e00-\u9fff]{2,8}\s*(?:[:：]|-{2,}))"
)
_MARKED = r"[\[【(（](?:项目|课题)(?:档案|核算)?[\]】)）]\s*([^;；,，\[【\n]+)"  # [项目]JC-15/海缆
# 科研项目/01.07-连翘: the kind of item and the item parted by a stroke.
_STROKED = r"(?:^|[;；,，])\s*(?:科研|研发)?(?:项目|课题)(?:档案)?\s*/\s*([^;；,，]+)"
# XM001 智能灌溉: a code and one name, of which each is what no cost item and no list is called.
_BARE_ITEM = (
    rf"^[\[(（【]?{CODE}[\])）】]?[\s_/\\|\-—]*[\p{{Han}}A-Za-z][^;；:：,，\[\]【】]{{3,}}$"
)
_NO_ITEM = r"费用?$|支出$|资金$|经费$|--"
DIMENSION = re.compile(r"_aux(?:_\d+)?$")
"""The columns of a sheet that hold dimensions, of whatever kind."""
_A_PROJECT = (
    r"^[^\s:：]{0,8}?(?:项目|课题)"
    r"(?:档案|核算|辅助|目录|管理|名称|信息|大类|主数据|编码|编号|代码)*[^\p{Han}]*$"
)
_OF_COST = (
    "(?:现金流量|收支|费用|成本|收入|支出|开支|损益|报销|采购|存货|工资|薪酬|报表|非)(?:项目|课题)"
)
_JOINT = r"\s*[\\/_>＞—\-]+\s*"
_IN_PATH = (
    r"^(?:\[?\d[\d.]*\]?\s*)?(?:研发支出|研究开发费?|研发费用|科研[支费成][出用本]|专项[应支][付出]款?|业务活动费用|事业支出|"
    rf"递延收益|专项应付款)(?:{_JOINT}(?:费用化支出|资本化支出|科研支出|项目支出))?{_JOINT}"
    r"([A-Z]{1,6}\d{2,}(?:-\d+)*)\s*(\p{Han}[^\\/_>＞—\-]+)"
    rf"(?:$|{_JOINT})"
)
_KEPT_BY = "(?:项目|课题|部门|科室|客商|供应商|客户|往来|人员|职员|个人|银行|存货|核算|辅助)"
IN_ACCOUNT = (
    rf"【\s*{_KEPT_BY}[^】:：]*[:：][^】]*】|\[\s*{_KEPT_BY}[^\]:：]*[:：][^\]]*\]"
    rf"|[(（]\s*{_KEPT_BY}[^)）:：]*[:：][^)）]*[)）]|\{{\s*{_KEPT_BY}[^}}:：]*[:：][^}}]*\}}"
)
"""What an account is kept by, in brackets behind its name: 材料费【项目:JC-15】【客商:某某】."""
# 530101_XM001 and 研发支出-材料费_XM001 连翘: the item by which the account is kept is behind it.
_BEHIND_CODE = r"^\d{4}[\d.]*_([A-Za-z0-9][A-Za-z0-9.\-]*)$"
_BEHIND_NAME = r"^(.+)_([A-Za-z0-9][A-Za-z0-9.\-]*)[\s_]+(\S.*)$"
_NO_PROJECT_NAME = (
    r"(?:部|室|所|处|科|中心|公司|厂|院|学校|大学|银行|组|队|站|店|行|局|委|车间)$|^\p{Han}{2,3}$"
)
# How programs fill the place of a project where a line has none.
OF_NONE = [
    *("0", "00", "000", "0000", "00000", "000000", "缺省", "默认", "无", "无项目", "非项目", "*"),
    *("未指定", "不适用", "不区分", "NONE", "None", "N/A", "-", "--", "/"),
]
PROJECT_CELLS = {"project_code", "project_name", "_project", "_aux"}
"""The columns of a sheet whose cells may name a line's project."""


def from_aux(text: pl.Expr) -> pl.Expr:
    """Return the project part of a mixed dimension cell such as 项目:A01-x;部门:02-y."""
    text = text.str.replace_all(rf"{_OF_COST}(?:档案)?\s*([:：])", "科目$1")
    found = (text.str.extract(pattern, 1) for pattern in (_IN_AUX, _MARKED, _STROKED))
    return pl.coalesce(found).str.strip_chars()


def filled(lines: pl.DataFrame) -> pl.Expr:
    """Return whether a line has anything in a cell that may name its project: 无 and / as well.

    To be asked of the cells as they were written: a cell that is filled and names no project says
    that the line is of none.
    """
    cells = [n for n in lines.columns if n in PROJECT_CELLS or DIMENSION.match(n)]
    return pl.any_horizontal(pl.lit(value=False), *(pl.col(n).is_not_null() for n in cells))


def assign(
    lines: pl.DataFrame, projects: Sequence[ProjectOf | None], *, settled: bool
) -> tuple[pl.DataFrame, frozenset[int]]:
    """Set project_code and project_name from the line's own cells, else from the whole sheet.

    Returns the lines and the sheets whose lines name projects: where a column for them is empty
    throughout, or its cells name people and departments only, it is as good as none. Lines have
    ELSEWHERE, as ``filled`` gives it, only where they name no project.
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
        *(
            pl.coalesce(text, of_sheet[name]).alias(name)
            for name, text in zip(said.columns, own, strict=True)
        ),
        pl.when(ELSEWHERE, *(text.is_null() for text in own)).then(statement=True).alias(ELSEWHERE),
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
        ours = is_project_kind(pl.col("_item_type"))
        if "_aux" in has:
            mixed = pl.coalesce(mixed, "_aux")
        own_code, own_name, mixed = (
            pl.when(ours).then(text) for text in (own_code, own_name, mixed)
        )
    dimensions = sorted(filter(DIMENSION.match, has))
    if is_bare(lines):
        mixed = pl.col("_aux")
    # 研发支出-材料费【项目:JC-15】: an account that is kept by project names it on the line.
    mixed = pl.coalesce(mixed, *(from_aux(pl.col(name)) for name in (*dimensions, *kept_by(lines))))
    mixed_code, mixed_name = map(pl.lit, split_column(lines.with_columns(_mixed=mixed)["_mixed"]))
    if not PROJECT_CELLS & has:
        mixed_code, mixed_name = _behind_accounts(lines, mixed_code, mixed_name)
        mixed_code, mixed_name = _in_paths(lines, mixed_code, mixed_name)
    typed_code, typed_name = _by_type(has)
    codes = pl.coalesce(own_code, typed_code, mixed_code)
    names = pl.coalesce(own_name, typed_name, mixed_name)
    if "project_code" in has and "project_name" not in has:
        # 「540773/名称」 in a code column is both; a code that does not split stays as it is.
        code_part, name_part = map(pl.lit, split_column(lines.with_columns(_own=own_code)["_own"]))
        both = code_part.is_not_null() & name_part.is_not_null()
        codes = pl.coalesce(pl.when(both).then(code_part), codes)
        names = pl.coalesce(pl.when(both).then(name_part), names)
    return codes.replace(OF_NONE, None), names.replace(OF_NONE, None)


def kept_by(lines: pl.DataFrame) -> list[str]:
    """Return the columns of accounts that say in brackets by what an account is kept."""
    return [
        name
        for name in ("_account", "account_name")
        if name in lines.columns and lines[name].str.contains(IN_ACCOUNT).any()
    ]


def is_project_kind(kind: pl.Expr) -> pl.Expr:
    """Return whether a kind of item is the project: 预算项目, beside 部门 and 现金流量项目."""
    return kind.str.contains(_A_PROJECT) & ~kind.str.contains(_OF_COST)


def names_project_kind(kind: str) -> bool:
    """Whether a text is what a kind of item is called that is the project."""
    return bool(pl.select(is_project_kind(pl.lit(kind))).item())


def by_item_type(lines: pl.DataFrame) -> bool:
    """Whether each line says of what kind its item is: 核算项目 is the department's under 部门."""
    if "_item_type" not in lines.columns:
        return False
    return bool(lines.select(is_project_kind(pl.col("_item_type")).any()).item())


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


def _in_paths(lines: pl.DataFrame, code: pl.Expr, name: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    """Return code and name with those that stand within the path of a line's account.

    研发支出_RD01智能喷灌控制器_材料费: so small firms keep their projects as accounts.
    """
    if "account_name" not in lines.columns:
        return code, name
    found = pl.col("account_name").str.extract_groups(_IN_PATH)
    return pl.coalesce(code, found.struct.field("1")), pl.coalesce(name, found.struct.field("2"))


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
            is_project = is_project_kind(pl.col(name))
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
    for name in filter(DIMENSION.match, header.columns):
        text = pl.col(name)
        bare = text.str.contains(r"\d{2,}") & ~text.str.contains(r"[:：]|-{2,}")
        found = lines.filter(bare & ~pl.col("_part").is_in(list(in_cell)))
        for part, shown in found.group_by("_part").agg(text.first()).iter_rows():
            notes[part].append(
                f"「{header.texts[header.columns[name]]}」写的是编码和名称（如「{shown[:30]}」），"
                "没有写明各是什么，认不出哪一个是项目。请在导出时带上核算类别的名称，或单列项目编号。"
            )
