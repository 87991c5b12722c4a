"""One case on its way through the tiers: what opens, who may, what is refused."""

from datetime import date, datetime, timedelta

import pytest

from app.accounts import assignments
from app.applications import queries
from app.applications import service as applications
from app.errors import ConflictError, IncompleteError, InputError, NotAllowedError, WrongMomentError
from app.foundation.actors import SYSTEM, Actor
from app.foundation.database import db, transaction
from app.verification import approvals, service
from app.verification.clock import WIB
from app.verification.decision import Sheet, Verdict
from app.verification.models import InspectionSheet, Outcome, RefusalDraft
from tests.verification.office import LAPAK_CHECKS, fine, wrong

GOOD = {"trotoar": True, "kabel": True}


def complete(office, reference, officer):
    office.decide(reference, "berkas", officer, Outcome.COMPLETE, verdicts=fine(*LAPAK_CHECKS))


def through(office, reference, staff, *tiers):
    for tier in tiers:
        office.decide(reference, tier, staff[tier])


def test_a_short_stall_passes_every_tier_once_and_waits_for_the_head(office):
    staff, reference = office.staff(), office.submitted()

    assert office.open(reference) == {"berkas"}
    complete(office, reference, staff["berkas"])
    assert office.open(reference) == {"satpol", "lurah"}
    through(office, reference, staff, "lurah")
    assert office.open(reference) == {"satpol"}
    through(office, reference, staff, "satpol")
    assert office.open(reference) == {"kasi"}
    through(office, reference, staff, "kasi")

    assert office.open(reference) == set()
    assert office.status(reference) == "to_sign"
    approval = approvals.approval(queries.get_by_reference(reference))
    assert [review.tier for review in approval.reviews] == ["berkas", "satpol", "lurah", "kasi"]


def test_the_approval_is_not_made_before_the_last_tier(office):
    staff, reference = office.staff(), office.submitted()
    complete(office, reference, staff["berkas"])

    with pytest.raises(NotAllowedError):
        approvals.approval(queries.get_by_reference(reference))


def test_a_first_tier_with_something_unchecked_lists_it_and_nothing_moves(office):
    staff, reference = office.staff(), office.submitted()

    with pytest.raises(IncompleteError) as caught:
        office.decide(reference, "berkas", staff["berkas"], Outcome.COMPLETE, verdicts=fine("nama_lapak", "foto"))

    assert [problem.name for problem in caught.value.problems] == ["panjang", "kelurahan", "barang-0", "butir-0"]
    assert office.open(reference) == {"berkas"}
    assert office.reviews(reference) == []


def test_what_was_found_wrong_cannot_be_passed_on(office):
    staff, reference = office.staff(), office.submitted()
    verdicts = fine(*LAPAK_CHECKS) | {"foto": Verdict(ok=False, remark="buram")}

    with pytest.raises(IncompleteError):
        office.decide(reference, "berkas", staff["berkas"], Outcome.COMPLETE, verdicts=verdicts)


def test_an_outcome_that_the_tier_does_not_have_is_refused(office):
    staff, reference = office.staff(), office.submitted()

    with pytest.raises(WrongMomentError):
        office.decide(reference, "berkas", staff["berkas"], Outcome.FORWARD, verdicts=fine(*LAPAK_CHECKS))
    with pytest.raises(WrongMomentError):
        office.decide(reference, "berkas", staff["berkas"], Outcome.REJECT, remark="tidak boleh")


def test_the_clock_starts_when_the_file_is_complete(office):
    office.now = datetime(2026, 5, 22, 9, 59, tzinfo=WIB)
    staff, reference = office.staff(), office.submitted()
    assert queries.get_by_reference(reference).due_on is None

    complete(office, reference, staff["berkas"])

    assert queries.get_by_reference(reference).due_on == date(2026, 6, 3)
    assert office.open_row(reference, "satpol").due_on == date(2026, 5, 25)


