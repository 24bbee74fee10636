"""The numbers of the law: each dated, cited and in one place. SQL names them, never holds them."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

import polars as pl

from fundcheck.errors import WrongRequestError
from fundcheck.findings import Source
from fundcheck.tables import MONEY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from fundcheck.sections import Section

NO_SOURCE = Source("", "", "", "")
_TABLE_TYPES: dict[str, pl.DataType] = {
    "text": pl.String(),
    "money": MONEY,
    "rate": pl.Decimal(38, 6),
    "integer": pl.Int64(),
    "date": pl.Date(),
}


class Dated(NamedTuple):
    """A value in force from a day on, until the next one's day."""

    valid_from: date
    value: Decimal | int | date


class Parameter(NamedTuple):
    """One number of the law. unit: 元, 天, 比例 …; values in order of their days.

    by: who has set another value than the pack's; blank where nobody has; source: the regulation
    that ``article`` is of.
    """

    name: str
    title: str
    article: str
    unit: str
    values: tuple[Dated, ...]
    by: str = ""
    source: Source = NO_SOURCE

    def on(self, day: date) -> Dated:
        """Return what is in force on that day; before the first day, the first value."""
        in_force = [dated for dated in self.values if dated.valid_from <= day]
        return in_force[-1] if in_force else self.values[0]

    def literal(self, day: date) -> str:
        """Return the value in force as an SQL literal of its exact type."""
        return _literal(self.on(day).value)

    def dated(self, column: str) -> str:
        """Return the value in force on the day in a column, as an SQL expression.

        NULL before the first day; where there is one value only, a row without a day has it too.
        """
        first, *later = self.values
        if not later and first.valid_from == date.min:
            return _literal(first.value)
        cases = [f"WHEN {column} < DATE '{first.valid_from}' THEN NULL"]
        cases += [
            f"WHEN {column} < DATE '{after.valid_from}' THEN {_literal(before.value)}"
            for before, after in pairwise(self.values)
        ]
        last = self.values[-1]
        cases.append(
            f"WHEN {column} >= DATE '{last.valid_from}' THEN {_literal(last.value)}"
            if later
            else f"ELSE {_literal(last.value)}"
        )
        return f"(CASE {' '.join(cases)} END)"


def _literal(value: Decimal | int | date) -> str:
    if isinstance(value, date):
        return f"DATE '{value}'"
    return f"CAST('{value:f}' AS DECIMAL(38,6))" if isinstance(value, Decimal) else str(value)


class WordList(NamedTuple):
    """Words that a rule looks for, as one regular expression, the longest word first."""

    name: str
    title: str
    article: str
    words: tuple[str, ...]
    source: Source = NO_SOURCE

    def literal(self, _day: date) -> str:
        """Return the list as an SQL string literal that holds a regular expression."""
        ordered = sorted(self.words, key=lambda word: (-len(word), word))
        pattern = "|".join(re.escape(word).replace("'", "''") for word in ordered)
        return f"'{pattern}'"


class LawTable(NamedTuple):
    """A small table of the law, such as tiers or fee levels; SQL sees it under its name."""

    name: str
    title: str
    article: str
    frame: pl.DataFrame
    source: Source = NO_SOURCE


Named = Parameter | WordList


def read_parameters(
    section: Section, base: Mapping[str, Named], source: Source = NO_SOURCE
) -> tuple[dict[str, Named], tuple[LawTable, ...]]:
    """Return the parameters and word lists by name, and the tables.

    base: those of the pack that this one extends; a word list of it may be added to, and one of
    the same name keeps its kind; source: the regulation that they are of. Raises
    WrongRequestError where one has no citation, no day or no exact value.
    """
    named: dict[str, Named] = {}
    tables: list[LawTable] = []
    for name, item in section.named():
        if name == "tables":
            tables += [_table(key, inner)._replace(source=source) for key, inner in item.named()]
            continue
        item.only(("title", "article", "unit", "values", "words", "add", "remove"))
        old = base.get(name)
        named[name] = (
            _new(item, name)._replace(source=source)
            if not _ADDS & item.data.keys()
            else _changed(item, name, old, source)
        )
        kind = _kind(named[name])
        if old is not None and kind != _kind(old):
            raise WrongRequestError(
                f"{item.where}：所扩展规则包的 {name} 是{_kind(old)}，不能换成{kind}。"
            )
    return named, tuple(tables)


_ADDS = {"add", "remove"}


