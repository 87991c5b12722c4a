"""PKCS#12 files whose every wrong guess is slow.

`cryptography` protects the key with as many rounds as asked, but the file's MAC, by which a guess is tried first, with
2,048: 0.2 ms per wrong passphrase. So the MAC is made again here, with as many rounds (RFC 7292, appendix B).
"""

from __future__ import annotations

import hashlib
import hmac
import os
from dataclasses import dataclass

from asn1crypto import core, pkcs12
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import PrivateFormat
from cryptography.hazmat.primitives.serialization.pkcs12 import PBES, load_pkcs12, serialize_key_and_certificates

ROUNDS = 600_000
_BLOCK = 64  # bytes of a SHA-256 block
_MAC_KEY = 3  # RFC 7292 B.3: purpose of the derived bytes


class WrongPassphraseError(Exception):
    """The file does not open with this passphrase (or is damaged: the two cannot be told apart)."""


@dataclass(frozen=True)
class OpenKey:
    """A private key in memory with its certificate and the chain above it."""

    key: EllipticCurvePrivateKey
    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...]


def pack(opened: OpenKey, passphrase: str, *, rounds: int = ROUNDS) -> bytes:
    """The key, its certificate and chain as PKCS#12 under this passphrase."""
    encryption = (
        PrivateFormat.PKCS12.encryption_builder()
        .kdf_rounds(rounds)
        .key_cert_algorithm(PBES.PBESv2SHA256AndAES256CBC)
        .hmac_hash(SHA256())
        .build(passphrase.encode())
    )
    plain_mac = serialize_key_and_certificates(b"sakpore", opened.key, opened.certificate, opened.chain, encryption)
    return _with_slow_mac(plain_mac, passphrase, rounds)


def unpack(data: bytes, passphrase: str) -> OpenKey:
    """Raises WrongPassphraseError."""
    try:
        store = load_pkcs12(data, passphrase.encode())
    except ValueError:
        raise WrongPassphraseError from None
    if not isinstance(store.key, EllipticCurvePrivateKey) or store.cert is None:
        raise WrongPassphraseError
    return OpenKey(store.key, store.cert.certificate, tuple(extra.certificate for extra in store.additional_certs))


def _with_slow_mac(data: bytes, passphrase: str, rounds: int) -> bytes:
    file = pkcs12.Pfx.load(data)
    contents = file["auth_safe"]["content"].native
    salt = os.urandom(16)
    key = _mac_key(passphrase, salt, rounds)
    digest_info = {
        "digest_algorithm": {"algorithm": "sha256", "parameters": core.Null()},
        "digest": hmac.digest(key, contents, "sha256"),
    }
    file["mac_data"] = {"mac": digest_info, "mac_salt": salt, "iterations": rounds}
    renewed: bytes = file.dump(force=True)
    return renewed


def _mac_key(passphrase: str, salt: bytes, rounds: int) -> bytes:
    """One block suffices: the key is as long as the hash."""
    password = passphrase.encode("utf-16-be") + b"\0\0"
    block = bytes([_MAC_KEY]) * _BLOCK + _filled(salt) + _filled(password)
    for _ in range(rounds):
        block = hashlib.sha256(block).digest()
    return block


def _filled(data: bytes) -> bytes:
    length = _BLOCK * -(-len(data) // _BLOCK)
    return (data * (length // len(data) + 1))[:length]
