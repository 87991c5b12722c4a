"""What an officer does with a case: takes it, decides it. All that a decision stands on is read again inside it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from app.accounts import people
from app.applications import answers as halves
from app.applications import corrections
from app.applications.lifecycle import Position, Status, after_forward, after_rejection
from app.applications.models import Application
from app.applications.register import PermitRegister
from app.errors import ConflictError, IncompleteError, InputError, NotFoundError, WrongMomentError
from app.foundation import audit
from app.foundation.database import db
from app.foundation.timing import WIB
from app.permits.model import Tier
from app.verification import authority, checks, ladder, staff, tiers
from app.verification import dossier as dossiers
from app.verification.authority import Officer
from app.verification.decision import Decision, Ticket
from app.verification.dossier import Dossier
from app.verification.models import OpenTier, Outcome, RefusalDraft, Review

DONE = {
    Outcome.FORWARD: "diteruskan",
    Outcome.COMPLETE: "dinyatakan lengkap",
    Outcome.CONFIRM: "dikonfirmasi",
    Outcome.RETURN: "dikembalikan",
    Outcome.REJECT: "ditolak",
}


def decide(
    ticket: Ticket, decision: Decision, *, register: PermitRegister, officer: Officer, now: datetime
) -> Application:
    """Record what the tier decides on the content as it stands, and move the case on.

    Raises ConflictError when somebody was faster (saying who decided what), NotAllowedError, WrongMomentError for an
    outcome that the tier does not have, IncompleteError with what has no verdict yet, InputError.
    """
    open_tier = _held(ticket)
    application = open_tier.application
    dossier = dossiers.read(application, register)
    person = authority.require(officer, open_tier, dossier.reviews, now)
    _check_not_anothers(open_tier, officer)
    tier = dossier.tier(open_tier.tier)
    if decision.outcome not in outcomes(tier, open_tier):
        raise WrongMomentError("Tahap ini tidak memiliki keputusan itu.", detail=f"{decision.outcome} at {tier.id}")
    _keep_additions(dossier, open_tier, tier, decision, officer, now)
    review = _add_review(dossier, open_tier, decision, (officer.user_id, person), now)
    audit.record(
        "permohonan.diputus", application.reference, officer.actor, now, tier=tier.id, outcome=decision.outcome.value,
        content_hash=review.content_hash, record_hash=review.record_hash, reconfirm=open_tier.reconfirm,
    )  # fmt: skip
    if decision.outcome is Outcome.RETURN:
        _give_back(dossier, tier, decision, officer, now)
    elif decision.outcome is Outcome.REJECT:
        _reject(dossier, open_tier, review, decision, officer, now)
    else:
        _let_through(dossier, open_tier, decision, now)
    application.changed_at = now
    db.session.flush()
    return application


def outcomes(tier: Tier, open_tier: OpenTier) -> tuple[Outcome, ...]:
    """What may be decided there: a re-confirmation is one click or a return."""
    if open_tier.reconfirm:
        return (Outcome.CONFIRM, Outcome.RETURN)
    known = {outcome.value for outcome in Outcome} - {Outcome.CONFIRM.value}
    return tuple(Outcome(name) for name in tier.outcomes if name in known)


def claim(ticket: Ticket, *, officer: Officer, now: datetime) -> OpenTier:
    """Take a case to oneself, so that colleagues see it. Raises ConflictError when another one has it."""
    open_tier = _held(ticket)
    authority.require_assignment(officer, open_tier, now)
    _check_not_anothers(open_tier, officer)
    open_tier.assignee_id = officer.user_id
    db.session.flush()
    audit.record("permohonan.diambil", ticket.reference, officer.actor, now, tier=open_tier.tier)
    return open_tier


def release(ticket: Ticket, *, officer: Officer, now: datetime) -> OpenTier:
    """Put a case back into the queue of its tier. Raises ConflictError when another one has it."""
    open_tier = _held(ticket)
    authority.require_assignment(officer, open_tier, now)
    _check_not_anothers(open_tier, officer)
    open_tier.assignee_id = None
    db.session.flush()
    audit.record("permohonan.dilepas", ticket.reference, officer.actor, now, tier=open_tier.tier)
    return open_tier


def _held(ticket: Ticket) -> OpenTier:
    """The open tier and its application, locked. Raises ConflictError with who decided what."""
    query = (
        select(OpenTier)
        .join(OpenTier.application)
        .options(contains_eager(OpenTier.application))
        .where(OpenTier.id == ticket.open_tier_id, Application.reference == ticket.reference)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    found = db.session.scalars(query).one_or_none()
    if found is None or found.application.status is not Status.IN_REVIEW:
        raise ConflictError(what_happened(ticket.reference))
    if found.row_version != ticket.row_version:
        raise ConflictError(_taken(found) or what_happened(ticket.reference))
    return found


def what_happened(reference: str) -> str:
    """Who was faster, and what they decided, in a sentence for a colleague. Raises NotFoundError."""
    application = db.session.scalars(select(Application).where(Application.reference == reference)).one_or_none()
    if application is None:
        raise NotFoundError
    if application.status is Status.WITHDRAWN:
        return f"Permohonan {reference} sudah ditarik kembali oleh pemohon."
    last = db.session.scalars(
        select(Review).where(Review.application_id == application.id).order_by(Review.id.desc()).limit(1)
    ).one_or_none()
    if last is None:
        return f"Permohonan {reference} baru saja diubah petugas lain. Muat ulang halaman, lalu periksa kembali."
    when = last.decided_at.astimezone(WIB)
    return (
        f"Permohonan {reference} sudah {DONE[last.outcome]} oleh {people.name_of(last.officer_id)} "
        f"({last.role.replace('_', ' ')}) pada {when:%d-%m-%Y} pukul {when:%H.%M} WIB."
    )


def _taken(open_tier: OpenTier) -> str | None:
    if open_tier.assignee_id is None:
        return None
    return f"Permohonan ini sedang dikerjakan oleh {people.name_of(open_tier.assignee_id)}."


def _check_not_anothers(open_tier: OpenTier, officer: Officer) -> None:
    if open_tier.assignee_id not in (None, officer.user_id):
        raise ConflictError(_taken(open_tier))


def _keep_additions(
    dossier: Dossier, open_tier: OpenTier, tier: Tier, decision: Decision, officer: Officer, now: datetime
) -> None:
    """Staff fields and inspection sheets; a case goes on only when nothing of the tier's work is lacking."""
    staff.save(dossier, tier, decision.staff)
    staff.save_sheets(dossier, tier, decision.sheets, officer.user_id, now)
    if decision.staff or decision.sheets:
        dossier.changed()
    dossier.fix_record()
    if not decision.positive:
        return
    staff.check(dossier, tier)
    if open_tier.reconfirm:
        return
    if unfinished := checks.unfinished(checks.asked(dossier, tier), decision.verdicts):
        raise IncompleteError("Pemeriksaan belum selesai. Berkas belum diteruskan.", problems=unfinished)


