"""The category map of a pack: cost heads, economic classes and words to category and item."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from fundcheck.errors import WrongRequestError

if TYPE_CHECKING:
    from fundcheck.sections import Section


class Head(NamedTuple):
    """One place of the map.

    item is None for a category's bare head (设备费); category is None for what the regulation
    never lists (off_list). heads: cost items and account names that are this head, whole;
    classes: economic-class codes; words: what a summary says of it, as regular expressions; over:
    categories in which the words go before what head and class say.
    """

    category: str | None
    item: str | None
    off_list: bool
    heads: tuple[str, ...]
    classes: tuple[str, ...]
    words: tuple[str, ...]
    over: tuple[str, ...] = ()


def read_categories(section: Section) -> tuple[Head, ...]:
    """Return the map in the order of the file: earlier words win in a summary."""
    section.only(("head",))
    heads = []
    seen: dict[str, str] = {}
    for item in section.sections("head"):
        item.only(("category", "item", "off_list", "heads", "classes", "words", "over"))
        off_list = item.get("off_list", bool, default=False)
        category = None if off_list else item.get("category", str)
        head = Head(
            category=category,
            item=item.get("item", str, "") or None,
            off_list=off_list,
            heads=item.texts("heads"),
            classes=item.texts("classes"),
            words=item.texts("words"),
            over=item.texts("over"),
        )
        for word in (*head.heads, *head.classes):
            if word in seen:
                raise WrongRequestError(
                    f"{item.where}：「{word}」已归入「{seen[word]}」，不能再归入别处。"
                )
            seen[word] = head.item or head.category or "?"
        _compile(item, head.words)
        heads.append(head)
    return tuple(heads)


def _compile(section: Section, words: tuple[str, ...]) -> None:
    """Refuse a word that is no regular expression of the engine's."""
    for word in words:
        try:
            pl.Series([""]).str.contains(word)
        except pl.exceptions.ComputeError as error:
            raise WrongRequestError(
                f"{section.at('words')}：「{word}」不是正确的正则表达式（括号是否成对、"
                "要找的括号和点前面是否写了反斜杠）。"
            ) from error
