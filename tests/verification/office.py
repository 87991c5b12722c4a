"""An office for tests: officers with assignments, applicants, and applications that are really submitted."""

import io
import itertools
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from flask_appbuilder.security.sqla.models import User
from PIL import Image
from sqlalchemy import select

from app import catalog
from app.accounts import assignments, profiles
from app.accounts.assignments import Scope, Term
from app.accounts.models import Match
from app.accounts.profiles import ProfileData
from app.applications import queries
from app.applications import service as applications
from app.applications.models import Application
from app.certificates.register import Register
from app.foundation.actors import SYSTEM, Actor
from app.foundation.database import db, transaction
from app.verification import intake, service
from app.verification.authority import Officer
from app.verification.decision import Decision, Ticket, Verdict
from app.verification.models import OpenTier, Outcome, Review

LAPAK = Path(__file__).with_name("lapak.yaml").read_text(encoding="utf-8")
ANSWERS = {"nama_lapak": "Truntum", "panjang": 2, "kelurahan": "Krapyak", "barang": [{"jenis": "batik"}]}
LAPAK_CHECKS = ("nama_lapak", "panjang", "kelurahan", "barang-0", "foto", "butir-0")
BORN = date(1990, 1, 1)
EARLIER = date(2026, 1, 1)


def picture(shade=120):
    """A small PNG; another shade is another paper."""
    out = io.BytesIO()
    Image.new("RGB", (40, 30), (shade, 90, 60)).save(out, "PNG")
    return out.getvalue()


class Office:
    """`now` is the moment of every act; tests move it on."""

    def __init__(self, now, *sources):
        self.now, self.register = now, Register()
        self.numbers = itertools.count(1)
        for code, source in sources or (("lapak", LAPAK),):
            publish(code, source, now)

    def person(self, name, nik=None):
        """An active account with a profile; its id."""
        number = next(self.numbers)
        user = User(
            first_name=name, last_name="", username=f"{name}{number}@contoh.id", email=f"{name}{number}@contoh.id"
        )
        user.active, user.password = True, "x"
        with transaction():
            db.session.add(user)
            db.session.flush()
            data = ProfileData(nama=name, nik=nik or nik_of(number), tanggal_lahir=BORN, jenis_kelamin="L",
                               no_hp="+6281234567890", email=f"{name}{number}@contoh.id", match=Match.SELF)  # fmt: skip
            if nik is None or profiles.find_by_nik(nik) is None:
                profiles.add(user.id, data, {}, self.now)
            return user.id

    def officer(self, role, name=None, nik=None, **scope):
        """An officer with one assignment."""
        user_id = self.person(name or role, nik)
        with transaction():
            term = Term(EARLIER, None, "SK contoh")
            assignments.assign(user_id, role, Scope(**scope), term, actor=SYSTEM, now=self.now)
        return Officer(Actor(user_id, f"pengguna-{user_id}", role), frozenset({role}))

    def staff(self):
        """One officer for every tier of the small type, by tier."""
        return {
            "berkas": self.officer("petugas_fo"),
            "satpol": self.officer("rekomendasi", "satpol", agency="satpol_pp"),
            "lurah": self.officer("rekomendasi", "lurah", agency="kelurahan", kelurahan="Krapyak"),
            "lapangan": self.officer("peninjau"),
            "kasi": self.officer("kepala_seksi"),
        }

    def submitted(self, code="lapak", *, applicant=None, filed_by=None, paper=True, **answers):
        """An application handed in by its applicant; its reference."""
        applicant = applicant or self.person("pemohon")
        actor = Actor(applicant, f"pengguna-{applicant}", "pemohon")
        values = {**ANSWERS, **answers} if code == "lapak" else answers
        with transaction():
            application = applications.start(
                code, "baru", applicant_id=applicant, filed_by_id=filed_by or applicant, party="perorangan", referred=None,
                snapshot=profiles.snapshot(applicant, "perorangan"), register=self.register, actor=actor, now=self.now,
            )  # fmt: skip
            reference = application.reference
            applications.save_section(application, "lapak", values, actor=actor, now=self.now)
        if paper:
            self.attach(reference, actor)
        with transaction():
            application = queries.get_by_reference(reference)
            applications.submit(
                application,
                statement_accepted=True,
                token=f"token-{reference}",
                register=self.register,
                actor=actor,
                now=self.now,
            )
            intake.open_first(application, self.register, actor, self.now)
        return reference

    def attach(self, reference, actor=SYSTEM, shade=120):
        with transaction():
            application = queries.get_by_reference(reference)
            applications.attach(
                application,
                "foto",
                picture(shade),
                "foto.png",
                None,
                uploader_id=application.applicant_id,
                actor=actor,
                now=self.now,
            )

    def correct(self, reference, **answers):
        """The applicant mends what was asked and hands it in again; the difference."""
        with transaction():
            application = queries.get_by_reference(reference)
            actor = Actor(application.applicant_id, "pemohon", "pemohon")
            if answers:
                applications.save_section(application, "lapak", answers, actor=actor, now=self.now)
        if "foto" in answers:
            self.attach(reference, actor, shade=answers["foto"])
        with transaction():
            application = queries.get_by_reference(reference)
            round_ = len(application.corrections)
            difference = applications.hand_in_correction(
                application,
                statement_accepted=True,
                token=f"again-{round_}-{reference}",
                register=self.register,
                actor=actor,
                now=self.now,
            )
            intake.reopen(application, difference, self.register, actor, self.now)
        return difference

    def decide(self, reference, tier, officer, outcome=Outcome.FORWARD, ticket=None, **parts):
        """One decision in its own transaction; the time moves on by a minute."""
        ticket = ticket or self.ticket(reference, tier)
        self.now += timedelta(minutes=1)
        with transaction():
            sitting = service.take_up(ticket, register=self.register, officer=officer, now=self.now)
            service.decide(sitting, Decision(outcome, **parts))

    def ticket(self, reference, tier):
        row = self.open_row(reference, tier)
        return Ticket(reference, row.id, row.row_version)

    def open_row(self, reference, tier):
        return db.session.scalars(
            select(OpenTier).join(OpenTier.application).where(Application.reference == reference, OpenTier.tier == tier)
        ).one()

    def open(self, reference):
        """Ids of the tiers that have it now; the ones that only confirm carry an asterisk."""
        rows = db.session.scalars(select(OpenTier).join(OpenTier.application).where(Application.reference == reference))
        return {row.tier + ("*" if row.reconfirm else "") for row in rows}

    def status(self, reference):
        return queries.get_by_reference(reference).status.value

    def reviews(self, reference):
        return list(
            db.session.scalars(
                select(Review).join(Review.application).where(Application.reference == reference).order_by(Review.id)
            )
        )


def publish(code, source, now):
    today = now.date()
    catalog.publish(
        source, code=code, decree_number="1/2026", decree_date=today, effective_from=today - timedelta(days=30),
        author="penyusun", approver="penyetuju", actor=SYSTEM, now=now,
    )  # fmt: skip


def nik_of(number):
    return f"3375010101{90:02d}{number:04d}"


def fine(*names):
    """Verdicts that find everything in order."""
    return {name: Verdict(ok=True) for name in names}


def wrong(**remarks):
    return {name.replace("__", "-"): Verdict(ok=False, remark=remark) for name, remark in remarks.items()}


def another(officer, **changes):
    return replace(officer, **changes)
