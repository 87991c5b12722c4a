"""The audit log: events as leaves of a Merkle tree (RFC 6962), in the application's own database.

Two doors. `record` writes inside the business transaction, for what changed something. `note` writes in its own short
transaction, for what changed nothing or was refused. Neither takes personal data in clear: use `commitment`.
The place in the tree is given in the same transaction on SQLite, by `audit_sequencer` just after it on PostgreSQL.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from app.foundation import audit_check, audit_sequencer, crypto, merkle
from app.foundation.actors import Actor
from app.foundation.database import db, transaction
from app.foundation.models import AuditEvent

verify = audit_check.verify
size_and_root = audit_sequencer.size_and_root
sequence = audit_sequencer.sequence


def record(
    action: str,
    object: str,  # noqa: A002 - the word of the log
    actor: Actor,
    now: datetime,
    *,
    before: Any = None,
    after: Any = None,
    **facts: Any,
) -> None:
    """Write what this transaction changed. `before` and `after` are kept as keyed fingerprints only."""
    payload = canonical(
        {
            "at": now.astimezone(UTC).isoformat(timespec="microseconds"),
            "action": action,
            "object": object,
            "actor_id": actor.user_id,
            "actor": actor.name,
            "role": actor.role,
            "address": crypto.blind_index("address", actor.address) if actor.address else "",
            "request_id": actor.request_id,
            "before": _fingerprint(before),
            "after": _fingerprint(after),
            "facts": facts,
        }
    )
    db.session.add(
        AuditEvent(
            at=now,
            action=action,
            object=object,
            actor_id=actor.user_id,
            actor=actor.name,
            role=actor.role,
            request_id=actor.request_id,
            payload=payload,
            leaf=merkle.leaf_hash(payload.encode()),
        )
    )


def note(action: str, object: str, actor: Actor, now: datetime, **facts: Any) -> None:  # noqa: A002 - as above
    """Write by itself, at once: a refusal, a failed sign-in, a document about to be shown."""
    with transaction():
        record(action, object, actor, now, **facts)


def commitment(value: str) -> str:
    """Stands in the log for personal data: equal for equal values, and nothing without the key ring."""
    return crypto.blind_index("audit", value)


def canonical(value: dict[str, Any]) -> str:
    """The one way to write a payload: its bytes are what is hashed."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True, default=str)


def _fingerprint(value: Any) -> str | None:
    if value is None:
        return None
    return crypto.fingerprint("audit", canonical({"v": value}).encode())
