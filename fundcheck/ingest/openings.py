"""A ledger that begins in the middle: which rows say what was before its first line.

上年结转, 期初余额, 截至上年末累计支出, or 承前页 on a page that goes on from another. Only the
first such row of an account or a project says so: the next ones carry over the end of a month or a
page of the same ledger. What such a row means, spent or left, is found out later (``brought``),
where the lines and their accounts are known.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import polars as pl

from fundcheck.ingest import labels
from fundcheck.ingest.body import rows_above, within
from fundcheck.ingest.losses import Before

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fundcheck.ingest.body import Part, Stack
    from fundcheck.ingest.losses import Told

KIND = "opening"
_FIGURES = ("debit", "credit", "amount", "balance")
_KEYS = (
    *("project_code", "project_name", "_project", "_aux", "account_code", "account_name"),
    *("_account", "cost_item", "_level_1"),
)
# Where such a row may have its words instead of what the column is for.
_WORDS = ("summary", "date", "voucher_no", "cost_item", "account_name", "_account", "_level_1")
_OF_PAYMENT = ("payee", "payee_id", "payee_account", "invoice_no", "contract_no", "item_name")
_OF_YEARS = f"{labels.DATED}|{labels.OF_A_YEAR}"
_A_SUM = re.compile(r"^[-+¥￥]?(?=[\d,.]*[1-9])\d[\d,]*(?:\.\d+)?\s*万?元?$")
_NO_SUM = re.compile(
    r"序号|编号|编码|代码|号$|[年月日页]|期间|日期|附件|张数|数量|单价|预算|经办|电话"
)
_A_DAY = r"^\d{4}\D\d{1,2}\D\d{1,2}|^\d{8}$|^\d{5}$|^\d{1,2}[-./月]\d{1,2}"


def marked(body: pl.DataFrame, figures: pl.DataFrame, stacked: Stack, told: Told) -> pl.DataFrame:
    """Return the rows of a stack with those of kind ``opening`` that say what was before.

    body: the rows with their kind and label; figures: their money. Those that only carry on what
    stands above them stay, or become, subtotals; where that cannot be told the sums of the sheet's
    projects are doubtful.
    """
    sheets = stacked.parts
    _ask_for_unread(body, figures, stacked, told)
    found = _candidates(body, figures)
    if not found.height:
        return body
    judged = _judged(_placed(_sections(body, sheets), figures, found, len(sheets)))
    for part, row, label in judged.filter(what="asked").select("_part", "row", "label").iter_rows():
        why = f"支出明细：第 {row} 行「{label}」接不上前面的行，看不出是不是以前期间的支出"
        told.before[part].append(Before(None, None, None, None, why))
    begins = judged.filter(what=KIND)["_line"].implode()
    rest = judged.filter(pl.col("what") != KIND)["_line"].implode()
    named = body.select("_line").join(
        judged.select("_line", _named="label"), on="_line", how="left", maintain_order="left"
    )["_named"]
    return body.with_columns(
        kind=pl.when(pl.col("_line").is_in(begins))
        .then(pl.lit(KIND))
        .when(pl.col("_line").is_in(rest))
        .then(pl.lit("subtotal"))
        .otherwise("kind"),
        label=pl.coalesce("label", named),
    )


def _ask_for_unread(body: pl.DataFrame, figures: pl.DataFrame, stacked: Stack, told: Told) -> None:
    """Ask after openings above all lines whose only figure stands in a column that is not known."""
    names = [name for name in _FIGURES if name in figures.columns]
    silent = figures.filter(pl.all_horizontal(pl.col(name).is_null() for name in names))
    first = (
        body.filter(pl.col("kind") == "entry").group_by("_part").agg(first=pl.col("_line").min())
    )
    asked = (
        body.filter(
            (pl.col("kind") == "subtotal") & pl.col("label").str.contains(labels.ANY_OPENING)
        )
        .join(silent, on="_line", how="semi")
        .join(first, on="_part")
        .filter(pl.col("_line") < pl.col("first"))
    )
    for number, line, row, label in asked.select("_part", "_line", "row", "label").iter_rows():
        part = stacked.parts[number]
        cells = part.grid.cells.row(part.header.bottom + 1 + line - stacked.starts[number])
        known = set(part.header.columns.values())
        for index, text in part.header.texts.items():
            cell = (cells[index] or "").strip()
            if index not in known and _A_SUM.match(cell) and not _NO_SUM.search(text):
                why = (
                    f"支出明细：第 {row} 行「{label}」的「{text}」{cell}，"
                    "看不出是不是以前期间的支出"
                )
                told.before[number].append(Before(None, None, None, None, why))
                break


def _candidates(body: pl.DataFrame, figures: pl.DataFrame) -> pl.DataFrame:
    """Return the rows that call themselves an opening: _line, label, and whether it is dated."""
    named = body.filter(
        (pl.col("kind") == "subtotal") & pl.col("label").str.contains(labels.ANY_OPENING)
    ).select("_line", "label")
    found = [named]
    if "summary" in body.columns:
        # A row with a voucher is a line to others, whatever it calls itself.
        texts = body.select(summary=pl.col("summary").unique()).with_columns(
            said=labels.bare(pl.col("summary"))
        )
        paid = [name for name in _OF_PAYMENT if name in body.columns]
        plain = pl.all_horizontal(*(pl.col(n).is_null() for n in paid), pl.lit(value=True))
        lines = body.filter((pl.col("kind") == "entry") & plain)
        for some, words in ((lines, labels.ANY_OPENING), (_bare(lines), labels.OF_A_YEAR)):
            told = texts.filter(pl.col("said").str.contains(words))
            named = some.join(told, on="summary", how="inner").select("_line", label="said")
            found.append(named if words == labels.ANY_OPENING else _of_earlier_years(named, body))
    any_money = [
        (pl.col(name) != 0).fill_null(value=False) for name in _FIGURES if name in figures.columns
    ]
    filled = figures.filter(pl.any_horizontal(any_money)).select("_line")
    return pl.concat(found).join(filled, on="_line", how="semi").sort("_line")


def _bare(lines: pl.DataFrame) -> pl.DataFrame:
    return lines.filter(pl.col("voucher_no").is_null()) if "voucher_no" in lines.columns else lines


def _of_earlier_years(named: pl.DataFrame, body: pl.DataFrame) -> pl.DataFrame:
    """Return the rows named for a year that is before those of all other lines of their sheet."""
    if not named.height or "date" not in body.columns:
        return named.clear()
    year = pl.col("date").str.extract(r"^(\d{4})\D", 1).cast(pl.Int32, strict=False)
    lines = body.filter(pl.col("kind") == "entry").join(named, on="_line", how="anti")
    firsts = lines.group_by("_part").agg(first=year.min())
    own = pl.col("label").str.extract(r"(\d{4})年", 1).cast(pl.Int32)
    return (
        named.join(body.select("_line", "_part"), on="_line")
        .join(firsts, on="_part")
        .filter(own < pl.col("first"))
        .select("_line", "label")
    )


def _placed(
    body: pl.DataFrame, figures: pl.DataFrame, found: pl.DataFrame, parts: int
) -> pl.DataFrame:
    """Return the candidates with what stands above them: how many lines, what they come to.

    own: the cells of the row that say whose it is.
    """
    names = [name for name in _FIGURES if name in figures.columns]
    keys = [name for name in _KEYS if name in body.columns]
    label = pl.col("label")
    own = [pl.when(labels.bare(pl.col(name)) != label).then(pl.col(name)) for name in keys]
    rows = (
        body.select("_line", "_part", "row", "kind", "section", *keys)
        .join(found, on="_line", how="left", maintain_order="left")
        .join(figures.select("_line", *names), on="_line", how="left", maintain_order="left")
    )
    none = pl.lit(None, pl.Decimal(38, 2))
    debit, credit, amount, balance = (
        pl.col(n) if n in names else none for n in ("debit", "credit", "amount", "balance")
    )
    line = (pl.col("kind") == "entry") & label.is_null()
    rows = rows.with_columns(
        own=pl.concat_str(own, separator="\x1f", ignore_nulls=True) if own else pl.lit(""),
        line=line,
        out=pl.coalesce(debit, amount),
        into=credit,
        left=balance,
    )
    money = pl.when("line").then(pl.col("out").fill_null(0)).otherwise(0)
    back = pl.when("line").then(pl.col("into").fill_null(0)).otherwise(0)
    shown = pl.when(pl.col("line") | label.is_not_null()).then("left")
    return rows.with_columns(
        above=within(pl.col("line").cum_sum(), "section", parts=parts),
        below=within(pl.col("line").sum() - pl.col("line").cum_sum(), parts=parts),
        spent=within(money.cum_sum(), parts=parts),
        came=within(back.cum_sum(), parts=parts),
        last=within(shown.shift(1).forward_fill(), parts=parts),
        moved=within((money - back).shift(1), parts=parts),
        headed=within(pl.col("kind").is_in(["title", "subtotal"]).shift(1), parts=parts),
    ).filter(label.is_not_null())


def _sections(body: pl.DataFrame, sheets: Sequence[Part]) -> pl.DataFrame:
    """Return the rows with ``section``: the last title above each that is not the sheet's own.

    A page repeats the titles of its ledger, and has its number beside them.
    """
    own = [
        (number, cells[0])
        for number, part in enumerate(sheets)
        for cells in rows_above(*part)
        if cells
    ]
    above = pl.DataFrame(own, {"_part": pl.Int64, "_first": pl.String}, orient="row").unique()
    titles = body.filter(
        (pl.col("kind") == "title") & ~pl.col("_first").str.contains(labels.FOOTER)
    ).join(above, on=["_part", "_first"], how="anti")
    named = body.select("_line", "_part").join(
        titles.select("_line", section="_first"), on="_line", how="left", maintain_order="left"
    )
    filled = within(pl.col("section").forward_fill(), parts=len(sheets)).fill_null("")
    return body.with_columns(named.select(filled).to_series())


def _judged(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the candidates with ``what`` each is: opening, carried, or asked."""
    bare = pl.col("own") == ""
    block = ["_part", "own", pl.when(bare).then("section").otherwise(pl.lit(""))]
    top = (pl.col("above") == 0) | ~bare
    first = (pl.int_range(pl.len()).over(block) == 0) & top
    new = pl.col("label").is_first_distinct().over(block) & (pl.col("above") == 0)
    # What a first row brought forward is in the running sums of its sheet.
    begun = [pl.col(n).fill_null(0).first().over("_part") for n in ("out", "into")]
    spent, came = pl.col("spent"), pl.col("came")
    sums = (spent, spent + begun[0], spent - came, spent + begun[0] - came - begun[1])
    goes_on = (pl.col("left") == pl.col("last")) | pl.any_horizontal(
        pl.col("out") == each for each in sums
    )
    # The newest line stands first: what was before all of them stands last.
    newest_first = (
        (pl.col("below") == 0)
        & (pl.col("left") != pl.col("last"))
        & (pl.col("moved") != 0)
        & (
            (pl.col("left") + pl.col("moved")).eq(pl.col("last"))
            | (pl.col("left") - pl.col("moved")).eq(pl.col("last"))
        )
    )
    carries = goes_on.fill_null(value=False) | ~bare
    within_it = pl.col("label").str.contains(f"{labels.WITHIN}|{_OF_YEARS}")
    # 2023年支出合计, 2024年支出合计: each is of its own year, and one 累计 of them may be of both.
    dated = pl.col("label").str.contains(_OF_YEARS) & (pl.col("above") == 0)
    several = dated & (dated.sum().over(block) > 1)
    till = pl.col("label").str.contains("截")
    summed = pl.col("label").str.contains("累计|截")
    last = dated.cum_sum().over(block) == dated.sum().over(block)
    of_years = (
        pl.when((till | ~dated).all().over(block))
        .then(pl.when(last).then(pl.lit(KIND)).otherwise(pl.lit("carried")))
        .when((summed & dated).any().over(block))
        .then(pl.lit("asked"))
        .otherwise(pl.lit(KIND))
    )
    return rows.with_columns(
        what=pl.when(several)
        .then(of_years)
        .when(first | newest_first.fill_null(value=False) | (new & ~carries))
        .then(pl.lit(KIND))
        .when(carries | within_it)
        .then(pl.lit("carried"))
        # Right below the heading of a matter: what was spent on it before.
        .when(pl.col("headed") & pl.col("label").str.contains(labels.OF_SPENDING))
        .then(pl.lit(KIND))
        .otherwise(pl.lit("asked"))
    )


