"""What the rows by which a ledger begins in the middle mean: spent before, received, or left over.

The books say it themselves. Where the running balance rises with spending, an opening balance is
what was spent; where it falls, it is money left, and what was spent before is not known. Without
such a proof the side decides, then the words. What was spent before is a line of kind ``opening``:
it counts in every total of its project, and is no line to any rule about lines.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from fundcheck.ingest import labels
from fundcheck.ingest.counting import COUNTED
from fundcheck.ingest.losses import Before, listed
from fundcheck.ingest.openings import KIND
from fundcheck.tables import MONEY

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fundcheck.ingest.header import Header
    from fundcheck.ingest.losses import Told

RECEIVED = "以前期间收到"
LEFT = "以前期间结余"
"""``kind_why`` of openings that are no spending: what was received before, and what was left."""
_OF_RECEIPTS = "拨款|收入|到账|拨入|来款"
_OF_REST = "余额|结余|结存|剩余|可用|滚存"
_NOTHING = pl.lit(None, MONEY)


def settle(
    lines: pl.DataFrame, body: pl.DataFrame, header: Header, told: Told, in_cell: Iterable[int]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the lines with their openings as what they are, and the rows they then are.

    lines: of the stack, with the kind that their account gives them; in_cell: the sheets whose
    lines name their projects. An opening that is no sum of its own goes back among the subtotals.
    """
    if "_opening" not in lines.columns:
        return lines, body
    if "balance" not in lines.columns:
        lines = lines.with_columns(balance=_NOTHING)
    opened = lines.filter(pl.col("_opening").is_not_null())
    if not opened.height:
        return lines.drop("_opening"), body
    plain = lines.filter(pl.col("_opening").is_null())
    opened = _meant(_proven(opened, plain), header)
    opened = _of_project(_of_time(opened, plain), plain, in_cell)
    _tell(opened, told)
    stays = (pl.col("what") != "none") & ~pl.col("homeless")
    in_sides = pl.any_horizontal(pl.col("debit", "credit").fill_null(0) != 0)
    stays &= (pl.col("what") != "left") | in_sides
    kept = opened.filter(stays)
    kept = kept.with_columns(
        kind=pl.lit(KIND),
        kind_why=pl.when((pl.col("what") == "received") | pl.col("received_too"))
        .then(pl.lit(RECEIVED))
        .when(pl.col("what") == "left")
        .then(pl.lit(LEFT)),
        amount=pl.when(pl.col("what") == "spent").then("value").otherwise(pl.lit(0, MONEY)),
        credit=pl.when(pl.col("what") == "received").then("value").otherwise("credit"),
    )
    back = opened.filter(~stays)["_line"].implode()
    body = body.with_columns(
        kind=pl.when(pl.col("_line").is_in(back)).then(pl.lit("subtotal")).otherwise("kind")
    )
    joined = pl.concat([plain, kept.select(plain.columns)]).sort("_line")
    return joined.drop("_opening"), body


