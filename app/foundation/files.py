"""The file store: named by a keyed hash of the content, encrypted, written temp → fsync → rename.

Each file has a data key of its own, sealed by the ring: rotation rewrites a header, and shredding the header shreds the
file. The name does not reveal whether a known file is stored. A file never changes; equal content is stored once, so a
caller deletes only what no row names any more.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import secrets
import shutil
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from flask import Flask, current_app

from app.errors import NotFoundError, UnavailableError
from app.foundation import crypto

MAGIC = b"SKP1"
KEY_PATTERN = re.compile(r"[0-9a-f]{64}")
KEEP_FREE = 1024**3  # bytes; below that, uploads stop before the database does
NONCE = bytes(12)  # a data key encrypts exactly one content


@dataclass(frozen=True, slots=True)
class Stored:
    """`key` opens it; `sha256` is of the clear content; `size` in bytes."""

    key: str
    sha256: str
    size: int


def init_app(app: Flask) -> None:
    """Make sure that the data folder is there; the store's own folder comes with the first file."""
    Path(app.config["SAKPORE_DATA"]).mkdir(mode=0o700, parents=True, exist_ok=True)


def put(data: bytes) -> Stored:
    """Store the content, or find it stored. Raises UnavailableError when the disk is nearly full."""
    stored = Stored(crypto.fingerprint("file", data), hashlib.sha256(data).hexdigest(), len(data))
    path = _path(stored.key)
    if not path.exists():
        _check_space(len(data))
        _write(path, _encrypt(stored.key, data))
    return stored


def read(key: str) -> bytes:
    """Raises NotFoundError when there is none, crypto.SealError when it was altered."""
    try:
        blob = _path(key).read_bytes()
    except FileNotFoundError:
        raise NotFoundError(detail=f"file {key[:12]} is not in the store") from None
    return _decrypt(key, blob)


def exists(key: str) -> bool:
    return _path(key).exists()


def delete(key: str) -> None:
    """Remove it if it is there. The caller has seen that no row names it."""
    _path(key).unlink(missing_ok=True)


def _folder() -> Path:
    return Path(current_app.config["SAKPORE_DATA"]) / "files"


def _path(key: str) -> Path:
    if not KEY_PATTERN.fullmatch(key):
        raise NotFoundError(detail="not a file key")
    return _folder() / key[:2] / key


def _encrypt(key: str, data: bytes) -> bytes:
    data_key = secrets.token_bytes(32)
    sealed_key = crypto.seal(data_key, f"file:{key}")
    return MAGIC + len(sealed_key).to_bytes(2, "big") + sealed_key + AESGCM(data_key).encrypt(NONCE, data, key.encode())


def _decrypt(key: str, blob: bytes) -> bytes:
    end = 6 + int.from_bytes(blob[4:6], "big")
    if blob[:4] != MAGIC:
        raise crypto.SealError("not a stored file")
    data_key = crypto.unseal(blob[6:end], f"file:{key}")
    try:
        return AESGCM(data_key).decrypt(NONCE, blob[end:], key.encode())
    except InvalidTag as error:
        raise crypto.SealError(f"file {key[:12]} was altered or cut") from error


def _check_space(size: int) -> None:
    folder = Path(current_app.config["SAKPORE_DATA"])
    keep = current_app.config.get("KEEP_FREE_BYTES", KEEP_FREE)
    if shutil.disk_usage(folder).free < 2 * size + keep:
        raise UnavailableError("Penyimpanan hampir penuh, berkas belum dapat diterima. Silakan coba lagi nanti.")


def _write(path: Path, blob: bytes) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    spare = path.parent / f".{secrets.token_hex(8)}"
    try:
        handle = os.open(spare, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(blob)
            file.flush()
            os.fsync(file.fileno())
        os.replace(spare, path)
    except OSError as error:
        with contextlib.suppress(OSError):
            spare.unlink(missing_ok=True)
        raise UnavailableError(detail=f"a file could not be stored: {error.strerror}") from error
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)  # the name must be as lasting as the content
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
