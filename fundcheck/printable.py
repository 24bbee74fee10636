"""Text of strangers on a terminal: names and cells must not steer it."""

from __future__ import annotations


def printable(line: str) -> str:
    """Return one line with a blank for every character that is no sign: control, bidi, joiners."""
    return "".join(character if character.isprintable() else " " for character in line)