def with_openings(lines: pl.DataFrame, body: pl.DataFrame) -> pl.DataFrame:
    """Return the lines of a stack with its rows of kind ``opening`` among them.

    ``_opening`` is how such a row calls itself, null on every other line. Its words are the
    summary, and no day, number or account that they stand instead of.
    """
    rows = body.filter(pl.col("kind") == KIND)
    if not rows.height:
        return lines.with_columns(_opening=pl.lit(None, pl.String))
    label = pl.col("label")
    names = [name for name in _WORDS if name in rows.columns]
    cleared = {
        name: pl.when(labels.bare(pl.col(name)) != label).then(name)
        for name in names
        if name != "summary"
    }
    own = pl.col("summary") if "summary" in rows.columns else pl.lit(None, pl.String)
    rows = rows.with_columns(
        **cleared,
        _opening=label,
        _in_account=pl.any_horizontal(
            labels.bare(pl.col(name)).eq(label).fill_null(value=False)
            for name in names
            if name in {"account_name", "_account"}
        )
        if {"account_name", "_account"} & set(names)
        else pl.lit(value=False),
        summary=pl.coalesce(own, label),
    )
    if "date" in rows.columns:
        rows = rows.with_columns(date=pl.when(pl.col("date").str.contains(_A_DAY)).then("date"))
    wanted = [name for name in lines.columns if name in rows.columns]
    more = rows.select(*wanted, "_opening", "_in_account", *({"summary"} - set(wanted)))
    return pl.concat([lines, more], how="diagonal").sort("_line")
