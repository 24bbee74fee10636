"""A day-book that has till and bank side by side: 库存现金 收入|付出|结存, 银行存款 the same.

Each line moves one of them or, where cash is drawn, both. What came and what went out are the sums
over all of them, and so is what is left.
"""

from __future__ import annotations

import re
from os.path import commonprefix
from typing import TYPE_CHECKING

import polars as pl

from fundcheck.ingest.cells import parse
from fundcheck.tables import Type

if TYPE_CHECKING:
    from fundcheck.ingest.body import Stack
    from fundcheck.ingest.header import Header

_SIDES = ("debit", "credit", "balance")
_TILL = re.compile(
    r"现金|银行|存款|零余额|账户|专户|基本户|微信|支付宝|备用金|[\u4e00-\u9fff]户$|卡$"
)
_MORE = "_more_"


def with_more(header: Header) -> Header:
    """Return the header with the sides of every further till as columns of their own."""
    columns, texts = header.columns, header.texts
    if not {"debit", "credit"} <= columns.keys():
        return header
    own = {name: texts[columns[name]] for name in _SIDES if name in columns}
    till = commonprefix(list(own.values()))  # noqa: RUF071 - of signs, not of folders
    if not _TILL.search(till):
        return header
    ends = {name: text.removeprefix(till) for name, text in own.items()}
    taken = set(columns.values())
    more: dict[str, int] = {}
    tills = {
        text.removesuffix(ends["debit"])
        for index, text in texts.items()
        if index not in taken and ends["debit"] and text.endswith(ends["debit"])
    }
    for number, other in enumerate(sorted(tills - {till, ""})):
        found = {
            f"{_MORE}{name}_{number}": index
            for name, end in ends.items()
            for index, text in texts.items()
            if text == f"{other}{end}" and index not in taken
        }
        if _TILL.search(other) and len(found) == len(ends):
            more |= found
    shown = {texts[index] for index in more.values()}
    return header._replace(
        columns={**columns, **more},
        unmapped=tuple(text for text in header.unmapped if text not in shown),
    )


def joined(stacked: Stack) -> Stack:
    """Return the stack with the sides of all tills as those of one book."""
    body = stacked.body
    summed: dict[str, pl.Series] = {}
    for side in _SIDES:
        names = [name for name in body.columns if name.startswith(f"{_MORE}{side}_")]
        if names:
            cells = [body[side], *(body[name] for name in names)]
            money = pl.DataFrame({f"{n}": parse(cell, Type.MONEY) for n, cell in enumerate(cells)})
            given = pl.any_horizontal(pl.all().is_not_null())
            total = pl.when(given).then(pl.sum_horizontal(pl.all().fill_null(0)))
            several = pl.sum_horizontal(pl.all().is_not_null()) > 1
            # A cell that stands alone stays as it is written.
            plain = pl.coalesce(pl.lit(cell) for cell in cells)
            text = pl.when(several).then(total.cast(pl.String)).otherwise(plain)
            summed[side] = money.select(text.alias(side)).to_series()
    return stacked._replace(body=body.with_columns(*summed.values())) if summed else stacked


def shown(name: str) -> str:
    """Return the column of the table that a till's column is part of."""
    return re.sub(rf"^{_MORE}(\w+)_\d+$", r"\1", name)
