"""Signing is unreachable without every tier, by different persons, on the right hashes: for any order of events."""

import itertools

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from app.applications import content, queries
from app.applications.lifecycle import Status
from app.certificates import approval as certificates
from app.errors import SakporeError
from app.foundation.database import db
from app.permits.flow import Stage
from app.permits.model import Tier
from app.verification import approvals, ladder
from app.verification.decision import Sheet, Verdict
from app.verification.ladder import Standing
from app.verification.models import InspectionSheet, OpenTier, Outcome, Review
from tests.verification.office import LAPAK_CHECKS, fine

# --- the pure ladder -------------------------------------------------------------------------------------------------


@st.composite
def ladders(draw):
    """Stages of one to three tiers, of which some or all must say yes; after any of them may stand a gate."""
    names = (f"t{number}" for number in itertools.count())
    sizes = draw(st.lists(st.integers(1, 3), min_size=1, max_size=4))
    tiers = [tuple(Tier(id=next(names), role="r") for _ in range(size)) for size in sizes]
    stages = []
    for place, found in enumerate(tiers):
        stages.append(Stage(f"s{place}", found, draw(st.integers(1, len(found)))))
        if draw(st.booleans()):
            stages.append(Stage(f"g{place}", (Tier(id=f"g{place}-lunas", role="b", outcomes=()),), gate=True))
    return tuple(stages)


EVENTS = st.lists(st.tuples(st.sampled_from(["yes", "no", "content", "record"]), st.integers(0, 5)), max_size=30)


def play(stages, events):
    """The standings after officers of open tiers, applicants and late additions did something."""
    standings, order = {}, itertools.count()
    for what, pick in events:
        wanted = sorted(ladder.next_tiers(stages, standings))
        if what == "content":
            standings = {}
        elif what == "record":
            standings = {tier: Standing(one.positive, False, one.order) for tier, one in standings.items()}
        elif wanted and wanted[pick % len(wanted)].startswith("g"):  # money comes, or does not
            if what == "yes":
                standings[wanted[pick % len(wanted)]] = Standing(True, True, -1)
        elif wanted:
            standings[wanted[pick % len(wanted)]] = Standing(what == "yes", True, next(order))
    return standings


@given(ladders(), EVENTS)
def test_a_climbed_ladder_holds_enough_yeses_in_every_stage(stages, events):
    standings = play(stages, events)

    if ladder.climbed(stages, standings):
        assert all(
            sum(tier.id in standings and standings[tier.id].positive for tier in stage.tiers) >= stage.need
            for stage in stages
        )
        last = [stage for stage in stages if not stage.gate][-1]
        assert any(tier.id in standings and standings[tier.id].on_record for tier in last.tiers)


@given(ladders(), EVENTS)
def test_a_case_never_lies_with_nobody(stages, events):
    standings = play(stages, events)

    waits = ladder.next_tiers(stages, standings)
    stuck = any(ladder.out_of_reach(stage, standings) for stage in stages)
    assert waits or stuck or ladder.climbed(stages, standings)


@given(ladders(), EVENTS)
def test_only_one_stage_is_open_and_all_before_it_said_yes(stages, events):
    standings = play(stages, events)
    waits = ladder.next_tiers(stages, standings)

    places = {place for place, stage in enumerate(stages) for tier in stage.tiers if tier.id in waits}
    assert len(places) <= 1
    for place in places:
        assert all(ladder.passed(stage, standings) for stage in stages[:place])


@given(ladders())
def test_yes_after_yes_climbs_every_ladder(stages):
    assert ladder.climbed(stages, play(stages, [("yes", 0)] * 16))


def test_a_ladder_without_rungs_is_never_climbed():
    assert not ladder.climbed((), {})
    assert ladder.next_tiers((), {}) == frozenset()


def test_a_gate_alone_is_no_ladder_and_an_unpassed_one_keeps_the_last_tier_from_signing():
    gate = Stage("g", (Tier(id="g-lunas", role="b", outcomes=()),), gate=True)
    tier = Stage("a", (Tier(id="a", role="r"),))
    yes, paid = {"a": Standing(True, True, 0)}, {"g-lunas": Standing(True, True, -1)}

    assert not ladder.climbed((gate,), paid)
    assert ladder.next_tiers((tier, gate), yes) == {"g-lunas"}
    assert not ladder.climbed((tier, gate), yes)
    assert ladder.climbed((tier, gate), yes | paid)


def test_one_no_of_three_leaves_two_of_three_within_reach():
    stage = Stage("gerbang", tuple(Tier(id=name, role="r") for name in "abc"), 2)

    assert not ladder.out_of_reach(stage, {"a": Standing(False, True, 0)})
    assert ladder.out_of_reach(stage, {"a": Standing(False, True, 0), "b": Standing(False, True, 1)})


# --- the whole office ------------------------------------------------------------------------------------------------

