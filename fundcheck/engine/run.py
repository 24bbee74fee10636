"""Run a pack's SQL over the tables: views first, then every rule on its own.

Each rule is collected by itself, so that one that crashes is one outcome and not the run's end.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from fundcheck.engine.classify import classify
from fundcheck.errors import WrongRequestError
from fundcheck.rulebook.sql import bind

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from fundcheck.rulebook.pack import Pack
    from fundcheck.rulebook.rule import Rule
    from fundcheck.tables import Tables

_IDS = ("entry_ids", "source")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a rule's SQL returned: every subject it looked at.

    subjects: project_code, violates (null: cannot tell), ids (list of row ids), then the rule's
    own columns; crash: the reason where it could not run, and then no subjects.
    """

    rule: Rule
    subjects: pl.DataFrame
    crash: str | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """The answers of all rules, and the views that the reports show."""

    answers: tuple[Answer, ...]
    views: dict[str, pl.DataFrame]


def run_pack(tables: Tables, pack: Pack, as_of: date, only: Collection[str] | None = None) -> Run:
    """Return the answers of the pack's rules (or only some) in the pack's order.

    Raises WrongRequestError where a view of the pack cannot be built: without it no rule is
    what it claims to be.
    """

    def literal(name: str) -> str:
        return f"DATE '{as_of}'" if name == "as_of" else pack.parameters[name].literal(as_of)

    frames = dict(tables)
    frames["entries"] = classify(tables["entries"], pack.categories)
    frames |= {table.name: table.frame for table in pack.law_tables}
    context: pl.SQLContext[pl.LazyFrame] = pl.SQLContext(
        {name: frame.lazy() for name, frame in frames.items()},
        register_globals=False,
        eager=False,
    )
    views: dict[str, pl.DataFrame] = {}
    for view in pack.views:
        frame, crash = _collect(context, bind(view.sql, literal))
        if frame is None:
            raise WrongRequestError(f"规则包 {pack.id} 的视图 {view.name}.sql 无法运行：{crash}")
        views[view.name] = frame
        context.register(view.name, frame.lazy())
    answers = []
    for rule in pack.rules:
        if only is None or rule.code in only:
            frame, crash = _collect(context, bind(rule.sql, literal))
            if frame is not None:
                crash = _shape_error(rule, frame)
            subjects = _EMPTY if frame is None or crash else _subjects(frame)
            answers.append(Answer(rule, subjects, crash))
    return Run(tuple(answers), views)


_EMPTY = pl.DataFrame(
    schema={"project_code": pl.String(), "violates": pl.Boolean(), "ids": pl.List(pl.Int64())}
)


def _collect(
    context: pl.SQLContext[pl.LazyFrame], sql: str
) -> tuple[pl.DataFrame | None, str | None]:
    try:
        return context.execute(sql).collect(), None
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # noqa: BLE001 - polars panics with a BaseException
        lines = str(error).strip().splitlines()
        return None, lines[0] if lines else type(error).__name__


def _shape_error(rule: Rule, frame: pl.DataFrame) -> str | None:
    """Return what the result lacks, or None."""
    for name in ("project_code", "violates"):
        if name not in frame.columns:
            return f"SQL 没有返回 {name} 列"
    if not set(_IDS) & set(frame.columns):
        return "SQL 没有返回 entry_ids 或 source 列，问题无法指到行"
    if missing := sorted(rule.places - set(frame.columns)):
        return f"message 或 arithmetic 用到的 {{{missing[0]}}} 不在 SQL 的结果里"
    if frame.schema["violates"] not in {pl.Boolean(), pl.Null()}:
        return "violates 列应是 TRUE、FALSE 或 NULL"
    return None


def _subjects(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the result with one list of ids, in a fixed order of rows."""
    lists = []
    for name in _IDS:
        if name in frame.columns:
            column = pl.col(name)
            if not isinstance(frame.schema[name], pl.List):
                column = pl.concat_list(column.cast(pl.Int64))
            lists.append(column.cast(pl.List(pl.Int64)).fill_null([]))
    ids = pl.concat_list(lists).list.drop_nulls().list.unique().list.sort()
    own = [name for name in frame.columns if name not in {*_IDS, "project_code", "violates"}]
    return (
        frame.select(
            pl.col("project_code").cast(pl.String),
            pl.col("violates").cast(pl.Boolean),
            ids.alias("ids"),
            *own,
        )
        .filter(pl.col("project_code").is_not_null())
        # A rule need not order its rows; the report must not depend on how the engine did.
        .sort("project_code", pl.col("ids").list.first(), pl.col("ids").list.len(), nulls_last=True)
    )
