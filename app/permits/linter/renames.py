"""A field that changed its id says so (`was`), or the answers that stand under the old id are lost (IZN312)."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import SequenceMatcher

from app.permits.linter.names import Path, Report
from app.permits.model import Definition, FieldDef

ALIKE = 0.75  # two labels that share so much are taken for the same question


def lint_renames(definition: Definition, live: Definition | None, report: Report) -> None:
    """Compare with the live version; nothing is said where there is none.

    A field that is gone while a new one of the same type asks the same, or stands in the same place, was renamed. One
    that is only gone was removed: the class of change tells that (schema-language §5), not this.
    """
    if live is None:
        return
    given_up = frozenset(definition.migration.drop if definition.migration else ())
    for index, section in enumerate(definition.sections):
        before = next((one.fields for one in live.sections if one.id == section.id), ())
        _compare(
            ("sections", index, "fields"), section.fields, before, definition.fields, live.fields, given_up, report
        )


def _compare(
    path: Path,
    here: tuple[FieldDef, ...],
    before_here: tuple[FieldDef, ...],
    now: Iterable[FieldDef],
    before: Iterable[FieldDef],
    given_up: frozenset[str],
    report: Report,
) -> None:
    now, before = tuple(now), tuple(before)
    known = {field.id: field for field in before}
    claimed = {name for field in now for name in field.was}
    gone = [field for field in before if field.id not in {one.id for one in now} | claimed | given_up]
    for index, field in enumerate(here):
        old = known.get(field.id)
        if old is not None and field.fields:
            _compare((*path, index, "fields"), field.fields, old.fields, field.fields, old.fields, given_up, report)
        if old is None and not field.was:
            _new(path, index, field, gone, before_here, report)
        for name in field.was:
            _was(path, index, field, known.get(name), name, report)


def _new(
    path: Path,
    index: int,
    field: FieldDef,
    gone: list[FieldDef],
    before_here: tuple[FieldDef, ...],
    report: Report,
) -> None:
    stood = before_here[index].id if index < len(before_here) else None
    for old in gone:
        if old.type is field.type and (_alike(old, field) or old.id == stood):
            message = f"“{old.id}” tampaknya berganti nama menjadi “{field.id}”: tulis was: [{old.id}], atau jawabannya hilang."
            report((*path, index), "IZN312", message)
            return


def _alike(old: FieldDef, new: FieldDef) -> bool:
    return SequenceMatcher(None, old.label.id.casefold(), new.label.id.casefold()).ratio() >= ALIKE


def _was(path: Path, index: int, field: FieldDef, old: FieldDef | None, name: str, report: Report) -> None:
    """What `was` names must be of the same type; a name that an older version had is no fault."""
    if old is not None and old.type is not field.type:
        message = f"“{field.id}” mengambil jawaban “{name}”, tetapi jenisnya lain ({old.type} menjadi {field.type})."
        report((*path, index, "was"), "IZN312", message)
