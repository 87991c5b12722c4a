"""Counts the SQL statements of one request, and fills the catalogue with hundreds of generated types."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from flask import Flask
from sqlalchemy import event, insert, select
from sqlalchemy.orm import Session

UNCOUNTED = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "PRAGMA")


@contextmanager
def counted(app: Flask) -> Iterator[list[str]]:
    """The statements that reach the database meanwhile, whatever thread sends them."""
    from app.foundation.database import db

    said: list[str] = []

    def note(_connection, _cursor, statement, _parameters, _context, _many) -> None:
        if not statement.lstrip().upper().startswith(UNCOUNTED):
            said.append(" ".join(statement.split()))

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield said
    finally:
        event.remove(engine, "before_cursor_execute", note)


def generate_types(app: Flask, like: str, number: int) -> list[str]:
    """`number` more published types, each `like` that one under its own code, with permissions of its own.

    The rows are written as publishing writes them, but together: publishing 300 by the command, each linted and with its
    examples run, would take ten minutes and prove nothing more here.
    """
    from flask_appbuilder.security.sqla.models import PermissionView, ViewMenu, assoc_permissionview_role

    from app import catalog
    from app.catalog.models import PermitType, PermitVersion
    from app.foundation import revision
    from app.foundation.database import db, transaction
    from app.permits import canonical, digest

    codes = [f"jenis_{index:03}" for index in range(number)]
    with app.app_context():
        model, camel = catalog.live(like), catalog.entry(like).camel
        row = db.session.scalars(select(PermitVersion).where(PermitVersion.code == like)).first()
        columns = {c.key: getattr(row, c.key) for c in PermitVersion.__table__.columns if c.key != "id"}
        rights = select(PermissionView.permission_id, assoc_permissionview_role.c.role_id).join(
            assoc_permissionview_role, assoc_permissionview_role.c.permission_view_id == PermissionView.id
        )
        held = db.session.execute(rights.join(PermissionView.view_menu).where(ViewMenu.name == camel)).all()
        copies = [model.model_copy(update={"code": code}) for code in codes]
        texts = [canonical(copy) for copy in copies]
        with transaction():
            state = catalog.entry(like).state
            db.session.execute(insert(PermitType), [{"code": c, "state": state, "live_version": 1} for c in codes])
            versions = [
                {**columns, "code": copy.code, "version": 1, "canonical": text, "sha256": digest(text),
                 "card": {**columns["card"], "camel": copy.camel, "short": copy.code}}
                for copy, text in zip(copies, texts, strict=True)
            ]  # fmt: skip
            db.session.execute(insert(PermitVersion), versions)
            for copy in copies:
                _grant(db.session, copy.camel, held)
            revision.bump("schema")
            revision.bump("perm")
    return codes


def _grant(session: Session, camel: str, held: Sequence[tuple[int, int]]) -> None:
    """The rights of the type it is like, to the same roles."""
    from flask_appbuilder.security.sqla.models import PermissionView, ViewMenu, assoc_permissionview_role

    menu = ViewMenu(name=camel)
    rows = {permission: PermissionView(permission_id=permission, view_menu=menu) for permission, _role in held}
    session.add_all(rows.values())
    session.flush()
    pairs = [{"permission_view_id": rows[permission].id, "role_id": role} for permission, role in held]
    session.execute(insert(assoc_permissionview_role), pairs)
