"""What a comparison of two versions finds: changes in the words of the office, each with its class."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.permits.faults import Fault


class ChangeClass(StrEnum):
    """How far a change reaches (schema-language §5.3); later ones reach further."""

    TEXT = "text"
    COMPATIBLE = "compatible"
    RESTRICTIVE = "restrictive"
    BREAKING = "breaking"

    @property
    def rank(self) -> int:
        return list(ChangeClass).index(self)


class Action(StrEnum):
    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"


def furthest(classes: list[ChangeClass]) -> ChangeClass:
    """The class that reaches furthest; *text* where there is none."""
    return max(classes, key=lambda one: one.rank, default=ChangeClass.TEXT)


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that differs. `subject` names it (“Isian “Daya genset””), `detail` says what about it became what."""

    group: str  # heading under which it is shown: Umum, Isian, Dokumen, Tahap …
    action: Action
    reach: ChangeClass
    subject: str
    detail: str = ""
    name: str = ""  # id or group.column: what the publish report and the editor point to

    @property
    def sentence(self) -> str:
        return f"{self.subject}: {self.detail}" if self.detail else self.subject


@dataclass(frozen=True, slots=True)
class Comparison:
    """Every difference of two versions, in the order of the form. `faults` keep the new one from being published."""

    changes: tuple[Change, ...] = ()
    faults: tuple[Fault, ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()  # (former name, name) of fields, columns and papers

    @property
    def reach(self) -> ChangeClass:
        return furthest([change.reach for change in self.changes])

    @property
    def groups(self) -> dict[str, tuple[Change, ...]]:
        """The changes by heading, in the order in which the headings first occur."""
        found: dict[str, list[Change]] = {}
        for change in self.changes:
            found.setdefault(change.group, []).append(change)
        return {name: tuple(changes) for name, changes in found.items()}
