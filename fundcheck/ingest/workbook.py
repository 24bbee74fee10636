"""A file's content to its grids: every sheet, every cell, in its true place."""

from __future__ import annotations

import os
import re
import threading
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, NamedTuple

import polars as pl

from fundcheck.errors import UnreadableBookError
from fundcheck.ingest import (
    plain_ods,
    plain_xls,
    plain_xlsx,
    sheet_biff,
    sheet_ods,
    sheet_xlsb,
    sheet_xml,
)
from fundcheck.ingest.grid import (
    WIDEST_LEDGER,
    Grid,
    SheetScan,
    cells_allowed,
    columns_within,
    many_columns,
    rows_within,
    without_errors,
)
from fundcheck.ingest.sniff import Format, sniff
from fundcheck.ingest.unzip import DAMAGE, Unzipped

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
_LEAST_WORDS = 3  # a note of two odd signs is a word in some encoding too
_TRIED = 200  # texts that tell the encoding of a sheet
_FIGURE = re.compile(r"[\d\s.,:/%()+\-]*")
# The signs of code page 1252 that stand where Unicode has control characters; a NUL is nothing.
_WESTERN = {
    "\0": "",
    **{chr(code): bytes((code,)).decode("cp1252", "ignore") for code in range(0x80, 0xA0)},
}


def read_grids(
    content: bytes, name: str, passwords: Sequence[str] = (), *, careful: bool = False
) -> tuple[Format, list[Grid]]:
    """Return the format of a workbook and its sheets in their order, hidden ones too.

    name: the file's name without extension, which a file of one nameless table takes over;
    careful: whether a process that read the file without care has died of it.
    Raises UnreadableBookError with one sentence on what is wrong and how to mend it.
    """
    book_format = sniff(content)
    if book_format is Format.ENCRYPTED:
        from fundcheck.ingest.encrypted import decrypt  # noqa: PLC0415 - few files need it

        content = decrypt(content, passwords)
        book_format = sniff(content)
    return book_format, _grids(content, name, book_format, passwords, careful=careful)


def _grids(
    content: bytes, name: str, book_format: Format, passwords: Sequence[str], *, careful: bool
) -> list[Grid]:
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
    if book_format is Format.XLS and plain_xls.needs_password(content):
        return _read_decrypted(content, book_format, passwords)
    return _read_workbook(content, book_format, passwords, careful=careful)


def _read_workbook(
    content: bytes, book_format: Format, passwords: Sequence[str], *, careful: bool
) -> list[Grid]:
    """Return the grids of a workbook.

    careful: whether the file is looked through before its reader is let at it. With a small one
    that costs nothing; a large one is looked through while it is read, and read again with care
    where something was seen that its reader may have misread.
    """
    careful = careful or len(content) <= _LARGE
    try:
        given, problems, scans = _plain(content, book_format, careful=careful)
    except DAMAGE as error:
        raise UnreadableBookError(_reason(error)) from error
    # Of a small file a thread costs more than it saves, where other children are as busy.
    scanning = None if scans is not None else _Scanning(given, book_format, beside=not careful)
    # The Rust readers raise pyo3's PanicException on some broken files; it is no Exception.
    try:
        with _silent_panics():
            sheets = _load(given, book_format, problems)
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:
        if _is_password(error):
            return _read_decrypted(content, book_format, passwords)
        bare = plain_xls.without_formulas(given) if book_format is Format.XLS else given
        if bare == given:
            raise UnreadableBookError(_reason(error)) from error
        return _read_workbook(bare, book_format, passwords, careful=True)
    scans = scanning.result() if scanning else scans or []
    if not careful and any(seen.unusual for seen in scans):
        return _read_workbook(content, book_format, passwords, careful=True)
    return _with_scans(sheets, scans, book_format)


