"""Drafts of definitions: one at most per type, locked optimistically. A draft is text; nothing here judges it.

Opening the editor makes no draft: `opened` answers the live text, and only a `save` that really differs writes a row.
Call the functions that write inside `with transaction():`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from app.catalog import source as sources
from app.catalog.models import DraftReader, PermitDraft, PermitType, PermitVersion
from app.errors import ConflictError, DraftConflictError, InputError, NotFoundError, TooLargeError
from app.foundation import audit
from app.foundation.actors import Actor
from app.foundation.database import db
from app.permits.source import MAX_BYTES

NO_DRAFT = 0  # the row version of a text that is not yet a draft
PRESENT = timedelta(minutes=15)  # how long a reader of the editor is told of
MINUTE = timedelta(minutes=1)
CODE = re.compile(r"[a-z][a-z0-9_]{0,39}[a-z0-9]")


@dataclass(frozen=True, slots=True)
class Editor:
    """Whose work it is: the name is shown to colleagues, in the office's own pages only."""

    user_id: int | None
    name: str


@dataclass(frozen=True, slots=True)
class Opened:
    """What an editor has before it: the draft, or the live text while nobody changed anything (`row_version` 0)."""

    code: str
    source: str
    row_version: int
    base_version: int | None
    draft: PermitDraft | None


def find(code: str) -> PermitDraft | None:
    """The type's draft, if it has one."""
    return db.session.scalar(select(PermitDraft).where(PermitDraft.code == code))


def get(draft_id: int) -> PermitDraft:
    """Raises NotFoundError."""
    draft = db.session.get(PermitDraft, draft_id)
    if draft is None:
        raise NotFoundError(detail=f"no draft {draft_id}")
    return draft


def all_drafts() -> list[PermitDraft]:
    """Every draft, by code."""
    return list(db.session.scalars(select(PermitDraft).order_by(PermitDraft.code)))


def live_text(code: str) -> tuple[int, str] | None:
    """Number and YAML of the live version, its base line first; None for a code that was never published."""
    query = (
        select(PermitVersion.version, PermitVersion.source)
        .join(PermitType, (PermitType.code == PermitVersion.code) & (PermitType.live_version == PermitVersion.version))
        .where(PermitVersion.code == code)
    )
    row = db.session.execute(query).first()
    return (row.version, row.source) if row else None


def opened(code: str) -> Opened:
    """The draft, else the live text. Raises NotFoundError for a code that has neither."""
    draft = find(code)
    if draft is not None:
        return Opened(code, draft.source, draft.row_version, draft.base_version, draft)
    live = live_text(code)
    if live is None:
        raise NotFoundError(detail=f"{code} has neither draft nor version")
    return Opened(code, live[1], NO_DRAFT, live[0], None)


def start(code: str, source: str, *, editor: Editor, actor: Actor, now: datetime) -> PermitDraft:
    """The draft of a new type (a skeleton, or a copy of another). Raises InputError, ConflictError if the code is taken."""
    if not CODE.fullmatch(code):
        raise InputError("Kode jenis izin terdiri atas huruf kecil, angka, dan garis bawah, diawali huruf.")
    if find(code) is not None or live_text(code) is not None:
        raise ConflictError(f"Kode {code} sudah dipakai. Pilih kode lain, atau buka jenis izin itu.")
    return _add(code, source, None, editor, actor, now, "draf.dibuat")


def save(code: str, source: str, *, expected: int, editor: Editor, actor: Actor, now: datetime) -> PermitDraft | None:
    """Keep `source` as the draft of `code`; None, and no draft, where nothing really differs.

    `expected` is the row version that the editor was shown (0: the live text). Raises DraftConflictError, which carries
    both texts, when somebody else saved meanwhile; NotFoundError; TooLargeError.
    """
    _lock(code)
    before = opened(code)
    text = _normal(source, before.base_version)
    if before.row_version != expected:
        if sources.fingerprint(text) == sources.fingerprint(before.source):
            return before.draft  # both wrote the same
        raise _conflict(before, text)
    if sources.fingerprint(text) == sources.fingerprint(before.source):
        return before.draft
    if before.draft is None:
        return _add(code, text, before.base_version, editor, actor, now, "draf.dibuat")
    return _write(before.draft, text, editor, actor, now, "draf.disimpan")


