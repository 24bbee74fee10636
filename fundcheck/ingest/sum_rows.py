"""Rows that are totals by their sum: a text that speaks of sums, or the last row of all.

A row without a day and a voucher whose text speaks of sums (共计3笔) is a total where its amount is
the sum of the lines since the last one, or of all above it; without the sum it is a line like any
other (共计3台电脑). The last row needs no such word where all lines above it are dated.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from fundcheck.ingest import labels
from fundcheck.ingest.body import within
from fundcheck.ingest.losses import listed
from fundcheck.ingest.rows import AMOUNTS
from fundcheck.ingest.words import BARE_ITEM, COST_ITEM

if TYPE_CHECKING:
    from decimal import Decimal

    from fundcheck.ingest.losses import Told

_LEAST_SUMMED = 2  # lines that a row with a word must sum up
_LEAST_BARE = 3  # and one without a word
_LONGEST = 8  # signs of what a last row without a word calls itself
_MOST_CELLS = 3  # of a row of a sum: what it is, its amount, and its other side
_MOST = 2_000  # such rows in a stack; more are lines that speak of sums
_PLACES = ("date", "_day", "voucher_no")
_OF_A_LINE = ("payee", "payee_id", "invoice_no", "item_name", "handler", "contract_no")


class _Suspect(NamedTuple):
    """A row that may be a sum, and the sums that it may be.

    amounts: of each side; above, since: of all lines above and of those since the last total;
    lines, recent: how many these are.
    """

    line: int
    part: int
    row: int
    text: str
    worded: bool
    last: bool
    amounts: list[Decimal | None]
    above: list[Decimal]
    since: list[Decimal]
    lines: int
    recent: int


def told(body: pl.DataFrame, figures: pl.DataFrame, notes: Told) -> pl.DataFrame:
    """Return the rows with such sums as subtotals, and say which they are.

    body: the rows with their kind; figures: their money, row by row.
    """
    names = [name for name in AMOUNTS if name in figures.columns]
    places = [name for name in _PLACES if name in body.columns]
    if not names:
        return body
    found = _sums(_suspects(body, figures, names, places, len(notes.notes)))
    if not found:
        return body
    for part in sorted({suspect.part for suspect in found}):
        numbers = [suspect.row for suspect in found if suspect.part == part]
        notes.notes[part].append(
            f"第 {listed(numbers)}没有日期和凭证号，金额正好是以上各行之和，"
            "按合计读取，不计入支出。"
        )
    hit = pl.col("_line").is_in([suspect.line for suspect in found])
    label = pl.coalesce("label", "summary" if "summary" in body.columns else "_first", "_first")
    return body.with_columns(
        label=pl.when(hit).then(labels.bare(label)).otherwise("label"),
        kind=pl.when(hit).then(pl.lit("subtotal")).otherwise("kind"),
    )


def _suspects(
    body: pl.DataFrame, figures: pl.DataFrame, names: list[str], places: list[str], parts: int
) -> list[_Suspect]:
    """Return the rows that may be sums, from the top of each sheet down."""
    entry = pl.col("kind") == "entry"
    own = [name for name in _OF_A_LINE if name in body.columns]
    blank = (pl.col(name).is_null() for name in (*places, *own))
    bare = pl.all_horizontal(entry, *blank)
    text = pl.coalesce(*(n for n in ("summary", "_first") if n in body.columns))
    worded = text.str.contains(labels.SUM_WORD).fill_null(value=False)
    last = within(entry.cum_sum(reverse=True), parts=parts) == 1
    few = pl.col("_filled") <= _MOST_CELLS
    suspect = bare & few & (worded | (last & pl.lit(value=bool(places))))
    marked = body.select("_line", "_part", "row", text=text, worded=worded, last=last, hit=suspect)
    hits = marked["hit"].sum()
    if not 0 < hits <= _MOST:
        return []
    dated = pl.any_horizontal(pl.col(name).is_not_null() for name in places) if places else entry
    facts = body.select(entry=entry, total=pl.col("kind") == "subtotal", dated=entry & dated)
    money = figures.select(
        pl.when(facts["entry"]).then(pl.col(name).fill_null(0)).otherwise(0).alias(name)
        for name in names
    )
    frame = pl.concat([marked, facts, money], how="horizontal")
    columns = {name: pl.col(name) for name in names} | {"entry": pl.col("entry").cast(pl.Int64)}
    sums = frame.with_columns(
        dated=within(pl.col("dated").sum(), parts=parts),
        **{
            f"_to_{n}": within(value.cum_sum() - value, parts=parts) for n, value in columns.items()
        },
    ).with_columns(
        within(pl.when("total").then(f"_to_{n}").forward_fill().fill_null(0), parts=parts).alias(
            f"_at_{n}"
        )
        for n in columns
    )
    # Where blank days are a custom of the sheet the last row is a line of the day above it.
    told_by_day = pl.col("last") & (pl.col("dated") == pl.col("_to_entry"))
    wanted = sums.with_columns(own=figures.select(pl.concat_list(names)).to_series()).filter("hit")
    return [
        _Suspect(
            row["_line"],
            row["_part"],
            row["row"],
            row["text"] or "",
            row["worded"],
            row["bare"],
            row["own"],
            [row[f"_to_{n}"] for n in names],
            [row[f"_to_{n}"] - row[f"_at_{n}"] for n in names],
            row["_to_entry"],
            row["_to_entry"] - row["_at_entry"],
        )
        for row in wanted.with_columns(bare=told_by_day).iter_rows(named=True)
    ]


def _sums(suspects: list[_Suspect]) -> list[_Suspect]:
    """Return those that are the sum of what is above them, sums found before left out."""
    found: list[_Suspect] = []
    for suspect in suspects:
        before = [other for other in found if other.part == suspect.part]
        counted = [other.amounts for other in before]
        above = [
            total - sum(filter(None, (amounts[side] for amounts in counted)))
            for side, total in enumerate(suspect.above)
        ]
        since = suspect.since
        lines, recent = suspect.lines - len(before), suspect.recent
        if before:
            end = before[-1]
            since = [
                now - then - (own or 0)
                for now, then, own in zip(suspect.above, end.above, end.amounts, strict=True)
            ]
            recent = min(recent, suspect.lines - end.lines - 1)
        least = _LEAST_SUMMED if suspect.worded else _LEAST_BARE
        worded = suspect.worded or (suspect.last and _is_name(suspect.text))
        whole = lines >= least and _same(suspect.amounts, above)
        part = suspect.worded and recent >= least and _same(suspect.amounts, since)
        if worded and (whole or part):
            found.append(suspect)
    return found


def _same(amounts: list[Decimal | None], sums: list[Decimal]) -> bool:
    """Whether the amounts are these sums; a side that is blank is none of the row's."""
    given = [(own, total) for own, total in zip(amounts, sums, strict=True) if own]
    return bool(given) and all(own == total for own, total in given)


def _is_name(text: str) -> bool:
    """Whether a row may call a sum so: 支出, 本项目, and not 设备费."""
    return len(text) <= _LONGEST and not (COST_ITEM.match(text) or BARE_ITEM.match(text))
