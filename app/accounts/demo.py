"""Accounts of the demo: an applicant of each mode, and an officer for every role that a published definition names.

Only with SAKPORE_ENV=demo. All have one password, marked as what it is; production refuses to serve while any is there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import current_app
from flask_appbuilder.security.sqla.models import User
from sqlalchemy import select

from app import catalog
from app.accounts import assignments, passwords, people, profiles, regions, registration, roles
from app.accounts.assignments import Scope, Term
from app.accounts.models import Match
from app.accounts.profiles import ProfileData
from app.errors import NotAllowedError
from app.foundation import timing
from app.foundation.actors import SYSTEM
from app.foundation.database import db, transaction

DOMAIN = "demo.sakpore.test"
PASSWORD = "peragaan-bukan-rahasia"  # noqa: S105 - printed beside every demo account
CITY_KELURAHAN = "33.75.01.1003"
OTHER_KELURAHAN = "33.26.13.1013"


@dataclass(frozen=True, slots=True)
class DemoAccount:
    email: str
    password: str
    role: str
    name: str


def create(now: datetime) -> list[DemoAccount]:
    """Create what is missing; safe to call again, also after more types were published. Commits by itself.

    Raises NotAllowedError outside the demo.
    """
    if current_app.config["SAKPORE_ENV"] != "demo":
        raise NotAllowedError(detail="demo accounts belong to SAKPORE_ENV=demo")
    password_hash = passwords.make_hash(PASSWORD)
    accounts = []
    for person in _applicants():
        accounts.append(_account(person.email, roles.PEMOHON, person.nama))
        with transaction():
            _ensure(person, password_hash, now, role=roles.PEMOHON)
    for number, (role, agency) in enumerate(((roles.ADMIN, None), (roles.LOKET, None), *_posts())):
        person = _officer(role, agency, number)
        accounts.append(_account(person.email, role, person.nama))
        with transaction():
            _ensure(person, password_hash, now, role=role, agency=agency)
    return accounts


def exist() -> bool:
    """Whether an active account of the demo is in this database; production asks before it serves."""
    query = select(User.id).where(User.active.is_(True), User.email.like(f"%@{DOMAIN}")).limit(1)
    return db.session.scalar(query) is not None


def _account(email: str, role: str, name: str) -> DemoAccount:
    return DemoAccount(email, PASSWORD, role, name)


def _ensure(person: ProfileData, password_hash: str, now: datetime, *, role: str, agency: str | None = None) -> None:
    user_id = people.find_by_email(person.email)
    if user_id is None:
        user = registration.add_user(person.nama, person.email, password_hash, now)
        user.roles = [assignments.get_role(role)]  # type: ignore[attr-defined]  # FAB's backref
        profiles.add(user.id, person, {}, now)
        if person.matched_with_ktp:
            profiles.match_with_ktp(user.id, actor=SYSTEM, now=now)
        user_id = user.id
    today = timing.wib_date(now)
    if role in (roles.PEMOHON, roles.ADMIN) or role in assignments.roles_for(user_id, today):
        return
    assignments.assign(user_id, role, Scope(agency=agency), Term(today, None, "PERAGAAN"), actor=SYSTEM, now=now)


def _posts() -> Iterator[tuple[str, str | None]]:
    """Every role and agency that a tier names, and the treasurer where a type waits for money, each once: nobody may
    decide twice on one file, so each has its person."""
    seen: set[tuple[str, str | None]] = set()
    for entry in catalog.entries():
        definition = catalog.live(entry.code)
        paying = [(roles.TREASURER, None)] if definition.fees.pay else []
        tiers = [(tier.role, tier.agency) for tier in definition.flow.all_tiers]
        for post in (*tiers, *paying, (definition.flow.sign.role, None)):
            if post not in seen:
                seen.add(post)
                yield post


def _applicants() -> Iterator[ProfileData]:
    kota = _region(CITY_KELURAHAN)
    yield ProfileData(
        nama="Siti Aminah", nik="3375015206900001", tanggal_lahir=date(1990, 6, 12), jenis_kelamin="P",
        tempat_lahir="Pekalongan", alamat="Jalan Teratai Nomor 7", rt="002", rw="005", kode_pos="51111",
        no_hp="+6281234567801", email=f"siti@{DOMAIN}", match=Match.DATA, matched_with_ktp=True, **kota,
    )  # fmt: skip
    yield ProfileData(
        nama="Agus Wibowo", nik="3326130503880002", tanggal_lahir=date(1988, 3, 5), jenis_kelamin="L",
        tempat_lahir="Kajen", alamat="Jalan Diponegoro Nomor 12", kode_pos="51161", no_hp="+6281234567802",
        email=f"agus@{DOMAIN}", agama="Islam", pendidikan="SMA/sederajat", from_city=False, match=Match.SELF,
        **_region(OTHER_KELURAHAN),
    )  # fmt: skip


def _officer(role: str, agency: str | None, number: int) -> ProfileData:
    born = date(1980, 1 + number % 12, 1 + number % 28)
    nik = f"337502{born:%d%m%y}{number + 1:04d}"
    post = " ".join(filter(None, (role, agency))).replace("_", " ")
    slug = post.lower().replace(" ", "-")
    name = f"Petugas {post.title()}"
    return ProfileData(nama=name, nik=nik, tanggal_lahir=born, email=f"{slug}@{DOMAIN}", match=Match.STAFF)


def _region(code: str) -> dict[str, Any]:
    provinsi, kota, kecamatan, kelurahan = regions.path_of(code)
    return {"provinsi": provinsi, "kota": kota, "kecamatan": kecamatan, "kelurahan": kelurahan, "kode_wilayah": code}
