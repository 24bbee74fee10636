"""How offices write a project's code, alone or together with its name.

Typists put a dash of any length, full width and blanks into a code. Where a code ends and a name
begins is told on the text in one width; a code that stands alone is shown as it was written.
"""

from __future__ import annotations

import re

import polars as pl

from fundcheck import keys

# A code as offices write them: 540773, JCKJ2023-015, 2023ZD-07, 晋科计2023-12.
CODE = r"(?:[A-Za-z0-9][A-Za-z0-9_.\-]*)?\d(?:[A-Za-z0-9_.\-]*[A-Za-z0-9])?"
"""The pattern of a code."""
_OPEN, _SHUT = r"[(（\[【《〈「“\"]", r"[)）\]】》〉」”\"]"
_SPLIT = rf"^{_OPEN}?\s*({CODE})\s*{_SHUT}?(?:[\s/\\:：、|\-—_]+|$)?(.*)$"
_BRACKETED = r"^[(（\[【]([^()（）\[\]【】]+)[)）\]】]$"  # 540773(连翘种植)
# 煤层气提纯（540612）, 水表终端（横向HX-2023-08）: what is no year and no version behind the name
# is its code.
_BEHIND = (
    r"^(.*\S)\s*[(（\[【]\s*(?:(?:(?:项目|课题|合同|经费|批准|立项)?(?:编号|号)|横向|纵向)\s*[:：]?\s*)?("
    r"(?:[A-Za-z]{2,}[A-Za-z0-9_.\-]*\d{2,}|[A-Za-z]\d{2,}-\d{2,}|\d{5,})[A-Za-z0-9_\-]*)"
    r"\s*[)）\]】]$"
)
_ODD = r"[Ａ-Ｚａ-ｚ０-９－‐‑‒–—―−─]|\s-|-\s"
_SHORT_DASH = r"([A-Za-z0-9])\s*[‐‑‒–−]+\s*([A-Za-z0-9])"
# JCKJ2024—501 is a code; 540773—3D打印 and 540773—连翘 are a code and a name.
_LONG_DASH = (
    r"([A-Za-z0-9])\s*[-‐‑‒–—―−─]+\s*([A-Za-z]{0,4}[0-9]+[A-Za-z0-9]*)"
    r"($|[-\s/\\:：、|()（）\[\]【】《》;；,，‐‑‒–—―−─])"
)
_ENCLOSED = rf"^{_OPEN}([^()（）\[\]【】《》〈〉「」“”\"]+){_SHUT}$"
_APOSTROPHE = r"^['`‘’＇]+"


def plain(text: pl.Expr) -> pl.Expr:
    """Return texts with the codes in them in one width, their parts joined by one hyphen."""
    return _joined(text, text.str.contains(_ODD))


def _joined(text: pl.Expr, odd: pl.Expr) -> pl.Expr:
    bare = keys.narrow(text).str.replace_all(_SHORT_DASH, "$1-$2")
    for _ in range(2):  # what ends one match may begin the next: A—2024—501
        bare = bare.str.replace_all(_LONG_DASH, "$1-$2$3")
    return pl.when(odd).then(bare).otherwise(text)


def plain_text(text: str) -> str:
    """Return one text as ``plain`` does."""
    if not re.search(_ODD, text):
        return text
    found: str = pl.select(_joined(pl.lit(text), pl.lit(value=True))).item()
    return found


def written(text: pl.Series) -> pl.Series:
    """Return codes as they were written, but for blanks within, brackets and what Excel adds."""
    if not text.str.contains(rf"\s|\.0+$|^{_OPEN}|{_APOSTROPHE}").any():
        return text
    bare = (
        pl.col("text")
        .str.replace(_APOSTROPHE, "")
        .str.replace_all(r"\s", "")
        .str.replace(_ENCLOSED, "$1")
        .str.replace(r"^(\d+)\.0+$", "$1")
    )
    return text.to_frame("text").select(bare).to_series().alias(text.name)


def written_text(text: str) -> str:
    """Return one code as ``written`` does."""
    found: str = written(pl.Series([text])).item()
    return found


def split_cell(text: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    """Return (code, name) of a cell such as (540773)名称, 540773/名称 or 540773-名称."""
    text = plain(text)
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


def split_column(texts: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Return codes and names of a column of cells, each different one split once."""
    different = texts.unique().drop_nulls()
    code, name = split_cell(pl.col("text"))
    told = different.to_frame("text").select(code.alias("code"), name.alias("name"))
    return (
        texts.replace_strict(different, told["code"], default=None, return_dtype=pl.String),
        texts.replace_strict(different, told["name"], default=None, return_dtype=pl.String),
    )


def split_text(text: str) -> tuple[str | None, str]:
    """Return (code, name) of one text that begins with its code; without one, None and the text."""
    match = re.match(_SPLIT, text)
    return (match[1], re.sub(_BRACKETED, r"\1", match[2].strip())) if match else (None, text)


def split_behind(name: str) -> tuple[str, str] | None:
    """Return (name, code) of a name that has its code in brackets behind it, else None."""
    match = re.match(_BEHIND, name)
    return (match[1], match[2]) if match else None
