"""Further persons of a request, and shares of what is limited: nobody is bound or served without it being there."""

from __future__ import annotations

import re
import threading

from tests.features.town import Town
from tests.journeys import office
from tests.journeys.citizen import Citizen

TYPES = ("pihak", "kuota_lapak")
SEEN: set[str] = set()
LINK = re.compile(r"https?://\S+/persetujuan/\S+")
PARTNER = {
    "nama": "Budi Mitra", "nik": "3375010201850002", "tanggal_lahir": "1985-01-02", "jenis_kelamin": "L",
    "alamat": "Jalan Contoh 2", "no_hp": "081234567891", "email": "mitra@contoh.id",
}  # fmt: skip


def test_a_partner_consents_by_a_link_and_an_owner_by_a_letter(town: Town) -> None:
    citizen = begun(town, "pihak", {"nama_usaha": "Kios Berdua", "menyewa": "true"})
    page = citizen.person.open(f"/permohonan/{citizen.reference}/tinjau")
    assert "belum memberi persetujuan" in page.text
    party = f"/permohonan/{citizen.reference}/pihak/mitra"
    assert citizen.person.open(party).form(having="nik").fill(nik="123").send("Simpan").status == 422
    typed(citizen, "mitra", PARTNER)
    link = asked(town, citizen)
    later = asked(town, citizen)
    stranger = town.person()
    assert stranger.open(link).status == 410, "a later link takes its place"
    shown = stranger.open(later)
    assert "Izin Berdua" in shown.text
    assert PARTNER["nik"] not in shown.text
    assert shown.form(having="jawaban").send().status == 400
    assert "menyetujui" in shown.form(having="jawaban").fill(jawaban="setuju").send().text
    assert stranger.open(later).status == 410, "used once"

    typed(citizen, "mitra", {**PARTNER, "alamat": "Jalan Lain 3"})
    assert "Mitra usaha belum memberi" in citizen.person.open(f"/permohonan/{citizen.reference}/tinjau").text
    again = stranger.open(asked(town, citizen)).form(having="jawaban").fill(jawaban="setuju").send()
    assert again.status == 200
    typed(
        citizen, "pemilik", {**PARTNER, "nik": "3375015503950003", "tanggal_lahir": "1995-03-15", "jenis_kelamin": "P"}
    )
    citizen.papers()
    citizen.hand_in()

    seen = office.screen(town, citizen.reference, "kepala_seksi", None)
    assert "Budi Mitra" in seen.text
    office.climb(town, citizen.reference)
    office.sign(town, citizen.reference, "kepala_dinas")
    assert office.status(town, citizen.reference) == "issued"


def test_of_two_who_want_the_last_share_one_gets_it_and_a_refusal_frees_it(town: Town) -> None:
    first = begun(town, "kuota_lapak", {"jalan": "utara", "jumlah": "2"})
    first.hand_in()
    rivals = [begun(town, "kuota_lapak", {"jalan": "utara", "jumlah": "2"}) for _rival in range(2)]
    sent = at_once([lambda one=one: hand_in(one) for one in rivals])
    assert sorted(sent) == [200, 422]
    loser = rivals[sent.index(422)]
    elsewhere = begun(town, "kuota_lapak", {"jalan": "selatan", "jumlah": "5"})
    elsewhere.hand_in()

    office.reject(town, first.reference, "kepala_seksi", None, "Tidak memenuhi syarat.")
    office.sign(town, first.reference, "kepala_dinas")
    assert hand_in(loser) == 200


def test_a_limit_is_judged_again_when_it_is_signed(town: Town) -> None:
    citizen = begun(town, "kuota_lapak", {"jalan": "selatan", "jumlah": "1"})
    citizen.hand_in()
    first = citizen.reference
    citizen.begin("kuota_lapak")
    section = citizen.person.open(f"/permohonan/{citizen.reference}").links("/isi/")[0]
    citizen.section(section, {"jalan": "selatan", "jumlah": "1"})
    citizen.hand_in()
    for reference in (first, citizen.reference):
        office.climb(town, reference)
    office.sign(town, first, "kepala_dinas")
    refused = office.sign(town, citizen.reference, "kepala_dinas")
    assert "Anda sudah memegang izin petak" in refused.text
    assert office.status(town, citizen.reference) == "to_sign"


def begun(town: Town, code: str, values: dict[str, str]) -> Citizen:
    citizen = town.resident()
    citizen.begin(code)
    citizen.section(citizen.person.open(f"/permohonan/{citizen.reference}").links("/isi/")[0], values)
    return citizen


def typed(citizen: Citizen, party: str, values: dict[str, str]) -> None:
    page = citizen.person.open(f"/permohonan/{citizen.reference}/pihak/{party}")
    page = page.form(having="nik").fill(**values).send("Simpan")
    assert page.status == 200, page.text[:1500]


def asked(town: Town, citizen: Citizen) -> str:
    page = citizen.person.open(f"/permohonan/{citizen.reference}/pihak/mitra")
    assert page.form(button="Minta").send("Minta").status == 200
    town.work()
    links = {LINK.search(letter.text)[0] for letter in town.letters(PARTNER["email"])}
    fresh = (links - SEEN).pop()
    SEEN.add(fresh)
    return fresh


def hand_in(citizen: Citizen) -> int:
    page = citizen.person.open(f"/permohonan/{citizen.reference}/tinjau")
    return page.form(having="pernyataan").fill(pernyataan=True).send("Kirim").status


def at_once(calls: list) -> list[int]:
    found: list[int] = [0] * len(calls)

    def run(place: int) -> None:
        found[place] = calls[place]()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return found
