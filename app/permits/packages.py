"""Types that are filed together (schema-language §3.15): in which order, and what is asked once for all of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app.permits.choosing import CHOICE
from app.permits.kinds import is_open
from app.permits.model import Definition, DocumentDef, FieldDef, FieldType, Package

KIND = "baru"
"""What a package asks for: nothing is renewed or changed together."""


@dataclass(frozen=True, slots=True)
class Shared:
    """What two definitions have alike: ids of fields as answers hold them, ids of papers. `apart` are papers per row that
    only look alike."""

    fields: frozenset[str]
    papers: frozenset[str]
    apart: frozenset[str] = frozenset()

    def covers(self, name: str) -> bool:
        """Whether the input, or the paper of that name (`ktp`, `pengurus-r1-ktp_pengurus`), is one of them."""
        head, last = name.partition("-")[0], name.rpartition("-")[2]
        return head in self.papers or (head in self.fields and last not in self.apart)


def members(code: str, package: Package) -> tuple[str, ...]:
    """The types in the order of filing: those whose permit is waited for, the one that declares it, the others."""
    first = tuple(one for one in package.with_ if one in package.after)
    return (*first, code, *(one for one in package.with_ if one not in package.after and one != code))


def shared(first: Definition, second: Definition) -> Shared:
    """What is answered and uploaded once: the same id, asked of the applicant in both, of one type and form."""
    others = {one.id: one for one in second.fields if _asked(second, one)}
    fields = [one for one in first.fields if one.id in others and _asked(first, one) and alike(one, others[one.id])]
    ids = {one.id for one in fields} | {f"{one.id}_lain" for one in fields if one.other}
    papers = {one.id: one for one in second.documents}
    same = {one.id for one in first.documents if one.id in papers and _one_paper(one, papers[one.id])}
    per_row = {one.id for one in (*first.documents, *second.documents) if one.per is not None}
    return Shared(frozenset(ids), frozenset(same - per_row), frozenset(per_row - same))


def clashes(first: Definition, second: Definition) -> Iterator[tuple[FieldDef, FieldDef]]:
    """Questions of one id that cannot be answered once: of another type, with other options, other columns."""
    others = {one.id: one for one in second.fields if _asked(second, one)}
    for one in first.fields:
        if one.id in others and _asked(first, one) and not alike(one, others[one.id]):
            yield one, others[one.id]


def alike(one: FieldDef, other: FieldDef) -> bool:
    """Whether an answer to one is an answer to the other, whatever limits each sets."""
    if one.type is not other.type or one.type is FieldType.EVENT:
        return False
    if one.type is FieldType.GROUP:
        columns = {column.id: column for column in other.fields}
        same = [column.id in columns and alike(column, columns[column.id]) for column in one.fields]
        return all(same) and len(columns) == len(one.fields) and one.repeats == other.repeats
    return _form(one) == _form(other)


def _form(one: FieldDef) -> tuple[object, ...]:
    options = frozenset(option.value for option in one.options)
    return one.places, one.table, one.to, frozenset(one.of or ()), options, one.other, one.depth


def _asked(definition: Definition, one: FieldDef) -> bool:
    """By the applicant in a new request. The class of each type is chosen for itself."""
    takes = one.type is not FieldType.NOTE and one.computed is None and not one.staff_only and one.id != CHOICE
    return takes and is_open(definition, one, KIND)


def _one_paper(one: DocumentDef, other: DocumentDef) -> bool:
    def form(paper: DocumentDef) -> tuple[object, ...]:
        limits = (paper.max_mb, paper.max_pages, paper.files, paper.max_age_days)
        return frozenset(paper.accept), limits, paper.per, paper.from_, paper.one_of

    return form(one) == form(other) and one.from_ == "applicant" and not one.one_of
