from types import SimpleNamespace

import pytest
from flask_appbuilder.security.sqla.models import Role
from sqlalchemy import select

from app.accounts import permissions, roles
from app.errors import DefinitionError
from app.foundation import revision
from app.foundation.database import db, writing
from app.permits.model import Fees

LISTS = {(name, "Warung") for name in ("can_list", "can_show", "can_export")}


def definition(code="warung", camel="Warung", editable=()):
    tiers = (
        SimpleNamespace(id="periksa", role="kasi", agency=None, permission="can_verify_periksa"),
        SimpleNamespace(id="setuju", role="kabid", agency=None, permission="can_verify_setuju"),
    )
    flow = SimpleNamespace(all_tiers=tiers, sign=SimpleNamespace(role="kepala"))
    fields = (SimpleNamespace(tier_editable=editable),)
    return SimpleNamespace(code=code, camel=camel, flow=flow, fields=fields, fees=Fees(), certificates=())


def held(role):
    row = db.session.scalar(select(Role).where(Role.name == role))
    return {permissions.right_of(p) for p in row.permissions if p.view_menu.name == "Warung"}


def test_publishing_creates_roles_and_says_so(app):
    granted = permissions.grant(definition())

    assert granted.created_roles == ["kasi", "kabid", "kepala"]
    assert "can_verify_periksa on Warung: kasi" in granted.permissions
    assert held("kasi") == {*LISTS, ("can_verify_periksa", "Warung")}
    assert held("kepala") == {*LISTS, ("can_sign", "Warung")}
    assert held(roles.PEMOHON) == {("can_apply", "Warung")}
    assert ("can_add", "Warung") in held(roles.LOKET)
    assert held(roles.ADMIN) == set()


def test_granting_again_changes_nothing_and_bumps_nothing(app):
    permissions.grant(definition())
    before = revision.current()

    again = permissions.grant(definition())

    assert (again.created_roles, again.permissions) == ([], [])
    assert revision.current() == before


def test_a_grant_bumps_the_revision(app):
    before = revision.current().get("perm", 0)

    permissions.grant(definition())

    assert revision.current()["perm"] > before


def test_a_grant_works_within_the_callers_writing(sqlite_app):
    with writing():
        permissions.grant(definition())

    assert held("kasi")


def test_a_tier_that_may_edit_gets_the_permission_to(sqlite_app):
    permissions.grant(definition(editable=("periksa",)))

    assert ("can_edit", "Warung") in held("kasi")
    assert ("can_edit", "Warung") not in held("kabid")


@pytest.mark.parametrize("camel", ["Users", "Keamanan", "AuthDBView"])
def test_a_code_may_not_take_the_name_of_a_part_of_the_portal(sqlite_app, camel):
    with pytest.raises(DefinitionError):
        permissions.grant(definition(camel=camel))


def test_the_admin_is_given_the_security_screens_and_the_console_only(sqlite_app):
    row = db.session.scalar(select(Role).where(Role.name == roles.ADMIN))

    resources = {p.view_menu.name for p in row.permissions}

    assert resources <= roles.ADMIN_RESOURCES | roles.ADMIN_MENUS
    assert "Users" in resources


def test_the_public_holds_nothing(sqlite_app):
    assert db.session.scalar(select(Role).where(Role.name == roles.PUBLIC)).permissions == []