def _proven(opened: pl.DataFrame, plain: pl.DataFrame) -> pl.DataFrame:
    """Return the openings with ``rises``: whether spending raises the balance, null if unproven.

    The next line with a balance proves it of an opening; else most lines of the sheet do.
    """
    shown = pl.col("balance")
    if "_direction" in plain.columns:
        on_credit = pl.col("_direction").str.contains("贷").fill_null(value=False)
        shown = pl.when(on_credit).then(-shown).otherwise(shown)
    opens = pl.col("_opening").is_not_null()
    # A sum brought forward may have no balance beside it.
    own = pl.coalesce(shown, pl.when(opens).then(pl.coalesce("debit", "credit")))
    names = ["_line", "_part", "_opening", "balance", "amount", "debit", "credit"]
    names += ["_direction"] if "_direction" in plain.columns else []
    rows = (
        pl.concat([plain.select(names), opened.select(names)])
        .sort("_line")
        .select("_line", "_part", opens=opens, shown=own, net=pl.col("amount").fill_null(0))
        .with_columns(net=pl.when("opens").then(0).otherwise("net"))
        .with_columns(sum=pl.col("net").cum_sum().over("_part"))
    )
    of_line = pl.when(~pl.col("opens") & pl.col("shown").is_not_null())
    nexts, sums = (
        of_line.then(name).shift(-1).backward_fill().over("_part") for name in ("shown", "sum")
    )
    before = pl.col("shown").shift(1).over("_part")
    rows = rows.with_columns(
        step=sums - pl.col("sum"),
        gap=nexts - pl.col("shown"),
        up=before - pl.col("shown"),
        moved=pl.col("net").shift(1).over("_part"),
        line_step=pl.col("shown") - before,
    )
    rises = pl.coalesce(
        _way(pl.col("gap"), pl.col("step")),
        # The newest line stands first: the line above an opening came after it.
        pl.when(nexts.is_null()).then(_way(pl.col("up"), pl.col("moved"))),
    )
    most = (
        rows.filter(~pl.col("opens"))
        .group_by("_part")
        .agg(
            votes=_way(pl.col("line_step"), pl.col("net"))
            .replace_strict({True: 1, False: -1}, return_dtype=pl.Int64)
            .sum()
        )
    )
    votes = rows.select("_line", "_part", "opens", "shown", rises=rises).filter("opens")
    told = votes.join(most, on="_part", how="left").select(
        "_line",
        _shown="shown",
        _proven=pl.col("rises"),
        rises=pl.coalesce("rises", pl.when(pl.col("votes") != 0).then(pl.col("votes") > 0)),
    )
    return opened.join(told, on="_line", how="left", maintain_order="left")


def _way(move: pl.Expr, net: pl.Expr) -> pl.Expr:
    """Return whether a balance rose by what was spent, or fell by it; null where it did neither."""
    return pl.when(net != 0).then(
        pl.when(move == net).then(statement=True).when(move == -net).then(statement=False)
    )


def _meant(opened: pl.DataFrame, header: Header) -> pl.DataFrame:
    """Return the openings with ``what`` they are (spent, received, left, none) and ``value``."""
    label, rises = pl.col("_opening"), pl.col("rises")
    known = pl.col("_role").is_not_null() & ~pl.col("_in_account")
    held = known & ~pl.col("kind").is_in(COUNTED)
    of_income = known & (pl.col("kind") == "receipt")
    single = "amount" in header.columns
    money = header.texts[header.columns["amount"]] if single else ""
    # 金额 over what was left says no more than 余额 does; 支出金额 says that it was spent.
    plain = pl.lit(value=single and not any(word in money for word in ("支", "报", "花", "付")))
    out, into = pl.col("debit").replace(0, None), pl.col("credit").replace(0, None)
    balance, signed = pl.col("balance").replace(0, None), pl.col("_shown").replace(0, None)
    income_side = (pl.col("_into") == "column").fill_null(value=False)
    both = out.is_not_null() & into.is_not_null()
    sums = income_side | (balance == into - out).fill_null(value=False)
    rest = plain & label.str.contains(_OF_REST) & ~rises.fill_null(value=False)
    if "_direction" in opened.columns and not {"debit", "credit"} & header.columns.keys():
        rest = rest | pl.col("_direction").is_null()  # it says neither that it came nor went
    falls = (~rises).fill_null(value=False)
    spent_side = pl.when(both).then(pl.when(sums).then(out).otherwise(out - into)).otherwise(out)
    says_spent = label.str.contains(labels.OF_SPENDING)
    # A sum whose next balance is lower by what was spent is that balance itself.
    itself = (~pl.col("_proven")).fill_null(value=False) & balance.is_null() & ~says_spent
    is_rest = rest | (~both & (itself | (falls & (balance == out).fill_null(value=False))))
    by_words = says_spent | (known & (pl.col("kind") == "spending"))
    spent = (
        pl.when(out.is_not_null() & ~is_rest)
        .then(spent_side)
        .when(out.is_null() & into.is_null() & rises)
        .then(signed)
        .when(out.is_null() & into.is_null() & rises.is_null() & by_words & (signed > 0))
        .then(signed)
    )
    received = pl.coalesce(into, out, balance).abs()
    shown = pl.when(falls).then(signed).when(rises).then(-signed).otherwise(signed.abs())
    left = pl.coalesce(pl.when(both & ~sums).then(into - out), into, out, shown)
    what = (
        pl.when(held)
        .then(pl.lit("none"))
        .when(of_income | label.str.contains(_OF_RECEIPTS))
        .then(pl.lit("received"))
        .when(spent > 0)
        .then(pl.lit("spent"))
        .when(spent == 0)
        .then(pl.lit("none"))
        .otherwise(pl.lit("left"))
    )
    sure = pl.when(what == "spent").then(spent).when(what == "received").then(received)
    value = pl.coalesce(sure, left).cast(MONEY)
    return opened.with_columns(
        what=pl.when(value == 0).then(pl.lit("none")).otherwise(what).fill_null("none"),
        value=value,
        received_too=both & sums & (what == "spent"),
    )


