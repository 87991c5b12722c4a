"""The embedded development authority (root → issuing → signer) and the keys of signers under the data folder.

Marked as development everywhere it shows. The root's key is thrown away once it has signed the issuing certificate.
A production city uses certificates of a recognised authority; there `make_signer` is not used.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import NameOID

from app.certificates import keystore
from app.certificates.models import Signer
from app.errors import InputError
from app.foundation import timing
from app.foundation.database import db

MARK = "PENGEMBANGAN - tidak berlaku sebagai sertifikat elektronik resmi"
ORGANISATION = "SAKPORE"
SIGNER_DAYS = 365
MIN_PASSPHRASE = 12


@dataclass(frozen=True)
class DevelopmentCa:
    root: x509.Certificate
    issuing: x509.Certificate
    issuing_key: ec.EllipticCurvePrivateKey


@dataclass(frozen=True)
class Person:
    """Who signs, as it stands on the paper. `user_id` is the account that may use the key."""

    user_id: int | None
    name: str
    position: str = ""
    nip: str = ""
    rank: str = ""


def ensure_development_ca(data_folder: Path, now: datetime | None = None) -> DevelopmentCa:
    """The authority of this installation, made if there is none. Of several processes that make it, the first wins."""
    folder = data_folder / "keys" / "development-ca"
    if not folder.exists():
        _make_authority(folder, now or timing.utc_now())
    key = load_pem_private_key((folder / "issuing.key").read_bytes(), password=None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)  # we wrote it
    return DevelopmentCa(_read(folder / "root.crt"), _read(folder / "issuing.crt"), key)


def authority_pem(data_folder: Path) -> bytes:
    """The root and issuing certificates, for who checks papers with tools of his own. Raises FileNotFoundError."""
    folder = data_folder / "keys" / "development-ca"
    return (folder / "root.crt").read_bytes() + (folder / "issuing.crt").read_bytes()


def make_signer(
    person: Person, passphrase: str, data_folder: Path, now: datetime, *, rounds: int = keystore.ROUNDS
) -> Signer:
    """A key and a development certificate for this person; the passphrase is kept nowhere. Flushes a Signer row."""
    if len(passphrase) < MIN_PASSPHRASE:
        raise InputError(f"Frasa sandi tanda tangan sedikitnya {MIN_PASSPHRASE} karakter.")
    authority = ensure_development_ca(data_folder, now)
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = _signer_certificate(authority, key, person, now)
    opened = keystore.OpenKey(key, certificate, (authority.issuing, authority.root))
    name = f"keys/signers/{secrets.token_hex(12)}.p12"
    write_private(data_folder / name, keystore.pack(opened, passphrase, rounds=rounds))
    signer = Signer(
        user_id=person.user_id,
        name=person.name,
        position=person.position,
        nip=person.nip,
        rank=person.rank,
        certificate=certificate.public_bytes(Encoding.DER),
        key_sha256=key_pin(certificate),
        key_file=name,
        development=True,
        valid_from=certificate.not_valid_before_utc,
        valid_to=certificate.not_valid_after_utc,
    )
    db.session.add(signer)
    db.session.flush()
    return signer


def key_pin(certificate: x509.Certificate) -> str:
    """SHA-256 of the public key info: by it the office knows its signers again, whatever the certificate."""
    info = certificate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return hashlib.sha256(info).hexdigest()


def write_private(path: Path, data: bytes) -> None:
    """A file that only the owner reads, whole or not at all."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    temporary = path.with_suffix(f".{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    temporary.rename(path)


def _make_authority(folder: Path, now: datetime) -> None:
    root_key, issuing_key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    root_name, issuing_name = _name("CA Akar Pengembangan SAKPORE"), _name("CA Penerbit Pengembangan SAKPORE")
    root = _ca_certificate(root_name, root_name, root_key, root_key, now, path_length=1)
    issuing = _ca_certificate(issuing_name, root_name, issuing_key, root_key, now, path_length=0)
    temporary = folder.with_name(f"{folder.name}.{os.getpid()}.{secrets.token_hex(4)}")
    write_private(temporary / "root.crt", root.public_bytes(Encoding.PEM))
    write_private(temporary / "issuing.crt", issuing.public_bytes(Encoding.PEM))
    write_private(
        temporary / "issuing.key", issuing_key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    )
    try:
        temporary.rename(folder)
    except OSError:  # another process was first; its authority counts
        shutil.rmtree(temporary)


def _name(common_name: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "ID"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, ORGANISATION),
            x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, MARK),
            x509.NameAttribute(NameOID.COMMON_NAME, common_name[:64]),
        ]
    )


def _ca_certificate(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    issuer_key: ec.EllipticCurvePrivateKey,
    now: datetime,
    *,
    path_length: int,
) -> x509.Certificate:
    builder = _builder(subject, issuer, key, now, days=3650)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=path_length), critical=True)
    builder = builder.add_extension(_key_usage(ca=True), critical=True)
    return _issued(builder, issuer_key)


def _signer_certificate(
    authority: DevelopmentCa, key: ec.EllipticCurvePrivateKey, person: Person, now: datetime
) -> x509.Certificate:
    builder = _builder(_name(person.name), authority.issuing.subject, key, now, days=SIGNER_DAYS)
    builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    builder = builder.add_extension(_key_usage(ca=False), critical=True)
    return _issued(builder, authority.issuing_key)


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, now: datetime, *, days: int
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))  # clocks of readers differ
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _issued(builder: x509.CertificateBuilder, issuer_key: ec.EllipticCurvePrivateKey) -> x509.Certificate:
    identifier = x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key())
    return builder.add_extension(identifier, critical=False).sign(issuer_key, hashes.SHA256())


def _key_usage(*, ca: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not ca,
        content_commitment=not ca,
        key_cert_sign=ca,
        crl_sign=ca,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _read(path: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate(path.read_bytes())
