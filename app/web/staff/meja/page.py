"""Everything that the verification screen's template shows, gathered so that the template asks nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from app.accounts import people
from app.applications import content
from app.applications.models import Application, Document
from app.permits import fieldtypes
from app.permits.explaining import Explainer, sealed_names
from app.permits.model import Event, Inspection, InspectionItem, Parallel, ParallelStep, Text, Tier
from app.verification import (
    checks,
    courses,
    evidence,
    invoices,
    ladder,
    pauses,
    screen,
    service,
    sittings,
    staff,
    tracking,
)
from app.verification.dossier import Dossier
from app.verification.evidence import Slot
from app.verification.models import InspectionSheet, Invoice, InvoiceState, OpenTier, Outcome, Pause, Review
from app.verification.screen import Block, Paper
from app.web.context import locale
from app.web.staff.meja import posted

BUTTONS = {
    Outcome.COMPLETE: "Berkas lengkap, teruskan",
    Outcome.FORWARD: "Teruskan",
    Outcome.CONFIRM: "Konfirmasi perbaikan",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One review of the history."""

    review: Review
    tier: str
    officer: str
    done: str
    remarks: tuple[tuple[str, str], ...]  # label → remark, of what was found wrong


@dataclass(frozen=True, slots=True)
class FormSheet:
    """One inspection form to fill in, or as it was filled in."""

    row: str
    heading: str
    inspection: Inspection
    result: InspectionSheet | None


@dataclass(frozen=True, slots=True)
class View:
    """`open_tier` is None for who may only look."""

    application: Application
    permit: Text
    tier_title: str
    open_tier: OpenTier | None
    outcomes: tuple[Outcome, ...]
    forward_label: str
    next_titles: tuple[str, ...]
    blocks: list[Block]
    papers: list[Paper]
    points: list[checks.Item]
    staff_form: Any
    staff_values: list[tuple[str, str]]
    sheets: list[FormSheet]
    courses: list[tuple[Event, list[courses.Person]]]
    own_events: frozenset[str]  # that this tier records
    history: list[Line]
    typed: dict[str, str]
    compared: str  # what old values are of: a correction, the permit referred to, or nothing
    changed: frozenset[str]
    asked: frozenset[str]
    failed: bool
    negative: bool
    assignee: str
    mine: bool
    own_inspection: str
    progress: tracking.Progress | None
    held: Pause | None  # what this tier waits for now
    hold_reasons: tuple[tuple[str, str], ...]  # what it may wait for: value, words
    ends: str  # what pressing *reject* does where no more corrections may be asked: refuse, close
    rounds: str  # "Konsultasi ke-2 dari 3"
    bills: tuple[Invoice, ...]  # that were not voided
    reports: tuple[tuple[str, str], ...]  # inspections with a result: id, title
    slots: tuple[tuple[Slot, tuple[Document, ...]], ...]  # places for the tier's own papers, with what lies there
    revisit: int  # days after which the tier may look once more
    below: str  # the earlier tier that a return leads to
    why: Mapping[str, str]  # “Mengapa?” of computed answers and of papers that a rule requires, by input name
    route: tuple[tuple[str, str], ...]  # conditional steps of the ladder: title → why they apply or do not
    variant: str  # why the case is of its class

    @classmethod
    def of(cls, dossier: Dossier, open_tier: OpenTier | None, form: posted.Form | None, now: datetime) -> View:
        """Reads what is not in the dossier yet: names of officers, the permit referred to."""
        before, replaced = screen.before(dossier)
        blocks, papers = screen.blocks(dossier, before, locale()), screen.papers(dossier, replaced)
        changed = _changed(blocks, papers)
        tier = dossier.tier(open_tier.tier) if open_tier else None
        names = people.names_of([review.officer_id for review in dossier.reviews] + _assignee(open_tier))
        choices = service.outcomes(dossier, open_tier) if open_tier else ()
        forward = next((choice for choice in choices if choice in BUTTONS), None)
        return cls(
            application=dossier.application,
            permit=dossier.definition.title,
            tier_title=tracking.tier_title(dossier.definition, open_tier.tier) if open_tier else "",
            open_tier=open_tier,
            outcomes=choices,
            forward_label=BUTTONS[forward] if forward else "",
            next_titles=_next_titles(dossier, open_tier),
            blocks=blocks,
            papers=papers,
            points=checks.points(tier) if tier else [],
            staff_form=posted.staff_form(dossier, tier, form) if tier else None,
            staff_values=screen.staff_values(dossier, locale()),
            sheets=_sheets(dossier, open_tier),
            courses=[(event, courses.people_of(dossier, event)) for event in _events(dossier)],
            own_events=frozenset(event.id for event in courses.events_at(dossier, tier)) if tier else frozenset(),
            history=_history(dossier, names),
            typed=posted.typed(open_tier, dossier, form, changed) if open_tier else {},
            compared=_compared(dossier),
            changed=changed,
            asked=frozenset(item.name for item in checks.asked(dossier, tier)) if tier else frozenset(),
            failed=bool(dossier.sheets) and staff.failed(dossier),
            negative=any(ladder.out_of_reach(stage, dossier.standings()) for stage in dossier.stages),
            assignee=names.get(open_tier.assignee_id or 0, "") if open_tier else "",
            mine=open_tier is not None,
            own_inspection=(tier.inspection or "") if tier else "",
            reports=_reports(dossier),
            bills=_bills(dossier),
            progress=tracking.progress(dossier.application, now),
            **_waiting(dossier, open_tier),
            **_reasons(dossier, blocks, papers),
        )

    def mark_choices(self, item: InspectionItem) -> list[tuple[str, str]]:
        """(value, label) of the radios of one point: its points, or yes and no."""
        if item.choices:
            return [(str(choice), str(choice)) for choice in item.choices]
        return [(posted.YES, "Ya"), (posted.NO, "Tidak")]

    @staticmethod
    def rupiah(amount: int) -> str:
        return fieldtypes.rupiah(amount)

    @property
    def can_return(self) -> bool:
        return Outcome.RETURN in self.outcomes

    @property
    def can_reject(self) -> bool:
        return Outcome.REJECT in self.outcomes


