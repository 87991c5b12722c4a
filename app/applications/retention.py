"""Erase what is past its time (schema-language §3.14): drafts whole, ended requests all but what the register needs.

Of an ended request the row, its references and its papers in the register stay; answers, the applicant, uploaded papers
and what officers wrote into its fields go. The audit log is never touched. A file goes when no row names it any more.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import ColumnElement, String, Table, cast, delete, exists, or_, select, update

from app.applications import content, duty_reports
from app.applications.lifecycle import ENDED, Status
from app.applications.models import Application, Correction, Document, SealedIndex
from app.applications.parties import PartyPerson
from app.applications.quotas import LIVING, OPEN, issued_columns
from app.foundation import audit, files, jobs
from app.foundation.actors import SYSTEM
from app.foundation.database import Base, db, transaction
from app.foundation.timing import WIB, utc_now
from app.permits.days import shifted
from app.permits.model import Retention

ROUND, DISCARD = "permohonan.masa_simpan", "berkas.musnahkan"
FILE_COLUMNS = frozenset({"file_key", "unsigned_key"})
BATCH = 50
papers = issued_columns.c


@jobs.handler(ROUND)
def erase_past(day: str) -> None:
    """Once a day; twice or late does no harm, since what is erased is not found again."""
    today = date.fromisoformat(day)
    versions = db.session.execute(
        select(Application.code, Application.version)
        .where(or_(Application.status == Status.DRAFT, Application.applicant_snapshot.is_not(None)))
        .distinct()
        .order_by(Application.code, Application.version)
    ).all()
    for code, version in versions:
        own = Application.code == code, Application.version == version
        example = db.session.scalars(select(Application).where(*own).limit(1)).unique().one_or_none()
        if example is None:
            continue
        kept = content.definition_of(example).retention
        _erase_all(select_drafts(own, kept, today), example.code, "draf")
        _erase_all(select_refused(own, kept, today), example.code, "tanpa_izin")
        _erase_all(select_issued(own, kept, today), example.code, "izin_berakhir")


def select_drafts(own: tuple[ColumnElement[bool], ...], kept: Retention, today: date) -> list[int]:
    """Drafts that nobody touched for as long as the definition keeps them."""
    if not kept.draft_days:
        return []
    before = _start_of(today - timedelta(days=kept.draft_days))
    return _ids(*own, Application.status == Status.DRAFT, Application.changed_at < before)


def select_refused(own: tuple[ColumnElement[bool], ...], kept: Retention, today: date) -> list[int]:
    """Requests that ended without a permit: refused, withdrawn, closed."""
    if not kept.refused_years:
        return []
    before = _start_of(shifted(today, -kept.refused_years, "y"))
    without = ENDED - {Status.ISSUED}
    return _ids(
        *own,
        Application.status.in_(without),
        Application.ended_at < before,
        Application.applicant_snapshot.is_not(None),
    )


def select_issued(own: tuple[ColumnElement[bool], ...], kept: Retention, today: date) -> list[int]:
    """Requests of which every permit ended that long ago, and that no open request is about."""
    if not kept.issued_years:
        return []
    limit = shifted(today, -kept.issued_years, "y")
    mine = papers.application_id == Application.id
    permit = mine & (papers.kind == "permit")
    lives = permit & cast(papers.status, String).in_(LIVING) & or_(papers.valid_to.is_(None), papers.valid_to >= limit)
    recent = permit & (papers.ended_at >= _start_of(limit))
    return _ids(
        *own, Application.status == Status.ISSUED, Application.ended_at < _start_of(limit),
        ~exists().where(lives), ~exists().where(recent), ~_asked_about(), Application.applicant_snapshot.is_not(None),
    )  # fmt: skip


def erase(application: Application) -> list[str]:
    """What the request says of persons goes; the keys of the files that it named. In the caller's transaction."""
    keys = [document.file_key for document in application.documents] + duty_reports.forget(application.id)
    for model in (Document, SealedIndex, PartyPerson):
        db.session.execute(delete(model).where(model.application_id == application.id))
    held = Correction.application_id == application.id
    db.session.execute(update(Correction).where(held).values(before=None, remarks={}, note=""))
    db.session.expire(application, ["documents", "corrections"])
    application.answers, application.sealed = {}, None
    application.staff_answers, application.staff_sealed = {}, None
    application.applicant_snapshot = application.statement = application.brought_over = None
    application.party_name, application.kelurahan = "", None
    return keys


@jobs.handler(DISCARD)
def discard(keys: list[str]) -> None:
    """Remove files that no row names any more. The writer's lock is held meanwhile, so that none comes to name one."""
    with transaction():
        for key in keys:
            if not _named(key):
                files.delete(key)


def _erase_all(ids: list[int], code: str, why: str) -> None:
    """A few at a time, each time with its count in the audit log."""
    for start in range(0, len(ids), BATCH):
        batch, now = ids[start : start + BATCH], utc_now()
        with transaction():
            query = select(Application).where(Application.id.in_(batch)).order_by(Application.id).with_for_update()
            found = db.session.scalars(query.execution_options(populate_existing=True)).unique().all()
            keys = sorted({key for application in found for key in erase(application)})
            if keys:
                jobs.enqueue(DISCARD, f"{DISCARD}:{code}:{batch[0]}:{now.isoformat()}", keys=keys)
            audit.record("masa_simpan.dihapus", f"jenis:{code}", SYSTEM, now, sebab=why, jumlah=len(found))
            db.session.flush()
            if why == "draf":
                _remove([application.id for application in found if application.status is Status.DRAFT])


def _remove(ids: list[int]) -> None:
    """A draft goes with every row that hangs on it."""
    for table in reversed(Base.metadata.sorted_tables):
        for column in table.columns:
            if any(key.column is Application.__table__.c.id for key in column.foreign_keys):
                db.session.execute(table.delete().where(column.in_(ids)))
    db.session.expunge_all()
    db.session.execute(delete(Application).where(Application.id.in_(ids), Application.status == Status.DRAFT))


def _ids(*where: ColumnElement[bool]) -> list[int]:
    return list(db.session.scalars(select(Application.id).where(*where).order_by(Application.id)))


def _asked_about() -> ColumnElement[bool]:
    """An open request, or a draft, is about one of its papers and reads its answers."""
    asking = Application.__table__.alias("asking")
    referral = Base.metadata.tables["referral"]
    return exists().where(
        papers.application_id == Application.id,
        referral.c.issued_id == papers.id,
        referral.c.application_id == asking.c.id,
        asking.c.status.in_((*OPEN, Status.DRAFT)),
    )


def _start_of(day: date) -> datetime:
    return datetime.combine(day, time(), WIB).astimezone(UTC)


def _named(key: str) -> bool:
    columns = ((table, name) for table in Base.metadata.sorted_tables for name in FILE_COLUMNS & set(table.c.keys()))
    return any(_holds(table, name, key) for table, name in columns)


def _holds(table: Table, name: str, key: str) -> bool:
    return db.session.execute(select(1).select_from(table).where(table.c[name] == key).limit(1)).first() is not None
