"""What rules may read of a permit that an answer points to: the answers that its type declares (schema-language §1.2).

The loader copies the readable fields of the types that a reference names into the reference (`brings`), typed and stripped
to what a rule and a page need, and keeps of them only those that the definition reads. So a published version stands on
its own: it knows of what sort each answer was when it was written, whatever becomes of the other type.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from app.permits.assessing import picking
from app.permits.compiling import Compiler, rules_of
from app.permits.library import Library
from app.permits.model import DataClass, Definition, FieldDef, FieldType
from app.permits.neighbours import Neighbours
from app.permits.resolve import resolve
from app.permits.rules import MAX_SAFE, Kind, Sort
from app.permits.rules.sorts import exact
from app.permits.sealing import sealed_by_source
from app.permits.source import Items, Tree
from app.permits.structure import validate

Find = Callable[[str], Definition | None]
UNREADABLE = frozenset({FieldType.NOTE, FieldType.FILE, FieldType.EVENT})
ELSEWHERE = "(izin yang ditunjuk)"  # the file of what another type says
DOTTED = re.compile(r"[a-z][a-z0-9_.]*")
KEPT = ("id", "type", "label", "places", "options", "unit", "repeat", "class_")


def nothing_published(code: str) -> Definition | None:
    """Where no register of types is at hand."""
    return None


def finder(own: Definition | None, library: Library, beside: Neighbours, published: Find) -> Find:
    """Finds a type as it stands: the one in hand, the live version, or else the file beside it, compiled as far as can be."""

    def find(code: str) -> Definition | None:
        found = own if own is not None and own.code == code else published(code)
        if found is None and (tree := beside.base(code)) is not None:
            found = validate(Definition, resolve(tree, library, beside.base, beside.family)[0])[0]
        elif found is not own:
            return found
        if found is None:
            return None
        found = found.model_copy(update={"tables": dict(library.tables)})
        return sealed_by_source(Compiler(found, _unheard).compiled())

    return find


def _unheard(*_fault: Any, **_place: Any) -> None:
    """The other type's faults are told where it is checked itself."""


def joined(definition: Definition, find: Find) -> Definition:
    """The definition whose references to permits bring what the types they name let rules read.

    `find` gives the compiled definition of a code, None where there is none that can be read.
    """
    known: dict[str, Definition | None] = {}

    def of(code: str) -> Definition | None:
        if code not in known:
            known[code] = find(code)
        return known[code]

    def bring(field: FieldDef) -> FieldDef:
        if field.fields:
            return field.model_copy(update={"fields": tuple(map(bring, field.fields))})
        if field.type is not FieldType.REFERENCE or field.to != "permit" or not field.of:
            return field
        return field.model_copy(update={"brings": _shared([of(code) for code in field.of], field.holder)})

    return _with_picked(_with_fields(definition, bring)) if _refers(definition) else definition


def _with_picked(definition: Definition) -> Definition:
    """Groups whose rows are picked from a parent's get its columns, which nobody types, before their own."""

    def pick(field: FieldDef) -> FieldDef:
        found = picking.source_of(definition, field)
        if found is None:
            return field
        columns = tuple(column.model_copy(update={"readonly": True}) for column in found[1].fields)
        return field.model_copy(update={"fields": (*columns, *field.fields)})

    return _with_fields(definition, pick)


def make_room(whole: Tree, definition: Definition) -> None:
    """Let the places of a group's own columns in the tree be those of the definition, where a parent's stand before."""
    for section, tree in zip(definition.sections, whole["sections"], strict=True):
        for field, written in zip(section.fields, tree.get("fields") or (), strict=True):
            if field.rows_from is None or not field.fields:
                continue
            own = written.get("fields") or Items()
            more = len(field.fields) - len(own)
            lines = [written.line] * more + list(own.lines)
            written["fields"] = Items(
                [Tree(ELSEWHERE, written.line)] * more + list(own), written.file, written.line, lines
            )


def pruned(definition: Definition) -> Definition:
    """The same, where references keep only the answers that the definition reads."""
    if not _refers(definition):
        return definition
    read = set(_read_names(definition))

    def prune(field: FieldDef, prefix: str = "") -> FieldDef:
        name = f"{prefix}{field.id}"
        if field.fields:
            return field.model_copy(update={"fields": tuple(prune(column, f"{name}.") for column in field.fields)})
        return field.model_copy(update={"brings": _kept(field.brings, read, f"{name}.")}) if field.brings else field

    return _with_fields(definition, prune)


def _refers(definition: Definition) -> bool:
    fields = (one for field in definition.fields for one in (field, *field.fields))
    return any(one.type is FieldType.REFERENCE and one.to == "permit" for one in fields)


