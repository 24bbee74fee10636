"""Break one thing in a copy of a rule pack."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def spoil(path: Path, old: str, new: str) -> None:
    """Put another text in the place of one that the file has, the first time that it stands there.

    Fails where the file does not have it: such a test would prove nothing.
    """
    text = path.read_text("utf-8")
    assert old in text, old
    path.write_text(text.replace(old, new, 1), "utf-8")
