from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask_appbuilder.security.sqla.models import User
from sqlalchemy import event, func, select

from app.accounts.models import WebSession
from app.foundation.database import db, transaction
from tests.accounts.visitor import Visitor, make_account

EMAIL = "siti@contoh.id"


def is_in(visitor):
    """The log-in page sends those away who are in already."""
    return visitor.open("/masuk").status_code == 302


def cookie_of(visitor):
    return visitor.client.get_cookie("sakpore").value


def rows(app):
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(WebSession))


def test_the_cookie_is_http_only_and_lax_and_holds_no_person(lite_site):
    make_account(lite_site, EMAIL, "pemohon")
    sent = Visitor(lite_site).log_in(EMAIL).headers["Set-Cookie"]

    assert sent.startswith("sakpore=")
    assert "HttpOnly" in sent
    assert "SameSite=Lax" in sent
    assert "Path=/" in sent


def test_a_visitor_costs_no_row(lite_site):
    visitor = Visitor(lite_site)
    visitor.open("/daftar?ktp=luar")
    visitor.open("/masuk")

    assert rows(lite_site) == 0


def test_logging_in_gives_a_new_id_and_a_new_csrf_secret(lite_site):
    make_account(lite_site, EMAIL, "pemohon")
    visitor = Visitor(lite_site)
    with visitor.client:
        visitor.open("/masuk")
        before = cookie_of(visitor)
        with visitor.client.session_transaction() as session:
            secret = session["csrf_token"]

    visitor.log_in(EMAIL)

    assert cookie_of(visitor) != before
    with visitor.client.session_transaction() as session:
        assert session.get("csrf_token") != secret


def test_a_cookie_from_before_the_log_out_is_worth_nothing(site, visitor):
    make_account(site, EMAIL, "pemohon")
    visitor.log_in(EMAIL)
    kept = cookie_of(visitor)
    assert is_in(visitor)

    visitor.post("/keluar")
    visitor.client.set_cookie("sakpore", kept)

    assert not is_in(visitor)
    assert rows(site) == 0


@pytest.mark.parametrize("change", [{"password": "x"}, {"active": False}])
def test_a_changed_password_or_a_deactivation_ends_every_session(site, visitor, change):
    user_id = make_account(site, EMAIL, "pemohon")
    other = Visitor(site)
    visitor.log_in(EMAIL)
    other.log_in(EMAIL)
    assert rows(site) == 2

    with site.app_context(), transaction():
        user = db.session.get(User, user_id)
        for name, value in change.items():
            setattr(user, name, value)

    assert not is_in(visitor)
    assert not is_in(other)
    assert rows(site) == 0


@pytest.mark.parametrize(("role", "still_in"), [("pemohon", True), ("loket", False)])
def test_staff_are_logged_out_after_half_an_hour_of_nothing(lite_site, role, still_in):
    make_account(lite_site, EMAIL, role)
    visitor = Visitor(lite_site)
    visitor.log_in(EMAIL)

    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=31)):
        assert is_in(visitor) is still_in


def test_work_keeps_a_staff_session_alive_up_to_twelve_hours(lite_site):
    make_account(lite_site, EMAIL, "loket")
    visitor = Visitor(lite_site)
    visitor.log_in(EMAIL)
    start = datetime.now(UTC)

    for minutes in range(20, 12 * 60, 20):
        with time_machine.travel(start + timedelta(minutes=minutes)):
            assert is_in(visitor)
    with time_machine.travel(start + timedelta(hours=12, minutes=1)):
        assert not is_in(visitor)


def test_a_page_writes_nothing_but_last_seen_once_a_minute(lite_site):
    make_account(lite_site, EMAIL, "loket")
    visitor = Visitor(lite_site)
    visitor.log_in(EMAIL)
    statements = []
    with lite_site.app_context():
        event.listen(db.engine, "before_cursor_execute", lambda c, cur, sql, *a: statements.append(sql))

    visitor.open("/masuk")
    assert [sql for sql in statements if sql.startswith(("INSERT", "UPDATE", "DELETE"))] == []

    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=2)):
        visitor.open("/masuk")
    assert [sql.split()[1] for sql in statements if sql.startswith(("INSERT", "UPDATE", "DELETE"))] == ["web_session"]


def test_who_is_logged_in_costs_one_statement(lite_site):
    make_account(lite_site, EMAIL, "loket")
    visitor = Visitor(lite_site)
    visitor.log_in(EMAIL)
    statements = []
    with lite_site.app_context():
        event.listen(db.engine, "before_cursor_execute", lambda c, cur, sql, *a: statements.append(sql))

    visitor.open("/masuk")

    assert len([sql for sql in statements if sql.startswith("SELECT")]) == 1


def test_a_forged_cookie_is_a_visitor(lite_site):
    visitor = Visitor(lite_site)
    visitor.client.set_cookie("sakpore", "eyJzaWQiOiJ4In0.AAAA.BBBB")

    assert not is_in(visitor)
