"""A signature as evidence, a point with its exactness, a photograph that is kept small."""

from __future__ import annotations

from io import BytesIO

from PIL import Image

from tests.features.town import Town
from tests.journeys import office

TYPES = ("tanda_tangan",)


def picture(width: int, height: int, kind: str = "PNG") -> bytes:
    out = BytesIO()
    Image.new("RGB", (width, height), "white").save(out, kind)
    return out.getvalue()


def test_signatures_and_photographs_are_kept_as_papers_of_the_case(town: Town) -> None:
    citizen = town.resident()
    citizen.begin("tanda_tangan")
    [address] = citizen.person.open(f"/permohonan/{citizen.reference}").links("/isi/")
    page = citizen.person.open(address)
    assert page.soup.select_one('input[type="file"][name="paraf"][data-signature]')
    assert page.soup.select_one('input[type="hidden"][name="titik-accuracy_m"]')

    point = {"titik-lat": "-6,889", "titik-lon": "109,675", "titik-accuracy_m": "12"}
    form = page.form(having="_versi").fill(nama_lapak="Truntum", **point)
    refused = form.send("Simpan dan lanjutkan", files={"paraf": ("ttd.png", b"bukan gambar", "image/png")})
    assert refused.status == 422
    assert "Jenis berkas tidak diterima" in refused.text

    form = refused.form(having="_versi")
    kept = form.send("Simpan dan lanjutkan", files={"paraf": ("ttd.png", picture(600, 200), "image/png")})
    assert kept.path.endswith("/dokumen")
    kept.form(having="foto").send(
        "Unggah berkas", files={"foto": ("lapak.jpg", picture(1600, 1200, "JPEG"), "image/jpeg")}
    )

    review = citizen.person.open(f"/permohonan/{citizen.reference}/tinjau")
    drawn = review.soup.select_one("img.sk-signature")
    assert drawn["alt"] == "Tanda tangan pemohon"
    shown = citizen.person.open(drawn["src"])
    assert Image.open(BytesIO(shown.content)).size == (600, 200)
    citizen.hand_in()

    with town.app.app_context():
        from app.applications import content, queries
        from app.foundation import files

        held = queries.get_by_reference(citizen.reference)
        stored = {name: files.read(papers[0].file_key) for name, papers in content.papers(held).items()}
        assert content.answers(held)["titik"] == {"lat": "-6.889", "lon": "109.675", "accuracy_m": "12"}
    assert Image.open(BytesIO(stored["foto"])).size == (800, 600)

    desk = town.officer("petugas_fo").open(f"/meja/{citizen.reference}")
    assert "Tanda tangan pemohon" in desk.text
    assert desk.form(having="tahap").options("nilai-paraf") == ["ya", "tidak"]
    assert office.climb(town, citizen.reference) == ["berkas"]


def test_a_text_in_place_of_the_signature_is_not_taken(town: Town) -> None:
    citizen = town.resident()
    citizen.begin("tanda_tangan")
    [address] = citizen.person.open(f"/permohonan/{citizen.reference}").links("/isi/")
    form = citizen.person.open(address).form(having="_versi")
    values = [(name, value) for name, held in form.values.items() for value in held]

    answer = citizen.person.post(form.action, [*values, ("paraf", "saya"), ("titik-accuracy_m", "<b>")])

    assert answer.status == 422
    assert "Tanda tangan pemohon belum diunggah." in citizen.person.open(f"/permohonan/{citizen.reference}/tinjau").text
    with town.app.app_context():
        from app.applications import content, queries

        assert "paraf" not in content.answers(queries.get_by_reference(citizen.reference))
