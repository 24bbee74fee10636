"""The child process that reads files: batches of requests come in, their books go out."""

from __future__ import annotations

import contextlib
import gc
import sys
from typing import TYPE_CHECKING

from fundcheck.errors import fault_of
from fundcheck.ingest.body import Part
from fundcheck.ingest.book import read_books
from fundcheck.ingest.books import Books, together
from fundcheck.ingest.grid import Grid, frame_of
from fundcheck.ingest.header import Header
from fundcheck.ingest.headers import find_header
from fundcheck.ingest.ledger import LedgerSheet, read_ledgers
from fundcheck.ingest.limits import limit_memory
from fundcheck.ingest.packing import dumps
from fundcheck.ingest.readers import receive, send
from fundcheck.receipts import InputReceipt
from fundcheck.tables import ENTRIES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fundcheck.ingest.request import Request

# What a workbook may take beyond what the process has at rest: a generous guess, not a measured
# need. Small files that ask for gigabytes have a hostile size in them; large ones get more.
_BASE = 3 << 28
_TIMES_SIZE = 40


def main() -> None:
    """Serve until the parent closes the pipe."""
    gc.disable()
    requests, answers = sys.stdin.buffer, sys.stdout.buffer
    _get_ready()
    with contextlib.suppress(EOFError, BrokenPipeError, KeyboardInterrupt):
        while True:
            batch = receive(requests)
            limit_memory(_BASE + _TIMES_SIZE * sum(request.item.size for request in batch))
            send(answers, dumps(_books(batch)))
            gc.collect()


def _get_ready() -> None:
    """Do while nobody waits what the first file would wait for: load, read the dictionary."""
    import fastexcel  # noqa: F401, PLC0415 - elsewhere only those who read a workbook load it

    rows = [[column.header for column in ENTRIES if column.header], ["2024-01-01", "1", "1"]]
    grid = Grid("", frame_of(rows))
    header = find_header(grid)
    assert isinstance(header, Header)  # noqa: S101 - the standard headers are in the dictionary
    read_ledgers([LedgerSheet(Part(grid, header))])


def _books(batch: Sequence[Request]) -> Books:
    try:
        return read_books(batch)
    except MemoryError:
        raise  # the process ends, and its parent says that the file asked for too much
    except Exception as error:  # noqa: BLE001 - a fault of ours must not pass for one of the file
        if len(batch) > 1:
            return together([_books([request]) for request in batch])
        item = batch[0].item
        why = (
            f"程序内部出错（{fault_of(error)}）。这不是账册的问题，"
            "请把这句话连同出错的文件反馈给开发者。"
        )
        return Books((InputReceipt(item.label, item.sha256, readable=False, error=why),))


if __name__ == "__main__":
    main()
