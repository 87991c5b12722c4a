"""The applicant's way over HTTP, without JavaScript, for every shipped type."""

import datetime
import io
import re

import pytest
from sqlalchemy import event, select

from app import catalog
from app.applications import content, queries
from app.foundation.database import db
from app.foundation.models import AuditEvent
from app.permits.case import PermitFact
from tests.applications.filling import fill_sections, first_good_example, said, upload_all
from tests.applications.world import NIK, OTHER_NIK, FakeRegister, log_in, make_person, png

CODES = ("siup", "iprk", "ipuwi", "tdp", "slhs", "spkp", "spp_irt")
TODAY = datetime.date.today().isoformat()
NOT_STATEMENTS = re.compile(r"\s*(BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE|PRAGMA)")


@pytest.fixture
def portal(new_app):
    """An app with the seven types, no context pushed: each request has its own, as in a server."""
    app = new_app("sqlite", "city")
    app.config.update(WTF_CSRF_ENABLED=False, RAISE_UNEXPECTED=True)
    return app


@pytest.fixture
def sri(portal):
    with portal.app_context():
        return make_person()


@pytest.fixture
def client(portal, sri):
    return log_in(portal, sri)


def begin(client, code="siup", party="perorangan"):
    answer = client.post(f"/permohonan/baru/{code}", data={"jenis": "baru", "pihak": party})
    assert answer.status_code == 302, answer.text
    return answer.headers["Location"].split("/")[-1]


@pytest.mark.parametrize("code", CODES)
def test_every_type_is_applied_for_from_the_first_page_to_the_receipt(portal, client, code):
    with portal.app_context():
        definition = catalog.live(code)
    example = first_good_example(definition)
    permits = {
        place: PermitFact(
            number=permit["number"], code=permit["type"], status=permit["status"], holder_nik=NIK, id=place,
            answers=permit.get("answers", {}),
        )
        for place, permit in enumerate(example.permits, 1)
    }  # fmt: skip
    portal.extensions["sakpore_register"] = FakeRegister(permits)
    assert client.get(f"/izin/{code}").status_code == 200
    assert client.get(f"/permohonan/baru/{code}").status_code == 200
    reference = begin(client, code, example.applicant.get("kind", "perorangan"))

    fill_sections(client, reference, definition, example)
    upload_all(client, reference, definition, example, TODAY)
    review = client.get(f"/permohonan/{reference}/tinjau")
    token = re.search(r'name="token" value="([^"]+)"', review.text).group(1)
    sent = client.post(f"/permohonan/{reference}/tinjau", data={"token": token, "pernyataan": "ya"})

    assert sent.status_code == 302, said(sent.text)
    receipt = client.get(sent.headers["Location"])
    assert reference in receipt.text
    assert re.search(r'id="pin">[0-9A-Z]{6}<', receipt.text)
    assert client.post(f"/permohonan/{reference}/tinjau", data={"token": token, "pernyataan": "ya"}).status_code == 302
    with portal.app_context():
        application = queries.get_by_reference(reference)
        assert application.content_hash == content.content_hash(application)


def test_a_question_that_an_answer_opens_is_asked_before_going_on(client):
    reference = begin(client)
    page = client.get(f"/permohonan/{reference}/isi/perusahaan")
    assert 'name="siup_pusat_no"' not in re.sub(r"(?s)<template.*?</template>", "", page.text)
    typed = {"nama_perusahaan": "Toko", "bentuk_usaha": "po", "email_usaha": "a@example.org", "cabang": "true"}

    answer = client.post(f"/permohonan/{reference}/isi/perusahaan", data=typed)

    assert answer.status_code == 200
    assert 'name="siup_pusat_no"' in re.sub(r"(?s)<template.*?</template>", "", answer.text)
    assert said(answer.text) == []


def test_what_cannot_be_used_is_said_beside_the_question_and_kept(client):
    reference = begin(client)

    answer = client.post(f"/permohonan/{reference}/isi/modal", data={"kekayaan_bersih": "banyak"})

    assert answer.status_code == 422
    assert [name for name, _message in said(answer.text)] == ["kekayaan_bersih"]
    assert 'value="banyak"' in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert "Kesalahan:" in answer.text


def test_leaving_is_always_possible_with_an_incomplete_section(client):
    reference = begin(client)

    answer = client.post(f"/permohonan/{reference}/isi/perusahaan", data={"merek": "Batik", "_aksi": "keluar"})

    assert answer.headers["Location"] == f"/permohonan/{reference}"
    assert 'value="Batik"' in client.get(f"/permohonan/{reference}/isi/perusahaan").text


