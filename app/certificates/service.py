"""Prepare, look, sign, store (architecture §6). The only door through which a paper of the office comes into being.

Signing happens where the passphrase was typed, outside any transaction; each paper is stored by itself, so that
whatever dies in between, what was stored stays stored and the rest is in the list again with its number.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from flask import current_app

from app.applications import content
from app.applications.models import Application
from app.certificates import approval as approvals
from app.certificates import authenticity, office, queries, storing
from app.certificates.approval import Approval
from app.certificates.authenticity import NotAcceptedError
from app.certificates.models import Issued, PaperStatus, Signer
from app.certificates.preparing import manifest, prepare, void
from app.certificates.products import REFUSAL_KIND, REVOKING, SUSPENDING, WARNING
from app.certificates.signing import Backend, Job, Pkcs12Backend, Session, SignError, SignFault
from app.errors import ConflictError, InputError, NotAllowedError, SakporeError, UnavailableError
from app.foundation import audit, files, throttle
from app.foundation.actors import Actor
from app.foundation.database import db, transaction
from app.foundation.killpoints import kill_at
from app.foundation.timing import wib_date

__all__ = ["MAX_ITEMS", "SignResult", "SigningOrder", "manifest", "prepare", "sign", "void"]

log = logging.getLogger(__name__)
MAX_ITEMS = 50
WRONG_TRIES, WRONG_SECONDS = 5, 900
REASONS = {
    REFUSAL_KIND: "Penolakan permohonan",
    WARNING: "Peringatan kepada pemegang izin",
    SUSPENDING: "Penangguhan izin",
    REVOKING: "Pencabutan izin",
}
FAULT_MESSAGES = {
    SignFault.SIGNER_UNKNOWN: "Kunci tanda tangan tidak ditemukan.",
    SignFault.CERT_NOT_VALID: "Sertifikat elektronik tidak berlaku.",
    SignFault.REJECTED: "Penandatanganan ditolak.",
    SignFault.MISCONFIGURED: "Penandatanganan belum diatur dengan benar.",
}


@dataclass(frozen=True, slots=True)
class SigningOrder:
    """What a person re-authenticated for: exactly these papers, in this order, with these bytes.

    `person` is the blind index of the signer's NIK where it is known. `approvals` are made anew by `verification` for
    this act, by application id: a paper whose approval is missing or no longer holds is not signed.
    """

    issued_ids: tuple[int, ...]
    manifest: str
    signer_user_id: int
    person: str | None
    approvals: Mapping[int, Approval]


@dataclass(frozen=True, slots=True)
class SignResult:
    """`problem` is None when the paper is signed and stored."""

    issued_id: int
    number: str
    title: str
    reference: str
    problem: str | None = None

    @property
    def signed(self) -> bool:
        return self.problem is None


@dataclass(frozen=True, slots=True)
class Item:
    """One paper of an order, read before anything is signed."""

    issued_id: int
    number: str
    title: str
    reference: str
    kind: str
    unsigned_key: str
    unsigned_sha256: str
    approved_hash: str
    problem: str | None


def sign(order: SigningOrder, passphrase: str, *, actor: Actor, now: datetime) -> list[SignResult]:
    """Sign and store each paper of the order. Call outside any transaction.

    Raises NotAllowedError at once for a wrong passphrase (nothing is signed then), ConflictError when the list is no
    longer the one that was looked at, TooManyError. What goes wrong with one paper is in its result.
    """
    if not order.issued_ids or len(order.issued_ids) > MAX_ITEMS:
        raise InputError(f"Pilih 1 sampai {MAX_ITEMS} naskah.")
    issued = [queries.get_issued(issued_id) for issued_id in order.issued_ids]
    if manifest(issued) != order.manifest:
        raise ConflictError("Daftar naskah berubah sejak Anda melihatnya. Periksa kembali, lalu tandatangani.")
    signer = queries.get_signer(order.signer_user_id, now)
    items = [_item(each, order, signer, now) for each in issued]
    db.session.expunge(signer)  # read to its end; it outlives the transactions below
    db.session.rollback()
    try:
        with backend_of(signer).session(passphrase) as session:
            return [_sign_one(item, session, signer, order.manifest, actor, now) for item in items]
    except SignError as error:
        raise _refused(error, order, actor, now) from None


def backend_of(signer: Signer) -> Backend:
    """The one seam: who holds this person's key. Raises InputError for a backend that is not set up here."""
    if signer.backend != Pkcs12Backend.name:
        raise InputError("Cara tanda tangan ini belum tersedia.", detail=f"backend {signer.backend}")
    return Pkcs12Backend(Path(current_app.config["SAKPORE_DATA"]) / signer.key_file)


