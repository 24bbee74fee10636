"""A file's content to its grids: every sheet, every cell, in its true place."""

from __future__ import annotations

import os
import re
import threading
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import polars as pl

from fundcheck.errors import UnreadableBookError
from fundcheck.ingest import sheet_biff, sheet_ods, sheet_xlsb, sheet_xml
from fundcheck.ingest.grid import Grid, SheetScan, columns_within, without_errors
from fundcheck.ingest.sniff import Format, sniff

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_GARBLED = r"[\x00\u0080-\u009f]"
_BYTES_AS_LETTERS = r"[\u00a1-\u00fe]{2}"
_CHINESE = r"\p{Han}"
_MEANT = re.compile(r"[\u4e00-\u9fff\u3000-\u303f\uff00-\uffef\x20-\x7e\s]+")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_LARGE = 1 << 20
_SCANNERS = {
    Format.XLSX: sheet_xml.scan,
    Format.XLS: sheet_biff.scan,
    Format.ODS: sheet_ods.scan,
    Format.XLSB: sheet_xlsb.scan,
}
_TRIED = 200  # texts that tell the encoding of a sheet


def read_grids(
    content: bytes, name: str, passwords: Sequence[str] = ()
) -> tuple[Format, list[Grid]]:
    """Return the format of a workbook and its sheets in their order, hidden ones too.

    name: the file's name without extension, which a file of one nameless table takes over.
    Raises UnreadableBookError with one sentence on what is wrong and how to mend it.
    """
    book_format = sniff(content)
    if book_format is Format.ENCRYPTED:
        from fundcheck.ingest.encrypted import decrypt  # noqa: PLC0415 - few files need it

        content = decrypt(content, passwords)
        book_format = sniff(content)
    return book_format, _grids(content, name, book_format, passwords)


def _grids(content: bytes, name: str, book_format: Format, passwords: Sequence[str]) -> list[Grid]:
    # Readers of the rarer formats are loaded where one of those turns up.
    if book_format is Format.TEXT:
        from fundcheck.ingest.delimited import read_text  # noqa: PLC0415

        return [without_errors(read_text(content, name))]
    if book_format in {Format.HTML, Format.MHTML, Format.SPREADSHEETML}:
        from fundcheck.ingest import markup  # noqa: PLC0415

        if book_format is Format.SPREADSHEETML:
            return list(map(without_errors, markup.read_spreadsheetml(content)))
        pages = [content] if book_format is Format.HTML else markup.pages_of(content)
        return list(map(without_errors, markup.read_html(pages, name)))
    if book_format in {Format.XML, Format.JSON}:
        from fundcheck.ingest import exchange  # noqa: PLC0415

        as_xml = book_format is Format.XML
        return exchange.read_xml(content) if as_xml else exchange.read_json(content)
    return _read_workbook(content, book_format, passwords)


def _read_workbook(content: bytes, book_format: Format, passwords: Sequence[str]) -> list[Grid]:
    scans: list[SheetScan] = []
    damage: list[Exception] = []

    def scan() -> None:
        try:
            scans.extend(_SCANNERS[book_format](content))
        except sheet_xml.DAMAGE as error:
            damage.append(error)

    scanner = threading.Thread(target=scan, daemon=True)
    # Of a small file the thread costs more than it saves, where other children are as busy.
    scanner.start() if len(content) > _LARGE else scanner.run()
    # The Rust readers raise pyo3's PanicException on some broken files; it is no Exception.
    try:
        with _silent_panics():
            sheets = _load(content, book_format)
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:
        if _is_password(error):
            return _read_decrypted(content, book_format, passwords, error)
        raise UnreadableBookError(_reason(error)) from error
    if scanner.is_alive():
        scanner.join()
    if damage:
        raise UnreadableBookError(_reason(damage[0])) from damage[0]
    return _with_scans(sheets, scans, book_format)


def _with_scans(
    sheets: list[tuple[str, pl.DataFrame, bool, str]],
    scans: list[SheetScan],
    book_format: Format,
) -> list[Grid]:
    """Return the grids of the sheets, each with what the scan saw of it."""
    by_name = {seen.name: seen for seen in scans}
    # A name in an old encoding may be read in two ways; the order of the sheets is the same.
    in_order = len(scans) == len(sheets)
    grids = []
    for index, (name, cells, hidden, problem) in enumerate(sheets):
        seen = scans[index] if in_order else by_name.get(name, SheetScan(name))
        mended = _mend_text(cells) if book_format is Format.XLS else cells
        grids.append(
            Grid(
                name,
                mended,
                hidden=hidden,
                merges=tuple(seen.merges),
                lost=seen.lost,
                imprecise=frozenset(seen.imprecise),
                red=frozenset(seen.red),
                hidden_rows=seen.hidden_rows,
                hidden_columns=columns_within(seen.hidden_columns, cells),
                problem=problem,
            )
        )
    return grids


def _read_decrypted(
    content: bytes, book_format: Format, passwords: Sequence[str], error: BaseException
) -> list[Grid]:
    from fundcheck.ingest.encrypted import ENCRYPTED, decrypt  # noqa: PLC0415 - few files need it

    if book_format is not Format.XLS:
        raise UnreadableBookError(
            f"{ENCRYPTED}这种格式的密码不能由本程序打开。请取消密码后重新保存为 .xlsx。"
        ) from error
    plain = decrypt(content, passwords)
    if plain == content:
        raise UnreadableBookError(_reason(error)) from error
    return _read_workbook(plain, book_format, ())


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


