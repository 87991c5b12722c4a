"""Small makers for tests of applications: people with accounts, a register that holds what a test puts into it."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from flask_appbuilder.security.sqla.models import Role, User
from PIL import Image
from sqlalchemy import select

from app.accounts import profiles
from app.accounts.models import Match
from app.applications import service
from app.applications.models import Application
from app.errors import NotFoundError
from app.foundation.actors import Actor
from app.foundation.database import db, transaction
from app.permits.case import PermitFact
from tests.conftest import NOON

NIK = "3375014101900001"
OTHER_NIK = "3375010201850002"
ACTOR = Actor(user_id=None, name="uji", role="pemohon", address="127.0.0.1")
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)


@dataclass
class FakeRegister:
    """Permits by id."""

    permits: dict[int, PermitFact] = field(default_factory=dict)

    def fact(self, issued_id: int) -> PermitFact:
        if issued_id not in self.permits:
            raise NotFoundError
        return self.permits[issued_id]

    def together(self, issued_id: int) -> list[PermitFact]:
        return [self.fact(issued_id)]

    def facts(self, issued_ids: Sequence[int]) -> list[PermitFact]:
        return [self.permits[one] for one in issued_ids if one in self.permits]

    def find(self, numbers: Sequence[str], code: str) -> list[PermitFact]:
        return [fact for fact in self.permits.values() if fact.number in numbers and fact.code == code]

    def held(self, nik_index: str, codes: Sequence[str]) -> list[PermitFact]:
        return [
            fact
            for fact in self.permits.values()
            if profiles.index_of(fact.holder_nik) == nik_index and fact.code in codes
        ]

    def alike(self, codes: Sequence[str], values: Mapping[str, Any]) -> list[PermitFact]:
        return [
            fact
            for fact in self.permits.values()
            if fact.code in codes and all(fact.answers.get(name) == value for name, value in values.items())
        ]


def make_person(email: str = "sri@example.org", nik: str = NIK, role: str = "pemohon", name: str = "Sri Contoh") -> int:
    """An active account with a profile; its user id."""
    born = date(1990, 1, 1) if nik == NIK else date(1985, 1, 2)
    with transaction():
        user = User(first_name=name, last_name="", username=email, email=email, active=True, password="!")
        user.roles = [db.session.scalars(select(Role).where(Role.name == role)).one()]
        db.session.add(user)
        db.session.flush()
        person = profiles.ProfileData(
            nama=name, nik=nik, tanggal_lahir=born, jenis_kelamin="P" if nik == NIK else "L", alamat="Jalan Contoh 1",
            kelurahan="Kauman", kecamatan="Pekalongan Timur", kota="Kota Pekalongan", provinsi="Jawa Tengah",
            no_hp="+6281234567890", email=email, match=Match.SELF,
        )  # fmt: skip
        profiles.add(user.id, person, {}, NOON)
        return user.id


def log_in(app: Flask, user_id: int) -> FlaskClient:
    """A client whose session is this person's, made the way the log-in makes it."""
    from flask_login import login_user

    client = app.test_client()

    @app.login_manager.request_loader  # type: ignore[attr-defined]
    def by_header(request):  # type: ignore[no-untyped-def]
        wanted = request.headers.get("X-Test-User")
        return db.session.get(User, int(wanted)) if wanted else None

    client.environ_base["HTTP_X_TEST_USER"] = str(user_id)
    assert login_user is not None
    return client


def make_draft(
    user_id: int, code: str = "siup", kind: str = "baru", register: FakeRegister | None = None, **changes: object
) -> Application:
    """A draft begun by the applicant."""
    given = {"party": "perorangan", "referred": None, "filed_by_id": user_id, **changes}
    with transaction():
        application = service.start(
            code, kind, applicant_id=user_id, snapshot=profiles.snapshot(user_id, given["party"]),
            register=register or FakeRegister(), actor=ACTOR, now=NOON, **given,
        )  # fmt: skip
        db.session.flush()
    return application


def png(width: int = 40, height: int = 60) -> bytes:
    """A picture that opens."""
    held = io.BytesIO()
    Image.new("RGB", (width, height), "red").save(held, "PNG")
    return held.getvalue()


def make_permit(user_id: int, code: str, answers: dict[str, object], nik: str = NIK) -> FakeRegister:
    """A live permit of this person; the register that knows it. Its id is the register's only key."""
    from app.certificates.models import Issued, PaperStatus

    origin = make_draft(user_id, code)
    with transaction():
        issued = Issued(
            application_id=origin.id, code=code, version=1, product="izin", kind="permit", status=PaperStatus.AKTIF,
            number="503/1/2026", token=f"token-{origin.id}",
        )  # fmt: skip
        db.session.add(issued)
        db.session.flush()
        issued_id = issued.id
    fact = PermitFact(
        number="503/1/2026",
        code=code,
        status="aktif",
        holder_nik=nik,
        id=issued_id,
        valid_to=date(2030, 1, 1),
        answers=answers,
    )
    return FakeRegister({issued_id: fact})
