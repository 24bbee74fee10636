"""Parallel books: public units book what they pay twice, once by cost and once by budget.

A line of the financial book is left out only where the budget book has its counterpart: in the
same voucher, or where the books are numbered apart, on the same day with the same sum. What has
none counts, if money was paid for it: what is accrued, worn off or taken from stock is booked in
the financial book alone, and paid at another time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from fundcheck.ingest.counting import COUNTED, Why, set_aside
from fundcheck.ingest.losses import listed
from fundcheck.ingest.vouchers import MONTHS, with_vouchers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fundcheck.ingest.losses import Told

_SAID_BUDGET = r"预算|^02$|^是$|^1$|^预"
_WORD = r"^(?:[\[(（【]?)(预|财)(?:记|算|务|会|收|付|转|凭|\d|-)"
_ACCRUED = r"折旧|摊销|计提|预提|分配.{0,6}(?:工资|薪酬)|领用|出库"
# What a unit takes for its overheads is a cost of the project that the budget book keeps apart.
_OVERHEADS = (
    r"(?:提|扣|收取|缴|转).{0,20}(?:管理费|间接费)|(?:管理费|间接费用?).{0,3}(?:提|扣|收取|缴)"
)
_OF_OVERHEADS = r"间接费用或管理费|项目间接费|项目管理费"


def one_book(lines: pl.DataFrame, told: Told) -> pl.DataFrame:
    """Return the lines of sheets with both books with what the financial one repeats left out.

    Where it cannot be told which lines are one payment, the sheet is judged by no line and no sum.
    """
    book = _book(lines)
    counted = pl.col("kind").is_in(COUNTED)
    books = lines.select("_part", book=pl.when(counted).then(book)).unique().drop_nulls()
    both = books.group_by("_part").len().filter(pl.col("len") > 1)["_part"].sort()
    if not both.len():
        return lines
    here = pl.col("_part").is_in(both.implode())
    sheets = _even_vouchers(lines.filter(here).with_columns(_book_is=book))
    # Nearly all vouchers have the same sum in both books: only the others are gone into.
    rest = counted & ~pl.col("_even")
    more = ("_book_is", "_even", "account_name", "row")
    found = pl.concat(
        [
            sheets.filter(counted & pl.col("_even") & (pl.col("_book_is") == "financial")).select(
                "_part", "_line", "row", answer=pl.lit("twice")
            ),
            _matched(with_vouchers(sheets, rest, more)),
        ]
    )
    for part, rows in _rows_by(found, both, "unclear"):
        why = (
            f"支出明细：财务会计与预算会计两套账的分录对不上（第 {listed(rows)}），"
            "分不清是否同一笔，请只导出预算会计账"
        )
        told.doubts[part] += [("sums", why), ("lines", why)]
    for answer, sentence in _SENTENCES.items():
        for part, rows in _rows_by(found, both, answer):
            told.notes[part].append(sentence.format(len(rows), listed(rows)))
    for answers, why in ((["twice", "unclear"], Why.PARALLEL), (["unpaid"], Why.UNPAID_FOR)):
        hit = found.filter(pl.col("answer").is_in(answers))["_line"]
        lines = set_aside(lines, pl.col("_line").is_in(hit.implode()), why)
    return lines


_SENTENCES = {
    "twice": (
        "有 {0} 行财务会计分录与预算会计分录是同一笔（同一凭证，或同日同额），"
        "按预算会计分录计算，不重复计数。"
    ),
    "alone": "第 {1}财务会计分录没有对应的预算会计分录，照常计入，请核对。",
    "unpaid": "有 {0} 行只在财务会计中（计提、折旧、领用等），当时没有付款，不计入支出。",
    "unclear": (
        "第 {1}财务会计分录与预算会计分录的金额对不上，分不清是否同一笔，"
        "本表的支出不作判断；请只导出预算会计账。"
    ),
}


def _rows_by(found: pl.DataFrame, parts: pl.Series, answer: str) -> list[tuple[int, list[int]]]:
    """Return the sheets that have such lines, each with their rows."""
    hit = found.filter(pl.col("answer") == answer).sort("_line")
    rows = dict(hit.group_by("_part").agg("row").iter_rows())
    return [(part, rows[part]) for part in parts if part in rows]


def _book(lines: pl.DataFrame) -> pl.Expr:
    """Return whose book a line is of, as it is marked, by its voucher's word or its account."""
    said: list[pl.Expr] = []
    if "_book" in lines.columns:
        budget = pl.col("_book").str.contains(_SAID_BUDGET)
        said.append(pl.when(budget).then(pl.lit("budget")).when(~budget).then(pl.lit("financial")))
    if "voucher_no" in lines.columns and lines["voucher_no"].str.contains("预", literal=True).any():
        word = pl.col("voucher_no").str.extract(_WORD, 1)
        names = {"预": "budget", "财": "financial"}
        said.append(word.replace_strict(names, default=None, return_dtype=pl.String))
    return pl.coalesce(*said, "_of_book")


