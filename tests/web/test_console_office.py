"""Holidays, tables, signers, settings and the audit log, as an administrator meets them in the console."""

from __future__ import annotations

from datetime import date

import pytest

from tests.conftest import Databases, close, make_app
from tests.features.town import Town, open_town
from tests.journeys import office
from tests.journeys.pages import Person

ADMIN = ("Admin", None)
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><circle cx="4" cy="4" r="3"/></svg>'


@pytest.fixture(scope="module")
def town(databases: Databases):
    """A town with one small type and one case before its second tier."""
    url, folder = databases.fresh("postgresql", "bare")
    app = make_app(url, folder)
    with open_town(app, ("satu_isian",)) as found:
        yield found
    close(app)
    databases.drop(url, folder)


@pytest.fixture(scope="module")
def case(town: Town) -> str:
    citizen = town.resident()
    citizen.begin("satu_isian")
    [section] = citizen.person.open(f"/permohonan/{citizen.reference}").links("/isi/")
    citizen.section(section, {"judul": "Kios"})
    citizen.hand_in()
    office.climb(town, citizen.reference, until="kasi")
    return citizen.reference


def due_on(town: Town, reference: str) -> date:
    from app.applications import queries

    with town.app.app_context():
        return queries.get_by_reference(reference).due_on


def test_a_new_holiday_moves_the_due_dates_of_open_cases_and_says_so(town: Town, case: str) -> None:
    admin, before = town.officer(*ADMIN), due_on(town, case)
    page = admin.open("/console/hari-libur/")
    form = page.form(having="day")

    refused = form.fill(day=before.isoformat(), nama="").send("Simpan")
    assert refused.status == 422
    assert "Isi namanya." in refused.text
    assert refused.form(having="day").values["day"] == [before.isoformat()]

    page = form.fill(day=before.isoformat(), nama="Hari Jadi Kota", sumber="Keputusan contoh 1/2026").send("Simpan")

    assert "Tenggat 1 berkas dihitung ulang." in page.text
    assert due_on(town, case) > before
    remove = next(link for link in page.links("/hapus/") if before.isoformat() in link)
    page = admin.open(remove).form(button="Ya, hapus").send()
    assert "Tenggat 1 berkas dihitung ulang." in page.text
    assert due_on(town, case) == before


def test_an_administrator_reads_the_log_but_not_what_concerns_an_applicant(town: Town, case: str) -> None:
    from sqlalchemy import select

    from app.foundation.database import db
    from app.foundation.models import AuditEvent

    admin = town.officer(*ADMIN)
    page = admin.open("/console/audit/")
    assert page.status == 200
    assert case not in page.text
    with town.app.app_context():
        hidden = db.session.scalars(select(AuditEvent.id).where(AuditEvent.object == case)).first()
    assert admin.open(f"/console/audit/{hidden}").status == 404
    assert "Tidak ada catatan" in admin.open(f"/console/audit/?objek={case}").text
    published = admin.open("/console/audit/?tindakan=izin.diterbitkan")
    assert "satu_isian" in admin.open(published.links("/console/audit/")[1]).text
    assert admin.open("/console/audit/?hari=ngawur&sebelum=abc").status == 200


@pytest.mark.parametrize(
    "drawing",
    [
        b"not a drawing",
        b'<!DOCTYPE svg [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg"/>',
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>',
        b'<svg xmlns="http://www.w3.org/2000/svg"><rect onload="x"/></svg>',
        b'<svg xmlns="http://www.w3.org/2000/svg" xmlns:x="http://www.w3.org/1999/xlink"><rect x:href="file:///etc/passwd"/></svg>',
    ],
)
def test_an_emblem_is_a_plain_drawing(town: Town, drawing: bytes) -> None:
    page = send_settings(town.officer(*ADMIN), drawing)

    assert page.status == 422
    assert "Lambang harus" in page.text


def test_settings_are_shown_on_pages_and_wrong_ones_lose_nothing(town: Town) -> None:
    admin = town.officer(*ADMIN)
    form = admin.open("/console/pengaturan/").form(having="phone")
    refused = form.fill(phone="(0285) 111222", email="bukan email").send("Simpan")
    assert refused.status == 422
    assert refused.form(having="phone").values["phone"] == ["(0285) 111222"]

    page = send_settings(admin, SVG, phone="(0285) 111222", email="dpmptsp@contoh.go.id")

    assert "Pengaturan disimpan." in page.text
    assert "Sudah ada lambang" in page.text
    assert "(0285) 111222" in town.person().open("/").text
    assert list(town.data.glob("emblem-*.svg"))
    assert "Tidak ada yang berubah." in admin.open("/console/pengaturan/").form(having="phone").send("Simpan").text


def send_settings(admin: Person, drawing: bytes, **changes: str):
    form = admin.open("/console/pengaturan/").form(having="phone").fill(**changes)
    return form.send("Simpan", files={"emblem": ("lambang.svg", drawing, "image/svg+xml")})


def test_tables_and_signers_are_looked_at(town: Town) -> None:
    admin = town.officer(*ADMIN)
    tables = admin.open("/console/tabel/")
    assert "kelurahan" in tables.text
    assert "berlaku" in admin.open("/console/tabel/kelurahan").text
    assert admin.open("/console/tabel/tidak_ada").status == 404
    assert "Kepala Dinas Contoh" in admin.open("/console/penanda-tangan/").text
