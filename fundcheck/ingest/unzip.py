"""Zip archives that may be damaged: whatever is wrong with one, one family of errors says so."""

from __future__ import annotations

import io
import lzma
import struct
import zipfile
import zlib
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

DAMAGE = (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError)
"""What opening and unpacking a damaged archive raises."""

NO_XML = (LookupError, ValueError)
"""What the parser of XML raises beside ParseError, of an encoding that nobody knows."""


class Unzipped(zipfile.ZipFile):
    """An archive to read. Raises one of DAMAGE where it is none, or a part cannot be unpacked.

    A part that it does not have is a KeyError, as ever.
    """

    def __init__(self, content: bytes) -> None:
        try:
            super().__init__(io.BytesIO(content))
        except (ValueError, struct.error) as error:
            raise zipfile.BadZipFile(str(error)) from error

    def open(self, *given: Any, **named: Any) -> IO[bytes]:  # noqa: ANN401 - as the class above it
        """Open a part; a directory of offsets that lie outside the file is damage too."""
        try:
            return super().open(*given, **named)
        except (ValueError, struct.error, lzma.LZMAError) as error:
            raise zipfile.BadZipFile(str(error)) from error


def rewritten(
    archive: zipfile.ZipFile, anew: Mapping[str, bytes], ahead: Mapping[str, bytes] | None = None
) -> bytes:
    """Return the archive with other content in some of its parts.

    anew: part -> its new content, in whatever case the part is written; ahead: parts that stand
    before all others, unpacked, and take the place of those of the archive.
    """
    parts = {name.lower(): data for name, data in anew.items()}
    first = ahead or {}
    dropped = {name.lower() for name in first}
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as written:
        for name, data in first.items():
            written.writestr(name, data, zipfile.ZIP_STORED)
        for entry in archive.infolist():
            own = entry.filename.lower()
            if own not in dropped:
                other = parts.get(own)
                written.writestr(entry.filename, archive.read(entry) if other is None else other)
    return target.getvalue()