def _new(item: Section, name: str) -> Named:
    title, article = item.get("title", str), item.get("article", str)
    if "words" in item.data:
        return WordList(name, title, article, item.texts("words"))
    values = tuple(_dated(value) for value in item.sections("values"))
    if not values:
        raise WrongRequestError(f"{item.where}：缺少 values（带 from 日期的数值）。")
    if [v.valid_from for v in values] != sorted({v.valid_from for v in values}):
        raise WrongRequestError(f"{item.where}：values 的 from 日期应由早到晚、不重复。")
    return Parameter(name, title, article, item.get("unit", str), values)


def _kind(named: Named) -> str:
    """Return what kind of value it is: SQL written for one kind does not run with another."""
    return "词表" if isinstance(named, WordList) else _KINDS[type(named.values[0].value)][1]


def _changed(item: Section, name: str, base: Named | None, source: Source) -> WordList:
    """Return a word list of the base with words added and taken out.

    It stays the other regulation's list, and says who changed it.
    """
    if not isinstance(base, WordList):
        raise WrongRequestError(f"{item.where}：add、remove 只能用于所扩展规则包里的词表。")
    add, remove = item.texts("add"), item.texts("remove")
    if absent := [word for word in remove if word not in base.words]:
        raise WrongRequestError(f"{item.where}：remove 的「{absent[0]}」不在原词表里。")
    words = (*(w for w in base.words if w not in remove), *(w for w in add if w not in base.words))
    article = item.get("article", str, f"{base.article}；{source.document} 有增删")
    return WordList(name, item.get("title", str, base.title), article, words, base.source)


def override(
    parameter: Named | None, name: str, value: str, known: Iterable[str], by: str = ""
) -> Parameter:
    """Return a parameter at another value for all days; its kind of value stays what it is.

    Raises WrongRequestError where there is no such number, or the value is not of its kind.
    """
    if not isinstance(parameter, Parameter):
        near = get_close_matches(name, list(known), n=3)
        hint = (
            f"是否指 {'、'.join(near)}？"
            if near
            else "fundcheck rules show 规则编号 列出它用到的参数。"
        )
        raise WrongRequestError(f"参数「{name}」不是规则包里的数值参数。{hint}")
    read, shown = _KINDS[type(parameter.values[0].value)]
    try:
        given = read(value)
    except (ValueError, InvalidOperation) as error:
        raise WrongRequestError(
            f"参数「{name}」（{parameter.title}）的值「{value}」不对，应是{shown}。"
        ) from error
    return parameter._replace(values=(Dated(date.min, given),), by=by)


def _decimal(text: str) -> Decimal:
    """Return an exact number; raises InvalidOperation for NaN and infinity too."""
    value = Decimal(text)
    if not value.is_finite():
        raise InvalidOperation
    return value


_KINDS: dict[type, tuple[Callable[[str], Decimal | int | date], str]] = {
    date: (date.fromisoformat, "日期，如 2024-01-01"),
    int: (int, "整数"),
    Decimal: (_decimal, "小数，如 1000.00"),
}


def _dated(section: Section) -> Dated:
    section.only(("from", "value"))
    return Dated(section.get("from", date), _exact(section, "value"))


def _exact(section: Section, key: str) -> Decimal | int | date:
    value: Any = section.data.get(key)
    if isinstance(value, int | date) and not isinstance(value, bool):
        return value
    try:
        return _decimal(value) if isinstance(value, str) else _refuse(section, key)
    except InvalidOperation:
        return _refuse(section, key)


def _refuse(section: Section, key: str) -> Decimal:
    raise WrongRequestError(
        f"{section.where}：「{key}」应是整数、日期，或写在引号里的小数，不能是浮点数。"
    )


def _table(name: str, section: Section) -> LawTable:
    section.only(("title", "article", "columns", "rows"))
    columns: dict[str, Any] = section.get("columns", dict)
    for column, kind in columns.items():
        if kind not in _TABLE_TYPES:
            raise WrongRequestError(
                f"{section.where}：列「{column}」的类型不能是「{kind}」。"
                f"可用：{'、'.join(_TABLE_TYPES)}。"
            )
    rows = []
    for row in section.sections("rows"):
        row.only(columns)
        rows.append({key: _cell(row, key, kind) for key, kind in columns.items()})
    schema = {column: _TABLE_TYPES[kind] for column, kind in columns.items()}
    return LawTable(
        name, section.get("title", str), section.get("article", str), pl.DataFrame(rows, schema)
    )


def _cell(row: Section, key: str, kind: str) -> object:
    if key not in row.data:
        return None
    if kind in {"money", "rate"}:
        value = _exact(row, key)
        return value if isinstance(value, Decimal) else _refuse(row, key)
    return row.get(key, {"text": str, "integer": int, "date": date}[kind])
