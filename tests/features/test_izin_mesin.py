"""What may be held once, who may ask at all, rules of a row, the text beside "lainnya"; shares that a change takes or frees."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.features.requesting import begin, file, fill, register, settle
from tests.features.test_pihak import at_once, hand_in
from tests.features.town import Town
from tests.journeys import office
from tests.journeys.citizen import Citizen
from tests.journeys.pages import Page

TYPES = ("izin_mesin", "kuota_lapak")
RECORDS = Path(__file__).parents[1] / "schemas" / "records"
ENGINE = {"seri": "S1", "daya": "900", "beban": "800", "jenis": "lain", "jenis_lain": "Pres"}
WHOLE = {"nama_bengkel": "Maju Jaya", "nomor_rangka": "MH1", "bahan": "lain", "bahan_lain": "Biogas", "mesin": [ENGINE]}


def refused(citizen: Citizen, code: str, kind: str = "baru", *issued: int, **answers) -> str:
    """What the last page says of a request that may not be handed in."""
    begin(citizen, code, kind, *issued)
    fill(citizen, **answers)
    return handed_in(citizen).text


def handed_in(citizen: Citizen) -> Page:
    page = citizen.person.open(f"/permohonan/{citizen.reference}/tinjau")
    page = page.form(having="pernyataan").fill(pernyataan=True).send("Kirim")
    assert page.status == 422
    return page


def newest(town: Town, code: str) -> int:
    return [paper[0] for paper in register(town, code) if paper[1] == "permit"][-1]


def test_what_may_be_held_once(town: Town) -> None:
    citizen, other = town.resident(), town.resident()
    begin(citizen, "izin_mesin")
    fill(citizen, **WHOLE)
    review = citizen.person.open(f"/permohonan/{citizen.reference}/tinjau")
    citizen.hand_in()
    desk = office.screen(town, citizen.reference, "kepala_seksi", None)
    office.climb(town, citizen.reference)
    office.sign(town, citizen.reference, "kepala_dinas")
    issued = newest(town, "izin_mesin")
    for page in (desk, review):
        assert "Lainnya: Biogas" in page.text
        assert "Lainnya: Pres" in page.text

    text = refused(
        citizen,
        "izin_mesin",
        **{**WHOLE, "nama_bengkel": "maju  JAYA", "nomor_rangka": "MH2", "mesin": [{**ENGINE, "seri": "S2"}]},
    )
    assert "Nama bengkel: sudah Anda pakai" in text
    text = refused(other, "izin_mesin", **{**WHOLE, "nomor_rangka": "mh1"})
    assert "Nomor rangka: sudah dipakai" in text
    assert "Nomor seri: sudah dipakai" in text
    assert "Nama bengkel:" not in text, "that is only compared with one's own"

    settle(
        town, citizen, "izin_mesin", "perubahan", issued, nama_bengkel="Maju Jaya", nomor_rangka="MH3", mesin=[ENGINE]
    )
    fill(other, nomor_rangka="MH1", **{"mesin-0-seri": "S3"})
    other.hand_in()  # what was changed away is free again
    text = refused(
        citizen,
        "izin_mesin",
        "perubahan",
        newest(town, "izin_mesin"),
        nama_bengkel="Maju",
        nomor_rangka="MH1",
        mesin=[ENGINE],
    )
    assert "Nomor rangka: sudah dipakai" in text, "held by a request that is still open"


def test_rules_of_rows_the_other_text_and_who_may_ask(town: Town) -> None:
    citizen = town.resident()
    begin(citizen, "izin_mesin")
    [address] = citizen.person.open(f"/permohonan/{citizen.reference}").links("/isi/")
    page = citizen.person.open(address).form(having="_versi").fill(
        nama_bengkel="Baru", nomor_rangka="MH9", bahan="lain",
        **{"mesin-0-seri": "S9", "mesin-0-daya": "100", "mesin-0-beban": "200", "mesin-0-jenis": "las"},
    ).send("Simpan dan lanjutkan")  # fmt: skip
    assert page.status == 422
    assert "Beban tidak boleh melebihi daya mesin itu." in page.text
    assert "bahan_lain" in page.form(having="_versi").names
    page = page.form(having="_versi").send("Simpan dan lanjutkan")
    assert page.status == 422
    assert "Bahan bakar: tulis pilihan lainnya." in page.text

    fill(citizen, **{**WHOLE, "nomor_rangka": "MH9", "mesin": [{**ENGINE, "seri": "S9"}]})
    citizen.hand_in()
    office.climb(town, citizen.reference)
    office.sign(town, citizen.reference, "kepala_dinas")
    begin(citizen, "izin_mesin", "perpanjangan", newest(town, "izin_mesin"))
    stop = "Yang diperpanjang hanya izin pemohon berumur 60 tahun atau lebih."
    assert stop in citizen.person.open(f"/permohonan/{citizen.reference}").text
    assert stop in handed_in(citizen).text


def test_of_two_who_want_the_same_number_one_gets_it(town: Town) -> None:
    rivals = [town.resident() for _rival in range(2)]
    for number, citizen in enumerate(rivals):
        begin(citizen, "izin_mesin")
        fill(citizen, **{**WHOLE, "nomor_rangka": "MH77", "mesin": [{**ENGINE, "seri": f"S7{number}"}]})
    assert sorted(at_once([lambda one=one: hand_in(one) for one in rivals])) == [200, 422]


def test_a_change_takes_or_frees_the_difference(town: Town) -> None:
    first, second = town.resident(), town.resident()
    settle(town, first, "kuota_lapak", jalan="utara", jumlah="3")
    issued = newest(town, "kuota_lapak")
    assert "Petak di jalan ini tidak cukup. Tersisa 1." in refused(second, "kuota_lapak", jalan="utara", jumlah="2")

    file(first, "kuota_lapak", "perubahan", issued, jumlah="4")
    fill(second, jumlah="1")
    assert "Petak di jalan ini tidak cukup" in handed_in(second).text, "the open change holds what it adds"
    office.reject(town, first.reference, "kepala_seksi", None, "Tidak memenuhi syarat.")
    office.sign(town, first.reference, "kepala_dinas")
    assert hand_in(second) == 200, "refused, it holds nothing more than the permit"

    third = town.resident()
    assert "Petak di jalan ini tidak cukup" in refused(third, "kuota_lapak", jalan="utara", jumlah="2")
    settle(town, first, "kuota_lapak", "perubahan", issued, jumlah="1")
    assert hand_in(third) == 200, "what the change gave up is free"


def test_a_record_is_kept_in_the_console_and_read_in_rules(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(town.app.config, "PERMIT_SCHEMAS", RECORDS)
    town.publish(RECORDS / "izin_lapak.yaml")
    admin, citizen = town.officer("Admin"), town.resident()
    kind = "/console/data-induk/data_lapak"
    assert "Data lapak pasar" in admin.open("/console/data-induk/").text
    wrong = admin.open(kind).form(having="kode").fill(kode="", luas="1000").send("Tambah data")
    assert wrong.status == 422
    assert "Isi kuncinya." in wrong.text
    assert "Paling banyak 500." in wrong.text
    for key, size, shop in (("B1", "4,5", "false"), ("B2", "1,5", "false"), ("B3", "20", "true")):
        form = admin.open(kind).form(having="kode").fill(kode=key, nama=f"Lapak {key}", luas=size, kios=shop)
        assert form.send("Tambah data").status == 200
    assert "masih berlaku" in admin.open(kind).form(having="kode").fill(kode="B1", luas="3").send("Tambah data").text

    begin(citizen, "izin_lapak")
    [address] = citizen.person.open(f"/permohonan/{citizen.reference}").links("/isi/")
    form = citizen.person.open(address).form(having="lapak")
    assert form.options("lapak") == ["B1", "B2", "B3"], "what the office keeps, not what the examples say"
    page = form.fill(lapak="B2").send("Simpan dan lanjutkan")
    assert "Lapak ini terlalu kecil." in page.text
    citizen.section(address, {"lapak": "B1", "dagangan": "Batik"})
    text = citizen.person.open(address).text
    assert "(luas pada lapak 4,5 × 1.000) dibulatkan = Rp4.500" in text
    citizen.hand_in()

    [close] = [link for link in admin.open(kind).links("/tutup/")][:1]
    assert (
        admin.open(close).form(having="berlaku_terakhir").fill(berlaku_terakhir="2020-01-01").send("Tutup data").status
        == 422
    )
    assert admin.open(close).form(having="berlaku_terakhir").send("Tutup data").status == 200
    begin(citizen, "izin_lapak")
    [address] = citizen.person.open(f"/permohonan/{citizen.reference}").links("/isi/")
    form = citizen.person.open(address).form(having="lapak")
    assert form.options("lapak") == ["B2", "B3"]
    citizen.section(address, {"lapak": "B3"})
    citizen.hand_in()
    assert office.climb(town, citizen.reference) == ["kasi", "kabid"]
    monkeypatch.undo()  # the portal's own folder has the templates of papers
    office.sign(town, citizen.reference, "kepala_dinas")
    assert office.status(town, citizen.reference) == "issued"
