"""Letters that the office writes by itself about a permit: warning, suspension, revocation (language §3.13).

One person draws a letter up, another signs it by the same prepare, look, sign, store as any paper; only then does it
have its effect on the permit.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, select
from sqlalchemy.orm import Mapped, mapped_column

from app.applications.lifecycle import Status
from app.applications.models import Application
from app.applications.queries import Viewer, scope
from app.certificates import handing, links, suspensions
from app.certificates.models import Issued, PaperStatus
from app.certificates.preparing import void
from app.certificates.products import LETTER_KINDS, REVOKING, SUSPENDING, place_of
from app.certificates.queries import PERMIT
from app.certificates.reporting import LIVE
from app.errors import ConflictError, InputError, NotFoundError, WrongMomentError
from app.foundation import audit, jobs
from app.foundation.actors import Actor
from app.foundation.database import Base, UtcDateTime, db

SEND = "mail.office_letter"
LONGEST = 4000


class OfficeLetter(Base):
    """One letter as it was drawn up. It is open until it is signed (`paper_id`) or dropped."""

    __tablename__ = "office_letter"

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), index=True)
    issued_id: Mapped[int] = mapped_column(ForeignKey("issued.id"), index=True)  # the permit that it is about
    product: Mapped[str] = mapped_column(String(41))  # peringatan | penangguhan | pencabutan
    reason: Mapped[str] = mapped_column(Text)
    legal_basis: Mapped[str] = mapped_column(Text, default="")
    drawn_up_by_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id"))
    drawn_up_at: Mapped[datetime] = mapped_column(UtcDateTime)
    paper_id: Mapped[int | None] = mapped_column(ForeignKey("issued.id"))
    dropped_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    row_version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": row_version}

    @property
    def open(self) -> bool:
        return self.paper_id is None and self.dropped_at is None

    @property
    def place(self) -> str:
        return place_of(self.id)


OPEN = (OfficeLetter.paper_id.is_(None), OfficeLetter.dropped_at.is_(None))


def draw_up(permit: Issued, product: str, reason: str, legal_basis: str, *, actor: Actor, now: datetime) -> None:
    """A letter about a permit, which the caller has locked, for another person to sign.

    Raises InputError without a reason, WrongMomentError where the permit has ended or its request goes on, ConflictError
    where such a letter waits already.
    """
    if product not in LETTER_KINDS or not reason.strip():
        raise InputError("Pilih suratnya dan tulis alasannya.")
    application = db.session.get_one(Application, permit.application_id)
    if permit.kind != PERMIT or permit.status not in LIVE:
        raise WrongMomentError("Izin ini sudah berakhir.")
    if application.status is not Status.ISSUED:
        raise WrongMomentError("Permohonan izin ini masih diproses.")
    if any(one.product == product for one in of_permit(permit.id) if one.open):
        raise ConflictError("Surat seperti ini sudah menunggu tanda tangan.")
    if actor.user_id is None:
        raise WrongMomentError(detail="letters are drawn up by a person")
    letter = OfficeLetter(
        application_id=application.id, issued_id=permit.id, product=product, reason=reason.strip()[:LONGEST],
        legal_basis=legal_basis.strip()[:LONGEST], drawn_up_by_id=actor.user_id, drawn_up_at=now,
    )  # fmt: skip
    db.session.add(letter)
    db.session.flush()
    audit.record("surat.dikonsep", f"naskah:{permit.id}", actor, now, surat=letter.id, jenis=product)


def drop(issued_id: int, letter_id: int, *, actor: Actor, now: datetime) -> None:
    """Take a letter back before it is signed; a number that was claimed for it stays void in the register.

    Raises NotFoundError, WrongMomentError.
    """
    query = select(OfficeLetter).where(OfficeLetter.id == letter_id, OfficeLetter.issued_id == issued_id)
    letter = db.session.scalars(query.with_for_update()).one_or_none()
    if letter is None:
        raise NotFoundError("Surat ini tidak ditemukan.")
    if not letter.open:
        raise WrongMomentError("Surat ini sudah ditandatangani atau dibatalkan.")
    letter.dropped_at = now
    prepared = select(Issued).where(
        Issued.application_id == letter.application_id,
        Issued.row == letter.place,
        Issued.status == PaperStatus.PREPARED,
    )
    for paper in db.session.scalars(prepared).unique().all():
        void(paper, "Surat tidak jadi diterbitkan.", actor=actor, now=now)
    db.session.flush()
    audit.record("surat.dibatalkan", f"naskah:{issued_id}", actor, now, surat=letter_id)


def of_permit(issued_id: int) -> list[OfficeLetter]:
    """Every letter about a permit, dropped ones too, the oldest first."""
    query = select(OfficeLetter).where(OfficeLetter.issued_id == issued_id).order_by(OfficeLetter.id)
    return list(db.session.scalars(query))


def signed_about(issued_id: int) -> list[Issued]:
    """The signed letters about a permit, the oldest first."""
    query = select(Issued).join(OfficeLetter, OfficeLetter.paper_id == Issued.id)
    return list(db.session.scalars(query.where(OfficeLetter.issued_id == issued_id).order_by(Issued.id)))


def subject_of(paper_id: int) -> Issued | None:
    """The permit that a signed letter is about."""
    query = select(Issued).join(OfficeLetter, OfficeLetter.issued_id == Issued.id)
    return db.session.scalars(query.where(OfficeLetter.paper_id == paper_id)).one_or_none()


def awaited(application: Application) -> OfficeLetter | None:
    """The letter that is to be signed now; of several the oldest."""
    query = select(OfficeLetter).where(OfficeLetter.application_id == application.id, *OPEN)
    return db.session.scalars(query.order_by(OfficeLetter.id).limit(1)).one_or_none()


def find_awaiting(viewer: Viewer, *, limit: int = 200) -> list[Application]:
    """Ended requests with a letter to be signed about a permit of theirs, in the viewer's scope."""
    waiting = select(OfficeLetter.application_id).where(*OPEN)
    query = select(Application).where(Application.status == Status.ISSUED, Application.id.in_(waiting))
    return list(db.session.scalars(scope(query.order_by(Application.id).limit(limit), viewer)).unique())


