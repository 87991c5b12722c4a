"""Watches every write to FAB's user, role and permission tables, whoever writes: bumps the permission revision, forbids
giving oneself anything, ends the sessions of a changed password or a blocked account, and writes audit leaves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import g, has_request_context, request
from flask_appbuilder.security.sqla.models import Permission, PermissionView, Role, User, ViewMenu
from flask_login import current_user
from sqlalchemy import delete, event, inspect
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import History

from app.accounts.models import WebSession
from app.errors import NotAllowedError
from app.foundation import audit, revision, timing
from app.foundation.actors import SYSTEM, Actor

PENDING = "security changes to be audited"
WATCHED_OF_USER = ("active", "username", "email", "password", "first_name", "last_name")
SECRET = frozenset({"password", "username", "email", "first_name", "last_name"})  # said that, never said what


@dataclass(frozen=True, slots=True)
class Change:
    action: str
    object: str
    before: Any = None
    after: Any = None


def install() -> None:
    """Listen on every session; once per process, also with two applications in it."""
    listeners = (
        ("before_flush", _refuse_self_grant),
        ("after_flush", _notice),
        ("before_commit", _write_leaves),
        ("after_soft_rollback", _forget),
    )
    for name, listener in listeners:
        if not event.contains(Session, name, listener):
            event.listen(Session, name, listener)


def acting_user_id() -> int | None:
    """The person logged in to this request; None for commands, jobs and the public."""
    if not has_request_context() or not current_user.is_authenticated:
        return None
    return int(current_user.get_id())


def _history(row: object, name: str) -> History:
    return inspect(row).attrs[name].history  # type: ignore[union-attr]


def _refuse_self_grant(session: Session, _context: Any, _instances: Any) -> None:
    watched = [row for row in session.dirty if isinstance(row, User | Role)]
    me = acting_user_id() if watched else None  # asking who it is would cost every other write a statement
    if me is None:
        return
    for row in watched:
        if isinstance(row, User) and row.id == me and _history(row, "roles").added:
            raise NotAllowedError("Peran hanya dapat diberikan oleh orang lain.")
        if isinstance(row, Role) and _history(row, "permissions").added and row in current_user.roles:
            raise NotAllowedError("Hak pada peran Anda sendiri hanya dapat ditambah oleh orang lain.")


def _notice(session: Session, _context: Any) -> None:
    changes: list[Change] = []
    permissions_changed = False
    for row in (*session.new, *session.dirty, *session.deleted):
        if isinstance(row, User):
            changes.extend(_user_changes(session, row))
        elif isinstance(row, Role):
            found = _role_changes(session, row)
            permissions_changed |= bool(found)
            changes.extend(found)
        elif isinstance(row, PermissionView | Permission | ViewMenu):
            permissions_changed |= row in session.new or row in session.deleted or session.is_modified(row)
    if permissions_changed:
        revision.bump("perm")
    if changes:
        session.info.setdefault(PENDING, []).extend(changes)


def _user_changes(session: Session, user: User) -> list[Change]:
    name = f"pengguna:{user.id}"
    if user in session.deleted:
        return [Change("pengguna.dihapus", name)]
    changes = [Change("pengguna.dibuat", name)] if user in session.new else []
    roles = _history(user, "roles")
    if roles.added or roles.deleted:
        changes.append(Change("pengguna.peran", name, _names(roles.non_added()), _names(roles.non_deleted())))
    if user in session.new:
        return changes
    for column in WATCHED_OF_USER:
        history = _history(user, column)
        if history.has_changes():
            shown = (None, None) if column in SECRET else (_first(history.deleted), _first(history.added))
            changes.append(Change(f"pengguna.{column}", name, *shown))
    if _history(user, "password").has_changes() or _history(user, "active").has_changes():
        _end_sessions(session, user)
    return changes


def _end_sessions(session: Session, user: User) -> None:
    session.execute(delete(WebSession).where(WebSession.user_id == user.id))


def _role_changes(session: Session, role: Role) -> list[Change]:
    if role in session.deleted:
        return [Change("peran.dihapus", f"peran:{role.name}")]
    history = _history(role, "permissions")
    changes = []
    if history.added or history.deleted:
        before, after = map(_names, (history.non_added(), history.non_deleted()))
        changes.append(Change("peran.hak", f"peran:{role.name}", before, after))
    name = _history(role, "name")
    if name.has_changes():
        action = "peran.dibuat" if role in session.new else "peran.nama"
        changes.append(Change(action, f"peran:{role.name}", _first(name.deleted), role.name))
    return changes


def _names(rows: Any) -> list[str]:
    return sorted(repr(row) for row in rows or ())


def _first(values: Any) -> Any:
    return values[0] if values else None


def _write_leaves(session: Session) -> None:
    session.flush()  # what is still pending is noticed before the leaves are written
    pending: list[Change] = session.info.pop(PENDING, [])
    for change in pending:
        facts = {} if change.before == change.after else {"dari": change.before, "menjadi": change.after}
        audit.record(change.action, change.object, _actor(), timing.utc_now(), **facts)


def _forget(session: Session, _previous: Any) -> None:
    session.info.pop(PENDING, None)


def _actor() -> Actor:
    if not has_request_context():
        return SYSTEM
    me = acting_user_id()
    name = f"pengguna-{me}" if me else "publik"
    return Actor(me, name, "", request.remote_addr or "", g.get("request_id", ""))
