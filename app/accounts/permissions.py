"""Permissions in FAB's own tables: those of the registered views, made by `init`, and those a definition brings along.

Everything is written by our own statements in one transaction: FAB's functions commit row by row and swallow errors.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

from flask import current_app
from flask_appbuilder.security.sqla.models import (
    Permission,
    PermissionView,
    Role,
    ViewMenu,
    assoc_permissionview_role,
)
from sqlalchemy import insert, select

from app.accounts import roles
from app.errors import DefinitionError
from app.foundation.database import db, is_writing, transaction
from app.permits.model import Definition

Right = tuple[str, str]  # permission, resource: ("can_list", "Users")
CRUD = ("can_list", "can_show", "can_export", "can_add", "can_edit", "can_delete")
READ = ("can_list", "can_show", "can_export")
Named = TypeVar("Named", Permission, ViewMenu)


@dataclass(slots=True)
class Granted:
    """What a publication newly made, in words for the person who published; the shape that `catalog` reads."""

    created_roles: list[str]
    permissions: list[str]


def grant(definition: Definition) -> Granted:
    """Make the definition's permissions and give them to the roles it names. Idempotent; commits by itself.

    Raises DefinitionError when its resource name is that of a registered view or menu, whose grants would then open it.
    """
    if definition.camel in _taken_names():
        raise DefinitionError(f"Kode {definition.code} tidak dapat dipakai: namanya sama dengan bagian portal.")
    wanted: dict[str, set[Right]] = {}
    for role, permissions in _role_permissions(definition):
        wanted.setdefault(role, set()).update((name, definition.camel) for name in permissions)
    with _committed():
        return _store(wanted)


def create_base() -> Granted:
    """Built-in roles, permissions of every registered view and menu; for `init`. Idempotent; commits by itself."""
    rights = {*_registered_rights(), roles.CONSOLE, roles.EDIT_DEFINITIONS, roles.PUBLISH_DEFINITIONS}
    for_admin = {
        (name, resource)
        for name, resource in rights
        if resource in roles.ADMIN_RESOURCES or (name == "menu_access" and resource in roles.ADMIN_MENUS)
    }
    wanted: dict[str, set[Right]] = {name: set() for name in roles.BUILT_IN}
    wanted[roles.ADMIN] = for_admin
    with _committed():
        return _store(wanted, rights)


def would_grant(definition: Definition) -> Granted:
    """What `grant` would newly make of it, without making it: for the publish report."""
    wanted: dict[str, set[Right]] = {}
    for role, permissions in _role_permissions(definition):
        wanted.setdefault(role, set()).update((name, definition.camel) for name in permissions)
    role_ids, ids = _role_ids(wanted), _right_ids({definition.camel})
    held = _held(role_ids.values(), ids.values())
    missing = [
        f"{pair[0]} on {pair[1]}: {role}"
        for role, pairs in wanted.items()
        for pair in sorted(pairs)
        if (role_ids.get(role), ids.get(pair)) not in held
    ]
    return Granted([role for role in wanted if role not in role_ids], missing)


@contextmanager
def _committed() -> Iterator[None]:
    """A transaction of our own, or a commit within the caller's `writing()`, as FAB's own functions do it."""
    if not is_writing():
        with transaction():
            yield
        return
    yield
    db.session.commit()


def tier_roles(definition: Definition) -> tuple[str, ...]:
    """Every role that the definition's flow needs a person for, in order, without repeats."""
    flow = definition.flow
    paying = (roles.TREASURER,) if definition.fees.pay else ()
    return tuple(dict.fromkeys([*(tier.role for tier in flow.all_tiers), *paying, flow.sign.role]))


def _role_permissions(definition: Definition) -> Iterable[tuple[str, Iterable[str]]]:
    yield roles.PEMOHON, ("can_apply",)
    yield roles.LOKET, ("can_apply", *CRUD)
    editing_tiers = {tier for field in definition.fields for tier in field.tier_editable}
    for tier in definition.flow.all_tiers:
        yield tier.role, (*READ, tier.permission, *(("can_edit",) if tier.id in editing_tiers else ()))
    if definition.fees.pay:
        yield roles.TREASURER, (roles.RECORD_PAYMENT,)
    yield definition.flow.sign.role, (*READ, "can_sign")
    for paper in definition.certificates:
        if paper.kind == "interim" and paper.signer:
            yield paper.signer, (*READ, "can_sign")


