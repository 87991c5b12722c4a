"""Master records as the office keeps them: added and closed, never changed (`app.permits.records` says why)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from flask import current_app
from sqlalchemy import select

from app.catalog.models import MasterRecord
from app.errors import ConflictError, InputError, NotFoundError
from app.foundation import audit, revision
from app.foundation.actors import Actor
from app.foundation.database import db
from app.permits import fieldtypes, tables
from app.permits.assessing.judging import NUMBERS, number_message
from app.permits.model import Definition, Table
from app.permits.records import columns_of, with_rows

REVISION = "records"
EXTENSION = "sakpore_records"
Rows = dict[str, list[dict[str, Any]]]


def filled(definition: Definition) -> Definition:
    """The definition with the records that the office keeps now, closed ones too: each row says on which days it holds."""
    if not any(table.records for table in definition.tables.values()):
        return definition
    held = _rows()
    return with_rows(definition, lambda kind: held.get(kind, ()))


def of_kind(kind: str) -> list[MasterRecord]:
    """Every record of a kind by key, the latest of each key first."""
    query = select(MasterRecord).where(MasterRecord.kind == kind)
    return list(db.session.scalars(query.order_by(MasterRecord.key, MasterRecord.valid_from.desc())))


def get(record_id: int) -> MasterRecord:
    """Raises NotFoundError."""
    found = db.session.get(MasterRecord, record_id)
    if found is None:
        raise NotFoundError("Data ini tidak ada.", detail="no such record")
    return found


def parsed(table: Table, typed: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, str]]:
    """The cells as they are kept, and what is wrong with them by column. The key is needed, the rest may be empty."""
    cells: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for column in columns_of(table):
        value = fieldtypes.parse(column, typed.get(column.id, ""))
        if fieldtypes.is_missing(value):
            if column.id == tables.value_column(table):
                wrong[column.id] = "Isi kuncinya."
            continue
        message = fieldtypes.check(column, value) or (number_message(column, value) if column.type in NUMBERS else None)
        if message is None and isinstance(value, str) and len(value) > (column.max_length or 200):
            message = "Terlalu panjang."
        if message:
            wrong[column.id] = message
        cells[column.id] = value
    return cells, wrong


def add(table: Table, cells: Mapping[str, Any], valid_from: date, *, actor: Actor, now: datetime) -> MasterRecord:
    """A record that holds from that day on. In a transaction. Raises ConflictError while its key is held on such a day."""
    key = str(cells[tables.value_column(table)])[:80]
    for other in of_kind(table.table):
        if other.key == key and (other.valid_to is None or other.valid_to >= valid_from):
            raise ConflictError("Kunci ini masih berlaku pada tanggal itu. Tutup dahulu data yang lama.")
    record = MasterRecord(kind=table.table, key=key, cells=dict(cells), valid_from=valid_from)
    db.session.add(record)
    db.session.flush()
    revision.bump(REVISION)
    audit.record(
        "data_induk.ditambah", f"data_induk:{table.table}:{key}", actor, now,
        mulai=valid_from.isoformat(), isi=dict(cells),
    )  # fmt: skip
    return record


def close(record: MasterRecord, last_day: date, *, today: date, actor: Actor, now: datetime) -> None:
    """Its last day; not before today, so that what was judged by it stays so. In a transaction. Raises InputError."""
    if record.valid_to is not None:
        raise InputError("Data ini sudah ditutup.")
    if last_day < max(today, record.valid_from):
        raise InputError("Hari terakhir paling awal hari ini, dan tidak sebelum mulai berlakunya.")
    record.valid_to = last_day
    db.session.flush()
    revision.bump(REVISION)
    audit.record(
        "data_induk.ditutup", f"data_induk:{record.kind}:{record.key}", actor, now, sampai=last_day.isoformat()
    )


def _rows() -> Rows:
    """Kept per process until the revision is raised."""
    now = revision.current().get(REVISION, 0)
    held: tuple[int, Rows] | None = current_app.extensions.get(EXTENSION)
    if held is not None and held[0] == now:
        return held[1]
    found: Rows = {}
    for one in db.session.scalars(select(MasterRecord).order_by(MasterRecord.kind, MasterRecord.key, MasterRecord.id)):
        days = {"valid_from": one.valid_from.isoformat()} | (
            {"valid_to": one.valid_to.isoformat()} if one.valid_to else {}
        )
        found.setdefault(one.kind, []).append({**one.cells, **days})
    if revision.settled():
        current_app.extensions[EXTENSION] = (now, found)
    return found
