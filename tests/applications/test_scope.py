"""The one row rule: nothing by default; applicants their own; officers what an assignment covers; Admin nothing."""

from datetime import date

import pytest
from sqlalchemy import select

from app.accounts.models import Assignment
from app.applications import queries
from app.applications.lifecycle import Status
from app.applications.models import Application
from app.applications.queries import Viewer
from app.errors import NotAllowedError, NotFoundError
from app.foundation.database import db, transaction
from tests.applications.world import OTHER_NIK, make_draft, make_person
from tests.conftest import NOON


def make_officer(role: str, **scope: object) -> Viewer:
    return Viewer(user_id=900, roles=frozenset({role}), assignments=(make_assignment(role, **scope),))


def make_assignment(role: str, **scope: object) -> Assignment:
    given = {"codes": None, "agency": None, "kelurahan": None, **scope}
    return Assignment(user_id=900, role=role, valid_from=date(2026, 1, 1), **given)


def seen(viewer: Viewer) -> set[str]:
    return set(db.session.scalars(queries.scope(select(Application.reference), viewer)))


@pytest.fixture
def two(sqlite_city):
    """Sri's draft and Budi's submitted application."""
    sri, budi = make_person(), make_person("budi@example.org", OTHER_NIK, name="Budi Contoh")
    draft, submitted = make_draft(sri), make_draft(budi)
    with transaction():
        submitted.status, submitted.submitted_at, submitted.kelurahan = Status.IN_REVIEW, NOON, "Kauman"
    return sri, budi, draft.reference, submitted.reference


def test_nobody_sees_anything_by_default(two):
    assert seen(Viewer(user_id=None)) == set()
    assert seen(Viewer(user_id=900, roles=frozenset({"petugas_fo"}))) == set()


def test_an_applicant_sees_own_rows_only(two):
    sri, _budi, draft, submitted = two
    viewer = Viewer(user_id=sri, roles=frozenset({"pemohon"}), is_applicant=True)

    assert seen(viewer) == {draft}
    with pytest.raises(NotFoundError):
        queries.get_editable(submitted, viewer)


def test_an_officer_sees_what_was_handed_in_and_the_assignment_covers(two):
    *_people, submitted = two

    assert seen(make_officer("petugas_fo")) == {submitted}
    assert seen(make_officer("petugas_fo", codes=["siup"])) == {submitted}
    assert seen(make_officer("petugas_fo", codes=["tdp"])) == set()
    assert seen(make_officer("petugas_fo", kelurahan="Krapyak")) == set()
    assert seen(make_officer("petugas_fo", kelurahan="Kauman")) == {submitted}


def test_an_officer_may_look_but_not_fill_in(two):
    with pytest.raises(NotAllowedError):
        queries.get_editable(two[3], make_officer("petugas_fo"))


def test_an_assignment_without_the_role_covers_nothing(two):
    viewer = Viewer(user_id=900, roles=frozenset({"pemohon"}), assignments=(make_assignment("petugas_fo"),))

    assert seen(viewer) == set()


def test_admin_sees_no_applicants_row(two):
    assert seen(make_officer("Admin")) == set()


def test_another_agency_sees_only_what_is_before_it(two):
    from app.verification.models import OpenTier

    *_people, submitted = two
    officer = make_officer("tim_teknis", agency="dindagkop")
    assert seen(officer) == set()

    with transaction():
        application = queries.get_by_reference(submitted)
        db.session.add(
            OpenTier(
                application_id=application.id, tier="teknis", role="tim_teknis", agency="dindagkop", opened_at=NOON
            )
        )

    assert seen(officer) == {submitted}
    assert seen(make_officer("tim_teknis", agency="dinkes")) == set()


def test_the_counter_sees_the_drafts_that_it_typed_in(sqlite_city):
    sri, officer = make_person(), make_person("loket@example.org", OTHER_NIK, role="loket", name="Petugas")
    reference = make_draft(sri, filed_by_id=officer).reference
    own = Viewer(user_id=officer, roles=frozenset({"loket"}), assignments=(make_assignment("loket"),))
    other = make_officer("loket")

    assert seen(own) == {reference}
    assert seen(other) == set()
    assert queries.get_editable(reference, own).reference == reference


def test_the_counters_role_without_its_assignment_fills_in_nothing(sqlite_city):
    """The assignment to the counter has ended; another one still lets this officer look."""
    sri, officer = make_person(), make_person("loket@example.org", OTHER_NIK, role="loket", name="Petugas")
    application = make_draft(sri, filed_by_id=officer)
    with transaction():
        application.status, application.submitted_at = Status.RETURNED, NOON
    roles = frozenset({"loket", "petugas_fo"})
    viewer = Viewer(user_id=officer, roles=roles, assignments=(make_assignment("petugas_fo"),))

    assert seen(viewer) == {application.reference}
    with pytest.raises(NotAllowedError):
        queries.get_editable(application.reference, viewer)
