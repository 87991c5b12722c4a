"""One-time links: made in the caller's transaction, opened by GET without effect, used by POST, once, in time."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from app.accounts.models import LinkPurpose, OneTimeLink
from app.errors import NotFoundError
from app.foundation import crypto
from app.foundation.database import db

LIFETIME = {
    LinkPurpose.ACTIVATION: timedelta(hours=24),
    LinkPurpose.RESET: timedelta(hours=1),
    LinkPurpose.INVITATION: timedelta(days=7),
}
INVALID = "Tautan ini tidak berlaku: sudah dipakai, sudah lewat waktunya, atau tidak lengkap."


def create(
    purpose: LinkPurpose, now: datetime, *, payload: dict[str, Any] | None = None, user_id: int | None = None
) -> tuple[OneTimeLink, str]:
    """A new link and its token. Only the token's hash is kept; the payload is sealed and bound to it."""
    token = crypto.new_token()
    token_hash = crypto.token_hash(token)
    link = OneTimeLink(
        purpose=purpose,
        token_hash=token_hash,
        user_id=user_id,
        payload=crypto.seal_json(payload, _aad(token_hash)) if payload is not None else None,
        created_at=now,
        expires_at=now + LIFETIME[purpose],
    )
    db.session.add(link)
    db.session.flush()
    return link, token


def find(purpose: LinkPurpose, token: str) -> OneTimeLink | None:
    """The link with this token, in whatever state."""
    token_hash = crypto.token_hash(token)
    return db.session.scalar(
        select(OneTimeLink).where(OneTimeLink.token_hash == token_hash, OneTimeLink.purpose == purpose)
    )


def get_open(purpose: LinkPurpose, token: str, now: datetime) -> OneTimeLink:
    """The link if it can be used now. Raises NotFoundError with the same words for every reason."""
    link = find(purpose, token)
    if link is None or link.used_at is not None or now >= link.expires_at:
        raise NotFoundError(INVALID)
    return link


def take(purpose: LinkPurpose, token: str, now: datetime) -> OneTimeLink:
    """Use the link up in the caller's transaction; of two who try, one wins. Raises NotFoundError."""
    link = get_open(purpose, token, now)
    spend(link, now)
    return link


def spend(link: OneTimeLink, now: datetime) -> None:
    """Raises NotFoundError when somebody else has used it meanwhile."""
    query = update(OneTimeLink).where(OneTimeLink.id == link.id, OneTimeLink.used_at.is_(None)).values(used_at=now)
    if db.session.execute(query).rowcount != 1:
        raise NotFoundError(INVALID)


def payload_of(link: OneTimeLink) -> dict[str, Any]:
    return dict(crypto.unseal_json(link.payload, _aad(link.token_hash))) if link.payload is not None else {}


def _aad(token_hash: str) -> str:
    return f"one_time_link.payload:{token_hash}"
