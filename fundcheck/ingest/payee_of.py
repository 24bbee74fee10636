"""Who was paid, where a ledger has it among the dimensions of a line: 项目:P1;供应商:0012-某某.

Programs keep an account by project, department and partner and write all of them into one cell,
or into numbered columns, or on a row for each. The partner is the payee where the ledger has no
column for it or its cell is blank: its name, without the code before it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import polars as pl

from fundcheck.ingest.body import within
from fundcheck.ingest.project_of import DIMENSION, OF_NONE, kept_by

if TYPE_CHECKING:
    from fundcheck.ingest.body import Stack
    from fundcheck.ingest.losses import Told

_UNITS = (
    "供应商|供货商|供货单位|供方|客商|客户|往来单位|往来户|往来客户|往来对象|往来|单位往来|客户往来|供应商往来"
    "|收款人|收款方|收款单位|收款对象|对方单位|交易对手|外部单位|合作单位"
)
_PEOPLE = "职员|员工|人员|个人|个人往来|职员往来|人员往来|往来个人|领款人|专家|劳务人员"
_BEGIN = r"(?:^|[;；,，、/|\s\[【(（{}\]】)）_])"
_CALLED = r"(?:档案|名称|编号|核算|辅助核算|辅助|信息)?"
_END = r"\s*(?:$|[;；】\]|\n}]|[,，、/\s_]\s*[\p{Han}]{2,8}\s*(?:[:：]|-{2,}))"
_LABELLED = (
    r"{begin}(?:{kinds}){called}\s*(?:[:：=]|-{{2,}})\s*"
    r"((?:[\[【(（][\w.\-]+[\]】)）])?[^;；】\]|\n}}]+?){end}"
)
_MARKED = r"[\[【(（](?:{kinds}){called}[\]】)）]\s*([^;；,，\[【\n]+)"  # [供应商]0012/某某
_STROKED = r"(?:^|[;；,，])\s*(?:{kinds}){called}\s*[/\\]\s*([^;；,，]+)"  # 供应商/0012 某某
# 0012-某某, [0012]某某, 0012---某某: the code by which the program knows a partner.
_CODE = r"[A-Za-z]{0,6}[.\-_]?\d[\dA-Za-z.\-_]*?"
_CODED = (
    rf"^(?:[\[【(（<]\s*{_CODE}\s*[\]】)）>]|{_CODE}\s*(?:-+|—+|[\s/\\:：|_、]+)|0\d{{2,}}|\d{{5,}})"
    r"[\s\-—/\\:：|_]*([^\d\s].*)$"
)
_CODE_BEHIND = r"^(.*\p{Han}.*?)\s*[\[【(（/_|\-]\s*[A-Za-z]{0,6}\d[\dA-Za-z.\-]{2,}\s*[\]】)）]?$"
_CODE_ONLY = rf"^[\[【(（]?{_CODE}[\]】)）]?$"
_UNPAIRED = r"^([^(（]*)[)）]+$"
_TYPE = re.compile(r"_aux_(\d+)$")
# What is the same line of a voucher, listed once for each kind of item.
_ENTRY = ("_line_no", "date", "voucher_no", "summary", "account_code", "account_name", "_account")
_SUMS = ("debit", "credit", "amount")


def given(lines: pl.DataFrame, stacked: Stack, told: Told) -> pl.DataFrame:
    """Return the lines with the payee that a dimension names, where they have none, and tell of it.

    A unit goes before a person: whom a line is reimbursed to is not who was paid.
    """
    sources = _sources(lines)
    if not sources:
        return lines
    own = pl.col("payee") if "payee" in lines.columns else pl.lit(None, pl.String)
    found = lines.select("_part", "_line", own=own, taken=pl.coalesce(sources))
    if "_item_type" in lines.columns:
        found = found.with_columns(taken=_of_entry(lines, found["taken"], len(stacked.parts)))
    found = found.with_columns(new=pl.col("own").is_null() & pl.col("taken").is_not_null())
    parts = found.filter("new")["_part"].unique(maintain_order=True)
    for part in parts:
        told.notes[part].append(
            "收款方没有填写的，取自辅助核算（核算维度）里的供应商、往来单位或人员。"
        )
    if not parts.len():
        return lines
    return lines.with_columns(found.select(payee=pl.coalesce("own", "taken")).to_series())


def _sources(lines: pl.DataFrame) -> list[pl.Expr]:
    """Return the payees that the columns give, the surest first."""
    cells = [name for name in lines.columns if DIMENSION.match(name)]
    accounts = kept_by(lines)
    found: list[pl.Expr] = []
    for kinds in (_UNITS, _PEOPLE):
        hint = f"(?:{kinds})"
        wanted = [name for name in (*cells, *accounts) if lines[name].str.contains(hint).any()]
        found += [_labelled(pl.col(name), kinds) for name in wanted]
        found += _by_type(lines, kinds)
    return [_name(text) for text in found]


def _labelled(text: pl.Expr, kinds: str) -> pl.Expr:
    """Return what a mixed cell says of the first of these kinds."""
    parts = {"kinds": kinds, "called": _CALLED, "begin": _BEGIN, "end": _END}
    return pl.coalesce(
        text.str.extract(pattern.format(**parts), 1) for pattern in (_LABELLED, _MARKED, _STROKED)
    )


def _by_type(lines: pl.DataFrame, kinds: str) -> list[pl.Expr]:
    """Return the items of lines that say in a column of its own of what kind their item is."""
    whole = rf"^(?:{kinds}){_CALLED}$"
    has = lines.columns
    found: list[pl.Expr] = [
        pl.when(pl.col(name).str.contains(whole)).then(pl.col(item))
        for name in has
        if (match := _TYPE.match(name)) and (item := f"_aux_name_{match[1]}") in has
    ]
    items = [pl.col(name) for name in ("_aux", "_project", "project_name") if name in has]
    if "_item_type" in has and items:
        found.append(pl.when(pl.col("_item_type").str.contains(whole)).then(pl.coalesce(items)))
    return found


def _of_entry(lines: pl.DataFrame, taken: pl.Series, parts: int) -> pl.Series:
    """Return the payees with those that stand on another row of the same entry.

    Where two entries that look alike have different payees, neither is known.
    """
    keys = [name for name in (*_ENTRY, *_SUMS) if name in lines.columns]
    payee = pl.col("taken")
    only = within(payee.drop_nulls().n_unique() == 1, *keys, parts=parts)
    first = within(payee.drop_nulls().first(), *keys, parts=parts)
    same = lines.select("_part", *keys).with_columns(taken)
    return same.select(pl.coalesce(payee, pl.when(only).then(first))).to_series().alias("taken")


def _name(text: pl.Expr) -> pl.Expr:
    """Return the name of a partner without its code; null where there is nothing but a code."""
    bare = text.str.strip_chars().str.replace(_UNPAIRED, "$1")
    named = pl.coalesce(bare.str.extract(_CODED, 1), bare.str.extract(_CODE_BEHIND, 1), bare)
    named = named.str.strip_chars(" -—_/\\:：").replace([*OF_NONE, ""], None)
    return pl.when(~named.str.contains(_CODE_ONLY)).then(named)
