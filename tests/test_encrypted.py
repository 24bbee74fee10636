"""Workbooks under a password: read with it, named without it, and never taken for damaged."""

from __future__ import annotations

import base64
import hashlib
import io
import struct
import zipfile
import zlib
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING

import pytest
import xlwt
from books import write_xlsx
from cryptography.hazmat.decrepit.ciphers.algorithms import Blowfish
from cryptography.hazmat.decrepit.ciphers.modes import CFB
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from forms import FORMATS
from msoffcrypto.format.ooxml import OOXMLFile
from reading import refusal
from running import fundcheck
from xlwt.CompoundDoc import XlsDoc

from fundcheck.ingest.discover import discover
from fundcheck.ingest.library import read_library

if TYPE_CHECKING:
    from pathlib import Path

    from forms import Rows

ROWS: Rows = [
    ["项目编号", "日期", "凭证号", "摘要", "金额"],
    ["JC-01", "2024-05-06", "记-7", "购试剂", "12.50"],
]
PASSWORD = "晋城2024"  # noqa: S105 - of books that this test writes
W3 = "http://www.w3.org/"
md5 = partial(hashlib.md5, usedforsecurity=False)  # as old formats have it
MANIFEST = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"


def _amounts(path: Path, *passwords: str) -> list[Decimal]:
    tables, (receipt,) = read_library(discover([path]).inputs, passwords=passwords)
    assert receipt.readable, receipt.error
    return tables["entries"]["amount"].to_list()


def _error(path: Path, *passwords: str) -> str:
    _, (receipt,) = read_library(discover([path]).inputs, passwords=passwords)
    return receipt.error or ""


def _check(path: Path, password: str = PASSWORD) -> None:
    assert "文件已加密" in refusal(path)
    assert "--password-file" in refusal(path)
    assert "2 个密码都打不开" in _error(path, "x", "y")
    assert _amounts(path, "x", password) == [Decimal("12.50")]


def _ooxml(path: Path, password: str) -> Path:
    plain = write_xlsx(path.with_name("明.xlsx"), {"支出明细": ROWS})
    with plain.open("rb") as source, path.open("wb") as target:
        OOXMLFile(source).encrypt(password, target)
    plain.unlink()
    return path


def test_an_xlsx(tmp_path: Path) -> None:
    _check(_ooxml(tmp_path / "密.xlsx", PASSWORD))


def test_what_excel_protects_without_asking_needs_no_password(tmp_path: Path) -> None:
    """Excel encrypts a protected structure by a password of its own and opens it unasked."""
    assert _amounts(_ooxml(tmp_path / "密.xlsx", "VelvetSweatshop")) == [Decimal("12.50")]
    assert _amounts(_xls(tmp_path / "密.xls", "VelvetSweatshop")) == [Decimal("12.50")]


def _rc4(key: bytes, data: bytes) -> bytes:
    state = list(range(256))
    j = 0
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) % 256
        state[i], state[j] = state[j], state[i]
    i = j = 0
    out = bytearray()
    for byte in data:
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        out.append(byte ^ state[(state[i] + state[j]) % 256])
    return bytes(out)


