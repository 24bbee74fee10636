"""Say of every entry which category and item of the regulation it belongs to, and by what.

The order is fixed and the first that decides wins: the cost item that the office itself gave,
the economic class within the account code, the account's name, the words of the summary.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

import polars as pl

from fundcheck.numbering import without_numbering

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fundcheck.rulebook.categories import Head

_PART = re.compile(r"[/\\>→|＼—–\-_:：.]+")
_CODE = re.compile(r"^[\d.]+")  # 30218专用材料费
_CLASS = re.compile(r"(?:^|\D)(30[1-9]\d{2}|31[0-3]\d{2}|399\d{2})(?=$|\D|\d{4}$)")
# 50010130226: an account of spending, its levels of two digits and the class, without a mark.
_CLASS_AT_END = re.compile(
    r"^(?:5[0-2]01|7[1-3]01|7901)(?:\d{2})*?(30[1-9]\d{2}|31[0-3]\d{2}|399\d{2})$"
)

ADDED = {
    "category": pl.String(),
    "item": pl.String(),
    "off_list": pl.Boolean(),
    "classified_by": pl.String(),
    "category_by_cost_item": pl.String(),
    "category_by_account": pl.String(),
}
"""Columns that classification adds to the entries, with their dtypes."""


def classify(entries: pl.DataFrame, heads: Sequence[Head]) -> pl.DataFrame:
    """Return the entries with the columns of ADDED; category and item are null where none fits."""
    by_word = {_plain(word): index for index, head in enumerate(heads) for word in head.heads}
    by_class = {code: index for index, head in enumerate(heads) for code in head.classes}
    sources = {
        "cost_item": _lookup(entries["cost_item"], lambda text: _by_name(text, by_word)),
        "account_code": _lookup(entries["account_code"], lambda text: _by_class(text, by_class)),
        "account_name": _lookup(entries["account_name"], lambda text: _by_name(text, by_word)),
    }
    found = pl.DataFrame(sources).with_columns(
        undecided=pl.coalesce(*sources).is_null() & (entries["kind"] == "spending")
    )
    found = found.with_columns(summary=_by_summary(entries["summary"], found["undecided"], heads))
    order = ("cost_item", "account_code", "account_name", "summary")
    over = _by_words_over(found.select(pl.coalesce(order)).to_series(), entries["summary"], heads)
    found = found.with_columns(over=over)
    first = pl.coalesce(
        pl.when(pl.col(name).is_not_null()).then(pl.lit(order.index(by), pl.UInt8))
        for name, by in (("over", "summary"), *zip(order, order, strict=True))
    )
    placed = found.select(
        pl.coalesce("over", *order).alias("place"),
        first.alias("by"),
        "cost_item",
        pl.coalesce("account_code", "account_name").alias("account"),
    )
    category = [head.category for head in heads]
    item = [head.item for head in heads]
    off_list = [head.off_list for head in heads]
    return entries.with_columns(
        _take(placed["place"], category, pl.String()).alias("category"),
        _take(placed["place"], item, pl.String()).alias("item"),
        _take(placed["place"], off_list, pl.Boolean()).fill_null(value=False).alias("off_list"),
        _take(placed["by"], list(order), pl.String()).alias("classified_by"),
        _take(placed["cost_item"], category, pl.String()).alias("category_by_cost_item"),
        _take(placed["account"], category, pl.String()).alias("category_by_account"),
    )


def classify_budget(budget: pl.DataFrame, heads: Sequence[Head]) -> pl.DataFrame:
    """Return the budget with head_category and head_item: what its item, else category, names."""
    by_word = {_plain(word): index for index, head in enumerate(heads) for word in head.heads}
    item, category = (
        _lookup(budget[name], lambda text: _by_name(text, by_word)) for name in ("item", "category")
    )
    place = pl.DataFrame({"item": item, "category": category}).select(
        place=pl.coalesce("item", "category")
    )["place"]
    return budget.with_columns(
        _take(place, [head.category for head in heads], pl.String()).alias("head_category"),
        _take(place, [head.item for head in heads], pl.String()).alias("head_item"),
    )


def _take(places: pl.Series, values: Sequence[str | bool | None], dtype: pl.DataType) -> pl.Series:
    return pl.Series(values, dtype=dtype).gather(places)


def _lookup(texts: pl.Series, place: object) -> pl.Series:
    """Place every *different* text once and spread the answers over the column."""
    different = pl.Categories.random()
    coded = texts.cast(pl.Categorical(different))  # categories live as long as a column of them
    places = [place(text) for text in different.to_series()]  # type: ignore[operator]
    return pl.Series(places, dtype=pl.UInt32).gather(coded.to_physical())


def _plain(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def _by_name(text: str, by_word: dict[str, int]) -> int | None:
    """Return the place of a head: as it stands, else its parts from the last to the first."""
    plain = _plain(text)
    if (place := by_word.get(plain)) is not None:
        return place
    for part in reversed(_PART.split(plain)):
        bare = _CODE.sub("", without_numbering(part))
        if (place := by_word.get(bare)) is not None:
            return place
    return None


def _by_class(text: str, by_class: dict[str, int]) -> int | None:
    """Return the place of the economic class in an account code (30218, 5001.01.302.30226)."""
    for code in reversed(_CLASS.findall(text)):
        if (place := by_class.get(code)) is not None:
            return place
    if joined := _CLASS_AT_END.match(_plain(text)):
        return by_class.get(joined[1])
    return None


def _by_words_over(places: pl.Series, summary: pl.Series, heads: Sequence[Head]) -> pl.Series:
    """Return the places of heads whose words go before what placed a line, null for the others."""
    over = pl.Series([None], dtype=pl.UInt32).new_from_index(0, places.len())
    frame = pl.DataFrame({"place": places, "text": summary, "over": over})
    for index, head in enumerate(heads):
        placed = [place for place, other in enumerate(heads) if other.category in head.over]
        if head.over and frame["place"].is_in(placed).any():
            hit = pl.col("place").is_in(placed) & pl.col("text").str.contains("|".join(head.words))
            frame = frame.with_columns(
                over=pl.when(hit).then(pl.lit(index, pl.UInt32)).otherwise("over")
            )
    return frame["over"]


def _by_summary(summary: pl.Series, undecided: pl.Series, heads: Sequence[Head]) -> pl.Series:
    """Search the words of the map, in its order, in the summaries that nothing else decided."""
    texts = pl.when(undecided).then(pl.col("summary"))
    answers = [
        pl.when(pl.col("text").str.contains("|".join(head.words))).then(pl.lit(index, pl.UInt32))
        for index, head in enumerate(heads)
        if head.words
    ]
    if not answers or not undecided.any():
        return pl.Series([None] * summary.len(), dtype=pl.UInt32)
    frame = summary.alias("summary").to_frame().with_columns(text=texts)
    few = frame.with_row_index().filter(pl.col("text").is_not_null())
    placed = few.select("index", place=pl.coalesce(answers))
    return (
        frame.with_row_index()
        .select("index")
        .join(placed, on="index", how="left", maintain_order="left")["place"]
    )