class _Scanning:
    """The look through a workbook for what its reader does not tell, beside that reader or now."""

    def __init__(self, content: bytes, book_format: Format, *, beside: bool) -> None:
        self._scans: list[SheetScan] = []
        self._damage: Exception | None = None
        self._thread = threading.Thread(target=self._scan, args=(content, book_format), daemon=True)
        self._beside = beside
        self._thread.start() if beside else self._scan(content, book_format)

    def _scan(self, content: bytes, book_format: Format) -> None:
        try:
            self._scans.extend(_SCANNERS[book_format](content))
        except DAMAGE as error:
            self._damage = error

    def result(self) -> list[SheetScan]:
        """Return what was seen of each sheet. Raises UnreadableBookError where it is damaged."""
        if self._beside:
            self._thread.join()
        if self._damage is not None:
            raise UnreadableBookError(_reason(self._damage)) from self._damage
        return self._scans


def _plain(content: bytes, book_format: Format, *, careful: bool) -> plain_xlsx.Plain:
    """Return the workbook as its reader can read it."""
    if book_format is Format.XLSX:
        return plain_xlsx.plain(content, sheets=careful)
    if book_format is Format.XLS:
        return plain_xlsx.Plain(*plain_xls.plain(content))
    if book_format is Format.ODS:
        return plain_xlsx.Plain(*plain_ods.plain(content))
    return plain_xlsx.Plain(content, {})


class _Loaded(NamedTuple):
    """A sheet as its reader gives it; problem and top as those of a grid."""

    name: str
    cells: pl.DataFrame = pl.DataFrame()
    hidden: bool = False
    problem: str = ""
    top: int = 0


def _with_scans(
    sheets: list[_Loaded],
    scans: list[SheetScan],
    book_format: Format,
) -> list[Grid]:
    """Return the grids of the sheets, each with what the scan saw of it."""
    by_name = {seen.name: seen for seen in scans}
    # A name in an old encoding may be read in two ways; the order of the sheets is the same.
    in_order = len(scans) == len(sheets)
    grids = []
    for index, (name, cells, hidden, problem, top) in enumerate(sheets):
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
                hidden_rows=rows_within(seen.hidden_rows, top + cells.height),
                hidden_columns=columns_within(seen.hidden_columns, cells),
                problem=problem,
                from_1904=seen.from_1904,
                top=top,
            )
        )
    return grids


def _read_decrypted(content: bytes, book_format: Format, passwords: Sequence[str]) -> list[Grid]:
    from fundcheck.ingest.encrypted import ENCRYPTED, decrypt  # noqa: PLC0415 - few files need it

    if book_format is not Format.XLS:
        raise UnreadableBookError(
            f"{ENCRYPTED}这种格式的密码不能由本程序打开。请取消密码后重新保存为 .xlsx。"
        )
    plain = decrypt(content, passwords)
    if plain == content or plain_xls.needs_password(plain):
        raise UnreadableBookError(
            f"{ENCRYPTED}它的加密方法本程序不支持。请用原来的程序打开，取消密码后另存为 .xlsx。"
        )
    return _read_workbook(plain, book_format, (), careful=True)


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


def _load(content: bytes, book_format: Format, problems: dict[str, str]) -> list[_Loaded]:
    """Return every sheet in its order.

    problems: sheet -> why it was left empty before its reader was let at it.
    """
    reader = _open(content, book_format)
    sheets: list[_Loaded] = []
    failed: list[Exception] = []
    spanned, allowed = 0, cache(lambda: cells_allowed(_unpacked_size(content, book_format)))
    for index, name in enumerate(reader.sheet_names):
        if spanned > cells_allowed(0) and spanned > allowed():
            sheets.append(_Loaded(name, problem=_TOO_MUCH))
            continue
        # Text throughout: typed reading turns whatever does not fit the first thousand rows into
        # null without a word. skip_rows=0 keeps leading blank rows, so that row numbers hold.
        try:
            sheet: Any = reader.load_sheet(index, header_row=None, skip_rows=0, dtypes="string")
        except Exception as error:
            if _is_password(error):
                raise
            # Chart, dialog and macro sheets are listed among the others and cannot be loaded.
            failed.append(error)
            sheets.append(_Loaded(name, problem=problems.get(name, _NO_SHEET)))
            continue
        frame: pl.DataFrame = sheet.to_polars()
        hidden = sheet.visible != "visible"
        frame.columns = [f"c{column.absolute_index}" for column in sheet.available_columns()]
        spanned += frame.height * frame.width
        if frame.width > WIDEST_LEDGER:
            sheets.append(_Loaded(name, pl.DataFrame(), hidden, many_columns(frame.width)))
            continue
        sheets.append(_placed(_Loaded(name, frame, hidden, problems.get(name, ""))))
    if failed and len(failed) == len(sheets):
        raise failed[0]
    return sheets


