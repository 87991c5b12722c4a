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
    page = citizen.person.open(f"/permohonan/{citizen.reference}/tinjau")
    told = [summary.get_text(" ", strip=True) for summary in page.soup.select("dd summary")]
    assert told == ["Mengapa? Luas", "Mengapa? Daya genset", "Mengapa? Penanggung jawab genset"], "what rules decided"
    review = page.text
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


def test_a_correction_follows_the_rules_while_it_is_typed(town: Town) -> None:
    """What an open answer brings up waits in the page as in a draft, and is taken in the post that brings it up."""
    citizen = town.resident()
    citizen.begin("lapak_mengapa")
    [address] = citizen.person.open(f"/permohonan/{citizen.reference}").links("/isi/")
    citizen.section(address, {"panjang_lapak": "2", "lebar": "2", "pakai_genset": "false"})
    citizen.hand_in()
    tier, *who = office.waiting(town, citizen.reference)[0]
    office.give_back(town, citizen.reference, *who, {"pakai_genset": "Kami melihat genset."})

    page = citizen.person.open(address)
    assert b'<template data-q="daya_genset">' in page.content
    assert page.soup.select_one("#aturan")
    assert "Semula" not in page.text, "nothing was changed"
    form = page.form(having="_versi")
    assert "lebar" not in form.names, "nobody remarked on it"
    token = [(name, value) for name, values in form.values.items() for value in values]
    fields = {"pakai_genset": "true", "daya_genset": "900", "lebar": "9"}
    kept = [(name, value) for name, value in token if name not in fields]
    citizen.person.post(form.action, [*kept, *fields.items()])

    with town.app.app_context():
        from app.applications import content, queries

        held = content.answers(queries.get_by_reference(citizen.reference))
    assert (held["pakai_genset"], held["daya_genset"], held["lebar"]) == (True, 900, "2.0")