def test_after_office_hours_it_counts_as_the_next_working_day(office):
    office.now = datetime(2026, 5, 22, 19, 0, tzinfo=WIB)
    staff, reference = office.staff(), office.submitted()

    complete(office, reference, staff["berkas"])

    assert queries.get_by_reference(reference).due_on == date(2026, 6, 4)


# --- who may ---------------------------------------------------------------------------------------------------------


def test_the_wrong_role_does_not_decide(office):
    staff, reference = office.staff(), office.submitted()

    with pytest.raises(NotAllowedError):
        complete(office, reference, staff["kasi"])


def test_a_role_without_an_assignment_does_not_decide(office):
    reference = office.submitted()
    officer = office.officer("petugas_fo")
    for row in assignments.active(officer.user_id, office.now.date()):
        with transaction():
            assignments.end(row.id, office.now.date() - timedelta(days=1), actor=SYSTEM, now=office.now)

    with pytest.raises(NotAllowedError):
        complete(office, reference, officer)


@pytest.mark.parametrize("scope", [{"codes": ("lain",)}, {"agency": "dinkes"}, {"kelurahan": "Medono"}])
def test_an_assignment_for_something_else_does_not_decide(office, scope):
    reference, officer = office.submitted(), office.officer("petugas_fo", **scope)

    with pytest.raises(NotAllowedError):
        complete(office, reference, officer)


def test_an_agency_decides_only_its_own_branch(office):
    staff, reference = office.staff(), office.submitted()
    complete(office, reference, staff["berkas"])

    with pytest.raises(NotAllowedError):
        office.decide(reference, "lurah", staff["satpol"])


def test_the_kelurahan_of_another_place_does_not_decide(office):
    staff, reference = office.staff(), office.submitted(kelurahan="Medono")
    complete(office, reference, staff["berkas"])

    with pytest.raises(NotAllowedError):
        office.decide(reference, "lurah", staff["lurah"])


def test_the_applicant_does_not_decide_not_even_with_another_account(office):
    nik = "3375010101900777"
    applicant = office.person("pemohon", nik)
    reference = office.submitted(applicant=applicant)
    twin = office.officer("petugas_fo", nik="3375010101900778")
    with transaction():
        give_nik(twin.user_id, None)
        give_nik(applicant, None)
        give_nik(twin.user_id, nik)

    with pytest.raises(NotAllowedError, match="pemohon"):
        complete(office, reference, twin)


def give_nik(user_id, nik):
    """The same person behind two accounts: the unique index would stop it, a restored or merged database may hold it."""
    from app.accounts import profiles
    from app.accounts.models import Profile

    row = db.session.query(Profile).filter_by(user_id=user_id).one()
    row.nik_index = profiles.index_of(nik) if nik else None
    db.session.flush()


def test_a_person_named_in_the_file_does_not_decide(office):
    nik = "3375010101900555"
    reference = office.submitted(penjaga_nik=nik)
    keeper = office.officer("petugas_fo", nik=nik)

    with pytest.raises(NotAllowedError, match="pihak"):
        complete(office, reference, keeper)


def test_the_officer_who_typed_it_in_does_not_decide(office):
    officer = office.officer("petugas_fo")
    reference = office.submitted(filed_by=officer.user_id)

    with pytest.raises(NotAllowedError, match="pengisi"):
        complete(office, reference, officer)


def test_a_second_officer_who_mended_it_at_the_counter_does_not_decide(office):
    """Another counter officer than the one who began it may fill in a correction, without uploading anything."""
    first, second = office.officer("loket"), office.officer("petugas_fo")
    reference = office.submitted(filed_by=first.user_id)
    office.decide(reference, "berkas", office.officer("petugas_fo"), Outcome.RETURN, verdicts=wrong(nama_lapak="lain"))
    with transaction():
        application = queries.get_by_reference(reference)
        applications.save_section(application, "lapak", {"nama_lapak": "Liman"}, actor=second.actor, now=office.now)
    office.correct(reference)

    with pytest.raises(NotAllowedError, match="pengisi"):
        complete(office, reference, second)


