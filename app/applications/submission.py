"""Handing in: what the validator says is the truth, what the rules hide is dropped, the rest is fixed by hash."""

from __future__ import annotations

import hmac
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete

from app.applications import answers as halves
from app.applications import (
    bundles,
    content,
    corrections,
    documents,
    kinds,
    letters,
    links,
    locks,
    moving,
    others,
    quotas,
    referrals,
    schedule,
    statement,
    uniqueness,
)
from app.applications.corrections import Difference
from app.applications.lifecycle import Position, Status, after_correction, after_submission
from app.applications.models import Application, SealedIndex
from app.applications.references import new_pin, pin_hash
from app.applications.register import PermitRegister
from app.errors import IncompleteError, WrongMomentError
from app.foundation import audit, crypto, jobs
from app.foundation.actors import SYSTEM, Actor
from app.foundation.database import db, is_sqlite
from app.foundation.timing import wib_date
from app.permits import fees
from app.permits.assessing import allocations
from app.permits.case import Assessment, Problem
from app.permits.model import FieldDef, FieldType, Text

STATEMENT_INPUT = "pernyataan"
NOT_STATED = Problem(
    STATEMENT_INPUT,
    Text(id="Centang pernyataan kebenaran data sebelum mengirim permohonan.", en="Tick the statement of truth."),
    missing=True,
)


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the applicant keeps. `pin` is given once; the receipt page shows it again from the sealed part."""

    reference: str
    pin: str | None


def submit(
    application: Application,
    *,
    statement_accepted: bool,
    token: str,
    register: PermitRegister,
    actor: Actor,
    now: datetime,
) -> Receipt:
    """Hand the application in; from here its content is fixed by hash. The same token again gives the same receipt.

    The edge opens the first tiers in the same transaction. Raises IncompleteError with what the validator found,
    WrongMomentError when it was handed in before by another form, ConflictError when a new version reaches this draft.
    """
    _lock(application)
    if _same_token(application, token):
        return Receipt(application.reference, None)
    if application.status is not Status.DRAFT:
        raise WrongMomentError("Permohonan ini sudah dikirim.")
    moving.check_current(application, wib_date(now))
    assessment = _judged(application, register, now, statement_accepted)
    application.filed_on = wib_date(now)
    _fix(application, assessment, actor, now)
    application.status = after_submission(Position(application.status), frozenset()).status
    application.submitted_at = now
    application.submit_token = token
    pin = new_pin()
    application.pin_hash = pin_hash(application.reference, pin)
    content.store_pin(application, pin)
    db.session.flush()
    audit.record(
        "permohonan.dikirim", application.reference, actor, now, content_hash=application.content_hash,
        statement=statement.VERSION, on_behalf=application.filed_by_id != application.applicant_id,
    )  # fmt: skip
    jobs.enqueue(letters.RECEIVED, f"received:{application.reference}", reference=application.reference)
    return Receipt(application.reference, pin)


def hand_in_correction(
    application: Application,
    *,
    statement_accepted: bool,
    token: str,
    register: PermitRegister,
    actor: Actor,
    now: datetime,
) -> Difference:
    """Hand a returned application in again, and say what was changed. The same token again says that nothing was.

    The edge reopens the tiers in the same transaction. Raises IncompleteError, WrongMomentError.
    """
    _lock(application)
    if _same_token(application, token):
        return Difference()
    correction = kinds.open_round(application)
    if correction is None:
        raise WrongMomentError("Permohonan ini tidak sedang diperbaiki.")
    assessment = _judged(application, register, now, statement_accepted)
    _fix(application, assessment, actor, now)
    difference = corrections.difference(application, correction)
    application.status = after_correction(Position(application.status), frozenset()).status
    application.submit_token = token
    correction.handed_in_at = now
    db.session.flush()
    audit.record(
        "permohonan.diperbaiki", application.reference, actor, now, round=correction.round,
        before=correction.hash_before, after=application.content_hash, changed=sorted(difference.changed),
    )  # fmt: skip
    return difference


def cite(application: Application, numbers: Mapping[str, str], register: PermitRegister, now: datetime) -> None:
    """Put the numbers of permits that came of the same package, by application, in place of what stood for them.

    Before anybody looked at it: the content that reviews judge has the number. In the caller's transaction.
    """
    definition, before = content.definition_of(application), application.content_hash
    held = content.answers(application)
    found = {name: one.reference for name, one in bundles.citations(application, definition).items()}
    cited = {
        name: numbers[reference]
        for name, reference in found.items()
        if held.get(name) == reference and reference in numbers
    }
    if not cited:
        return
    content.store_answers(application, {**held, **cited})
    facts = content.assessment(application, register).facts
    if links.points_to_permits(definition, application.kind):
        links.keep(application, definition, facts, content.answers(application))
    application.changed_at = now
    application.content_hash = content.content_hash(application)
    application.record_hash = content.record_hash(application)
    audit.record(
        "permohonan.rujukan_diisi", application.reference, SYSTEM, now, fields=sorted(cited), before=before,
        content_hash=application.content_hash,
    )  # fmt: skip


def _same_token(application: Application, token: str) -> bool:
    stored = application.submit_token
    return (
        bool(token and stored) and application.status is not Status.DRAFT and hmac.compare_digest(stored or "", token)
    )


def _lock(application: Application) -> None:
    """One submission of a person at a time: `limits` then count what is there, and a double click finds its receipt.
    Where seats, shares or uses are limited, one submission of the type at a time besides."""
    definition = content.definition_of(application)
    locks.hold("submission", str(content.snapshot(application).get("nik", application.applicant_id)))
    for code in others.types_to_lock(definition):
        locks.hold("type", code)
    if not is_sqlite():
        db.session.refresh(application)  # as whoever held the lock left it


def _judged(application: Application, register: PermitRegister, now: datetime, stated: bool) -> Assessment:
    assessment = content.assessment(application, register, wib_date(now), held=True)
    rivals = referrals.problems(application, register)
    problems = (*rivals, *assessment.problems, *(() if stated else (NOT_STATED,)))
    if problems:
        raise IncompleteError(problems=problems)
    return assessment


def _fix(application: Application, assessment: Assessment, actor: Actor, now: datetime) -> None:
    """Keep what is relevant, drop the rest, state the truth over it, hash it."""
    known = halves.by_id(content.definition_of(application).fields)
    aside = {key: value for key, value in content.answers(application).items() if key not in known}
    _drop_irrelevant_papers(application, assessment, now)
    content.store_answers(application, {**aside, **_typed(application, assessment)})
    content.note_typist(application, actor.user_id)
    _name(application, assessment)
    application.statement = statement.made(now, actor.address, corrections.hashes(application))
    _index_niks(application)
    definition = content.definition_of(application)
    whose = str(content.snapshot(application).get("nik", application.applicant_id))
    uniqueness.keep(application, definition, content.answers(application), whose)
    reckoned = fees.fees(definition, assessment.facts)
    application.fees = [{"id": one.line.id, "amount": one.amount, "exempt": one.exempt} for one in reckoned]
    schedule.book(application, definition, content.answers(application), now)
    quotas.take(application, allocations(definition, application.kind, assessment))
    if links.points_to_permits(definition, application.kind):
        links.keep(application, definition, assessment.facts, content.answers(application))
    application.changed_at = now
    application.content_hash = content.content_hash(application)
    application.record_hash = content.record_hash(application)


def _typed(application: Application, assessment: Assessment) -> dict[str, Any]:
    """The relevant answers, normalised and computed, where rows keep the ids that they had."""
    held = content.answers(application)
    officers = set(content.staff_answers(application))
    officers |= {field.id for field in content.definition_of(application).fields if field.staff_only}
    values = {key: value for key, value in assessment.values.items() if key not in officers}
    values |= {key: held[key] for key in officers & held.keys()}
    for key, rows in values.items():
        before = held.get(key)
        if halves.is_rows(rows) and halves.is_rows(before) and rows:
            values[key] = [
                {halves.ROW_ID: (before[place].get(halves.ROW_ID) if place < len(before) else None), **row}
                for place, row in enumerate(rows)
            ]
    return values


def _drop_irrelevant_papers(application: Application, assessment: Assessment, now: datetime) -> None:
    for name, files in content.papers(application).items():
        for document in files:
            if name not in assessment.visible and document.added_by_tier is None:
                document.removed_at = now
    for document in documents.present(application.documents):
        if halves.index_name(content.answers(application), document.input_name) is None:
            document.removed_at = now


def _name(application: Application, assessment: Assessment) -> None:
    """The columns that lists and the row rule read."""
    values = assessment.values
    application.variant = str(assessment.variant["id"]) if assessment.variant else None
    kelurahan = values.get("kelurahan")
    application.kelurahan = kelurahan if isinstance(kelurahan, str) else None
    body = values.get("badan_nama") if application.party == "badan" else None
    person = content.snapshot(application).get("nama", "")
    application.party_name = str(body or person)[:200]


def _index_niks(application: Application) -> None:
    """A NIK is searched by exact match only, through its blind index."""
    db.session.execute(delete(SealedIndex).where(SealedIndex.application_id == application.id))
    definition = content.definition_of(application)
    for name, nik in _niks(definition.fields, content.answers(application)):
        db.session.add(SealedIndex(application_id=application.id, field=name, value=crypto.blind_index("nik", nik)))


def _niks(fields: Sequence[FieldDef], values: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for field in fields:
        value = values.get(field.id)
        if field.type is FieldType.NIK and field.search and isinstance(value, str) and value:
            yield f"{prefix}{field.id}", value
        elif field.type is FieldType.GROUP and value:
            for row in value if isinstance(value, list) else [value]:
                if isinstance(row, Mapping):
                    yield from _niks(field.fields, row, f"{prefix}{field.id}-")
