"""Run a pack's SQL over the tables: views first, then every rule on its own.

Each rule is collected by itself, so that one that crashes is one outcome and not the run's end.
"""

from __future__ import annotations

import os
import re
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from fundcheck.engine.calendar import calendar
from fundcheck.engine.classify import classify, classify_budget
from fundcheck.errors import WrongRequestError
from fundcheck.rulebook.sql import bind

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date

    from fundcheck.rulebook.pack import Pack, View
    from fundcheck.rulebook.rule import Rule
    from fundcheck.tables import Tables

_IDS = ("entry_ids", "source")
_LARGE = 100_000  # entry lines
UNKNOWN_SHOWN = 5  # subjects of a project that are named where they could not be told


class Answer(NamedTuple):
    """What a rule came to.

    counts: project_code, looked_at, found, unknown, needs (texts of what would tell); hits and
    unknown: the subjects with ``violates`` true and null, with project_code, ids (list of row
    ids) and the rule's own columns, of unknown ones the first few of a project and no more than
    their ids; crash: why it could not run, and then all are empty.
    """

    rule: Rule
    counts: pl.DataFrame
    hits: pl.DataFrame
    unknown: pl.DataFrame
    crash: str | None = None


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
) -> Run:
    """Return the answers of the pack's rules in the pack's order.

    only: the rules to run, with no views but those that they are built on (default all); workdays:
    days of the user's own calendar and whether they are worked.

    Raises WrongRequestError where a view of the pack cannot be built: without it no rule is
    what it claims to be.
    """

    def literal(name: str) -> str:
        return f"DATE '{as_of}'" if name == "as_of" else pack.parameters[name].literal(as_of)

    frames = dict(tables)
    frames["entries"] = classify(tables["entries"], pack.categories)
    frames["budget"] = classify_budget(tables["budget"], pack.categories)
    frames |= {table.name: table.frame for table in pack.law_tables}
    frames["calendar"] = _calendar(tables["budget_changes"], as_of, workdays)
    context = _context(frames)
    views: dict[str, pl.DataFrame] = {}
    for view in _wanted_views(pack, only):
        frame, crash = _collect(context, bind(view.sql, literal))
        if frame is None:
            raise WrongRequestError(f"规则包 {pack.id} 的视图 {view.name}.sql 无法运行：{crash}")
        views[view.name] = frame
        context.register(view.name, frame.lazy())
    wanted = [rule for rule in pack.rules if only is None or rule.code in only]

    large = frames["entries"].height > _LARGE

    def ask(rule: Rule) -> Answer:
        return _ask(context, rule, bind(rule.sql, literal), large=large)

    # A small query leaves processors idle; a large one takes most of them, and much memory.
    together = min(2 if large else 4, os.cpu_count() or 1)
    with ThreadPoolExecutor(together) as pool:
        answers = tuple(pool.map(ask, wanted))
    return Run(answers, views)


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


def _ask(context: pl.SQLContext[pl.LazyFrame], rule: Rule, sql: str, *, large: bool) -> Answer:
    try:
        frame = context.execute(sql)
        # Of a million subjects nothing but their number is wanted, and what a message would say
        # of them is best not even computed; a few are made at once.
        made = frame if large else frame.collect()
        schema = made.collect_schema()
        if wrong := _shape_error(rule, schema):
            return _crashed(rule, wrong)
        return _answer(rule, made.lazy(), schema)
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # noqa: BLE001 - polars panics with a BaseException
        return _crashed(rule, _first_line(error))


def _crashed(rule: Rule, why: str) -> Answer:
    return Answer(rule, _NO_COUNTS, _NONE, _NONE, why)


_NONE = pl.DataFrame(schema={"ids": pl.List(pl.Int64()), "project_code": pl.String()})
_NO_COUNTS = pl.DataFrame(
    schema={
        "project_code": pl.String(),
        "looked_at": pl.UInt32(),
        "found": pl.UInt32(),
        "unknown": pl.UInt32(),
        "needs": pl.List(pl.String()),
    }
)


