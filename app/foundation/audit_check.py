"""Checks the whole audit log, and names what was altered, removed or slipped in."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row, func, select

from app.foundation import merkle
from app.foundation.database import db, is_sqlite
from app.foundation.models import AuditEvent, AuditLeaf

PATIENCE = 60  # seconds that an event may wait for its place on PostgreSQL
STEP = 5_000
REPEATED = ("action", "object", "actor_id", "actor", "role", "request_id")


def verify() -> list[str]:
    """A line per fault, such as `audit:7: AUD201 …`; none when the log is whole."""
    faults = list(_tree_faults())
    faults.extend(_strays())
    db.session.rollback()
    return faults


def _tree_faults() -> Iterator[str]:
    expected, frontier = 0, []
    for row in _leaves():
        if row.idx != expected:
            yield f"audit:{expected}: AUD203 {row.idx - expected} leaves are missing before {row.idx}"
            expected, frontier = row.idx, merkle.unpack(bytes(row.frontier))  # go on from what the next leaf claims
        else:
            yield from _leaf_faults(row)
            frontier = merkle.append(frontier, row.idx, bytes(row.leaf))
            if merkle.pack(frontier) != bytes(row.frontier):
                yield f"audit:{row.idx}: AUD204 the leaf does not belong here: the tree after it differs"
                frontier = merkle.unpack(bytes(row.frontier))
        expected += 1


def _leaves() -> Iterator[Row[Any]]:
    query = select(AuditLeaf.idx, AuditLeaf.event_id, AuditLeaf.leaf, AuditLeaf.frontier, AuditEvent).join_from(
        AuditLeaf, AuditEvent, AuditEvent.id == AuditLeaf.event_id, isouter=True
    )
    last = -1
    while rows := list(db.session.execute(query.where(AuditLeaf.idx > last).order_by(AuditLeaf.idx).limit(STEP))):
        yield from rows
        last = rows[-1].idx
        db.session.expunge_all()


def _leaf_faults(row: Row[Any]) -> Iterator[str]:
    event: AuditEvent | None = row.AuditEvent
    if event is None:
        yield f"audit:{row.idx}: AUD202 the event {row.event_id} is missing"
        return
    leaf = merkle.leaf_hash(event.payload.encode())
    if leaf != bytes(row.leaf) or leaf != bytes(event.leaf):
        yield f"audit:{row.idx}: AUD201 the event {event.id} was altered"
    elif not _columns_agree(event):
        yield f"audit:{row.idx}: AUD201 the event {event.id} was altered: its columns contradict its payload"


def _columns_agree(event: AuditEvent) -> bool:
    said = json.loads(event.payload)
    same_time = datetime.fromisoformat(said["at"]) == event.at
    return same_time and all(said[name] == getattr(event, name) for name in REPEATED)


def _strays() -> Iterator[str]:
    """Events that are in the table, but not in the tree."""
    placed = select(AuditLeaf.idx).where(AuditLeaf.event_id == AuditEvent.id).exists()
    newest = db.session.scalar(select(func.max(AuditLeaf.event_id))) or 0
    for event_id, at in db.session.execute(select(AuditEvent.id, AuditEvent.at).where(~placed).order_by(AuditEvent.id)):
        waited = (datetime.now(UTC) - at).total_seconds()  # the database's events carry the edges' clock
        if is_sqlite() or waited > PATIENCE:
            place = "among sequenced ones" if event_id < newest else "at the end"
            yield f"audit:-: AUD205 the event {event_id} was inserted {place}: it is not in the tree"
