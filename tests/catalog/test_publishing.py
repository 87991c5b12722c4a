"""Publishing: immutable versions, two persons, the base of a text, and what other processes see."""

import shutil
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from app import catalog
from app.applications import content
from app.catalog import source as sources
from app.catalog import versions
from app.catalog.models import PermitVersion
from app.errors import ConflictError, DefinitionError, InputError, NotFoundError
from app.foundation.actors import SYSTEM
from app.foundation.database import db, transaction
from app.foundation.models import AuditEvent
from tests.conftest import NOON, close, make_app

SCHEMAS = Path(__file__).resolve().parents[2] / "permit_schemas"
SIUP = (SCHEMAS / "siup.yaml").read_text(encoding="utf-8")


def publish(source: str = SIUP, **changes: object) -> catalog.Published:
    given = {"author": "Penyusun", "approver": "Penyetuju", "effective_from": date(2026, 3, 2), **changes}
    return catalog.publish(
        source, code="siup", decree_number="503/1/2026", decree_date=date(2026, 3, 1), actor=SYSTEM, now=NOON, **given
    )


def renamed(title: str) -> str:
    return SIUP.replace("Surat Izin Usaha Perdagangan, en: Trading business permit", f"{title}, en: Trading")


def test_a_published_type_is_live_with_its_permissions(app):
    published = publish()

    assert (published.code, published.version) == ("siup", 1)
    assert catalog.live("siup").code == "siup"
    assert "petugas_fo" in published.created_roles
    assert any("can_verify_kasi on Siup" in right for right in published.granted)
    assert "izin.diterbitkan" in db.session.scalars(select(AuditEvent.action)).all()


def test_the_entry_is_read_without_building_a_definition(app):
    publish()
    app.extensions.pop(versions.EXTENSION, None)

    [entry] = catalog.entries()

    assert (entry.title, entry.short, entry.days) == ("Surat Izin Usaha Perdagangan", "SIUP", (3,))
    assert versions.shelf().definitions == {}


def test_author_and_approver_are_two_persons(app):
    with pytest.raises(InputError):
        publish(approver="penyusun ")


def test_a_broken_text_is_refused_and_the_live_version_stays(app):
    publish()

    with pytest.raises(DefinitionError) as caught:
        publish(SIUP.replace("type: money", "type: uang", 1))

    assert caught.value.faults
    assert catalog.entry("siup").version == 1


def test_a_new_version_leaves_the_old_one_as_it_was(app):
    publish()
    publish(renamed("Izin Dagang"))

    assert catalog.live("siup").title.id == "Izin Dagang"
    assert catalog.definition("siup", 1).title.id == "Surat Izin Usaha Perdagangan"
    with pytest.raises(NotFoundError):
        catalog.definition("siup", 3)


def test_a_text_that_was_not_written_on_the_live_version_is_refused(app):
    publish()
    second = publish(renamed("Izin Dagang"))

    with pytest.raises(ConflictError):
        publish(renamed("Dari versi satu"))
    assert publish(renamed("Ketiga"), replace=2).version == 3
    with pytest.raises(ConflictError):
        publish(second.source)  # says base 2


def test_the_text_given_back_names_its_version(app):
    assert publish().source.startswith("# base: 1\n")
    assert sources.fingerprint(SIUP) == sources.fingerprint(sources.with_base(SIUP, 7))


def test_a_later_init_never_rolls_a_publication_back(app):
    publish()
    publish(renamed("Izin Dagang"))

    _published, left = catalog.publish_missing(actor=SYSTEM, now=NOON, author="init", approver="Perwali")

    assert catalog.live("siup").title.id == "Izin Dagang"
    assert [state.sentence for state in left] == ["siup.yaml: berkas berbeda dari versi 2"]


def test_another_process_serves_the_new_version_at_its_next_look(app):
    publish()
    other = make_app(app.config["SQLALCHEMY_DATABASE_URI"], app.config["SAKPORE_DATA"])
    with other.app_context():
        assert catalog.live("siup").title.id == "Surat Izin Usaha Perdagangan"
        db.session.rollback()

    publish(renamed("Izin Dagang"))

    with other.app_context():
        assert catalog.live("siup").title.id == "Izin Dagang"
    close(other)


def test_a_stored_version_that_cannot_be_built_takes_only_itself_down(app):
    publish()
    with transaction():
        row = db.session.scalars(select(PermitVersion)).one()
        db.session.add(
            PermitVersion(
                code="siup",
                version=2,
                card={},
                canonical="{",
                sha256="",
                source="",
                source_sha256="",
                decree_number="",
                decree_date=row.decree_date,
                effective_from=row.effective_from,
                author="a",
                approver="b",
                published_at=NOON,
            )  # fmt: skip
        )

    with pytest.raises(DefinitionError):
        catalog.definition("siup", 2)
    assert catalog.live("siup").code == "siup"


def test_a_closed_type_takes_no_new_applications(app):
    publish()
    with transaction():
        catalog.close("siup", decree_number="503/2/2026", successor="NIB", actor=SYSTEM, now=NOON)

    assert not catalog.entry("siup").open
    with pytest.raises(ConflictError), transaction():
        catalog.close("siup", decree_number="503/2/2026", successor=None, actor=SYSTEM, now=NOON)


def test_an_application_stays_with_the_version_that_it_was_begun_under(app):
    from tests.applications.world import make_draft, make_person

    publish()
    application = make_draft(make_person())
    publish(renamed("Izin Dagang"))

    assert application.version == 1
    assert content.definition_of(application).title.id == "Surat Izin Usaha Perdagangan"


def test_the_permission_view_leads_back_to_the_code(app):
    publish()

    assert catalog.find_code_by_camel("Siup") == "siup"
    assert catalog.find_code_by_camel("Lain") is None


def test_a_changed_table_is_seen_by_the_next_publication(sqlite_app, tmp_path):
    shutil.copytree(SCHEMAS / "tables", tmp_path / "tables")
    sqlite_app.config["PERMIT_SCHEMAS"] = tmp_path
    before = sources.library()
    assert sources.library() is before, "parsed once"

    table = next((tmp_path / "tables").glob("*.yaml"))
    table.write_text(table.read_text(encoding="utf-8") + "\n# diubah\n", encoding="utf-8")

    assert sources.library() is not before


def test_a_text_is_judged_once_while_nothing_around_it_changes(sqlite_app, tmp_path, monkeypatch):
    shutil.copytree(SCHEMAS, tmp_path / "schemas")
    sqlite_app.config["PERMIT_SCHEMAS"] = tmp_path / "schemas"
    first = sources.judged(SIUP, "siup")
    assert sources.judged(SIUP, "siup") is first

    block = next((tmp_path / "schemas" / "library").glob("*.yaml"))
    block.write_text(block.read_text(encoding="utf-8") + "\n# diubah\n", encoding="utf-8")
    assert sources.judged(SIUP, "siup") is not first

    publish()
    held = sources.judged(SIUP, "siup", catalog.live("siup"))
    publish(renamed("Izin Dagang"))
    assert sources.judged(SIUP, "siup", catalog.live("siup")) is not held

    monkeypatch.setattr(sources, "MAX_JUDGED", 2)
    for number in range(4):
        sources.judged(f"# {number}", "siup")
    assert len(sqlite_app.extensions[sources.JUDGED].kept) == 2