TIERS = ("berkas", "satpol", "lurah", "lapangan", "kasi")
ACTS = st.lists(
    st.tuples(
        st.sampled_from(TIERS),
        st.sampled_from(["own", "spare", "applicant", "everything"]),
        st.sampled_from([Outcome.FORWARD, Outcome.FORWARD, Outcome.FORWARD, Outcome.RETURN, Outcome.REJECT]),
        st.booleans(),
    ),
    max_size=14,
)


@pytest.fixture
def crowd(sqlite_office):
    """Two officers of every tier, and one who holds every role."""
    from dataclasses import replace

    first, second = sqlite_office.staff(), sqlite_office.staff()
    everything = sqlite_office.officer("petugas_fo", "serba")
    for role in ("rekomendasi", "peninjau", "kepala_seksi"):
        give(sqlite_office, everything, role)
    everything = replace(everything, roles=frozenset({"petugas_fo", "rekomendasi", "peninjau", "kepala_seksi"}))
    return sqlite_office, first, second, everything


def give(office, officer, role):
    from app.accounts import assignments
    from app.foundation.actors import SYSTEM
    from app.foundation.database import transaction
    from tests.verification.office import EARLIER

    with transaction():
        scope, term = assignments.Scope(), assignments.Term(EARLIER)
        assignments.assign(officer.user_id, role, scope, term, actor=SYSTEM, now=office.now)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=ACTS, length=st.sampled_from([2, 4]), finish=st.booleans())
def test_whatever_officers_try_only_a_complete_ladder_is_approved(crowd, acts, length, finish):
    office, first, second, everything = crowd
    applicant = office.officer("petugas_fo", "pemohon")
    reference = office.submitted(applicant=applicant.user_id, panjang=length)
    people = {"applicant": applicant, "everything": everything}

    for number, (tier, who, outcome, changes) in enumerate(acts):
        officer = people.get(who) or (first if who == "own" else second)[tier]
        attempt(office, reference, tier, officer, outcome)
        if office.status(reference) == "returned":
            office.correct(reference, **({"nama_lapak": f"Nama {number}"} if changes else {}))
        assert_approved_only_when_complete(office, reference, applicant)
    if finish:
        for tier in TIERS * 3:
            attempt(office, reference, tier, first[tier], Outcome.FORWARD)
        assert_approved_only_when_complete(office, reference, applicant)


def attempt(office, reference, tier, officer, outcome):
    """What the screen would send; a refusal is as good an answer as any."""
    row = db.session.scalars(
        select(OpenTier).join(OpenTier.application).where(
            OpenTier.tier == tier, queries.Application.reference == reference
        )
    ).one_or_none()  # fmt: skip
    if row is None:
        return
    verdicts, sheets = fine(*LAPAK_CHECKS), ()
    if outcome is Outcome.FORWARD:
        outcome = Outcome.CONFIRM if row.reconfirm else Outcome.COMPLETE if tier == "berkas" else outcome
        sheets = (Sheet({"trotoar": True, "kabel": True}),) if tier == "lapangan" else ()
    elif outcome is Outcome.RETURN:
        verdicts = {"nama_lapak": Verdict(ok=False, remark="perbaiki")}
    try:
        office.decide(reference, tier, officer, outcome, verdicts=verdicts, sheets=sheets, remark="alasan")
    except SakporeError:
        db.session.rollback()


def assert_approved_only_when_complete(office, reference, applicant):
    db.session.expire_all()
    application = queries.get_by_reference(reference)
    try:
        approval = approvals.approval(application)
    except SakporeError:
        assert application.status is not Status.TO_SIGN
        return
    certificates.check(approval, content.definition_of(application), application)
    counted = [r for r in office.reviews(reference) if r.superseded_at is None and r.outcome is not Outcome.RETURN]
    latest = {review.tier: review for review in counted}
    wanted = set(TIERS) if content.answers(application)["panjang"] > 2 else set(TIERS) - {"lapangan"}
    assert set(latest) == {review.tier for review in approval.reviews} == wanted
    assert len({review.officer_id for review in latest.values()}) == len(wanted)
    assert applicant.user_id not in {review.officer_id for review in latest.values()}
    assert {review.content_hash for review in latest.values()} == {content.content_hash(application)}
    sheets = db.session.scalars(
        select(InspectionSheet).where(
            InspectionSheet.application_id == application.id, InspectionSheet.superseded_at.is_(None)
        )
    ).all()
    assert bool(sheets) is ("lapangan" in wanted)
    assert latest["kasi"].record_hash == application.record_hash


def test_nothing_outside_the_service_writes_a_review():
    """The ladder is structural as long as one function makes reviews."""
    from pathlib import Path

    made = [
        path.name
        for path in Path("app").rglob("*.py")
        if f"{Review.__name__}(" in path.read_text(encoding="utf-8") and path.name != "models.py"
    ]
    assert made == ["service.py"]
