"""Alembic's entry: runs on the connection that `app.foundation.migrate` hands over, in its transaction."""

from typing import Any

from alembic import context

from app.foundation.database import Base, UtcDateTime
from app.foundation.migrate import include_object


def render_item(kind: str, item: Any, _autogen: Any) -> str | bool:
    """A version file stands for itself: it does not import our types, which may change."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    include_object=include_object,
    render_item=render_item,
    render_as_batch=True,  # SQLite alters by copying
    transactional_ddl=True,  # a migration that fails half-way leaves nothing, on SQLite too
)
with context.begin_transaction():
    context.run_migrations()
