from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from tests.accounts.visitor import GOOD_PASSWORD, OTHER_PASSWORD, Visitor, jobs_named, make_account, token_of

EMAIL = "siti@contoh.id"


def ask(visitor, email=EMAIL):
    return visitor.send(visitor.open("/lupa-sandi"), email=email)


def test_a_new_password_ends_every_session_and_the_old_one(site, visitor):
    make_account(site, EMAIL, "pemohon")
    visitor.log_in(EMAIL)
    other = Visitor(site)
    ask(other)

    page = other.open(f"/sandi-baru/{token_of(site, 'mail.reset')}")
    assert other.send(page, password=OTHER_PASSWORD).location == "/masuk"

    assert visitor.open("/masuk").status_code == 200
    assert Visitor(site).log_in(EMAIL, GOOD_PASSWORD).status_code == 401
    assert Visitor(site).log_in(EMAIL, OTHER_PASSWORD).status_code == 302
    assert other.send(page, password="hujan jingga memeluk kereta").status_code == 410


@pytest.mark.parametrize("email", [EMAIL, "tidak.ada@contoh.id"])
def test_asking_says_nothing_about_the_address(lite_site, email):
    make_account(lite_site, EMAIL, "pemohon")

    page = ask(Visitor(lite_site), email)

    assert page.status_code == 200
    assert "Bila ada akun aktif" in page.text
    assert jobs_named(lite_site, "mail.reset") == (email == EMAIL)


def test_a_link_for_a_new_password_ends_after_an_hour(lite_site):
    make_account(lite_site, EMAIL, "pemohon")
    visitor = Visitor(lite_site)
    ask(visitor)

    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=61)):
        assert visitor.open(f"/sandi-baru/{token_of(lite_site, 'mail.reset')}").status_code == 410


def test_one_address_is_mailed_three_times_an_hour(lite_site):
    for number in range(3):
        assert ask(Visitor(lite_site, f"203.0.113.{number}")).status_code == 200

    assert ask(Visitor(lite_site, "203.0.113.9")).status_code == 429


def test_a_link_of_one_purpose_opens_no_other_door(lite_site):
    make_account(lite_site, EMAIL, "pemohon")
    visitor = Visitor(lite_site)
    ask(visitor)
    token = token_of(lite_site, "mail.reset")

    assert visitor.open(f"/aktivasi/{token}").status_code == 410
    assert visitor.open(f"/undangan/{token}").status_code == 410


def test_a_weak_new_password_is_refused(lite_site):
    make_account(lite_site, EMAIL, "pemohon")
    visitor = Visitor(lite_site)
    ask(visitor)

    page = visitor.send(visitor.open(f"/sandi-baru/{token_of(lite_site, 'mail.reset')}"), password="siti")

    assert page.status_code == 422
