"""What the state of a claim says of its money: spent, come to nothing, not yet paid, or unknown."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from importlib.resources import files
from tomllib import loads
from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from fundcheck.ingest.cells import yes_no
from fundcheck.ingest.counting import SPENDING, Why, set_aside
from fundcheck.ingest.losses import listed
from fundcheck.ingest.signs import simplified

if TYPE_CHECKING:
    from fundcheck.ingest.losses import Told

_NUMBERED = re.compile(r"^[\d\s.、|:：\-_]+(?=\D)")
_NOTHING = {"", "-", "—", "--", "/", "\\", "无", "空"}
_UNKNOWN = "unknown"
_DONE = (
    r"支付|付款|付讫|入账|记账|报销|到账|打款|办结|完成|结清|(?i:paid|posted|reimbursed|settled)"
)


class _Vocabulary(NamedTuple):
    words: dict[str, str]
    patterns: tuple[tuple[str, re.Pattern[str]], ...]
    remarks: str


@cache
def _vocabulary() -> _Vocabulary:
    listed_words = loads(files(__package__).joinpath("states.toml").read_text("utf-8"))
    states = listed_words["state"]
    words: dict[str, str] = {}
    for state in states:
        for word in state.get("words", ()):
            words.setdefault(word, state["means"])
    patterns = (
        (state["means"], re.compile("|".join(texts)))
        for state in states
        if (texts := state.get("patterns"))
    )
    return _Vocabulary(words, tuple(patterns), "|".join(listed_words["remarks"]))


@cache
def meaning(text: str) -> str:
    """Return what a state says: a ``means`` of states.toml, or unknown.

    counts, project, neutral: the line's money was spent, as far as its state goes. void, reversed,
    refused: it came to nothing. unpaid: it is not spent yet. open: somebody has yet to decide.
    partly: some of it.
    """
    plain = simplified(unicodedata.normalize("NFKC", text)).strip().lower()
    plain = _NUMBERED.sub("", plain).strip(" 。.!！")
    if plain in _NOTHING:
        return "counts"
    words, patterns, _ = _vocabulary()
    squeezed = re.sub(r"(?<=[^a-z])\s+|\s+(?=[^a-z])", "", plain)
    if known := words.get(plain) or words.get(squeezed):
        return known
    return next((means for means, pattern in patterns if pattern.search(squeezed)), _UNKNOWN)


_NOT_SPENT = {
    "void": (Why.VOID, "有 {} 行的状态是作废（如「{}」），不计入支出。"),
    "reversed": (Why.REVERSED, "有 {} 行的状态是已冲销或退款（如「{}」），不计入支出。"),
    "refused": (Why.REFUSED, "有 {} 行的状态是驳回、撤回或草稿，不计入支出。"),
    "unpaid": (Why.UNPAID, "有 {} 行还没有支付或报销（如「{}」），不计入支出。"),
    "pending": (
        Why.UNPAID,
        "有 {} 行还没有审批完（如「{}」），其他行已支付或入账，这些行不计入支出。",
    ),
    "unbooked": (Why.UNPAID, "有 {} 行还没有审批完，也没有凭证号，没有入账，不计入支出。"),
}
_TOLD = {
    "open": "有 {} 行还没有审批完，已按支出读取，请核对。",
    "project": "「状态」列写的是项目的状态（如「{1}」），不说明各行是否支付，各行照常计入。",
}
OPEN = ["open", "unpaid"]
"""Meanings of a claim that is not booked yet."""
NOTHING = ["void", "reversed", "refused"]
"""Meanings of a claim that came to nothing."""


def means(lines: pl.DataFrame) -> pl.Expr:
    """Return what each line's state means, null where it has none."""
    texts = lines["_state"].unique().drop_nulls()
    said = pl.Series([meaning(text) for text in texts], dtype=pl.String)
    return pl.col("_state").replace_strict(texts, said, default=None, return_dtype=pl.String)


def without_unspent(lines: pl.DataFrame, told: Told) -> pl.DataFrame:
    """Return the lines with claims that came to nothing or are not paid taken out of the spending.

    What is undecided counts and is told, unless it has no voucher where others have theirs: it is
    not booked. A state that nobody understands counts and is told, and where other lines of the
    sheet have one that is understood, or where it is a bare code (2, P), no sum is judged.
    """
    _ask_remarks(lines, told)
    if not {"_state", "_paid"} & set(lines.columns):
        return lines
    lines = lines.with_columns(_means=_of_lines(lines))
    for part, meant, count, example, rows in _counts(lines):
        if meant in _NOT_SPENT:
            told.notes[part].append(_NOT_SPENT[meant][1].format(count, example))
        elif meant in _TOLD:
            told.notes[part].append(_TOLD[meant].format(count, example))
        elif meant in {"partly", "asked"}:
            why = (
                f"「{example}」等状态，第 {listed(rows)}看不出花了多少"
                if meant == "partly"
                else f"第 {listed(rows)}的状态「{example}」看不出是否已经支出"
            )
            told.losses[part].append(f"{why}，已按支出读取，请核对。")
            told.doubts[part].append(("sums", f"支出明细：状态（{why}）"))
        elif meant == "coded":
            why = f"「{example}」等代码是什么意思，第 {listed(rows)}是否已经支付"
            told.losses[part].append(f"状态列只写代码（如「{example}」），已按支出读取，请核对。")
            told.doubts[part].append(("sums", f"支出明细：状态（{why}）"))
        elif meant == _UNKNOWN:
            told.notes[part].append(f"状态「{example}」看不出是否已经支出，已按支出读取，请核对。")
    for meant, (why, _) in _NOT_SPENT.items():
        lines = set_aside(lines, pl.col("_means") == meant, why)
    gone = pl.col("_means").is_in(list(_NOT_SPENT)).fill_null(value=False)
    return lines.with_columns(_dropped=pl.col("_dropped") | gone).drop("_means")


