"""File names of project pages: safe on every system, and never two projects in one file."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_UNSAFE = re.compile(r"[^0-9A-Za-z\u4e00-\u9fff._-]")
# Windows refuses these as the part before the first dot, whatever follows it.
_RESERVED = re.compile(r"(?:CON|PRN|AUX|NUL|COM[0-9]|LPT[0-9])(?:\.|$)", re.IGNORECASE)
# A Chinese character takes three bytes and common file systems allow 255 for a name, so 60
# leaves room for the hash, the ending and a long folder above it.
_LONGEST = 60


def page_names(codes: Iterable[str]) -> dict[str, str]:
    """Return for each project code the stem of its page's file name.

    A code that had to be changed, and codes that a file system would take for one another
    (upper and lower case, composed and decomposed), get a hash of the code. The name depends
    on the set of codes only, never on their order.
    """
    distinct = set(codes)
    stems = {code: _stem(code) for code in distinct}
    taken = Counter(_folded(stem) for stem in stems.values())
    return {
        code: stem if stem == code and taken[_folded(stem)] == 1 else f"{stem}-{_hash(code)}"
        for code, stem in sorted(stems.items())
    }


def _stem(code: str) -> str:
    stem = _UNSAFE.sub("_", code)[:_LONGEST]
    # A leading dot hides the file, or climbs a folder; a leading dash reads as an option.
    if stem.startswith((".", "-")) or _RESERVED.match(stem) or not stem:
        stem = f"_{stem}"
    return stem


def _folded(stem: str) -> str:
    return unicodedata.normalize("NFC", stem).casefold()


def _hash(code: str) -> str:
    return hashlib.sha256(code.encode("utf-8", "surrogatepass")).hexdigest()[:8]
