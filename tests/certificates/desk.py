"""An office at work for tests: a published type, applications that wait for the head, officers, a signer."""

import itertools
from dataclasses import replace
from datetime import timedelta

from flask_appbuilder.security.sqla.models import User

from app.applications import content
from app.applications.lifecycle import Status
from app.applications.models import Application, Referral
from app.catalog.models import PermitType, PermitVersion
from app.certificates import keys, service
from app.certificates.approval import Approval, ApprovedTier, Refusal
from app.certificates.models import Issued
from app.certificates.register import Register
from app.foundation import calendar, revision, settings
from app.foundation.actors import Actor
from app.foundation.database import db, transaction
from app.foundation.timing import wib_date
from app.permits import canonical, digest
from app.permits.model import Definition
from tests.certificates import pki

PASSPHRASE = "frasa sandi kepala"
NIK = "3375014101900001"

KIOS = {
    "apiVersion": "sakpore/v1",
    "code": "kios",
    "title": "Izin Kios",
    "kind": "perizinan",
    "legal_basis": [{"id": "perwal", "title": "Peraturan Contoh"}],
    "applicants": ["perorangan", "badan"],
    "requests": {
        "baru": {},
        "perubahan": {"needs": {"permit": "own"}, "keeps_number": False, "keeps_expiry": True},
        "duplikat": {"needs": {"permit": "own"}, "keeps_number": True, "keeps_expiry": True},
    },
    "sections": [
        {
            "id": "kios",
            "title": "Kios",
            "fields": [
                {"id": "nama_kios", "type": "text", "label": "Nama kios", "class": "publik", "print": True},
                {"id": "modal", "type": "money", "label": "Modal", "class": "rahasia", "print": True},
                {"id": "pemilik_nik", "type": "nik", "label": "NIK pemilik"},
                {
                    "id": "produk",
                    "type": "group",
                    "label": "Produk",
                    "repeat": {"min": 0, "max": 5},
                    "fields": [{"id": "nama", "type": "text", "label": "Nama produk", "class": "publik"}],
                },
            ],
        }
    ],
    "flow": {
        "tiers": [{"id": "berkas", "role": "petugas_fo"}, {"id": "kasi", "role": "kepala_seksi"}],
        "sign": {"id": "ttd", "role": "kepala_dinas"},
    },
    "fees": [],
    "certificates": [
        {
            "id": "izin",
            "title": "Surat Izin Kios",
            "number": "503/{seq:04}/KIOS/{month_roman}/{year}",
            "validity": {"years": 2},
        }
    ],
    "public": {"columns": ["nomor", "nama_kios", "terbit", "berlaku_sd", "status"]},
    "retention": {"draft_days": 90, "refused_years": 2, "issued_years": 5},
}

PER_PRODUCT = {
    **KIOS,
    "certificates": [
        {
            "id": "sertifikat",
            "title": "Sertifikat Produk",
            "per": "produk",
            "validity": {"unlimited": True},
            "number": {
                "format": "P {region}{urut}{pemilik}",
                "parts": {
                    "region": {"const": "3375"},
                    "urut": {"counter": {"scope": "holder", "reset": "never"}, "width": 2},
                    "pemilik": {"counter": {"scope": "type", "reset": "never"}, "sticky": "holder", "width": 4},
                },
            },
        }
    ],
}


