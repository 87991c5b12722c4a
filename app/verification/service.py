"""What an officer does with a case: takes it to himself, gives it back to the queue, decides it."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.exc import IntegrityError

from app.applications import answers as halves
from app.applications import bundles, corrections
from app.applications.letters import CLOSED
from app.applications.lifecycle import Position, after_expiry, after_forward, after_rejection
from app.applications.models import Application
from app.applications.register import PermitRegister
from app.certificates import interim
from app.errors import ConflictError, IncompleteError, InputError, WrongMomentError
from app.foundation import audit, jobs
from app.foundation.database import db
from app.foundation.timing import wib_date
from app.permits.model import Tier
from app.verification import checks, escalation, evidence, invoices, ladder, pauses, refusals, staff, tiers
from app.verification.approvals import approval, refusal_approval
from app.verification.authority import Officer
from app.verification.decision import Decision, Ticket
from app.verification.dossier import Dossier
from app.verification.models import POSITIVE, OpenTier, Outcome, Review
from app.verification.sittings import Sitting, take_up

REVISIT = "menunggu_kunjungan_kedua"

__all__ = ["approval", "claim", "decide", "outcomes", "refusal_approval", "release", "take_up"]


def decide(sitting: Sitting, decision: Decision) -> Application:
    """Record what the tier decides on the content as it stands, and move the case on.

    Raises WrongMomentError for an outcome that the tier does not have, IncompleteError with what has no verdict yet,
    InputError, ConflictError when another branch of the gate moved the case in the same moment.
    """
    application = sitting.application
    if decision.outcome not in outcomes(sitting.dossier, sitting.open_tier):
        if decision.outcome is Outcome.RETURN and corrections_left(sitting.dossier, sitting.tier) < 1:
            often = len(application.corrections)
            raise WrongMomentError(f"Berkas ini sudah dikembalikan {often} kali, dan tidak dapat dikembalikan lagi.")
        raise WrongMomentError(
            "Tahap ini tidak memiliki keputusan itu.", detail=f"{decision.outcome} at {sitting.tier.id}"
        )
    held = pauses.of_one(application)
    pauses.end(application, sitting.open_tier.tier, sitting.officer.actor, sitting.now, held)
    _keep_additions(sitting, decision)
    review = _review(sitting, decision)
    application.changed_at = sitting.now
    if decision.outcome is Outcome.RETURN:
        _give_back(sitting, decision)
    elif decision.outcome is Outcome.REJECT:
        _reject(sitting, review, decision)
    else:
        _let_through(sitting, decision)
    try:
        db.session.flush()
    except IntegrityError as error:
        raise ConflictError(detail="a tier was opened twice") from error
    if application.clock_started_at == sitting.now:
        escalation.plan(application, sitting.now, held=held)
    return application


def outcomes(dossier: Dossier, open_tier: OpenTier) -> tuple[Outcome, ...]:
    """What may be decided there: a re-confirmation is one click or a return; over an agency's no there is no yes."""
    known = {outcome.value for outcome in Outcome} - {Outcome.CONFIRM.value}
    declared = tuple(Outcome(name) for name in dossier.tier(open_tier.tier).outcomes if name in known)
    if ladder.negative_before(dossier.stages, dossier.standings(), open_tier.tier):
        declared = tuple(outcome for outcome in declared if outcome not in POSITIVE)
    elif open_tier.reconfirm:
        declared = (Outcome.CONFIRM, Outcome.RETURN)
    if Outcome.RETURN in declared and corrections_left(dossier, dossier.tier(open_tier.tier)) < 1:
        return (*(one for one in declared if one not in (Outcome.RETURN, Outcome.REJECT)), Outcome.REJECT)
    return declared


def corrections_left(dossier: Dossier, tier: Tier) -> int:
    """How often the tier may still ask the applicant: its own consultation rounds, else what is left of the flow's.

    At 0 the tier may end the case instead, as `correction.then` says. A return to an earlier tier is not counted.
    """
    if tier.return_to:
        return 1
    rounds = dossier.application.corrections
    if tier.rounds:
        return tier.rounds.get("max", 1) - sum(one.tier == tier.id for one in rounds)
    consulting = {one.id for one in dossier.definition.flow.all_tiers if one.rounds}
    asked = sum(one.tier.split("-")[0] not in consulting for one in rounds)
    return dossier.definition.flow.correction.max_rounds - asked


def may_revisit(dossier: Dossier, tier: Tier) -> int:
    """After how many days the tier may look once more at what failed; 0 where it may not, or did already."""
    days = dossier.definition.inspection(tier.inspection).repeat_after_days if tier.inspection else None
    again = any(pause.tier == tier.id and pause.reason == REVISIT for pause in pauses.of_one(dossier.application))
    return 0 if days is None or again else days


