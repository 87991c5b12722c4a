"""Settings of the office: what it is called, where it is, how it is reached, and the codes in its numbers."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, fields
from datetime import datetime
from typing import Any

from flask import current_app
from sqlalchemy import select

from app.errors import InputError
from app.foundation import audit, revision
from app.foundation.actors import Actor
from app.foundation.database import db
from app.foundation.models import Setting
from app.foundation.sql import insert_for

EXTENSION = "sakpore_office"


@dataclass(frozen=True, slots=True)
class Office:
    """The defaults are those of Kota Pekalongan; the table overrides them one by one."""

    government: str = "Pemerintah Kota Pekalongan"
    city: str = "Kota Pekalongan"
    name: str = "Dinas Penanaman Modal dan Pelayanan Terpadu Satu Pintu Kota Pekalongan"
    short_name: str = "DPMPTSP Kota Pekalongan"
    address: str = "Jl. Majapahit No. 1, Kota Pekalongan, Jawa Tengah"
    phone: str = "(0285) 432086"
    email: str = "oss@pekalongankota.go.id"
    website: str = "https://pekalongankota.go.id"
    whatsapp: tuple[str, ...] = ("+6285100925600", "+6285713012755")
    hours: str = "Senin sampai Jumat, 08.00 sampai 15.00 WIB"
    closes: str = "15:00"  # for the clock: what comes later counts as of the next working day
    region: str = "3375"  # Kemendagri code, in numbers
    classification: str = "503"  # archive class of permits
    place: str = "Pekalongan"  # where papers are signed
    emblem: str = ""  # file name of the city's emblem in the data folder; empty: the neutral ornament
    extra: dict[str, Any] = field(default_factory=dict)


NAMES = frozenset(column.name for column in fields(Office)) - {"extra"}


def office() -> Office:
    """The settings as they are now; kept per process until the revision `settings` is raised."""
    now = revision.current().get("settings", 0)
    held: tuple[int, Office] | None = current_app.extensions.get(EXTENSION)
    if held is None or held[0] != now:
        held = (now, _read())
        if revision.settled():
            current_app.extensions[EXTENSION] = held
    return held[1]


def change(key: str, value: Any, *, actor: Actor, now: datetime) -> None:
    """Set one of the office's settings. Raises InputError for a name that is none."""
    if key not in NAMES:
        raise InputError("Pengaturan ini tidak dikenal.")
    statement = insert_for(Setting).values(key=key, value={"v": value})
    renewed = {"value": statement.excluded.value}
    db.session.execute(statement.on_conflict_do_update(index_elements=[Setting.key], set_=renewed))
    revision.bump("settings")
    audit.record("pengaturan.diubah", f"pengaturan:{key}", actor, now, value=value)


def seed() -> None:
    """Write the defaults that the table lacks, in the caller's transaction."""
    defaults = {key: value for key, value in asdict(Office()).items() if key in NAMES}
    known = set(db.session.scalars(select(Setting.key)))
    missing = [{"key": key, "value": {"v": value}} for key, value in defaults.items() if key not in known]
    if missing:
        db.session.execute(insert_for(Setting).on_conflict_do_nothing(), missing)
        revision.bump("settings")


def _read() -> Office:
    found = {key: value["v"] for key, value in db.session.execute(select(Setting.key, Setting.value))}
    known: dict[str, Any] = {key: _plain(value) for key, value in found.items() if key in NAMES}
    return Office(**known, extra={key: value for key, value in found.items() if key not in NAMES})


def _plain(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
