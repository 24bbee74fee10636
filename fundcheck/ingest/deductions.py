"""A column that lowers the amount beside it: 退款, 优惠, 个人承担. What was spent is what is left.

The sheet itself proves what is meant, where a third column is the one less the other (金额 | 优惠
| 实付): then that is the amount. Where the amount is such a rest already, nothing is to be done.
Where nothing proves either, the sums of the sheet's projects are doubtful, and the reason says why.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import polars as pl

from fundcheck.ingest.cells import cleaned, parse
from fundcheck.ingest.losses import by_part, listed
from fundcheck.ingest.units import unit_of_header
from fundcheck.ingest.words import normalise
from fundcheck.tables import Type

if TYPE_CHECKING:
    from collections.abc import Collection

    from fundcheck.ingest.grid import Grid
    from fundcheck.ingest.header import Header
    from fundcheck.ingest.losses import Told

COLUMN = "_deducted"
_GROSS = "_gross"
_DEDUCTED = re.compile(
    r"^(?:其中|减|扣|已|本次|供应商|商家|平台)?[:：]?"
    r"(?:退款|退费|退货|退回|优惠券?|折扣|折让|减免|抵扣|冲减|扣减|扣除|满减|立减|代金券|"
    r"自付|自理|个人(?:承担|自付|负担)|不予报销)(?:部分)?(?:金额|额|数|款)?$"
)
_ADVANCE = re.compile(r"借款|预借|预支")
_LEAST_RATE = 10  # 0.95 and 9.5 are rates of discount


def with_rest(header: Header, grid: Grid, told: Collection[str]) -> Header:
    """Return the header of a ledger with what is left as the amount, where the sheet proves it.

    told: the normalised headers that the user has said something of, which are left as they are.
    ``_deducted`` is the column that lowers the amount, where one does.
    """
    name = next((n for n in ("amount", "debit") if n in header.columns), None)
    used = set(header.columns.values())
    lowering = [
        index
        for index, text in header.texts.items()
        if index not in used and normalise(text) not in told and _DEDUCTED.match(normalise(text))
    ]
    if name is None or not lowering or any(map(_ADVANCE.search, header.texts.values())):
        return header
    money = _money(header, grid)
    gross, less = money[f"c{header.columns[name]}"], _together(money, lowering)
    hit = (gross.is_not_null() & (less != 0)).fill_null(value=False)
    rates = (less.abs() <= _LEAST_RATE) & (gross.abs() > _LEAST_RATE)
    if not hit.any() or rates.filter(hit).all():
        return header
    columns = {**header.columns, COLUMN: lowering[0]}
    for index in header.texts:
        if index in {header.columns[name], *lowering}:
            continue
        other = money[f"c{index}"]
        if (gross + less.abs() == other).filter(hit).all() and other.filter(hit).null_count() == 0:
            return header  # the amount is what is left of this one
        rest = (gross - less.abs() == other) | ~hit & (other == gross)
        if rest.filter(gross.is_not_null()).fill_null(value=False).all():
            columns |= {name: index, _GROSS: header.columns[name]}
            break
    taken = {header.texts[index] for index in columns.values()}
    units = {key: worth for key, worth in header.units.items() if key != name}
    if (worth := unit_of_header(header.texts[columns[name]])) is not None:
        units[name] = worth
    return header._replace(
        columns=columns,
        units=units,
        unmapped=tuple(text for text in header.unmapped if text not in taken),
    )


def _money(header: Header, grid: Grid) -> pl.DataFrame:
    """Return the columns of the header as money, below it."""
    below = cleaned(grid.cells.slice(header.bottom + 1))
    names = [f"c{index}" for index in header.texts]
    return pl.DataFrame([parse(below[name], Type.MONEY).alias(name) for name in names])


def _together(money: pl.DataFrame, columns: list[int]) -> pl.Series:
    names = [f"c{index}" for index in columns]
    return money.select(pl.sum_horizontal(pl.col(name).abs().fill_null(0) for name in names))[
        names[0]
    ]


def note_deducted(lines: pl.DataFrame, header: Header, told: Told) -> None:
    """Tell what was done about a column that lowers the amounts, or ask."""
    if COLUMN not in header.columns or COLUMN not in lines.columns:
        return
    text = header.texts[header.columns[COLUMN]]
    lowered = lines.filter((parse(lines[COLUMN], Type.MONEY) != 0).fill_null(value=False))
    proven = _GROSS in header.columns
    name = next(name for name in ("amount", "debit") if name in header.columns)
    amount = header.texts[header.columns[name]]
    for part, numbers in by_part(lowered):
        if proven:
            gross = header.texts[header.columns[_GROSS]]
            told.notes[part].append(
                f"「{amount}」等于「{gross}」减「{text}」，按「{amount}」计算支出"
                f"（第 {listed(numbers)}）。"
            )
            continue
        why = (
            f"支出明细：「{text}」（第 {listed(numbers)}）要不要从「{amount}」里减去，看不出来，"
            "请用「实付金额」一列写明"
        )
        told.doubts[part].append(("sums", why))