def carry_out(paper: Issued, actor: Actor, now: datetime) -> None:
    """The letter has just been signed: it has its effect, in the transaction that stores it.

    Raises ConflictError when it was dropped or the permit has ended meanwhile.
    """
    query = select(OfficeLetter).where(OfficeLetter.application_id == paper.application_id, *OPEN).with_for_update()
    letter = next((one for one in db.session.scalars(query) if one.place == paper.row), None)
    if letter is None:
        raise ConflictError("Surat ini tidak lagi menunggu tanda tangan.")
    permit = handing.locked(letter.issued_id)
    if permit.status not in LIVE:
        raise ConflictError("Izin yang dimaksud surat ini sudah berakhir.")
    letter.paper_id = paper.id
    if paper.kind == SUSPENDING:
        reason = f"Ditangguhkan dengan surat nomor {paper.number}."
        suspensions.suspend(permit, f"surat:{paper.id}", reason, now, manual=True, actor=actor, by=f"naskah:{paper.id}")
    elif paper.kind == REVOKING:
        _revoke(permit, paper, actor, now)
    audit.record("surat.diterbitkan", f"naskah:{permit.id}", actor, now, surat=letter.id, nomor=paper.number)
    jobs.enqueue(SEND, f"{SEND}:{paper.id}", paper_id=paper.id)


def _revoke(permit: Issued, paper: Issued, actor: Actor, now: datetime) -> None:
    suspensions.end_all(permit, now)
    before, permit.status, permit.ended_at = permit.status, PaperStatus.DICABUT, now
    permit.status_note = f"Dicabut dengan keputusan nomor {paper.number}."
    audit.record(
        "izin.berakhir", f"naskah:{permit.id}", actor, now, before=before, after=permit.status, oleh=paper.number
    )
    db.session.flush()
    links.announce([permit.id])
