"""What autogenerate does not see: append-only guards, and the key that closes the circle application → issued

The audit log and published versions take no change: the database itself refuses.
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TABLES = {"audit_event": "id", "audit_leaf": "idx", "permit_version": "id"}


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for table, key in TABLES.items():
            _guard_on_sqlite(table, key)
        return
    # Inline in SQLite's CREATE TABLE; PostgreSQL wants both tables first.
    op.create_foreign_key("fk_application_referred", "application", "issued", ["referred_id"], ["id"])
    op.execute(
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $$"
    )
    for table in TABLES:
        _guard_on_postgresql(table)


def _guard_on_sqlite(table: str, key: str) -> None:
    refuse = f"SELECT RAISE(ABORT, '{table} is append-only')"
    op.execute(f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} BEGIN {refuse}; END")
    op.execute(f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} BEGIN {refuse}; END")
    # INSERT OR REPLACE deletes without firing the trigger above on a connection that lacks PRAGMA recursive_triggers.
    op.execute(
        f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "
        f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {key} = NEW.{key}) BEGIN {refuse}; END"
    )


def _guard_on_postgresql(table: str) -> None:
    op.execute(
        f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    op.execute(
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )
    for trigger in ("no_change", "no_truncate"):  # ALWAYS: session_replication_role does not switch them off
        op.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_{trigger}")


def downgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    for table in TABLES:
        for trigger in ("no_update", "no_delete", "no_replace") if sqlite else ("no_change", "no_truncate"):
            op.execute(f"DROP TRIGGER {table}_{trigger}" + ("" if sqlite else f" ON {table}"))
    if not sqlite:
        op.execute("DROP FUNCTION refuse_change()")
        op.drop_constraint("fk_application_referred", "application")