def _reasons(dossier: Dossier, blocks: Sequence[Block], papers: Sequence[Paper]) -> dict[str, Any]:
    """What the rules decided, explained with the case's values; sealed ones are not told in a sentence."""
    definition = dossier.definition
    told = Explainer(definition, dossier.assessment.facts, locale(), sealed_names(definition))
    cells = [cell for block in blocks for part in (block, *block.rows) for cell in part.cells]
    why = {cell.name: told.computed(cell.name) for cell in cells}
    why |= {paper.name: told.required(paper.name) for paper in papers}
    tiers: list[Tier | Parallel] = []
    for step in definition.flow.tiers:
        tiers.extend((step.parallel, *step.parallel.of) if isinstance(step, ParallelStep) else (step,))
    route = [(tracking.tier_title(definition, tier.id), told.stage(tier)) for tier in tiers]
    return {
        "why": {name: reason for name, reason in why.items() if reason},
        "route": tuple((title, reason) for title, reason in route if reason),
        "variant": told.variant(),
    }


def _bills(dossier: Dossier) -> tuple[Invoice, ...]:
    if dossier.definition.fees.pay is None:
        return ()
    return tuple(one for one in invoices.of(dossier.application) if one.state is not InvoiceState.VOID)


def _reports(dossier: Dossier) -> tuple[tuple[str, str], ...]:
    done = {sheet.inspection for sheet in dossier.sheets}
    found = [one for one in dossier.definition.inspections if one.id in done]
    return tuple((one.id, one.title.text(locale()) if one.title else one.id.replace("_", " ")) for one in found)