def _add_review(
    dossier: Dossier, open_tier: OpenTier, decision: Decision, officer: tuple[int, str | None], now: datetime
) -> Review:
    application = dossier.application
    if not application.content_hash or not application.record_hash:
        raise WrongMomentError(detail=f"{application.reference} has no fixed content")
    review = Review(
        application_id=application.id,
        tier=open_tier.tier,
        role=open_tier.role,
        officer_id=officer[0],
        officer_index=officer[1],
        outcome=decision.outcome,
        verdicts={
            halves.stable_name(dossier.answers, name): {"ok": verdict.ok, "remark": verdict.remark}
            for name, verdict in decision.verdicts.items()
        },
        remark=decision.remark,
        content_hash=application.content_hash,
        record_hash=application.record_hash,
        decided_at=now,
    )
    db.session.add(review)
    db.session.flush()
    dossier.reviews.append(review)
    if review.verdicts:
        dossier.changed()  # later conditions may read the verdicts
    return review


def _let_through(dossier: Dossier, open_tier: OpenTier, decision: Decision, now: datetime) -> None:
    """A yes: the ladder says who is next, or that the head may sign."""
    application, held = dossier.application, tiers.open_of(dossier.application)
    tiers.start_clock(dossier, f"{open_tier.tier}.{decision.outcome.value}", now)
    standings = dossier.standings()
    wanted = ladder.next_tiers(dossier.stages, standings)
    if not wanted and not ladder.climbed(dossier.stages, standings):
        raise WrongMomentError(detail=f"{application.reference} has no next tier and is not decided")
    position = Position(application.status, frozenset(tier.tier for tier in held))
    application.status = after_forward(position, open_tier.tier, wanted, gate_open=False).status
    tiers.move(dossier, held, wanted, now)


def _give_back(dossier: Dossier, tier: Tier, decision: Decision, officer: Officer, now: datetime) -> None:
    """Returned for correction: only what has a remark opens to the applicant."""
    application, correction = dossier.application, dossier.definition.flow.correction
    wrong = {name: verdict.remark.strip() for name, verdict in decision.verdicts.items() if not verdict.ok}
    remarks = {name: remark for name, remark in wrong.items() if not name.startswith(f"{checks.POINT}-")}
    if not remarks or not all(remarks.values()):
        raise InputError("Beri catatan pada setiap isian atau berkas yang harus diperbaiki, sedikitnya satu.")
    if len(application.corrections) >= correction.max_rounds:
        raise WrongMomentError(
            f"Berkas ini sudah dikembalikan {correction.max_rounds} kali, dan tidak dapat dikembalikan lagi."
        )
    known = {item.name for item in (*checks.fields(dossier), *checks.papers(dossier))}
    if unknown := remarks.keys() - known:
        raise InputError(detail=f"nothing to mend at {sorted(unknown)}")
    tiers.close_all(tiers.open_of(application))
    corrections.open_round(
        application,
        tier=tier.id,
        remarks={halves.stable_name(dossier.answers, name): remark for name, remark in remarks.items()},
        note=decision.remark,
        due_on=tiers.due_on(now, correction.applicant_workdays),
        actor=officer.actor,
        now=now,
    )


def _reject(
    dossier: Dossier, open_tier: OpenTier, review: Review, decision: Decision, officer: Officer, now: datetime
) -> None:
    """A no: a letter is drawn up for another person to sign. In a gate that can still be passed it is one voice."""
    if not decision.remark.strip():
        raise InputError("Tulis alasan penolakan.")
    application, held = dossier.application, tiers.open_of(dossier.application)
    stage = ladder.stage_of(dossier.stages, open_tier.tier)
    if stage is not None and not ladder.out_of_reach(stage, dossier.standings()):
        tiers.move(dossier, held, frozenset(tier.tier for tier in held) - {open_tier.tier}, now)
        return
    position = Position(application.status, frozenset(tier.tier for tier in held))
    application.status = after_rejection(position, open_tier.tier).status
    tiers.close_all(held)
    db.session.add(
        RefusalDraft(
            application_id=application.id,
            review_id=review.id,
            reason=decision.remark.strip(),
            legal_basis=decision.legal_basis.strip(),
            drawn_up_by_id=officer.user_id,
            drawn_up_at=now,
        )
    )
