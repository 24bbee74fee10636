"""Changes of a budget, however the form writes them: each becomes a signed sum of a category.

调增 | 调减 side by side, 调出科目 and 调入科目 with one sum, the budget before and after, a
direction beside a sum without a sign. What a row says twice must agree; a row that contradicts
itself is rejected and asked about.
"""

from __future__ import annotations

import re
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from fundcheck.ingest import states
from fundcheck.ingest.body import first_rows
from fundcheck.ingest.meant import CALLED_CHANGES
from fundcheck.ingest.side_tables import AFTER
from fundcheck.numbering import column_without_numbering
from fundcheck.tables import BUDGET_CHANGES, MONEY, Column, Type

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fundcheck.ingest.grid import Grid

COLUMNS = tuple(Column(n, "", Type.MONEY) for n in ("_increase", "_decrease", "_before", AFTER))
"""The columns of money that a form may have beside those of the table."""
TEXTS = ("_from", "_to", "_direction", "_state")
"""Its columns of words: from which category to which, up or down, and how far it is decided."""

_MORE = r"^(?:调增|增加?|追加|核增|调入|上调|转入|\+|＋|↑)"
_LESS = r"^(?:调减|减少?|核减|压减|削减|调出|下调|转出|-|－|—|↓)"
_IN_CELL = rf"({_MORE}|{_LESS})\s*[:：]?\s*([\d¥￥(（].*)$".replace("^", "")
_ARROW = (
    r"^(?:由|从|自)?\s*([\u4e00-\u9fff/、]+?)\s*"
    r"(?:[-=—]*[→>➔]+|[-—]{2,}|调整?[至到为入]|调剂[至到]|转[至到入])\s*([\u4e00-\u9fff/、]+)$"
)
_WITH_CATEGORY = (
    r"^(调增|增加|追加|核增|调减|减少|核减|压减)(?:科目|项目)?\s*[:：、]?\s*"
    r"([\u4e00-\u9fff/、（）()]{2,})$"
)
_TITLES = 3
_SUM = re.compile(r"^[-+¥￥(（]?\d[\d,.]*")
_AGREED = r"^(?:已|审[批核])?(?:同意|批准|通过|办结|完成|准予|核准|生效)"
_OPEN = r"[待未]|审[批核]?中|在办|^申请"


class Changes(NamedTuple):
    """The changes as rows of the table, with ``_after``, and what became of the form's rows.

    ``_after`` is the new budget where a form has nothing else: it is to be held against the old
    one. refused: row -> why it contradicts itself; void: rows of what was not agreed to.
    """

    frame: pl.DataFrame
    refused: dict[int, str]
    void: tuple[int, ...]


