"""Prepare: claim the numbers in a short transaction, render outside any, keep the bytes that the head will look at.

A retry finds its numbers again. Dates on a paper are those of signing, so a paper prepared on an earlier day is
rendered again with the same number.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from flask import current_app
from sqlalchemy import select

from app.applications import content
from app.applications.lifecycle import Status
from app.applications.models import Application
from app.certificates import approval as approvals
from app.certificates import claims, images, interim, links, office, papers, queries, rendering, succession
from app.certificates.approval import Approval
from app.certificates.holders import Holder, held_by, holder_of
from app.certificates.models import Issued, PaperStatus, Signer
from app.certificates.products import INTERIM, Planned, planned
from app.certificates.register import PERMIT, Register
from app.errors import ConflictError, InputError, SakporeError, WrongMomentError
from app.foundation import audit, crypto, files
from app.foundation.actors import Actor
from app.foundation.database import db, transaction
from app.foundation.killpoints import kill_at
from app.foundation.timing import wib_date
from app.permits import numbers, validity
from app.permits.kinds import ends_in_permit
from app.permits.model import Definition


@dataclass(frozen=True, slots=True)
class Drawn:
    """A paper with its number, and what it is made from."""

    issued_id: int
    plan: Planned


def prepare(approval: Approval, *, actor: Actor, now: datetime) -> list[Issued]:
    """Papers of one application, ready to be looked at. Call outside any transaction: it opens its own short ones.

    Raises NotAllowedError without a complete approval or a certificate of the actor, WrongMomentError, RenderError.
    """
    with transaction():
        drawn, signer_id = _claim_all(approval, actor, now)
    kill_at("prepare.after_claim")
    for each in drawn:
        _render_one(each, approval, signer_id, now)
    return [queries.get_issued(each.issued_id) for each in drawn]


def manifest(issued: Sequence[Issued]) -> str:
    """SHA-256 over the ordered list of the unsigned bytes' hashes: what an act of signing is bound to."""
    lines = "\n".join(f"{each.id}:{each.unsigned_sha256}" for each in issued)
    return hashlib.sha256(lines.encode()).hexdigest()


def void(issued: Issued, reason: str, *, actor: Actor, now: datetime) -> None:
    """A number that can never be used any more stays in the register with the reason; it is handed to nobody else."""
    if issued.status is not PaperStatus.PREPARED:
        raise WrongMomentError(detail=f"paper {issued.id} is {issued.status}")
    issued.status, issued.status_note, issued.ended_at = PaperStatus.VOID, reason, now
    issued.row = f"{issued.row[:12]}~{issued.id}"  # the place of (application, product, row) is free for another paper
    audit.record("nomor.batal", f"naskah:{issued.id}", actor, now, nomor=issued.number, alasan=reason)
    db.session.flush()


def _claim_all(approval: Approval, actor: Actor, now: datetime) -> tuple[list[Drawn], int]:
    application = _locked(approval.application_id)
    definition = content.definition_of(application)
    if application.status not in _moments(approval):
        raise WrongMomentError(detail=f"{application.reference} is {application.status}")
    approvals.check(approval, definition, application)
    if actor.user_id is None:
        raise WrongMomentError(detail="papers are prepared for a person who signs")
    about_request = approval.refusal is None and approval.letter is None
    if about_request and (reason := succession.obstacle(application, wib_date(now))):
        raise ConflictError(reason)
    if about_request and ends_in_permit(definition, approval.kind):
        links.check_uses(application, approval.facts, wib_date(now))
    signer = queries.get_signer(actor.user_id, now)
    plans = planned(approval, definition)
    permits = frozenset(plan.product for plan in plans if plan.kind == PERMIT)
    order = Order(application, definition, approval, signer, actor, now, permits)
    _void_leftovers(order, plans)
    signed = {(issued.product, issued.row) for issued in queries.find_papers(application.id)}
    plans = tuple(plan for plan in plans if (plan.product, plan.place) not in signed)  # the rest of a list cut short
    drawn = [Drawn(_claim(order, plan).id, plan) for plan in plans]
    audit.record("naskah.disiapkan", application.reference, actor, now, naskah=[each.issued_id for each in drawn])
    return drawn, signer.id


def _moments(approval: Approval) -> tuple[Status, ...]:
    """When a request stands so that this paper is prepared."""
    if approval.interim:
        return interim.OPEN
    if approval.letter is not None:
        return (Status.ISSUED,)
    return (Status.TO_REFUSE if approval.refusal else Status.TO_SIGN,)


@dataclass(frozen=True, slots=True)
class Order:
    """What every paper of one act of preparing shares."""

    application: Application
    definition: Definition
    approval: Approval
    signer: Signer
    actor: Actor
    now: datetime
    permits: frozenset[str]  # products of kind `permit` that the request gives

    @property
    def day(self) -> date:
        return wib_date(self.now)

    def takes_over(self, plan: Planned, what: bool) -> Issued | None:
        """The permit that the paper stands for, where the kind of request keeps its number or its end."""
        place = succession.Place(plan.kind, plan.product, plan.row_id, self.permits)
        return succession.predecessor(self.application, place) if what else None


