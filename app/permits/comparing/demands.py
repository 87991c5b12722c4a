"""What a new version owes to the drafts of the one before: a `was` for each rename, a migration for each break."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from typing import Any

from app.permits.comparing import words
from app.permits.comparing.changes import Action, Change, ChangeClass
from app.permits.comparing.migrating import migrate, migration_of
from app.permits.faults import Fault
from app.permits.model import Definition, Migration

UNNAMED, UNMIGRATED = "IZN312", "IZN318"


def faults(old: Definition, new: Definition, changes: Sequence[Change], earlier: Iterable[Definition]) -> list[Fault]:
    """Why the new version may not be published: IZN312 for what is gone without a word, IZN318 for other breaks."""
    migration, file = migration_of(old, new), f"{new.code}.yaml"
    breaks = [change for change in changes if change.reach is ChangeClass.BREAKING]
    added = [change for change in changes if change.action is Action.ADDED]
    found = [_lost(file, change, added) for change in breaks if _is_lost(change, migration)]
    found += [_unmigrated(file, change) for change in breaks if _is_unmigrated(change, migration)]
    found += [_reused(file, name) for name in reused(old, new, earlier) if not migration.drop.get(name)]
    if (breaks or migration.map or migration.drop) and not found:
        found += _examples(file, old, new, migration, bool(breaks))
    return found


def reused(old: Definition, new: Definition, earlier: Iterable[Definition]) -> list[str]:
    """Ids that an earlier version had, the last one had not, and the new one gives to something again."""
    once = {name for definition in earlier for name in _ids(definition)}
    return sorted((_ids(new) - _ids(old)) & once)


def _ids(definition: Definition) -> set[str]:
    return {one.id for one in definition.fields} | {one.id for one in definition.documents}


def _is_lost(change: Change, migration: Migration) -> bool:
    parent = change.name.split(".")[0]
    return change.action is Action.REMOVED and not any(migration.drop.get(name) for name in (change.name, parent))


def _is_unmigrated(change: Change, migration: Migration) -> bool:
    covered = change.name in migration.map or bool(migration.drop.get(change.name))
    return change.action is Action.CHANGED and not covered


def _lost(file: str, change: Change, added: Sequence[Change]) -> Fault:
    near = [one for one in added if one.group == change.group and ("." in one.name) == ("." in change.name)]
    names = {one.name: one for one in near}
    close = difflib.get_close_matches(change.name, names, n=1, cutoff=0.5)
    likely = names[close[0]] if close else near[0] if len(near) == 1 else None
    own = change.name.split(".")[-1]
    hint = f" Bila berganti nama menjadi “{likely.name}”, tulis was: [{own}] padanya." if likely else ""
    return Fault(
        file, 1, UNNAMED,
        f"{change.subject} ({change.name}) tidak ada lagi.{hint} Bila memang dihapus, tulis alasannya pada "
        f"migration: drop: {{{change.name}: alasan}}.",
    )  # fmt: skip


def _unmigrated(file: str, change: Change) -> Fault:
    return Fault(
        file, 1, UNMIGRATED,
        f"{change.sentence}. Jawaban pada draf tidak dapat dipakai begitu saja: tulis migration: map: "
        f"{{{change.name}: …}} atau drop: {{{change.name}: alasan}}.",
    )  # fmt: skip


def _reused(file: str, name: str) -> Fault:
    return Fault(
        file, 1, UNMIGRATED,
        f"Kode “{name}” pernah dipakai pada versi terdahulu. Pakai kode lain, atau tulis migration: drop: "
        f"{{{name}: alasan}} bila jawaban lama memang dilepas.",
    )  # fmt: skip


def _examples(file: str, old: Definition, new: Definition, migration: Migration, needed: bool) -> list[Fault]:
    if not migration.examples:
        text = "Migrasi belum bercontoh. Tulis sedikitnya satu pada migration: examples: [{before: {…}, after: {…}}]."
        return [Fault(file, 1, UNMIGRATED, text)] if needed else []
    found = []
    for number, example in enumerate(migration.examples, 1):
        moved = migrate(old, new, 0, example.before).answers
        result = {key: value for key, value in moved.items() if "@" not in key}
        if not _alike(result, example.after):
            text = f"Contoh migrasi ke-{number}: hasilnya {_told(result)}, padahal diharapkan {_told(example.after)}."
            found.append(Fault(file, 1, UNMIGRATED, text))
    return found


def _alike(found: dict[str, Any], expected: dict[str, Any]) -> bool:
    """As `expect` of other examples: a number in the YAML is the stored text of a decimal too."""
    return found == expected or {k: str(v) for k, v in found.items()} == {k: str(v) for k, v in expected.items()}


def _told(values: dict[str, Any]) -> str:
    return words.shown(values)