def _xls(path: Path, password: str) -> Path:
    """Write an .xls under RC4 as [MS-OFFCRYPTO] 2.3.6 and [MS-XLS] 2.2.10 describe it."""
    salt = bytes(range(16))
    hashed = md5(password.encode("utf-16-le")).digest()[:5]
    middle = md5((hashed + salt) * 16).digest()[:5]

    def crypt(data: bytes) -> bytes:
        return b"".join(
            _rc4(md5(middle + struct.pack("<I", block)).digest(), data[place : place + 1024])
            for block, place in enumerate(range(0, len(data), 1024))
        )

    verifier = b"sixteen bytes!!!"
    verified = crypt(verifier + md5(verifier).digest())
    lock = struct.pack("<HHHHH", 0x2F, 54, 1, 1, 1) + salt + verified
    book = xlwt.Workbook()
    sheet = book.add_sheet("支出明细")
    for r, row in enumerate(ROWS):
        for c, value in enumerate(row):
            sheet.write(r, c, value)
    stream = book.get_biff_data()
    plain, hidden = b"", b""  # hidden: 1 for each byte that is encrypted
    while stream[2:4]:
        kind, size = struct.unpack_from("<HH", stream)
        body, stream = stream[4 : 4 + size], stream[4 + size :]
        if kind == 0x85:  # where a sheet begins moves by the new record
            body = struct.pack("<I", struct.unpack("<I", body[:4])[0] + len(lock)) + body[4:]
        clear = {0x809: size, 0x85: 4}.get(kind, 0)
        plain += struct.pack("<HH", kind, size) + body
        hidden += bytes(4 + clear) + b"\x01" * (size - clear)
        if plain[4:] == body:  # behind the first record
            plain += lock
            hidden += bytes(len(lock))
    # The file is filled up with zeros, which are whole records only behind a multiple of four.
    last = struct.pack("<HH", 0, -len(plain) % 4) + bytes(-len(plain) % 4)
    plain, hidden = plain + last, hidden + bytes(len(last))
    stream = bytes(
        p ^ m * h for p, m, h in zip(plain, crypt(bytes(len(plain))), hidden, strict=True)
    )
    XlsDoc().save(str(path), stream)
    return path


def test_an_old_xls(tmp_path: Path) -> None:
    _check(_xls(tmp_path / "密.xls", "abc123"), "abc123")


