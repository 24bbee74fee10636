"""Read files in a test as a run would."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fundcheck.ingest.discover import discover
from fundcheck.ingest.library import read_library

if TYPE_CHECKING:
    from pathlib import Path

    import polars as pl

    from fundcheck.receipts import InputReceipt, SheetReceipt
    from fundcheck.tables import Tables


def read(*paths: Path) -> tuple[Tables, tuple[InputReceipt, ...]]:
    """Return the run's tables and receipts of these files."""
    return read_library(discover(paths).inputs)


def read_ledger(path: Path) -> tuple[pl.DataFrame, SheetReceipt]:
    """Return the entries and the receipt of the only ledger sheet of a file."""
    tables, (receipt,) = read(path)
    assert receipt.readable, receipt.error
    (sheet,) = [s for s in receipt.sheets if s.role == "entries"]
    assert sheet.rows.closes, sheet.rows
    return tables["entries"], sheet


def refusal(path: Path) -> str:
    """Return the sentence with which an unreadable file is refused."""
    _, (receipt,) = read(path)
    assert not receipt.readable
    assert receipt.error
    return receipt.error
