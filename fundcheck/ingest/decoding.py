"""Bytes to text and to XML, in the encodings that offices use."""

from __future__ import annotations

import codecs
import re
from xml.etree import ElementTree as ET

from fundcheck.errors import UnreadableBookError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROL = frozenset(chr(code) for code in range(32)) - set("\t\r\n\x0b\x0c\x1a")
_LOOKED_AT = 4096
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_\-]+)""", re.IGNORECASE)
# What pages declare as gb2312 or gbk is full of characters that only GB 18030 has.
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "gb_2312-80": "gb18030", "x-gbk": "gb18030"}


def decode(content: bytes) -> str:
    """Return the text of a file: by its byte order mark, else what it declares, else by trial.

    Raises UnreadableBookError where the bytes are no text in a known encoding.
    """
    for encoding in _encodings(content):
        try:
            text = content.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
        if not _CONTROL.intersection(text[:_LOOKED_AT]):
            return text.rstrip("\x1a")  # the end mark that DOS programs leave
    raise UnreadableBookError(
        "看不出是什么文件：既不是 Excel 工作簿，也不是 UTF-8 或 GBK 编码的文本表格。"
        "请从财务系统重新导出为 .xlsx。"
    )


def xml_root(content: bytes) -> ET.Element:
    """Return the root of an XML document in any of these encodings.

    expat itself reads few encodings: the text is decoded first and its declaration taken off.
    Raises UnreadableBookError as ``decode`` does, and ParseError where the XML is broken.
    """
    return ET.fromstring(_DECLARATION.sub("", decode(content), count=1))  # noqa: S314


def broken_at(error: ET.ParseError) -> str:
    """Return where an XML document breaks off, in words for users."""
    line, column = error.position
    return f"第 {line} 行第 {column + 1} 个字符处断开"


def _encodings(content: bytes) -> tuple[str, ...]:
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return (encoding,)
    head = content[:_LOOKED_AT]
    # Without a mark UTF-16 shows by its NULs: ASCII digits and commas have one each.
    if head.count(b"\0") > len(head) // 20:
        little = head[1::2].count(b"\0") > head[0::2].count(b"\0")
        return ("utf-16-le" if little else "utf-16-be",)
    # GB 18030 accepts almost any bytes, UTF-8 almost none that were not meant: so UTF-8 first.
    if head.lstrip().startswith(b"<") and (declared := _DECLARED.search(head)):
        name = declared[1].decode().lower()
        return ("utf-8", _WIDER.get(name, name), "gb18030")
    return ("utf-8", "gb18030")
