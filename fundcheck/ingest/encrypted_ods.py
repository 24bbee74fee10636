"""Open an OpenDocument sheet that a password protects, as LibreOffice, OpenOffice and WPS write it.

The manifest tells of each part how it is encrypted (OpenDocument 1.3, part 2, section 3.4); since
24.8 LibreOffice encrypts the document as one part, ``encrypted-package``. Of the parts only the
content is opened: a reader needs no other.
"""

from __future__ import annotations

import hashlib
import hmac
import io
import zipfile
import zlib
from base64 import b64decode
from typing import NamedTuple
from xml.etree import ElementTree as ET

from fundcheck.ingest.sniff import MANIFEST, ODS_CONTENT, ODS_ENCRYPTED, ZIP
from fundcheck.ingest.unzip import Unzipped

_KEY_SIZE = 16  # bytes, where the manifest does not say, as of old
_TAG_SIZE, _VECTOR_SIZE = 16, 12  # of AES-GCM, at the end and the start of what it encrypts
_CHECKED = 1024  # the checksum is of so many bytes of the packed content
_NO_MANIFEST = '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'


class UnknownMethodError(Exception):
    """The document is encrypted by a method that is not known here."""


class _Lock(NamedTuple):
    """How a part is encrypted: the attributes of the manifest's elements, without namespaces."""

    path: str
    data: dict[str, str]
    algorithm: dict[str, str]
    start: dict[str, str]
    derivation: dict[str, str]


def unlock(content: bytes, password: str) -> bytes | None:
    """Return the document with its content in plain, None where the password is wrong.

    Raises UnknownMethodError, or any other exception where the document is damaged.
    """
    with Unzipped(content) as archive:
        lock = _lock(archive.read(MANIFEST))
        locked = archive.read(lock.path)
        kind = archive.read("mimetype")
    plain = _decrypted(locked, _key(lock, password), lock)
    if plain is None or lock.path == ODS_ENCRYPTED:
        return plain if plain is None or plain.startswith(ZIP) else _inflated(plain)
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", kind)
        archive.writestr(ODS_CONTENT, _inflated(plain))
        archive.writestr(MANIFEST, _NO_MANIFEST)
    return whole.getvalue()


def _lock(manifest: bytes) -> _Lock:
    found = {}
    for entry in ET.fromstring(manifest):  # noqa: S314 - as in sheet_xml
        path = _attributes(entry).get("full-path", "")
        for data in entry:
            if data.tag.endswith("}encryption-data"):
                parts = {part.tag.rpartition("}")[2]: _attributes(part) for part in data}
                names = ("algorithm", "start-key-generation", "key-derivation")
                found[path] = _Lock(
                    path, _attributes(data), *(parts.get(name, {}) for name in names)
                )
    path = ODS_ENCRYPTED if ODS_ENCRYPTED in found else ODS_CONTENT
    if path not in found:
        raise UnknownMethodError
    return found[path]


def _attributes(element: ET.Element) -> dict[str, str]:
    return {name.rpartition("}")[2]: value for name, value in element.attrib.items()}


def _key(lock: _Lock, password: str) -> bytes:
    start = lock.start.get("start-key-generation-name", "sha1").lower()
    hashed = hashlib.new("sha256" if start.endswith("sha256") else "sha1", usedforsecurity=False)
    hashed.update(password.encode())
    told = lock.derivation
    name = told.get("key-derivation-name", "").lower()
    size = int(told.get("key-size", _KEY_SIZE))
    salt = b64decode(told["salt"])
    if name.endswith("pbkdf2"):
        count = int(told["iteration-count"])
        return hashlib.pbkdf2_hmac("sha1", hashed.digest(), salt, count, size)
    if name.endswith("argon2id"):
        from cryptography.hazmat.primitives.kdf.argon2 import Argon2id  # noqa: PLC0415 - seldom

        return Argon2id(
            salt=salt,
            length=size,
            iterations=int(told["argon2-iterations"]),
            lanes=int(told["argon2-lanes"]),
            memory_cost=int(told["argon2-memory"]),
        ).derive(hashed.digest())
    raise UnknownMethodError


def _decrypted(locked: bytes, key: bytes, lock: _Lock) -> bytes | None:
    """Return what was encrypted, None where the key is wrong."""
    from cryptography.exceptions import InvalidTag  # noqa: PLC0415 - it loads a large library
    from cryptography.hazmat.decrepit.ciphers.algorithms import Blowfish  # noqa: PLC0415
    from cryptography.hazmat.decrepit.ciphers.modes import CFB  # noqa: PLC0415
    from cryptography.hazmat.primitives.ciphers import Cipher  # noqa: PLC0415
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415
    from cryptography.hazmat.primitives.ciphers.algorithms import AES  # noqa: PLC0415
    from cryptography.hazmat.primitives.ciphers.modes import CBC  # noqa: PLC0415

    name = lock.algorithm.get("algorithm-name", "").lower()
    vector = b64decode(lock.algorithm["initialisation-vector"])
    if name.endswith("-gcm"):
        try:
            return AESGCM(key).decrypt(vector, locked.removeprefix(vector), None)
        except InvalidTag:
            return None
    if name.endswith("-cbc"):
        opener = Cipher(AES(key), CBC(vector)).decryptor()
        padded = opener.update(locked) + opener.finalize()
        plain = padded[: -padded[-1]] if padded else padded
    elif "blowfish" in name:
        opener = Cipher(Blowfish(key), CFB(vector)).decryptor()
        plain = opener.update(locked) + opener.finalize()
    else:
        raise UnknownMethodError
    kind = "sha256" if "sha256" in lock.data.get("checksum-type", "").lower() else "sha1"
    told = hashlib.new(kind, plain[:_CHECKED], usedforsecurity=False).digest()
    return plain if hmac.compare_digest(told, b64decode(lock.data["checksum"])) else None


def _inflated(packed: bytes) -> bytes:
    return zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed)