def _placed(sheet: _Loaded) -> _Loaded:
    """Return the sheet with its first column in its place, without very many blank rows above."""
    frame = sheet.cells
    if not frame.width:
        return sheet
    if frame.height > _ROWS_ABOVE:
        used = frame.select(pl.any_horizontal(pl.all().is_not_null()).arg_true().first()).item()
        if used is not None and used > _ROWS_ABOVE:
            frame, sheet = frame.slice(used), sheet._replace(top=used)
    first = int(frame.columns[0][1:])
    blank = [pl.lit(None, pl.String).alias(f"c{column}") for column in range(first)]
    return sheet._replace(cells=frame.select(*blank, pl.all()) if first else frame)


_ROWS_ABOVE = 10_000  # blank ones; a table may begin anywhere, and nothing is built above it


def _unpacked_size(content: bytes, book_format: Format) -> int:
    if book_format is Format.XLS:
        return len(content)
    with Unzipped(content) as archive:
        return sum(entry.file_size for entry in archive.infolist())


_NO_SHEET = "这张工作表打不开：可能是图表页、宏表或对话框页，没有数据可读；也可能已损坏。"
_TOO_MUCH = "各工作表的行、列多得读不下，绝大部分是空白。请删去多余的空行、空列并保存后再试。"


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
    bytes are all there. A sheet is mended where most of its words are so, and a figure never: two
    odd signs in a note say nothing of the other cells, and the bytes of 1000 are two characters.
    """
    if not cells.width or not _may_be_garbled(cells):
        return cells
    texts = pl.concat([column.drop_nulls() for column in cells.iter_columns()]).unique(
        maintain_order=True
    )
    words = [text for text in texts.head(_TRIED) if not _FIGURE.fullmatch(text)]
    encoding = max(("utf-16-le", "gb18030"), key=lambda name: _mendable(words, name))
    mendable = _mendable(words, encoding)
    if mendable < _LEAST_WORDS or 2 * mendable <= len(words):
        return cells.select(pl.all().str.replace_many(_WESTERN))
    anew = {
        text: mended
        for text in texts
        if not _FIGURE.fullmatch(text) and (mended := _reread(text, encoding)) is not None
    }
    return cells.select(pl.all().replace(anew))


def _may_be_garbled(cells: pl.DataFrame) -> bool:
    """Whether any cell has a control character, or Western letters where no Chinese is."""
    text = pl.all().str
    garbled, letters, meant = cells.select(
        garbled=pl.any_horizontal(text.contains(_GARBLED).any()),
        letters=pl.any_horizontal(text.contains(_BYTES_AS_LETTERS).any()),
        meant=pl.any_horizontal(text.contains(_CHINESE).any()),
    ).row(0)
    return bool(garbled or (letters and not meant))


def _mendable(words: Sequence[str], encoding: str) -> int:
    """Return how many of the words are Chinese when their bytes are read in that encoding."""
    read = (_reread(word, encoding) for word in words)
    return sum(bool(text and _HAN.search(text)) for text in read)


def _reread(text: str, encoding: str) -> str | None:
    """Return the text with its bytes read in that encoding, None where that makes no words."""
    anew = _decoded(text, encoding)
    return anew if anew and _MEANT.fullmatch(anew) else None


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


def _reason(error: BaseException) -> str:
    if "panic" in type(error).__name__.lower():
        return "文件内部结构异常，读取程序无法处理。请用 Excel 打开并另存为 .xlsx 后再试。"
    if "Cell limit" in str(error):
        return (
            "工作表声明的单元格多得读不下，多半是整行整列都设了格式。"
            "请删去数据下方和右侧的空行、空列，另存为 .xlsx 后再试。"
        )
    return "文件已损坏或不是规范的 Excel 工作簿。请用 Excel 打开并另存为 .xlsx 后再试。"
