"""Run a pack's SQL over the tables: each view and rule as soon as the views it names are there.

Each rule is run by itself, so that one that crashes is one outcome and not the run's end.
"""

from __future__ import annotations

import os
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from fundcheck.engine.answers import Answer, ask
from fundcheck.engine.calendar import calendar
from fundcheck.engine.classify import classify, classify_budget
from fundcheck.engine.doubts import open_where_unread, unread_cells
from fundcheck.engine.failures import told
from fundcheck.engine.keyed import with_keys
from fundcheck.errors import WrongRequestError
from fundcheck.rulebook.parameters import Parameter
from fundcheck.rulebook.sql import bind
from fundcheck.tables import ENTRIES

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from concurrent.futures import Future
    from datetime import date

    from fundcheck.rulebook.pack import Pack, View
    from fundcheck.rulebook.rule import Rule
    from fundcheck.tables import Tables

_LARGE = 50_000  # entry lines
_NOTHING_OF = "SELECT * FROM"
_WORD = re.compile(r"\w+")
_TITLES = {column.name: column.header for column in ENTRIES if column.header}


class Run(NamedTuple):
    """The answers of all rules, and the views that the reports show."""

    answers: tuple[Answer, ...]
    views: dict[str, pl.DataFrame]


def run_pack(
    tables: Tables,
    pack: Pack,
    as_of: date,
    only: Collection[str] | None = None,
    workdays: Mapping[date, bool] | None = None,
    *,
    tell: Callable[[BaseException, str], str] = told,
) -> Run:
    """Return the answers of the pack's rules in the pack's order.

    only: the rules to run, with no views but those that they are built on (default all); workdays:
    days of the user's own calendar and whether they are worked; tell: why SQL failed, of an error
    and the SQL (default: nothing that the tables say).

    Raises WrongRequestError where a view of the pack cannot be built: without it no rule is
    what it claims to be.
    """

    def literal(name: str, day: str | None) -> str:
        if name == "as_of":
            return f"DATE '{as_of}'"
        parameter = pack.parameters[name]
        if day is not None and isinstance(parameter, Parameter):
            return parameter.dated(day)
        return parameter.literal(as_of)

    frames = with_keys(tables)
    frames["entries"] = classify(frames["entries"], pack.categories)
    frames["budget"] = classify_budget(frames["budget"], pack.categories)
    frames |= {table.name: table.frame for table in pack.law_tables}
    frames["calendar"] = _calendar(tables["budget_changes"], as_of, workdays)
    context = _context(frames)
    views = _wanted_views(pack, only)
    unread = unread_cells(frames["entries"])
    built: dict[str, Future[pl.DataFrame]] = {}

    def query(sql: str, on: Collection[str]) -> pl.LazyFrame:
        for name in set(_WORD.findall(sql)).intersection(on):
            built[name].result()
        return context.execute(bind(sql, literal))

    def build(place: int) -> pl.DataFrame:
        view = views[place]
        frame = query(view.sql, [earlier.name for earlier in views[:place]]).collect()
        context.register(view.name, frame.lazy())
        return frame

    large = frames["entries"].height > _LARGE
    # A small query leaves processors idle; a large one takes most of them, and much memory.
    together = min(2 if large else 4, os.cpu_count() or 1)
    # Nobody waits but for what was begun before, so that somebody is always at work.
    with ThreadPoolExecutor(together) as pool:
        for place, view in enumerate(views):
            built[view.name] = pool.submit(build, place)
        rules = [
            _not_yet(rule, pack, as_of) for rule in pack.rules if only is None or rule.code in only
        ]

        def answer(rule: Rule) -> pl.LazyFrame:
            return open_where_unread(rule, query(rule.sql, built), unread, _TITLES)

        answers = ask(rules, answer, pool, tell, large=large)
    return Run(
        answers, {view.name: _finished(pack, view, built[view.name], tell) for view in views}
    )


def _not_yet(rule: Rule, pack: Pack, as_of: date) -> Rule:
    """Return a rule as one that looks at nothing where a number of it came after the day.

    What no law said on the day of judgement nobody could break.
    """
    numbers = (pack.parameters[n] for n in sorted(rule.parameters) if n in pack.parameters)
    for number in numbers:
        if isinstance(number, Parameter) and as_of < number.values[0].valid_from:
            since = number.values[0].valid_from
            why = f"「{number.title}」自 {since} 起才有规定，判定日期 {as_of} 在此之前"
            return replace(rule, sql=f"{_NOTHING_OF} ({rule.sql}) WHERE FALSE", not_applicable=why)
    return rule


def _finished(
    pack: Pack,
    view: View,
    built: Future[pl.DataFrame],
    tell: Callable[[BaseException, str], str],
) -> pl.DataFrame:
    try:
        return built.result()
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:
        raise WrongRequestError(
            f"规则包 {pack.id} 的视图 {view.name}.sql 无法运行：{tell(error, view.sql)}"
        ) from error


def _wanted_views(pack: Pack, only: Collection[str] | None) -> list[View]:
    """Return the views that the wanted rules are built on; all of them for a whole run."""
    if only is None:
        return list(pack.views)
    texts = [rule.sql for rule in pack.rules if rule.code in only]
    wanted: list[View] = []
    for view in reversed(pack.views):
        if view.name == "governed" or any(re.search(rf"\b{view.name}\b", sql) for sql in texts):
            wanted.append(view)
            texts.append(view.sql)
    return wanted[::-1]


def _calendar(
    changes: pl.DataFrame, as_of: date, workdays: Mapping[date, bool] | None
) -> pl.DataFrame:
    """Return the days that the run's budget changes lie in."""
    days = pl.concat([changes["requested"], changes["decided"]]).drop_nulls()
    first = min(days) if days.len() else None
    return calendar(first, max(*days, as_of) if days.len() else as_of, workdays)


def _context(frames: dict[str, pl.DataFrame]) -> pl.SQLContext[pl.LazyFrame]:
    """Return a context that knows these tables and no others."""
    lazy = {name: frame.lazy() for name, frame in frames.items()}
    return pl.SQLContext(lazy, register_globals=False, eager=False)
