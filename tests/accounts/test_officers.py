from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from flask_appbuilder.security.sqla.models import User

from app.accounts import assignments, invitations, people, profiles, roles
from app.accounts.assignments import Scope, Term
from app.errors import InputError, NotAllowedError, NotFoundError
from app.foundation import timing
from app.foundation.actors import SYSTEM, Actor
from app.foundation.database import db, transaction
from tests.accounts.test_permissions import definition
from tests.accounts.visitor import OTHER_PASSWORD, Visitor, actions, errors_of, make_account, token_of, users

NOW = datetime(2026, 3, 2, 5, 0, tzinfo=UTC)
TODAY = date(2026, 3, 2)
BOSS = Actor(99, "pengguna-99", "Admin")
OFFICER = {"nama": "Dewi Lestari", "nik": "3375014101040001", "tanggal_lahir": "01-01-2004"}


def invite(app, email="dewi@contoh.id", role=roles.LOKET, codes=None):
    with app.app_context(), transaction():
        until = date(2099, 12, 31)
        link = invitations.invite(email, "Dewi", role, codes, None, None, "SK 1/2026", until, BOSS, timing.utc_now())
    return link.rsplit("/", 1)[1]


def test_an_assignment_holds_from_its_first_to_its_last_day(sqlite_app):
    user_id = make_account(sqlite_app, "dewi@contoh.id")
    with transaction():
        term = Term(TODAY, TODAY + timedelta(days=1))
        assignments.assign(user_id, roles.LOKET, Scope(("a",)), term, actor=BOSS, now=NOW)

    held = [assignments.roles_for(user_id, TODAY + timedelta(days=n)) for n in (-1, 0, 1, 2)]

    assert held == [frozenset(), {roles.LOKET}, {roles.LOKET}, frozenset()]
    assert assignments.roles_for(user_id, TODAY, "a") == {roles.LOKET}
    assert assignments.roles_for(user_id, TODAY, "b") == frozenset()
    assert assignments.people_with(roles.LOKET, "a", TODAY) == [user_id]
    assert assignments.people_with(roles.LOKET, "b", TODAY) == []


def test_nobody_assigns_himself(sqlite_app):
    user_id = make_account(sqlite_app, "dewi@contoh.id")

    with pytest.raises(NotAllowedError), transaction():
        assignments.assign(user_id, roles.LOKET, Scope(), Term(TODAY), actor=Actor(user_id, "x"), now=NOW)


def test_an_unknown_role_or_person_is_refused(sqlite_app):
    user_id = make_account(sqlite_app, "dewi@contoh.id")

    with pytest.raises(InputError), transaction():
        assignments.assign(user_id, "raja", Scope(), Term(TODAY), actor=BOSS, now=NOW)
    with pytest.raises(NotFoundError), transaction():
        assignments.assign(4711, roles.LOKET, Scope(), Term(TODAY), actor=BOSS, now=NOW)


def test_an_assignment_that_is_ended_is_no_access(sqlite_app):
    user_id = make_account(sqlite_app, "dewi@contoh.id")
    with transaction():
        row = assignments.assign(user_id, roles.LOKET, Scope(), Term(TODAY), actor=BOSS, now=NOW)
        assignments.end(row.id, TODAY, actor=BOSS, now=NOW)

    assert assignments.active(user_id, TODAY + timedelta(days=1)) == []
    assert {"penugasan.diberikan", "penugasan.diakhiri"} <= set(actions(sqlite_app))


def test_an_invited_officer_sets_a_password_and_has_the_role_and_the_scope(site, visitor):
    token = invite(site, codes=["warung"])
    assert users(site) == []

    done = visitor.send(visitor.open(f"/undangan/{token}"), **OFFICER, password=OTHER_PASSWORD)

    assert done.location == "/masuk"
    assert visitor.log_in("dewi@contoh.id", OTHER_PASSWORD).location == "/meja"
    with site.app_context():
        row = assignments.active(1, timing.wib_date(timing.utc_now()))[0]
        assert (row.role, row.codes, row.sk_number) == (roles.LOKET, ["warung"], "SK 1/2026")
        assert people.nik_index_of(1) == profiles.index_of(OFFICER["nik"])


def test_an_invitation_works_once_and_for_a_week(lite_site):
    token = invite(lite_site)
    visitor = Visitor(lite_site)
    with time_machine.travel(datetime.now(UTC) + timedelta(days=8)):
        assert visitor.open(f"/undangan/{token}").status_code == 410
    page = visitor.open(f"/undangan/{token}")
    visitor.send(page, **OFFICER, password=OTHER_PASSWORD)

    assert visitor.send(page, **OFFICER, password=OTHER_PASSWORD).status_code == 410


