"""Vouchers: which lines are of one, and which of them close the books and spend nothing.

What a voucher does is told by its accounts. Where 本年利润 or 财政拨款结转 stands on one side the
books are closed, whatever the lines say or leave unsaid; where a payable or the bank does, money
was spent or came back, though the text says 结转本月工资. Only where the other side is not in the
export do the words decide.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from fundcheck.ingest.chart import SPENT
from fundcheck.ingest.counting import COUNTED, SPENDING, Why, set_aside

if TYPE_CHECKING:
    from collections.abc import Sequence

_SETTLING = ["cash", "advance", "balance", "contra", "equity"]
CLOSING = (
    r"结转|结账|项目结算|结算[至到]|年终转账|自动转账|转入?(?:本年|本期|管理费|研发费|制造费|当期|损益|无形资产|库存商品|产成品|结余|生产成本|事业支出)|"
    r"损益|[期月年]末(?:处理|转)|费用化|收支对转"
)
# What came back or was put right says so, whatever else it says.
_PUT_RIGHT = r"冲|退|红字|误|错|更正|调整|调账|多[记计提报付列]|重复"
# 结转至JCKJ2024-017 moves what was spent to another project; 结转至管理费用 closes the account.
_TO_PROJECT = r"结转(?:至|到|入|给)(?:\S{0,20}(?:项目|课题)|[A-Za-z]{1,6}\d{2}[\w-]*)"
_TO_ACCOUNT = r"费用|损益|利润|盈余|成本|资产"


def with_vouchers(lines: pl.DataFrame, asked: pl.Expr, also: Sequence[str] = ()) -> pl.DataFrame:
    """Return the lines of all vouchers that have such a line, with the number of their voucher.

    asked: which lines to begin from; also: further columns to keep. ``_voucher`` is a number that
    the lines of one voucher share.
    A voucher is known by its sheet, its day and its number; where the lines of a day do not
    balance and those of the month do, it has lines of several days. Where a sheet has no numbers
    at all, the lines from one balance of both sides to the next are one voucher. A line without
    a number among others that have theirs stands alone.
    """
    number = pl.col("voucher_no") if "voucher_no" in lines.columns else pl.lit(None, pl.String)
    kept = (n for n in (*_NEEDED, *MONTHS, *also) if n in lines.columns)
    lines = lines.select(*kept, _number=number, _asked=asked.fill_null(value=False))
    bare = lines.group_by("_part").agg(bare=pl.col("_number").is_null().all()).filter("bare")
    wanted = lines.filter("_asked").select("_part", "_number").unique()
    lines = lines.join(wanted, on=("_part", "_number"), how="semi", nulls_equal=True)
    lines = lines.sort("_line").with_columns(_number=_numbers(bare["_part"]))
    by = ["_part", "date", *(name for name in MONTHS if name in lines.columns), "_number"]
    days = (
        lines.group_by(by, maintain_order=True)
        .agg(pl.col("_asked").any(), net=_NET.sum())
        .with_row_index("_voucher")
    )
    keys = ("_part", pl.col("date").dt.truncate("1mo"), "_number")
    even = (pl.len().over(keys) > 1) & (pl.col("net").sum().over(keys) == 0)
    # Only a number holds the lines of several days together.
    numbered = pl.col("date").is_not_null() & ~pl.col("_number").str.starts_with("#")
    whole = even & (pl.col("net") != 0).any().over(keys) & numbered
    first = pl.col("_voucher").min().over(keys)
    days = days.with_columns(_voucher=pl.when(whole).then(first).otherwise("_voucher"))
    hit = days.filter(pl.col("_asked").any().over("_voucher")).drop("net", "_asked")
    return lines.drop("_asked").join(hit, on=by, how="inner", nulls_equal=True)


MONTHS = ("_year", "_month", "_period")
"""Columns that, where a sheet has them, say the month of a voucher's number."""
_NET = pl.col("debit").fill_null(0) - pl.col("credit").fill_null(0)


def _numbers(bare: pl.Series) -> pl.Expr:
    """Return what tells the vouchers of a sheet apart; bare: the sheets without any number."""
    balance = _NET.cum_sum().over("_part")
    begins = balance.shift(1, fill_value=0).over("_part") == 0
    run = pl.format("#{}", begins.cum_sum().over("_part"))
    runs = pl.col("_part").is_in(bare.implode()) & (_NET.sum().over("_part") == 0)
    alone = pl.format("={}", "_line")
    return pl.when(runs).then(run).otherwise(pl.coalesce("_number", alone))


def without_closings(lines: pl.DataFrame) -> pl.DataFrame:
    """Return the lines with those of vouchers that close the books taken out of what counts."""
    spent, received = pl.col("kind").is_in(SPENDING), pl.col("kind") == "receipt"
    back = (spent & (pl.col("amount") < 0)) | (received & (pl.col("amount") > 0))
    asked = back | _in_red() | pl.col("_role").is_in(["result", "mirror", "goods"])
    if not lines.select(asked.any()).item():
        return lines
    told = _told(with_vouchers(lines, asked, _ACCOUNT))
    for hit, why in ((_closes(), Why.CLOSING), (_of_assets(), Why.UNPAID_FOR)):
        closed = told.filter(pl.col("counted") & hit)["_line"]
        if closed.len():
            lines = set_aside(lines, pl.col("_line").is_in(closed.implode()), why)
    return lines


