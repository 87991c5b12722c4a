"""The seam to whoever holds the signer's key. One backend now: a PKCS#12 file, opened for one act."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO
from pathlib import Path
from typing import Any, Protocol

from asn1crypto import x509 as asn1_x509
from asn1crypto.algos import SignedDigestAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko_certvalidator.registry import SimpleCertificateStore

from app.certificates import keystore

FIELD = "Signature1"
BYTES_RESERVED = 8192  # enough for B-B with the chain; a dry run to measure it would double the work


class SignFault(StrEnum):
    BAD_SECRET = "bad_secret"
    SIGNER_UNKNOWN = "signer_unknown"
    CERT_NOT_VALID = "cert_not_valid"
    UNAVAILABLE = "unavailable"  # try again later
    REJECTED = "rejected"  # trying again will not help
    MISCONFIGURED = "misconfigured"


class SignError(Exception):
    """The backend did not sign. Never carries the secret."""

    def __init__(self, fault: SignFault, detail: str = "") -> None:
        super().__init__(f"{fault}: {detail}" if detail else str(fault))
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Job:
    """One PDF to sign; `ref` comes back in logs only."""

    ref: str
    pdf: bytes
    reason: str
    location: str


class Session(Protocol):
    def sign(self, job: Job) -> bytes:
        """The signed PDF; the unsigned bytes are its prefix. Raises SignError."""


class Backend(Protocol):
    name: str

    def session(self, secret: str) -> AbstractContextManager[Session]:
        """Open the key for one act. Raises SignError(BAD_SECRET)."""


class Pkcs12Backend:
    """The key lies encrypted in a file below the data folder."""

    name = "pkcs12"

    def __init__(self, file: Path) -> None:
        self._file = file

    @contextmanager
    def session(self, secret: str) -> Iterator[Session]:
        try:
            opened = keystore.unpack(self._file.read_bytes(), secret)
        except keystore.WrongPassphraseError:
            raise SignError(SignFault.BAD_SECRET) from None
        except FileNotFoundError:
            raise SignError(SignFault.SIGNER_UNKNOWN, "key file is missing") from None
        yield Pkcs12Session(opened)


class Pkcs12Session:
    def __init__(self, opened: keystore.OpenKey) -> None:
        self._signer = KeySigner(opened)

    def sign(self, job: Job) -> bytes:
        """PAdES B-B, certified: no change is allowed afterwards."""
        metadata = signers.PdfSignatureMetadata(
            field_name=FIELD,
            md_algorithm="sha256",
            subfilter=fields.SigSeedSubFilter.PADES,
            certify=True,
            docmdp_permissions=fields.MDPPerm.NO_CHANGES,
            reason=job.reason,
            location=job.location,
        )
        field = fields.SigFieldSpec(FIELD, readable_field_name="Tanda tangan elektronik")
        signer = signers.PdfSigner(metadata, signer=self._signer, new_field_spec=field)
        output = signer.sign_pdf(IncrementalPdfFileWriter(BytesIO(job.pdf)), bytes_reserved=BYTES_RESERVED)
        return bytes(output.getbuffer())


class KeySigner(signers.Signer):
    """pyHanko's own signer loads the key again for every signature; this one holds it once."""

    def __init__(self, opened: keystore.OpenKey) -> None:
        self._key = opened.key
        registry = SimpleCertificateStore.from_certs([_asn1(certificate) for certificate in opened.chain])
        super().__init__(
            signing_cert=_asn1(opened.certificate),
            cert_registry=registry,
            embed_roots=True,
            signature_mechanism=SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"}),
        )

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        if dry_run:
            return bytes(72)
        return self._key.sign(data, ec.ECDSA(SHA256()))


def _asn1(certificate: Any) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER))
