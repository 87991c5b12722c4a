"""Rules on the pages: what the form carries for the browser, and “Mengapa?” for applicant and officer."""

from __future__ import annotations

import json

from tests.features.town import Town
from tests.journeys import office

TYPES = ("lapak_mengapa",)
ANSWERS = {"panjang_lapak": "3", "lebar": "4", "pakai_genset": "true", "daya_genset": "900", "penanggung": "Sri"}


def test_every_page_can_say_why(town: Town) -> None:
    citizen = town.resident()
    citizen.begin("lapak_mengapa")
    [address] = citizen.person.open(f"/permohonan/{citizen.reference}").links("/isi/")

    empty = citizen.person.open(address)
    assert "daya_genset" not in empty.form(having="_versi").names  # it waits in a template, which only a script opens
    assert b'<template data-q="daya_genset">' in empty.content
    carried = json.loads(empty.soup.select_one("#aturan")["data-rules"])
    assert carried["facts"] == {
        "panjang_lapak": None,
        "lebar": None,
        "luas": None,
        "pakai_genset": None,
        "today": carried["facts"]["today"],
    }
    citizen.section(address, ANSWERS)
    filled = citizen.person.open(address).text
    assert "Ditanyakan karena “Memakai genset?” dijawab Ya." in filled
    assert "Wajib karena “Memakai genset?” dijawab Ya dan luas 12 m² > 10 m² (Perwali (contoh) pasal 7)." in filled
    assert "Dihitung: panjang lapak 3 × lebar 4 = 12 m²." in filled

    paper = "Wajib karena panjang lapak 3 > 2 (Perwali (contoh) pasal 4)."
    assert paper in citizen.person.open(f"/permohonan/{citizen.reference}/dokumen").text
    citizen.papers()
    review = citizen.person.open(f"/permohonan/{citizen.reference}/tinjau").text
    assert "Lapak besar karena panjang lapak 3 > 2 (Perwali (contoh) pasal 4)." in review
    assert "Dihitung: panjang lapak 3 × lebar 4 = 12 m²." in review
    citizen.hand_in()

    desk = town.officer("petugas_fo").open(f"/meja/{citizen.reference}").text
    for reason in (
        paper,
        "Dihitung: panjang lapak 3 × lebar 4 = 12 m².",
        "Lapak besar karena panjang lapak 3 > 2 (Perwali (contoh) pasal 4).",
        "Peninjauan lapangan Tahap ini dilalui karena golongan “Lapak besar”.",
    ):
        assert reason in desk
    assert office.climb(town, citizen.reference) == ["berkas", "lapangan", "kasi"]
