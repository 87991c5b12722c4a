"""A parent's own answers in rules: shown, judged, explained, routed by, and the end of the child."""

from __future__ import annotations

import json
from datetime import date, timedelta

from tests.features.requesting import begin, fill, register, settle
from tests.features.town import Town
from tests.journeys import office

TYPES = ("izin_pusat", "izin_cabang", "izin_petak")
PARENT, CHILD = TYPES[:2]


def parent_of(town: Town, citizen, **answers) -> str:
    base = {"jenis": "makanan", "luas": "120,5", "jumlah_cabang": "1", "modal": "5000000"}
    rows = [{"nomor": "A1", "luas": "3,0", "harga": "1000"}, {"nomor": "A2", "luas": "4,5"}]
    settle(town, citizen, PARENT, **(base | {"petak": rows} | answers))
    return register(town, PARENT)[-1][2]


def test_a_branch_reads_its_parents_answers(town: Town) -> None:
    citizen = town.resident()
    number = parent_of(town, citizen)
    begin(citizen, CHILD)
    fill(citizen, induk=number, luas="20,5", bahan="tempe")
    addresses = citizen.person.open(f"/permohonan/{citizen.reference}").links("/isi/")
    page = citizen.person.open(addresses[1])
    carried = json.loads(page.soup.select_one("#aturan")["data-rules"])
    assert carried["facts"]["induk"] == {"luas": 1205}, "only what this page's rules read leaves the server"
    assert "Ditanyakan karena jenis usaha dari izin pada izin pusat" in page.text, page.text
    assert "Dihitung: luas dari izin pada izin pusat 120,5 m²" in page.text, page.text
    assert "Luas semua petak pusat" in page.text
    assert "5.000.000" not in page.text, "sealed answers stay sealed"

    page = page.form(having="_versi").fill(luas="130").send("Simpan dan lanjutkan")
    assert page.status == 422
    assert "Cabang harus lebih kecil dari pusatnya." in page.text
    fill(citizen, luas="20,5")
    citizen.hand_in()
    assert office.climb(town, citizen.reference) == ["kasi", "kabid"], "the parent's size asks for the second tier"
    office.sign(town, citizen.reference, "kepala_dinas")
    assert ends(town, CHILD)[-1] == ends(town, PARENT)[-1], "the child ends with its parent"

    begin(citizen, CHILD)
    fill(citizen, induk=number, luas="10", bahan="tahu")
    review = citizen.person.open(f"/permohonan/{citizen.reference}/tinjau")
    assert "dapat dipakai 1 kali" in review.text, "max_uses is the parent's own answer"


def test_nobody_reads_another_persons_permit(town: Town) -> None:
    owner, stranger = town.resident(), town.resident()
    number = parent_of(town, owner, luas="777,5")
    begin(stranger, CHILD)
    first, second = stranger.person.open(f"/permohonan/{stranger.reference}").links("/isi/")
    page = stranger.person.open(first).form(having="_versi").fill(induk=number).send("Simpan dan lanjutkan")
    assert page.status == 422
    assert "Nomor ini tidak dapat dipakai" in page.text
    for address in (first, second, f"/permohonan/{stranger.reference}/tinjau"):
        page = stranger.person.open(address)
        assert b"777" not in page.content
        assert "Bahan makanan" not in page.text, "a refused permit reads as missing"


def ends(town: Town, code: str) -> list[date]:
    from sqlalchemy import select

    from app.certificates.models import Issued
    from app.foundation.database import db

    with town.app.app_context():
        found = list(db.session.scalars(select(Issued.valid_to).where(Issued.code == code).order_by(Issued.id)))
    assert all(day > date.today() + timedelta(days=300) for day in found)
    return found


def test_rows_are_picked_from_the_parent(town: Town) -> None:
    citizen = town.resident()
    number = parent_of(town, citizen)
    begin(citizen, "izin_petak")
    first, second = citizen.person.open(f"/permohonan/{citizen.reference}").links("/isi/")
    assert "Isi dahulu nomor izin" in citizen.person.open(second).text
    citizen.section(first, {"induk": number})

    page = citizen.person.open(second)
    form = page.form(having="petak-pilih")
    assert form.options("petak-pilih") == ["A1", "A2"]
    assert "A1 (Luas petak: 3,0 m²)" in page.text, page.text
    form.values["petak-pilih"] = ["A2"]
    page = form.send("Simpan dan lanjutkan")
    assert page.status == 200
    form = page.form(having="petak-0-penjaga")
    assert not {"petak-0-nomor", "petak-0-luas"} & form.names, "what the parent says is shown, not asked"
    assert "4,5 m²" in page.text

    token = form.values["csrf_token"][0], form.values["_versi"][0], form.values["petak-0-_id"][0]
    tampered = [("csrf_token", token[0]), ("_versi", token[1]), ("petak-0-_id", token[2]), ("petak-0-penjaga", "Sri"),
                ("petak-0-nomor", "A2"), ("petak-0-luas", "90"), ("petak-pilih", "A2"), ("petak-pilih", "B7")]  # fmt: skip
    citizen.person.post(second, tampered)
    review = citizen.person.open(f"/permohonan/{citizen.reference}/tinjau").text
    assert "4,5 m²" in review
    assert "90" not in review.replace("0190", "")
    assert "Rp4.500" in review, "computed from what the parent says"

    page = citizen.person.open(second)
    version = page.form(having="_versi").values["_versi"][0]
    page = citizen.person.post(
        second, [("csrf_token", token[0]), ("_versi", version), ("petak-0-nomor", "B7"), ("petak-0-penjaga", "Sri")]
    )
    assert page.status == 422
    assert "tidak ada pada izin yang ditunjuk" in page.text
    form = page.form(having="petak-pilih")
    form.values["petak-pilih"] = ["A1", "A2"]
    form.send("Pakai pilihan ini")
    citizen.section(second, {"petak-0-penjaga": "Ani", "petak-1-penjaga": "Sri"})
    citizen.hand_in()
    office.climb(town, citizen.reference)
    office.sign(town, citizen.reference, "kepala_dinas")
    assert [paper[2].rsplit("/", 2)[0] for paper in register(town, "izin_petak")] == ["PETAK/A1", "PETAK/A2"]
    assert len(ends(town, "izin_petak")) == 2