def revisit(sitting: Sitting, decision: Decision) -> None:
    """Keep the sheets of a first visit that failed and wait for the second one. Raises WrongMomentError, InputError."""
    days = may_revisit(sitting.dossier, sitting.tier)
    if not days:
        raise WrongMomentError("Kunjungan kedua tidak dapat dijadwalkan untuk permohonan ini.")
    staff.save_sheets(sitting.dossier, sitting.tier, decision.sheets, sitting.officer.user_id, sitting.now)
    sitting.dossier.changed()
    if staff.sheet_problems(sitting.dossier, sitting.tier):
        raise InputError("Isi dahulu lembar pemeriksaan kunjungan pertama.")
    if all(sheet.passed for sheet in sitting.dossier.sheets):
        raise WrongMomentError("Hasil pemeriksaan memenuhi syarat: kunjungan kedua tidak diperlukan.")
    sitting.dossier.fix_record()
    pauses.begin(sitting, REVISIT, decision.remark, wib_date(sitting.now) + timedelta(days=days))


def claim(ticket: Ticket, *, register: PermitRegister, officer: Officer, now: datetime) -> None:
    """Take a case to oneself, so that colleagues see it. Raises ConflictError when another one has it."""
    sitting = take_up(ticket, register=register, officer=officer, now=now)
    sitting.open_tier.assignee_id = officer.user_id
    audit.record("permohonan.diambil", ticket.reference, officer.actor, now, tier=sitting.open_tier.tier)
    db.session.flush()


def release(ticket: Ticket, *, register: PermitRegister, officer: Officer, now: datetime) -> None:
    """Put a case back into the queue of its tier. Raises ConflictError when another one has it."""
    sitting = take_up(ticket, register=register, officer=officer, now=now)
    sitting.open_tier.assignee_id = None
    audit.record("permohonan.dilepas", ticket.reference, officer.actor, now, tier=sitting.open_tier.tier)
    db.session.flush()


def _keep_additions(sitting: Sitting, decision: Decision) -> None:
    """Staff fields and inspection sheets; a case goes on only when nothing of the tier's work is lacking."""
    dossier, tier = sitting.dossier, sitting.tier
    staff.save(dossier, tier, decision.staff)
    staff.save_sheets(dossier, tier, decision.sheets, sitting.officer.user_id, sitting.now)
    if decision.staff or decision.sheets:
        dossier.changed()
    dossier.fix_record()
    if not decision.positive:
        return
    staff.check(dossier, tier)
    if lacking := evidence.problems(dossier, tier):
        raise IncompleteError("Berkas petugas belum lengkap.", problems=lacking)
    if sitting.open_tier.reconfirm:
        return
    if unfinished := checks.unfinished(checks.asked(dossier, tier), decision.verdicts):
        raise IncompleteError("Pemeriksaan belum selesai. Berkas belum diteruskan.", problems=unfinished)


def _review(sitting: Sitting, decision: Decision) -> Review:
    """The decision on the hashes as they stand, with what this officer added."""
    application, open_tier, dossier = sitting.application, sitting.open_tier, sitting.dossier
    if not application.content_hash or not application.record_hash:
        raise WrongMomentError(detail=f"{application.reference} has no fixed content")
    verdicts = {halves.stable_name(dossier.answers, name): one for name, one in decision.verdicts.items()}
    review = Review(
        application_id=application.id,
        tier=open_tier.tier,
        role=open_tier.role,
        officer_id=sitting.officer.user_id,
        officer_index=sitting.person,
        outcome=decision.outcome,
        verdicts={name: {"ok": one.ok, "remark": one.remark} for name, one in verdicts.items()},
        remark=decision.remark,
        content_hash=application.content_hash,
        record_hash=application.record_hash,
        decided_at=sitting.now,
    )
    db.session.add(review)
    dossier.reviews.append(review)
    if review.verdicts:
        dossier.changed()  # later conditions may read the verdicts
    return review


def _audit(sitting: Sitting, review: Review) -> None:
    audit.record(
        "permohonan.diputus", sitting.application.reference, sitting.officer.actor, sitting.now,
        tier=review.tier, outcome=review.outcome.value, content_hash=review.content_hash, record_hash=review.record_hash,
        reconfirm=sitting.open_tier.reconfirm,
    )  # fmt: skip


def _let_through(sitting: Sitting, decision: Decision) -> None:
    """A yes: the ladder says who is next, or that the head may sign."""
    application, dossier, open_tier = sitting.application, sitting.dossier, sitting.open_tier
    tiers.start_clock(dossier, f"{open_tier.tier}.{decision.outcome.value}", sitting.now)
    standings = dossier.standings()
    wanted = ladder.next_tiers(dossier.stages, standings)
    if not wanted and not ladder.climbed(dossier.stages, standings):
        raise WrongMomentError(detail=f"{application.reference} has no next tier and is not decided")
    application.status = after_forward(sitting.position, open_tier.tier, wanted, gate_open=False).status
    tiers.move(dossier, sitting.held, wanted, sitting.now)
    invoices.follow(dossier, wanted, sitting.officer.actor, sitting.now)
    _audit(sitting, dossier.reviews[-1])
    owed = interim.owed(dossier.definition, application.kind, dossier.assessment.facts, open_tier.tier)
    interim.expect(application, sitting.tier, owed, sitting.officer.actor, sitting.now)


