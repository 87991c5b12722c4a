"""The one value that lets `certificates` sign. Made here only, out of reviews that count, and checked there again."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select

from app.applications import answers as halves
from app.applications.lifecycle import Status
from app.applications.models import Application
from app.certificates import interim
from app.certificates.approval import Approval, ApprovedTier, Letter, Refusal
from app.certificates.models import AwaitedPaper
from app.certificates.register import Register
from app.certificates.sanctions import OfficeLetter
from app.errors import NotAllowedError
from app.foundation.database import db
from app.verification import authority, checks, ladder, staff
from app.verification import dossier as dossiers
from app.verification.dossier import Dossier
from app.verification.models import POSITIVE, RefusalDraft, Review


def approval(application: Application) -> Approval:
    """That every tier said yes to the content as it stands. Raises NotAllowedError while one has not."""
    dossier = dossiers.read(application, Register())
    if waiting := interim.awaited(application):
        raise NotAllowedError("Surat sementara pada tahap sebelumnya belum ditandatangani.", detail=waiting[0].product)
    decided = ladder.climbed(dossier.stages, dossier.standings()) and not staff.failed(dossier)
    if application.status is not Status.TO_SIGN or not decided:
        raise NotAllowedError("Belum semua tahap verifikasi selesai.", detail=f"{application.reference} is not decided")
    return _approval(dossier, None)


def interim_approval(application: Application, paper: AwaitedPaper) -> Approval:
    """That the tier of an interim paper said yes, and all stages before it. Raises NotAllowedError."""
    dossier = dossiers.read(application, Register())
    standing = dossier.standings().get(paper.tier)
    if standing is None or not standing.positive:
        raise NotAllowedError("Tahap yang meminta surat ini belum selesai.", detail=f"{paper.tier} has not said yes")
    return replace(_approval(dossier, None), interim=paper.product)


def refusal_approval(application: Application) -> Approval:
    """That a tier which may do so said no, and what the letter will say. Raises NotAllowedError."""
    draft = db.session.scalars(select(RefusalDraft).where(RefusalDraft.application_id == application.id)).one_or_none()
    if application.status is not Status.TO_REFUSE or draft is None:
        raise NotAllowedError("Penolakan belum dikonsep.", detail=f"{application.reference} has no refusal drawn up")
    dossier = dossiers.read(application, Register())
    review = next(review for review in dossier.reviews if review.id == draft.review_id)
    if not dossier.counts(review):
        raise NotAllowedError(detail=f"the rejection of {application.reference} is not on its content")
    refusal = Refusal(
        reason=draft.reason,
        legal_basis=draft.legal_basis,
        tier=review.tier,
        drawn_up_by_id=draft.drawn_up_by_id,
        drawn_up_at=draft.drawn_up_at,
        remarks=tuple(_remarks(dossier, review)),
    )
    return _approval(dossier, refusal)


def letter_approval(application: Application, letter: OfficeLetter) -> Approval:
    """What a letter about one of the request's permits will say. Raises NotAllowedError."""
    if application.status is not Status.ISSUED or not letter.open:
        raise NotAllowedError("Surat ini tidak menunggu tanda tangan.", detail=f"letter {letter.id} is not open")
    drawn_up = Letter(
        letter_id=letter.id,
        product=letter.product,
        permit_id=letter.issued_id,
        reason=letter.reason,
        legal_basis=letter.legal_basis,
        drawn_up_by_id=letter.drawn_up_by_id,
        drawn_up_at=letter.drawn_up_at,
    )
    return replace(_approval(dossiers.read(application, Register()), None), reviews=(), letter=drawn_up)


def _approval(dossier: Dossier, refusal: Refusal | None) -> Approval:
    application = dossier.application
    if not dossier.is_untouched():
        message = "Isi berkas tidak sama lagi dengan yang diverifikasi. Hubungi pengelola sistem."
        raise NotAllowedError(message, detail=f"{application.reference} differs from its hashes")
    return Approval(
        application_id=application.id,
        code=application.code,
        version=application.version,
        kind=application.kind,
        content_hash=application.content_hash or "",
        record_hash=application.record_hash or "",
        reviews=tuple(_tier(review) for review in _counting(dossier)),
        facts=dossier.assessment.facts,
        row_passed=_row_passed(dossier),
        refusal=refusal,
        gates=dossier.gates,
        excluded=authority.excluded(application, max(review.decided_at for review in dossier.reviews)),
    )


def _counting(dossier: Dossier) -> list[Review]:
    """The latest yes of each tier that applies, in the order of the ladder."""
    latest = {review.tier: review for review in dossier.reviews if dossier.counts(review)}
    order = [tier.id for stage in dossier.stages for tier in stage.tiers]
    return [latest[tier_id] for tier_id in order if tier_id in latest and latest[tier_id].outcome in POSITIVE]


def _tier(review: Review) -> ApprovedTier:
    return ApprovedTier(
        tier=review.tier,
        role=review.role,
        officer_id=review.officer_id,
        decided_at=review.decided_at,
        content_hash=review.content_hash,
        record_hash=review.record_hash,
        person=review.officer_index or "",
    )


def _row_passed(dossier: Dossier) -> dict[str, bool]:
    """By the row's stable id; a row with two inspections passed both."""
    passed: dict[str, bool] = {}
    for sheet in dossier.sheets:
        if sheet.row:
            passed[sheet.row] = passed.get(sheet.row, True) and sheet.passed
    return passed


def _remarks(dossier: Dossier, review: Review) -> list[tuple[str, str]]:
    labels = {item.name: item.label for item in (*checks.fields(dossier), *checks.papers(dossier))}
    shown = {halves.index_name(dossier.answers, name): verdict for name, verdict in review.verdicts.items()}
    return [
        (labels[name], verdict["remark"])
        for name, verdict in shown.items()
        if name and name in labels and not verdict["ok"] and verdict["remark"]
    ]