class Desk:
    """`now` is close to the real clock, since signatures carry it; `head` may sign."""

    def __init__(self, app, definition=KIOS):
        self.app, self.now = app, pki.NOW
        self.numbers = itertools.count(1)
        with transaction():
            calendar.seed()
            settings.seed()
            self.definition = self.publish(definition)
            self.users = {name: self.user(name) for name in ("citizen", "berkas", "kasi", "head", "other_head")}
            self.signer = self.make_signer("head")
            self.signer_id = self.signer.id
        self.actor = Actor(self.users["head"], "kepala", "kepala_dinas")

    @classmethod
    def again(cls, app, users, definition=KIOS):
        """The same office in another process."""
        desk = cls.__new__(cls)
        desk.app, desk.now, desk.users, desk.numbers = app, pki.NOW, users, itertools.count(100)
        desk.definition = Definition.model_validate(definition)
        desk.actor = Actor(users["head"], "kepala", "kepala_dinas")
        return desk

    def publish(self, source, version=1):
        definition = Definition.model_validate(source)
        text = canonical(definition)
        if version == 1:
            db.session.add(PermitType(code=definition.code, live_version=1))
            db.session.flush()
        common = {"sha256": digest(text), "source": "", "source_sha256": "", "decree_number": "1", "author": "a"}
        day = wib_date(self.now)
        row = PermitVersion(
            code=definition.code,
            version=version,
            canonical=text,
            approver="b",
            published_at=self.now,
            decree_date=day,
            effective_from=day,
            card={"title": definition.title.id},
            **common,
        )
        db.session.add(row)
        revision.bump("schema")
        return definition

    def user(self, name):
        row = User(first_name=name, last_name="Contoh", username=name, email=f"{name}@example.org", active=True)
        db.session.add(row)
        db.session.flush()
        return row.id

    def make_signer(self, name):
        person = keys.Person(self.users[name], f"{name} Contoh", nip="1", rank="Pembina")
        return keys.make_signer(person, PASSPHRASE, self.app.config["SAKPORE_DATA"], self.now, rounds=1000)

    def waiting(self, *, status=Status.TO_SIGN, products=(), kind="baru", referred=None, **answers):
        """An application whose ladder is climbed."""
        values = {"nama_kios": "Kios Truntum", "modal": 1250000, "pemilik_nik": NIK, **answers}
        values["produk"] = [{"_id": row_id, "nama": name} for row_id, name in products]
        with transaction():
            application = Application(
                reference=f"SP-TEST-{next(self.numbers):04}", code="kios", version=1, kind=kind, status=status,
                applicant_id=self.users["citizen"], filed_by_id=self.users["citizen"], party="perorangan",
                party_name="Sri Rahayu", created_at=self.now, changed_at=self.now, submitted_at=self.now,
                filed_on=wib_date(self.now), referred_id=referred,
                referrals=[Referral(issued_id=referred)] if referred else [],
            )  # fmt: skip
            db.session.add(application)
            db.session.flush()
            content.store_answers(application, values)
            applicant = {"kind": "perorangan", "nama": "Sri Rahayu", "nik": NIK, "email": "sri@example.org"}
            content.store_snapshot(application, applicant)
            application.content_hash = content.content_hash(application)
            application.record_hash = content.record_hash(application)
            return application.id

    def approval(self, application_id, **changes):
        application = self.get(application_id)
        reviews = tuple(self.review(application, tier) for tier in ("berkas", "kasi"))
        made = Approval(
            application_id=application_id, code="kios", version=1, kind=application.kind, reviews=reviews,
            content_hash=application.content_hash, record_hash=application.record_hash,
            facts=content.assessment(application, Register()).facts,
            excluded=frozenset({f"account:{self.users['citizen']}"}),
        )  # fmt: skip
        return replace(made, **changes)

    def review(self, application, tier):
        role = self.definition.flow.tier(tier).role
        at = self.now - timedelta(days=1)
        return ApprovedTier(tier, role, self.users[tier], at, application.content_hash, application.record_hash)

    def refusal(self, application_id):
        application = self.get(application_id)
        said = Refusal(
            "Lokasi tidak sesuai.", "Pasal 4", "kasi", self.users["kasi"], self.now, (("Nama kios", "Salah"),)
        )
        return self.approval(application_id, refusal=said, reviews=(self.review(application, "berkas"),))

    def prepare(self, *application_ids, approve=None):
        approve = approve or self.approval
        papers = []
        for each in application_ids:
            papers += service.prepare(approve(each), actor=self.actor, now=self.now)
        return [paper.id for paper in papers]

    def order(self, paper_ids, approve=None, **changes):
        papers = [self.paper(each) for each in paper_ids]
        approve = approve or self.approval
        made = service.SigningOrder(
            issued_ids=tuple(paper_ids), manifest=service.manifest(papers), signer_user_id=self.users["head"],
            person=None, approvals={each: approve(each) for each in dict.fromkeys(p.application_id for p in papers)},
        )  # fmt: skip
        return replace(made, **changes)

    def sign(self, paper_ids, passphrase=PASSPHRASE, **changes):
        return service.sign(self.order(paper_ids, **changes), passphrase, actor=self.actor, now=self.now)

    def get(self, application_id):
        return db.session.get(Application, application_id, populate_existing=True)

    def paper(self, paper_id):
        return db.session.get(Issued, paper_id, populate_existing=True)
