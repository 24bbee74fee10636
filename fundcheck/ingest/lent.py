"""What a line without an account says of a loan: lent to a traveller, given back, or cleared.

An account says by itself that money was only lent (1221, 其他应收款). A hand-kept book has words
alone: 张三借差旅费 is no spending, nor is 张三还借款, and 张三报销差旅费（冲借款） is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from fundcheck.ingest.losses import by_part, listed

if TYPE_CHECKING:
    from fundcheck.ingest.losses import Told

_LOAN = (
    r"借款|借支|借给|借出|预借|暂借|支借|预支|暂支|备用金|周转金|"
    r"借(?:差旅|出差|会议|会务|采购|现金|现款|调研|考察|培训|路费|旅费)"
)
_CLEARED = r"冲|核销|报销|报账|清账|销账|抵"
# A fee of a loan, and what was hired.
_NO_LOAN = r"利息|手续费|印花税|担保|贷款|租借|借用|借阅|垫"
# Cash that goes from the bank to the till, where a sheet has both sides of it.
_TO_TILL = r"(?:[领提支]取?|补[充足]?|拨补?|转)备用金|备用金(?:领取|提取?|提现|补充)"
_BACK = r"还|退|交回|缴回|收回"
_REST = r"余款|余额|剩余|结余|多余|未用"


def is_lent(lines: pl.LazyFrame) -> pl.Expr:
    """Return whether a line without an account is a loan, or one that is given back or cleared.

    What was spent out of a loan is spending: a claim that clears it by a sum of its own. So is what
    was paid under a head of cost and speaks of something given back.
    """
    has = lines.collect_schema().names()
    named = [pl.col(n).is_not_null() for n in ("account_code", "account_name") if n in has]
    bare = ~pl.any_horizontal(named) if named else pl.lit(value=True)
    # Nothing is searched in the many lines of ledgers whose accounts say what they are.
    summary = pl.when(bare).then(pl.col("summary").fill_null("")).str.replace_all(r"\s", "")
    loan = summary.str.contains(_LOAN) & ~summary.str.contains(_NO_LOAN)
    paid = pl.col("debit").fill_null(0) > 0
    claimed = summary.str.contains(_CLEARED) & paid
    headless = pl.col("_role").is_null() & pl.col("_itemless")
    spent_back = paid & summary.str.contains(_BACK) & ~headless
    to_till = pl.col("_cash") & summary.str.contains(_TO_TILL)
    return bare & loan & ~claimed & ~spent_back & ~to_till


def ask_for_rest(lines: pl.DataFrame, told: Told) -> None:
    """Ask what was spent of a loan where only its rest came back, and no line clears it."""
    summary = pl.col("summary")
    loans = lines.filter((pl.col("kind") == "advance") & pl.col("_role").is_null())
    if not loans.height:
        return
    claims = lines.filter((pl.col("kind") == "spending") & summary.str.contains(_CLEARED))[
        "_part"
    ].unique()
    rest = loans.filter(summary.str.contains(_REST) & (pl.col("credit").fill_null(0) != 0)).filter(
        ~pl.col("_part").is_in(claims.implode())
    )
    for part, rows in by_part(rest):
        why = f"第 {listed(rows)}是借款的余款交回，没有冲销借款的行，看不出借款花了多少"
        told.losses[part].append(f"{why}，请核对。")
        told.doubts[part].append(("sums", f"支出明细：{why}"))
