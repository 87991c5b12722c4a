"""What the population register said reaches the account only masked, until an officer has held the KTP beside it."""

from __future__ import annotations

from sqlalchemy import update

from app.accounts import profiles
from app.accounts.models import Match, Profile
from app.applications import content
from app.applications.letters import application_received
from app.foundation.actors import SYSTEM
from app.foundation.database import db, transaction
from tests.applications.test_service import fill, submit
from tests.applications.world import make_draft, make_person
from tests.conftest import NOON


def by_register(user_id: int) -> None:
    with transaction():
        db.session.execute(
            update(Profile).where(Profile.user_id == user_id).values(match=Match.DATA, matched_with_ktp_at=None)
        )


def test_an_unmatched_account_reads_a_mask_and_rules_read_the_truth(sqlite_city):
    user_id = make_person()
    by_register(user_id)
    application = make_draft(user_id)

    shown = profiles.readable(user_id, content.snapshot(application))

    assert shown["nama"] == "S** C*****"
    assert content.snapshot(application)["nama"] == "Sri Contoh"

    with transaction():
        profiles.match_with_ktp(user_id, actor=SYSTEM, now=NOON)
    assert profiles.readable(user_id, content.snapshot(application))["nama"] == "Sri Contoh"


def test_a_letter_does_not_say_the_name_before_the_ktp_was_seen(sqlite_city, monkeypatch):
    user_id = make_person()
    by_register(user_id)
    application = make_draft(user_id)
    fill(application)
    submit(application)
    sent = []
    monkeypatch.setattr("app.foundation.mail.deliver", lambda **mail: sent.append(mail))

    application_received(application.reference)

    assert sent[0]["context"]["name"] == "S** C*****"