def take_in(source: str, *, code: str, expected: int, editor: Editor, actor: Actor, now: datetime) -> PermitDraft:
    """A text from a file as the draft of `code`; an existing draft is replaced only if it is still `expected`.

    Raises DraftConflictError, InputError, TooLargeError.
    """
    _lock(code)
    draft, live = find(code), live_text(code)
    if draft is None and live is None:
        return start(code, source, editor=editor, actor=actor, now=now)
    base = live[0] if live else None
    text = _normal(source, base)
    if draft is None:
        return _add(code, text, base, editor, actor, now, "draf.diimpor")
    if draft.row_version != expected:
        raise _conflict(opened(code), text)
    draft.base_version = base
    return _write(draft, text, editor, actor, now, "draf.diimpor")


def discard(code: str, *, expected: int, actor: Actor, now: datetime) -> None:
    """Throw the draft away; the live version stays. Raises NotFoundError, ConflictError."""
    _lock(code)
    draft = find(code)
    if draft is None:
        raise NotFoundError(detail=f"{code} has no draft")
    if draft.row_version != expected:
        raise ConflictError(f"Draf {code} baru saja diubah oleh {draft.editor}. Lihat dahulu sebelum membuangnya.")
    audit.record("draf.dibuang", code, actor, now, before=draft.source)
    db.session.delete(draft)
    db.session.execute(delete(DraftReader).where(DraftReader.code == code))
    db.session.flush()


def see(code: str, editor: Editor, now: datetime) -> None:
    """Note that the editor has the type open."""
    if editor.user_id is None:
        return
    seen = db.session.get(DraftReader, (code, editor.user_id))
    if seen is None:
        db.session.add(DraftReader(code=code, user_id=editor.user_id, name=editor.name, seen_at=now))
    else:
        seen.seen_at = now
    db.session.flush()


def seen_lately(code: str, editor: Editor, now: datetime) -> bool:
    """Whether `see` was called for this person within the minute."""
    seen = db.session.get(DraftReader, (code, editor.user_id))
    return seen is not None and now - seen.seen_at < MINUTE


def other_readers(code: str, editor: Editor, now: datetime) -> list[DraftReader]:
    """Colleagues who had the editor of this type open a short while ago, the latest first."""
    query = (
        select(DraftReader)
        .where(DraftReader.code == code, DraftReader.user_id != editor.user_id, DraftReader.seen_at > now - PRESENT)
        .order_by(DraftReader.seen_at.desc())
    )
    return list(db.session.scalars(query))


def _lock(code: str) -> None:
    """Two first saves of one type follow each other on PostgreSQL too; SQLite has one writer anyway."""
    db.session.scalars(select(PermitType.code).where(PermitType.code == code).with_for_update()).all()
    query = select(PermitDraft).where(PermitDraft.code == code)
    db.session.scalars(query.with_for_update().execution_options(populate_existing=True)).all()


def _normal(source: str, base: int | None) -> str:
    """As it is kept: lines end with LF, the last one too, and the first names the base. Raises TooLargeError."""
    text = source.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n") + "\n"
    if len(text.encode()) > MAX_BYTES:
        raise TooLargeError(f"Naskah lebih besar dari {MAX_BYTES // 1024} KB.")
    return sources.with_base(text, base) if base is not None else sources.without_base(text)


def _add(
    code: str, source: str, base: int | None, editor: Editor, actor: Actor, now: datetime, action: str
) -> PermitDraft:
    draft = PermitDraft(
        code=code,
        source=_normal(source, base),
        base_version=base,
        author_id=editor.user_id,
        author=editor.name,
        editor_id=editor.user_id,
        editor=editor.name,
        created_at=now,
        changed_at=now,
    )
    db.session.add(draft)
    audit.record(action, code, actor, now, after=draft.source, base=base)
    try:
        db.session.flush()
    except IntegrityError as error:  # two new types of one code, at the same moment
        raise ConflictError(f"Kode {code} baru saja dipakai orang lain.") from error
    return draft


def _write(draft: PermitDraft, text: str, editor: Editor, actor: Actor, now: datetime, action: str) -> PermitDraft:
    audit.record(action, draft.code, actor, now, before=draft.source, after=text, base=draft.base_version)
    draft.source = text
    draft.editor_id, draft.editor, draft.changed_at = editor.user_id, editor.name, now
    db.session.flush()
    return draft


def _conflict(theirs: Opened, mine: str) -> DraftConflictError:
    draft = theirs.draft
    return DraftConflictError(
        who=draft.editor if draft else "",
        when=draft.changed_at if draft else None,
        mine=mine,
        theirs=theirs.source,
        row_version=theirs.row_version,
    )