def test_nobody_decides_two_tiers_of_one_file(office):
    staff, reference = office.staff(), office.submitted()
    both = staff["berkas"]
    with transaction():
        assignments.assign(
            both.user_id,
            "kepala_seksi",
            assignments.Scope(),
            assignments.Term(date(2026, 1, 1)),
            actor=SYSTEM,
            now=office.now,
        )
    both = type(both)(both.actor, frozenset({"petugas_fo", "kepala_seksi"}))
    complete(office, reference, both)
    through(office, reference, staff, "satpol", "lurah")

    with pytest.raises(NotAllowedError, match="tahap lain"):
        office.decide(reference, "kasi", both)


# --- races and claims ------------------------------------------------------------------------------------------------


def test_a_second_decision_on_the_same_sight_learns_who_was_faster(office):
    staff, reference = office.staff(), office.submitted()
    ticket = office.ticket(reference, "berkas")
    complete(office, reference, staff["berkas"])

    with pytest.raises(
        ConflictError, match=r"dinyatakan lengkap oleh petugas_fo \(petugas fo\) pada 02-03-2026 pukul 12.01"
    ):
        office.decide(reference, "berkas", office.officer("petugas_fo", "lain"), Outcome.COMPLETE, ticket=ticket)


def test_a_form_made_for_a_closed_tier_does_not_fit_the_row_that_got_its_id(office):
    staff, reference = office.staff(), office.submitted()
    ticket = office.ticket(reference, "berkas")
    office.decide(reference, "berkas", staff["berkas"], Outcome.RETURN, verdicts=wrong(foto="buram"))
    office.correct(reference, foto=33)

    with pytest.raises(ConflictError):
        office.decide(
            reference, "berkas", staff["berkas"], Outcome.COMPLETE, ticket=ticket, verdicts=fine(*LAPAK_CHECKS)
        )


def test_a_withdrawn_case_is_not_decided(office):
    staff, reference = office.staff(), office.submitted()
    with transaction():
        application = queries.get_by_reference(reference)
        applications.withdraw(application, "", actor=SYSTEM, now=office.now)

    with pytest.raises(ConflictError, match="ditarik"):
        complete(office, reference, staff["berkas"])


def test_a_claimed_case_is_left_to_its_officer(office):
    staff, reference = office.staff(), office.submitted()
    colleague = office.officer("petugas_fo", "rekan")
    with transaction():
        service.claim(office.ticket(reference, "berkas"), register=office.register, officer=colleague, now=office.now)

    with pytest.raises(ConflictError, match="sedang dikerjakan oleh rekan"):
        complete(office, reference, staff["berkas"])

    with transaction():
        service.release(office.ticket(reference, "berkas"), register=office.register, officer=colleague, now=office.now)
    complete(office, reference, staff["berkas"])
    assert office.open(reference) == {"satpol", "lurah"}


# --- inspection and staff fields -------------------------------------------------------------------------------------


def test_a_long_stall_is_visited_and_the_last_tier_sees_the_final_record(office):
    staff, reference = office.staff(), office.submitted(panjang=3)
    complete(office, reference, staff["berkas"])
    through(office, reference, staff, "satpol", "lurah")
    before = queries.get_by_reference(reference).record_hash

    office.decide(reference, "lapangan", staff["lapangan"], sheets=(Sheet(GOOD),), staff={"catatan_lapangan": "rapi"})
    through(office, reference, staff, "kasi")

    application = queries.get_by_reference(reference)
    assert application.record_hash != before
    assert application.staff_answers == {"catatan_lapangan": "rapi"}
    assert [review.record_hash == application.record_hash for review in office.reviews(reference)] == [
        False,
        False,
        False,
        True,
        True,
    ]
    assert approvals.approval(application).record_hash == application.record_hash


def test_an_unfilled_inspection_stops_the_visit(office):
    staff, reference = office.staff(), office.submitted(panjang=3)
    complete(office, reference, staff["berkas"])
    through(office, reference, staff, "satpol", "lurah")

    with pytest.raises(IncompleteError):
        office.decide(reference, "lapangan", staff["lapangan"])
    with pytest.raises(IncompleteError):
        office.decide(reference, "lapangan", staff["lapangan"], sheets=(Sheet({"trotoar": True}),))


