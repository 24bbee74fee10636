"""Tell what a file is by its bytes: the extension of an accounting export often lies."""

from __future__ import annotations

import re
from enum import Enum
from typing import TYPE_CHECKING

from fundcheck.errors import UnreadableBookError
from fundcheck.ingest.unzip import DAMAGE, Unzipped

if TYPE_CHECKING:
    import zipfile

ZIP = b"PK\x03\x04"
MANIFEST, ODS_CONTENT = "META-INF/manifest.xml", "content.xml"
ODS_ENCRYPTED = "encrypted-package"
"""The part that an OpenDocument file has instead of the others where LibreOffice encrypted it."""
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BARE_BIFF = (b"\x09\x08", b"\x09\x04", b"\x09\x02", b"\x09\x00")
# A workbook that grows more than this on unpacking is an attack or a mistake, not a ledger.
_LARGEST_UNPACKED = 4 << 30
_LARGEST_RATIO = 1000
_HEAD = 4096
_MHTML = re.compile(rb"^mime-version:\s*1", re.MULTILINE)
# What may stand before the first element: declarations and comments.
_ASIDE = re.compile(rb"<\?.*?\?>|<!--.*?-->|<!doctype(?!\s+html)[^>]*>", re.DOTALL)
_ROOT = re.compile(rb"\s*<(!?[^\s<>/!?][^\s<>/]*)[\s/>]")
_OF_PAGES = (
    *(b"html", b"!doctype", b"table", b"meta", b"head", b"body", b"div", b"style", b"title"),
    *(b"center", b"font", b"p", b"span", b"tr", b"thead", b"tbody", b"form", b"br", b"link"),
)
_OTHERS = {
    b"%PDF": " PDF",
    b"{\\rtf": " RTF 文档",
    b"\x89PNG": "图片（PNG）",
    b"\xff\xd8\xff": "图片（JPEG）",
    b"MZ": "可执行程序",
    b"\0\1\0\0Standard": " Access 数据库",
    b"SQLite format": " SQLite 数据库",
}
_OLD_TABLES = {
    b"table\r\n0,1": "DIF 格式的表格",
    b"table\n0,1": "DIF 格式的表格",
    b"id;p": "SYLK 格式的表格",
}
_PACKED = {
    b"Rar!\x1a\x07": "RAR 压缩包",
    b"7z\xbc\xaf\x27\x1c": "7z 压缩包",
    b"\x1f\x8b": "gz 压缩包",
}


class Format(Enum):
    """The formats that can be read."""

    XLSX = "Excel 工作簿（xlsx）"
    XLSB = "Excel 二进制工作簿（xlsb）"
    XLS = "Excel 97-2003 工作簿（xls）"
    ODS = "OpenDocument 表格（ods）"
    SPREADSHEETML = "XML 表格 2003（SpreadsheetML）"
    HTML = "网页表格（HTML）"
    MHTML = "单个文件网页（MHTML）"
    XML = "会计核算软件数据接口（XML）"
    JSON = "会计核算软件数据接口（JSON）"
    TEXT = "文本表格（CSV）"
    ENCRYPTED = "加密的工作簿"


def sniff(content: bytes) -> Format:
    """Return the format of a file's content.

    Raises UnreadableBookError with the reason and the mend where it cannot be read.
    """
    if not content:
        raise UnreadableBookError("文件是空的（0 字节）。请重新导出或从原处再复制一份。")
    if content.startswith(ZIP):
        return _sniff_zip(content)
    if content.startswith(_OLE):
        return _sniff_ole(content)
    if content.startswith(_BARE_BIFF):
        raise UnreadableBookError(
            "文件是很老的 Excel（5.0 以前）格式。请用 Excel 打开后另存为 .xlsx。"
        )
    for mark, what in _OTHERS.items():
        if content.startswith(mark):
            raise UnreadableBookError(f"文件是{what}，不是表格。请从财务系统导出为 .xlsx。")
    for mark, what in _PACKED.items():
        if content.startswith(mark):
            raise UnreadableBookError(f"文件是{what}。请解压后把其中的账册交给本程序。")
    return _sniff_text(content)


