"""`variants.choose: applicant`: asked first, judged by the server, shown at review and at the desk, read by every rule."""

from __future__ import annotations

import json

from tests.features.requesting import begin, register
from tests.features.town import Town
from tests.journeys import office
from tests.journeys.citizen import Citizen

TYPES = ("pilih_golongan",)
CODE, CHOICE = "pilih_golongan", "pilihan_varian"


def place(citizen: Citizen, section: str) -> str:
    return f"/permohonan/{citizen.reference}/isi/{section}"


def test_the_choice_is_asked_first_judged_and_read_by_form_route_and_number(town: Town) -> None:
    citizen = town.resident()
    begin(citizen, CODE)
    hub = citizen.person.open(f"/permohonan/{citizen.reference}")
    found = [one.rpartition("/")[2] for one in hub.links("/isi/")]
    assert found == [CHOICE, "isi"], "the choice comes first"
    form = citizen.person.open(place(citizen, CHOICE)).form(having="_versi")
    assert form.options(CHOICE) == ["harian", "tahunan", "lembaga"]
    assert form.send("Simpan dan lanjutkan").status == 422, "it must be chosen"
    forged = citizen.person.open(place(citizen, CHOICE)).form(having="_versi")
    forged.values[CHOICE] = ["mingguan"]
    assert forged.send("Simpan dan lanjutkan").status == 422, "what is not offered is not taken"
    refused = citizen.person.open(place(citizen, CHOICE)).form(having="_versi").fill(**{CHOICE: "lembaga"})
    assert "Tidak ada golongan yang sesuai" in refused.send("Simpan dan lanjutkan").text, "not for a person"

    citizen.section(place(citizen, CHOICE), {CHOICE: "tahunan"})
    page = citizen.person.open(place(citizen, "isi"))
    assert "alasan" in page.form(having="_versi").names, "a question of this class"
    shipped = json.loads(str(page.soup.select_one("#aturan")["data-rules"]))
    assert shipped["facts"]["variant"]["most"] == 50, "the browser's rule reads the same row"
    citizen.section(place(citizen, "isi"), {"judul": "Kios Jlamprang", "jumlah": "20", "alasan": "ramai"})
    review = citizen.person.open(f"/permohonan/{citizen.reference}/tinjau")
    assert "Tahunan" in review.text
    citizen.hand_in()
    assert "Tahunan dipilih oleh pemohon" in office.screen(town, citizen.reference, "tim_teknis", None).text
    assert office.climb(town, citizen.reference) == ["lapangan", "kasi"]
    office.sign(town, citizen.reference, "kepala_dinas")
    assert register(town, CODE)[-1][2].startswith("503/0001/T/")


def test_another_choice_is_another_form_and_route_and_a_renewal_keeps_it(town: Town) -> None:
    citizen = town.resident()
    begin(citizen, CODE)
    citizen.section(place(citizen, CHOICE), {CHOICE: "harian"})
    assert "alasan" not in citizen.person.open(place(citizen, "isi")).form(having="_versi").names
    over = citizen.person.open(place(citizen, "isi")).form(having="_versi").fill(judul="Kios", jumlah="6")
    assert "melebihi batas golongan" in over.send("Simpan dan lanjutkan").text
    citizen.section(place(citizen, "isi"), {"judul": "Kios Kawung", "jumlah": "5"})
    citizen.hand_in()
    assert office.climb(town, citizen.reference) == ["kasi"]
    office.sign(town, citizen.reference, "kepala_dinas")
    issued, _kind, number, _status = register(town, CODE)[-1]
    assert "/H/" in number

    begin(citizen, CODE, "perpanjangan", issued)
    kept = citizen.person.open(place(citizen, CHOICE))
    assert "Harian" in kept.text
    assert all(CHOICE not in form.names for form in kept.forms()), "shown, not asked"
    citizen.section(place(citizen, "isi"), {"judul": "Kios Kawung Baru"})
    citizen.hand_in()
    assert office.climb(town, citizen.reference) == ["kasi"], "of the class that the permit has"
