"""Permits per row: each is renewed for itself or with others, a row is added, the producer keeps his drawn number."""

from __future__ import annotations

from datetime import date, timedelta

from tests.features.requesting import begin, file, fill, register, settle
from tests.features.town import Town
from tests.journeys import office

TYPES = ("izin_baris",)
CODE = "izin_baris"
FAR = (date.today() + timedelta(days=900)).isoformat()
YY = f"{(date.today() + timedelta(days=365)).year % 100:02}"


def stall(name: str, block: str = "1") -> dict[str, str]:
    return {"nama": name, "blok": block, "sewa_sampai": FAR}


def live(town: Town) -> dict[str, int]:
    return {paper[2]: paper[0] for paper in register(town, CODE) if paper[1] == "permit" and paper[3] == "aktif"}


def test_rows_are_changed_renewed_added_and_withdrawn_each_for_itself(town: Town) -> None:
    citizen = town.resident()
    settle(town, citizen, CODE, lapak=[stall("Truntum"), stall("Kawung", "2")])
    one, two = sorted(live(town))
    assert (one.rsplit(".", 1)[0], two.rsplit(".", 1)[0]) == ("L1.001.01", "L2.001.02")
    before = live(town)

    begin(citizen, CODE, "perubahan", before[two])
    page = citizen.person.open(citizen.person.open(f"/permohonan/{citizen.reference}").links("/isi/")[0])
    form = page.form(having="_versi")
    assert "lapak-0-nama" in form.names
    assert "lapak-1-nama" not in form.names, "only that permit's row is open"
    assert not form.tag.select('button[value^="tambah:"], button[value^="hapus:"]')
    fill(citizen, lapak=[stall("Kawung Baru", "2")])
    citizen.hand_in()
    office.climb(town, citizen.reference)
    office.sign(town, citizen.reference, "kepala_dinas")
    after = live(town)
    assert after[one] == before[one]
    assert after[two] != before[two]

    settle(town, citizen, CODE, "tambah", after[one], lapak=[stall("Jlamprang")])
    added = live(town)
    assert len(added) == 3, "the new stall has a permit; those that were there stay"
    assert {number.rsplit(".", 1)[0] for number in added} == {"L1.001.01", "L2.001.02", "L1.001.03"}

    settle(town, citizen, CODE, "perpanjangan", after[one], after[two])
    renewed = live(town)
    assert len(renewed) == 3
    assert {number.split(".")[1] for number in renewed} == {"001"}, "drawn once, kept"
    gone = {paper[2] for paper in register(town, CODE) if paper[3] == "digantikan"}
    assert {one, two} <= gone

    kept, *others = sorted(renewed.values())
    file(citizen, CODE, "pencabutan", *others, sebab="tutup")
    office.climb(town, citizen.reference)
    office.sign(town, citizen.reference, "kepala_dinas")
    assert list(live(town).values()) == [kept]
    assert [paper[1] for paper in register(town, CODE)].count("revocation") == 1, "one decision for both"