def _give_back(sitting: Sitting, decision: Decision) -> None:
    """Returned for correction: only what has a remark opens to the applicant. The round's own audit event tells it."""
    application, dossier = sitting.application, sitting.dossier
    if sitting.tier.return_to:
        _give_down(sitting, decision, sitting.tier.return_to)
        return
    rounds = dossier.definition.flow.correction
    remarks = _remarks(sitting, decision)
    tiers.close_all(sitting.held)
    application.changed_at = sitting.now
    corrections.open_round(
        application,
        tier=sitting.open_tier.tier,
        remarks={halves.stable_name(dossier.answers, name): remark for name, remark in remarks.items()},
        note=decision.remark,
        due_on=tiers.due_on(sitting.now, rounds.applicant_workdays),
        actor=sitting.officer.actor,
        now=sitting.now,
    )


def _give_down(sitting: Sitting, decision: Decision, target: str) -> None:
    """Back to an earlier tier of the office, which looks at everything again; those between confirm after it."""
    if not decision.remark.strip():
        raise InputError("Tulis apa yang harus diperiksa lagi oleh tahap sebelumnya.")
    dossier = sitting.dossier
    places = [stage for stage in dossier.stages if any(tier.id == target for tier in stage.tiers)]
    if not places:
        raise WrongMomentError("Tahap sebelumnya tidak berlaku untuk permohonan ini.", detail=target)
    later = dossier.stages[dossier.stages.index(places[0]) + 1 :]
    again = {target, *(tier.id for stage in later for tier in stage.tiers)}
    for review in dossier.reviews:
        if review.tier in again:
            review.superseded_at = review.superseded_at or sitting.now
    tiers.move(dossier, sitting.held, frozenset({target}), sitting.now)
    db.session.flush()
    for opened in tiers.open_of(sitting.application):
        opened.reconfirm = False
    _audit(sitting, dossier.reviews[-1])


def _remarks(sitting: Sitting, decision: Decision) -> dict[str, str]:
    """What the applicant must mend. Raises InputError where a remark is missing, or stands where nothing can be mended."""
    wrong = {name: verdict.remark.strip() for name, verdict in decision.verdicts.items() if not verdict.ok}
    remarks = {name: remark for name, remark in wrong.items() if not name.startswith(f"{checks.POINT}-")}
    if not remarks or not all(remarks.values()):
        raise InputError("Beri catatan pada setiap isian atau berkas yang harus diperbaiki, sedikitnya satu.")
    known = {item.name for item in (*checks.fields(sitting.dossier), *checks.papers(sitting.dossier))}
    if unknown := remarks.keys() - known:
        raise InputError(detail=f"nothing to mend at {sorted(unknown)}")
    return remarks


def _reject(sitting: Sitting, review: Review, decision: Decision) -> None:
    """A no. In a gate that can still be passed it is one voice; an agency's goes to the office, which decides over it;
    the office's own is drawn up as a letter for another person to sign."""
    if not decision.remark.strip():
        raise InputError("Tulis alasan penolakan.")
    _audit(sitting, review)
    application, dossier = sitting.application, sitting.dossier
    exhausted = Outcome.REJECT.value not in sitting.tier.outcomes
    if exhausted and dossier.definition.flow.correction.then == "close":
        _close(sitting)
        return
    stage = ladder.stage_of(dossier.stages, sitting.open_tier.tier)
    if stage is not None and not ladder.out_of_reach(stage, dossier.standings()):
        left = sitting.position.open_tiers - {sitting.open_tier.tier}
        tiers.move(dossier, sitting.held, left, sitting.now)
        return
    judges = ladder.next_tiers(dossier.stages, dossier.standings())
    if sitting.tier.agency is not None and judges:
        tiers.move(dossier, sitting.held, judges, sitting.now)
        return
    application.status = after_rejection(sitting.position, sitting.open_tier.tier).status
    tiers.close_all(sitting.held)
    refusals.draw_up(review, decision.remark.strip(), decision.legal_basis.strip(), sitting.now)


def _close(sitting: Sitting) -> None:
    """What could not be mended in as many rounds as the flow gives ends without a letter of refusal."""
    application = sitting.application
    tiers.close_all(sitting.held)
    bundles.end(application, after_expiry(Position(application.status)).status, sitting.now)
    jobs.enqueue(CLOSED, f"closed:{application.reference}", reference=application.reference)
