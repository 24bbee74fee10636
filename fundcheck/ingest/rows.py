"""Say of every row of a ledger what it is: an entry, a header, a subtotal, a title, blank.

Nothing is dropped without a name. A row that looks like an entry and cannot be taken is
rejected with its reason, so that the row counts of a sheet always close.
"""

from __future__ import annotations

import polars as pl

from fundcheck.ingest import currency, directions, labels
from fundcheck.ingest.amount_cells import why_no_money

AMOUNTS = ("debit", "credit", "amount")

_PAGE_HEAD = r"^(?:会计)?科\s*目\s*[:：]|^(?:项目|核算单位|核算项目|账套)\s*[:：]"
_LABEL = (
    r"^\D{1,8}[:：]\D*$|^(?:凭证\S{0,3}|编号|字号|日期|附件\S{0,2}|页次?)\s*[:：]"
    r"|^(?:(?:项目|课题|立项|合同|任务书)\S{0,6}|负责人|主持人|承担单位|部门|起止\S{0,4}|执行期\S{0,2}|(?:金额)?单位)\s*[:：]"
    r"|^[第共]\s*\d+\s*页|^(?:制表|打印|导出|查询|填报|填表)\S{0,4}\s*[:：]"
)
NO_AMOUNT = "没有金额"
"""Why a line without an amount is not read."""
_SUMS = "|".join(
    (
        *(labels.TOTAL, labels.BALANCE, labels.CARRIED, labels.ENDING),
        labels.ANY_OPENING,
    )
)
"""What a row of sums calls itself, whatever day it has."""
_FEW_CELLS = 2
REPEATS = 2


def classify(body: pl.DataFrame, parsed: pl.DataFrame) -> pl.DataFrame:
    """Return ``body`` with what each row is.

    parsed: for each amount column of the sheets its money, null where the text is none.
    Adds ``kind`` (blank, header, subtotal, title, entry, rejected), ``label`` (what a subtotal
    row calls itself, null otherwise) and ``why`` (of a rejected row).
    """
    names = set(body.columns)
    amounts = [name for name in AMOUNTS if name in names]
    has_text = pl.any_horizontal(pl.col(name).is_not_null() for name in amounts)
    voucher = _blank("voucher_no", names)
    date = _blank("date", names) & _blank("_day", names)
    says = [
        n
        for n in (
            "summary",
            "account_code",
            "account_name",
            "cost_item",
            "payee",
            "_account",
            "_level_1",
            "item_name",
            "invoice_no",
        )
        if n in names
    ]
    # Where no column could name a line's voucher or day, their absence says nothing.
    placed = bool({"voucher_no", "date", "_day"} & names)
    # 「一、材料费」 in the first column is no day, whatever that column is for.
    undated = date | ~pl.col("date").str.contains(r"\d") if "date" in names else date
    silent = (pl.col(name).is_null() for name in says)
    wordless = pl.all_horizontal(voucher, undated, *silent)
    bare = pl.lit(value=placed) & wordless
    sided = {"amount", "_direction"} <= names and not {"debit", "credit"} & names
    unreadable: list[pl.Expr] = [
        pl.when(pl.col(name).is_not_null() & parsed[name].is_null()).then(
            why_no_money(pl.col(name))
        )
        for name in amounts
    ]
    if sided:
        unreadable.append(_without_side(pl.col("_direction"), parsed["amount"], ~wordless))
    if "_currency" in names:
        unreadable.insert(0, pl.when(has_text).then(currency.why_foreign(pl.col("_currency"))))
    # 制单：李 or 凭证号：记-3 where amounts stand: the line of a form, and no amount that was lost.
    labelled = pl.any_horizontal(pl.col(name).str.contains(_LABEL) for name in amounts)
    share = voucher & undated & pl.col("_first").str.contains(labels.SHARE)
    few = pl.col("_filled") <= _FEW_CELLS
    footer = ~has_text & (
        pl.col("_first").str.contains(f"{labels.FOOTER}|{_PAGE_HEAD}")
        | (few & voucher & (date | _blank("summary", names)))
        | ((pl.col("_filled") == 1) & pl.col("_first").str.contains(labels.HEADING))
    )
    kinds = body.with_columns(
        _labels(body, names, has_text),
        _unreadable=pl.coalesce(*unreadable, pl.lit(None, pl.String)),
    )
    return (
        kinds.with_columns(
            kind=pl.when(pl.col("_filled") == 0)
            .then(pl.lit("blank"))
            .when(pl.col("_repeats") >= REPEATS)
            .then(pl.lit("header"))
            .when(pl.col("label").is_not_null())
            .then(pl.lit("subtotal"))
            .when(footer)
            .then(pl.lit("title"))
            .when((wordless & ~has_text) | labelled | share)
            .then(pl.lit("title"))
            .when(pl.col("_unreadable").is_not_null() | ~has_text)
            .then(pl.lit("rejected"))
            .when(bare)
            .then(pl.lit("subtotal"))
            .otherwise(pl.lit("entry")),
        )
        .with_columns(
            label=pl.when(pl.col("kind") == "subtotal").then(
                pl.col("label").fill_null(labels.NAMELESS)
            ),
            why=pl.when(pl.col("kind") == "rejected").then(
                pl.col("_unreadable").fill_null(NO_AMOUNT)
            ),
        )
        .drop("_unreadable")
    )


