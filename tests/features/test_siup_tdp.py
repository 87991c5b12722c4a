"""SIUP and TDP together, by the shipped definitions: one submission, two cases, the TDP waits for the SIUP that it cites."""

from __future__ import annotations

import pytest

import config
from tests.features.requesting import register
from tests.features.test_paket_daftar import applications, send
from tests.features.town import Town
from tests.journeys import office
from tests.journeys.citizen import flat, moved
from tests.journeys.definitions import example_for

pytestmark = pytest.mark.slow
TYPES = ()
CODES = ("siup", "tdp")


def test_one_submission_two_cases_and_the_tdp_cites_the_siup(town: Town) -> None:
    for code in CODES:
        town.publish(config.ROOT / "permit_schemas" / f"{code}.yaml")
    citizen = town.resident()
    offer = citizen.person.open("/izin/siup").links("paket=")
    page = citizen.person.open(offer[0])
    assert page.form(having="pihak").fill(paket="tdp:siup_tdp").send().status == 200
    (_, siup, _), (_, tdp, _) = applications(town, *CODES)

    _definition, trade = example_for("siup", "kecil")
    _definition, own = example_for("tdp", "po")
    values = {**flat(moved(own)), **flat(moved(trade))}
    values = {name: value for name, value in values.items() if not name.startswith("izin_usaha-")}
    for address in citizen.person.open(f"/permohonan/{siup}").links("/isi/"):
        citizen.section(address, values)
    for reference in (siup, tdp):
        citizen.reference = reference
        if citizen.person.open(f"/permohonan/{reference}").links(f"/{reference}/dokumen"):
            citizen.papers()
    page = send(citizen, siup)
    assert page.path.endswith("tanda-terima"), page.text[:2500]
    assert office.waiting(town, tdp) == []

    office.climb(town, siup, trade.staff)
    office.sign(town, siup, "kepala_dinas")
    town.work()
    number = register(town, "siup")[-1][2]
    assert number in office.screen(town, tdp, "petugas_fo", None).text
    assert [tier for tier, *_ in office.waiting(town, tdp)] == ["berkas"]
