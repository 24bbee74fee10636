"""One project is one code in all tables of a run, however it was spelled; likely slips are asked.

Codes are compared by their key and shown as their card has them, else as they were first written,
in the order of the files. A code that could be another with one sign mistyped is left as it is,
and asked about: it would be as wrong to take the two for one as to take them for two.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from fundcheck import keys
from fundcheck.tables import DOUBTS, SHEETS, STATED_TOTALS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from fundcheck.tables import Tables

_BEHIND_DEPARTMENT = re.compile(r"^\d{4,}-(.+)$")
_OF_READER = {SHEETS.name, STATED_TOTALS.name, DOUBTS.name}
_SPELLINGS_SHOWN = 5
_SIGNS, _ZEROS = "只差容易写混的字符或分隔符", "只差数字前面的零"
# What is read for what: O and 0, I and l and 1, S and 5, B and 8, Z and 2.
_LOOK_ALIKE = str.maketrans("OILSBZ", "011582")
_BETWEEN = re.compile(r"[^0-9A-Z\u4e00-\u9fff]+")
_DIGITS = re.compile(r"\d+")


class Alike(NamedTuple):
    """A code that may be another one mistyped.

    why: how little they differ, as a sentence has it; lines: how many rows have the first code,
    the first of which stands at file, sheet and row.
    """

    code: str
    other: str
    why: str
    lines: int
    file: str
    sheet: str
    row: int
    sheet_id: int

    @property
    def sentence(self) -> str:
        """The question, as a note has it."""
        return (
            f"项目编号「{self.code}」（{self.lines} 行）与「{self.other}」{self.why}，"
            "可能是同一个项目，没有合并。是同一个项目的，请统一写法；"
            "是两个项目的，请在项目信息表里各列一行。"
        )

    @property
    def need(self) -> str:
        """What would tell, as rules ask for it."""
        return (
            f"支出明细：项目编号（「{self.code}」与「{self.other}」{self.why}，是不是同一个项目）"
        )


class Spelled(NamedTuple):
    """A spelling of a code that is shown otherwise, and the sheet on which it stands first."""

    text: str
    shown: str
    file: str
    sheet: str


def one_spelling(tables: Tables) -> tuple[Tables, list[Spelled]]:
    """Return the tables with one code for each project, and the spellings that were unified.

    A row that has only the project's name gets the code that stands beside the name elsewhere;
    where none does, the name itself stands for the code. A code that a university writes behind
    its department's (010100-540773) is the card's 540773.
    """
    known = _spellings(tables)
    first = known.unique("key", keep="first", maintain_order=True)
    shown = dict(first.select("key", "text").iter_rows())
    of_name = _named(known)
    cards = set(known.filter("card")["key"])
    changed = {}
    spelled = []
    for text, key, called, file, sheet in known.select(
        "text", "key", "called", "file", "sheet"
    ).iter_rows():
        if text in changed:
            continue
        own = of_name.get(called, key)
        behind = _BEHIND_DEPARTMENT.match(own)
        if behind and behind[1] in cards and own not in cards:
            own = behind[1]
        if shown[own] != text:
            changed[text] = shown[own]
            if own == key:
                spelled.append(Spelled(text, shown[own], file, sheet))
    named = {}
    for name, frame in tables.items():
        code = pl.col("project_code")
        if "project_name" in frame.columns:
            code = pl.coalesce(code, "project_name")
        named[name] = frame.with_columns(project_code=code.replace(changed) if changed else code)
    return named, spelled


def spelling_note(texts: Sequence[str], shown: str) -> str:
    """Return the sentence that says which spellings were read as one project."""
    few = "、".join(f"「{text}」" for text in texts[:_SPELLINGS_SHOWN])
    more = f" 等 {len(texts)} 种写法" if len(texts) > _SPELLINGS_SHOWN else ""
    return f"项目编号 {few}{more}与「{shown}」只是写法不同，按一个项目读取。"


def _spellings(tables: Tables) -> pl.DataFrame:
    """Return every spelling of a project: cards' first, then in order, sheets' titles last.

    text: what stands for the project, its code or for want of one its name; key, called: its keys
    as a code and as a name; title: the key of the name that stands beside a code.
    """
    found = []
    for table, frame in tables.items():
        if table in {STATED_TOTALS.name, DOUBTS.name}:
            continue
        has_name = "project_name" in frame.columns
        found.append(
            frame.select(
                pl.col("project_code").alias("code"),
                (pl.col("project_name") if has_name else pl.lit(None, pl.String)).alias("name"),
                pl.lit({"projects": 0, SHEETS.name: 2}.get(table, 1)).alias("rank"),
                "sheet_id",
                "row",
                "file",
                "sheet",
            ).unique(["code", "name"], keep="first", maintain_order=True)
        )
    told = (
        pl.concat(found)
        .with_columns(text=pl.coalesce("code", "name"))
        .drop_nulls("text")
        .sort("rank", "sheet_id", "row", maintain_order=True)
    )
    text, beside = pl.col("text"), pl.col("code").is_not_null() & (pl.col("code") != pl.col("name"))
    return told.select(
        "text",
        "file",
        "sheet",
        card=pl.col("rank") == 0,
        key=pl.coalesce(keys.code(text), text),
        called=keys.title(text),
        title=keys.title(pl.when(beside).then("name")),
    )


def _named(known: pl.DataFrame) -> dict[str, str]:
    """Return the key of a name -> the key of the code of the one project that is called so."""
    both = known.drop_nulls("title")
    codes = set(both["called"])
    one = both.select("title", "key").unique().filter(pl.len().over("title") == 1)
    return {title: key for title, key in one.iter_rows() if title not in codes}


def alike(tables: Tables) -> list[Alike]:
    """Return the codes that may be another project's with a sign mistyped, each asked once.

    tables: with one spelling of each project. Two projects that both have their cards, or that
    have different names, are two.
    """
    places = _places(tables)
    groups: dict[tuple[str, str], list[str]] = {}
    for code in places:
        key = keys.key_of(code, keys.code) if not code.isascii() else code.upper()
        for way, form in _likenesses(key or code):
            groups.setdefault((way, form), []).append(code)
    suspects = {way: some for way, some in groups.items() if len(some) > 1}
    if not suspects:
        return []
    cards = set(tables["projects"]["project_code"])
    names = _names(tables, {code for some in suspects.values() for code in some})
    found: dict[str, Alike] = {}
    for (way, _), some in suspects.items():
        first, *others = sorted(some, key=lambda code: code not in cards)  # else as they came
        for code in others:
            both_named = names.get(code, set()) and names.get(first, set())
            apart = both_named and not names[code] & names[first]
            if not (code in cards or apart or code in found) and _differ(way, code, first):
                found[code] = Alike(code, first, way, *places[code])
    return list(found.values())


def _likenesses(key: str) -> Iterator[tuple[str, str]]:
    """Yield the ways in which a code may be mistyped, each with what it has in common then."""
    yield _SIGNS, _BETWEEN.sub("", key).translate(_LOOK_ALIKE)
    yield _ZEROS, _DIGITS.sub(lambda digits: digits[0].lstrip("0") or "0", key)


def _differ(way: str, code: str, other: str) -> bool:
    """Whether two codes that are alike differ by no more than what may be a slip.

    1-11 and 11-1 have the same digits and as many marks between them: they are two.
    """
    if way != _SIGNS:
        return True
    bare, same = (_BETWEEN.sub("", text.upper()) for text in (code, other))
    return bare != same or len(_BETWEEN.findall(code)) != len(_BETWEEN.findall(other))


def _places(tables: Tables) -> dict[str, tuple[int, str, str, int, int]]:
    """Return code -> how many rows have it, and where the first stands: file, sheet, row, id."""
    places: dict[str, tuple[int, str, str, int, int]] = {}
    for table, frame in tables.items():
        if table in _OF_READER:
            continue
        firsts = (pl.col(name).first() for name in ("file", "sheet", "row", "sheet_id"))
        told = frame.group_by("project_code", maintain_order=True).agg(pl.len(), *firsts)
        for code, *place in told.drop_nulls("project_code").iter_rows():
            before = places.get(code)
            places[code] = (before[0] + place[0], *before[1:]) if before else tuple(place)
    return places


def _names(tables: Tables, codes: Collection[str]) -> dict[str, set[str]]:
    """Return code -> the keys of the names that stand beside it."""
    found: dict[str, set[str]] = {}
    for table in ("projects", "entries"):
        beside = tables[table].select("project_code", "project_name")
        wanted = beside.filter(pl.col("project_code").is_in(list(codes))).unique()
        told = wanted.with_columns(keys.title(pl.col("project_name"))).drop_nulls()
        for code, name in told.iter_rows():
            found.setdefault(code, set()).add(name)
    return found
