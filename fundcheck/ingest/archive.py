"""Zip archives of ledgers: what is in them, by names as their makers wrote them."""

from __future__ import annotations

from functools import lru_cache
from itertools import count
from typing import TYPE_CHECKING

from fundcheck.errors import UnreadableBookError
from fundcheck.ingest.sniff import ZIP
from fundcheck.ingest.unzip import DAMAGE, Unzipped
from fundcheck.resources import FINDINGS_SHEETS

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Collection, Sequence
    from pathlib import Path

_UTF8_NAMES = 0x800
_ENCRYPTED = 0x1
_LARGEST_MEMBER = 2 << 30
_LARGEST_RATIO = 1000
_WORKBOOK = "xl/workbook.xml"
_HEAD_OF_WORKBOOK = 1 << 16
# Parts that make a zip a workbook or another document, and so no archive of ledgers.
_DOCUMENT = ("[content_types].xml", "mimetype", "content.xml")


class Archive:
    """An archive of files; ``members`` are their names, sorted, '/' between folders."""

    def __init__(self, content: bytes) -> None:
        """Open it; raises zipfile.BadZipFile where the content is no zip."""
        self._zip = Unzipped(content)
        self._entries: dict[str, zipfile.ZipInfo] = {}
        for entry in self._zip.infolist():
            if not entry.is_dir():
                self._entries[_unlike(_name(entry), self._entries)] = entry
        self.members = sorted(self._entries)

    def unpack(self, member: str, passwords: Sequence[str] = ()) -> bytes:
        """Return the content of a member.

        Raises UnreadableBookError where it is damaged, too large or needs a password.
        """
        entry = self._entries[member]
        largest = _LARGEST_RATIO * max(entry.compress_size, 1)
        if entry.file_size > min(_LARGEST_MEMBER, largest):
            raise UnreadableBookError(
                f"文件解压后有 {entry.file_size >> 20:,} MB，与其大小不相称，可能是恶意文件，"
                "已拒绝读取。请确认来源后自行解压再检查。"
            )
        needs_password = entry.flag_bits & _ENCRYPTED
        # Windows packs under a password in GBK, other systems in UTF-8.
        words = [word.encode(code) for word in passwords for code in ("gb18030", "utf-8")]
        tries = list(dict.fromkeys(words)) if needs_password else [None]
        for password in tries:
            try:
                return self._zip.read(entry, password)
            except NotImplementedError as error:  # a RuntimeError too, so it comes first
                raise UnreadableBookError(
                    "压缩包用了本程序不支持的压缩或加密方法。请解压后把其中的账册交给本程序，"
                    "或用 Windows 自带的「压缩(zipped)文件夹」重新打包。"
                ) from error
            except RuntimeError:  # a wrong password
                continue
            except DAMAGE as error:
                if password is not None:  # a wrong one that passed its check by chance
                    continue
                raise UnreadableBookError(
                    "压缩包里的这个文件已损坏，解压不出来。请重新打包，或解压后直接给出文件。"
                ) from error
        raise UnreadableBookError(
            "压缩包有密码。请解压后把其中的账册交给本程序，或用 --password-file 给出密码。"
        )


def archive_of(content: bytes) -> Archive | None:
    """Return the archive of files that the content is; a workbook is a zip too, and is none."""
    if not content.startswith(ZIP):
        return None
    try:
        archive = Archive(content)
    except DAMAGE:
        return None
    names = {name.lower() for name in archive.members}
    documents = any(part in names for part in _DOCUMENT) or any(
        name.endswith(".iwa") for name in names
    )
    return None if documents or any(name.startswith("xl/") for name in names) else archive


def is_our_paper(content: bytes) -> bool:
    """Whether a workbook is one of findings that fundcheck wrote, whatever it is called by now."""
    if not content.startswith(ZIP):
        return False
    try:
        with Unzipped(content) as parts, parts.open(_WORKBOOK) as part:
            head = part.read(_HEAD_OF_WORKBOOK).decode("utf-8", "replace")
    except (*DAMAGE, KeyError):
        return False
    return all(f'name="{name}"' in head for name in FINDINGS_SHEETS)


def archive_at(path: Path) -> Archive:
    """Return the archive at a path; members of one are read one after the other.

    Raises OSError where it cannot be read, and zipfile.BadZipFile where it is none any more.
    """
    return _archive_at(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=1)
def _archive_at(path: Path, _changed: int) -> Archive:
    return Archive(path.read_bytes())


def _name(entry: zipfile.ZipInfo) -> str:
    """Return the member's name; without the UTF-8 mark it is GBK, which zipfile takes for cp437.

    The name as it stands in the archive: on Windows zipfile takes the second byte of some Chinese
    characters for a backslash. Backslashes that are meant divide folders.
    """
    name = entry.orig_filename.partition("\0")[0]
    if not entry.flag_bits & _UTF8_NAMES:
        raw = name.encode("cp437", "replace")
        for encoding in ("utf-8", "gb18030"):
            try:
                return raw.decode(encoding).replace("\\", "/")
            except UnicodeDecodeError:
                continue
    return name.replace("\\", "/")


def _unlike(name: str, taken: Collection[str]) -> str:
    """Return the name, numbered where an archive has it twice: neither may hide the other."""
    stem, dot, suffix = name.rpartition(".")
    numbered = (f"{stem}（{number}）{dot}{suffix}" for number in count(2))
    return name if name not in taken else next(other for other in numbered if other not in taken)
