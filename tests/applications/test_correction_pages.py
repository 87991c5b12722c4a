"""A returned application on the applicant's pages: only what was remarked on is open, with the remark beside it."""

from datetime import date

import pytest

from app.applications import corrections, queries
from app.foundation.database import transaction
from tests.applications.test_service import fill, submit
from tests.applications.world import ACTOR, log_in, make_draft, make_person
from tests.conftest import NOON


@pytest.fixture
def mending(new_app):
    """A client of an applicant whose application came back, and its reference."""
    app = new_app("sqlite", "city")
    app.config.update(WTF_CSRF_ENABLED=False, RAISE_UNEXPECTED=True)
    with app.app_context():
        sri = make_person()
        application = make_draft(sri)
        fill(application)
        submit(application)
        row_id = application.answers["kbli"][0]["_id"]
        remarks = {"nama_perusahaan": "Samakan dengan akta", f"kbli-{row_id}-kode": "Kode keliru", "ktp": "KTP buram"}
        with transaction():
            corrections.open_round(
                application,
                tier="berkas",
                remarks=remarks,
                note="Terima kasih",
                due_on=date(2026, 3, 16),
                actor=ACTOR,
                now=NOON,
            )
        return app, log_in(app, sri), application.reference


def test_the_hub_shows_what_is_to_be_mended_and_until_when(mending):
    _app, client, reference = mending

    page = client.get(f"/permohonan/{reference}").text

    assert page.count("Perlu diperbaiki") >= 3
    assert "16 Maret 2026" in page
    assert "Terima kasih" in page


def test_only_flagged_questions_have_inputs_and_show_the_remark(mending):
    _app, client, reference = mending

    page = client.get(f"/permohonan/{reference}/isi/perusahaan").text

    assert 'name="nama_perusahaan"' in page
    assert "Samakan dengan akta" in page
    assert 'name="email_usaha"' not in page


def test_one_cell_of_a_row_is_mended_without_touching_the_rest(mending):
    app, client, reference = mending
    page = client.get(f"/permohonan/{reference}/isi/kegiatan").text
    assert 'name="kbli-0-kode"' in page
    assert "tambah:kbli" not in page

    client.post(f"/permohonan/{reference}/isi/kegiatan", data={"kbli-0-kode": "47762", "kelembagaan": "agen"})

    with app.app_context():
        answers = queries.get_by_reference(reference).answers
        assert [row["kode"] for row in answers["kbli"]] == ["47762"]
        assert answers["kelembagaan"] == ["pengecer"]


@pytest.fixture
def asks_more(mending):
    """As `mending`, where a remark on the kind of business opens a question that was not asked before."""
    app, client, reference = mending
    with app.app_context(), transaction():
        application = queries.get_by_reference(reference)
        application.corrections[0].remarks = {"cabang": "Menurut akta ini kantor cabang"}
    page = f"/permohonan/{reference}/isi/perusahaan"
    client.post(page, data={"cabang": "true"})
    return app, client, page, reference


def test_what_a_correction_newly_asks_may_be_mended_until_it_is_handed_in(asks_more):
    app, client, page, reference = asks_more
    client.post(page, data={"siup_pusat_no": "x" * 61})  # too long: kept as typed, said to be wrong

    assert 'name="siup_pusat_no"' in client.get(page).text
    client.post(page, data={"siup_pusat_no": "503/1/PUSAT/2020", "email_usaha": "lain@contoh.id"})
    sent = client.post(f"/permohonan/{reference}/tinjau", data={"token": "x1", "pernyataan": "ya"})

    assert sent.status_code == 302
    with app.app_context():
        answers = queries.get_by_reference(reference).answers
    assert answers["siup_pusat_no"] == "503/1/PUSAT/2020"
    assert answers["email_usaha"] != "lain@contoh.id"


def test_the_review_shows_old_and_new_and_sends_it_back(mending):
    _app, client, reference = mending
    client.post(f"/permohonan/{reference}/isi/perusahaan", data={"nama_perusahaan": "Toko Baru"})

    review = client.get(f"/permohonan/{reference}/tinjau").text
    sent = client.post(f"/permohonan/{reference}/tinjau", data={"token": "x1", "pernyataan": "ya"})

    assert "Semula: Toko Batik Contoh" in review
    assert sent.status_code == 302
    assert client.post(f"/permohonan/{reference}/tinjau", data={"token": "x1", "pernyataan": "ya"}).status_code == 302
    assert "Perbaikan terkirim" in client.get(f"/permohonan/{reference}/tanda-terima").text
