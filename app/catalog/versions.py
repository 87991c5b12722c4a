"""Reading published versions: a light index that follows the revision counter, and definitions built when asked for."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask import current_app
from sqlalchemy import select

from app.catalog.dossier import DraftPolicy
from app.catalog.models import PermitType, PermitVersion, TypeState
from app.errors import DefinitionError, NotFoundError
from app.foundation import revision
from app.foundation.database import db
from app.permits import from_canonical
from app.permits.model import Definition

EXTENSION = "sakpore_catalog"
# About 0.4 MB each. Seven types and a few old versions are the daily case; hundreds must not fill the memory.
MAX_DEFINITIONS = 64


@dataclass(frozen=True, slots=True)
class TypeEntry:
    """One permit type as lists show it: its live version, read from columns."""

    code: str
    version: int
    state: TypeState
    sha256: str
    title: str
    short: str
    kind: str
    summary: str
    camel: str
    synonyms: tuple[str, ...] = ()
    tier_roles: tuple[str, ...] = ()
    days: tuple[int, ...] = ()  # working days promised, one per variant
    free: bool = True
    closes_on: date | None = None  # announced, or past
    close_notice: str = ""
    closed_decree: str = ""
    successor: str = ""
    next_version: int | None = None  # published, in force from `next_from` on
    next_from: date | None = None
    packages: tuple[dict[str, Any], ...] = ()  # id, title, and members in the order of filing
    event_agencies: tuple[str, ...] = ()  # that keep dates of its events; empty text for the office itself

    @property
    def open(self) -> bool:
        """Whether a new application may be begun."""
        return self.state in (TypeState.TRIAL, TypeState.ACTIVE)


@dataclass(slots=True)
class Shelf:
    """What one process of one app holds. Definitions are immutable, so that only the index can grow old."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    revision: int | None = None
    index: dict[str, TypeEntry] = field(default_factory=dict)
    definitions: OrderedDict[tuple[str, int], Definition] = field(default_factory=OrderedDict)


def shelf() -> Shelf:
    """Of the current app; made at the first use, not at start."""
    found: Shelf = current_app.extensions.setdefault(EXTENSION, Shelf())
    return found


def entries() -> list[TypeEntry]:
    """Every type that has a version, by code. No statement while nothing was published since the last look."""
    return list(_index().values())


def entry(code: str) -> TypeEntry:
    """Raises NotFoundError when no such type was ever published."""
    found = _index().get(code)
    if found is None:
        raise NotFoundError(detail=f"permit type {code} has no version")
    return found


def closed_codes() -> frozenset[str]:
    """Types that take no new requests."""
    return frozenset(one.code for one in entries() if not one.open)


def live(code: str) -> Definition:
    """The definition that new applications start from. Raises NotFoundError, DefinitionError."""
    return definition(code, entry(code).version)


def live_or_none(code: str) -> Definition | None:
    """The same; None where the code has no version, or one that can no longer be read."""
    try:
        return live(code)
    except (NotFoundError, DefinitionError):
        return None


def definition(code: str, version: int) -> Definition:
    """One published version, built once per process. Raises NotFoundError, DefinitionError."""
    held, key = shelf(), (code, version)
    with held.lock:
        if key in held.definitions:
            held.definitions.move_to_end(key)
            return held.definitions[key]
    built = _build(code, version)  # outside the lock: a slow build must not stop the readers of others
    with held.lock:
        held.definitions[key] = built
        while len(held.definitions) > MAX_DEFINITIONS:
            held.definitions.popitem(last=False)
    return built


def find_code_by_camel(camel: str) -> str | None:
    """The code behind a FAB view-menu name, or None."""
    return next((found.code for found in _index().values() if found.camel == camel), None)


@dataclass(frozen=True, slots=True)
class Step:
    """One publication that a draft may have to follow: from `base` to `version`."""

    base: int
    version: int
    policy: DraftPolicy
    decree: str


def steps(code: str, since: int) -> list[Step]:
    """The publications after version `since` up to the live one, in order. A version that never came into force is
    none of them. Empty where `since` is the live one."""
    rows = db.session.execute(
        select(PermitVersion.version, PermitVersion.base_version, PermitVersion.policy, PermitVersion.decree_number)
        .where(PermitVersion.code == code, PermitVersion.version > since)
        .order_by(PermitVersion.version)
    )
    published = {row.version: row for row in rows}
    found: list[Step] = []
    version = entry(code).version
    while version > since and version in published:
        row = published[version]
        base = row.base_version or version - 1
        found.append(Step(base, version, DraftPolicy.from_json(row.policy), row.decree_number))
        version = base
    return found[::-1]


def _index() -> dict[str, TypeEntry]:
    held, current = shelf(), revision.current().get("schema", 0)
    if held.revision != current:
        index = _read_index()
        if not revision.settled():
            return index
        with held.lock:
            held.index, held.revision = index, current
    return held.index


def _read_index() -> dict[str, TypeEntry]:
    """By columns, not as objects of the session: the first request after a restart waits for all of them."""
    query = (
        select(
            PermitType.code,
            PermitType.state,
            PermitType.closes_on,
            PermitType.close_notice,
            PermitType.closed_decree,
            PermitType.successor,
            PermitType.next_version,
            PermitType.next_from,
            PermitVersion.version,
            PermitVersion.sha256,
            PermitVersion.card,
        )
        .join(
            PermitVersion, (PermitVersion.code == PermitType.code) & (PermitVersion.version == PermitType.live_version)
        )
        .order_by(PermitType.code)
    )
    return {row.code: _entry(row) for row in db.session.execute(query)}


def _entry(row: Any) -> TypeEntry:
    card: dict[str, Any] = row.card
    lists = ("synonyms", "tier_roles", "days", "event_agencies", "packages")
    values: dict[str, Any] = {key: tuple(card.get(key, ())) for key in lists}
    values |= {key: card.get(key, "") for key in ("title", "short", "kind", "summary", "camel")}
    return TypeEntry(
        code=row.code,
        version=row.version,
        state=row.state,
        sha256=row.sha256,
        free=card.get("free", True),
        closes_on=row.closes_on,
        close_notice=row.close_notice,
        closed_decree=row.closed_decree or "",
        successor=row.successor or "",
        next_version=row.next_version,
        next_from=row.next_from,
        **values,
    )


def _build(code: str, version: int) -> Definition:
    query = select(PermitVersion.canonical).where(PermitVersion.code == code, PermitVersion.version == version)
    canonical = db.session.scalar(query)
    if canonical is None:
        raise NotFoundError(detail=f"{code} has no version {version}")
    try:
        return from_canonical(canonical)
    except ValueError as error:
        raise DefinitionError(f"Definisi {code} versi {version} tidak dapat dibaca.") from error
