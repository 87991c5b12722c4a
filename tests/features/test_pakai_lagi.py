"""`reuse` and `template`: a paper handed in once stands again; a blank is printed, signed and uploaded."""

from __future__ import annotations

import subprocess

from tests.features.town import Town
from tests.journeys import office
from tests.journeys.citizen import Citizen

TYPES = ("pakai_lagi",)
AGAIN = 'button[value^="pakai:"]'


def begun(citizen: Citizen) -> Citizen:
    citizen.begin("pakai_lagi")
    section = citizen.person.open(f"/permohonan/{citizen.reference}").links("/isi/")[0]
    citizen.section(section, {"judul": "Kios buku"})
    return citizen


def use_again(citizen: Citizen) -> list[str]:
    """Press each "Pakai lagi" of the papers page; what the buttons said to send."""
    pressed = []
    while buttons := citizen.person.open(f"/permohonan/{citizen.reference}/dokumen").soup.select(AGAIN):
        pressed.append(buttons[0]["value"])
        form = citizen.person.open(f"/permohonan/{citizen.reference}/dokumen").form(button="Pakai lagi")
        form.values["_aksi"] = [pressed[-1]]
        pairs = [(name, value) for name, values in form.values.items() for value in values]
        assert citizen.person.post(form.action, pairs).status == 200
    return pressed


def test_papers_of_an_earlier_request_stand_again_and_are_nobody_elses(town: Town) -> None:
    citizen = begun(town.resident())
    citizen.papers()
    citizen.hand_in()
    first = citizen.reference

    begun(citizen)
    pressed = use_again(citizen)

    assert [value.split(":")[1] for value in pressed] == ["denah", "surat_sehat"]
    assert citizen.reference != first
    citizen.papers()
    citizen.hand_in()
    assert office.climb(town, citizen.reference) == ["berkas", "kasi"]
    office.sign(town, citizen.reference, "kepala_dinas")
    assert office.status(town, citizen.reference) == "issued"

    stranger = begun(town.resident())
    page = stranger.person.open(f"/permohonan/{stranger.reference}/dokumen")
    assert not page.soup.select(AGAIN)
    form = page.form(button="Unggah")
    stolen = [("csrf_token", form.values["csrf_token"][0]), ("_aksi", pressed[0])]
    assert stranger.person.post(form.action, stolen).status == 404


def test_a_blank_carries_the_answers_and_is_only_for_who_fills_in(town: Town) -> None:
    citizen = begun(town.resident())
    [link] = citizen.person.open(f"/permohonan/{citizen.reference}/dokumen").links("/formulir/")

    blank = citizen.person.open(link)

    text = subprocess.run(["pdftotext", "-", "-"], input=blank.content, capture_output=True, check=True).stdout.decode()
    for wanted in ("PERSETUJUAN TETANGGA", "Ditandatangani oleh dua tetangga.", "Kios buku", citizen.reference):
        assert wanted in text
    assert town.resident().person.open(link).status == 404
    assert citizen.person.open(link.replace("persetujuan", "denah")).status == 404
