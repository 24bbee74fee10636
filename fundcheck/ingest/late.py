"""A ledger that begins late and has no line that says so: its balance or its title may.

A running balance tells what it was before the first line. Where it rises with spending, so much
had been spent; where it falls, so much was left, which is nothing new if that was all there was
(``before.resolved``). Titles say it too: 期初余额：10,000 元.
"""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from fundcheck.ingest import labels
from fundcheck.ingest.body import rows_above
from fundcheck.ingest.losses import Before

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from fundcheck.ingest.body import Part
    from fundcheck.ingest.losses import Told

_SAYS = re.compile(f"{labels.OPENING}|{labels.DATED}")
_SPENT = re.compile(labels.OF_SPENDING)
_FIGURE = re.compile(r"^[¥￥]?(\d[\d,，]*(?:\.\d+)?)(万?)元?(?:整|[。,，;；].*)?$")
_JOINED = re.compile(r"^([^\d]+|\d{4}年[^\d]+)([¥￥]?\d[\d,，]*(?:\.\d+)?万?元?)$")
_TEN_THOUSAND = 10_000


class Run(NamedTuple):
    """How the running balance of a sheet runs.

    share: how many of its steps hold; rises: whether spending raises it; keys: of what it is one
    balance, of the whole sheet where there are none.
    """

    share: float
    steps: pl.DataFrame
    rises: bool
    keys: tuple[str, ...]


def tell_late(runs: Mapping[int, Run], told: Told) -> None:
    """Tell of balances that were something before the first line of their project.

    runs: of each sheet. Only one that holds throughout, and is of one project, proves anything.
    """
    for part, run in runs.items():
        if run.share < 1 or run.keys not in {(), ("project_code",)}:
            continue
        lines = run.steps.filter(_part=part)
        if not lines["entry"].all():
            continue  # an opening stands among them, and speaks for itself
        first = lines.unique("project_code", keep="first", maintain_order=True)
        if not run.keys and first.height > 1:
            continue
        for code, row, day, shown, move in first.select(
            "project_code", "row", "date", "shown", "move"
        ).iter_rows():
            _tell_start(told.before[part], (code, row, day, shown - move), rises=run.rises)


def _tell_start(
    before: list[Before], start: tuple[str | None, int, date | None, Decimal], *, rises: bool
) -> None:
    code, row, day, balance = start
    if not balance:
        return
    shown = f"支出明细：第 {row} 行之前的余额是 {balance:,.2f} 元，"
    if rises:
        why = f"{shown}以前期间的支出没有列出"
        before.append(Before(code, None, None, day, why))
    else:
        why = f"{shown}此前支出了多少没有列出"
        before.append(Before(code, None, balance, day, why, late=True))


def tell_titled(sheets: Sequence[Part], unit: int, lines: pl.DataFrame, told: Told) -> None:
    """Tell of what the titles of sheets say that was before their first line.

    unit: yuan that one of the sheets' numbers is worth; lines: theirs.
    """
    said = [
        (number, *figure) for number, part in enumerate(sheets) for figure in _figures(part, unit)
    ]
    if not said:
        return
    firsts = dict(lines.group_by("_part").agg(pl.col("date").min()).iter_rows())
    for number, label, amount in said:
        spent = bool(_SPENT.search(label))
        why = f"支出明细：标题写「{label}」{amount:,.2f} 元，以前期间的支出没有逐行列出"
        left = None if spent else amount
        told.before[number].append(Before(None, None, left, firsts.get(number), why))


def _figures(part: Part, unit: int) -> Iterator[tuple[str, Decimal]]:
    """Yield each label of what was before in the titles of a sheet, with its sum if any."""
    for row in rows_above(*part):
        words = [word for cell in row for word in re.split(r"[:：\s　]+", cell) if word]
        words = [some for word in words for some in _parted(word)]
        for label, figure in pairwise(words):
            if _SAYS.match(label) and (match := _FIGURE.match(figure)):
                worth = _TEN_THOUSAND if match[2] else 1 if figure.endswith("元") else unit
                amount = Decimal(match[1].replace(",", "").replace("，", "")) * worth
                if amount:
                    yield label, amount


def _parted(word: str) -> tuple[str, ...]:
    """Return label and figure of a word that has both: 上年结转90000元."""
    match = _JOINED.match(word)
    return match.groups() if match else (word,)
