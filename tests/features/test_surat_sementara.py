"""A recommendation is signed by the agency's own head before the office goes on; the permit has its attachment."""

from __future__ import annotations

from tests.features.requesting import file, register
from tests.features.town import Town
from tests.journeys import office
from tests.journeys.world import PASSPHRASE, employ

TYPES = ("surat_sementara",)
CODE = "surat_sementara"
HEAD = ("kepala_dinas_teknis", "dinkes")


def hire_head(town: Town) -> None:
    from app.certificates import keys
    from app.foundation import timing
    from app.foundation.database import transaction

    town.officers[HEAD] = "kepala-dinkes@pekalongan.example"
    with town.app.app_context():
        user_id = employ(town.officers[HEAD], *HEAD, 77)
        with transaction():
            keys.make_signer(keys.Person(user_id, "Kepala Dinkes"), PASSPHRASE, town.data, timing.utc_now())


def test_the_next_tier_waits_for_the_recommendation(town: Town) -> None:
    hire_head(town)
    citizen = town.resident()
    reference = file(citizen, CODE, judul="Depot Truntum")
    assert "Tidak ada berkas" in town.officer(*HEAD).open("/tanda-tangan").text

    office.forward(town, reference, "tim_teknis", "dinkes")
    assert [tier for tier, *_rest in office.waiting(town, reference)] == ["kasi"]
    form = office.judge_all(office.screen(town, reference, "kepala_seksi", None).form(having="tahap"))
    refused = form.send()
    assert refused.status == 422
    assert "Rekomendasi teknis belum ditandatangani" in refused.text

    assert reference not in town.officer("kepala_dinas").open("/tanda-tangan").text, (
        "it is not the head of the office's"
    )
    signed = sign(town, reference)
    assert signed.status == 200, signed.text[:900]
    [(_, kind, number, status)] = register(town, CODE)
    assert (kind, status, number.split("/")[:2]) == ("interim", "aktif", ["440", "001"])
    assert office.status(town, reference) == "in_review"

    office.forward(town, reference, "kepala_seksi", None)
    office.sign(town, reference, "kepala_dinas")
    assert office.status(town, reference) == "issued"
    assert [paper[1] for paper in register(town, CODE)] == ["interim", "permit", "attachment"]
    assert len(citizen.person.open(f"/permohonan/{reference}").links("/izin/")) == 3


def sign(town: Town, reference: str):
    """As `office.sign`, by the head of the agency."""
    town.officers["kepala_dinas_teknis", None] = town.officers[HEAD]
    return office.sign(town, reference, "kepala_dinas_teknis")
