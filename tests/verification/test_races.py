"""Two officers at once: one decides, the other is told. Two branches of a gate at once: both count."""

import threading

import pytest

from app.errors import ConflictError, UnavailableError
from app.foundation.database import db
from app.verification.models import Outcome
from tests.conftest import NIGHTLY
from tests.verification.office import LAPAK_CHECKS, fine

ROUNDS = 50 if NIGHTLY else 10  # fifty over HTTP, between processes: tests/acceptance/test_load.py


def together(app, *acts):
    """Run each in a thread with its own context, started as close as can be; what each answered."""
    answers, gate = [None] * len(acts), threading.Barrier(len(acts))

    def run(place, act):
        with app.app_context():
            gate.wait()
            try:
                answers[place] = act() or "done"
            except (ConflictError, UnavailableError) as error:
                answers[place] = error
            finally:
                db.session.remove()

    threads = [threading.Thread(target=run, args=(place, act)) for place, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


@pytest.mark.slow
def test_of_two_deciders_one_wins_and_the_other_learns_who(app, office):
    first, second = office.officer("petugas_fo", "Ani"), office.officer("petugas_fo", "Budi")

    for _ in range(ROUNDS):
        reference = office.submitted()
        ticket = office.ticket(reference, "berkas")
        db.session.remove()
        parts = {"outcome": Outcome.COMPLETE, "ticket": ticket, "verdicts": fine(*LAPAK_CHECKS)}
        answers = together(
            app,
            lambda r=reference, p=parts: office.decide(r, "berkas", first, **p),
            lambda r=reference, p=parts: office.decide(r, "berkas", second, **p),
        )

        losers = [answer for answer in answers if isinstance(answer, ConflictError)]
        assert answers.count("done") == 1
        assert len(losers) == 1
        winner = "Ani" if answers[0] == "done" else "Budi"
        assert f"dinyatakan lengkap oleh {winner}" in losers[0].user_message
        assert len(office.reviews(reference)) == 1
        assert office.open(reference) == {"satpol", "lurah"}


def test_both_branches_of_a_gate_may_decide_at_once(app, office):
    staff = office.staff()
    for _ in range(ROUNDS // 2):
        reference = office.submitted()
        office.decide(reference, "berkas", staff["berkas"], Outcome.COMPLETE, verdicts=fine(*LAPAK_CHECKS))
        tickets = {tier: office.ticket(reference, tier) for tier in ("satpol", "lurah")}
        db.session.remove()

        answers = together(
            app,
            lambda r=reference, t=tickets: office.decide(r, "satpol", staff["satpol"], ticket=t["satpol"]),
            lambda r=reference, t=tickets: office.decide(r, "lurah", staff["lurah"], ticket=t["lurah"]),
        )

        assert answers == ["done", "done"]
        assert office.open(reference) == {"kasi"}
