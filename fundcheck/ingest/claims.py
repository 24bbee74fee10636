"""Claims as a reimbursement program lists them: loans among the claims, loans cleared by a claim.

A loan to a traveller and its repayment are documents of the same list as what was spent, and told
apart by the kind of document alone. And a claim that clears a loan pays out less than was spent,
often nothing: where the amount is what was paid out, the sums are not those of spending.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from fundcheck.ingest.cells import parse
from fundcheck.ingest.losses import by_part, listed
from fundcheck.tables import Type

if TYPE_CHECKING:
    from fundcheck.ingest.losses import Told

_LOAN = r"借款|借支|预借|预支|还款|备用金"
_CLEARING = r"冲|核销|报销|报账"


def without_loans(lines: pl.DataFrame, told: Told) -> pl.DataFrame:
    """Return the lines with those whose document is a loan or its repayment as advances.

    Told where claims clear loans by more than their amount, which then is what was paid out.
    """
    if "_cleared" in lines.columns:
        _ask_cleared(lines, told)
    if "_document" not in lines.columns:
        return lines
    document = pl.col("_document")
    loan = document.str.contains(_LOAN) & ~document.str.contains(_CLEARING)
    hit = (pl.col("kind") == "spending") & loan.fill_null(value=False)
    return lines.with_columns(kind=pl.when(hit).then(pl.lit("advance")).otherwise("kind"))


def _ask_cleared(lines: pl.DataFrame, told: Told) -> None:
    cleared = parse(lines["_cleared"], Type.MONEY)
    more = ((cleared > 0) & (lines["amount"] < cleared)).fill_null(value=False)
    for part, rows in by_part(lines.filter(more)):
        why = f"冲抵借款的单据（第 {listed(rows)}）花了多少，金额列只是实付的部分"
        told.losses[part].append(f"{why}，请核对。")
        told.doubts[part].append(("sums", f"支出明细：{why}，请导出核定或报销金额"))
