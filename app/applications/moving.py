"""Drafts follow the versions of their type as each publication's policy says. No case in processing ever changes.

The moment a version comes into force a job brings the drafts over, a few at a time; until then, or where a grace ended
unnoticed, `check_current` keeps a draft from being handed in under rules that hold no more.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from flask import current_app
from sqlalchemy import select

from app import catalog
from app.applications import answers as halves
from app.applications import content, drafts, kinds, replay
from app.applications.impact import labelled
from app.applications.letters import MOVED
from app.applications.lifecycle import Status
from app.applications.models import Application
from app.applications.register import PermitRegister
from app.catalog.dossier import DraftPolicy, DraftRule
from app.catalog.lifecycle import BRING_OVER
from app.catalog.versions import Step
from app.errors import ConflictError
from app.foundation import audit, jobs
from app.foundation.actors import SYSTEM
from app.foundation.database import db, transaction
from app.foundation.timing import utc_now, wib_date
from app.permits import assess
from app.permits.model import Definition

BATCH = 20
STRONGEST = (DraftRule.ALONG, DraftRule.KEEP, DraftRule.ASK, DraftRule.RESTART)


@jobs.handler(BRING_OVER)
def bring_over(code: str) -> None:
    """Every draft of the code that is due; a second run finds none. Each batch is a transaction of its own."""
    now, last = utc_now(), 0
    while True:
        with transaction():
            found = _older_drafts(code, last)
            for application in found:
                move(application, now)
            if not found:
                return
            last = found[-1].id


def move(application: Application, now: datetime) -> bool:
    """Bring one draft as far as it has to go; False where it stays. Inside a transaction."""
    due = due_steps(application, wib_date(now))
    target = due[-1].version if due else 0
    if not due or application.kind not in catalog.definition(application.code, target).requests:
        return False
    before, rule = application.version, max((step.policy.rule for step in due), key=STRONGEST.index)
    rule = DraftRule.ASK if rule is DraftRule.KEEP else rule  # its grace has ended
    notice = _carry(application, due, rule, now)
    application.brought_over = {
        **notice, "from": before, "to": target, "rule": rule.value, "decree": due[-1].decree, "at": now.isoformat(),
    }  # fmt: skip
    db.session.flush()
    audit.record(
        "draf.ikut_versi", application.reference, SYSTEM, now, version_before=before, version=target, rule=rule.value,
    )  # fmt: skip
    if rule in (DraftRule.ASK, DraftRule.RESTART):
        jobs.enqueue(MOVED, f"moved:{application.reference}:{target}", reference=application.reference)
    return True


def due_steps(application: Application, today: date) -> list[Step]:
    """The publications that the draft has to follow now, up to the first whose grace still runs."""
    due: list[Step] = []
    for step in catalog.steps(application.code, application.version):
        if not step.policy.is_due(today):
            break
        due.append(step)
    return due


def grace(application: Application, today: date) -> DraftPolicy | None:
    """The policy that still lets this draft stay on its old version; None where it is on the live one, or due."""
    if application.status is not Status.DRAFT or catalog.entry(application.code).version == application.version:
        return None
    waiting = [one for one in catalog.steps(application.code, application.version) if not one.policy.is_due(today)]
    return waiting[0].policy if waiting else None


def check_current(application: Application, today: date) -> None:
    """Raises ConflictError for a draft that is to follow a new version and was not yet brought over."""
    if catalog.entry(application.code).version == application.version or not due_steps(application, today):
        return
    target = due_steps(application, today)[-1].version
    if application.kind in catalog.definition(application.code, target).requests:
        raise ConflictError(
            "Ketentuan izin ini baru saja berubah. Tunggu sebentar, lalu buka dan periksa draf ini lagi."
        )


def _older_drafts(code: str, last: int) -> Sequence[Application]:
    query = (
        select(Application)
        .where(Application.code == code, Application.status == Status.DRAFT, Application.id > last)
        .where(Application.version < catalog.entry(code).version)
    )
    return db.session.scalars(query.order_by(Application.id).limit(BATCH)).all()


def _carry(application: Application, due: Sequence[Step], rule: DraftRule, now: datetime) -> dict[str, Any]:
    """Answers and papers as the new version holds them; what is new, and what could not be kept, in the words of forms."""
    code, old = application.code, content.definition_of(application)
    path = [(application.version, old), *((one.version, catalog.definition(code, one.version)) for one in due)]
    register: PermitRegister = current_app.extensions["sakpore_register"]
    case = content.case(application, register, wib_date(now))
    before, new = assess(old, case), path[-1][1]
    moved = replay.brought(path, content.answers(application))
    for document in application.documents:
        document.input_name = moved.paper(document.input_name)
    application.version = path[-1][0]
    content.store_answers(application, moved.answers)
    if rule is DraftRule.RESTART:
        _begin_anew(application, new, moved.answers, path[0][0], now)
    after = assess(new, content.case(application, register, wib_date(now)))
    asked = replay.generic(after.missing) - {moved.paper(name) for name in replay.generic(before.missing)}
    wrong = replay.generic(after.errors) - {moved.paper(name) for name in replay.generic(before.errors)}
    return {
        "needs": sorted({labelled(new, name) for name in asked}),
        "invalid": sorted({labelled(new, name) for name in wrong}),
        "aside": sorted({labelled(old, name) for name in moved.aside}),
    }


def _begin_anew(application: Application, new: Definition, values: dict[str, Any], version: int, now: datetime) -> None:
    """An empty form again; what was typed stays with the draft, unread, and its papers keep their rows."""
    typed = {one.id for one in new.fields if kinds.typed_by_applicant(new, one, application.kind)}
    known = halves.by_id(new.fields)
    aside = {f"{key}@{version}": value for key, value in values.items() if key in known and known[key].id in typed}
    rest = {key: value for key, value in values.items() if key not in known or known[key].id not in typed}
    fresh = drafts.prefilled(new, application.kind, content.snapshot(application), rest)
    content.store_answers(application, {**aside, **fresh})
    for document in application.documents:
        if document.removed_at is None and document.added_by_tier is None:
            document.removed_at = now
