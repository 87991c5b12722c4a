"""Each probe of stock Flask-AppBuilder that once succeeded must be refused."""

import threading

import pytest
from flask import g
from flask_appbuilder.security.sqla.models import PermissionView, Role, User
from sqlalchemy import event, select

from app.accounts import permissions, roles
from app.errors import NotAllowedError
from app.foundation.database import db
from tests.accounts.test_permissions import definition
from tests.accounts.visitor import Visitor, actions, make_account

ADMIN = "admin@contoh.id"


@pytest.fixture
def admin(site):
    make_account(site, ADMIN, roles.ADMIN, nik="3375010101800009", name="Kepala Admin")
    visitor = Visitor(site)
    visitor.log_in(ADMIN)
    return visitor


def role_ids(app):
    with app.app_context():
        return {role.name: role.id for role in db.session.scalars(select(Role))}


def roles_of(app, user_id):
    with app.app_context():
        return sorted(role.name for role in db.session.get(User, user_id).roles)


def test_of_fabs_security_only_these_pages_remain(lite_site):
    rules = lite_site.url_map.iter_rules()
    ours = {"AuthDBView", "UserDBModelView", "RoleModelView", "PermissionViewModelView", "LocaleView"}

    found = {(rule.endpoint, str(rule)) for rule in rules if rule.endpoint.split(".")[0] in ours}

    assert found == {
        ("AuthDBView.login", "/masuk"),
        ("AuthDBView.logout", "/keluar"),
        ("UserDBModelView.list", "/users/list/"),
        ("UserDBModelView.show", "/users/show/<pk>"),
        ("UserDBModelView.edit", "/users/edit/<pk>"),
        ("RoleModelView.list", "/roles/list/"),
        ("RoleModelView.show", "/roles/show/<pk>"),
        ("RoleModelView.edit", "/roles/edit/<pk>"),
        ("PermissionViewModelView.list", "/permissionviews/list/"),
        ("LocaleView.index", "/lang/<string:locale>"),
    }


@pytest.mark.parametrize(
    "path",
    [
        "/login/", "/logout/", "/back", "/resetpassword/form?pk=1", "/resetmypassword/form", "/userinfoeditview/form",
        "/users/userinfo/", "/users/add", "/users/delete/1", "/users/action/resetpasswords/1", "/users/action_post",
        "/users/download/x", "/roles/add", "/roles/delete/1", "/roles/action/copyrole/1", "/roles/action_post",
        "/groups/list/", "/userstatschartview/chart/", "/registeruser/list/", "/viewmenus/list/", "/permissions/list/",
        "/register/form", "/api/v1/security/login", "/api/v1/security/refresh", "/api/v1/menu/", "/api/v1/_openapi",
    ],
)  # fmt: skip
def test_what_fab_would_open_by_itself_is_not_there(lite_site, path):
    visitor = Visitor(lite_site)

    assert visitor.open(path).status_code == 404
    assert visitor.post(path).status_code == 404


def test_a_password_buys_no_token(lite_site):
    make_account(lite_site, ADMIN, roles.ADMIN)

    body = {"username": ADMIN, "password": "kuda hijau menari pelan", "provider": "db"}
    page = Visitor(lite_site).client.post("/api/v1/security/login", json=body)

    assert page.status_code in (400, 404)
    assert b"token" not in page.data


@pytest.mark.parametrize(
    "path", ["/users/list/", "/users/show/1", "/users/edit/1", "/roles/list/", "/permissionviews/list/"]
)
@pytest.mark.parametrize("role", [None, roles.PEMOHON, roles.LOKET])
def test_the_security_screens_are_for_the_admin_alone(lite_site, path, role):
    visitor = Visitor(lite_site)
    if role:
        make_account(lite_site, "siti@contoh.id", role)
        visitor.log_in("siti@contoh.id")

    assert visitor.open(path).status_code != 200


def test_ordering_by_the_password_is_ignored(site, admin):
    make_account(site, "siti@contoh.id", roles.PEMOHON)
    statements = []
    with site.app_context():
        event.listen(db.engine, "before_cursor_execute", lambda c, cur, sql, *a: statements.append(sql))

    page = admin.open("/users/list/?_oc_UserDBModelView=password&_od_UserDBModelView=asc")

    assert page.status_code == 200
    assert not any("ORDER BY ab_user.password" in sql for sql in statements)


def test_a_column_of_the_header_still_orders(site, admin):
    statements = []
    with site.app_context():
        event.listen(db.engine, "before_cursor_execute", lambda c, cur, sql, *a: statements.append(sql))

    admin.open("/users/list/?_oc_UserDBModelView=username&_od_UserDBModelView=desc")

    assert any("username DESC" in sql for sql in statements)


@pytest.mark.parametrize("name", ["page", "psize"])
@pytest.mark.parametrize("number", ["abc", "-1", "9" * 5000], ids=["word", "negative", "huge"])
def test_an_unreadable_page_number_is_the_first_page(lite_site, name, number):
    make_account(lite_site, ADMIN, roles.ADMIN)
    visitor = Visitor(lite_site)
    visitor.log_in(ADMIN)

    assert visitor.open(f"/users/list/?{name}_UserDBModelView={number}").status_code == 200


def test_a_page_is_never_larger_than_a_hundred(lite_site):
    make_account(lite_site, ADMIN, roles.ADMIN)
    visitor = Visitor(lite_site)
    visitor.log_in(ADMIN)
    limits = []
    with lite_site.app_context():
        event.listen(
            db.engine, "before_cursor_execute", lambda c, cur, sql, p, *a: limits.append(p) if "LIMIT" in sql else None
        )

    visitor.open("/users/list/?psize_UserDBModelView=100000")

    shown = [tuple(p.values()) if isinstance(p, dict) else tuple(p) for p in limits]
    assert any(100 in p for p in shown)
    assert not any(100000 in p for p in shown)