def _collect(
    context: pl.SQLContext[pl.LazyFrame], sql: str
) -> tuple[pl.DataFrame | None, str | None]:
    try:
        return context.execute(sql).collect(), None
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # noqa: BLE001 - polars panics with a BaseException
        return None, _first_line(error)


def _first_line(error: BaseException) -> str:
    lines = str(error).strip().splitlines()
    return lines[0] if lines else type(error).__name__


def _shape_error(rule: Rule, schema: pl.Schema) -> str | None:
    """Return what the result lacks, or None."""
    for name in ("project_code", "violates"):
        if name not in schema:
            return f"SQL 没有返回 {name} 列"
    if not set(_IDS) & set(schema):
        return "SQL 没有返回 entry_ids 或 source 列，问题无法指到行"
    if missing := sorted(rule.places - set(schema)):
        return f"message 或 arithmetic 用到的 {{{missing[0]}}} 不在 SQL 的结果里"
    if schema["violates"] not in {pl.Boolean(), pl.Null()}:
        return "violates 列应是 TRUE、FALSE 或 NULL"
    return None


def _answer(rule: Rule, frame: pl.LazyFrame, schema: pl.Schema) -> Answer:
    """Count the subjects of a result; only those found or unknown are kept as rows."""
    # A NULL in every row has no type.
    subjects = frame.filter(pl.col("project_code").is_not_null()).with_columns(
        pl.col("violates").cast(pl.Boolean)
    )
    needs = pl.lit(rule.needs)
    if "needs" in schema:
        needs = pl.coalesce(pl.col("needs").cast(pl.String), needs)
    open_ = pl.col("violates").is_null()
    counts = (
        subjects.group_by("project_code")
        .agg(
            looked_at=pl.len(),
            found=pl.col("violates").sum(),
            unknown=open_.sum(),
            needs=needs.filter(open_).unique().sort(),
        )
        .collect()
    )
    found, unknown = counts["found"].sum(), counts["unknown"].sum()
    if not found and not unknown:
        return Answer(rule, counts, _NONE, _NONE)
    return Answer(
        rule,
        counts,
        hits=_with_ids(subjects.filter("violates").collect()) if found else _NONE,
        unknown=_first_unknown(subjects.filter(open_), schema) if unknown else _NONE,
    )


def _first_unknown(subjects: pl.LazyFrame, schema: pl.Schema) -> pl.DataFrame:
    """Return the first few subjects of each project that could not be told, with their rows.

    A missing column leaves every line of a ledger open: a few show which, and all are counted.
    """
    names = [name for name in _IDS if name in schema]
    firsts = [
        pl.col(name).list.min() if isinstance(schema[name], pl.List) else pl.col(name)
        for name in names
        # Lists of lists are of few subjects, and any of them will do.
        if not isinstance(getattr(schema[name], "inner", None), pl.List)
    ]
    few = (
        subjects.select("project_code", *names, _first=pl.min_horizontal(*firsts, 1 << 62))
        .group_by("project_code")
        .agg(pl.col(name).bottom_k_by("_first", UNKNOWN_SHOWN) for name in names)
        .explode(names)
        .collect()
    )
    return _with_ids(few)


def _with_ids(frame: pl.DataFrame) -> pl.DataFrame:
    """Join the ids that a subject cites into one list, and put the subjects in a fixed order.

    A rule need not order its rows, and the report must not depend on how the engine did.
    """
    lists = []
    for name in _IDS:
        if name in frame.columns:
            column = pl.col(name)
            dtype = frame.schema[name]
            if not isinstance(dtype, pl.List):
                column = pl.concat_list(column.cast(pl.Int64))
            elif isinstance(dtype.inner, pl.List):  # ARRAY_AGG over lists of a view
                column = column.list.eval(pl.element().explode())
            lists.append(column.cast(pl.List(pl.Int64)).fill_null([]))
    ids = pl.concat_list(lists).list.drop_nulls().list.unique().list.sort()
    own = [name for name in frame.columns if name not in {*_IDS, "violates"}]
    return frame.select(ids.alias("ids"), *own).sort(
        "project_code", pl.col("ids").list.first(), pl.col("ids").list.len(), nulls_last=True
    )
