"""The log: two doors, append-only, and whatever is altered is named."""

import sqlite3
import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import MetaData, Table, select, text
from sqlalchemy.exc import DBAPIError

from app.foundation import audit, merkle
from app.foundation.actors import SYSTEM, Actor
from app.foundation.database import connection_for_writing, db, is_sqlite, transaction
from app.foundation.models import AuditEvent, AuditLeaf

NOW = datetime.now(UTC)
OFFICER = Actor(7, "petugas-7", "loket", "10.1.2.3", "r1")


def write(number=5):
    for n in range(number):
        with transaction():
            audit.record("uji.catat", f"benda:{n}", OFFICER, NOW, before={"a": 1}, after={"a": 2}, n=n)
    audit.sequence()


@pytest.fixture
def forge(app):
    """The owner of the database can always switch the guards off: this is what he then does."""

    def on_sqlite(*statements):
        db.session.rollback()
        connection = sqlite3.connect(app.config["SAKPORE_DATA"] / "sakpore.sqlite3")  # foreign keys are off by default
        for name in TRIGGERS:
            connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            connection.execute(statement)
        connection.commit()
        connection.close()

    def on_postgresql(*statements):
        with connection_for_writing() as connection:
            for table in ("audit_event", "audit_leaf"):
                connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER ALL"))
            for statement in statements:
                connection.execute(text(statement))

    return on_sqlite if is_sqlite() else on_postgresql


TRIGGERS = [
    f"{table}_no_{change}" for table in ("audit_event", "audit_leaf") for change in ("update", "delete", "replace")
]


def payload_of(event_id):
    return db.session.scalar(select(AuditEvent.payload).where(AuditEvent.id == event_id))


def test_what_was_recorded_is_in_the_tree(app):
    write()

    size, root = audit.size_and_root()

    leaves = list(db.session.scalars(select(AuditEvent.leaf).order_by(AuditEvent.id)))
    assert (size, root) == (5, merkle.root([bytes(leaf) for leaf in leaves]))
    assert audit.verify() == []


def test_an_empty_log_is_whole(app):
    assert audit.verify() == []
    assert audit.size_and_root() == (0, merkle.EMPTY_ROOT)


def test_many_events_of_one_transaction_take_their_places_in_order(app):
    with transaction():
        for n in range(3):
            audit.record("uji", f"benda:{n}", SYSTEM, NOW)
            db.session.flush()
        audit.record("uji", "benda:3", SYSTEM, NOW)
        audit.record("uji", "benda:4", SYSTEM, NOW)
    audit.sequence()

    assert audit.size_and_root()[0] == 5
    assert audit.verify() == []


def test_a_rolled_back_event_never_was(app):
    write(1)
    with pytest.raises(ZeroDivisionError):
        _record_and_fail()
    write(1)

    assert audit.size_and_root()[0] == 2
    assert audit.verify() == []


def _record_and_fail():
    with transaction():
        audit.record("uji", "benda", SYSTEM, NOW)
        db.session.flush()
        1 / 0  # noqa: B018 - any failure will do


def test_a_note_is_kept_though_nothing_else_happened(app):
    audit.note("akses.ditolak", "SP-1", OFFICER, NOW, path="/meja")
    audit.sequence()

    event = db.session.scalars(select(AuditEvent)).one()
    assert (event.action, event.object, event.actor_id) == ("akses.ditolak", "SP-1", 7)


def test_neither_addresses_nor_values_lie_in_clear(app):
    with transaction():
        audit.record("uji", "benda", OFFICER, NOW, before={"nama": "Budi"}, siapa=audit.commitment("3375010101900001"))

    payload = db.session.scalars(select(AuditEvent)).one().payload
    for clear in ("10.1.2.3", "Budi", "3375010101900001"):
        assert clear not in payload


@pytest.mark.parametrize("table", ["audit_event", "audit_leaf", "permit_version"])
@pytest.mark.parametrize("change", ["UPDATE {} SET {}", "DELETE FROM {}"])
def test_the_database_itself_refuses_a_change(app, table, change):
    write(2)
    if table == "permit_version":
        _publish_something()
    column = {"audit_event": "actor = 'lain'", "audit_leaf": "leaf = leaf", "permit_version": "author = 'lain'"}[table]

    with pytest.raises(DBAPIError, match="append-only"), transaction():
        db.session.execute(text(change.format(table, column)))


def _publish_something():
    days = {"decree_date": NOW.date(), "effective_from": NOW.date(), "published_at": NOW}
    with transaction():
        connection = db.session.connection()
        for name, given in (("permit_type", {"live_version": 1}), ("permit_version", {"version": 1, **days})):
            table = Table(name, MetaData(), autoload_with=connection)
            needed = [
                column.name for column in table.columns if not column.nullable and column.name not in ("id", *given)
            ]
            values = {name: {} if "JSON" in str(table.c[name].type) else "x" for name in needed}
            connection.execute(table.insert().values(**values, **given))


