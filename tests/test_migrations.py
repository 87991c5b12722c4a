"""One history: what the migrations make is what the models say, on both engines."""

from sqlalchemy import inspect

from app.foundation import audit, migrate
from app.foundation.database import Base, connection_for_writing


def test_the_models_and_the_migrated_tables_agree(app):
    with connection_for_writing() as connection:
        found = migrate.differences(connection)

    assert found == []


def test_every_foreign_key_of_the_models_is_in_the_database(app):
    with connection_for_writing() as connection:
        inspector = inspect(connection)
        keys = [(table, key) for table in inspector.get_table_names() for key in inspector.get_foreign_keys(table)]

    found = {(table, *key["constrained_columns"], key["referred_table"]) for table, key in keys}
    wanted = {
        (table.name, *(column.name for column in key.columns), key.referred_table.name)
        for table in Base.metadata.tables.values()
        for key in table.foreign_key_constraints
    }
    assert wanted - found == set()


def test_the_log_of_a_fresh_portal_is_whole(app):
    audit.sequence(thorough=True)

    assert audit.verify() == []
