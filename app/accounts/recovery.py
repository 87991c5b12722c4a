"""A new password by a link from the mailbox. Asking for one says nothing about whether the address is known."""

from __future__ import annotations

from datetime import datetime

from flask_appbuilder.security.sqla.models import User

from app.accounts import links, people
from app.accounts.models import LinkPurpose
from app.errors import NotFoundError
from app.foundation import audit, jobs
from app.foundation.actors import Actor
from app.foundation.database import db


def ask(email: str, *, actor: Actor, now: datetime) -> None:
    """Send a link to the owner of this address, if there is an active one."""
    user_id = people.find_by_email(email)
    if user_id is None or people.email_of(user_id) is None:
        return
    link, token = links.create(LinkPurpose.RESET, now, user_id=user_id)
    jobs.enqueue("mail.reset", f"reset:{link.id}", secret={"token": token}, user_id=user_id, link_id=link.id)
    audit.record("akun.minta_sandi_baru", f"pengguna:{user_id}", actor, now)


def owner(token: str, now: datetime) -> User:
    """Whose password a reset link sets. Raises NotFoundError."""
    link = links.get_open(LinkPurpose.RESET, token, now)
    user = db.session.get(User, link.user_id)
    if user is None or not user.active:
        raise NotFoundError(links.INVALID)
    return user


def set_password(token: str, password_hash: str, *, actor: Actor, now: datetime) -> None:
    """Every session of the person ends with it (accounts.guard). Raises NotFoundError."""
    user = owner(token, now)
    links.take(LinkPurpose.RESET, token, now)
    user.password = password_hash
    audit.record("akun.sandi_baru", f"pengguna:{user.id}", actor, now)
