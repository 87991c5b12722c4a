"""Signing keys for the demo's heads of office. Only `flask demo` calls this, and only with SAKPORE_ENV=demo."""

from __future__ import annotations

from datetime import datetime

from flask import current_app
from sqlalchemy import select

from app import catalog
from app.accounts import people
from app.accounts.models import Assignment
from app.certificates.keys import Person, make_signer
from app.certificates.models import Signer
from app.errors import NotAllowedError
from app.foundation.database import db, transaction

PASSPHRASE = "peragaan-tanda-tangan"  # printed for whoever tries the demo; its certificates say PENGEMBANGAN
NIP, RANK = "19700101 199503 1 001", "Pembina Utama Muda (IV/c)"


def create(now: datetime) -> str:
    """A key for everybody assigned to a signing role who has none yet; returns the passphrase."""
    if current_app.config["SAKPORE_ENV"] == "production":
        raise NotAllowedError(detail="demo keys are not made in production")
    roles = {catalog.definition(entry.code, entry.version).flow.sign.role for entry in catalog.entries()}
    held = set(db.session.scalars(select(Signer.user_id)))
    users = set(db.session.scalars(select(Assignment.user_id).where(Assignment.role.in_(roles)))) - held
    for user_id in sorted(users):
        with transaction():
            person = Person(user_id, people.name_of(user_id), nip=NIP, rank=RANK)
            make_signer(person, PASSPHRASE, current_app.config["SAKPORE_DATA"], now)
    return PASSPHRASE
