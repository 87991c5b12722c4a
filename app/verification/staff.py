"""What officers add to a case: fields that a tier fills or changes, and inspection sheets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from app.applications import answers as halves
from app.applications import content
from app.certificates import interim
from app.errors import IncompleteError, InputError
from app.foundation.database import db
from app.permits import check_staff, products
from app.permits import inspection as inspections
from app.permits.case import Problem
from app.permits.model import Definition, FieldDef, Inspection, Text, Tier
from app.verification import courses
from app.verification.decision import Sheet
from app.verification.dossier import Dossier
from app.verification.models import InspectionSheet, Outcome

REJECT = Outcome.REJECT.value


def fields(definition: Definition, tier: Tier) -> tuple[FieldDef, ...]:
    """The fields that this tier fills or changes."""
    return tuple(field for field in definition.fields if tier.id in field.tier_editable)


def save(dossier: Dossier, tier: Tier, values: Mapping[str, Any]) -> None:
    """Keep the tier's own fields; other names are refused. Raises InputError."""
    allowed = {name for field in fields(dossier.definition, tier) for name in (field.id, field.id + halves.OTHER)}
    if set(values) - allowed:
        raise InputError(detail=f"tier {tier.id} does not fill {sorted(set(values) - allowed)}")
    if values:
        content.store_staff_answers(dossier.application, {**content.staff_answers(dossier.application), **values})


def problems(dossier: Dossier, tier: Tier) -> tuple[Problem, ...]:
    """What the one validator says about the tier's own fields."""
    return check_staff(dossier.definition, dossier.case, tier.id) if fields(dossier.definition, tier) else ()


def rows(dossier: Dossier, tier: Tier) -> list[tuple[str, str]]:
    """The sheets that the tier fills in: (row's stable id, heading). One without a row for the whole application."""
    sheet = _inspection(dossier.definition, tier)
    if sheet is None:
        return []
    if sheet.per is None:
        return [("", sheet.title.id if sheet.title else "")]
    held = dossier.answers.get(sheet.per) or []
    label = dossier.definition.field(sheet.per).label.id
    return [(str(row.get(halves.ROW_ID, "")), f"{label} {number}") for number, row in enumerate(held, start=1)]


def save_sheets(dossier: Dossier, tier: Tier, sheets: Sequence[Sheet], officer_id: int, now: datetime) -> None:
    """Judge and keep what was inspected; an earlier sheet of the same thing counts no more. Raises InputError."""
    sheet_of = _inspection(dossier.definition, tier)
    known = dict(rows(dossier, tier))
    if sheets and sheet_of is None:
        raise InputError(detail=f"tier {tier.id} inspects nothing")
    for sheet in sheets:
        if sheet_of is None or sheet.row not in known:
            raise InputError(detail=f"tier {tier.id} has no sheet for row {sheet.row!r}")
        if sheet.marks:
            _save_sheet(dossier, sheet_of, sheet, officer_id, now)


def sheet_problems(dossier: Dossier, tier: Tier) -> tuple[Problem, ...]:
    """A tier that inspects lets the case go on only with every sheet filled in."""
    sheet_of = _inspection(dossier.definition, tier)
    if sheet_of is None:
        return ()
    wanted = rows(dossier, tier)
    held = {sheet.row for sheet in dossier.sheets if sheet.inspection == sheet_of.id}
    missing = [heading or tier.id for row, heading in wanted if row not in held]
    return tuple(_problem(f"Lembar pemeriksaan {heading}: belum diisi.", missing=True) for heading in missing)


def failed(dossier: Dossier) -> bool:
    """Whether the inspections leave nothing to issue. An agency's no is no refusal yet: the office decides."""
    return not products(dossier.definition, dossier.application.kind, dossier.assessment.facts)


def gate_problems(dossier: Dossier, tier: Tier) -> tuple[Problem, ...]:
    """A failed case goes on only to a tier that may reject it; that tier itself cannot say yes."""
    if waiting := _unsigned_before(dossier, tier):
        return (_problem(f"{waiting} belum ditandatangani. Berkas dapat diteruskan setelah itu."),)
    if not failed(dossier):
        return ()
    places = {one.id: place for place, stage in enumerate(dossier.stages) for one in stage.tiers}
    later = (one for stage in dossier.stages[places.get(tier.id, -1) + 1 :] for one in stage.tiers)
    if REJECT not in tier.outcomes and any(REJECT in one.outcomes for one in later):
        return ()
    return (_problem("Hasil pemeriksaan tidak memenuhi syarat. Berkas hanya dapat dikembalikan atau ditolak."),)


def _unsigned_before(dossier: Dossier, tier: Tier) -> str:
    """The title of an interim paper of an earlier stage that its signer has not signed yet; "" if none is owed."""
    if not any(one.kind == "interim" for one in dossier.definition.certificates):
        return ""
    places = {one.id: place for place, stage in enumerate(dossier.stages) for one in stage.tiers}
    titles = {one.id: one.title.id if one.title else one.id for one in dossier.definition.certificates}
    for paper in interim.awaited(dossier.application):
        if places.get(paper.tier, -1) < places.get(tier.id, -1):
            return titles[paper.product]
    return ""


def check(dossier: Dossier, tier: Tier) -> None:
    """Raises IncompleteError with everything that the tier's own part still lacks."""
    found = problems(dossier, tier) + sheet_problems(dossier, tier) + courses.problems(dossier, tier)
    found = found or gate_problems(dossier, tier)
    if found:
        raise IncompleteError("Isian petugas belum lengkap.", problems=found)


def _save_sheet(dossier: Dossier, sheet_of: Inspection, sheet: Sheet, officer_id: int, now: datetime) -> None:
    items = {item.id for item in sheet_of.items}
    if set(sheet.marks) - items:
        raise InputError(detail=f"inspection {sheet_of.id} has no item {sorted(set(sheet.marks) - items)}")
    if lacking := [item.text.id for item in sheet_of.items if sheet.marks.get(item.id) in (None, "")]:
        raise IncompleteError(
            "Lembar pemeriksaan belum lengkap.",
            problems=tuple(_problem(f"{text}: belum dinilai.", missing=True) for text in lacking),
        )
    verdict = inspections.judge(sheet_of, sheet.marks, dossier.assessment.facts)
    for old in [held for held in dossier.sheets if (held.inspection, held.row) == (sheet_of.id, sheet.row)]:
        old.superseded_at = now
        dossier.sheets.remove(old)
    row = InspectionSheet(
        application_id=dossier.application.id,
        inspection=sheet_of.id,
        row=sheet.row,
        marks=dict(sheet.marks),
        note=sheet.note,
        score=None if verdict.score is None else str(verdict.score),
        level=verdict.level,
        passed=verdict.passed,
        officer_id=officer_id,
        inspected_at=now,
    )
    db.session.add(row)
    dossier.sheets.append(row)


def _inspection(definition: Definition, tier: Tier) -> Inspection | None:
    return definition.inspection(tier.inspection) if tier.inspection else None


def _problem(message: str, *, missing: bool = False) -> Problem:
    return Problem(name="pemeriksaan", message=Text(id=message), at=("pemeriksaan",), missing=missing)
