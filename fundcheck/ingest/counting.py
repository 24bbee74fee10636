"""What the lines of a ledger count as, and why one that is no spending is none.

A line that is left out in silence is the worst fault of a reader. So whoever takes a line out of
the spending says why, by one of the reasons here, and the receipt of its sheet counts all lines:
spent, received, brought forward, and those left out under each reason.
"""

from __future__ import annotations

from enum import StrEnum

import polars as pl

from fundcheck.receipts import Counted, Sum


class Why(StrEnum):
    """Why a line is no spending, as users read it."""

    HELD = "资金、往来、净资产科目"
    ADVANCE = "借款、预付款"
    OWN = "提现、存现、账户间划转"
    CLOSING = "结转"
    UNPAID_FOR = "没有付款的分录（计提、资产对转、报废等）"
    VOID = "作废凭证"
    REVERSED = "已冲销、已退款的单据"
    REFUSED = "被驳回、撤回的单据"
    UNPAID = "未支付、未入账的单据"
    PARALLEL = "平行记账的另一套分录"
    LISTED_AGAIN = "同一分录按其他核算类型再列一次"
    IN_OTHER_FILE = "与其他文件相同的行"
    IN_OTHER_SHEET = "与其他工作表相同的行"
    OF_VERSIONS = "两个版本对不上的行"
    RETURNED = "结余退回财政"
    CARRIED = "已在其他账页列出的期初数"
    OTHER = "不属于支出"


SPENDING = ["spending", "transfer_out"]
"""Kinds of lines that are money spent."""
COUNTED = [*SPENDING, "receipt"]
"""Kinds of lines that are money spent or received."""


def set_aside(lines: pl.DataFrame, hit: pl.Expr, why: Why) -> pl.DataFrame:
    """Return the lines with those hit as no spending, for this reason.

    A line that was set aside before keeps its first reason.
    """
    new = hit.fill_null(value=False)
    before = pl.col("kind") == "other"
    return lines.with_columns(
        kind=pl.when(new).then(pl.lit("other")).otherwise("kind"),
        kind_why=pl.when(new & ~before).then(pl.lit(why.value)).otherwise("kind_why"),
    )


def counted(entries: pl.DataFrame, again: pl.DataFrame) -> dict[int, Counted]:
    """Return sheet_id -> what the sheet's lines count as.

    entries: the run's lines; again: those taken out since they stand elsewhere too, with the reason
    as ``kind_why``. A line that is spread over several cost items is one line.
    """
    bucket = (
        pl.when(pl.col("kind").is_in(SPENDING))
        .then(pl.lit("spending"))
        .when(pl.col("kind") == "receipt")
        .then(pl.lit("income"))
        .when(pl.col("kind") == "opening")
        .then(pl.lit("opening"))
        .when(pl.col("kind") == "advance")
        .then(pl.lit(Why.ADVANCE.value))
        .otherwise(pl.col("kind_why").fill_null(Why.OTHER.value))
    )
    wanted = ("sheet_id", "row", "amount", "debit", "credit")
    told = pl.concat(
        [
            entries.select(*wanted, bucket=bucket),
            again.select(*wanted, bucket="kind_why"),
        ]
    )
    sums = told.group_by("sheet_id", "bucket").agg(
        pl.col("row").n_unique(), pl.col("amount", "debit", "credit").sum()
    )
    found: dict[int, dict[str, Sum]] = {}
    for sheet, name, lines, amount, debit, credit in sums.iter_rows():
        figure = {"spending": amount, "opening": amount, "income": -amount}.get(
            name, max(debit, credit, key=abs)
        )
        found.setdefault(sheet, {})[name] = Sum(lines, figure, debit, credit)
    return {sheet: Counted.of(sums) for sheet, sums in found.items()}
