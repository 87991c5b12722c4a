"""The life of a type between and after its publications: what waits for its day, closing, reopening, archiving."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import select

from app.catalog.dossier import DraftPolicy
from app.catalog.models import PermitType, PermitVersion, TypeState
from app.errors import ConflictError, InputError, NotFoundError
from app.foundation import audit, jobs, revision
from app.foundation.actors import SYSTEM, Actor
from app.foundation.database import db, transaction
from app.foundation.timing import WIB, utc_now, wib_date

TAKE_EFFECT, CLOSE, BRING_OVER = "izin.mulai_berlaku", "izin.tutup", "draf.ikut_versi"


def start_of(day: date) -> datetime:
    """The first moment of the day in Pekalongan, in UTC."""
    return datetime.combine(day, time(), WIB).astimezone(UTC)


# -- versions and their day ------------------------------------------------------------------------------------------


def check_nothing_waits(code: str) -> None:
    """Raises ConflictError while a published version waits: the next one would be written on what it replaces."""
    row = db.session.execute(
        select(PermitType.next_version, PermitType.next_from).where(PermitType.code == code)
    ).first()
    if row and row.next_version:
        day = row.next_from.strftime("%d-%m-%Y")
        raise ConflictError(
            f"Versi {row.next_version} sudah terbit dan berlaku mulai {day}. Batalkan dahulu bila perlu."
        )


def schedule(permit_type: PermitType, version: int, day: date) -> None:
    """Let a version wait for its day; a job puts it in force."""
    permit_type.next_version, permit_type.next_from = version, day
    jobs.enqueue(
        TAKE_EFFECT,
        f"effective:{permit_type.code}:{version}",
        due=start_of(day),
        code=permit_type.code,
        version=version,
    )
    db.session.flush()


def cancel_scheduled(code: str, *, actor: Actor, now: datetime) -> None:
    """The waiting version never comes into force; its row stays. Raises NotFoundError, ConflictError."""
    permit_type = _locked(code)
    if not permit_type.next_version:
        raise ConflictError("Tidak ada versi yang menunggu tanggal berlakunya.")
    audit.record("izin.jadwal_dibatalkan", code, actor, now, version=permit_type.next_version)
    permit_type.next_version = permit_type.next_from = None
    revision.bump("schema")
    db.session.flush()


@jobs.handler(TAKE_EFFECT)
def take_effect(code: str, version: int) -> None:
    """Does nothing when the version was cancelled, or is in force already."""
    now = utc_now()
    with transaction():
        permit_type = _locked(code)
        if permit_type.next_version != version or (permit_type.next_from or date.max) > wib_date(now):
            return
        permit_type.next_version = permit_type.next_from = None
        put_in_force(permit_type, version)
        audit.record("izin.mulai_berlaku", code, SYSTEM, now, version=version)


def put_in_force(permit_type: PermitType, version: int) -> None:
    """New applications start from this version; drafts follow by a job, at once and when a grace ends."""
    before, code = permit_type.live_version, permit_type.code
    row = db.session.scalars(
        select(PermitVersion).where(PermitVersion.code == code, PermitVersion.version == version)
    ).one()
    permit_type.live_version = version
    if permit_type.state is TypeState.TRIAL and not (row.dossier or {}).get("trial"):
        permit_type.state = TypeState.ACTIVE
    revision.bump("schema")
    db.session.flush()
    if not before:
        return
    jobs.enqueue(BRING_OVER, f"drafts:{code}:{version}", code=code)
    until = DraftPolicy.from_json(row.policy).until
    if until is not None:
        jobs.enqueue(BRING_OVER, f"drafts:{code}:{version}:until", due=start_of(until + timedelta(days=1)), code=code)


# -- closing and opening ---------------------------------------------------------------------------------------------


def close(
    code: str,
    *,
    decree_number: str,
    successor: str | None,
    actor: Actor,
    now: datetime,
    closes_on: date | None = None,
    notice: str = "",
) -> None:
    """No new applications from `closes_on` (today) on; running ones finish, permits stay valid and verifiable.

    Raises InputError without a decree, NotFoundError, ConflictError when it is closed already.
    """
    if not decree_number.strip():
        raise InputError("Nomor Keputusan harus disebut.")
    permit_type, today = _locked(code), wib_date(now)
    if permit_type.state in (TypeState.CLOSED, TypeState.ARCHIVED):
        raise ConflictError(f"Jenis izin {code} sudah ditutup.")
    day = closes_on or today
    permit_type.closes_on, permit_type.close_notice = day, notice.strip()
    permit_type.closed_decree, permit_type.successor = decree_number.strip(), (successor or "").strip() or None
    if day <= today:
        _shut(permit_type, now)
    else:
        jobs.enqueue(CLOSE, f"close:{code}:{day}:{decree_number.strip()}"[:200], due=start_of(day), code=code)
    revision.bump("schema")
    audit.record(
        "izin.ditutup", code, actor, now, decree=decree_number.strip(), closes_on=day.isoformat(),
        successor=permit_type.successor or "",
    )  # fmt: skip
    db.session.flush()


@jobs.handler(CLOSE)
def close_when_due(code: str) -> None:
    """Does nothing when the type was reopened meanwhile, or its day was moved."""
    now = utc_now()
    with transaction():
        permit_type = _locked(code)
        open_now = permit_type.state in (TypeState.ACTIVE, TypeState.TRIAL)
        if not open_now or permit_type.closes_on is None or permit_type.closes_on > wib_date(now):
            return
        _shut(permit_type, now)
        revision.bump("schema")
        audit.record("izin.penutupan_berlaku", code, SYSTEM, now)


def reopen(code: str, *, decree_number: str, actor: Actor, now: datetime) -> None:
    """New applications are taken again; also takes back a closing that lies ahead. Raises InputError, ConflictError."""
    if not decree_number.strip():
        raise InputError("Nomor Keputusan harus disebut.")
    permit_type = _locked(code)
    if permit_type.state is TypeState.ARCHIVED:
        raise ConflictError("Jenis izin yang diarsipkan tidak dibuka kembali. Terbitkan jenis baru.")
    if permit_type.state is not TypeState.CLOSED and permit_type.closes_on is None:
        raise ConflictError(f"Jenis izin {code} tidak sedang ditutup.")
    permit_type.state = TypeState.ACTIVE
    permit_type.closed_at = permit_type.closed_decree = permit_type.successor = permit_type.closes_on = None
    permit_type.close_notice = ""
    revision.bump("schema")
    audit.record("izin.dibuka_kembali", code, actor, now, decree=decree_number.strip())
    db.session.flush()


def archive(code: str, *, actor: Actor, now: datetime) -> None:
    """Out of the lists; papers stay verifiable. Only a closed type. Raises NotFoundError, ConflictError."""
    permit_type = _locked(code)
    if permit_type.state is not TypeState.CLOSED:
        raise ConflictError("Hanya jenis izin yang sudah ditutup dapat diarsipkan.")
    permit_type.state = TypeState.ARCHIVED
    revision.bump("schema")
    audit.record("izin.diarsipkan", code, actor, now)
    db.session.flush()


def _shut(permit_type: PermitType, now: datetime) -> None:
    permit_type.state, permit_type.closed_at = TypeState.CLOSED, now


def _locked(code: str) -> PermitType:
    found = db.session.get(PermitType, code, with_for_update=True)
    if found is None:
        raise NotFoundError(f"Jenis izin {code} belum pernah diterbitkan.")
    return found