def _sniff_text(content: bytes) -> Format:
    # NULs are taken out so that the markup of UTF-16 text shows as well.
    start = content[:_HEAD].lstrip(b"\xef\xbb\xbf\xff\xfe").replace(b"\0", b"").strip().lower()
    for mark, what in _OLD_TABLES.items():
        if start.startswith(mark):
            raise UnreadableBookError(f"文件是 {what}，本程序不读。请用 Excel 打开后另存为 .xlsx。")
    if start.startswith((b"{", b"[{")):
        return Format.JSON
    if _MHTML.search(start):
        return Format.MHTML
    root = _ROOT.match(_ASIDE.sub(b"", start))
    # A CSV may begin with <内部资料> and does not end with a tag.
    if not root or not (root[1] in _OF_PAGES or _ends_with_tag(content)):
        return Format.TEXT
    if b"urn:schemas-microsoft-com:office:spreadsheet" in start and root[1] not in _OF_PAGES:
        return Format.SPREADSHEETML
    if b"opendocument" in start and root[1] not in _OF_PAGES:
        raise UnreadableBookError(
            "文件是单个 XML 的 OpenDocument 表格（fods）。请另存为 .ods 或 .xlsx。"
        )
    return Format.HTML if root[1] in _OF_PAGES else Format.XML


def _ends_with_tag(content: bytes) -> bool:
    """Whether a text ends with >, in any encoding, as whole markup does.

    Markup that was cut off has closing tags all the same, which no list has.
    """
    return content[-_HEAD:].replace(b"\0", b"").rstrip().endswith(b">") or b"</" in content


def _sniff_zip(content: bytes) -> Format:
    try:
        with Unzipped(content) as archive:
            _refuse_bomb(archive, len(content))
            return _sniff_parts(archive)
    except (*DAMAGE, KeyError) as error:
        raise UnreadableBookError(
            "文件已损坏：压缩结构不完整，多半是没有下载或复制完。请重新导出，"
            "或用 Excel 打开修复后另存为 .xlsx。"
        ) from error


def _refuse_bomb(archive: zipfile.ZipFile, packed: int) -> None:
    unpacked = sum(entry.file_size for entry in archive.infolist())
    if unpacked > _LARGEST_UNPACKED or unpacked > _LARGEST_RATIO * packed:
        raise UnreadableBookError(
            f"文件解压后有 {unpacked >> 20:,} MB，与其大小不相称，可能是恶意文件，已拒绝读取。"
            "请核对文件的来源；如果确是账册，请用 Excel 打开并另存为 .xlsx 后再试。"
        )


def _sniff_parts(archive: zipfile.ZipFile) -> Format:
    names = {name.lower() for name in archive.namelist()}
    if "[content_types].xml" in names:
        if any(name.endswith("workbook.bin") for name in names):
            return Format.XLSB
        if any(name.startswith("xl/") or name.endswith("workbook.xml") for name in names):
            return Format.XLSX
        raise UnreadableBookError(
            "文件是 Office 文档，但里面没有 Excel 工作簿。请从财务系统重新导出为 .xlsx。"
        )
    if {ODS_CONTENT, ODS_ENCRYPTED} & names and _is_document(archive, names):
        kind = "mimetype" if "mimetype" in names else ODS_CONTENT
        if b"spreadsheet" not in archive.read(kind):
            raise UnreadableBookError(
                "文件是 OpenDocument 文档，但不是表格。请从财务系统重新导出为 .xlsx。"
            )
        listed = archive.read(MANIFEST) if MANIFEST.lower() in names else b""
        return Format.ENCRYPTED if b"encryption-data" in listed else Format.ODS
    if any(name.endswith(".iwa") for name in names):
        raise UnreadableBookError(
            "文件是苹果 Numbers 表格，本程序不读。请在 Numbers 里「导出为 Excel」（.xlsx）后再试。"
        )
    raise UnreadableBookError(
        "文件是压缩包，里面不是 Excel 工作簿。请解压后把其中的账册交给本程序。"
    )


def _is_document(archive: zipfile.ZipFile, names: set[str]) -> bool:
    """Whether an archive is an OpenDocument file; some programs leave out the part mimetype."""
    if "mimetype" in names or MANIFEST.lower() in names:
        return True
    with archive.open(ODS_CONTENT) as file:
        return b"urn:oasis:names:tc:opendocument" in file.read(_HEAD)


def _sniff_ole(content: bytes) -> Format:
    if "EncryptedPackage".encode("utf-16-le") in content:
        return Format.ENCRYPTED
    lowered = content.lower()
    if any(name.encode("utf-16-le") in lowered for name in ("workbook", "book")):
        return Format.XLS
    raise UnreadableBookError(
        "文件是 Office 97-2003 格式，但里面没有 Excel 工作簿："
        "可能是 Word 等别的文档，或者文件不完整。请从原处重新复制，或用 Excel 打开后另存为 .xlsx。"
    )
