"""Brings the answers of one version over to the next: renamed, mapped, or kept aside. Nothing that was typed is lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.permits import fieldtypes
from app.permits.comparing import classes
from app.permits.comparing.changes import ChangeClass
from app.permits.model import Definition, FieldDef, Migration

ROW_ID, OTHER = "_id", "_lain"
NONE = Migration()


@dataclass
class Moved:
    """`answers` hold what was kept aside too, under `<id>@<version>`; `renamed` are former names by what they are now."""

    answers: dict[str, Any] = field(default_factory=dict)
    renamed: dict[str, str] = field(default_factory=dict)
    aside: list[str] = field(default_factory=list)  # names whose answer could not be brought over
    dropped: dict[str, str] = field(default_factory=dict)  # name → reason


@dataclass(frozen=True, slots=True)
class _Level:
    """Fields of one level, old and new, and the prefix of their names."""

    old: Mapping[str, FieldDef]
    new: Sequence[FieldDef]
    prefix: str = ""


def migration_of(old: Definition, new: Definition) -> Migration:
    """What `new` says of its step. One that the old version had already is of an earlier step and says nothing."""
    return NONE if new.migration is None or new.migration == old.migration else new.migration


def migrate(old: Definition, new: Definition, version: int, answers: Mapping[str, Any]) -> Moved:
    """`answers` of `old`, which was version `version`, as `new` holds them."""
    moved = Moved(renamed=renames(old, new), dropped=dict(migration_of(old, new).drop))
    step = _Step(old, new, version, migration_of(old, new), moved)
    level = _Level({one.id: one for one in old.fields}, new.fields)
    moved.answers = step.level(level, answers)
    return moved


@dataclass
class _Step:
    old: Definition
    new: Definition
    version: int
    migration: Migration
    moved: Moved

    def level(self, level: _Level, answers: Mapping[str, Any]) -> dict[str, Any]:
        """The answers of one level; what no field of the new version takes goes aside or stays as unknown."""
        result: dict[str, Any] = {}
        used: set[str] = set()
        for target in level.new:
            source = former(level.old, target)
            if source is None or source.id not in answers:
                continue
            if f"{level.prefix}{target.id}" in self.migration.drop and target.id == source.id:
                continue  # the id is given a new meaning
            used.add(source.id)
            self._take(level, source, target, answers, result)
            if source.id + OTHER in answers:
                used.add(source.id + OTHER)
                result[target.id + OTHER] = answers[source.id + OTHER]
        for key, value in answers.items():
            if key in used:
                continue
            known = key in level.old or key.removesuffix(OTHER) in level.old
            result[f"{key}@{self.version}" if known and not _computed(level.old, key) else key] = value
            if known and key in level.old and not fieldtypes.is_missing(value) and not _computed(level.old, key):
                self.moved.aside.append(f"{level.prefix}{key}")
        return result

    def _take(
        self, level: _Level, source: FieldDef, target: FieldDef, answers: Mapping[str, Any], result: dict[str, Any]
    ) -> None:
        value, name = answers[source.id], f"{level.prefix}{target.id}"
        if source.fields and target.fields and source.repeats == target.repeats:
            inner = _Level({one.id: one for one in source.fields}, target.fields, f"{target.id}.")
            result[target.id] = self._rows(inner, value)
            return
        if classes.of_type(source, target) is ChangeClass.BREAKING and source.type is not target.type:
            taken = self._converted(name, source, target, value)
        elif source.repeats != target.repeats:
            taken = None
        else:
            taken = self._mapped(name, value)
        if taken is None and not fieldtypes.is_missing(value):
            result[f"{source.id}@{self.version}"] = value
            self.moved.aside.append(name)
        else:
            result[target.id] = taken

    def _rows(self, inner: _Level, value: Any) -> Any:
        if isinstance(value, list):
            return [self._row(inner, row) if isinstance(row, Mapping) else row for row in value]
        return self._row(inner, value) if isinstance(value, Mapping) else value

    def _row(self, inner: _Level, row: Mapping[str, Any]) -> dict[str, Any]:
        kept = {ROW_ID: row[ROW_ID]} if ROW_ID in row else {}
        return kept | self.level(inner, {key: value for key, value in row.items() if key != ROW_ID})

    def _mapped(self, name: str, value: Any) -> Any:
        table = self.migration.map.get(name)
        if not isinstance(table, dict):
            return value
        if isinstance(value, list):
            return [table.get(_key(one), one) for one in value]
        return table.get(_key(value), value)

    def _converted(self, name: str, source: FieldDef, target: FieldDef, value: Any) -> Any:
        """None where nothing says how, or the value does not fit the new type."""
        how = self.migration.map.get(name)
        if isinstance(how, dict):
            return how.get(_key(value))
        if how != "convert" or isinstance(value, dict | list):
            return None
        plain = value if isinstance(value, str | int) and not isinstance(value, bool) else None
        text = str(plain) if plain is not None else fieldtypes.show(source, value, "id", self.old.tables)
        taken = fieldtypes.parse(target, text)
        return None if taken is None or fieldtypes.check(target, taken) else taken


def former(old: Mapping[str, FieldDef], target: Any) -> Any:
    """The thing of the old version that this one was; None when it is new."""
    if target.id in old:
        return old[target.id]
    return next((old[name] for name in target.was if name in old), None)


def renames(old: Definition, new: Definition) -> dict[str, str]:
    """Former names of fields, columns (`group.column`) and papers → the ids that they have now."""
    found: dict[str, str] = {}
    _renamed({one.id: one for one in old.fields}, new.fields, "", found)
    _renamed({one.id: one for one in old.documents}, new.documents, "", found)
    return found


def paper_name(renamed: Mapping[str, str], name: str) -> str:
    """An input name of a paper as it is now: `ktp`, or with the row's stable id `peserta-r1ab-foto`."""
    group, row, rest = (*name.split("-", 2), "", "")[:3]
    if not row:
        return renamed.get(name, name)
    if not rest:  # a file of an object group
        return f"{renamed.get(group, group)}-{renamed.get(f'{group}.{row}', row)}"
    return f"{renamed.get(group, group)}-{row}-{renamed.get(f'{group}.{rest}') or renamed.get(rest, rest)}"


def _renamed(old: Mapping[str, Any], new: Sequence[Any], prefix: str, found: dict[str, str]) -> None:
    for target in new:
        source = former(old, target)
        if source is None:
            continue
        if source.id != target.id:
            found[f"{prefix}{source.id}"] = target.id
        if getattr(source, "fields", ()) and getattr(target, "fields", ()):
            _renamed({one.id: one for one in source.fields}, target.fields, f"{source.id}.", found)


def _computed(fields: Mapping[str, FieldDef], key: str) -> bool:
    known = fields.get(key)
    return known is not None and not classes.holds_answer(known)


def _key(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