def _load(content: bytes, book_format: Format) -> list[tuple[str, pl.DataFrame, bool, str]]:
    """Return (name, cells, hidden, why it cannot be read) of every sheet."""
    reader = _open(content, book_format)
    sheets = []
    for index, name in enumerate(reader.sheet_names):
        # Text throughout: typed reading turns whatever does not fit the first thousand rows into
        # null without a word. skip_rows=0 keeps leading blank rows, so that row numbers hold.
        try:
            sheet: Any = reader.load_sheet(index, header_row=None, skip_rows=0, dtypes="string")
        except Exception as error:
            if book_format is not Format.XLSB:
                raise
            # An xlsb lists its chart sheets among the others, and they cannot be loaded.
            problem = f"这张工作表打不开（{_first_line(error)}）；图表页没有数据，可以不管。"
            sheets.append((name, pl.DataFrame(), False, problem))
            continue
        frame: pl.DataFrame = sheet.to_polars()
        frame.columns = [f"c{column.absolute_index}" for column in sheet.available_columns()]
        if frame.width and (first := int(frame.columns[0][1:])):
            blank = [pl.lit(None, pl.String).alias(f"c{column}") for column in range(first)]
            frame = frame.select(*blank, pl.all())
        sheets.append((name, frame, sheet.visible != "visible", ""))
    return sheets


def _open(content: bytes, book_format: Format) -> Any:  # noqa: ANN401 - the library has no stubs
    import fastexcel  # noqa: PLC0415 - only runs that read a workbook need it

    try:
        return fastexcel.read_excel(content)
    except Exception as error:
        if "cannot detect" not in str(error).lower():
            raise
        # From bytes the reader tries every format and says only that none fits; told the format
        # by a file's name it says what is wrong.
        # Windows does not delete what the reader has open.
        with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            named = Path(folder) / f"book.{book_format.name.lower()}"
            named.write_bytes(content)
            return fastexcel.read_excel(str(named))


def _mend_text(cells: pl.DataFrame) -> pl.DataFrame:
    r"""Undo text read under the wrong code page, as prints of old programs declare it.

    UTF-16 or GBK that the file declares as Western comes out byte by byte: H\0i\0, ÈÕÆÚ. The
    bytes are all there; a cell is mended where reading them anew gives Chinese characters.
    """
    if not cells.width:
        return cells
    text = pl.all().str
    seen = cells.select(
        garbled=pl.any_horizontal(text.contains(_GARBLED).any()),
        letters=pl.any_horizontal(text.contains(_BYTES_AS_LETTERS).any()),
        meant=pl.any_horizontal(text.contains(_CHINESE).any()),
    )
    garbled, letters, meant = seen.row(0)
    if not garbled and (meant or not letters):
        return cells
    texts = pl.concat([column.drop_nulls() for column in cells.iter_columns()]).unique(
        maintain_order=True
    )
    encoding = max(("utf-16-le", "gb18030"), key=lambda name: _han_share(texts, name))
    mended = []
    for column in cells.iter_columns():
        different = column.drop_nulls().unique()
        if different.len():
            anew = pl.Series([_reread(text, encoding) for text in different], dtype=pl.String)
            column = column.replace_strict(different, anew, default=None)  # noqa: PLW2901
        mended.append(column.cast(pl.String))
    return pl.DataFrame(mended)


def _han_share(texts: pl.Series, encoding: str) -> float:
    """Return how much of the texts is Chinese when their bytes are read in that encoding."""
    read = "".join(_decoded(text, encoding) or "" for text in texts.head(_TRIED))
    return len(_HAN.findall(read)) / max(len(read), 1)


def _reread(text: str, encoding: str) -> str:
    anew = _decoded(text, encoding)
    return anew if anew and _MEANT.fullmatch(anew) else text


def _decoded(text: str, encoding: str) -> str | None:
    try:
        # cp1252 has holes, which readers fill with the control character of the same number.
        content = b"".join(
            bytes((ord(c),)) if ord(c) < 256 else c.encode("cp1252")  # noqa: PLR2004 - a byte
            for c in text
        )
        return content.decode(encoding)
    except UnicodeError:
        return None


def _is_password(error: BaseException) -> bool:
    text = str(error).lower()
    return "password" in text or "encrypt" in text


def _first_line(error: BaseException) -> str:
    text = str(error).strip()
    return text.splitlines()[0].removeprefix("calamine error: ")[:120] if text else "原因不明"


def _reason(error: BaseException) -> str:
    if "panic" in type(error).__name__.lower():
        return "文件内部结构异常，读取程序无法处理。请用 Excel 打开并另存为 .xlsx 后再试。"
    if "Cell limit" in str(error):
        return (
            "工作表声明的单元格多得读不下，多半是整行整列都设了格式。"
            "请删去数据下方和右侧的空行、空列，另存为 .xlsx 后再试。"
        )
    return (
        f"文件已损坏或不是规范的 Excel 工作簿（{_first_line(error)}）。"
        "请用 Excel 打开并另存为 .xlsx 后再试。"
    )
