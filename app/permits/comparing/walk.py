"""Goes through two definitions side by side. Things with an id are the same thing when the id, or a former id, is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from pydantic import BaseModel

from app.permits.comparing import classes, words
from app.permits.comparing.changes import Action, Change, ChangeClass
from app.permits.model import (
    Definition,
    DocumentDef,
    FieldDef,
    Parallel,
    ParallelStep,
    Rule,
    Text,
    VariantRow,
)

# Compiled from the rest, told elsewhere, or about the definition itself and not about what it asks.
UNCOMPARED = frozenset(
    {"logic", "reads", "was", "sealed_by_source", "brings", "examples", "migration", "apiVersion", "id"}
)
Pair = tuple[Any, Any]


@dataclass(frozen=True, slots=True)
class Place:
    """Where the walk stands: the heading, the thing that sentences are about, and the attribute within it."""

    group: str
    subject: str = ""
    name: str = ""
    path: tuple[str, ...] = ()


@dataclass
class Walk:
    """Collects the changes and the names that were renamed."""

    renamed: list[tuple[str, str]] = field(default_factory=list)

    def definitions(self, old: Definition, new: Definition) -> Iterator[Change]:
        for key, first, second in _attributes(old, new):
            here = Place(words.heading(key), "", key, (key,))
            if key == "sections":
                yield from self._sections(first, second, here)
            elif key == "flow":
                yield from self._flow(first, second, here)
            else:
                yield from self._value(key, first, second, here)

    def _sections(self, old: Sequence[Any], new: Sequence[Any], here: Place) -> Iterator[Change]:
        """Fields are paired over all sections: one that moves to another section stays the same question."""
        bare = {"fields": ()}
        yield from self._items(
            [one.model_copy(update=bare) for one in old], [one.model_copy(update=bare) for one in new], here
        )
        first = {one.id: section for section in old for one in section.fields}
        second = {one.id: section for section in new for one in section.fields}
        yield from self._items([one for s in old for one in s.fields], [one for s in new for one in s.fields], here)
        for name, section in second.items():
            if name in first and first[name].id != section.id:
                moved = next(one for one in section.fields if one.id == name)
                yield Change(
                    here.group, Action.CHANGED, ChangeClass.TEXT, words.subject(moved),
                    f"dipindahkan ke bagian “{words.title(section)}”", name,
                )  # fmt: skip

    def _flow(self, old: Any, new: Any, here: Place) -> Iterator[Change]:
        yield from self._items(old.all_tiers, new.all_tiers, here)
        yield from self._items(_gates(old), _gates(new), here)
        if _shape(old) != _shape(new) and not _ids(old.all_tiers) ^ _ids(new.all_tiers):
            yield Change(
                here.group, Action.CHANGED, ChangeClass.RESTRICTIVE, "Susunan tahap",
                f"{', '.join(_shape(old))} menjadi {', '.join(_shape(new))}", "tiers",
            )  # fmt: skip
        for key, first, second in _attributes(old, new):
            if key != "tiers":
                yield from self._value(key, first, second, replace(here, subject="Alur", path=(key,)))

    def _value(self, key: str, old: Any, new: Any, here: Place) -> Iterator[Change]:
        """One attribute whose values differ."""
        if _keyed(old) or _keyed(new):
            yield from self._items(old or (), new or (), here)
        elif _mapped(old) or _mapped(new):
            yield from self._mapping(old or {}, new or {}, here)
        elif isinstance(old, BaseModel) and type(old) is type(new) and not isinstance(old, Rule | Text):
            for name, first, second in _attributes(old, new):
                yield from self._value(name, first, second, replace(here, path=(*here.path, name)))
        elif not _same(old, new):
            reach = classes.of_attribute(key, old, new)
            detail = f"{words.shown(old)} menjadi {words.shown(new)}"
            subject = here.subject or words.attribute(here.path).capitalize()
            detail = f"{words.attribute(here.path)} {detail}" if here.subject else detail
            yield Change(here.group, Action.CHANGED, reach, subject, detail, here.name)

    def _mapping(self, old: Mapping[str, Any], new: Mapping[str, Any], here: Place) -> Iterator[Change]:
        """Request kinds and tables by their key."""
        for name in dict.fromkeys((*old, *new)):
            first, second = old.get(name), new.get(name)
            yield from self._pair((first, second), replace(here, name=name), called=name)

    def _items(self, old: Sequence[Any], new: Sequence[Any], here: Place) -> Iterator[Change]:
        """Things with ids, in the order of the new version; what is gone comes where it stood, at the end."""
        before = {words.identity(one): one for one in old}
        after = {words.identity(one): one for one in new}
        taken: set[str] = set()
        for name, item in after.items():
            former = next(
                (was for was in (name, *getattr(item, "was", ())) if was in before and was not in taken), None
            )
            if former != name and former in after:
                former = None  # the other thing is still there: it was not renamed into this one
            if former is not None:
                taken.add(former)
            yield from self._pair((before.get(former or ""), item), here)
        for name, item in before.items():
            if name not in taken:
                yield from self._pair((item, None), here)
        common = [name for name in after if name in before]
        if common != [name for name in before if name in after]:
            kind = words.SUBJECTS.get(type(new[0]).__name__, here.path[-1])
            yield Change(here.group, Action.CHANGED, _order(new[0]), f"Urutan {kind.lower()}", "diubah", here.name)

    def _pair(self, pair: Pair, here: Place, called: str = "") -> Iterator[Change]:
        old, new = pair
        item = new if new is not None else old
        kind = here.path[0] if isinstance(item, dict) else type(item).__name__
        column = here.path[-1:] == ("fields",)
        own = words.identity(item) or called
        name = f"{here.name}.{own}" if column else own or here.name
        subject = words.subject(item, here.path[-1], called)
        if here.subject:
            subject = f"{here.subject}, {subject[0].lower()}{subject[1:]}"
        if old is None:
            yield Change(here.group, Action.ADDED, classes.of_addition(kind, new), subject, "", name)
        elif new is None:
            yield Change(here.group, Action.REMOVED, classes.of_removal(kind, old), subject, "", name)
        elif isinstance(new, dict):
            detail = f"{words.shown(old)} menjadi {words.shown(new)}"
            if not _same(old, new):
                yield Change(here.group, Action.CHANGED, ChangeClass.RESTRICTIVE, subject, detail, name)
        else:
            former = f"{here.name}.{words.identity(old)}" if column else words.identity(old)
            yield from self._both(old, new, Place(here.group, subject, name), former)

    def _both(self, old: BaseModel, new: BaseModel, here: Place, former: str) -> Iterator[Change]:
        """A thing that both versions have: its new name, its type, its attributes."""
        if former != here.name and former and isinstance(new, FieldDef | DocumentDef):
            self.renamed.append((former, here.name))
            detail = f"kode {former.split('.')[-1]} menjadi {new.id}"
            yield Change(here.group, Action.CHANGED, ChangeClass.COMPATIBLE, here.subject, detail, here.name)
        if isinstance(old, FieldDef) and isinstance(new, FieldDef):
            if old.type is not new.type or old.repeats != new.repeats:
                yield self._retyped(old, new, here)
            if old.repeats != new.repeats:
                return
        for key, first, second in _attributes(old, new):
            if key != "type":
                yield from self._value(key, first, second, replace(here, path=(key,)))

    def _retyped(self, old: FieldDef, new: FieldDef, here: Place) -> Change:
        reach = ChangeClass.BREAKING if old.repeats != new.repeats else classes.of_type(old, new)
        told = [f"{one.type.value}{' berbaris' if one.repeats else ''}" for one in (old, new)]
        return Change(
            here.group, Action.CHANGED, reach, here.subject, f"jenis isian {told[0]} menjadi {told[1]}", here.name
        )


def _attributes(old: BaseModel, new: BaseModel) -> Iterator[tuple[str, Any, Any]]:
    """Attributes by their key in the YAML whose values differ."""
    for name, info in type(new).model_fields.items():
        key = info.alias or name
        first, second = getattr(old, name), getattr(new, name)
        if key not in UNCOMPARED and first != second:
            yield key, first, second
    if isinstance(old, VariantRow) and isinstance(new, VariantRow):
        first_extra, second_extra = old.model_extra or {}, new.model_extra or {}
        for key in dict.fromkeys((*first_extra, *second_extra)):
            if first_extra.get(key) != second_extra.get(key):
                yield key, first_extra.get(key), second_extra.get(key)


def _keyed(value: Any) -> bool:
    """Whether this is a list whose items have ids, each its own."""
    if not isinstance(value, tuple | list) or not value or isinstance(value[0], str):
        return False
    ids = [words.identity(one) for one in value]
    return all(ids) and len(set(ids)) == len(ids)


def _mapped(value: Any) -> bool:
    return isinstance(value, Mapping) and bool(value) and all(isinstance(one, BaseModel) for one in value.values())


def _same(old: Any, new: Any) -> bool:
    if isinstance(old, Rule) and isinstance(new, Rule):
        return old.text == new.text
    if isinstance(old, tuple) and isinstance(new, tuple) and len(old) == len(new):
        return all(_same(first, second) for first, second in zip(old, new, strict=True))
    return bool(old == new)


def _order(item: Any) -> ChangeClass:
    """The order says something only where the first that fits is taken."""
    return ChangeClass.RESTRICTIVE if isinstance(item, VariantRow) else ChangeClass.TEXT


def _gates(flow: Any) -> list[Parallel]:
    return [step.parallel.model_copy(update={"of": ()}) for step in flow.tiers if isinstance(step, ParallelStep)]


def _shape(flow: Any) -> list[str]:
    return [
        f"({', '.join(tier.id for tier in step.parallel.of)})" if isinstance(step, ParallelStep) else step.id
        for step in flow.tiers
    ]


def _ids(tiers: Sequence[Any]) -> set[str]:
    return {tier.id for tier in tiers}
