"""Open a workbook that a password protects."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from fundcheck.errors import UnreadableBookError
from fundcheck.ingest import encrypted_ods
from fundcheck.ingest.sniff import ZIP

if TYPE_CHECKING:
    from collections.abc import Sequence

ENCRYPTED = "文件已加密（打开需要密码）。"
_MEND = "请在 Excel 中取消密码后重新保存，或把密码写进一个文本文件，用 --password-file 给出。"
# Excel encrypts what it protects without asking for a password, such as the structure of an old
# workbook, and opens it by this one, which stands in its documentation.
_EXCELS_OWN = "VelvetSweatshop"


def decrypt(content: bytes, passwords: Sequence[str]) -> bytes:
    """Return the workbook's plain content under the first password that opens it.

    Raises UnreadableBookError where none does, without naming any of them.
    """
    is_zip = content.startswith(ZIP)
    unlock = encrypted_ods.unlock if is_zip else _unlock
    in_doubt = False
    for password in passwords if is_zip else (_EXCELS_OWN, *passwords):
        try:
            plain = unlock(content, password)
        except MemoryError:
            raise
        except Exception:  # noqa: BLE001 - whatever a damaged or an unknown encryption raises
            in_doubt = True
            continue
        if plain is not None:
            return plain
    if not passwords:
        raise UnreadableBookError(f"{ENCRYPTED}{_MEND}")
    if in_doubt:
        raise UnreadableBookError(
            f"{ENCRYPTED}它的加密方法本程序不支持，或加密信息已损坏。"
            "请用原来的程序打开，取消密码后另存为 .xlsx。"
        )
    raise UnreadableBookError(
        f"{ENCRYPTED}--password-file 里的 {len(passwords)} 个密码都打不开它。请核对密码。"
    )


def _unlock(content: bytes, password: str) -> bytes | None:
    import msoffcrypto  # noqa: PLC0415 - it loads a cryptographic library
    from msoffcrypto.exceptions import InvalidKeyError  # noqa: PLC0415

    plain = io.BytesIO()
    book = msoffcrypto.OfficeFile(io.BytesIO(content))
    try:
        book.load_key(password=password)
        book.decrypt(plain)
    except InvalidKeyError:
        return None
    return plain.getvalue()
