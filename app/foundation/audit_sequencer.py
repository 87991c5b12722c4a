"""Gives each audit event its index: at once on SQLite, where one writer holds the lock anyway; just after the commit on
PostgreSQL, where one locked head would cap every commit of the city at some 80 a second."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Row, event, insert, select, text
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from app.foundation import merkle
from app.foundation.database import db, is_sqlite, transaction
from app.foundation.models import AuditEvent, AuditLeaf

BATCH = 1_000
LOOK_BACK = 2_000  # ids; what a longer transaction leaves behind is found by the thorough look
LOCK_NUMBER = 7_352_019  # PostgreSQL's advisory lock: one sequencer at a time
HEAD = "sakpore.audit_head"


def size_and_root() -> tuple[int, bytes]:
    """How many events are in the tree, and its root."""
    idx, frontier = _head(db.session.connection())
    return idx + 1, merkle.root_of(frontier)


def sequence(*, thorough: bool = False) -> int:
    """Put the events that wait into the tree; how many they were. Opens its own transactions.

    `thorough` looks through the whole table and not only through the last events. On SQLite nothing ever waits.
    """
    if is_sqlite():
        return 0
    total = 0
    while _waiting(db.session.connection(), 1, thorough):
        with transaction():
            total += _sequence_batch(thorough)
    db.session.rollback()
    return total


def _sequence_batch(thorough: bool) -> int:
    connection = db.session.connection()
    connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": LOCK_NUMBER})
    waiting = _waiting(connection, BATCH, thorough)
    _append(connection, _head(connection), [(row.id, bytes(row.leaf)) for row in waiting])
    return len(waiting)


def _waiting(connection: Connection, limit: int, thorough: bool) -> list[Row[Any]]:
    """Events without a leaf, oldest first. Ids are given before the commit, so a lower one may appear late."""
    newest = connection.scalar(select(AuditLeaf.event_id).order_by(AuditLeaf.event_id.desc()).limit(1)) or 0
    placed = select(AuditLeaf.idx).where(AuditLeaf.event_id == AuditEvent.id).exists()
    query = select(AuditEvent.id, AuditEvent.leaf).where(~placed)
    if not thorough:
        query = query.where(AuditEvent.id > newest - LOOK_BACK)
    return list(connection.execute(query.order_by(AuditEvent.id).limit(limit)))


Head = tuple[int, list[bytes]]


def _head(connection: Connection) -> Head:
    """The last index (-1 for an empty log) and the peaks."""
    last = connection.execute(select(AuditLeaf.idx, AuditLeaf.frontier).order_by(AuditLeaf.idx.desc()).limit(1)).first()
    return (last.idx, merkle.unpack(bytes(last.frontier))) if last else (-1, [])


def _append(connection: Connection, head: Head, leaves: Iterable[tuple[int, bytes]]) -> Head:
    idx, frontier = head
    rows = []
    for event_id, leaf in leaves:
        idx += 1
        frontier = merkle.append(frontier, idx, leaf)
        rows.append({"idx": idx, "event_id": event_id, "leaf": leaf, "frontier": merkle.pack(frontier)})
    if rows:
        connection.execute(insert(AuditLeaf), rows)
    return idx, frontier


def _place_at_once(session: Session, _context: Any) -> None:
    """After a flush on SQLite: the events that it wrote go into the tree in the same transaction."""
    written = sorted((row for row in session.new if isinstance(row, AuditEvent)), key=lambda row: row.id)
    if not written or not is_sqlite():
        return
    connection = session.connection()
    head = session.info.get(HEAD) or _head(connection)
    session.info[HEAD] = _append(connection, head, [(row.id, row.leaf) for row in written])


def _forget_head(session: Session, *_rest: Any) -> None:
    session.info.pop(HEAD, None)  # true only while the writer's lock is held, and undone by a savepoint's rollback


event.listen(db.session, "after_flush", _place_at_once)
event.listen(db.session, "after_commit", _forget_head)
event.listen(db.session, "after_soft_rollback", _forget_head)