def _deflated(data: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush()


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _document(path: Path, part: str, locked: bytes, data: str) -> Path:
    """Write a document whose only other part is the manifest that says how it is encrypted."""
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", kind)
        archive.writestr(part, locked)
        archive.writestr(
            "META-INF/manifest.xml",
            f'<manifest:manifest xmlns:manifest="{MANIFEST}" xmlns:loext="urn:x">'
            f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
            f'<manifest:file-entry manifest:full-path="{part}">{data}</manifest:file-entry>'
            "</manifest:manifest>",
        )
    return path


def _ods(path: Path) -> bytes:
    FORMATS["ods"][1](path, ROWS)
    return path.read_bytes()


def _content(path: Path) -> bytes:
    with zipfile.ZipFile(io.BytesIO(_ods(path))) as archive:
        return archive.read("content.xml")


def _libreoffice(path: Path, password: str, method: str = "aes256-cbc") -> Path:
    """Write an .ods as LibreOffice did until 24.2: AES-256, the key from SHA-256 and PBKDF2."""
    salt, vector = bytes(range(16)), bytes(range(16, 32))
    start = hashlib.sha256(password.encode()).digest()
    key = hashlib.pbkdf2_hmac("sha1", start, salt, 1000, 32)
    packed = _deflated(_content(path))
    padding = 16 - len(packed) % 16
    cipher = Cipher(AES(key), CBC(vector)).encryptor()
    locked = cipher.update(packed + bytes(padding - 1) + bytes([padding])) + cipher.finalize()
    return _document(
        path,
        "content.xml",
        locked,
        f'<manifest:encryption-data manifest:checksum-type="{MANIFEST}#sha256-1k"'
        f' manifest:checksum="{_base64(hashlib.sha256(packed[:1024]).digest())}">'
        f'<manifest:algorithm manifest:algorithm-name="{W3}2001/04/xmlenc#{method}"'
        f' manifest:initialisation-vector="{_base64(vector)}"/>'
        f'<manifest:start-key-generation manifest:start-key-generation-name="{W3}2000/09/xmldsig#sha256"'
        ' manifest:key-size="32"/><manifest:key-derivation manifest:key-derivation-name="PBKDF2"'
        f' manifest:key-size="32" manifest:iteration-count="1000" manifest:salt="{_base64(salt)}"/>'
        "</manifest:encryption-data>",
    )


def test_an_open_document_of_libreoffice(tmp_path: Path) -> None:
    _check(_libreoffice(tmp_path / "密.ods", PASSWORD))


def test_an_open_document_of_openoffice(tmp_path: Path) -> None:
    """Blowfish, the key from SHA-1, and names without addresses."""
    path = tmp_path / "密.ods"
    salt, vector = bytes(range(16)), bytes(range(8))
    key = hashlib.pbkdf2_hmac("sha1", hashlib.sha1(b"1234").digest(), salt, 1024, 16)  # noqa: S324
    packed = _deflated(_content(path))
    cipher = Cipher(Blowfish(key), CFB(vector)).encryptor()
    checksum = _base64(hashlib.sha1(packed[:1024]).digest())  # noqa: S324
    _document(
        path,
        "content.xml",
        cipher.update(packed) + cipher.finalize(),
        f'<manifest:encryption-data manifest:checksum-type="SHA1/1K" manifest:checksum="{checksum}">'
        '<manifest:algorithm manifest:algorithm-name="Blowfish CFB"'
        f' manifest:initialisation-vector="{_base64(vector)}"/>'
        '<manifest:key-derivation manifest:key-derivation-name="PBKDF2"'
        f' manifest:iteration-count="1024" manifest:salt="{_base64(salt)}"/>'
        "</manifest:encryption-data>",
    )
    _check(path, "1234")


def test_an_open_document_of_a_new_libreoffice(tmp_path: Path) -> None:
    """The whole document as one part, by AES-GCM under Argon2id; vector before, tag behind."""
    path = tmp_path / "密.ods"
    salt, vector = bytes(range(16)), bytes(range(12))
    start = hashlib.sha256(PASSWORD.encode()).digest()
    key = Argon2id(salt=salt, length=32, iterations=1, lanes=4, memory_cost=64).derive(start)
    _document(
        path,
        "encrypted-package",
        vector + AESGCM(key).encrypt(vector, _ods(path), None),
        "<manifest:encryption-data>"
        f'<manifest:algorithm manifest:algorithm-name="{W3}2009/xmlenc11#aes256-gcm"'
        f' manifest:initialisation-vector="{_base64(vector)}"/>'
        f'<manifest:start-key-generation manifest:start-key-generation-name="{W3}2001/04/xmlenc#sha256"'
        ' manifest:key-size="32"/><manifest:key-derivation manifest:key-derivation-name='
        '"urn:org:documentfoundation:names:experimental:office:manifest:argon2id"'
        ' manifest:key-size="32" loext:argon2-iterations="1" loext:argon2-memory="64"'
        f' loext:argon2-lanes="4" manifest:salt="{_base64(salt)}"/></manifest:encryption-data>',
    )
    _check(path)


def test_a_method_that_is_not_known_is_no_wrong_password(tmp_path: Path) -> None:
    path = _libreoffice(tmp_path / "密.ods", PASSWORD, method="serpent")
    assert "加密方法本程序不支持" in _error(path, PASSWORD)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_the_file_of_passwords_is_what_a_notepad_writes(tmp_path: Path, encoding: str) -> None:
    words = tmp_path / "密码.txt"
    words.write_bytes(f"另一个\r\n{PASSWORD}\r\n".encode(encoding))
    path = _ooxml(tmp_path / "密.xlsx", PASSWORD)
    ran = fundcheck(path, "--password-file", str(words), out=tmp_path / "out")
    assert ran.findings["inputs"][0]["status"] == "read"


def test_an_empty_file_of_passwords_is_refused(tmp_path: Path) -> None:
    words = tmp_path / "密码.txt"
    words.write_bytes(b"\xef\xbb\xbf\r\n")
    path = write_xlsx(tmp_path / "账.xlsx", {"支出明细": ROWS})
    ran = fundcheck(path, "--password-file", str(words), out=tmp_path / "out")
    assert ran.code == 2
    assert "是空的" in ran.err
