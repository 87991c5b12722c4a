"""Is this PDF unaltered and signed by the office? The policy of the portal around pyHanko; pure, no app import.

pyHanko alone calls six kinds of bad file good (shared signing notes): bytes after the end, padding that nobody signed,
another person of the same authority, a stranger's second signature. So: exactly one signature, certified, by a key of
the register, over the whole file, with nothing but zeros behind it. It also runs as a script, so that an upload is read
in a limited child: `python policy.py < request`, where the request is one JSON line (roots, pins, moment) and the file.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

SECONDS = 20
MEMORY = 1024 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Judgement:
    """`faults` are codes, empty when the file is good: unreadable, unsigned, signatures, coverage, padding, …"""

    faults: tuple[str, ...]
    signer_key: str = ""  # SHA-256 of the public key info
    signer_name: str = ""
    signed_at: str = ""  # as the signer's clock said, ISO 8601

    @property
    def good(self) -> bool:
        return not self.faults


def judge(pdf: bytes, roots: Sequence[bytes], pins: Collection[str], moment: datetime) -> Judgement:
    """Judge `pdf` at `moment`; `roots` are DER certificates, `pins` key hashes of known signers. Never raises."""
    try:
        return _judge(pdf, roots, pins, moment)
    except Exception as error:  # malformed files raise nearly anything, TypeError too
        return Judgement((f"unreadable:{type(error).__name__}",))


def _judge(pdf: bytes, roots: Sequence[bytes], pins: Collection[str], moment: datetime) -> Judgement:
    from pyhanko.pdf_utils.reader import PdfFileReader

    reader = PdfFileReader(BytesIO(pdf), strict=True)
    if reader.encrypted:
        return Judgement(("unreadable:encrypted",))
    signatures = reader.embedded_signatures
    if not signatures:
        return Judgement(("unsigned",))
    if len(signatures) > 1:
        return Judgement(("signatures",))
    signature = signatures[0]
    faults = _byte_faults(pdf, signature.byte_range, signature.sig_object.raw_get("/Contents"))
    status = _validate(signature, roots, moment)
    certificate = signature.signer_cert
    key = hashlib.sha256(certificate["tbs_certificate"]["subject_public_key_info"].dump()).hexdigest()
    faults += _status_faults(status) + _certified(signature)
    if key not in pins:
        faults.append("signer")
    signed_at = signature.self_reported_timestamp
    return Judgement(
        tuple(dict.fromkeys(faults)),
        signer_key=key,
        signer_name=str(certificate.subject.native.get("common_name", "")),
        signed_at=signed_at.isoformat() if signed_at else "",
    )


def _byte_faults(pdf: bytes, byte_range: Any, contents: Any) -> list[str]:
    """The range begins at 0, leaves out /Contents only, and ends with the file; zeros follow the signature."""
    faults = []
    numbers = [int(number) for number in byte_range]
    if len(numbers) != 4 or min(numbers) < 0:
        return ["byterange"]
    start, first, second, last = numbers
    if start != 0 or second + last != len(pdf) or first >= second:
        faults.append("byterange")
    gap = pdf[first:second]
    if gap[:1] != b"<" or gap[-1:] != b">" or gap[1:-1].strip(b"0123456789abcdefABCDEF"):
        return [*faults, "byterange"]
    raw = bytes.fromhex(gap[1:-1].decode())
    if raw != bytes(contents) or raw[_der_length(raw) :].strip(b"\0"):
        faults.append("padding")
    return faults


def _der_length(data: bytes) -> int:
    """Whole length of the DER value that `data` begins with. Raises ValueError."""
    if len(data) < 4 or data[0] != 0x30:
        raise ValueError("no DER sequence")
    if data[1] < 0x80:
        return 2 + data[1]
    octets = data[1] & 0x7F
    return 2 + octets + int.from_bytes(data[2 : 2 + octets], "big")


def _validate(signature: Any, roots: Sequence[bytes], moment: datetime) -> Any:
    from asn1crypto.x509 import Certificate
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko_certvalidator import ValidationContext

    context = ValidationContext(
        trust_roots=[Certificate.load(root) for root in roots],
        allow_fetching=False,
        moment=moment,
        revocation_mode="soft-fail",
    )
    return validate_pdf_signature(signature, context)


def _status_faults(status: Any) -> list[str]:
    from pyhanko.sign.diff_analysis import ModificationLevel
    from pyhanko.sign.validation import SignatureCoverageLevel

    faults = []
    if not (status.intact and status.valid):
        faults.append("digest")
    if not status.trusted:
        faults.append("untrusted")
    if status.coverage is not SignatureCoverageLevel.ENTIRE_FILE:
        faults.append("coverage")
    if status.modification_level is not ModificationLevel.NONE:
        faults.append("modified")
    return faults if faults or status.bottom_line else ["rejected"]


def _certified(signature: Any) -> list[str]:
    from pyhanko.sign.fields import MDPPerm

    return [] if signature.docmdp_level is MDPPerm.NO_CHANGES else ["uncertified"]


def _limit_this_process() -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> None:
    """Read a request from standard input, write the judgement as JSON."""
    _limit_this_process()
    request = json.loads(sys.stdin.buffer.readline())
    roots = [bytes.fromhex(root) for root in request["roots"]]
    moment = datetime.fromisoformat(request["moment"]).astimezone(UTC)
    judgement = judge(sys.stdin.buffer.read(), roots, frozenset(request["pins"]), moment)
    sys.stdout.write(json.dumps(asdict(judgement)))


if __name__ == "__main__":
    main()
