"""Gates: two of three suffice, a no is one voice, a chosen agency gets a branch of its own."""

from datetime import date
from pathlib import Path

import pytest

from app.applications import queries
from app.errors import ConflictError, WrongMomentError
from app.verification import approvals
from app.verification.models import Outcome
from tests.conftest import NOON
from tests.verification.office import Office, wrong

GERBANG = Path(__file__).with_name("gerbang.yaml").read_text(encoding="utf-8")


@pytest.fixture
def office(app):
    return Office(NOON, ("gerbang", GERBANG))


@pytest.fixture
def staff(office):
    return {
        "berkas": office.officer("petugas_fo"),
        "satpol": office.officer("rekomendasi", agency="satpol_pp"),
        "polsek": office.officer("rekomendasi", agency="polsek"),
        "camat": office.officer("rekomendasi", agency="kecamatan"),
        "tanggapan-dishub": office.officer("tim_teknis", agency="dishub"),
        "tanggapan-dlh": office.officer("tim_teknis", agency="dlh"),
        "kasi": office.officer("kepala_seksi"),
    }


@pytest.fixture
def begun(office, staff):
    """A case before the three agencies."""

    def begin(**answers):
        reference = office.submitted("gerbang", paper=False, nama_acara="Pasar malam", **answers)
        office.decide(reference, "berkas", staff["berkas"], Outcome.COMPLETE)
        return reference

    return begin


def test_two_yeses_of_three_close_the_gate_for_the_third(office, staff, begun):
    reference = begun()
    late = office.ticket(reference, "camat")

    office.decide(reference, "satpol", staff["satpol"])
    assert office.open(reference) == {"polsek", "camat"}
    office.decide(reference, "polsek", staff["polsek"])

    assert office.open(reference) == {"kasi"}
    with pytest.raises(ConflictError):
        office.decide(reference, "camat", staff["camat"], ticket=late)


def test_one_no_is_one_voice_and_the_others_go_on(office, staff, begun):
    reference = begun()

    office.decide(reference, "satpol", staff["satpol"], Outcome.REJECT, remark="ramai")
    assert office.open(reference) == {"polsek", "camat"}
    office.decide(reference, "polsek", staff["polsek"])
    office.decide(reference, "camat", staff["camat"])
    office.decide(reference, "kasi", staff["kasi"])

    approval = approvals.approval(queries.get_by_reference(reference))
    assert [review.tier for review in approval.reviews] == ["berkas", "polsek", "camat", "kasi"]


def test_a_no_beyond_reach_is_not_yet_a_refusal_but_the_office_can_only_say_no(office, staff, begun):
    reference = begun()

    office.decide(reference, "satpol", staff["satpol"], Outcome.REJECT, remark="ramai")
    office.decide(reference, "camat", staff["camat"], Outcome.REJECT, remark="macet")

    assert office.open(reference) == {"kasi"}
    with pytest.raises(WrongMomentError):
        office.decide(reference, "kasi", staff["kasi"])
    office.decide(reference, "kasi", staff["kasi"], Outcome.REJECT, remark="Dua dinas menolak.")
    assert office.status(reference) == "to_refuse"
    assert office.open(reference) == set()
    assert approvals.refusal_approval(queries.get_by_reference(reference)).refusal.reason == "Dua dinas menolak."


def test_a_no_that_was_returned_and_not_mended_comes_back_to_the_office(office, staff, begun):
    reference = begun()
    for tier in ("satpol", "camat"):
        office.decide(reference, tier, staff[tier], Outcome.REJECT, remark="ramai")
    office.decide(reference, "kasi", staff["kasi"], Outcome.RETURN, verdicts=wrong(nama_acara="pindahkan"))

    office.correct(reference)
    assert office.open(reference) == {"kasi"}
    office.decide(reference, "kasi", staff["kasi"], Outcome.RETURN, verdicts=wrong(nama_acara="pindahkan"))
    office.correct(reference, nama_acara="Pasar pagi")

    assert office.open(reference) == {"berkas*"}


def test_a_chosen_agency_gets_a_branch_of_its_own(office, staff, begun):
    reference = begun(dinas=["dishub", "dlh"])
    for tier in ("satpol", "polsek"):
        office.decide(reference, tier, staff[tier])

    assert office.open(reference) == {"tanggapan-dishub", "tanggapan-dlh"}
    assert office.open_row(reference, "tanggapan-dlh").agency == "dlh"
    for tier in ("tanggapan-dlh", "tanggapan-dishub", "kasi"):
        office.decide(reference, tier, staff[tier])

    assert office.status(reference) == "to_sign"
    assert len(approvals.approval(queries.get_by_reference(reference)).reviews) == 6


def test_terms_in_hours_become_working_days_and_run_from_submission(office, begun):
    reference = begun()

    assert queries.get_by_reference(reference).due_on == date(2026, 3, 4)
    assert office.open_row(reference, "satpol").due_on == date(2026, 3, 3)
