"""What a draft declares, as far as it can be read: a draft is often unfinished, and its editor must work all the same.

Blocks are copied in; whatever does not fit its model is passed over here and told by the loader.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel

from app.permits import parents, records, symbols
from app.permits.compiling import Compiler
from app.permits.library import Library
from app.permits.model import (
    Definition,
    DocumentDef,
    Event,
    FieldDef,
    FieldType,
    Flow,
    Inspection,
    Party,
    Section,
    Sign,
    Text,
    Tier,
    Variants,
)
from app.permits.neighbours import Neighbours
from app.permits.resolve import resolve
from app.permits.rules import Kind, RuleError, Sort, compile_rule
from app.permits.source import Items, Tree
from app.permits.structure import validate

M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Name:
    """A name that a rule may read, as people know it. `choices` are (value, label) of what it may be."""

    name: str
    label: str
    kind: Kind
    choices: tuple[tuple[str, str], ...] = ()

    @property
    def shown(self) -> str:
        return f"{self.label} ({self.name})"


class Outline:
    """The readable part of a draft, resolved against the library."""

    def __init__(
        self, tree: Tree, library: Library, folder: Path | None, published: parents.Find = parents.nothing_published
    ) -> None:
        """`folder` holds the files that a draft may extend or name, `published` finds the live version of a type; `tree`
        is changed where it names a family."""
        beside = Neighbours(folder)
        whole, _faults = resolve(tree, library, beside.base, beside.family)
        self.library = library
        self.sections = tuple(_section(one) for one in _items(whole, "sections") if isinstance(one, Tree))
        self.documents = _valid(DocumentDef, _items(whole, "documents"))
        self.requests = tuple(map(str, whole.get("requests") or ())) if isinstance(whole.get("requests"), Tree) else ()
        flow = whole.get("flow")
        self.tiers = tuple(_tiers(flow if isinstance(flow, Tree) else Tree()))
        variants = validate(Variants, whole["variants"])[0] if isinstance(whole.get("variants"), Tree) else None
        made: Any = (
            Definition.model_construct
        )  # pydantic's plugin asks for every key; what is missing is what this is for
        partial: Definition = made(
            code=str(whole.get("code", "")),
            title=Text(id=words(whole.get("title")) or str(whole.get("code", ""))),
            sections=self.sections,
            documents=self.documents,
            parties=_valid(Party, _items(whole, "parties")),
            inspections=_valid(Inspection, _items(whole, "inspections")),
            events=_valid(Event, _items(whole, "events")),
            variants=variants,
            flow=Flow(tiers=self.tiers, sign=Sign(role="")),
            tables=dict(library.tables),
        )
        partial = records.joined(partial, library.tables)
        self.partial = parents.joined(partial, parents.finder(None, library, beside, published))
        self.symbols: dict[str, dict[str, Sort]] = Compiler(self.partial, lambda *_fault: None).symbols

    @property
    def fields(self) -> tuple[FieldDef, ...]:
        """Top-level fields of every section, blocks included."""
        return self.partial.fields

    def names(self, place: str, row_of: str | None = None, before: str | None = None) -> list[Name]:
        """What a condition may be about. `before` leaves out that field and those asked after it."""
        found: list[Name] = []
        for field in self.fields:
            if field.id == before and field.id != row_of:
                break
            found.extend(_of_field(field, self.library, row_of))
            if field.id == before:
                break
        found.append(Name("applicant.kind", "Jenis pemohon", Kind.TEXT, APPLICANT_KINDS))
        found.append(Name("request.kind", "Jenis permohonan", Kind.TEXT, tuple((one, one) for one in self.requests)))
        labels = {f"doc.{one.id}": f"Dokumen: {one.label.id}" for one in self.documents if not one.one_of}
        labels |= {f"verdict.{one.id}": f"Putusan atas: {one.label.id}" for one in self.documents}
        labels |= _of_events(self.partial) | _of_parties(self.partial)
        for name, sort in self.symbols[place].items():
            head = name.partition(".")[0]
            if head in ("doc", "verdict", "variant", "inspection", "defects", "event", "party"):
                found.append(Name(name, labels.get(name, SPOKEN.get(name, name)), sort.kind, self._choices(name)))
        return found

    def _choices(self, name: str) -> tuple[tuple[str, str], ...]:
        variants = self.partial.variants
        if name == "variant.id" and variants is not None:
            return tuple((row.id, row.columns["title"]) for row in variants.rows)
        return VERDICTS if name.startswith("verdict.") else ()

    def wrong(
        self,
        text: str,
        place: str,
        *,
        expect: Kind = Kind.BOOLEAN,
        row_of: str | None = None,
        places: int | None = None,
    ) -> str:
        """What the checker says of a rule at that place; empty when it is right."""
        try:
            compile_rule(
                text, self.symbols[place], expect=expect, row_of=row_of, tables=self.library.tables, places=places
            )
        except RuleError as error:
            return f"{error.message} (huruf ke-{error.column})" if error.column > 1 else error.message
        return ""


APPLICANT_KINDS = (("perorangan", "Perorangan"), ("badan", "Badan usaha"))
VERDICTS = (("accepted", "Sesuai"), ("returned", "Tidak sesuai"))
SPOKEN = {"variant.id": "Golongan (varian)", "variant.title": "Nama golongan"}


def words(value: Any, language: str = "id") -> str:
    """A text of the tree, whether written `{id: …}` or bare."""
    if isinstance(value, Mapping):
        return str(value.get(language) or "")
    return str(value) if value is not None and language == "id" else ""


def _of_field(field: FieldDef, library: Library, row_of: str | None) -> list[Name]:
    if field.type is FieldType.NOTE:
        return []
    if field.type is FieldType.GROUP:
        if field.repeats and field.id != row_of:
            return []
        return [
            Name(f"{field.id}.{one.name}", one.label, one.kind, one.choices)
            for child in field.fields
            for one in _of_field(child, library, None)
        ]
    if field.brings:
        return [
            Name(f"{field.id}.{one.name}", f"{one.label} pada {field.label.id}", one.kind, one.choices)
            for child in field.brings
            for one in _of_field(child, library, None)
        ]
    kind = symbols.columns_of([field])[field.id].kind
    if kind is Kind.GROUP:
        return []
    choices = tuple((option.value, option.label.id) for option in field.options)
    table = library.tables.get(field.table or "")
    if table is not None and len(table.rows) <= 100:
        value, label = table.value or table.keys[0], table.label or table.value or table.keys[0]
        choices = tuple((str(row.get(value)), str(row.get(label))) for row in table.rows)
    return [Name(field.id, field.label.id, kind, choices)]


def _of_events(definition: Definition) -> dict[str, str]:
    spoken = {"attended": "Hadir pada", "mark": "Nilai pada", "date": "Tanggal"}
    return {
        f"event.{one.id}.{key}": f"{said} {one.id.replace('_', ' ')}"
        for one in definition.events
        for key, said in spoken.items()
    }


def _of_parties(definition: Definition) -> dict[str, str]:
    found: dict[str, str] = {}
    for party in definition.parties:
        title = party.title.id if party.title else party.id
        found |= {f"party.{party.id}.{one.id}": f"{title}: {one.label.id}" for one in party.fields}
        found[f"party.{party.id}.consented"] = f"{title}: sudah menyetujui"
    return found


def _items(tree: Tree, key: str) -> Items:
    value = tree.get(key)
    return value if isinstance(value, Items) else Items()


def _valid(model: type[M], items: Items) -> tuple[M, ...]:
    found = (validate(model, item)[0] for item in items if isinstance(item, Tree))
    return tuple(one for one in found if one is not None)


def _section(tree: Tree) -> Section:
    fields = []
    for item in _items(tree, "fields"):
        if isinstance(item, Tree):
            columns = _valid(FieldDef, _items(item, "fields"))
            bare = item.copy()
            bare.pop("fields", None)
            bare.pop("rules", None)
            field = validate(FieldDef, bare)[0]
            if field is not None:
                fields.append(field.model_copy(update={"fields": columns}))
    title = Text(id=words(tree.get("title")) or str(tree.get("id", "")))
    return Section.model_construct(id=str(tree.get("id", "")), title=title, fields=tuple(fields))


def _tiers(flow: Tree) -> list[Tier]:
    found: list[Tier] = []
    for item in _items(flow, "tiers"):
        gate = item.get("parallel") if isinstance(item, Tree) else None
        found.extend(_valid(Tier, _items(gate, "of") if isinstance(gate, Tree) else Items([item])))
    return found