def test_the_password_cannot_be_searched_or_shown(lite_site):
    make_account(lite_site, ADMIN, roles.ADMIN)
    visitor = Visitor(lite_site)
    visitor.log_in(ADMIN)

    assert "argon2" not in visitor.open("/users/show/1").text
    assert visitor.open("/users/list/?_flt_0_password=x").text.count(ADMIN) > 0


def test_each_request_has_its_own_filters(lite_site):
    """FAB keeps a list's filters on the view object, which the server's threads share."""
    view = next(v for v in lite_site.appbuilder.baseviews if type(v).__name__ == "UserDBModelView")
    found = []

    def ask(path):
        with lite_site.test_request_context(path):
            found.append(view._filters)

    threads = [threading.Thread(target=ask, args=("/users/list/",)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert found[0] is not found[1]
    with lite_site.test_request_context("/users/list/"):
        assert view._filters is view._filters


def test_an_admin_gives_somebody_a_role_and_it_is_in_the_log(site, admin):
    user_id = make_account(site, "siti@contoh.id", roles.PEMOHON)
    ids = role_ids(site)

    admin.send(admin.open(f"/users/edit/{user_id}"), active="y", roles=[ids["pemohon"], ids["loket"]])

    assert roles_of(site, user_id) == ["loket", "pemohon"]
    assert actions(site)[-1] == "pengguna.peran"


def test_nobody_gives_himself_a_role(site, admin):
    ids = role_ids(site)

    admin.send(admin.open("/users/edit/1"), active="y", roles=[ids["Admin"], ids["loket"]])

    assert roles_of(site, 1) == ["Admin"]


def test_nobody_widens_a_role_that_he_holds(site, admin):
    with site.app_context():
        permissions.grant(definition())
        held = {p.id for p in db.session.scalar(select(Role).where(Role.name == "Admin")).permissions}
        everything = {p.id for p in db.session.scalars(select(PermissionView))}
    assert everything - held

    admin.send(admin.open(f"/roles/edit/{role_ids(site)['Admin']}"), permissions=sorted(everything))

    with site.app_context():
        assert {p.id for p in db.session.scalar(select(Role).where(Role.name == "Admin")).permissions} == held


def test_a_widened_role_works_at_once_and_is_in_the_log(site, admin):
    make_account(site, "siti@contoh.id", roles.LOKET)
    officer = Visitor(site)
    officer.log_in("siti@contoh.id")
    assert officer.open("/users/list/").status_code != 200
    with site.app_context():
        wanted = [p.id for p in db.session.scalars(select(PermissionView)) if str(p) == "can list on Users"]

    admin.send(admin.open(f"/roles/edit/{role_ids(site)['loket']}"), permissions=wanted)

    assert officer.open("/users/list/").status_code == 200
    assert actions(site)[-1] == "peran.hak"


def test_a_role_taken_away_works_at_once(site, admin):
    user_id = make_account(site, "siti@contoh.id", roles.ADMIN)
    other = Visitor(site)
    other.log_in("siti@contoh.id")
    assert other.open("/users/list/").status_code == 200

    admin.send(admin.open(f"/users/edit/{user_id}"), active="y", roles=[role_ids(site)["pemohon"]])

    assert other.open("/users/list/").status_code != 200


def test_deactivating_ends_the_session_and_is_in_the_log(site, admin):
    user_id = make_account(site, "siti@contoh.id", roles.LOKET)
    other = Visitor(site)
    other.log_in("siti@contoh.id")

    admin.send(admin.open(f"/users/edit/{user_id}"), roles=[role_ids(site)["loket"]])

    assert other.open("/masuk").status_code == 200
    assert "pengguna.active" in actions(site)
    assert other.log_in("siti@contoh.id").status_code == 401


def test_fabs_own_shortcuts_are_refused(sqlite_app):
    sm = sqlite_app.appbuilder.sm

    for shortcut in (
        lambda: sm.security_cleanup([], None),
        lambda: sm.security_converge([], None),
        lambda: sm.delete_user(1),
        lambda: sm.reset_password(1, "x"),
        lambda: sm.auth_user_db("x", "y"),
    ):
        with pytest.raises(NotAllowedError):
            shortcut()


def test_a_checked_permission_costs_two_statements_a_page(lite_site):
    make_account(lite_site, ADMIN, roles.ADMIN)
    visitor = Visitor(lite_site)
    visitor.log_in(ADMIN)
    visitor.open("/users/show/1")
    statements = []

    def count(_c, _cur, sql, *_a):
        if sql.startswith("SELECT"):
            statements.append(sql)

    with lite_site.app_context():
        event.listen(db.engine, "before_cursor_execute", count)
    visitor.open("/permissionviews/list/")

    by_sm = [sql for sql in statements if "web_session" in sql or "FROM revision" in sql]
    assert len(by_sm) == 2
    assert not any("ab_permission_view_role" in sql for sql in statements)


def test_the_context_of_one_request_holds_nothing_for_the_next(sqlite_app):
    make_account(sqlite_app, ADMIN, roles.ADMIN)
    first, second = Visitor(sqlite_app), Visitor(sqlite_app)
    g.pop("csrf_token", None)
    first.log_in(ADMIN)

    assert second.open("/users/list/").status_code != 200
