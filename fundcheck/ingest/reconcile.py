"""Hold the lines of a sheet against what the sheet says of itself: totals and running balance.

A total row says little about where its segment starts: since the last total, since the last one
of the same name, the month, the year, the top of the sheet. A total agrees when any of these
gives it; only one that none gives is a disagreement. Where a rejected row lies above it, the
answer is null: the missing row may explain the difference.
"""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

import polars as pl

from fundcheck.ingest import rows
from fundcheck.receipts import SheetTotals
from fundcheck.tables import MONEY, STATED_TOTALS

if TYPE_CHECKING:
    from decimal import Decimal

    from fundcheck.ingest.headers import Header
    from fundcheck.ingest.ledger import Ledger

_LEAST_STEPS = 3  # fewer lines prove no pattern of a running balance
_LEAST_SHARE = 0.6  # and a pattern that most lines do not keep is none
_BALANCE_LABELS = r"余额|结存"


def reconcile(ledger: Ledger, header: Header) -> tuple[pl.DataFrame, SheetTotals]:
    """Return the stated totals (columns of the table but id and file) and the control totals."""
    frame = _frame(ledger)
    has = header.columns
    stated = [
        _totals(frame, name, header.texts.get(has.get(name, -1), "各列合计"))
        for name in rows.AMOUNTS
        # One amount with a direction has no plain sum.
        if name in ledger.figures.columns and not (name == "amount" and "_direction" in has)
    ]
    if "balance" in ledger.figures.columns:
        stated.append(_running_balance(frame, ledger, header))
    found = pl.concat([_stated_frame(), *stated]).sort("row", maintain_order=True)
    codes = ledger.entries["project_code"].drop_nulls().unique()
    code = codes.item() if codes.len() == 1 else None
    found = found.with_columns(project_code=pl.lit(code, pl.String))
    return found, _control(ledger, found)


def _stated_frame() -> pl.DataFrame:
    schema = {column.name: column.type.dtype for column in STATED_TOTALS}
    return pl.DataFrame(schema={**schema, "row": pl.Int64})


def _as_stated(frame: pl.DataFrame) -> pl.DataFrame:
    wanted = _stated_frame()
    return frame.with_columns(project_code=pl.lit(None, pl.String)).select(
        pl.col(name).cast(dtype) for name, dtype in wanted.schema.items()
    )


def _frame(ledger: Ledger) -> pl.DataFrame:
    """All rows below the header with their figures; dates and keys on the entry rows."""
    keys = ledger.entries.select("row", "date", "project_code", "account_code")
    frame = ledger.body.select("row", "kind", "label").join(
        ledger.figures, on="row", how="left", maintain_order="left"
    )
    return frame.join(keys, on="row", how="left", maintain_order="left").with_columns(
        entry=pl.col("kind") == "entry",
        rejects=(pl.col("kind") == "rejected").cum_sum(),
        month=pl.col("date").dt.strftime("%Y-%m").forward_fill().rle_id(),
        year=pl.col("date").dt.year().forward_fill().rle_id(),
    )


def _totals(frame: pl.DataFrame, name: str, header: str) -> pl.DataFrame:
    """Return each stated total of one column against the sums that it may mean."""
    value = pl.when("entry").then(pl.col(name).fill_null(0)).otherwise(pl.lit(0, MONEY))
    opening_row = pl.col("label").str.contains(rows.OPENING).fill_null(value=False)
    opening = pl.when(opening_row).then(pl.col(name).fill_null(0)).otherwise(pl.lit(0, MONEY))
    skipped = opening_row | pl.col("label").str.contains(rows.CARRIED).fill_null(value=False)
    summed = frame.with_columns(sum=value.cum_sum(), opening=opening.cum_sum()).with_columns(
        before=pl.col("sum") - value,
        total=(pl.col("kind") == "subtotal") & pl.col(name).is_not_null() & ~skipped,
    )
    summed = summed.with_columns(
        of_month=pl.col("sum") - pl.col("before").first().over("month"),
        of_year=pl.col("sum") - pl.col("before").first().over("year"),
    ).filter("total")
    last, last_same = pl.col("sum").shift(1), pl.col("sum").shift(1).over("label")
    summed = summed.with_columns(
        since_last=pl.col("sum") - last.fill_null(0),
        since_same=pl.col("sum") - last_same.fill_null(0),
        with_opening=pl.col("sum") + pl.col("opening"),
    )
    meanings = ["sum", "with_opening", "of_year", "of_month", "since_last", "since_same"]
    stated = pl.col(name)
    agrees = reduce(or_, (stated == pl.col(meaning) for meaning in meanings))
    # The meaning that comes nearest explains a difference best.
    nearest = (
        pl.concat_list(
            pl.struct((stated - pl.col(meaning)).abs().alias("off"), pl.col(meaning).alias("sum"))
            for meaning in meanings
        )
        .list.eval(pl.element().sort_by(pl.element().struct.field("off")).first())
        .list.first()
        .struct.field("sum")
    )
    return _as_stated(
        summed.with_columns(
            column=pl.lit(header),
            stated=stated,
            computed=nearest,
            agrees=pl.when(agrees)
            .then(statement=True)
            .when(pl.col("rejects") == 0)
            .then(statement=False),
        )
    )