def test_a_failed_visit_goes_on_only_to_who_may_reject_and_never_to_the_head(office):
    staff, reference = office.staff(), office.submitted(panjang=3)
    complete(office, reference, staff["berkas"])
    through(office, reference, staff, "satpol", "lurah")

    office.decide(reference, "lapangan", staff["lapangan"], sheets=(Sheet({**GOOD, "kabel": False}),))

    assert office.open(reference) == {"kasi"}
    with pytest.raises(IncompleteError):
        through(office, reference, staff, "kasi")
    office.decide(reference, "kasi", staff["kasi"], Outcome.REJECT, remark="Kabel berbahaya.")
    assert office.status(reference) == "to_refuse"


def test_a_field_of_another_tier_is_not_taken(office):
    staff, reference = office.staff(), office.submitted()

    with pytest.raises(InputError):
        office.decide(
            reference,
            "berkas",
            staff["berkas"],
            Outcome.COMPLETE,
            verdicts=fine(*LAPAK_CHECKS),
            staff={"nama_lapak": "lain"},
        )


# --- back and no -----------------------------------------------------------------------------------------------------


def test_a_return_opens_only_what_has_a_remark(office):
    staff, reference = office.staff(), office.submitted()

    office.decide(
        reference, "berkas", staff["berkas"], Outcome.RETURN, verdicts=wrong(foto="buram", barang__0="sebut bahannya")
    )

    application = queries.get_by_reference(reference)
    assert office.status(reference) == "returned"
    assert office.open(reference) == set()
    assert set(application.corrections[0].remarks) == {"foto", "barang-0"}
    assert application.corrections[0].due_on == date(2026, 3, 16)


@pytest.mark.parametrize(
    "verdicts", [{}, {"foto": Verdict(ok=False)}, {"butir-0": Verdict(ok=False, remark="tidak hadir")}]
)
def test_a_return_without_a_remark_on_something_to_mend_is_refused(office, verdicts):
    staff, reference = office.staff(), office.submitted()

    with pytest.raises(InputError):
        office.decide(reference, "berkas", staff["berkas"], Outcome.RETURN, verdicts=verdicts)


def test_a_case_is_returned_no_more_often_than_the_definition_says(office):
    staff, reference = office.staff(), office.submitted()
    for shade in (10, 20):
        office.decide(reference, "berkas", staff["berkas"], Outcome.RETURN, verdicts=wrong(foto="buram"))
        office.correct(reference, foto=shade)

    with pytest.raises(WrongMomentError, match="2 kali"):
        office.decide(reference, "berkas", staff["berkas"], Outcome.RETURN, verdicts=wrong(foto="buram"))


def test_earlier_tiers_confirm_a_correction_before_it_reaches_who_returned_it(office):
    staff, reference = office.staff(), office.submitted()
    complete(office, reference, staff["berkas"])
    through(office, reference, staff, "satpol", "lurah")
    office.decide(reference, "kasi", staff["kasi"], Outcome.RETURN, verdicts=wrong(nama_lapak="salah tulis"))

    difference = office.correct(reference, nama_lapak="Truntum Baru")

    assert difference.changed == {"nama_lapak"}
    assert office.open(reference) == {"berkas*"}
    assert all(review.superseded_at for review in office.reviews(reference))
    office.decide(reference, "berkas", staff["berkas"], Outcome.CONFIRM)
    assert office.open(reference) == {"satpol*", "lurah*"}
    for tier in ("satpol", "lurah"):
        office.decide(reference, tier, staff[tier], Outcome.CONFIRM)
    assert office.open(reference) == {"kasi"}
    through(office, reference, staff, "kasi")
    assert len(approvals.approval(queries.get_by_reference(reference)).reviews) == 4


