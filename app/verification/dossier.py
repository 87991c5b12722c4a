"""Everything about one case that a decision needs, read once inside the transaction that decides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import func, select

from app.applications import content, schedule
from app.applications.models import Application
from app.applications.register import PermitRegister
from app.applications.schedule import Seat
from app.foundation.database import db
from app.permits import assess, fees, flow
from app.permits.case import Assessment, Case
from app.permits.model import Definition, Tier
from app.permits.names import input_name
from app.verification.ladder import Standing
from app.verification.models import POSITIVE, InspectionSheet, Invoice, InvoiceState, Outcome, Review


@dataclass
class Dossier:
    """`reviews` are all, oldest first; `sheets` those that count. Facts are worked out when asked, then kept."""

    application: Application
    register: PermitRegister
    reviews: list[Review]
    sheets: list[InspectionSheet]

    @cached_property
    def definition(self) -> Definition:
        return content.definition_of(self.application)

    @cached_property
    def answers(self) -> dict[str, Any]:
        return content.answers(self.application)

    @cached_property
    def case(self) -> Case:
        """The request with all that officers added."""
        facts: dict[str, Any] = {"verdicts": self.document_verdicts(), "inspections": self.inspection_facts()}
        if self.definition.events:
            facts["events"] = schedule.results(self.definition, self.seats)
        return content.case(self.application, self.register, **facts)

    @cached_property
    def assessment(self) -> Assessment:
        """The truth about the case. It is worked out anew after `changed`."""
        return assess(self.definition, self.case)

    @cached_property
    def stages(self) -> tuple[flow.Stage, ...]:
        return flow.stages(self.definition, self.application.kind, self.assessment.facts)

    @cached_property
    def received(self) -> int:
        """Whole rupiah that the treasurer recorded for this case."""
        if self.definition.fees.pay is None:
            return 0
        query = select(func.sum(Invoice.due)).where(
            Invoice.application_id == self.application.id, Invoice.state == InvoiceState.PAID
        )
        return int(db.session.scalar(query) or 0)

    @property
    def gates(self) -> frozenset[str]:
        """The gates that are passed: the fee as it stands now has been received."""
        cost = fees.total(self.definition, self.assessment.facts)
        paid = cost is not None and self.received >= cost
        return frozenset(stage.id for stage in self.stages if stage.gate and stage.id == flow.PAYMENT and paid)

    def tier(self, tier_id: str) -> Tier:
        """A tier that applies, or did when it was opened; a branch per agency bears the tier's id before a dash."""
        applying = {tier.id: tier for stage in self.stages for tier in stage.tiers}
        return applying.get(tier_id) or self.definition.flow.tier(tier_id.split("-")[0])

    def changed(self) -> None:
        """Something was added: facts and ladder are worked out anew."""
        for name in ("case", "assessment", "stages", "seats"):
            self.__dict__.pop(name, None)

    def fix_record(self) -> None:
        """Put the hash over the content and all that officers added beside the application."""
        self.application.record_hash = self._record_hash()

    def is_untouched(self) -> bool:
        """Whether the rows still amount to the hashes that the reviews stand on: a hand on the database would not."""
        application = self.application
        fixed = application.content_hash == content.content_hash(application)
        return fixed and application.record_hash == self._record_hash()

    def _record_hash(self) -> str:
        recorded = [schedule.seat_fact(seat) for seat in self.seats if seat.recorded_at is not None]
        return content.record_hash(self.application, [*(sheet_fact(sheet) for sheet in self.sheets), *recorded])

    @cached_property
    def seats(self) -> list[Seat]:
        """On dates of events, with what was recorded there."""
        return schedule.seats_of(self.application.id) if self.definition.events else []

    def standings(self) -> dict[str, Standing]:
        """The latest word of each tier that counts: on this content, not taken back by a correction."""
        latest = {review.tier: (order, review) for order, review in enumerate(self.reviews) if self.counts(review)}
        passed = {gate: Standing(positive=True, on_record=True, order=-1) for gate in self.gates}
        return passed | {
            tier: Standing(
                positive=review.outcome in POSITIVE,
                on_record=review.record_hash == self.application.record_hash,
                order=order,
            )
            for tier, (order, review) in latest.items()
            if review.outcome in POSITIVE or review.outcome is Outcome.REJECT
        }

    def counts(self, review: Review) -> bool:
        return review.superseded_at is None and review.content_hash == self.application.content_hash

    def has_decided(self, tier_id: str) -> bool:
        """Whether the tier ever said yes: then a short re-confirmation of what changed is enough."""
        return any(review.tier == tier_id and review.outcome in POSITIVE for review in self.reviews)

    def document_verdicts(self) -> dict[str, str]:
        """`verdict.<id>` of the rules: what the latest review that counts said of each paper."""
        papers = {document.id for document in self.definition.documents}
        words = {True: "accepted", False: "returned"}
        return {
            name: words[bool(verdict["ok"])]
            for review in self.reviews
            if self.counts(review)
            for name, verdict in review.verdicts.items()
            if name in papers
        }

    def inspection_facts(self) -> dict[str, dict[str, Any]]:
        """What was marked, by inspection or by row and inspection; rules judge it again, so that a replay is exact."""
        return {self._sheet_name(sheet): {"marks": sheet.marks} for sheet in self.sheets}

    def _sheet_name(self, sheet: InspectionSheet) -> str:
        group = self.definition.inspection(sheet.inspection).per
        return input_name(group, sheet.row, sheet.inspection) if group else sheet.inspection


def read(application: Application, register: PermitRegister) -> Dossier:
    """One statement for the reviews; one for the inspection sheets where an inspecting tier has decided already, or may
    have kept those of a first visit."""
    query = select(Review).where(Review.application_id == application.id).order_by(Review.id)
    reviews = list(db.session.scalars(query))
    definition = content.definition_of(application)
    inspecting = {tier.id for tier in definition.flow.all_tiers if tier.inspection}
    inspects = any(review.tier.split("-")[0] in inspecting for review in reviews)
    inspects = inspects or any(one.repeat_after_days is not None for one in definition.inspections)
    return Dossier(application, register, reviews, _sheets(application) if inspects else [])


def _sheets(application: Application) -> list[InspectionSheet]:
    query = select(InspectionSheet).where(
        InspectionSheet.application_id == application.id, InspectionSheet.superseded_at.is_(None)
    )
    return list(db.session.scalars(query.order_by(InspectionSheet.id)))


def supersede(dossier: Dossier, now: datetime) -> None:
    """A correction changed the content: what was decided stays in the history and counts no more."""
    for review in dossier.reviews:
        review.superseded_at = review.superseded_at or now


def sheet_fact(sheet: InspectionSheet) -> Sequence[Any]:
    """What of an inspection sheet goes into the record's hash."""
    return [
        sheet.inspection,
        sheet.row,
        sheet.marks,
        sheet.note,
        sheet.score,
        sheet.level,
        sheet.passed,
        sheet.officer_id,
    ]