def _of_time(opened: pl.DataFrame, plain: pl.DataFrame) -> pl.DataFrame:
    """Return the openings with the first day of their sheet; of a day within it they are totals.

    2023年累计 above lines of 2023 sums them up.
    """
    first = plain.group_by("_part").agg(first=pl.col("date").min())
    told = opened.join(first, on="_part", how="left", maintain_order="left")
    label = pl.col("_opening")
    parts = (
        (r"(\d{4})[年\-./]", 12),
        (r"\d{4}[年\-./](\d{1,2})[月\-./]", 12),
        (r"\d{4}[年\-./]\d{1,2}[月\-./](\d{1,2})", 31),
    )
    year, month, day = (
        label.str.extract(pattern, 1).cast(pl.Int32, strict=False).fill_null(highest)
        for pattern, highest in parts
    )
    till = year * 10_000 + month * 100 + day
    begins = pl.col("first").dt.strftime("%Y%m%d").cast(pl.Int32)
    within = (label.str.contains(labels.DATED) & (till >= begins)).fill_null(value=False)
    return told.with_columns(what=pl.when(within).then(pl.lit("none")).otherwise("what"))


def _of_project(opened: pl.DataFrame, plain: pl.DataFrame, in_cell: Iterable[int]) -> pl.DataFrame:
    """Return the openings with the project of their sheet where they name none.

    ``homeless``: whose it is cannot be told, since the lines name several projects, or since it
    stands among the accounts of an export, over all that was asked for.
    """
    named = pl.coalesce("project_code", "project_name")
    of_sheet = (
        plain.filter(named.is_not_null())
        .group_by("_part")
        .agg(
            projects=pl.struct("project_code", "project_name").n_unique(),
            _code=pl.col("project_code").first(),
            _name=pl.col("project_name").first(),
        )
    )
    told = opened.join(of_sheet, on="_part", how="left", maintain_order="left")
    asked = pl.col("_part").is_in(list(in_cell)) & named.is_null()
    one = asked & (pl.col("projects") == 1) & ~pl.col("_in_account")
    filled = told.with_columns(
        project_code=pl.when(one).then("_code").otherwise("project_code"),
        project_name=pl.when(one).then("_name").otherwise("project_name"),
    )
    return filled.with_columns(homeless=(asked & ~one).fill_null(value=False))


def _tell(opened: pl.DataFrame, told: Told) -> None:
    """Say what was made of each opening, and ask where what was spent before is not known."""
    for what, sentence in _NOTES.items():
        some = opened.filter((pl.col("what") == what) & ~pl.col("homeless"))
        for part, rows in some.group_by("_part", maintain_order=True).agg("row").iter_rows():
            told.notes[part].append(sentence.format(listed(rows)))
    columns = ("_part", "row", "_opening", "value", "homeless", "project_code", "date")
    names = ("first", "project_name")
    for part, row, label, value, homeless, code, day, first, name in (
        opened.filter(
            (pl.col("what") == "left") | (pl.col("homeless") & (pl.col("what") != "none"))
        )
        .select(*columns, *names)
        .iter_rows()
    ):
        here = f"第 {row} 行「{label}」{value:,.2f} 元"
        if homeless:
            why = f"支出明细：{here}没有写明项目，以前期间的支出说不清"
            told.before[part].append(Before(None, None, None, None, why))
        else:
            why = f"支出明细：{here}是以前期间的结余，此前支出了多少没有列出"
            told.before[part].append(Before(code, name, value, day or first, why))


_NOTES = {
    "spent": "第 {}是以前期间的支出，计入项目的合计，不作为本期明细检查。",
    "received": "第 {}是以前期间收到的经费，不是支出。",
    "left": "第 {}是以前期间的结余，不是支出。",
}
