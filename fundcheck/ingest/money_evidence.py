"""What a book shows of its two sides: by its running balance, and by the words of its lines."""

from __future__ import annotations

from typing import NamedTuple

import polars as pl

from fundcheck.ingest import labels, received
from fundcheck.ingest.vouchers import CLOSING

KEYS = ("_part", "_book")
"""What tells one book from another: the sheet, and the title within it that it stands under."""
_TITLE = r"账$|账[(（]|日记账|[台账]账|登记簿|流水|^科\s*目\s*[:：]"
_ITEMS = ("cost_item", "_level_1")
_PAID = (
    r"购|买|付|费|报销|报支|支出|采购|缴|差旅|劳务|发放|印刷|打印|复印|快递|邮寄|检测|测试|试剂|耗材|"
    r"材料|办公|版面|维修|租|餐|住宿|[车机]票"
)
_PLAINLY_PAID = r"^(?:支?付|购|买|采购|报销|报|缴|转账付)"
_INNOCENT = r"经费|收费|拨付|首付款|已付"
_LEAST_SHARE = 0.6  # of the steps of a balance, how many must follow from their amounts


class Shown(NamedTuple):
    """What one book shows.

    rises: whether the balance rises with debits (with plus), None where it shows nothing; strong:
    how many lines speak for the credit (minus) as money out, less those against; weak: the same
    where every line that says nothing else counts as paid; left, right: lines with debits and
    with credits; granted: lines with debits that speak of grants.
    """

    part: int
    book: str | None
    strong: int
    weak: int
    left: int
    right: int
    granted: int
    rises: bool | None


def with_books(lines: pl.DataFrame, body: pl.DataFrame) -> pl.DataFrame:
    """Return the lines with ``_book``, null above the first title of a book within its sheet.

    body: every row of the sheets with its kind. A page repeats the title of its book.
    """
    first = pl.col("_first").str.replace_all(r"\s|[第共]\d*页", "")
    named = pl.when((pl.col("kind") == "title") & first.str.contains(_TITLE)).then(first)
    books = body.select("_line", _book=named.forward_fill().over("_part"))
    return lines.join(books, on="_line", how="left", maintain_order="left")


def shown(lines: pl.DataFrame, body: pl.DataFrame, figures: pl.DataFrame) -> list[Shown]:
    """Return what each book shows; the lines have their books, figures the balances."""
    voted = (
        _said(lines)
        .group_by(KEYS, maintain_order=True)
        .agg(
            pl.col("strong", "weak").sum(),
            left=(pl.col("amount") > 0).sum(),
            right=(pl.col("amount") < 0).sum(),
            granted=((pl.col("amount") > 0) & (pl.col("strong") > 0)).sum(),
        )
    )
    if "balance" not in figures.columns:
        told = voted.with_columns(rises=pl.lit(None, pl.Boolean))
    else:
        moves = _moves(lines, body, figures)
        told = voted.join(moves, on=KEYS, how="left", nulls_equal=True, maintain_order="left")
    return [Shown(*row) for row in told.iter_rows()]


def _said(lines: pl.DataFrame) -> pl.DataFrame:
    """Return for each line what its words say of its side being money out.

    1 where a credit (minus) was paid or a debit (plus) was received, -1 where it is the other way
    round; ``weak`` counts a line that says neither as paid.
    """
    none = pl.lit("")
    text = pl.col("summary").fill_null("") if "summary" in lines.columns else none
    item = pl.coalesce(*(pl.col(n) for n in _ITEMS if n in lines.columns), none)
    voucher = pl.col("voucher_no").fill_null("") if "voucher_no" in lines.columns else none
    neither = (
        received.came_back(text)
        | received.is_own(text)
        | text.str.contains(f"{CLOSING}|{labels.OPENING}")
    )
    plainly = text.str.contains(_PLAINLY_PAID) | voucher.str.contains("^[现银]?付")
    came = (
        received.is_granted(text)
        | item.str.contains(received.ITEM_OF_INCOME)
        | voucher.str.contains("^[现银]?收")
    )
    paid = text.str.replace_all(_INNOCENT, "").str.contains(_PAID) | item.str.contains(
        "费|设备|材料"
    )
    side = pl.when(pl.col("amount") < 0).then(1).when(pl.col("amount") > 0).then(-1).otherwise(0)
    way = pl.when(neither).then(0).when(plainly).then(1).when(came).then(-1).when(paid).then(1)
    return lines.select(
        *KEYS, "amount", strong=side * way.fill_null(0), weak=side * way.fill_null(1)
    )


def _moves(lines: pl.DataFrame, body: pl.DataFrame, figures: pl.DataFrame) -> pl.DataFrame:
    """Return for each book whether its balance rises with the debits, as a whole or by project."""
    opening = pl.col("label").str.contains(labels.OPENING).fill_null(value=False)
    names = [name for name in ("project_code",) if name in lines.columns]
    places = body.filter((pl.col("kind") == "entry") | opening).select("_line", "_part")
    steps = (
        with_books(places, body)
        .join(figures.select("_line", "balance"), on="_line", how="left", maintain_order="left")
        .join(lines.select("_line", "amount", "date", *names), on="_line", how="left")
        .filter(pl.col("balance").is_not_null())
        .sort("_line")
        .with_columns(pl.col("amount").fill_null(0))
    )
    of_book = _way(steps, [])
    of_projects = _way(steps, names)
    return of_book.join(of_projects, on=KEYS, nulls_equal=True, suffix="_by").select(
        *KEYS, rises=pl.coalesce("rises", "rises_by")
    )


def _way(steps: pl.DataFrame, by: list[str]) -> pl.DataFrame:
    """Return for each book whether the balance rises with the debits, kept for each of ``by``.

    Null where it does neither on most lines. The newest line may stand first. A first line has
    nothing before it, or zero.
    """
    keys = [*KEYS, *by]
    amount = pl.col("amount")

    def moved(places: int, order: str) -> list[pl.Expr]:
        before = pl.col("balance").shift(places).over(keys)
        move = pl.col("balance") - before.fill_null(0)
        counts = (amount != 0) & (before.is_not_null() | (move.abs() == amount.abs()))
        rise, fall = counts & (move == amount), counts & (move == -amount)
        return [
            told.alias(f"{name}_{order}")
            for name, told in (("rise", rise), ("fall", fall), ("all", counts))
        ]

    marked = steps.with_columns(*moved(1, "down"), *moved(-1, "up"))
    flags = [f"{name}_{order}" for order in ("down", "up") for name in ("rise", "fall", "all")]
    days = pl.col("date").drop_nulls()
    sums = marked.group_by(KEYS, maintain_order=True).agg(
        pl.col(flags).sum().cast(pl.Int64), first=days.first(), last=days.last()
    )
    best_down, best_up = (pl.max_horizontal(f"rise_{o}", f"fall_{o}") for o in ("down", "up"))
    back = (pl.col("first") > pl.col("last")).fill_null(value=False)
    forth = (pl.col("first") < pl.col("last")).fill_null(value=False)
    upward = back | (~forth & (best_up > best_down))
    rise, fall, every = (
        pl.when(upward).then(f"{name}_up").otherwise(f"{name}_down")
        for name in ("rise", "fall", "all")
    )
    proven = (pl.max_horizontal(rise, fall) >= _LEAST_SHARE * every) & (rise != fall)
    return sums.select(*KEYS, rises=pl.when(proven).then(rise > fall))
