"""The words by which columns are known: the dictionary of headers and how texts are compared."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from importlib.resources import files
from tomllib import loads

from fundcheck.ingest.side_tables import READABLE

Dictionary = dict[str, dict[str, tuple[str, int]]]
IGNORED = "_ignored"
_UNUSED = ("不用", "忽略")
_UNIT = re.compile(
    r"\((?:人民币|单位:?)?((?:百万|[百千万亿])?元)(?:人民币)?\)|\((?:人民币|RMB|CNY|¥)\)"
)


@cache
def normalise(text: str) -> str:
    """Return a header text in the form in which texts are compared; units are taken off."""
    text = unicodedata.normalize("NFKC", text)
    text = re.sub(r"\s+", "", text).replace("帐", "账").replace("*", "")
    text = re.sub(r"[—–─－]+", "-", text)
    text = _UNIT.sub("", text).rstrip(":：,，").lower()
    return re.sub(r"(?<=..)(?:编号|号码)$", "号", text)


@cache
def dictionary() -> Dictionary:
    """Return table -> normalised header -> (canonical name, strength); 0 is the strongest."""
    listed = loads(files(__package__).joinpath("dictionary.toml").read_text("utf-8"))
    result: Dictionary = {}
    for table in READABLE.values():
        words: dict[str, tuple[str, int]] = {}
        for column in table:
            for strength, alias in enumerate(
                (column.header, *listed[table.name].get(column.name, ()))
            ):
                if alias:
                    words.setdefault(normalise(alias), (column.name, strength))
        for name, aliases in listed[table.name].items():
            if name.startswith("_"):
                for strength, alias in enumerate(aliases):
                    words.setdefault(normalise(alias), (name, strength))
        result[table.name] = dict(words)
    return result


def target(role: str, text: str) -> str | None:
    """Return the canonical column that a user's word for it means in a table, or None.

    The word is a standard header or one of its synonyms, a canonical name, or 不用.
    """
    if text in _UNUSED:
        return IGNORED
    if text in {column.name for column in READABLE[role]}:
        return text
    hit = dictionary()[role].get(normalise(text))
    return hit[0] if hit else None


@cache
def header_words() -> frozenset[str]:
    """Return every header that is known as it is usually written, over all tables."""
    standard = {column.header for table in READABLE.values() for column in table if column.header}
    listed = loads(files(__package__).joinpath("dictionary.toml").read_text("utf-8"))
    aliases = {word for table in listed.values() for words in table.values() for word in words}
    return frozenset(standard | aliases)