def _even_vouchers(lines: pl.DataFrame) -> pl.DataFrame:
    """Return the lines with ``_even``: whether both books have the same sum in their voucher."""
    if "voucher_no" not in lines.columns:
        return lines.with_columns(_even=pl.lit(value=False))
    keys = ["_part", "date", *(n for n in MONTHS if n in lines.columns), "voucher_no", "_income"]
    lines = lines.with_columns(_income=pl.col("kind") == "receipt")
    counted = lines.filter(pl.col("kind").is_in(COUNTED) & pl.col("voucher_no").is_not_null())
    budget = pl.col("_book_is") == "budget"
    amount = pl.col("amount")
    even = (
        counted.group_by(keys)
        .agg(
            both=budget.any() & (~budget).any(), gap=amount.filter(budget).sum() * 2 - amount.sum()
        )
        .filter(pl.col("both") & (pl.col("gap") == 0))
        .select(*keys, _even=pl.lit(value=True))
    )
    joined = lines.join(even, on=keys, how="left", nulls_equal=True, maintain_order="left")
    return joined.with_columns(pl.col("_even").fill_null(value=False)).drop("_income")


def _matched(lines: pl.DataFrame) -> pl.DataFrame:
    """Return what each financial line that counts is: twice, alone, unpaid or unclear.

    lines: of whole vouchers.
    """
    income = pl.col("kind") == "receipt"
    lines = lines.with_columns(
        flow=pl.when(pl.col("kind").is_in(COUNTED) & ~pl.col("_even")).then(income),
        project=pl.col("project_code").fill_null(""),
        of_budget=pl.col("_book_is") == "budget",
    )
    counted = lines.filter(pl.col("flow").is_not_null() & pl.col("_book_is").is_not_null())
    ours, theirs = counted.filter(~pl.col("of_budget")), counted.filter("of_budget")
    ours = ours.join(_vouchers(lines), on="_voucher", how="left").with_columns(answer=_NONE)
    theirs = theirs.with_columns(answer=_NONE)
    here, day = ["_voucher", "flow"], ["_part", "date", "flow", "project"]
    # Whole vouchers first, then line by line, and both once more by the day.
    ours, theirs = _pairs_of_sums(ours, theirs, here, [])
    ours, theirs = _pairs_of_lines(ours, theirs, here)
    ours, theirs = _pairs_of_sums(ours, theirs, here, [])
    ours, theirs = _paid_as_budgeted(ours, theirs)
    ours, theirs = _pairs_of_sums(ours, theirs, day, ["_voucher"])
    ours, theirs = _pairs_of_lines(ours, theirs, day)
    # A book that is not kept by project names none.
    nameless = pl.col("project") == ""
    bare, theirs = _pairs_of_lines(ours.filter(nameless), theirs, day[:-1])
    ours = pl.concat([ours.filter(~nameless), bare])
    left = theirs.filter(pl.col("answer").is_null())
    mixed = ours.select(*here).join(left.select(*here), on=here, how="semi").unique()
    same = ["_part", "flow", "project", "amount"]
    alike = left.select(same).unique().with_columns(alike=pl.lit(value=True))
    return (
        ours.join(alike, on=same, how="left")
        .join(mixed.with_columns(mixed=pl.lit(value=True)), on=here, how="left")
        .with_columns(answer=pl.coalesce("answer", _of_the_rest()))
        .select("_part", "_line", "row", "answer")
    )


_NONE = pl.lit(None, pl.String)