def unsigned(text: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Return the amounts without a direction that stands before them (调增50,000元), and it."""
    parts = text.to_frame("text").select(
        said=pl.col("text").str.extract(_IN_CELL, 1), rest=pl.col("text").str.extract(_IN_CELL, 2)
    )
    words = parts["said"].str.contains(r"\p{Han}").fill_null(value=False)
    said = parts.select(pl.when(words).then("said")).to_series()
    return parts.select(pl.when(words).then("rest").otherwise(text)).to_series(), said


def signed(rows: pl.DataFrame) -> Changes:
    """Return the changes that the rows of a form say.

    rows: of each its row number, what its cells say of the table's columns, and of COLUMNS and
    TEXTS those that the form has.
    """
    has = set(rows.columns)
    wanted: Mapping[str, pl.DataType] = {
        **{column.name: column.type.dtype for column in (*BUDGET_CHANGES, *COLUMNS)},
        **dict.fromkeys(TEXTS, pl.String()),
    }
    rows = rows.with_columns(
        pl.lit(None, dtype).alias(name) for name, dtype in wanted.items() if name not in has
    )
    state = pl.col("_state")
    void = states.means(rows).is_in(states.NOTHING).fill_null(value=False)
    open_ = state.str.contains(_OPEN).fill_null(value=False)
    agreed = state.str.contains(_AGREED).fill_null(value=False) & ~open_
    undated = agreed & pl.col("decided").is_null()
    rows = _told_before(_both_ends(rows)).with_columns(
        _sum(),
        _why(),
        decided=pl.when(~open_).then("decided"),
        approved_by=pl.when(undated).then(state).otherwise("approved_by"),
    )
    taken = rows.filter(~void & pl.col("_why").is_null())
    refused = rows.filter(~void & pl.col("_why").is_not_null()).select("row", "_why")
    names = [column.name for column in BUDGET_CHANGES]
    alone = pl.col("amount").is_null() & pl.col("_before").is_null()
    return Changes(
        _split(taken)
        .filter(pl.col("amount").is_null() | (pl.col("amount") != 0))
        .select(*names, pl.when(alone).then(AFTER).alias(AFTER), "row"),
        dict(refused.iter_rows()),
        tuple(rows.filter(void)["row"]),
    )


def _both_ends(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the rows with 业务费→设备费 as from one category to the other."""
    ends = pl.col("category").str.extract_groups(_ARROW)
    return rows.with_columns(
        map(column_without_numbering, rows.select("_from", "_to"))
    ).with_columns(
        _from=pl.coalesce("_from", ends.struct.field("1")),
        _to=pl.coalesce("_to", ends.struct.field("2")),
    )


def _told_before(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the rows with 调减：设备费 as the category and the direction."""
    named = pl.col("category").str.extract_groups(_WITH_CATEGORY)
    told = named.struct.field("2").is_not_null()
    return rows.with_columns(
        category=pl.when(told).then(named.struct.field("2")).otherwise("category"),
        _direction=pl.coalesce("_direction", pl.when(told).then(named.struct.field("1"))),
    )


def _moved() -> pl.Expr:
    """Whether the row moves money from one category to another, in the sums of both ends."""
    return pl.any_horizontal(pl.col(name).is_not_null() for name in ("_from", "_to"))


def _up_and_down() -> tuple[pl.Expr, pl.Expr]:
    # 调减 | -50,000 says its sign twice.
    more = pl.col("_increase").fill_null(0)
    less = pl.col("_decrease").abs().fill_null(0)
    return more, less


def _sum() -> pl.Expr:
    """Return the signed sum of a row; of a moved one the sum without a sign."""
    more, less = _up_and_down()
    sided = pl.any_horizontal(pl.col(n).is_not_null() for n in ("_increase", "_decrease"))
    delta = pl.col(AFTER) - pl.col("_before")
    stated = pl.col("amount")
    down = pl.col("_direction").str.contains(_LESS)
    return (
        pl.when(_moved())
        .then(stated.abs())
        .when(sided)
        .then(more - less)
        .when(delta.is_not_null())
        .then(delta)
        .when(down)
        .then(-stated.abs())
        .otherwise(stated)
        .cast(MONEY)
        .alias("amount")
    )


def _why() -> pl.Expr:
    """Return why a row cannot be understood, or null."""
    direction, stated = pl.col("_direction"), pl.col("amount")
    delta = pl.col(AFTER) - pl.col("_before")
    more, less = _up_and_down()
    sided = pl.any_horizontal(pl.col(n).is_not_null() for n in ("_increase", "_decrease"))
    up, down = direction.str.contains(_MORE), direction.str.contains(_LESS)
    # An unsigned change fits where the budget moved by as much, either way.
    off = [stated.abs() != delta.abs(), (stated < 0) & (delta > 0), sided & (more - less != delta)]
    differs = reduce(or_, (each.fill_null(value=False) for each in off))
    return (
        pl.when(direction.is_not_null() & ~(up | down))
        .then(pl.format("调剂方向「{}」看不懂", direction))
        .when(up & (stated < 0))
        .then(pl.format("调剂方向「{}」与金额的正负号相反", direction))
        .when(differs)
        .then(pl.lit("调整前、调整额、调整后三个数对不上"))
        .alias("_why")
    )


def _split(rows: pl.DataFrame) -> pl.DataFrame:
    """Return a moved row as two: what its one category loses and its other one gains.

    Where each side has its own sum they are two lists, of which a row may have only one.
    """
    moved = _moved()
    gained, lost = pl.col("_increase").abs(), pl.col("_decrease").abs()
    out = rows.filter(moved & pl.col("_from").is_not_null()).with_columns(
        category="_from", amount=-pl.coalesce(lost, "amount", gained)
    )
    in_ = rows.filter(moved & pl.col("_to").is_not_null()).with_columns(
        category="_to", amount=pl.coalesce(gained, "amount", lost)
    )
    return pl.concat([rows.filter(~moved), out, in_]).sort("row", maintain_order=True)


def unread(grid: Grid, why: str) -> str | None:
    """Return what to bring where a sheet that was not read is a form of changes by its words.

    why: why it was not read.
    """
    rows = first_rows(grid)
    titles = (grid.name, *(cell for row in rows[:_TITLES] for cell in row))
    sums = any(sum(bool(_SUM.match(cell)) for cell in row) > 1 for row in rows)
    if not sums or not any(map(CALLED_CHANGES.search, titles)):
        return None
    return f"预算调剂：工作表「{grid.name}」没有读入（{why.rstrip('。')}）"