def _claim(order: Order, plan: Planned) -> Issued:
    holder = _holder(order, plan)
    wanted = numbers.counters(order.definition, plan.certificate, order.approval.facts, plan.row, order.day, holder.key)
    issued = _row_of(order, plan)
    if claims.outgrown(issued, wanted):
        void(issued, "Penomoran berganti sebelum naskah ditandatangani.", actor=order.actor, now=order.now)
        issued = _row_of(order, plan)
    issued.title = (plan.title or order.definition.title).text()[:200]
    issued.holder_name, issued.holder_index, issued.holder_kind = holder.name, holder.index, holder.kind
    issued.variant = order.application.variant
    issued.approved_hash = order.approval.record_hash
    issued.signed_by_id, issued.signer_name = order.signer.user_id, order.signer.name
    issued.prepared_at, issued.valid_from = order.now, order.day
    _limit(order, plan, issued)
    issued.number = _number(order, plan, issued, wanted, holder)
    issued.unsigned_key = issued.unsigned_sha256 = None  # until it is rendered with these
    db.session.flush()
    return issued


def _holder(order: Order, plan: Planned) -> Holder:
    """A letter about a permit is addressed to its holder."""
    if (letter := order.approval.letter) is not None:
        return held_by(queries.get_issued(letter.permit_id))
    return holder_of(order.application, order.definition, plan, content.snapshot(order.application))


def _row_of(order: Order, plan: Planned) -> Issued:
    query = select(Issued).where(
        Issued.application_id == order.application.id, Issued.product == plan.product, Issued.row == plan.place
    )
    issued = db.session.scalars(query).one_or_none()
    if issued is None:
        issued = Issued(
            application_id=order.application.id,
            code=order.definition.code,
            version=order.application.version,
            product=plan.product,
            kind=plan.kind,
            row=plan.place,
            status=PaperStatus.PREPARED,
            claims={},
            token=crypto.new_token(),
        )
        db.session.add(issued)
        db.session.flush()
    if issued.status is not PaperStatus.PREPARED:
        raise ConflictError("Naskah ini sudah ditandatangani.", detail=f"paper {issued.id} is {issued.status}")
    return issued


def _limit(order: Order, plan: Planned, issued: Issued) -> None:
    """Its last day, and what that rests on."""
    facts, row = order.approval.facts, plan.row
    issued.until_duty = validity.until_duty(plan.certificate)
    kept = order.takes_over(plan, order.definition.requests[order.approval.kind].keeps_expiry)
    if kept is not None:
        issued.valid_to, issued.latest_end = kept.valid_to, kept.latest_end
        return
    try:
        issued.valid_to = validity.valid_to(plan.certificate, facts, row, order.day, order.definition.duties)
    except ValueError as error:
        raise InputError("Masa berlaku tidak dapat ditentukan dari isi berkas.", detail=str(error)) from None
    issued.latest_end = validity.latest_end(plan.certificate, facts, row, order.day) if issued.until_duty else None


def _number(
    order: Order, plan: Planned, issued: Issued, wanted: Sequence[numbers.CounterClaim], holder: Holder
) -> str | None:
    kept = order.takes_over(plan, order.definition.requests[order.approval.kind].keeps_number)
    if kept is not None:
        issued.claims = {}
        return kept.number
    values = claims.claim(issued, wanted, holder.key)
    settings = office.number_settings()
    return numbers.render(
        plan.certificate, order.approval.facts, plan.row, order.day, issued.valid_to, values, settings
    )


def _void_leftovers(order: Order, plans: Sequence[Planned]) -> None:
    """Papers prepared before that the approval no longer yields. A letter leaves other letters alone."""
    if order.approval.letter is not None:
        return
    wanted = {(plan.product, plan.row_id) for plan in plans}
    for issued in queries.find_prepared([order.application]).get(order.application.id, []):
        mine = (issued.kind == INTERIM) is bool(order.approval.interim)
        if mine and (issued.product, issued.row) not in wanted:
            void(issued, "Naskah tidak jadi diterbitkan.", actor=order.actor, now=order.now)


def _render_one(drawn: Drawn, approval: Approval, signer_id: int, now: datetime) -> None:
    issued = queries.get_issued(drawn.issued_id)
    row_version = issued.row_version
    application, signer = _loaded(approval, signer_id)
    source = papers.gather(application, approval, signer, Register(), wib_date(now))
    folder = Path(current_app.config["PERMIT_SCHEMAS"]) / "certificates"
    template = folder / papers.template_name(drawn.plan)
    if template.parent != folder or not template.is_file():
        raise rendering.RenderError(detail=f"template {template.name} is missing")
    data, public = papers.data(source, drawn.plan, issued), papers.public_values(source, drawn.plan)
    found = images.find(application, drawn.plan, images.named_in(template))
    pictures = {name: (document.file_key, document.media_type) for name, document in found.items()}
    db.session.rollback()  # nothing is read while typst works
    stored = files.put(rendering.render(template, data, emblem=office.emblem(), images=images.load(pictures)))
    kill_at("prepare.before_store")
    with transaction():
        issued = queries.get_issued(drawn.issued_id)
        if issued.row_version != row_version or issued.status is not PaperStatus.PREPARED:
            raise ConflictError(detail=f"paper {issued.id} was prepared again meanwhile")
        issued.unsigned_key, issued.unsigned_sha256, issued.public_values = stored.key, stored.sha256, public


def _loaded(approval: Approval, signer_id: int) -> tuple[Application, Signer]:
    application, signer = db.session.get(Application, approval.application_id), db.session.get(Signer, signer_id)
    if application is None or signer is None:
        raise SakporeError(detail="application or signer vanished while a paper was prepared")
    return application, signer


def _locked(application_id: int) -> Application:
    query = select(Application).where(Application.id == application_id).with_for_update()
    application = db.session.scalars(query.execution_options(populate_existing=True)).unique().one_or_none()
    if application is None:
        raise ConflictError(detail=f"application {application_id} is gone")
    return application