def test_a_nik_that_has_an_account_is_told_to_the_invited_officer(lite_site):
    make_account(lite_site, "lain@contoh.id", roles.PEMOHON, nik=OFFICER["nik"], born=date(2004, 1, 1))
    visitor = Visitor(lite_site)

    page = visitor.send(visitor.open(f"/undangan/{invite(lite_site)}"), **OFFICER, password=OTHER_PASSWORD)

    assert page.status_code == 422
    assert "NIK ini sudah dipakai" in errors_of(page)[0]


def test_the_first_administrators_link_takes_over_nobodys_account(lite_site):
    """It names no mailbox: whoever holds it could else set the password of any citizen, and read the applications."""
    user_id = make_account(lite_site, "sri@contoh.id", roles.PEMOHON)
    with lite_site.app_context():
        before = db.session.get(User, user_id).password
        link = invitations.first_administrator(timing.utc_now())
    visitor = Visitor(lite_site)

    page = visitor.open(f"/undangan/{link.rsplit('/', 1)[1]}")
    answer = visitor.send(page, **OFFICER, email="sri@contoh.id", password=OTHER_PASSWORD)

    assert answer.status_code == 422
    with lite_site.app_context():
        user = db.session.get(User, user_id)
        assert user.password == before
        assert [role.name for role in user.roles] == [roles.PEMOHON]


def test_an_existing_account_gets_the_role_by_invitation(lite_site):
    user_id = make_account(lite_site, "dewi@contoh.id", roles.PEMOHON, nik=OFFICER["nik"], born=date(2004, 1, 1))
    visitor = Visitor(lite_site)

    visitor.send(visitor.open(f"/undangan/{invite(lite_site)}"), **OFFICER, password=OTHER_PASSWORD)

    with lite_site.app_context():
        assert assignments.roles_for(user_id, timing.wib_date(timing.utc_now())) == {roles.LOKET}


def test_the_first_administrator_comes_by_a_link_that_ends_with_the_first_use(site, visitor):
    with site.app_context():
        lost = invitations.first_administrator(timing.utc_now())
        link = invitations.first_administrator(timing.utc_now())
    assert visitor.open(f"/undangan/{lost.rsplit('/', 1)[1]}").status_code == 410

    page = visitor.open(f"/undangan/{link.rsplit('/', 1)[1]}")
    visitor.send(page, **OFFICER, email="admin@contoh.id", password=OTHER_PASSWORD)

    visitor.log_in("admin@contoh.id", OTHER_PASSWORD)
    assert visitor.open("/users/list/").status_code == 200
    with site.app_context():
        assert invitations.first_administrator(timing.utc_now()) is None


def test_the_command_prints_the_link_and_mails_it(lite_site):
    runner = lite_site.test_cli_runner()

    offered = ["--role", "loket", "--permits", "a,b", "--sk", "1", "--until", "2099-01-01"]
    good = runner.invoke(args=["users", "invite", "dewi@contoh.id", *offered])
    bad = runner.invoke(args=["users", "invite", "dewi@contoh.id", "--role", "raja", "--sk", "1"])

    assert good.exit_code == 0
    assert token_of(lite_site, "mail.invitation") in good.output
    assert bad.exit_code == 1


def test_demo_accounts_belong_to_the_demo(sqlite_app):
    from app.accounts import demo

    with pytest.raises(NotAllowedError):
        demo.create(NOW)


def test_the_demo_has_an_applicant_of_each_mode_and_an_officer_per_role(sqlite_app, monkeypatch):
    from app import catalog
    from app.accounts import demo, permissions

    sqlite_app.config["SAKPORE_ENV"] = "demo"
    permissions.grant(definition())
    monkeypatch.setattr(catalog, "entries", lambda: [definition()])
    monkeypatch.setattr(catalog, "live", lambda _code: definition())

    accounts = demo.create(NOW)
    demo.create(NOW)

    assert [a.role for a in accounts][:4] == [roles.PEMOHON, roles.PEMOHON, roles.ADMIN, roles.LOKET]
    assert [a.role for a in accounts][4:] == ["kasi", "kabid", "kepala"]
    assert demo.exist()
    kasi = people.find_by_email("kasi@demo.sakpore.test")
    assert assignments.roles_for(kasi, TODAY) == {"kasi"}
    assert len({people.nik_index_of(people.find_by_email(a.email)) for a in accounts}) == len(accounts)
    assert db.session.get(assignments.User, kasi).active
    assert SYSTEM.user_id is None


def test_the_demo_has_a_treasurer_where_a_type_waits_for_money(sqlite_app, monkeypatch):
    from app import catalog
    from app.accounts import demo, permissions
    from app.permits.model import Fees, Pay

    paid = definition()
    paid.fees = Fees(pay=Pay(after="periksa"))
    sqlite_app.config["SAKPORE_ENV"] = "demo"
    permissions.grant(paid)
    monkeypatch.setattr(catalog, "entries", lambda: [paid])
    monkeypatch.setattr(catalog, "live", lambda _code: paid)

    assert [a.role for a in demo.create(NOW)][4:] == ["kasi", "kabid", roles.TREASURER, "kepala"]
