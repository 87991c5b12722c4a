"""Reading papers and signers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select

from app.applications.lifecycle import Status
from app.applications.models import Application, Referral
from app.applications.queries import Viewer, scope
from app.certificates.models import Edition, Issued, PaperStatus, Signer
from app.errors import NotAllowedError, NotFoundError
from app.foundation import files
from app.foundation.database import db

WAITING = (Status.TO_SIGN, Status.TO_REFUSE)
PERMIT = "permit"
NEVER_ISSUED = (PaperStatus.PREPARED, PaperStatus.VOID)


def find_waiting(viewer: Viewer, *, limit: int = 200) -> list[Application]:
    """Applications that wait for a signature, in the viewer's scope, the longest waiting first."""
    query = scope(select(Application).where(Application.status.in_(WAITING)), viewer)
    return list(db.session.scalars(query.order_by(Application.due_on, Application.id).limit(limit)))


def get_waiting(reference: str, viewer: Viewer) -> Application:
    """Raises NotFoundError."""
    query = select(Application).where(Application.reference == reference, Application.status.in_(WAITING))
    found = db.session.scalars(scope(query, viewer)).one_or_none()
    if found is None:
        raise NotFoundError("Berkas ini tidak sedang menunggu tanda tangan.")
    return found


def find_prepared(applications: Iterable[Application]) -> dict[int, list[Issued]]:
    """Prepared papers by application id."""
    ids = [application.id for application in applications]
    query = (
        select(Issued).where(Issued.application_id.in_(ids), Issued.status == PaperStatus.PREPARED).order_by(Issued.id)
    )
    found: dict[int, list[Issued]] = {}
    for issued in db.session.scalars(query) if ids else ():
        found.setdefault(issued.application_id, []).append(issued)
    return found


def find_papers(application_id: int) -> list[Issued]:
    """Signed papers of an application, letters included, for its applicant and the officers."""
    query = select(Issued).where(Issued.application_id == application_id, Issued.status.not_in(NEVER_ISSUED))
    return list(db.session.scalars(query.order_by(Issued.id)))


def get_issued(issued_id: int) -> Issued:
    """Any paper, prepared ones too. Raises NotFoundError."""
    found = db.session.get(Issued, issued_id)
    if found is None:
        raise NotFoundError(detail=f"paper {issued_id}")
    return found


def get_suspended(number: str) -> Issued:
    """The permit of this number that is suspended. Raises NotFoundError."""
    query = select(Issued).where(Issued.number == number, Issued.status == PaperStatus.DITANGGUHKAN)
    found = db.session.scalars(query.order_by(Issued.id.desc())).first()
    if found is None:
        raise NotFoundError("Tidak ada izin yang ditangguhkan dengan nomor ini.")
    return found


def get_by_token(token: str) -> Issued:
    """What a QR code leads to. Raises NotFoundError, for a paper that was never issued too."""
    found = db.session.scalars(select(Issued).where(Issued.token == token)).one_or_none()
    if found is None or found.status in NEVER_ISSUED:
        raise NotFoundError("Dokumen ini tidak ditemukan dalam register.")
    return found


def find_edition(sha256: str) -> Edition | None:
    """The edition that has exactly these bytes."""
    return db.session.scalars(select(Edition).where(Edition.sha256 == sha256)).one_or_none()


def signed_pdf(issued: Issued) -> bytes:
    """The bytes of the newest edition, as stored. Raises NotFoundError."""
    if not issued.editions:
        raise NotFoundError(detail=f"paper {issued.id} is not signed")
    return files.read(issued.editions[-1].file_key)


def unsigned_pdf(issued: Issued) -> bytes:
    """The very bytes that will be signed. Raises NotFoundError."""
    if issued.unsigned_key is None:
        raise NotFoundError("Naskah belum disiapkan.", detail=f"paper {issued.id} is not rendered")
    return files.read(issued.unsigned_key)


def get_signer(user_id: int, now: datetime) -> Signer:
    """The valid signing certificate of this account, the newest one. Raises NotAllowedError."""
    query = select(Signer).where(Signer.user_id == user_id, Signer.valid_from <= now, Signer.valid_to > now)
    found = db.session.scalars(query.order_by(Signer.id.desc())).first()
    if found is None:
        raise NotAllowedError("Anda belum memiliki sertifikat elektronik yang berlaku.")
    return found


def find_signers() -> list[Signer]:
    """Every signer that the office ever acknowledged: old papers stay verifiable."""
    return list(db.session.scalars(select(Signer)))


def find_held(holder_index: str, *, limit: int = 200) -> list[tuple[Issued, str]]:
    """Permits whose holder has this blind index, with the reference of their request; replaced editions are left out."""
    gone = (*NEVER_ISSUED, PaperStatus.DIGANTIKAN)
    query = (
        select(Issued, Application.reference)
        .join(Application, Application.id == Issued.application_id)
        .where(Issued.holder_index == holder_index, Issued.kind == PERMIT, Issued.status.not_in(gone))
        .order_by(Issued.id.desc())
        .limit(limit)
    )
    return [(issued, reference) for issued, reference in db.session.execute(query).unique()]


def find_ending(issued_id: int) -> Issued | None:
    """The paper by which a permit ended: the edition that stands for it now, or its withdrawal."""
    query = (
        select(Issued)
        .join(Referral, Referral.ended_by_id == Issued.id)
        .where(Referral.issued_id == issued_id)
        .order_by(Referral.id.desc())
    )
    return db.session.scalars(query).first()


def find_ended(issued_id: int) -> list[Issued]:
    """The permits that a paper stands for or withdrew."""
    query = select(Issued).join(Referral, Referral.issued_id == Issued.id).where(Referral.ended_by_id == issued_id)
    return list(db.session.scalars(query.order_by(Issued.id)))
