"""The column of accounts where its head does not say so, and books whose accounts nobody finds.

A book that names no accounts has every amount twice, once on each side: read as a list of what was
spent it comes to nothing. So its accounts are looked for by their cells (研发支出, 银行存款), and
where none are found it is asked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from fundcheck.ingest.cells import cleaned
from fundcheck.ingest.chart import OF_BOOKS, SPENT, role_of_account
from fundcheck.ingest.contents import CONFIDENCE
from fundcheck.ingest.vouchers import with_vouchers
from fundcheck.ingest.words import dictionary, normalise

if TYPE_CHECKING:
    from fundcheck.ingest.grid import Grid
    from fundcheck.ingest.header import Header
    from fundcheck.ingest.losses import Told

_LOOKED_AT = 60  # rows below the header
_LEAST_VALUES = 2
_SHARE = 0.9
_ACCOUNTS = {"account_code", "account_name", "_account"}
_MISTAKEN = ("_project", "cost_item")
"""What a column of accounts may have been taken for by its head: 项目, 类别."""


def with_account(header: Header, grid: Grid) -> Header:
    """Return the header of a book of two sides with the column whose cells are its accounts."""
    names = header.columns
    sided = {"debit", "credit"} <= names.keys() or {"amount", "_direction"} <= names.keys()
    if not sided or _ACCOUNTS & names.keys() or header.spread:
        return header
    known = dictionary()["entries"]
    unmapped = {i: t for i, t in header.texts.items() if t in header.unmapped}
    unknown = [i for i, text in unmapped.items() if normalise(text) not in known]
    below = cleaned(grid.cells.slice(header.bottom + 1, _LOOKED_AT))
    for index in (*unknown, *(names[name] for name in _MISTAKEN if name in names)):
        if _are_accounts(below.to_series(index).drop_nulls()):
            others = {name: at for name, at in names.items() if at != index}
            text = header.texts[index]
            return header._replace(
                columns={**others, "_account": index},
                confidence={**header.confidence, index: CONFIDENCE},
                unmapped=tuple(other for other in header.unmapped if other != text),
            )
    return header


def _are_accounts(cells: pl.Series) -> bool:
    """Whether cells are accounts of a book: money or debts among them, and costs or income."""
    if cells.len() < _LEAST_VALUES:
        return False
    roles = cells.to_frame("text").select(role_of_account(pl.col("text"))).to_series()
    flows = roles.is_in([*SPENT, "income"]).any()
    return roles.is_not_null().mean() >= _SHARE and roles.is_in(OF_BOOKS).any() and flows  # type: ignore[operator]


def account_note(header: Header) -> list[str]:
    """Return the sentence on a column that is read as the accounts because of its cells."""
    index = header.columns.get("_account")
    if index is None or index not in header.confidence:
        return []
    return [f"「{header.texts[index]}」列写的是会计科目，按科目读取。"]


def ask_for_accounts(lines: pl.DataFrame, header: Header, told: Told) -> None:
    """Ask for the accounts of books that balance voucher by voucher and name none."""
    if not {"debit", "credit"} <= header.columns.keys():
        return
    bare = pl.col("_role").is_null() & pl.col("_into").is_null()
    both = (pl.col("debit") != 0).any() & (pl.col("credit") != 0).any()
    asked = lines.filter((bare.all() & both).over("_part"))
    if not asked.height:
        return
    net = pl.col("debit").fill_null(0) - pl.col("credit").fill_null(0)
    vouchers = (
        with_vouchers(asked, pl.lit(value=True))
        .group_by("_part", "_voucher")
        .agg(lines=pl.len(), even=net.sum() == 0, days=pl.col("date").n_unique())
    )
    entry = pl.col("even") & (pl.col("lines") > 1) & (pl.col("days") == 1)
    share = pl.col("lines").filter(entry).sum() / pl.col("lines").sum()
    books = vouchers.group_by("_part").agg(share=share).filter(pl.col("share") >= _SHARE)
    free = "、".join(f"「{text}」" for text in header.unmapped)
    may_be = f"；{free}中如有科目，请在 fundcheck.toml 中写明" if free else ""
    for part in books["_part"].sort():
        why = f"支出明细：科目（每张凭证借贷相等，没有认得出的科目列，分不清哪些是支出{may_be}）"
        told.doubts[part] += [("sums", why), ("lines", why)]
        told.notes[part].append(
            f"每张凭证借贷相等，表里没有认得出的科目列，分不清哪些是支出，不作判断{may_be}。"
        )
