"""What was read, as it comes from the processes that read: receipts and tables of some files.

Who only receives it need not load what reads files.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    import polars as pl

    from fundcheck.receipts import InputReceipt


class Books(NamedTuple):
    """Files as read: a receipt each, and all their tables.

    frames hold, per table, the columns but id, and ``_place``: which of the file's tables a row
    was on. Rows of one file stand in no particular order of its tables.
    """

    receipts: tuple[InputReceipt, ...]
    frames: dict[str, list[pl.DataFrame]] = {}  # noqa: RUF012 - never written to


def together(books: Iterable[Books]) -> Books:
    """Return the books of several readings as those of one."""
    receipts: list[InputReceipt] = []
    frames: dict[str, list[pl.DataFrame]] = {}
    for read in books:
        receipts += read.receipts
        for name, stacked in read.frames.items():
            frames.setdefault(name, []).extend(stacked)
    return Books(tuple(receipts), frames)
