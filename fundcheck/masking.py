"""Hide personal identifiers in any text: identity, card and telephone numbers.

What is masked keeps enough to be recognised by its owner and not enough to be used. Invoice
numbers (8 or 20 digits), voucher numbers and units' credit codes are not personal and stay.
"""

from __future__ import annotations

import re
from typing import Any, TypeVar, cast

T = TypeVar("T")

# 18 characters with a plausible birth date inside (GB 11643): tells an identity number from a
# credit code of the same length.
_IDENTITY = r"(?<![0-9A-Za-z])([1-9]\d{5})(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\d{3}([0-9Xx])(?![0-9A-Za-z])"  # noqa: E501
_CARD = r"(?<![0-9A-Za-z])([3-6]\d{3})\d{8,11}(\d{4})(?![0-9A-Za-z])"
_PHONE = r"(?<![0-9A-Za-z])(1[3-9]\d)\d{4}(\d{4})(?![0-9A-Za-z])"

_PATTERNS = (
    (re.compile(_IDENTITY), r"\1***********\2"),
    (re.compile(_CARD), r"\1********\2"),
    (re.compile(_PHONE), r"\1****\2"),
)
# Each identifier has at least so many digits on end; nearly no text does.
_DIGITS = re.compile(r"\d{11}")


def mask(text: str) -> str:
    """Return the text with every personal identifier in it masked."""
    if not _DIGITS.search(text):
        return text
    for pattern, shown in _PATTERNS:
        text = pattern.sub(shown, text)
    return text


_NAMES = frozenset(("path", "sha256", "name"))  # of files and sheets: evidence names them too


def masked(receipt: T) -> T:
    """Return a reading receipt with every text in it masked, but the names of files and sheets.

    What could not be read is quoted in it, so that it can be found.
    """
    hidden: Any = receipt
    if isinstance(receipt, str):
        hidden = mask(receipt)
    elif isinstance(receipt, dict):
        hidden = {masked(key): masked(value) for key, value in receipt.items()}
    elif isinstance(receipt, tuple):
        fields = getattr(receipt, "_fields", None)
        if fields is None:
            hidden = tuple(map(masked, receipt))
        else:
            kept = [
                value if name in _NAMES else masked(value)
                for name, value in zip(fields, receipt, strict=True)
            ]
            hidden = type(receipt)(*kept)
    return cast("T", hidden)