def _vouchers(lines: pl.DataFrame) -> pl.DataFrame:
    """Return what the financial side of each voucher shows of its payment."""
    role, amount = pl.col("_role"), pl.col("amount")
    of_us = lines.filter(~pl.col("of_budget"))
    return of_us.group_by("_voucher").agg(
        paid=(role == "cash").any(),
        settled=role.is_in(["cash", "advance", "balance", "contra", "mirror"]).any(),
        cash_out=-amount.filter(role == "cash").sum(),
        moved=(amount.filter(pl.col("flow") == pl.lit(value=False)).sum() == 0)
        & (pl.col("flow").count() > 1),
        over=pl.col("account_name").str.contains(_OF_OVERHEADS).fill_null(value=False).any(),
    )


def _of_the_rest() -> pl.Expr:
    """Return what a financial line is that has no counterpart."""
    text = pl.concat_str("summary", "account_name", separator=" ", ignore_nulls=True)
    overheads = pl.col("summary").str.contains(_OVERHEADS).fill_null(value=False) | pl.col("over")
    unsettled = ~pl.col("settled") & text.str.contains(_ACCRUED).fill_null(value=False)
    unpaid = (pl.col("settled") & ~pl.col("paid")) | unsettled | pl.col("moved")
    return (
        pl.when(unpaid & ~overheads)
        .then(pl.lit("unpaid"))
        .when(pl.col("mixed").is_not_null() | pl.col("alike").is_not_null())
        .then(pl.lit("unclear"))
        .otherwise(pl.lit("alone"))
    )


_Two = tuple[pl.DataFrame, pl.DataFrame]


def _pairs_of_sums(
    ours: pl.DataFrame, theirs: pl.DataFrame, keys: Sequence[str], within: Sequence[str]
) -> _Two:
    """Answer the lines of groups that come to the same in both books; within: what parts groups."""
    by = [*keys, *within]
    sums = []
    for side in (ours, theirs):
        open_ = side.filter(pl.col("answer").is_null())
        group = open_.group_by(by, maintain_order=True).agg(pl.col("amount").sum(), "_line")
        sums.append(group.with_columns(nth=_nth(keys)))
    return _answered(ours, theirs, sums, keys)


def _pairs_of_lines(ours: pl.DataFrame, theirs: pl.DataFrame, keys: Sequence[str]) -> _Two:
    """Answer the lines that have one of the same amount in the other book."""
    sums = []
    for side in (ours, theirs):
        open_ = side.filter(pl.col("answer").is_null()).select(*keys, "amount", "_line")
        sums.append(open_.with_columns(nth=_nth(keys)))
    return _answered(ours, theirs, sums, keys)


def _nth(keys: Sequence[str]) -> pl.Expr:
    """Return the how manieth of its amount a row is: two of 100 pair with two of 100."""
    return pl.int_range(pl.len()).over([*keys, "amount"])


def _answered(
    ours: pl.DataFrame, theirs: pl.DataFrame, sums: Sequence[pl.DataFrame], keys: Sequence[str]
) -> _Two:
    on = [*keys, "amount", "nth"]
    pairs = sums[0].join(sums[1], on=on, how="inner", nulls_equal=True, suffix="_theirs")
    hit = {name: pairs[name].explode().implode() for name in ("_line", "_line_theirs")}
    return (
        ours.with_columns(answer=_twice(pl.col("_line").is_in(hit["_line"]))),
        theirs.with_columns(answer=_twice(pl.col("_line").is_in(hit["_line_theirs"]))),
    )


def _twice(hit: pl.Expr) -> pl.Expr:
    return pl.when(hit).then(pl.lit("twice")).otherwise("answer")


def _paid_as_budgeted(ours: pl.DataFrame, theirs: pl.DataFrame) -> _Two:
    """Answer the lines of vouchers in which the budget book has what the bank paid.

    Part of the cost was paid before or is paid later: the budget book is right of this day.
    """
    spent = ~pl.col("flow")
    paid = theirs.filter(spent).group_by("_voucher").agg(budgeted=pl.col("amount").sum())
    right = (
        ours.filter(spent)
        .join(paid, on="_voucher")
        .filter(pl.col("paid") & (pl.col("budgeted") == pl.col("cash_out")))["_voucher"]
    )
    hit = pl.col("_voucher").is_in(right.unique().implode()) & spent
    return ours.with_columns(answer=_twice(hit)), theirs.with_columns(answer=_twice(hit))
