"""What people call an input: the labels of answers and papers by input name, for letters, remarks and differences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from app.applications import answers as halves
from app.applications import content, documents
from app.applications.models import Application
from app.permits import fieldtypes
from app.permits.model import Definition, FieldDef, FieldType


def label_of(definition: Definition, name: str, locale: str = "id") -> str:
    """`barang-0-jenis` or `barang-r1ab-jenis` → "Barang 1: Jenis"; the name itself for what is not declared."""
    head, *rest = name.split("-")
    found = next((field for field in definition.fields if field.id == head), None)
    if found is None:
        paper = next((paper for paper in definition.documents if paper.id == head), None)
        return paper.label.text(locale) if paper else _beside(definition.fields, head, locale) or name
    if found.type is not FieldType.GROUP or not rest:
        return found.label.text(locale)
    inner, place = (rest[1:], f" {int(rest[0]) + 1}" if rest[0].isdigit() else "") if found.repeats else (rest, "")
    child = next((child for child in found.fields if inner and child.id == inner[0]), None)
    paper = next((paper for paper in definition.documents if inner and paper.id == inner[0]), None)
    part = child.label.text(locale) if child else paper.label.text(locale) if paper else ""
    part = part or (_beside(found.fields, inner[0], locale) if inner else "")
    return f"{found.label.text(locale)}{place}: {part}" if part else f"{found.label.text(locale)}{place}"


def _beside(fields: Iterable[FieldDef], name: str, locale: str) -> str:
    """Of the text that is written beside *lainnya*."""
    found = next((one for one in fields if one.other and one.id + halves.OTHER == name), None)
    return f"{found.label.text(locale)}: {fieldtypes.OTHER_LABEL[locale == 'en'].lower()}" if found else ""


def labels(application: Application, names: Iterable[str]) -> dict[str, str]:
    """For names as stored or as pages write them; rows are counted from one."""
    definition, held = content.definition_of(application), content.answers(application)
    return {name: label_of(definition, halves.index_name(held, name) or name) for name in names}


def shown_cells(definition: Definition, values: Mapping[str, Any], locale: str = "id") -> dict[str, str]:
    """Each answer as text, by input name as pages write it; groups and rows cell by cell."""
    return _cells(definition, definition.fields, values, "", locale)


def paper_names(application: Application) -> dict[str, str]:
    """Input name → names of the files that are there."""
    present = content.papers(application)
    return {name: ", ".join(document.name for document in documents.present(found)) for name, found in present.items()}


def _cells(
    definition: Definition, fields: Iterable[FieldDef], values: Mapping[str, Any], prefix: str, locale: str
) -> dict[str, str]:
    cells: dict[str, str] = {}
    for field in fields:
        name, value = f"{prefix}{field.id}", values.get(field.id)
        if field.type is FieldType.GROUP and halves.is_rows(value):
            for place, row in enumerate(value):
                cells |= _cells(definition, field.fields, row, f"{name}-{place}-", locale)
        elif field.type is FieldType.GROUP and isinstance(value, Mapping):
            cells |= _cells(definition, field.fields, value, f"{name}-", locale)
        elif not fieldtypes.is_missing(value):
            cells[name] = fieldtypes.show_in(field, values, locale, definition.tables)
    return cells