def _item(issued: Issued, order: SigningOrder, signer: Signer, now: datetime) -> Item:
    application = db.session.get(Application, issued.application_id)
    assert application is not None  # a foreign key holds it
    return Item(
        issued_id=issued.id,
        number=issued.number or "",
        title=issued.title,
        reference=application.reference,
        kind=issued.kind,
        unsigned_key=issued.unsigned_key or "",
        unsigned_sha256=issued.unsigned_sha256 or "",
        approved_hash=issued.approved_hash,
        problem=_obstacle(issued, application, order, signer, now),
    )


def _obstacle(
    issued: Issued, application: Application, order: SigningOrder, signer: Signer, now: datetime
) -> str | None:
    """Why this paper cannot be signed now, or None."""
    if issued.status is not PaperStatus.PREPARED or not issued.unsigned_key:
        return "Naskah ini belum disiapkan atau sudah ditandatangani."
    if issued.signed_by_id != signer.user_id:
        return "Naskah ini disiapkan atas nama pejabat lain. Siapkan ulang."
    if issued.prepared_at is None or wib_date(issued.prepared_at) != wib_date(now):
        return "Naskah ini bertanggal lain dari hari ini. Siapkan ulang; nomornya tetap."
    approval = order.approvals.get(application.id)
    if approval is None:
        return NotAllowedError.user_message
    try:
        approvals.check(approval, content.definition_of(application), application)
        approvals.check_subject(approval, issued.product, issued.row)
        approvals.check_signer(approval, order.signer_user_id, order.person)
    except SakporeError as error:
        return error.user_message
    return None


def _sign_one(item: Item, session: Session, signer: Signer, list_hash: str, actor: Actor, now: datetime) -> SignResult:
    result = SignResult(item.issued_id, item.number, item.title, item.reference, item.problem)
    if item.problem:
        return result
    try:
        _sign_and_store(item, session, signer, list_hash, actor, now)
    except SignError as error:
        if error.fault is SignFault.BAD_SECRET:
            raise
        return _failed(result, FAULT_MESSAGES.get(error.fault, UnavailableError.user_message), error)
    except SakporeError as error:
        return _failed(result, error.user_message, error)
    except Exception as error:  # one bad paper must not keep the others unsigned
        db.session.rollback()
        return _failed(result, SakporeError.user_message, error)
    return result


def _sign_and_store(item: Item, session: Session, signer: Signer, list_hash: str, actor: Actor, now: datetime) -> None:
    pdf = files.read(item.unsigned_key)
    if hashlib.sha256(pdf).hexdigest() != item.unsigned_sha256:
        raise ConflictError(
            "Naskah yang tersimpan tidak sama dengan yang Anda lihat.", detail=f"paper {item.issued_id}"
        )
    reason = REASONS.get(item.kind, "Penerbitan izin")
    signed = session.sign(Job(item.reference, pdf, reason, office.place()))
    db.session.rollback()
    kill_at("sign.after_signature")
    judgement = authenticity.judge_own(signed, signer, now)
    if not judgement.good or not signed.startswith(pdf):
        raise NotAcceptedError(detail=f"paper {item.issued_id}: {', '.join(judgement.faults)}")
    stored = files.put(signed)
    kill_at("sign.before_store")
    with transaction():
        storing.store(
            storing.Signed(item.issued_id, item.unsigned_sha256, item.approved_hash, list_hash, stored, signer),
            actor=actor,
            now=now,
        )
        kill_at("sign.before_commit")
    kill_at("sign.after_store")


def _failed(result: SignResult, problem: str, error: Exception) -> SignResult:
    log.warning("paper not signed", extra={"paper": result.issued_id, "kind": type(error).__name__})
    return SignResult(result.issued_id, result.number, result.title, result.reference, problem)


def _refused(error: SignError, order: SigningOrder, actor: Actor, now: datetime) -> SakporeError:
    if error.fault is not SignFault.BAD_SECRET:
        return UnavailableError(FAULT_MESSAGES.get(error.fault), detail=str(error))
    audit.note("tanda_tangan.frasa_salah", f"pengguna:{order.signer_user_id}", actor, now, manifest=order.manifest)
    throttle.hit(f"sign:{order.signer_user_id}", WRONG_TRIES, WRONG_SECONDS, now)
    return NotAllowedError("Frasa sandi tanda tangan salah. Tidak ada naskah yang ditandatangani.")
