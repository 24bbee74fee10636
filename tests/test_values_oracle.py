"""Cell for cell, what is read is what two other readers read: xlrd for .xls, openpyxl for .xlsx.

Over all workbooks of the corpus where it stands beside the project. Where they differ the reason
was looked at, and stands in ``KNOWN``.
"""

from __future__ import annotations

import datetime as dt
import io
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest
import xlrd

from fundcheck.errors import UnreadableBookError
from fundcheck.ingest.workbook import read_grids

if TYPE_CHECKING:
    from collections.abc import Iterator

CORPUS = Path(__file__).resolve().parents[2] / "shared" / "corpus"
pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not here")

Cells = dict[tuple[int, int], object]
_SUFFIXES = {".xls", ".xlsx", ".xlsm"}
_LEAST_READ = 140  # workbooks that both read; fewer would prove that the test looks at nothing

# Which cells differ, and why the other reader is not followed.
KNOWN: dict[tuple[str, str], str] = {
    ("misc_accounting__基础实训答案（看会计分录）.xls", "利润表（改）"):
        "a custom format of Chinese dates: the serial day stands for itself, and is read as a day",
    ("misc_accounting__基础实训答案（看会计分录）.xls", "资产负债表（改）"): "the same",
    ("biff5-rich-text-string.xls", "Sheet1"): "a sign that its code page does not have",
    ("date.xlsx", "Sheet1"): "a span of time, which openpyxl gives as one and Excel shows as a day",
    ("date_1904.xlsx", "Sheet1"): "the same",
    ("has_x000D_.xlsx", "Sheet1"): "openpyxl leaves _x000D_ as it is written, Excel shows a return",
    ("has_x000D_inline.xlsx", "Sheet1"): "the same",
    ("mended_text.xls", "项目信息"): "one odd sign (U+0092) is mended to the one that was meant",
    ("mended_text.xls", "预算"): "the same",
}  # fmt: skip


def _by_openpyxl(content: bytes) -> Iterator[tuple[str, Cells]]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    for sheet in book.worksheets:
        # Only cells that there are: a sheet may say that it reaches to its last row.
        held = sheet._cells.items()  # noqa: SLF001
        yield (
            sheet.title,
            {(r - 1, c - 1): cell.value for (r, c), cell in held if cell.value is not None},
        )


def _by_xlrd(content: bytes) -> Iterator[tuple[str, Cells]]:
    book = xlrd.open_workbook(file_contents=content, logfile=io.StringIO())
    for sheet in book.sheets():
        yield (
            sheet.name,
            {
                (row, column): _of_xlrd(cell, book.datemode)
                for row in range(sheet.nrows)
                for column, cell in enumerate(sheet.row(row))
                if cell.ctype not in {xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK}
            },
        )


def _of_xlrd(cell: xlrd.sheet.Cell, datemode: int) -> object:
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return bool(cell.value)
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return "#ERROR"
    if cell.ctype != xlrd.XL_CELL_DATE:
        return cell.value
    if cell.value < 1:
        return (dt.datetime(1900, 1, 1) + dt.timedelta(days=cell.value)).time()  # noqa: DTZ001
    return xlrd.xldate_as_datetime(cell.value, datemode)


def _same(text: str | None, value: object) -> bool:
    """Whether the text of our cell means what the other reader says."""
    if text is None:
        return isinstance(value, str) and (not value.strip() or value.startswith("#"))
    if isinstance(value, bool | dt.time):
        shown = value.replace(microsecond=0) if isinstance(value, dt.time) else value
        return str(shown).lower() in text.lower()
    try:
        if isinstance(value, int | float):
            return float(text) == pytest.approx(float(value), rel=1e-12, abs=1e-9)
        if isinstance(value, dt.datetime):
            return abs(dt.datetime.fromisoformat(text) - value) < dt.timedelta(seconds=1.5)
    except ValueError:
        return False
    return text.split() == str(value).split()


def _differing(path: Path) -> tuple[set[str], int] | None:
    """Return the sheets with other cells and how many were compared, None where one fails."""
    content = path.read_bytes()
    reader = _by_xlrd if content.startswith(b"\xd0\xcf") else _by_openpyxl
    try:
        theirs = list(reader(content))
    except Exception:  # noqa: BLE001 - broken files are the other readers' to refuse as they like
        return None
    _, grids = read_grids(content, path.stem)
    ours = {grid.name: grid for grid in grids}
    found, compared = set(), 0
    for name, cells in theirs:
        grid = ours[name]
        if grid.problem:
            assert "未读取" in grid.problem or "读不下" in grid.problem or "打不开" in grid.problem
            continue
        held = {
            (row + grid.top, column): text
            for row, texts in enumerate(grid.cells.rows())
            for column, text in enumerate(texts)
            if text is not None and text.strip()
        }
        wrong = [
            place
            for place, value in cells.items()
            if place not in grid.lost and not _same(held.get(place), value)
        ]
        if wrong or held.keys() - cells.keys():
            found.add(name)
        compared += len(cells)
    return found, compared


def test_every_cell_is_what_two_other_readers_read() -> None:
    read, compared = 0, 0
    differing: set[tuple[str, str]] = set()
    for path in sorted(CORPUS.rglob("*")):
        if path.suffix.lower() not in _SUFFIXES:
            continue
        try:
            result = _differing(path)
        except UnreadableBookError as error:
            pytest.fail(f"{path.name}: {error}")
        if result is None:
            continue
        found, cells = result
        read, compared = read + 1, compared + cells
        differing |= {(path.name, sheet) for sheet in found}
    assert differing == set(KNOWN)
    assert read >= _LEAST_READ
    assert compared > 50_000