def test_a_correction_that_changed_nothing_keeps_every_review(office):
    staff, reference = office.staff(), office.submitted()
    complete(office, reference, staff["berkas"])
    through(office, reference, staff, "satpol", "lurah")
    office.decide(reference, "kasi", staff["kasi"], Outcome.RETURN, verdicts=wrong(nama_lapak="benarkah?"))

    office.correct(reference)

    assert office.open(reference) == {"kasi"}
    through(office, reference, staff, "kasi")
    assert office.status(reference) == "to_sign"


def test_a_correction_that_makes_a_tier_apply_asks_it_too(office):
    staff, reference = office.staff(), office.submitted()
    complete(office, reference, staff["berkas"])
    through(office, reference, staff, "satpol", "lurah")
    office.decide(reference, "kasi", staff["kasi"], Outcome.RETURN, verdicts=wrong(panjang="ukur lagi"))
    office.correct(reference, panjang=5)
    for tier in ("berkas", "satpol", "lurah"):
        office.decide(reference, tier, staff[tier], Outcome.CONFIRM)

    assert office.open(reference) == {"lapangan"}


def test_a_correction_after_a_visit_keeps_the_sheet(office):
    staff, reference = office.staff(), office.submitted(panjang=3)
    complete(office, reference, staff["berkas"])
    through(office, reference, staff, "satpol", "lurah")
    office.decide(reference, "lapangan", staff["lapangan"], sheets=(Sheet(GOOD),))
    office.decide(reference, "kasi", staff["kasi"], Outcome.RETURN, verdicts=wrong(nama_lapak="salah"))
    office.correct(reference, nama_lapak="Truntum Jaya")
    for tier in ("berkas", "satpol", "lurah", "lapangan"):
        office.decide(reference, tier, staff[tier], Outcome.CONFIRM)
    through(office, reference, staff, "kasi")

    assert office.status(reference) == "to_sign"
    assert db.session.query(InspectionSheet).count() == 1
    assert approvals.approval(queries.get_by_reference(reference)).record_hash


def test_a_rejection_is_drawn_up_and_approved_for_another_to_sign(office):
    staff, reference = office.staff(), office.submitted()
    complete(office, reference, staff["berkas"])
    through(office, reference, staff, "satpol", "lurah")

    office.decide(
        reference, "kasi", staff["kasi"], Outcome.REJECT, remark="Lokasi terlarang.", legal_basis="Perwali contoh",
        verdicts=wrong(panjang="melebihi trotoar"),
    )  # fmt: skip

    assert office.status(reference) == "to_refuse"
    draft = db.session.query(RefusalDraft).one()
    assert (draft.reason, draft.drawn_up_by_id) == ("Lokasi terlarang.", staff["kasi"].user_id)
    approval = approvals.refusal_approval(queries.get_by_reference(reference))
    assert approval.refusal.remarks == (("Panjang lapak", "melebihi trotoar"),)
    assert [review.tier for review in approval.reviews] == ["berkas", "satpol", "lurah"]
    with pytest.raises(NotAllowedError):
        approvals.approval(queries.get_by_reference(reference))


def test_a_rejection_needs_a_reason(office):
    staff, reference = office.staff(), office.submitted()
    complete(office, reference, staff["berkas"])
    through(office, reference, staff, "satpol", "lurah")

    with pytest.raises(InputError):
        office.decide(reference, "kasi", staff["kasi"], Outcome.REJECT)


def test_the_public_decides_nothing(office):
    reference = office.submitted()
    nobody = office.officer("petugas_fo")
    nobody = type(nobody)(Actor(None, "publik"), nobody.roles)

    with pytest.raises(NotAllowedError):
        complete(office, reference, nobody)


def test_a_hand_on_the_database_after_the_last_tier_stops_the_signature(office):
    staff, reference = office.staff(), office.submitted()
    complete(office, reference, staff["berkas"])
    through(office, reference, staff, "satpol", "lurah", "kasi")
    approvals.approval(queries.get_by_reference(reference))

    with transaction():
        application = queries.get_by_reference(reference)
        application.answers = {**application.answers, "nama_lapak": "Lapak Lain"}

    with pytest.raises(NotAllowedError) as caught:
        approvals.approval(queries.get_by_reference(reference))
    assert "tidak sama lagi" in caught.value.user_message
