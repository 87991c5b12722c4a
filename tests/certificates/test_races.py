"""Several officers at once: no number twice, no gap, no paper stored twice."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from app.certificates import service
from app.certificates.models import Counter, Edition, Issued, PaperStatus
from app.errors import SakporeError
from app.foundation.database import db, transaction
from app.foundation.models import Job
from tests.certificates.desk import PASSPHRASE, PER_PRODUCT, Desk


def at_once(desk, work, arguments):
    """Results in order; an exception that a person would be told of is a result too."""

    def one(argument):
        with desk.app.app_context():
            try:
                return work(argument)
            except SakporeError as error:
                return error

    with ThreadPoolExecutor(4) as pool:
        return list(pool.map(one, arguments))


@pytest.mark.slow
def test_numbers_drawn_at_once_are_each_given_once(desk):
    approvals = [desk.approval(desk.waiting()) for _ in range(8)]
    db.session.rollback()

    results = at_once(desk, lambda each: service.prepare(each, actor=desk.actor, now=desk.now)[0].number, approvals)

    assert sorted(number[:8] for number in results) == [f"503/{n:04}" for n in range(1, 9)]
    assert db.session.scalars(select(Counter.value)).all() == [8]


@pytest.mark.slow
def test_a_new_holder_of_several_papers_at_once_draws_one_value_for_all(app):
    desk = Desk(app, PER_PRODUCT)
    approvals = [desk.approval(desk.waiting(products=[(f"r{n}aa", "Keripik")])) for n in range(1, 5)]
    db.session.rollback()

    results = at_once(desk, lambda each: service.prepare(each, actor=desk.actor, now=desk.now)[0].number, approvals)

    assert sorted(results) == [f"P 3375{n:02}0001" for n in range(1, 5)]


@pytest.mark.slow
def test_one_application_prepared_by_two_keeps_one_number(desk):
    approval = desk.approval(desk.waiting())
    db.session.rollback()

    at_once(desk, lambda each: service.prepare(each, actor=desk.actor, now=desk.now)[0].number, [approval] * 4)

    assert len(db.session.scalars(select(Issued)).all()) == 1
    assert db.session.scalars(select(Counter.value)).all() == [1]


@pytest.mark.slow
def test_one_paper_signed_by_two_clicks_is_stored_once(desk):
    papers = desk.prepare(desk.waiting())
    order = desk.order(papers)
    db.session.rollback()

    results = at_once(desk, lambda _n: service.sign(order, PASSPHRASE, actor=desk.actor, now=desk.now), range(4))

    signed = [r for result in results if isinstance(result, list) for r in result if r.signed]
    assert len(signed) == 1
    assert len(db.session.scalars(select(Edition)).all()) == 1
    assert len(db.session.scalars(select(Job)).all()) == 1


@pytest.mark.slow
def test_what_is_prepared_again_during_signing_is_not_stored_with_the_old_bytes(desk, monkeypatch):
    papers = desk.prepare(desk.waiting())
    real = service.authenticity.judge_own

    def meanwhile(pdf, signer, now):
        with transaction():
            desk.paper(papers[0]).unsigned_sha256 = "1" * 64
        return real(pdf, signer, now)

    monkeypatch.setattr(service.authenticity, "judge_own", meanwhile)

    [result] = desk.sign(papers)

    assert not result.signed
    assert desk.paper(papers[0]).status is PaperStatus.PREPARED
    assert db.session.scalars(select(Edition)).all() == []


def test_what_our_own_verifier_refuses_is_not_stored(sqlite_desk, monkeypatch):
    from app.certificates import signing

    papers = sqlite_desk.prepare(sqlite_desk.waiting())
    good = signing.Pkcs12Session.sign
    monkeypatch.setattr(signing.Pkcs12Session, "sign", lambda self, job: good(self, job) + b"\n% added by a gateway")

    [result] = sqlite_desk.sign(papers)

    assert not result.signed
    assert sqlite_desk.paper(papers[0]).status is PaperStatus.PREPARED
    assert db.session.scalars(select(Edition)).all() == []
