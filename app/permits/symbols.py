"""Which names rules may read, and of what sort each is (schema-language §1.2)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from app.permits import tables
from app.permits.model import Definition, FieldDef, FieldType, Party, Table
from app.permits.rules.sorts import BOOLEAN, DATE, TEXT, Kind, Sort, sort_of

DEFECT_CLASSES = ("minor", "mayor", "serius", "kritis")
WHOLE = Sort(Kind.NUMBER, low=0, high=10_000)

APPLICANT: Mapping[str, Sort] = {
    "kind": TEXT,
    "nama": TEXT,
    "nik": TEXT,
    "tanggal_lahir": DATE,
    "jenis_kelamin": TEXT,
    "alamat": TEXT,
    "rt": TEXT,
    "rw": TEXT,
    "kelurahan": TEXT,
    "kecamatan": TEXT,
    "kota": TEXT,
    "provinsi": TEXT,
    "no_hp": TEXT,
    "email": TEXT,
    "paspor": TEXT,
}


def columns_of(fields: Iterable[FieldDef]) -> dict[str, Sort]:
    """Sorts by field id, the text of an *other* option among them; notes hold nothing."""
    found: dict[str, Sort] = {}
    for field in fields:
        if field.type is FieldType.NOTE:
            continue
        found[field.id] = sort_of(field)
        if field.other:
            found[f"{field.id}_lain"] = TEXT
    return found


def applicant_symbols(definition: Definition) -> dict[str, Sort]:
    """What a rule may read while the applicant fills in."""
    found = columns_of(definition.fields)
    found.update({f"doc.{document.id}": BOOLEAN for document in definition.documents})
    found.update({f"applicant.{name}": sort for name, sort in APPLICANT.items()})
    found.update({f"variant.{name}": sort for name, sort in variant_columns(definition).items()})
    for party in definition.parties:
        found.update({f"party.{party.id}.{name}": sort for name, sort in party_columns(party).items()})
        found[f"party.{party.id}.consented"] = BOOLEAN
    found["today"] = DATE
    found["request.kind"] = TEXT
    return found


def officer_symbols(definition: Definition) -> dict[str, Sort]:
    """What a rule may read in tiers, events and certificates besides."""
    found = applicant_symbols(definition)
    found.update({f"verdict.{document.id}": TEXT for document in definition.documents})
    for inspection in definition.inspections:
        name = f"inspection.{inspection.id}"
        found[f"{name}.score"] = Sort(Kind.NUMBER, places=inspection.places, low=0, high=100 * 10**inspection.places)
        found[f"{name}.level"] = TEXT
        found[f"{name}.passed"] = BOOLEAN
        found[f"{name}.all_passed"] = BOOLEAN
    for event in definition.events:
        found[f"event.{event.id}.date"] = DATE
        found[f"event.{event.id}.mark"] = Sort(Kind.NUMBER, places=2, low=0, high=10000)
        found[f"event.{event.id}.attended"] = BOOLEAN
    return found


def inspection_symbols(definition: Definition) -> dict[str, Sort]:
    """What a rule may read on an inspection's sheet: the count of defects by class besides."""
    return officer_symbols(definition) | {f"defects.{name}": WHOLE for name in DEFECT_CLASSES}


def party_columns(party: Party) -> dict[str, Sort]:
    """What rules may read of a party: what is known of an applicant, and the fields of its own block."""
    return {**APPLICANT, **columns_of(party.fields)}


def variant_columns(definition: Definition) -> dict[str, Sort]:
    """Columns of the variant's row: free ones of `rows`, those of the table besides."""
    if definition.variants is None:
        return {}
    found: dict[str, Sort] = {"id": TEXT, "title": TEXT}
    values: dict[str, list[Any]] = {}
    for row in definition.variants.rows:
        for name, value in row.columns.items():
            values.setdefault(name, []).append(value)
    for table in variant_tables(definition):
        for column in table.columns:
            values.setdefault(column.id, []).extend(
                row.get(column.id) for row in table.rows if row.get(column.id) != tables.ANY
            )
    for name, cells in values.items():
        found.setdefault(name, _sort_of_cells(cells))
    return found


def variant_tables(definition: Definition) -> tuple[Table, ...]:
    """The tables that a variant may come from."""
    variants = definition.variants
    if variants is None:
        return ()
    named = [variants.table, variants.else_.table if variants.else_ else None]
    return tuple(definition.tables[name] for name in named if name in definition.tables)


def _sort_of_cells(cells: Iterable[Any]) -> Sort:
    known = [cell for cell in cells if cell is not None]
    if known and all(isinstance(cell, bool) for cell in known):
        return BOOLEAN
    exact = [tables.number(cell) if isinstance(cell, int | float) else None for cell in known]
    if not known or any(value is None for value in exact):
        return TEXT
    numbers = [value for value in exact if value is not None]
    places = max(max(0, -int(value.as_tuple().exponent)) for value in numbers)
    return Sort(Kind.NUMBER, places=places, low=int(min(numbers) * 10**places), high=int(max(numbers) * 10**places))
