"""A fee with its factors, the officer's measure that changes it, the invoice, the treasurer, the gate, the end."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.features.requesting import file, register
from tests.features.test_jam_layanan import on, workdays_ahead
from tests.features.town import Town
from tests.journeys import office
from tests.journeys.citizen import Citizen
from tests.journeys.world import employ

TYPES = ("retribusi_petak",)
TREASURER = "bendahara_penerimaan"
MEASURED = {"luas_ukur": "4"}


@pytest.fixture(scope="module", autouse=True)
def treasurer(town: Town) -> None:
    with town.app.app_context():
        employ("bendahara@pekalongan.example", TREASURER, None, 77)
    town.officers[TREASURER, None] = "bendahara@pekalongan.example"


def filed(town: Town, **changes: str) -> Citizen:
    citizen = town.resident()
    citizen.begin("retribusi_petak")
    section = citizen.person.open(f"/permohonan/{citizen.reference}").links("/isi/")[0]
    values = {"judul": "Lapak", "golongan": "tepi", "luas": "3,35", "pemda": "false"}
    citizen.section(section, {**values, **changes})
    return citizen


def at_the_gate(town: Town) -> Citizen:
    citizen = filed(town)
    review = citizen.person.open(f"/permohonan/{citizen.reference}/tinjau")
    assert "Rp50.125" in review.text, "3,35 m² × 7.500 + 25.000"
    citizen.hand_in()
    office.forward(town, citizen.reference, "petugas_fo", None)
    office.forward(town, citizen.reference, "tim_teknis", None, MEASURED)
    assert office.waiting(town, citizen.reference) == [("pembayaran-tagihan", TREASURER, None)]
    return citizen


def invoice_of(town: Town, reference: str):
    from app.applications import queries
    from app.verification import invoices

    return invoices.of(queries.get_by_reference(reference))[-1]


def pay(town: Town, citizen: Citizen, **changes: str):
    desk = town.officer(TREASURER)
    page = desk.open("/bendahara", [("nomor", citizen.reference)])
    page = desk.open(page.links("/bendahara/")[-1])
    values = {
        "jumlah": "55.000",
        "tanggal": date.today().isoformat(),
        "cara": "bank",
        "bukti": f"STS-{citizen.reference}",
    }
    return page.form(having="bukti").fill(**{**values, **changes}).send()


def test_the_fee_is_told_reckoned_again_with_the_officers_measure_billed_paid_and_the_case_goes_on(town: Town) -> None:
    from app.applications import content
    from app.verification import bills, invoices

    citizen = at_the_gate(town)
    page = citizen.person.open(f"/permohonan/{citizen.reference}/tagihan")
    assert "Rp55.000" in page.text, page.text[:1500]
    assert "lima puluh lima ribu rupiah" in page.text
    assert "7.500" in page.text, "each factor is told"
    assert "menunggu bayar" in citizen.track().text
    with town.app.app_context():
        invoice = invoice_of(town, citizen.reference)
        bill = invoices.bill_of(invoice)
        definition = content.definition_of(invoice.application)
        assert bills.replay(definition, bill) == invoice.total == 55000
        assert sum(line["amount"] for line in invoice.application.fees) == 50125, "as it was at submission"
    town.work()
    assert any("55.000" in letter.text for letter in town.letters(citizen.email))

    assert pay(town, citizen, jumlah="54.999").status == 400
    assert pay(town, citizen, tanggal=(date.today() + timedelta(days=2)).isoformat()).status == 400
    assert office.waiting(town, citizen.reference)[0][0] == "pembayaran-tagihan"
    assert pay(town, citizen).status == 200
    assert [tier for tier, *_ in office.waiting(town, citizen.reference)] == ["kasi"]
    assert office.climb(town, citizen.reference) == ["kasi"]
    office.sign(town, citizen.reference, "kepala_dinas")
    assert office.status(town, citizen.reference) == "issued"
    assert "Lunas" in citizen.person.open(f"/permohonan/{citizen.reference}/tagihan").text


def test_one_receipt_pays_one_invoice_and_a_second_record_is_told(town: Town) -> None:
    first, second = at_the_gate(town), at_the_gate(town)
    desk = town.officer(TREASURER)
    with town.app.app_context():
        number = invoice_of(town, first.reference).id
    form = desk.open(f"/bendahara/{number}").form(having="bukti")
    form.fill(jumlah="55000", tanggal=date.today().isoformat(), cara="bank", bukti="STS-1")
    assert pay(town, first, bukti="STS-1").status == 200

    twice = form.send()
    assert twice.status == 409
    assert "sudah dicatat lunas" in twice.text
    assert "sudah dipakai" in pay(town, second, bukti="STS-1").text


def test_who_is_exempt_pays_nothing_and_passes_no_gate(town: Town) -> None:
    citizen = filed(town, pemda="true")
    assert "dibebaskan" in citizen.person.open(f"/permohonan/{citizen.reference}/tinjau").text
    citizen.hand_in()

    assert office.climb(town, citizen.reference) == ["berkas", "ukur", "kasi"]
    assert citizen.person.open(f"/permohonan/{citizen.reference}/tagihan").status == 404


def test_what_is_not_paid_in_time_is_closed_and_cannot_be_paid_any_more(town: Town) -> None:
    citizen = at_the_gate(town)
    with town.app.app_context():
        number = invoice_of(town, citizen.reference).number
    run_expiry(town, number)
    assert office.status(town, citizen.reference) == "in_review", "not before its time"
    with on(town, workdays_ahead(25)):
        assert "melewati batas waktu" in pay(town, citizen, tanggal=date.today().isoformat()).text
        run_expiry(town, number)
    assert office.status(town, citizen.reference) == "closed"
    assert "tagihan tidak dibayar" in citizen.track().text
    page = town.officer(TREASURER).open("/bendahara", [("nomor", number)])
    assert "Lewat waktu" in page.text
    town.work()
    assert any("ditutup" in letter.subject for letter in town.letters(citizen.email))


def run_expiry(town: Town, number: str) -> None:
    from app.verification import invoices

    with town.app.app_context():
        invoices.close_if_unpaid(number)


def test_a_treasurer_sees_no_answers_and_nobody_else_sees_the_invoices(town: Town) -> None:
    citizen = at_the_gate(town)
    assert town.officer(TREASURER).open(f"/meja/{citizen.reference}").status == 404
    assert town.officer("petugas_fo").open("/bendahara").status == 403
    assert citizen.person.open("/bendahara").status == 403
    assert town.resident().person.open(f"/permohonan/{citizen.reference}/tagihan").status == 404


def test_a_kind_of_request_has_fees_of_its_own_or_none(town: Town) -> None:
    citizen = filed(town, pemda="true")
    citizen.hand_in()
    office.climb(town, citizen.reference)
    office.sign(town, citizen.reference, "kepala_dinas")
    issued = register(town, "retribusi_petak")[-1][0]

    file(citizen, "retribusi_petak", "duplikat", issued, sebab="hilang")
    office.forward(town, citizen.reference, "tim_teknis", None)
    assert office.waiting(town, citizen.reference)[0][0] == "pembayaran-tagihan"
    bill = citizen.person.open(f"/permohonan/{citizen.reference}/tagihan").text
    assert "Leges duplikat" in bill
    assert "Rp10.000" in bill
    assert "Papan nomor" not in bill, "its own lines stand for those of the type"
    assert pay(town, citizen, jumlah="10.000").status == 200
    assert office.climb(town, citizen.reference) == ["kasi"]
    office.sign(town, citizen.reference, "kepala_dinas")

    copy = register(town, "retribusi_petak")[-1][0]
    file(citizen, "retribusi_petak", "pencabutan", copy, sebab="tutup")
    assert office.climb(town, citizen.reference) == ["ukur", "kasi"], "free: no gate"