def test_rows_are_added_and_taken_out_by_buttons(client):
    reference = begin(client)
    page = f"/permohonan/{reference}/isi/kegiatan"
    client.post(page, data={"kbli-0-kode": "47711", "_aksi": "tambah:kbli"})
    shown = client.get(page).text
    ids = re.findall(r'name="kbli-\d-_id" value="(\w+)"', shown)
    assert len(ids) == 2

    typed = {"kbli-0-_id": ids[0], "kbli-0-kode": "47711", "kbli-1-_id": ids[1], "kbli-1-kode": "47762"}
    client.post(page, data={**typed, "_aksi": f"hapus:kbli:{ids[0]}"})

    assert re.findall(r'name="kbli-\d-_id" value="(\w+)"', client.get(page).text) == [ids[1]]


def test_a_bad_file_is_refused_with_the_reason_and_the_others_are_kept(client):
    import io

    from tests.applications.world import PDF

    reference = begin(client)
    files = {"ktp": (io.BytesIO(PDF), "ktp.pdf"), "surat_pernyataan_lokasi": (io.BytesIO(b"<html>"), "surat.pdf")}

    answer = client.post(f"/permohonan/{reference}/dokumen", data=files, content_type="multipart/form-data")

    assert answer.status_code == 422
    assert [name for name, _message in said(answer.text)] == ["surat_pernyataan_lokasi"]
    assert "ktp.pdf" in answer.text


def test_a_stranger_finds_nothing_of_anothers_application(portal, client):
    reference = begin(client)
    with portal.app_context():
        stranger = log_in(portal, make_person("budi@example.org", OTHER_NIK, name="Budi Contoh"))

    for page in ("", "/isi/modal", "/dokumen", "/tinjau", "/tanda-terima", "/berkas/1", "/izin/1.pdf", "/tarik"):
        assert stranger.get(f"/permohonan/{reference}{page}").status_code == 404, page
    assert stranger.post(f"/permohonan/{reference}/isi/modal", data={"kekayaan_bersih": "1"}).status_code == 404
    assert portal.test_client().get(f"/permohonan/{reference}").status_code == 302


def test_opening_a_paper_is_noted_before_it_goes_out(portal, client):
    import io

    from tests.applications.world import PDF

    reference = begin(client)
    client.post(
        f"/permohonan/{reference}/dokumen",
        data={"ktp": (io.BytesIO(PDF), "ktp.pdf")},
        content_type="multipart/form-data",
    )
    link = re.search(rf"/permohonan/{reference}/berkas/\d+", client.get(f"/permohonan/{reference}/dokumen").text).group(
        0
    )

    answer = client.get(link)

    assert answer.data == PDF
    assert answer.headers["Content-Disposition"].startswith("attachment")
    with portal.app_context():
        assert "berkas.dibuka" in db.session.scalars(select(AuditEvent.action)).all()


def test_pages_stay_within_their_budget_of_statements(portal, client):
    counted: list[str] = []
    with portal.app_context():
        engine = db.engine
    reference = begin(client)
    client.get(f"/permohonan/{reference}/isi/modal")
    event.listen(engine, "before_cursor_execute", lambda _c, _cur, statement, *_rest: counted.append(statement))

    client.get(f"/permohonan/{reference}/isi/modal")
    form_page = [statement for statement in counted if not NOT_STATEMENTS.match(statement)]
    counted.clear()
    begin(client)
    create = [statement for statement in counted if not NOT_STATEMENTS.match(statement)]

    assert len(form_page) <= 5, form_page
    assert len(create) <= 12, create


def test_the_catalogue_finds_a_type_by_what_people_call_it(client):
    assert "Warung Internet" in client.get("/izin?q=warnet").text
    assert client.get("/izin?q=zzz").text.count("<h3") == 0
    assert client.get("/izin/tidak_ada").status_code == 404


def test_hundreds_of_types_come_by_the_page(client, monkeypatch):
    from app.web.portal import catalogue

    monkeypatch.setattr(catalogue, "AT_ONCE", 3)
    start = client.get("/").text
    assert start.count("<h3") == 3
    assert "Lihat semua 7 izin" in start

    pages = [client.get(f"/izin?halaman={number}").text for number in (1, 2, 3)]
    assert [page.count("<h3") for page in pages] == [3, 3, 1]
    assert len({code for page in pages for code in re.findall(r'/izin/(\w+)"', page)}) == 7
    assert "halaman=2" in pages[0]
    assert 'rel="next"' not in pages[2]
    for beyond in ("0", "-4", "99", "banyak", "9" * 30):
        assert client.get(f"/izin?halaman={beyond}").status_code == 200


def test_one_file_too_many_does_not_take_the_others_with_it(client):
    reference = begin(client, "iprk")
    files = [("foto_kos", (io.BytesIO(png(40 + number)), f"foto-{number}.png")) for number in range(11)]

    answer = client.post(
        f"/permohonan/{reference}/dokumen",
        data={"_aksi": "unggah", "foto_kos": [upload for _name, upload in files]},
        content_type="multipart/form-data",
    )

    assert answer.status_code == 422
    assert "paling banyak 10 berkas" in answer.text
    assert len(set(re.findall(r"foto-(\d+)\.png", answer.text))) == 10
