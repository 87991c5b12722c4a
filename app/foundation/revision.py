"""Freshness across processes: one row per kind of cached thing, read once per request.

A process that served the old state sees the new number with its next request, without a restart.
"""

from __future__ import annotations

from flask import Flask, has_request_context, request
from sqlalchemy import select

from app.foundation.database import db, is_writing
from app.foundation.models import Revision
from app.foundation.sql import insert_for

MEMO = "sakpore.revision"


def init_app(app: Flask) -> None:
    """A request starts without a memo, whatever the server left in its environment."""
    app.before_request(forget)


def current() -> dict[str, int]:
    """The counters. One SELECT per request; outside requests one per call."""
    if has_request_context() and MEMO in request.environ:
        memo: dict[str, int] = request.environ[MEMO]
        return memo
    found = {name: rev for name, rev in db.session.execute(select(Revision.name, Revision.rev))}
    if has_request_context() and settled():
        request.environ[MEMO] = found
    return found


def settled() -> bool:
    """Whether what is read now may be kept for others. Inside a transaction that writes it may yet be rolled back, and
    the number that it was given would then be the next writer's."""
    return not is_writing()


def bump(name: str) -> None:
    """Raise a counter in the caller's transaction."""
    insert = insert_for(Revision).values(name=name, rev=1)
    raised = {"rev": Revision.rev + 1}
    db.session.connection().execute(insert.on_conflict_do_update(index_elements=[Revision.name], set_=raised))
    forget()


def forget() -> None:
    """The next `current()` reads again."""
    if has_request_context():
        request.environ.pop(MEMO, None)