def test_replacing_a_row_is_no_way_round(sqlite_app):
    write(2)
    replace = (
        "INSERT OR REPLACE INTO audit_event (id, at, action, object, actor, role, request_id, payload, leaf) "
        "SELECT id, at, action, object, 'orang lain', role, request_id, payload, leaf FROM audit_event WHERE id = 1"
    )

    for pragma in ("ON", "OFF"):
        db.session.rollback()
        db.session.connection().exec_driver_sql(f"PRAGMA recursive_triggers={pragma}")
        with pytest.raises(DBAPIError, match="append-only"), transaction():
            db.session.execute(text(replace))


def test_emptying_the_table_is_refused(app):
    write(1)
    statement = "DELETE FROM audit_leaf" if is_sqlite() else "TRUNCATE audit_event CASCADE"
    with pytest.raises(DBAPIError, match="append-only"), transaction():
        db.session.execute(text(statement))


def test_an_altered_payload_is_named(app, forge):
    write()

    forge("UPDATE audit_event SET payload = replace(payload, 'benda:2', 'benda:9') WHERE object = 'benda:2'")

    assert audit.verify() == ["audit:2: AUD201 the event 3 was altered"]


def test_an_altered_column_is_named(app, forge):
    write()

    forge("UPDATE audit_event SET actor = 'orang lain' WHERE id = 4")

    [fault] = audit.verify()
    assert fault.startswith("audit:3: AUD201 the event 4 was altered: its columns")


def test_an_alteration_with_its_leaf_made_anew_is_named_by_the_tree(app, forge):
    write()
    forged = payload_of(2).replace("benda:1", "benda:9")
    leaf = merkle.leaf_hash(forged.encode()).hex()
    blob = f"x'{leaf}'" if is_sqlite() else f"decode('{leaf}', 'hex')"
    db.session.rollback()

    change = "payload = replace(payload, 'benda:1', 'benda:9'), object = 'benda:9'"
    forge(
        f"UPDATE audit_event SET {change}, leaf = {blob} WHERE id = 2",
        f"UPDATE audit_leaf SET leaf = {blob} WHERE idx = 1",
    )

    assert audit.verify() == ["audit:1: AUD204 the leaf does not belong here: the tree after it differs"]


def test_a_missing_event_is_named(app, forge):
    write()

    forge("DELETE FROM audit_event WHERE id = 3")

    assert audit.verify() == ["audit:2: AUD202 the event 3 is missing"]


def test_an_event_removed_with_its_leaf_is_named(app, forge):
    write()

    forge("DELETE FROM audit_leaf WHERE idx = 2", "DELETE FROM audit_event WHERE id = 3")

    assert audit.verify()[0] == "audit:2: AUD203 1 leaves are missing before 3"


def test_an_inserted_event_is_named(app, forge):
    write()
    columns = "action, object, actor_id, actor, role, request_id, payload, leaf"
    at = f"'{NOW - timedelta(days=1):%Y-%m-%d %H:%M:%S.%f}'"

    forge(f"INSERT INTO audit_event (at, {columns}) SELECT {at}, {columns} FROM audit_event WHERE id = 2")

    assert audit.verify() == ["audit:-: AUD205 the event 6 was inserted at the end: it is not in the tree"]


def test_an_inserted_leaf_is_named(app, forge):
    write()
    columns = "action, object, actor_id, actor, role, request_id, payload, leaf"

    forge(
        f"INSERT INTO audit_event (at, {columns}) SELECT at, {columns} FROM audit_event WHERE id = 2",
        "INSERT INTO audit_leaf (idx, event_id, leaf, frontier) "
        "SELECT 5, 6, leaf, frontier FROM audit_leaf WHERE idx = 1",
    )

    assert audit.verify() == ["audit:5: AUD204 the leaf does not belong here: the tree after it differs"]


def test_writers_on_many_threads_and_two_sequencers_make_one_whole_log(app):
    def work():
        with app.app_context():
            write(6)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    audit.sequence()

    assert audit.size_and_root()[0] == 24
    assert audit.verify() == []


@pytest.mark.parametrize(("newer", "thorough"), [(11, False), (9_000, True)])
def test_events_committed_out_of_order_all_find_their_place(app, newer, thorough):
    with transaction():
        audit.record("uji", "dini", SYSTEM, NOW)
        next(iter(db.session.new)).id = newer
    audit.sequence()
    with transaction():  # its transaction began first and ended last: a lower id comes later
        audit.record("uji", "terlambat", SYSTEM, NOW)
        next(iter(db.session.new)).id = 5
    audit.sequence(thorough=thorough)

    assert [row.event_id for row in db.session.scalars(select(AuditLeaf).order_by(AuditLeaf.idx))] == [newer, 5]
    assert audit.verify() == []
