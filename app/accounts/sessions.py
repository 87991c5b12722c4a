"""Server-side sessions. The cookie is signed and carries only small, harmless things (CSRF secret, flashed messages)
and, once somebody is logged in, a random id; who that is stands in `web_session` alone.

Why both: an anonymous visitor needs a CSRF secret, and a row per visitor (or per robot) would be a write for a GET.
With the harmless part in the cookie a GET writes nothing but `seen_at`, once a minute. Logging out, a changed password
or a blocked account deletes the row, and with it every copy of the cookie.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any

from flask import Flask, Request, Response, g
from flask import request as current_request
from flask import session as current_session
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from flask_appbuilder.security.sqla.models import User
from sqlalchemy import delete, select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import joinedload

from app.accounts import roles
from app.accounts.models import WebSession
from app.errors import UnavailableError
from app.foundation import timing
from app.foundation.database import db, transaction

ABSOLUTE = timedelta(hours=12)
IDLE_STAFF = timedelta(minutes=30)
SEEN_EVERY = timedelta(minutes=1)
WITHOUT_SESSION = ("/static/", "/healthz")
LOGIN_KEYS = ("_user_id", "_fresh", "_id")  # Flask-Login's; never in the cookie
SESSION_ID = "sid"
USER = "sakpore.user"  # in the request's environment: the person, loaded with the session


class PortalSession(SecureCookieSession):
    """`row_id` and `row_user` are what the database said when the request began."""

    row_id: int | None = None
    row_user: str | None = None
    seen_at: datetime | None = None
    unreadable = False  # the database did not answer: who this is cannot be said


class ServerSessions(SecureCookieSessionInterface):
    session_class = PortalSession
    salt = "sakpore-session"

    def open_session(self, app: Flask, request: Request) -> PortalSession:
        if request.path.startswith(WITHOUT_SESSION):
            return PortalSession()
        g.pop("_login_user", None)  # Flask-Login's memo; a context that stays pushed must not carry it over
        opened = super().open_session(app, request)
        session = opened if isinstance(opened, PortalSession) else PortalSession()
        token = session.get(SESSION_ID)
        if token is not None:
            try:
                _join_row(session, str(token), request)
            except OperationalError:
                session.unreadable = True
        return session

    def save_session(self, app: Flask, session: Any, response: Response) -> None:
        user_id = session.get("_user_id")
        if user_id != session.row_user:
            _change_person(session, user_id)
        elif session.row_id is not None:
            _mark_seen(session)
        for key in LOGIN_KEYS:
            dict.pop(session, key, None)  # past the dict that notices changes, as in _join_row
        super().save_session(app, session, response)


def refuse_without_database() -> None:
    """Before every request: nobody is taken for a visitor because the database is away. Raises UnavailableError."""
    if getattr(current_session._get_current_object(), "unreadable", False):  # type: ignore[attr-defined]
        raise UnavailableError(detail="the session cannot be read")


def end_all(user_id: int) -> None:
    """Every session of this person ends with the caller's transaction."""
    db.session.execute(delete(WebSession).where(WebSession.user_id == user_id))


def delete_expired(now: datetime) -> int:
    """House-keeping, for a job. Commits by itself; returns how many rows went."""
    with transaction():
        return db.session.execute(delete(WebSession).where(WebSession.expires_at < now)).rowcount


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _join_row(session: PortalSession, token: str, request: Request) -> None:
    """Row, person and roles in one statement; an unknown, expired or idle session leaves an anonymous visitor."""
    query = (
        select(WebSession, User)
        .join(User, User.id == WebSession.user_id)
        .where(WebSession.id_hash == _hash(token))
        .options(joinedload(User.roles))  # type: ignore[attr-defined]  # FAB's backref
    )
    found = db.session.execute(query).unique().one_or_none()
    if found is None or not _is_alive(*found):
        session.pop(SESSION_ID, None)
        return
    row, user = found
    request.environ[USER] = user  # held, so that the identity map still has it when FAB asks
    session.row_id, session.row_user, session.seen_at = row.id, str(user.id), row.seen_at
    # Set past the dict that notices changes: reading a session must not make the cookie be sent again.
    dict.update(session, {"_user_id": session.row_user, "_fresh": True})


def _is_alive(row: WebSession, user: User) -> bool:
    now = timing.utc_now()
    if not user.active or now >= row.expires_at:
        return False
    is_staff = any(role.name != roles.PEMOHON for role in user.roles)  # type: ignore[attr-defined]
    return not is_staff or now - row.seen_at < IDLE_STAFF


def _change_person(session: PortalSession, user_id: str | None) -> None:
    """Log-in and log-out: the old row goes, a new id comes. The CSRF secret changes with the person."""
    now = timing.utc_now()
    token = secrets.token_urlsafe(32)
    with transaction():
        if session.row_id is not None:
            db.session.execute(delete(WebSession).where(WebSession.id == session.row_id))
        if user_id is not None:
            db.session.add(_new_row(int(user_id), token, now))
    session.pop("csrf_token", None)
    session.pop(SESSION_ID, None)
    if user_id is not None:
        session[SESSION_ID] = token


def _new_row(user_id: int, token: str, now: datetime) -> WebSession:
    return WebSession(
        id_hash=_hash(token),
        user_id=user_id,
        address=(current_request.remote_addr or "")[:64],
        agent=(current_request.user_agent.string or "")[:200],
        created_at=now,
        seen_at=now,
        expires_at=now + ABSOLUTE,
    )


def _mark_seen(session: PortalSession) -> None:
    now = timing.utc_now()
    if session.seen_at is not None and now - session.seen_at < SEEN_EVERY:
        return
    try:
        with transaction():
            db.session.execute(update(WebSession).where(WebSession.id == session.row_id).values(seen_at=now))
    except (OperationalError, UnavailableError):
        db.session.rollback()  # a busy database must not cost anybody the page
