"""Open a workbook that a password protects."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from fundcheck.errors import UnreadableBookError

if TYPE_CHECKING:
    from collections.abc import Sequence

ENCRYPTED = "文件已加密（打开需要密码）。"
_MEND = "请在 Excel 中取消密码后重新保存，或把密码写进一个文本文件，用 --password-file 给出。"


def decrypt(content: bytes, passwords: Sequence[str]) -> bytes:
    """Return the workbook's plain content under the first password that opens it.

    Raises UnreadableBookError where none does, without naming any of them.
    """
    if not passwords:
        raise UnreadableBookError(f"{ENCRYPTED}{_MEND}")
    import msoffcrypto  # noqa: PLC0415 - it loads a cryptographic library

    for password in passwords:
        plain = io.BytesIO()
        try:
            book = msoffcrypto.OfficeFile(io.BytesIO(content))
            book.load_key(password=password)
            book.decrypt(plain)
        except Exception:  # noqa: BLE001, S112 - a wrong password shows as any of many errors
            continue
        return plain.getvalue()
    raise UnreadableBookError(
        f"{ENCRYPTED}--password-file 里的 {len(passwords)} 个密码都打不开它。请核对密码。"
    )
