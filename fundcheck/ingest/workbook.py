"""A file to its grids: every sheet, every cell, in its true place."""

from __future__ import annotations

import os
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import polars as pl

from fundcheck.errors import UnreadableBookError
from fundcheck.ingest import sheet_xml
from fundcheck.ingest.delimited import read_text
from fundcheck.ingest.grid import Grid
from fundcheck.ingest.sniff import Format, sniff

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


_EXTENSIONS = {Format.XLSX: {".xlsx", ".xlsm"}, Format.XLS: {".xls"}}


def read_grids(path: Path) -> list[Grid]:
    """Return the sheets of a workbook in their order, hidden ones too.

    Raises UnreadableBookError with one sentence on what is wrong and how to mend it.
    """
    try:
        book_format = sniff(path)
        if book_format is Format.TEXT:
            return [read_text(path)]
        return _read_workbook(path, book_format)
    except OSError as error:
        raise UnreadableBookError(f"打不开文件：{error.strerror or error}。") from error


def _read_workbook(path: Path, book_format: Format) -> list[Grid]:
    scans: dict[str, sheet_xml.SheetScan] = {}

    damage: list[Exception] = []

    def scan() -> None:
        try:
            scans.update(sheet_xml.scan(path))
        except sheet_xml.DAMAGE as error:
            damage.append(error)

    scanner = threading.Thread(target=scan, daemon=True)
    with_xml = book_format is Format.XLSX
    if with_xml:
        scanner.start()
    # The Rust readers raise pyo3's PanicException on some broken files; it is no Exception.
    try:
        with _silent_panics():
            sheets = _load(path, book_format)
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:
        raise UnreadableBookError(_reason(error)) from error
    if with_xml:
        scanner.join()
        if damage:
            raise UnreadableBookError(_reason(damage[0])) from damage[0]
    grids = []
    for name, cells, hidden in sheets:
        seen = scans.get(name, sheet_xml.SheetScan())
        grids.append(
            Grid(
                name,
                cells,
                hidden=hidden,
                merges=tuple(seen.merges),
                lost=seen.lost,
                imprecise=frozenset(seen.imprecise),
                hidden_rows=seen.hidden_rows,
            )
        )
    return grids


@contextmanager
def _silent_panics() -> Iterator[None]:
    """Keep the note that Rust prints on a panic off the user's terminal; the sentence says it."""
    try:
        kept = os.dup(2)
    except OSError:  # no stderr at all, as under pythonw: nothing to keep quiet
        yield
        return
    try:
        with open(os.devnull, "wb") as nowhere:  # noqa: PTH123 - a device, not a path
            os.dup2(nowhere.fileno(), 2)
            yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)


def _load(path: Path, book_format: Format) -> list[tuple[str, pl.DataFrame, bool]]:
    import fastexcel  # noqa: PLC0415 - only runs that read a workbook need it

    # By path it goes by the extension, by bytes by the content; by path it tells a password.
    honest = path.suffix.lower() in _EXTENSIONS[book_format]
    reader = fastexcel.read_excel(str(path) if honest else path.read_bytes())
    sheets = []
    for index, name in enumerate(reader.sheet_names):
        # Text throughout: typed reading turns whatever does not fit the first thousand rows into
        # null without a word. skip_rows=0 keeps leading blank rows, so that row numbers hold.
        sheet: Any = reader.load_sheet(index, header_row=None, skip_rows=0, dtypes="string")
        frame: pl.DataFrame = sheet.to_polars()
        frame.columns = [f"c{column.absolute_index}" for column in sheet.available_columns()]
        if frame.width:
            first = int(frame.columns[0][1:])
            blank = [pl.lit(None, pl.String).alias(f"c{column}") for column in range(first)]
            frame = frame.select(*blank, pl.all())
        sheets.append((name, frame, sheet.visible != "visible"))
    return sheets


def _reason(error: BaseException) -> str:
    text = str(error).lower()
    if "password" in text or "encrypt" in text:
        return "文件已加密（打开需要密码）。请在 Excel 中取消密码后重新保存。"
    if "panic" in type(error).__name__.lower():
        return "文件内部结构异常，读取程序无法处理。请用 Excel 打开并另存为 .xlsx 后再试。"
    first = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
    return (
        f"文件已损坏或不是规范的 Excel 工作簿（{first[:120]}）。"
        "请用 Excel 打开并另存为 .xlsx 后再试。"
    )