def _with_fields(definition: Definition, change: Callable[[FieldDef], FieldDef]) -> Definition:
    sections = tuple(
        section.model_copy(update={"fields": tuple(change(field) for field in section.fields)})
        for section in definition.sections
    )
    return definition.model_copy(update={"sections": sections})


def _read_names(definition: Definition) -> Iterator[str]:
    """Every dotted name that rules, ends of validity, numbers and rows of a parent read."""
    for _, rule in rules_of(definition):
        yield from rule.reads
    for certificate in (*definition.certificates, *definition.letters):
        for text in _texts(certificate.model_dump(include={"validity", "number"})):
            yield from DOTTED.findall(text)
    for field in definition.fields:
        if field.rows_from:
            yield from (f"{field.rows_from.field}.{column.id}" for column in field.fields)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping | list | tuple):
        for inner in value.values() if isinstance(value, Mapping) else value:
            yield from _texts(inner)


def _kept(fields: Iterable[FieldDef], read: set[str], prefix: str) -> tuple[FieldDef, ...]:
    found = []
    for one in fields:
        name = f"{prefix}{one.id}"
        inner = _kept(one.fields, read, f"{name}.")
        if inner:
            found.append(one.model_copy(update={"fields": inner}))
        elif name in read or any(other.startswith(f"{name}.") for other in read):
            found.append(one)
    return tuple(found)


# --- what a type lets others read ------------------------------------------------------------------------------------


def _shared(types: Iterable[Definition | None], holder: str | None) -> tuple[FieldDef, ...]:
    """The fields that all of the types have alike. Of a permit that need not be the applicant's own, public ones only."""
    public = (holder or "applicant") != "applicant"
    every = [tuple(_readable(one, public=public)) for one in types if one is not None]
    return _alike(every) if every else ()


def _readable(definition: Definition, *, public: bool) -> Iterator[FieldDef]:
    sorts = Compiler(definition, _unheard).symbols["applicant"]
    return _bare_fields(definition.fields, sorts, public=public)


def _bare_fields(fields: Iterable[FieldDef], sorts: Mapping[str, Sort], *, public: bool) -> Iterator[FieldDef]:
    for one in fields:
        refers = one.type is FieldType.REFERENCE and one.to == "permit"
        untold = one.computed is not None and one.computed.logic is None  # what it reads is not known here
        if one.sealed or refers or untold or one.type in UNREADABLE or one.id not in sorts:
            continue
        if one.type is FieldType.GROUP:
            columns = tuple(_bare_fields(one.fields, sorts[one.id].columns, public=public))
            if columns:
                yield _bare(one, sorts[one.id]).model_copy(update={"fields": columns})
        elif not public or one.class_ is DataClass.PUBLIK:
            yield _bare(one, sorts[one.id])


def _bare(one: FieldDef, sort: Sort) -> FieldDef:
    """What a rule and a page need of a field; a number with the bounds that it has, or that follow from its rule."""
    kept = {name: getattr(one, name) for name in KEPT if name in one.model_fields_set}
    if sort.kind is Kind.NUMBER:
        low, high = (-MAX_SAFE if sort.low is None else sort.low), (MAX_SAFE if sort.high is None else sort.high)
        kept |= {"min": _written(low, sort.places), "max": _written(high, sort.places)}
    if one.type is FieldType.CHOICE and not one.options:
        kept["type"] = FieldType.TEXT  # its table belongs to the other type
    return FieldDef(**kept)


def _written(scaled: int, places: int) -> int | str:
    return str(Decimal(scaled).scaleb(-places)) if places else scaled


def _alike(types: Sequence[tuple[FieldDef, ...]]) -> tuple[FieldDef, ...]:
    first, *others = types
    found = (_joint(one, [next((x for x in fields if x.id == one.id), None) for fields in others]) for one in first)
    return tuple(one for one in found if one is not None)


def _joint(one: FieldDef, others: Sequence[FieldDef | None]) -> FieldDef | None:
    """One field for those of all types; None where they are not of one sort."""
    alike = [one, *(other for other in others if other is not None)]
    if len(alike) <= len(others) or len({(each.type, each.places, each.repeats) for each in alike}) > 1:
        return None
    if one.fields:
        columns = _alike([each.fields for each in alike])
        return one.model_copy(update={"fields": columns}) if columns else None
    if one.max is None:
        return one
    return one.model_copy(
        update={
            "min": min((each.min for each in alike), key=_exact),
            "max": max((each.max for each in alike), key=_exact),
        }
    )


def _exact(bound: object) -> Decimal:
    return exact(bound) or Decimal(0)