def _without_side(direction: pl.Expr, amount: pl.Series, is_line: pl.Expr) -> pl.Expr:
    """Return why it is not known whether a line's only amount is money out or money in, or null.

    A column of sides that is empty throughout a sheet says nothing of any line.
    """
    asked = is_line & pl.lit(amount != 0) & direction.is_not_null().any().over("_part")
    return (
        pl.when(directions.not_understood(direction))
        .then(pl.format("借贷方向「{}」看不懂", direction))
        .when(asked & direction.is_null())
        .then(pl.lit("没有写明是收入还是支出（方向是空的）"))
    )


def _blank(name: str, names: set[str]) -> pl.Expr:
    return pl.col(name).is_null() if name in names else pl.lit(value=True)


def _labels(body: pl.DataFrame, names: set[str], amounts: pl.Expr) -> pl.Series:
    """Return the text by which each row calls itself a subtotal, or null.

    The whole cell must be the keyword and the row must have no voucher: a real entry may say
    结转 or 合计 within its text, and 期末结转 with a voucher number is an entry. amounts: whether
    the row has an amount.
    """
    date = _blank("date", names) & _blank("_day", names)
    voucher = _blank("voucher_no", names)
    suspects = body
    if "voucher_no" in names:
        # Nearly all rows have a voucher number: the others are few, and they alone are searched.
        suspect = pl.col("voucher_no").str.contains(r"[计结转页余存初]")
        voucher = voucher | ~amounts  # 期初余额 may have a number, and no amount
        suspects = body.filter(voucher | suspect)
    said = []
    for name in (
        "summary",
        "date",
        "voucher_no",
        "cost_item",
        "account_name",
        "_account",
        "_level_1",
        "_month",
        "_first",
    ):
        if name not in names and name != "_first":
            continue
        text = labels.bare(pl.col(name))
        total = text.str.contains(_SUMS)
        # 设备费小计 merged from the first column on, which is the day's.
        undated = date | pl.lit(value=name == "date")
        named = text.str.contains(labels.NAMED_TOTAL) & undated
        if name == "_first":
            named = named | (text.str.contains(labels.STARS) & date & _blank("summary", names))
        here = voucher if name != "voucher_no" else pl.lit(value=True)
        said.append(pl.when((total | named) & here).then(text))
    found = suspects.select("_line", label=pl.coalesce(said)).drop_nulls("label")
    if not found.height:
        return pl.repeat(None, body.height, dtype=pl.String, eager=True).alias("label")
    joined = body.select("_line").join(found, on="_line", how="left", maintain_order="left")
    return joined["label"]
