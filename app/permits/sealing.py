"""Which computed answers are sealed because of what they read."""

from __future__ import annotations

from app.permits.model import Definition, FieldDef


def sealed_by_source(definition: Definition) -> Definition:
    """A computed field is as sealed as what it reads, unless it says its class (schema-language §3.3)."""
    sealed = {field.id for field in definition.fields if field.sealed}
    columns = {f"{field.id}.{column.id}" for field in definition.fields for column in field.fields if column.sealed}

    def judged(field: FieldDef, prefix: str = "") -> FieldDef:
        inner = tuple(judged(column, f"{field.id}.") for column in field.fields)
        field = field.model_copy(update={"fields": inner}) if field.fields else field
        if field.computed is None or "class_" in field.model_fields_set or field.sealed:
            return field
        reads = field.computed.reads
        if not any(name in columns or name in sealed for name in reads):
            return field
        (columns if prefix else sealed).add(f"{prefix}{field.id}")
        return field.model_copy(update={"sealed_by_source": True})

    sections = tuple(
        section.model_copy(update={"fields": tuple(judged(field) for field in section.fields)})
        for section in definition.sections
    )
    return definition.model_copy(update={"sections": sections})
