"""What each role may, held per process and keyed by the revision `perm`: FAB asks the database for every button.

Which roles a person has is not held: it is read with the person on every request, so taking a role away works at once.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from flask_appbuilder.security.sqla.models import (
    Permission,
    PermissionView,
    Role,
    ViewMenu,
    assoc_permissionview_role,
)
from sqlalchemy import select

from app.foundation import revision
from app.foundation.database import db

Right = tuple[str, str]  # permission, resource


@dataclass(frozen=True, slots=True)
class Snapshot:
    revision: int
    by_role: dict[int, frozenset[Right]] = field(default_factory=dict)

    def allows(self, role_ids: list[int], permission: str, resource: str) -> bool:
        return any((permission, resource) in self.by_role.get(role_id, ()) for role_id in role_ids)

    def resources(self, role_ids: list[int], permission: str) -> set[str]:
        """The resources on which any of the roles holds the permission."""
        rights = (right for role_id in role_ids for right in self.by_role.get(role_id, ()))
        return {resource for name, resource in rights if name == permission}


class Permissions:
    """The current snapshot of one application object; replaced whole, so threads need no lock."""

    def __init__(self) -> None:
        self._snapshot: Snapshot | None = None

    def current(self) -> Snapshot:
        now = revision.current().get("perm", 0)
        snapshot = self._snapshot
        if snapshot is None or snapshot.revision != now:
            snapshot = _load(now)
            if revision.settled():
                self._snapshot = snapshot
        return snapshot


def _load(now: int) -> Snapshot:
    query = (
        select(assoc_permissionview_role.c.role_id, Permission.name, ViewMenu.name)
        .join(PermissionView, PermissionView.id == assoc_permissionview_role.c.permission_view_id)
        .join(Permission, Permission.id == PermissionView.permission_id)
        .join(ViewMenu, ViewMenu.id == PermissionView.view_menu_id)
        .join(Role, Role.id == assoc_permissionview_role.c.role_id)
    )
    by_role: dict[int, set[Right]] = {}
    for role_id, permission, resource in db.session.execute(query):
        by_role.setdefault(role_id, set()).add((permission, resource))
    return Snapshot(now, {role_id: frozenset(rights) for role_id, rights in by_role.items()})
