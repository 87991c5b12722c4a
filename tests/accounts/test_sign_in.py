from datetime import UTC, datetime, timedelta

import altcha
import pytest
import time_machine

from app.accounts import passwords
from app.accounts.sign_in import is_local
from tests.accounts.visitor import GOOD_PASSWORD, Visitor, actions, make_account

EMAIL = "siti@contoh.id"


def test_the_email_may_be_typed_in_any_case(site, visitor):
    make_account(site, EMAIL, "pemohon")

    assert visitor.log_in(" SITI@Contoh.ID ").location == "/permohonan"


@pytest.mark.parametrize("email", [EMAIL, "tidak.ada@contoh.id"])
def test_an_unknown_address_gets_the_same_answer_as_a_wrong_password(lite_site, email):
    make_account(lite_site, EMAIL, "pemohon")
    visitor = Visitor(lite_site)

    page = visitor.log_in(email, "salah sekali sandi")

    assert page.status_code == 401
    assert "Alamat email atau kata sandi tidak cocok." in page.text


def test_an_unknown_address_costs_a_hash_too(lite_site, monkeypatch):
    make_account(lite_site, EMAIL, "pemohon")
    judged = []
    monkeypatch.setattr(passwords, "matches", lambda stored, password: judged.append(stored is None) or False)

    Visitor(lite_site).log_in(EMAIL)
    Visitor(lite_site).log_in("tidak.ada@contoh.id")

    assert judged == [False, True]


@pytest.mark.parametrize("email", [EMAIL, "tidak.ada@contoh.id"])
def test_five_failures_lock_an_account_for_fifteen_minutes_known_or_not(site, email):
    make_account(site, EMAIL, "pemohon")
    for number in range(5):
        assert Visitor(site, f"203.0.113.{number}").log_in(email, "salah sekali sandi").status_code == 401

    page = Visitor(site, "203.0.113.99").log_in(email)

    assert page.status_code == 429
    assert "Retry-After" in page.headers
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=16)):
        expected = 302 if email == EMAIL else 401
        assert Visitor(site, "203.0.113.99").log_in(email).status_code == expected


def test_five_failures_lock_an_address_unless_a_person_solves_the_task(lite_site):
    make_account(lite_site, EMAIL, "pemohon")
    for number in range(5):
        Visitor(lite_site).log_in(f"orang{number}@contoh.id", "salah sekali sandi")
    visitor = Visitor(lite_site)

    assert visitor.log_in(EMAIL).status_code == 429

    payload = solved(visitor.open("/tantangan").json)
    assert visitor.log_in(EMAIL, altcha=payload).status_code == 302
    assert Visitor(lite_site).log_in(EMAIL, altcha=payload).status_code == 429  # one task, one try


def solved(challenge):
    task = altcha.Challenge.from_dict(challenge)
    return altcha.Payload(challenge=task, solution=altcha.solve_challenge(task)).to_base64()


def test_a_good_sign_in_forgets_the_failures_before(lite_site):
    make_account(lite_site, EMAIL, "pemohon")
    for number in range(8):
        address = f"203.0.113.{number}"
        Visitor(lite_site, address).log_in(EMAIL, "salah sekali sandi")
        if number == 3:
            assert Visitor(lite_site, "203.0.113.200").log_in(EMAIL).status_code == 302

    assert Visitor(lite_site, "203.0.113.201").log_in(EMAIL).status_code == 302


def test_signing_in_failing_and_leaving_are_audited(lite_site):
    make_account(lite_site, EMAIL, "pemohon")
    visitor = Visitor(lite_site)
    visitor.log_in(EMAIL, "salah sekali sandi")
    visitor.log_in(EMAIL)
    visitor.post("/keluar")

    assert [a for a in actions(lite_site) if a.startswith("akun.")] == ["akun.gagal_masuk", "akun.masuk", "akun.keluar"]


@pytest.mark.parametrize(
    "target", ["//evil.id", "https://evil.id", "/\\evil.id", "javascript:alert(1)", "evil", "/\tevil", "\x00/"]
)
def test_a_foreign_next_is_thrown_away(lite_site, target):
    make_account(lite_site, EMAIL, "pemohon")

    assert not is_local(target)
    assert Visitor(lite_site).log_in(EMAIL, next=target).location == "/permohonan"


def test_a_local_next_is_followed(lite_site):
    make_account(lite_site, EMAIL, "pemohon")

    assert Visitor(lite_site).log_in(EMAIL, next="/izin?cari=kos").location == "/izin?cari=kos"


def test_log_out_is_a_post(lite_site):
    assert Visitor(lite_site).open("/keluar").status_code == 405
    assert Visitor(lite_site).client.post("/keluar").status_code == 400  # without a token


def test_an_account_without_password_cannot_log_in(lite_site):
    from flask_appbuilder.security.sqla.models import User

    from app.foundation.database import db, transaction

    user_id = make_account(lite_site, EMAIL, "pemohon")
    with lite_site.app_context(), transaction():
        db.session.get(User, user_id).password = None

    assert Visitor(lite_site).log_in(EMAIL, GOOD_PASSWORD).status_code == 401
    assert Visitor(lite_site).log_in(EMAIL, "").status_code == 401


def test_after_three_failures_a_robot_is_asked_to_prove_itself(lite_site):
    make_account(lite_site, EMAIL, "pemohon")
    visitor = Visitor(lite_site)
    assert "altcha-widget" not in visitor.open("/masuk").text
    for number in range(3):
        visitor.log_in(f"orang{number}@contoh.id", "salah sekali sandi")

    assert "altcha-widget" in visitor.open("/masuk").text
    assert visitor.log_in(EMAIL, situs_web="https://spam.id").status_code == 422
    assert visitor.log_in(EMAIL).status_code == 302


def test_the_human_check_may_be_asked_always(lite_site):
    lite_site.config["CAPTCHA_LOGIN"] = "always"

    assert "altcha-widget" in Visitor(lite_site).open("/masuk").text
