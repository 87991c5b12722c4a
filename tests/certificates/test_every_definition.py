"""The papers of every real definition: numbered, printed with its own template, signed, and found authentic."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from app import catalog, permits
from app.applications import content
from app.applications.lifecycle import Status
from app.applications.models import Application
from app.certificates import authenticity, queries, service
from app.certificates.approval import Approval, ApprovedTier
from app.certificates.register import Register
from app.foundation.actors import Actor
from app.foundation.database import db, transaction
from app.foundation.timing import wib_date
from tests.certificates import pki
from tests.certificates.desk import PASSPHRASE, Desk

SCHEMAS = Path(__file__).parents[2] / "permit_schemas"
CODES = sorted(path.stem for path in SCHEMAS.glob("*.yaml"))


class City(Desk):
    """The real types in place of an invented one."""

    def __init__(self, app):
        self.app, self.now = app, pki.NOW
        with transaction():
            self.users = {name: self.user(name) for name in ("citizen", "head", *(f"officer_{n}" for n in range(9)))}
            self.signer_id = self.make_signer("head").id
        self.actor = Actor(self.users["head"], "kepala", "kepala_dinas")

    def from_example(self, code, example):
        applicant = {"kind": "perorangan", "nama": "Sri Rahayu", "nik": "3375014101900001", **example.applicant}
        with transaction():
            application = Application(
                reference=f"SP-TEST-{code[:4].upper()}", code=code, version=1, kind=example.request,
                status=Status.TO_SIGN, applicant_id=self.users["citizen"], filed_by_id=self.users["citizen"],
                party=applicant["kind"], party_name=applicant["nama"], created_at=self.now, changed_at=self.now,
                submitted_at=self.now, filed_on=date.fromisoformat(example.today),
            )  # fmt: skip
            db.session.add(application)
            db.session.flush()
            content.store_answers(application, example.answers)
            content.store_snapshot(application, applicant)
            if example.staff:
                content.store_staff_answers(application, example.staff)
            application.content_hash = content.content_hash(application)
            application.record_hash = content.record_hash(application)
            return application.id

    def approve(self, application_id, example):
        application = self.get(application_id)
        definition = content.definition_of(application)
        facts = content.assessment(
            application, Register(), inspections=example.inspections, events=example.events
        ).facts
        tiers = [tier for stage in permits.stages(definition, application.kind, facts) for tier in stage.tiers]
        reviews = tuple(
            ApprovedTier(
                tier.id,
                tier.role,
                self.users[f"officer_{n}"],
                self.now,
                application.content_hash,
                application.record_hash,
            )
            for n, tier in enumerate(tiers)
        )
        return Approval(
            application_id, application.code, 1, application.kind, application.content_hash, application.record_hash,
            reviews, facts,
        )  # fmt: skip


def example_of(code):
    examples = catalog.live(code).examples
    return next(e for e in examples if e.request == "baru" and e.expect.get("products") and not e.expect.get("errors"))


@pytest.mark.parametrize("code", CODES)
def test_papers_of_a_real_type_are_signed_and_authentic(sqlite_city, code):
    city, example = City(sqlite_city), example_of(code)
    application_id = city.from_example(code, example)
    approval = city.approve(application_id, example)

    papers = service.prepare(approval, actor=city.actor, now=city.now)
    ids = [paper.id for paper in papers]
    order = service.SigningOrder(
        tuple(ids), service.manifest(papers), city.users["head"], None, {application_id: approval}
    )
    results = service.sign(order, PASSPHRASE, actor=city.actor, now=city.now)

    assert len(papers) == len(example.expect["products"])
    assert [result.problem for result in results] == [None] * len(papers)
    assert city.get(application_id).status is Status.ISSUED
    assert len({city.paper(each).number for each in ids}) == len(ids)
    for each in ids:
        paper = city.paper(each)
        report = authenticity.examine(queries.signed_pdf(paper), now=city.now + timedelta(minutes=1), token=paper.token)
        assert report.unaltered
        assert report.issued_bytes
        assert paper.valid_from == wib_date(city.now)
