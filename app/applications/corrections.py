"""Returned for correction: what is open again, and what the applicant changed."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from app.applications import answers as halves
from app.applications import content, deadlines, letters
from app.applications.lifecycle import Position, after_return
from app.applications.models import Application, Correction
from app.foundation import audit, crypto, jobs
from app.foundation.actors import Actor
from app.foundation.database import db


@dataclass(frozen=True, slots=True)
class Difference:
    """What a correction changed, by input name. Empty: everything was handed in as it was."""

    changed: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Before:
    """Answers and papers (input name → hashes) as they were when it was returned."""

    answers: Mapping[str, Any]
    documents: Mapping[str, tuple[str, ...]]


def open_round(
    application: Application,
    *,
    tier: str,
    remarks: Mapping[str, str],
    note: str,
    due_on: date,
    actor: Actor,
    now: datetime,
) -> Correction:
    """Give the application back to the applicant: only what `remarks` names is open. The letter goes out with it.

    Raises WrongMomentError unless it is in review at `tier`.
    """
    application.status = after_return(_position(application, tier), tier).status
    correction = Correction(
        application_id=application.id,
        round=len(application.corrections) + 1,
        tier=tier,
        remarks=dict(remarks),
        note=note,
        hash_before=application.content_hash or content.content_hash(application),
        returned_at=now,
        due_on=due_on,
    )
    correction.before = crypto.seal_json(
        {"answers": content.answers(application), "documents": hashes(application)}, aad(application, correction.round)
    )
    application.corrections.append(correction)
    db.session.flush()
    audit.record("permohonan.dikembalikan", application.reference, actor, now, tier=tier, inputs=sorted(remarks))
    jobs.enqueue(
        letters.RETURNED,
        f"returned:{application.reference}:{correction.round}",
        reference=application.reference,
        round=correction.round,
    )
    deadlines.watch(application, correction)
    return correction


def before(application: Application, correction: Correction) -> Before:
    """What was there when it was returned."""
    kept = crypto.unseal_json(correction.before, aad(application, correction.round)) if correction.before else {}
    documents = {name: tuple(found) for name, found in kept.get("documents", {}).items()}
    return Before(kept.get("answers", {}), documents)


def difference(application: Application, correction: Correction) -> Difference:
    """Compared with what was there when it was returned. Rows are compared by their stable ids."""
    was = before(application, correction)
    old, new = flat(was.answers), flat(content.answers(application))
    changed = {name for name in old.keys() | new.keys() if old.get(name) != new.get(name)}
    papers = hashes(application)
    changed |= {
        name for name in was.documents.keys() | papers.keys() if was.documents.get(name, ()) != papers.get(name, ())
    }
    return Difference(frozenset(changed))


def open_inputs(application: Application, correction: Correction) -> frozenset[str]:
    """Input names, as pages write them, that the applicant may change: those with a remark."""
    held = content.answers(application)
    named = {halves.index_name(held, name) for name in correction.remarks}
    return frozenset(name for name in named if name)


def asked_since(application: Application, correction: Correction, required: Set[str]) -> frozenset[str]:
    """Those of the required inputs that held nothing when it was returned: the correction itself brought them up."""
    was, held = before(application, correction), content.answers(application)
    there = {halves.index_name(held, name) for name in (*flat(was.answers), *was.documents)}
    groups = (one.one_of for one in content.definition_of(application).documents if one.one_of and one.id in required)
    members = {member for group in groups if not there & {*group} for member in group}
    return frozenset(name for name in required | members if not any(one and is_named(one, {name}) for one in there))


def is_named(name: str, opened: Set[str]) -> bool:
    """Whether the input itself, the group or address that it belongs to, or the paper of its date is open."""
    parts = name.split("-")
    return any("-".join(parts[:size]) in opened for size in range(1, len(parts) + 1))


def flat(values: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """Each cell by its name; rows by their stable ids (`barang-r1ab-jenis`)."""
    cells: dict[str, Any] = {}
    for key, value in values.items():
        name = f"{prefix}{key}"
        if halves.is_rows(value) and value:
            for row in value:
                inner = {column: cell for column, cell in row.items() if column != halves.ROW_ID}
                cells |= flat(inner, f"{name}-{row.get(halves.ROW_ID, '')}-")
        elif isinstance(value, Mapping):
            cells |= flat(value, f"{name}-")
        elif value not in (None, "", []):
            cells[name] = value
    return cells


def hashes(application: Application) -> dict[str, tuple[str, ...]]:
    """Input name as stored → hashes of the papers that are there."""
    found: dict[str, list[str]] = {}
    for document in application.documents:
        if document.removed_at is None and document.added_by_tier is None:
            found.setdefault(document.input_name, []).append(document.sha256)
    return {name: tuple(sorted(values)) for name, values in found.items()}


def aad(application: Application, round_: int) -> str:
    return f"correction:{application.id}:{round_}"


def _position(application: Application, tier: str) -> Position:
    """The open tiers are rows of `verification`; whoever returns it holds one of them."""
    return Position(application.status, frozenset({tier}))