def _registered_rights() -> Iterable[Right]:
    appbuilder = current_app.appbuilder  # type: ignore[attr-defined]
    for view in appbuilder.baseviews:
        yield from ((name, view.class_permission_name) for name in view.base_permissions)
    yield from (("menu_access", name) for name in _menu_names())


def _menu_names() -> Iterable[str]:
    for category in current_app.appbuilder.menu.get_list():  # type: ignore[attr-defined]
        yield category.name
        yield from (item.name for item in category.childs if item.name != "-")


def _taken_names() -> set[str]:
    views = current_app.appbuilder.baseviews  # type: ignore[attr-defined]
    return {view.class_permission_name for view in views} | set(_menu_names()) | roles.ADMIN_RESOURCES


def _store(wanted: Mapping[str, set[Right]], rights: set[Right] | None = None) -> Granted:
    """Only what is wanted is read: roles that the types share hold thousands of grants where there are many types."""
    ids = _ensure_rights((rights or set()).union(*wanted.values()))
    role_ids, created = _ensure_roles(wanted)
    held = _held(role_ids.values(), {ids[pair] for pairs in wanted.values() for pair in pairs})
    missing = [
        (name, pair)
        for name, pairs in wanted.items()
        for pair in sorted(pairs)
        if (role_ids[name], ids[pair]) not in held
    ]
    if missing:
        rows = [{"role_id": role_ids[name], "permission_view_id": ids[pair]} for name, pair in missing]
        db.session.execute(insert(assoc_permissionview_role), rows)
        db.session.expire_all()  # a role that the session knows has more permissions now
    return Granted(created, [f"{pair[0]} on {pair[1]}: {name}" for name, pair in missing])


def _held(role_ids: Iterable[int], right_ids: Iterable[int]) -> set[tuple[int, int]]:
    grants = assoc_permissionview_role.c
    query = select(grants.role_id, grants.permission_view_id).where(grants.role_id.in_(list(role_ids)))
    found = db.session.execute(query.where(grants.permission_view_id.in_(list(right_ids))))
    return {(role_id, right_id) for role_id, right_id in found}


def _role_ids(names: Iterable[str]) -> dict[str, int]:
    return dict(db.session.execute(select(Role.name, Role.id).where(Role.name.in_(list(names)))).tuples().all())


def _right_ids(resources: Iterable[str]) -> dict[Right, int]:
    query = (
        select(Permission.name, ViewMenu.name, PermissionView.id)
        .join(PermissionView.permission)
        .join(PermissionView.view_menu)
        .where(ViewMenu.name.in_(list(resources)))
    )
    return {(name, resource): row_id for name, resource, row_id in db.session.execute(query)}


def _ensure_roles(names: Iterable[str]) -> tuple[dict[str, int], list[str]]:
    """Ids by name, and which roles are new, in the order named."""
    known = _role_ids(names)
    made = {name: Role(name=name) for name in names if name not in known}
    db.session.add_all(made.values())
    db.session.flush()
    return known | {name: role.id for name, role in made.items()}, list(made)


def right_of(row: PermissionView) -> Right:
    return row.permission.name, row.view_menu.name


def _ensure_rights(rights: set[Right]) -> dict[Right, int]:
    """Ids of FAB's rows, made where they are missing."""
    resources = sorted({resource for _, resource in rights})
    permissions = _ensure_named(Permission, {name for name, _ in rights})
    menus = _ensure_named(ViewMenu, set(resources))
    found = _right_ids(resources)
    made = {
        (name, resource): PermissionView(permission=permissions[name], view_menu=menus[resource])
        for name, resource in sorted(rights - found.keys())
    }
    db.session.add_all(made.values())
    db.session.flush()
    return found | {pair: row.id for pair, row in made.items()}


def _ensure_named(model: type[Named], names: set[str]) -> dict[str, Named]:
    found = {row.name: row for row in db.session.scalars(select(model).where(model.name.in_(sorted(names))))}
    for name in sorted(names - found.keys()):
        found[name] = model(name=name)
        db.session.add(found[name])
    return found
