"""Results of rules to answers: subjects counted, those found or open kept with their rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeVar

import polars as pl

from fundcheck.engine.failures import WrongShapeError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from concurrent.futures import Executor

    from fundcheck.rulebook.rule import Rule

T = TypeVar("T")

_IDS = ("entry_ids", "source")
UNKNOWN_SHOWN = 5  # subjects of a project that are named where they could not be told


class Answer(NamedTuple):
    """What a rule came to.

    counts: project_code, looked_at, found, unknown; needs: project -> texts of what would tell,
    where its subjects name any (None for what the rule itself says); hits and unknown: the
    subjects with ``violates`` true and null, with project_code, ids (list of row ids) and the
    rule's own columns, of unknown ones the first few of a project and no more than their ids;
    crash: why it could not run, and then all are empty.
    """

    rule: Rule
    counts: pl.DataFrame
    needs: Mapping[str, Sequence[str | None]]
    hits: pl.DataFrame
    unknown: pl.DataFrame
    crash: str | None = None


class _Asked(NamedTuple):
    """What a rule's SQL returns, a row a subject.

    brief: of each subject only project_code, violates and the ids that are no lists.
    """

    rule: Rule
    subjects: pl.LazyFrame
    brief: pl.LazyFrame
    schema: pl.Schema


_NO_ROWS = pl.DataFrame(schema={"ids": pl.List(pl.Int64()), "project_code": pl.String()})
_NO_COUNTS = pl.DataFrame(
    schema={
        "project_code": pl.String(),
        "looked_at": pl.UInt32(),
        "found": pl.UInt32(),
        "unknown": pl.UInt32(),
    }
)


def ask(
    rules: Sequence[Rule],
    query: Callable[[Rule], pl.LazyFrame],
    pool: Executor,
    tell: Callable[[BaseException, str], str],
    *,
    large: bool,
) -> tuple[Answer, ...]:
    """Return the answers of the rules, in their order.

    query: gives the result of a rule's SQL; tell: why it failed, of an error and the SQL; large:
    whether there may be a million subjects. Of those nothing but their number is wanted, and what
    a message would say of them is best not even computed; a few are made at once, and all rules
    counted together.
    """
    if large:

        def whole(rule: Rule) -> Answer:
            asked = _asked(rule, query(rule))
            asked = asked._replace(brief=asked.brief.collect().lazy())
            return _answer(asked, *_count([asked]))

        return tuple(pool.map(lambda rule: _guarded(rule, lambda: whole(rule), tell), rules))
    asked = tuple(
        pool.map(
            lambda rule: _guarded(rule, lambda: _asked(rule, query(rule).collect()), tell), rules
        )
    )
    made = [one for one in asked if isinstance(one, _Asked)]
    counts = dict(zip((one.rule.code for one in made), _count(made), strict=True))

    def told(one: _Asked | Answer) -> Answer:
        if isinstance(one, Answer):
            return one
        return _guarded(one.rule, lambda: _answer(one, counts[one.rule.code]), tell)

    return tuple(pool.map(told, asked))


def _guarded(
    rule: Rule, work: Callable[[], T], tell: Callable[[BaseException, str], str]
) -> T | Answer:
    """Return what work does; where it fails, the answer of a rule that crashed."""
    try:
        return work()
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # noqa: BLE001 - polars panics with a BaseException
        return crashed(rule, tell(error, rule.sql))


def crashed(rule: Rule, why: str) -> Answer:
    """Return the answer of a rule that could not run."""
    return Answer(rule, _NO_COUNTS, {}, _NO_ROWS, _NO_ROWS, why)


def _asked(rule: Rule, result: pl.LazyFrame | pl.DataFrame) -> _Asked:
    schema = result.collect_schema()
    if wrong := _shape_error(rule, schema):
        raise WrongShapeError(wrong)
    # A NULL in every row has no type.
    subjects = (
        result.lazy()
        .with_columns(pl.col("project_code").cast(pl.String), pl.col("violates").cast(pl.Boolean))
        .filter(pl.col("project_code").is_not_null())
    )
    ids = [name for name in _IDS if name in schema and not isinstance(schema[name], pl.List)]
    brief = subjects.select("project_code", "violates", *ids)
    return _Asked(rule, subjects, brief, schema)


def _count(asked: Sequence[_Asked]) -> list[pl.DataFrame]:
    """Return the counts of the answer of each rule, by one query for all of them."""
    if not asked:
        return []
    slim = [
        one.brief.select(
            pl.lit(place, pl.UInt16).alias("rule"),
            "project_code",
            "violates",
        )
        for place, one in enumerate(asked)
    ]
    # One key is told apart in half the time of two.
    keys = ("project_code", "rule") if len(slim) > 1 else ("project_code",)
    counted = (
        pl.concat(slim)
        .group_by(keys)
        .agg(
            looked_at=pl.len(),
            found=pl.col("violates").sum(),
            unknown=pl.col("violates").null_count(),
        )
        .collect()
    )
    if len(slim) == 1:
        return [counted]
    parts = counted.partition_by("rule", as_dict=True, include_key=False)
    return [parts.get((place,), counted.clear().drop("rule")) for place in range(len(slim))]


def _answer(asked: _Asked, counts: pl.DataFrame) -> Answer:
    """Return the answer of a rule; only the subjects found or open are kept as rows."""
    hits = _NO_ROWS
    if counts["found"].sum():
        hits = _with_ids(asked.subjects.filter("violates").collect())
    if not counts["unknown"].sum():
        return Answer(asked.rule, counts, {}, hits, _NO_ROWS)
    unknown = _unknown(asked)
    few = unknown.group_by("project_code").head(UNKNOWN_SHOWN)
    return Answer(
        asked.rule, counts, _needs(unknown), hits, _with_ids(few.drop("needs", strict=False))
    )


def _shape_error(rule: Rule, schema: pl.Schema) -> str | None:
    """Return what the result lacks, or None."""
    for name in ("project_code", "violates"):
        if name not in schema:
            return f"SQL 没有返回 {name} 列"
    if not set(_IDS) & set(schema):
        return "SQL 没有返回 entry_ids 或 source 列，问题无法指到行"
    if missing := sorted(rule.places - set(schema)):
        there = "、".join(sorted(set(schema) - {"project_code", "violates", *_IDS}))
        return f"message 或 arithmetic 用到的 {{{missing[0]}}} 不在 SQL 的结果里，结果里有：{there}"
    if schema["violates"] not in {pl.Boolean(), pl.Null()}:
        return "violates 列应是 TRUE、FALSE 或 NULL"
    for name in ("project_code", "needs"):
        if schema.get(name, pl.String()) not in {pl.String(), pl.Null()}:
            return f"{name} 列应是文字"
    return None


def _unknown(asked: _Asked) -> pl.DataFrame:
    """Return project_code, ids and needs of the subjects that could not be told, by their rows.

    A missing column leaves every line of a ledger open: the first few will show which.
    """
    schema = asked.schema
    names = [name for name in _IDS if name in schema]
    needs = [pl.col("needs").cast(pl.String)] if "needs" in schema else []
    brief = not needs and set(names) <= set(asked.brief.collect_schema())
    firsts = [
        pl.col(name).list.min() if isinstance(schema[name], pl.List) else pl.col(name)
        for name in names
        # Lists of lists are of few subjects, and any of them will do.
        if not isinstance(getattr(schema[name], "inner", None), pl.List)
    ]
    return (
        (asked.brief if brief else asked.subjects)
        .filter(pl.col("violates").is_null())
        .select("project_code", *names, *needs, _first=pl.min_horizontal(*firsts, 1 << 62))
        .sort("_first", maintain_order=True)
        .drop("_first")
        .collect()
    )


def _needs(unknown: pl.DataFrame) -> dict[str, list[str | None]]:
    if "needs" not in unknown.columns:
        return {}
    told = unknown.select("project_code", "needs").unique()
    return dict(told.group_by("project_code").agg("needs").iter_rows())


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