def _running_balance(frame: pl.DataFrame, ledger: Ledger, header: Header) -> pl.DataFrame:
    """Return where the running balance breaks, or one row that says that it holds.

    Whether spending raises or lowers the balance, and whether it runs through the sheet, by
    project or by account, is what most lines say; where no reading fits most lines the column
    is no running balance and nothing is said.
    """
    sides = ledger.body.select("row", "_direction") if "_direction" in ledger.body.columns else None
    lines = frame.join(ledger.entries.select("row", "amount"), on="row", how="left", suffix="_net")
    net = "amount_net" if "amount_net" in lines.columns else "amount"
    opening = pl.col("label").str.contains(rows.OPENING).fill_null(value=False)
    lines = lines.filter((pl.col("entry") | opening) & pl.col("balance").is_not_null())
    lines = lines.with_columns(step=pl.when("entry").then(pl.col(net)).otherwise(pl.lit(0, MONEY)))
    if sides is not None and "debit" in ledger.figures.columns:
        lines = lines.join(sides, on="row", how="left", maintain_order="left")
        on_credit = pl.col("_direction").str.contains("贷").fill_null(value=False)
        lines = lines.with_columns(
            signed=pl.when(on_credit).then(-pl.col("balance")).otherwise("balance")
        )
    else:
        lines = lines.with_columns(signed=pl.col("balance"))
    best: pl.DataFrame | None = None
    best_share = _LEAST_SHARE
    for balance in dict.fromkeys(("balance", "signed")):
        for sign in (-1, 1):
            for keys in ([], ["project_code"], ["account_code"]):
                steps = _steps(lines, balance, sign, keys)
                known = steps.filter(pl.col("holds").is_not_null())
                share = known["holds"].mean() if known.height >= _LEAST_STEPS else None
                if isinstance(share, float) and share > best_share:
                    best, best_share = steps, share
    if best is None:
        return _stated_frame()
    header_text = header.texts[header.columns["balance"]]
    breaks = best.filter(~pl.col("holds") & ~pl.col("follows"))
    said = breaks if breaks.height else best.filter("holds").tail(1)
    return _as_stated(
        said.with_columns(
            label=pl.lit("余额"),
            column=pl.lit(header_text),
            stated=pl.col("shown"),
            computed=pl.col("expected"),
            agrees=pl.col("holds"),
        )
    )


def _steps(lines: pl.DataFrame, balance: str, sign: int, keys: list[str]) -> pl.DataFrame:
    """Return for each line whether its balance follows from the line before it.

    follows: a break that only mirrors the one before (a single wrong balance breaks twice).
    """

    def before(column: str, places: int = 1) -> pl.Expr:
        shifted = pl.col(column).shift(places)
        return shifted.over(keys) if keys else shifted

    step = pl.col("step") * sign
    stepped = lines.with_columns(shown=pl.col(balance), move=step)
    expected = before("shown") + pl.col("move")
    gap = before("rejects") != pl.col("rejects")
    over_one = before("shown", 2) + before("move") + pl.col("move")
    return stepped.with_columns(
        expected=expected,
        holds=pl.when(~gap).then(pl.col("shown") == expected),
        follows=(pl.col("shown") == over_one).fill_null(value=False),
    )


def _control(ledger: Ledger, stated: pl.DataFrame) -> SheetTotals:
    def total(name: str) -> Decimal:
        value: Decimal = ledger.entries.select(pl.col(name).fill_null(0).sum()).item()
        return value

    main = stated.filter(~pl.col("label").str.contains(_BALANCE_LABELS))
    answers = stated["agrees"]
    agrees = None if not stated.height else False if (~answers).any() else answers.all() or None
    return SheetTotals(
        debit=total("debit"),
        credit=total("credit"),
        stated=main["stated"].item(-1) if main.height else None,
        agrees=agrees,
    )
