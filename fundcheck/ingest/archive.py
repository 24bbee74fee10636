"""Zip archives of ledgers: what is in them, by names as their makers wrote them."""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import TYPE_CHECKING

from fundcheck.errors import UnreadableBookError
from fundcheck.ingest.sniff import ZIP

if TYPE_CHECKING:
    from collections.abc import Sequence

_UTF8_NAMES = 0x800
_ENCRYPTED = 0x1
_LARGEST_MEMBER = 2 << 30
_LARGEST_RATIO = 1000
_DAMAGE = (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError)
# Parts that make a zip a workbook or another document, and so no archive of ledgers.
_DOCUMENT = ("[content_types].xml", "mimetype", "content.xml")


def is_archive(content: bytes) -> bool:
    """Whether the content is a zip that holds files, rather than a workbook that is a zip."""
    if not content.startswith(ZIP):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = {name.lower() for name in archive.namelist()}
    except (zipfile.BadZipFile, ValueError, OSError):
        return False
    documents = any(part in names for part in _DOCUMENT)
    return not documents and not any(name.startswith("xl/") for name in names)


def members(content: bytes) -> list[str]:
    """Return the names of the files within, sorted, '/' between folders."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return sorted(_name(entry) for entry in archive.infolist() if not entry.is_dir())


def unpack(content: bytes, name: str, passwords: Sequence[str] = ()) -> bytes:
    """Return the content of the member of that name.

    Raises UnreadableBookError where it is damaged, too large or needs a password.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        entry = next(entry for entry in archive.infolist() if _name(entry) == name)
        largest = _LARGEST_RATIO * max(entry.compress_size, 1)
        if entry.file_size > min(_LARGEST_MEMBER, largest):
            raise UnreadableBookError(
                f"文件解压后有 {entry.file_size >> 20:,} MB，与其大小不相称，可能是恶意文件，"
                "已拒绝读取。请确认来源后自行解压再检查。"
            )
        needs_password = entry.flag_bits & _ENCRYPTED
        tries = [word.encode("gb18030") for word in passwords] if needs_password else [None]
        for password in tries:
            try:
                return archive.read(entry, password)
            except RuntimeError:  # a wrong password
                continue
            except _DAMAGE as error:
                if password is not None:  # a wrong one that passed its check by chance
                    continue
                raise UnreadableBookError(
                    "压缩包里的这个文件已损坏，解压不出来。请重新打包，或解压后直接给出文件。"
                ) from error
    raise UnreadableBookError(
        "压缩包有密码。请解压后把其中的账册交给本程序，或用 --password-file 给出密码。"
    )


def _name(entry: zipfile.ZipInfo) -> str:
    """Return the member's name; without the UTF-8 mark it is GBK, which zipfile takes for cp437."""
    name = entry.filename
    if not entry.flag_bits & _UTF8_NAMES:
        raw = name.encode("cp437", "replace")
        for encoding in ("utf-8", "gb18030"):
            try:
                return raw.decode(encoding)
            except UnicodeDecodeError:
                continue
    return name