def _ask_remarks(lines: pl.DataFrame, told: Told) -> None:
    """Ask after lines whose remark says that nothing came of them: 作废，金额写错; 退票，未发放."""
    if "note" not in lines.columns:
        return
    spent = pl.col("kind").is_in(SPENDING)
    said = lines.filter(spent & pl.col("note").str.contains(_vocabulary().remarks))
    found = said.group_by("_part", maintain_order=True).agg("row", pl.col("note").first())
    for part, rows, note in found.iter_rows():
        why = f"第 {listed(rows)}的备注「{note}」，是否已经支出"
        told.losses[part].append(f"{why}看不准，已按支出读取，请核对。")
        told.doubts[part].append(("sums", f"支出明细：{why}"))


def _counts(lines: pl.DataFrame) -> list[tuple[int, str, int, str, list[int]]]:
    """Return sheet, meaning, how many lines, the first such state, and the rows, in order."""
    shown = pl.coalesce(*(pl.col(name) for name in ("_state", "_paid") if name in lines.columns))
    counts = (
        lines.filter(pl.col("_means").is_not_null() & (pl.col("_means") != "counts"))
        .group_by("_part", "_means", maintain_order=True)
        .agg(pl.len(), shown.first().alias("shown"), "row")
    )
    return list(counts.iter_rows())


def _of_lines(lines: pl.DataFrame) -> pl.Expr:
    """Return what the state of each line means beside those of its sheet, null without one."""
    flag = pl.col("_paid") if "_paid" in lines.columns else pl.lit(None, pl.String)
    paid = pl.when(~yes_no(flag)).then(pl.lit("unpaid"))
    if "_state" not in lines.columns:
        return paid
    said = means(lines)
    given = said.is_not_null()
    # A column of 在研 and 终止 is the project's, and no word of it is a claim's.
    of_project = (said == "project").any() & (~given | (said == "project")).all()
    of_claim = (
        pl.when(of_project.over("_part") & given)
        .then(pl.lit("project"))
        .when(said == "project")
        .then(pl.col("_state").replace_strict(_CLAIMS, default="neutral", return_dtype=pl.String))
        .otherwise(said)
    )
    of_claim = pl.when(_own_refund(of_claim)).then(pl.lit("counts")).otherwise(of_claim)
    understood = (given & (said != _UNKNOWN)).any().over("_part")
    coded = pl.col("_state").str.contains(r"^[\dA-Za-z]{1,4}(?:\.0)?$")
    of_claim = pl.when((of_claim == _UNKNOWN) & coded).then(pl.lit("coded")).otherwise(of_claim)
    found = pl.when((of_claim == _UNKNOWN) & understood).then(pl.lit("asked")).otherwise(of_claim)
    if "voucher_no" in lines.columns:
        number = pl.col("voucher_no")
        unbooked = (found == "open") & number.is_null() & number.is_not_null().any().over("_part")
        found = pl.when(unbooked).then(pl.lit("unbooked")).otherwise(found)
    # Where others are paid or booked, what somebody has yet to decide is neither.
    done = pl.col("_state").str.contains(_DONE).fill_null(value=False) & (found == "counts")
    pending = (found == "open") & done.any().over("_part")
    found = pl.when(pending).then(pl.lit("pending")).otherwise(found)
    return pl.when(found.is_in(NOTHING)).then(found).otherwise(pl.coalesce(paid, found))


def _own_refund(meant: pl.Expr) -> pl.Expr:
    """Return whether a line is the refund itself, of a payment that stands and counts beside it.

    退款到账 beside -1,980 lowers what was spent. Where the payment of that sum is marked 已退款
    too, neither of the two counts.
    """
    sides = ["_part", pl.col("amount").abs()]
    back = (meant == "reversed") & (pl.col("amount") < 0)
    paid = ((meant == "reversed") & (pl.col("amount") > 0)).any().over(sides)
    return (back & ~paid).fill_null(value=False)


_CLAIMS = {"终止": "refused", "撤销": "refused"}
"""What words of projects mean of a claim, where the others of their column are of claims."""


def asked_for(body: pl.DataFrame) -> pl.DataFrame:
    """Return the body with what was asked for as the amount of claims that were refused.

    A refused claim has no approved amount: it stays a line, and its state says that none was spent.
    """
    if not {"_asked", "_state", "amount"} <= set(body.columns):
        return body
    refused = means(body).is_in(NOTHING)
    amount = pl.when(refused).then(pl.coalesce("amount", "_asked")).otherwise("amount")
    return body.with_columns(amount=amount)
