"""Tell what a file is by its bytes: the extension of an accounting export often lies."""

from __future__ import annotations

import zipfile
from enum import Enum
from typing import TYPE_CHECKING

from fundcheck.errors import UnreadableBookError

if TYPE_CHECKING:
    from pathlib import Path

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BARE_BIFF = (b"\x09\x08", b"\x09\x04", b"\x09\x02", b"\x09\x00")
# A workbook that grows more than this on unpacking is an attack or a mistake, not a ledger.
_LARGEST_UNPACKED = 4 << 30
_LARGEST_RATIO = 1000


class Format(Enum):
    """The formats that can be read."""

    XLSX = "Excel 工作簿（xlsx）"
    XLS = "Excel 97-2003 工作簿（xls）"
    TEXT = "文本表格（CSV）"


def sniff(path: Path) -> Format:
    """Return the format of the file.

    Raises UnreadableBookError with the reason and the mend where it cannot be read.
    """
    size = path.stat().st_size
    if size == 0:
        raise UnreadableBookError("文件是空的（0 字节）。请重新导出或从原处再复制一份。")
    with path.open("rb") as file:
        head = file.read(4096)
    if head.startswith(_ZIP):
        return _sniff_zip(path)
    if head.startswith(_OLE):
        return _sniff_ole(path)
    if head.startswith(_BARE_BIFF):
        raise UnreadableBookError(
            "文件是很老的 Excel（5.0 以前）格式。请用 Excel 打开后另存为 .xlsx。"
        )
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith(b"<"):
        if b"urn:schemas-microsoft-com:office:spreadsheet" in start:
            raise UnreadableBookError(
                "文件内容是 XML 表格（SpreadsheetML 2003），不是真正的 Excel 工作簿。"
                "请用 Excel 打开后另存为 .xlsx。"
            )
        if any(tag in start for tag in (b"<html", b"<table", b"<!doctype html", b"<meta")):
            raise UnreadableBookError(
                f"文件内容是网页（HTML），不是真正的 Excel 工作簿，只是扩展名叫 {path.suffix}。"
                "请用 Excel 打开后另存为 .xlsx。"
            )
        raise UnreadableBookError("文件内容是 XML，不是表格。请从财务系统重新导出为 .xlsx。")
    if head.startswith(b"%PDF"):
        raise UnreadableBookError("文件是 PDF，不是表格。请从财务系统导出为 .xlsx。")
    return Format.TEXT


def _sniff_zip(path: Path) -> Format:
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, OSError, EOFError, ValueError) as error:
        raise UnreadableBookError(
            "文件已损坏：压缩结构不完整，多半是没有下载或复制完。请重新导出，"
            "或用 Excel 打开修复后另存为 .xlsx。"
        ) from error
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > _LARGEST_UNPACKED or unpacked > _LARGEST_RATIO * max(path.stat().st_size, 1):
        raise UnreadableBookError(
            f"文件解压后有 {unpacked >> 20:,} MB，与其大小不相称，可能是恶意文件，已拒绝读取。"
        )
    names = {entry.filename.lower() for entry in entries}
    if "[content_types].xml" in names:
        if any(name.endswith("workbook.bin") for name in names):
            raise UnreadableBookError("暂不支持 .xlsb 格式。请用 Excel 打开后另存为 .xlsx。")
        if any(name.startswith("xl/") or name.endswith("workbook.xml") for name in names):
            return Format.XLSX
    if "mimetype" in names and "content.xml" in names:
        raise UnreadableBookError("暂不支持 .ods 格式。请用 WPS 或 LibreOffice 另存为 .xlsx。")
    raise UnreadableBookError(
        "文件是压缩包，里面不是 Excel 工作簿。请解压后把其中的账册交给本程序。"
    )


def _sniff_ole(path: Path) -> Format:
    content = path.read_bytes()
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise UnreadableBookError("文件已加密（打开需要密码）。请在 Excel 中取消密码后重新保存。")
    lowered = content.lower()
    if any(name.encode("utf-16-le") in lowered for name in ("workbook", "book")):
        return Format.XLS
    raise UnreadableBookError(
        "文件是 Office 97-2003 文档，但里面没有 Excel 工作簿。请用 Excel 打开后另存为 .xlsx。"
    )