def _in_red() -> pl.Expr:
    """Whether a line stands in red on the side that takes back: it takes back what came back.

    A voucher that closes a month with more returned than spent has such a line.
    """
    spent, received = pl.col("kind").is_in(SPENDING), pl.col("kind") == "receipt"
    return (spent & (pl.col("credit") < 0)) | (received & (pl.col("debit") < 0))


_ACCOUNT = ("account_code", "account_name", "cost_item")
_NEEDED = (
    *("_part", "_line", "date", "voucher_no", "summary", "project_code"),
    *("debit", "credit", "amount", "kind", "_role"),
)


def _told(few: pl.DataFrame) -> pl.DataFrame:
    """Return lines, given with all of their vouchers, with what each and its voucher shows."""
    role, amount, kind = pl.col("_role"), pl.col("amount"), pl.col("kind")
    spent = kind.is_in(SPENDING)
    in_red = _in_red().fill_null(value=False)
    out, back = spent & (amount > 0) & ~in_red, spent & (amount < 0)
    income_back = (kind == "receipt") & (amount > 0)
    summary = pl.col("summary")
    words = summary.str.contains(CLOSING).fill_null(value=False)
    right = summary.str.contains(_PUT_RIGHT).fill_null(value=False)
    moved = summary.str.contains(_TO_PROJECT) & ~summary.str.contains(_TO_ACCOUNT)
    told = few.with_columns(
        counted=kind.is_in(COUNTED),
        out=out,
        back=back,
        income_back=income_back,
        in_red=in_red,
        says=words & ~right,
        blank=summary.is_null(),
        right=right,
        moved=moved.fill_null(value=False),
        account=_account(few),
        project=pl.col("project_code").fill_null(""),
    )
    vouchers = told.group_by("_voucher").agg(
        result=(role == "result").any(),
        settled=role.is_in(_SETTLING).any(),
        cash=(role == "cash").any(),
        mirrored=(role == "mirror").any()
        & (amount.filter(role.is_in(["asset", "mirror"])).sum() == 0),
        unmade=(role.is_in(["contra", "mirror"]) & (amount > 0)).any(),
        carried=role.is_in(["goods", "deferred", "grant"]).any(),
        any_says=pl.col("says").any(),
        any_right=pl.col("right").any(),
        any_moved=pl.col("moved").any(),
        has_out=pl.col("out").any(),
        has_back=pl.col("back").any(),
        even=amount.filter(spent).sum() == 0,
        onward=(role == "cost").filter(pl.col("back")).all()
        & role.is_in(SPENT).filter(pl.col("out")).all()
        & (role != "cost").filter(pl.col("out")).any(),
        debited=pl.col("account").filter(pl.col("out")).unique(),
        credited=pl.col("account").filter(pl.col("back")).unique(),
        to=pl.col("project").filter(pl.col("out") & (pl.col("project") != "")).unique(),
        of=pl.col("project").filter(pl.col("back")).unique(),
    )
    both = pl.col("has_out") & pl.col("has_back")
    elsewhere = pl.col("to").list.set_difference("of").list.len() > 0
    vouchers = vouchers.with_columns(
        turn=both & (elsewhere | pl.col("any_moved")),
        # One account on both sides is no closing of one into another.
        apart=pl.col("debited").list.set_intersection("credited").list.len() == 0,
        onward=both & pl.col("even") & pl.col("onward").fill_null(value=False),
    )
    return told.join(vouchers, on="_voucher")


def _account(lines: pl.DataFrame) -> pl.Expr:
    names = [name for name in _ACCOUNT if name in lines.columns]
    return pl.concat_str(names, separator=" ", ignore_nulls=True) if names else pl.lit("")


def _closes() -> pl.Expr:
    """Whether a line only closes the books, by what its voucher shows."""
    back, settled = pl.col("back"), pl.col("settled")
    returned = back | pl.col("income_back") | pl.col("in_red")
    by_result = pl.col("result") & (~settled | returned)
    # Costs that became goods, or that a grant kept as deferred is set against, were spent.
    sold = (pl.col("_role") == "sales") & pl.col("out")
    by_goods = pl.col("carried") & ~pl.col("cash") & (back | sold)
    # The other side is not in the export, or both are costs.
    says = pl.col("says") | (pl.col("blank") & pl.col("any_says"))
    one_sided = ~settled & ~pl.col("turn")
    both = pl.col("has_out") & pl.col("has_back") & pl.col("apart")
    onward = (pl.col("any_says") | pl.col("onward")) & ~pl.col("any_right") & pl.col("even")
    taken_over = pl.col("out") & (pl.col("_role") != "cost").fill_null(value=False) & says
    by_words = one_sided & ((returned & says) | (both & (onward | taken_over)))
    return by_result | by_goods | by_words


def _of_assets() -> pl.Expr:
    """Whether a line books an asset that nobody is paid for, or takes one off the books."""
    gone = pl.col("back") & pl.col("unmade") & ~pl.col("cash")
    return (pl.col("_role") == "asset") & (pl.col("mirrored") | gone)
