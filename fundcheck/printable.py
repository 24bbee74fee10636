"""Text of strangers on a terminal: names and cells must not steer it."""

from __future__ import annotations

_WIDE_BLANK = "\u3000"


def printable(line: str) -> str:
    """Return one line with a blank for every character that is no sign: control, bidi, joiners."""
    return "".join(c if c.isprintable() or c == _WIDE_BLANK else " " for c in line)
