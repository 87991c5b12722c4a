"""One class per (code, version): an independent mapper over the one application table, with open answers as columns.

Its own `registry()` keeps it out of every polymorphic map, so that publishing under threads breaks no request, versions
stand side by side, and an unused class is collected (measured: docs/decisions/0001-answers-as-json.md).
"""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import column_property, registry

from app.applications.models import Application
from app.foundation.database import Base
from app.permits.model import Definition
from app.web.staff.desk.columns import answer_column, mappable

# What lists and pages of the office read. The sealed blobs are left out: a list never loads them. Answers that are
# neither listed nor searched are read from `answers` itself and need no column.
OWN_COLUMNS = (
    "id", "reference", "code", "version", "kind", "status", "applicant_id", "filed_by_id", "party", "party_name", "variant",
    "kelurahan", "submitted_at", "due_on", "created_at", "changed_at", "row_version", "answers",
    "staff_answers",
)  # fmt: skip


def map_definition(definition: Definition) -> type[Any]:
    """The class that FAB lists, filters, sorts and shows. Named after the view that dispatches to it, see `views`."""
    table = Application.__table__
    name = f"{definition.camel}V"
    cls: type[Any] = type(name, (), {"__doc__": definition.title.id})
    left_out = [column.name for column in table.columns if column.name not in OWN_COLUMNS]
    properties = {
        field.id: column_property(answer_column(table.c.answers, field), info={"field": field.id})
        for field in definition.fields
        if (field.list_ or field.search) and mappable(field) and field.id not in table.columns
    }
    registry(metadata=Base.metadata).map_imperatively(cls, table, properties=properties, exclude_properties=left_out)
    cls.__table__ = table  # FAB reads it in is_model_already_joined
    return cls