def _waiting(dossier: Dossier, open_tier: OpenTier | None) -> dict[str, Any]:
    """What the tier waits for or may wait for, and how often it may ask the applicant."""
    nothing: dict[str, Any] = {
        "held": None,
        "hold_reasons": (),
        "ends": "",
        "rounds": "",
        "below": "",
        "slots": (),
        "revisit": 0,
    }
    if open_tier is None:
        return nothing
    tier, held = dossier.tier(open_tier.tier), pauses.running(dossier.application)
    reasons = pauses.reasons(dossier.definition) if pauses.may_hold(open_tier, tier.outcomes, held) else ()
    left = service.corrections_left(dossier, tier)
    rounds = ""
    if tier.rounds and left > 0:
        most = tier.rounds.get("max", 1)
        rounds = _("Konsultasi ke-%(number)s dari %(most)s", number=most - left + 1, most=most)
    there = content.papers(dossier.application)
    return {
        "slots": tuple((slot, tuple(there.get(slot.name, ()))) for slot in evidence.slots(dossier, tier)),
        "revisit": service.may_revisit(dossier, tier),
        "held": next((pause for pause in held if pause.tier == open_tier.tier), None),
        "hold_reasons": tuple((name, pauses.words(name)) for name in reasons),
        "ends": dossier.definition.flow.correction.then if left < 1 and "reject" not in tier.outcomes else "",
        "rounds": rounds,
        "below": tracking.tier_title(dossier.definition, tier.return_to) if tier.return_to else "",
    }


def _changed(blocks: Sequence[Block], papers: Sequence[Paper]) -> frozenset[str]:
    rows = [row for block in blocks for row in block.rows]
    cells = [cell for block in [*blocks, *rows] for cell in block.cells]
    names = {cell.name for cell in cells if cell.before is not None}
    return frozenset(
        names | {row.name for row in rows if row.changed} | {paper.name for paper in papers if paper.changed}
    )


def _compared(dossier: Dossier) -> str:
    if screen.last_correction(dossier):
        return "perbaikan"
    return "izin" if dossier.application.referred_id is not None else ""


def _assignee(open_tier: OpenTier | None) -> list[int]:
    return [open_tier.assignee_id] if open_tier and open_tier.assignee_id else []


def _next_titles(dossier: Dossier, open_tier: OpenTier | None) -> tuple[str, ...]:
    """Where a yes leads, as far as it can be known now."""
    if open_tier is None:
        return ()
    stage = ladder.stage_of(dossier.stages, open_tier.tier)
    later = dossier.stages[dossier.stages.index(stage) + 1 :] if stage else ()
    sign = dossier.definition.flow.sign
    if not later:
        return (sign.title.id if sign.title else "Penandatanganan",)
    return tuple(tracking.tier_title(dossier.definition, tier.id) for tier in later[0].tiers)


def _sheets(dossier: Dossier, open_tier: OpenTier | None) -> list[FormSheet]:
    """The tier's own forms to fill in; for all others the results."""
    tier = dossier.tier(open_tier.tier) if open_tier else None
    results = {(sheet.inspection, sheet.row): sheet for sheet in dossier.sheets}
    if tier and tier.inspection:
        own = dossier.definition.inspection(tier.inspection)
        rows = staff.rows(dossier, tier)
        return [FormSheet(row, heading, own, results.get((own.id, row))) for row, heading in rows]
    found = ((dossier.definition.inspection(name), row, sheet) for (name, row), sheet in results.items())
    return [FormSheet(row, one.title.id if one.title else one.id, one, sheet) for one, row, sheet in found]


def _events(dossier: Dossier) -> list[Event]:
    """Those on which somebody of the case has a seat."""
    seated = {seat.date.event for seat in dossier.seats}
    return [event for event in dossier.definition.events if event.id in seated]


def _history(dossier: Dossier, names: dict[int, str]) -> list[Line]:
    labels = {item.name: item.label for item in (*checks.fields(dossier), *checks.papers(dossier))}
    lines = []
    for review in reversed(dossier.reviews):
        verdicts = screen.verdict_names(dossier, review)
        remarks = [(labels.get(name, name), one["remark"]) for name, one in verdicts.items() if not one["ok"]]
        title = tracking.tier_title(dossier.definition, review.tier)
        done = sittings.DONE[review.outcome]
        lines.append(Line(review, title, names.get(review.officer_id, ""), done, tuple(remarks)))
    return lines
