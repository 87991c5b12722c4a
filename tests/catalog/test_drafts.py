"""Drafts: one per type, made only by a difference, never overwritten unseen."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.catalog import drafts
from app.catalog import source as sources
from app.errors import ConflictError, DraftConflictError, InputError, NotFoundError
from app.foundation.actors import SYSTEM
from app.foundation.database import db, transaction
from app.foundation.models import AuditEvent
from tests.catalog.test_publishing import SIUP, publish
from tests.conftest import NOON

SRI, BUDI = drafts.Editor(None, "Sri"), drafts.Editor(None, "Budi")


def save(source: str, expected: int, editor: drafts.Editor = SRI):
    with transaction():
        return drafts.save("siup", source, expected=expected, editor=editor, actor=SYSTEM, now=NOON)


def test_only_a_real_difference_makes_a_draft_and_nobody_overwrites_another(app):
    publish()
    shown = drafts.opened("siup")

    assert (shown.row_version, shown.base_version, shown.draft) == (drafts.NO_DRAFT, 1, None)
    assert save(shown.source.replace("\n", "\r\n"), shown.row_version) is None
    assert drafts.find("siup") is None

    first = save(shown.source + "# satu\n", shown.row_version)
    assert (first.base_version, first.author) == (1, "Sri")
    assert sources.base_of(first.source) == 1

    with pytest.raises(DraftConflictError) as caught:
        save(shown.source + "# dua\n", shown.row_version, BUDI)
    assert (caught.value.who, caught.value.when) == ("Sri", NOON)
    assert (caught.value.mine.endswith("# dua\n"), caught.value.theirs.endswith("# satu\n")) == (True, True)

    again = save(shown.source + "# satu\n# dua\n", caught.value.row_version, BUDI)
    assert (again.editor, again.author) == ("Budi", "Sri")
    with transaction(), pytest.raises(ConflictError):
        drafts.discard("siup", expected=first.row_version - 1, actor=SYSTEM, now=NOON)
    with transaction():
        drafts.discard("siup", expected=drafts.find("siup").row_version, actor=SYSTEM, now=NOON)
    assert drafts.find("siup") is None

    with pytest.raises(DraftConflictError):
        save(shown.source + "# tiga\n", 2)
    done = [action for action in db.session.scalars(select(AuditEvent.action)) if action.startswith("draf.")]
    assert done == ["draf.dibuat", "draf.disimpan", "draf.dibuang"]


def test_a_new_type_begins_as_a_draft_under_a_free_code(app):
    publish()

    def start(code: str):
        with transaction():
            return drafts.start(code, "code: x\n", editor=SRI, actor=SYSTEM, now=NOON)

    assert start("izin_baru").base_version is None
    for taken in ("siup", "izin_baru"):
        with pytest.raises(ConflictError):
            start(taken)
    with pytest.raises(InputError):
        start("Izin Baru")
    with pytest.raises(NotFoundError):
        drafts.opened("tidak_ada")


def test_a_file_is_taken_in_as_a_draft_on_the_live_version(app):
    publish()

    def take_in(source: str, expected: int = 0):
        with transaction():
            return drafts.take_in(source, code="siup", expected=expected, editor=SRI, actor=SYSTEM, now=NOON)

    draft = take_in(f"# base: 7\n{SIUP}# dari berkas\n")
    assert (draft.base_version, sources.base_of(draft.source)) == (1, 1)
    with pytest.raises(DraftConflictError):
        take_in(SIUP)
    assert take_in(SIUP + "# lagi\n", draft.row_version).source.endswith("# lagi\n")


def test_colleagues_see_who_has_the_editor_open(city):
    from flask_appbuilder.security.sqla.models import User

    user = User(first_name="Sri", last_name="W", username="sri", email="sri@contoh.go.id", password="x", active=True)
    with transaction():
        db.session.add(user)
        db.session.flush()
        sri = drafts.Editor(user.id, "Sri")
        drafts.see("siup", sri, NOON)

    assert drafts.seen_lately("siup", sri, NOON)
    assert drafts.other_readers("siup", sri, NOON) == []
    [seen] = drafts.other_readers("siup", drafts.Editor(0, "Budi"), NOON + timedelta(minutes=3))
    assert seen.name == "Sri"
    assert drafts.other_readers("siup", BUDI, NOON + timedelta(hours=1)) == []
