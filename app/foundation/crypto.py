"""Sealing of personal data (AES-256-GCM), blind indexes and one-time tokens.

A sealed value is `0x01 ‖ key id ‖ nonce ‖ cipher text`. `aad` names where it belongs ("profile.sealed:17"): moved to
another row it no longer opens. A blind index finds an equal value without revealing it; a plain hash of a NIK would be
guessed.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from flask import Flask

from app.foundation.keyring import ID_BYTES, KeyRingError, opening_key, ring, rotate

__all__ = [
    "KeyRingError",
    "SealError",
    "blind_index",
    "fingerprint",
    "init_app",
    "is_current",
    "new_token",
    "reseal",
    "rotate",
    "seal",
    "seal_json",
    "token_hash",
    "unseal",
    "unseal_json",
]

MARK = b"\x01"
NONCE_BYTES = 12
HEAD_BYTES = len(MARK) + ID_BYTES


class SealError(Exception):
    """A sealed value was altered, cut, moved, or is none."""


def init_app(app: Flask) -> None:
    """Open the ring at the start: a portal whose ring is lost or readable by others does not come up."""
    with app.app_context():
        ring()


def seal(data: bytes, aad: str) -> bytes:
    keys = ring()
    head = MARK + bytes.fromhex(keys.current)
    nonce = secrets.token_bytes(NONCE_BYTES)
    return head + nonce + AESGCM(keys.key(keys.current)).encrypt(nonce, data, head + aad.encode())


def unseal(blob: bytes, aad: str) -> bytes:
    """Raises SealError, or KeyRingError when the key is no longer in the ring."""
    blob = bytes(blob)  # the PostgreSQL driver may hand out a memoryview
    if blob[:1] != MARK or len(blob) < HEAD_BYTES + NONCE_BYTES:
        raise SealError("not a sealed value")
    head, rest = blob[:HEAD_BYTES], blob[HEAD_BYTES:]
    try:
        return AESGCM(opening_key(head[1:].hex())).decrypt(rest[:NONCE_BYTES], rest[NONCE_BYTES:], head + aad.encode())
    except InvalidTag as error:
        raise SealError(f"a sealed value does not open as {aad.split(':')[0]}") from error


def is_current(blob: bytes) -> bool:
    """Whether the value is sealed by the current key; if not, `reseal` it."""
    return bytes(blob[:HEAD_BYTES]) == MARK + bytes.fromhex(ring().current)


def reseal(blob: bytes, aad: str) -> bytes:
    """The same value under the current key."""
    return seal(unseal(blob, aad), aad)


def seal_json(value: Any, aad: str) -> bytes:
    return seal(json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode(), aad)


def unseal_json(blob: bytes, aad: str) -> Any:
    return json.loads(unseal(blob, aad))


def blind_index(kind: str, value: str) -> str:
    """32 hexadecimal digits, equal for equal values of one kind. The caller normalises (digits only, lower case)."""
    return hmac.new(ring().index_key, f"{kind}\0{value}".encode(), hashlib.sha256).hexdigest()[:32]


def fingerprint(kind: str, data: bytes) -> str:
    """64 hexadecimal digits for a content, keyed: who holds the content but not the ring cannot recognise it."""
    return hmac.new(ring().name_key, kind.encode() + b"\0" + data, hashlib.sha256).hexdigest()


def new_token() -> str:
    """256 random bits for a link; store only `token_hash` of it."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
