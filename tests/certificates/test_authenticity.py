from dataclasses import replace
from datetime import timedelta

import pytest

from app.certificates import authenticity, queries
from app.certificates.models import PaperStatus
from app.errors import InputError, NotFoundError, TooLargeError
from app.foundation.database import transaction
from tests.certificates import attacks, pki


def issued(desk):
    [paper_id] = desk.prepare(desk.waiting())
    [result] = desk.sign([paper_id])
    assert result.signed, result.problem
    paper = desk.paper(paper_id)
    return paper, queries.signed_pdf(paper)


def test_our_own_paper_gets_three_good_answers(desk):
    paper, pdf = issued(desk)

    report = authenticity.examine(pdf, now=desk.now + timedelta(minutes=1), token=paper.token)

    assert report.unaltered, report.judgement
    assert report.issued_bytes
    assert report.same_paper
    assert report.card.valid
    assert report.card.status is PaperStatus.AKTIF


def test_an_altered_paper_fails_both_questions_and_names_no_permit(sqlite_desk):
    _, pdf = issued(sqlite_desk)

    for bad in (attacks.increment(pdf, attacks.overlay), attacks.resaved(pdf), attacks.flip_padding(pdf), pdf + b" "):
        report = authenticity.examine(bad, now=sqlite_desk.now)

        assert not report.unaltered
        assert not report.issued_bytes
        assert report.card is None


def test_another_permit_of_ours_shown_under_this_code_is_told_apart(sqlite_desk):
    paper, _ = issued(sqlite_desk)
    _, other = issued(sqlite_desk)

    report = authenticity.examine(other, now=sqlite_desk.now + timedelta(minutes=1), token=paper.token)

    assert report.unaltered
    assert report.issued_bytes
    assert report.same_paper is False


def test_what_our_signer_signed_outside_the_register_is_not_issued(sqlite_desk):
    from app.certificates import service
    from app.certificates.signing import Job

    desk = sqlite_desk
    issued(desk)
    with service.backend_of(queries.get_signer(desk.users["head"], desk.now)).session("frasa sandi kepala") as session:
        stray = session.sign(Job("x", pki.unsigned(), "Penerbitan", "Pekalongan"))

    report = authenticity.examine(stray, now=desk.now + timedelta(minutes=1))

    assert report.unaltered
    assert not report.issued_bytes
    assert report.card is None


def test_a_lookalike_authority_is_not_the_office(sqlite_desk):
    issued(sqlite_desk)

    report = authenticity.examine(attacks.lookalike(), now=sqlite_desk.now)

    assert not report.unaltered
    assert "signer" in report.judgement.faults


def test_a_paper_outlives_the_certificate_that_signed_it(sqlite_desk):
    _, pdf = issued(sqlite_desk)

    report = authenticity.examine(pdf, now=sqlite_desk.now + timedelta(days=500))

    assert report.unaltered


def test_signature_and_status_are_answered_apart(sqlite_desk):
    paper, pdf = issued(sqlite_desk)
    with transaction():
        sqlite_desk.paper(paper.id).status = PaperStatus.DICABUT

    report = authenticity.examine(pdf, now=sqlite_desk.now + timedelta(minutes=1))

    assert report.unaltered
    assert report.issued_bytes
    assert report.card.valid is False
    assert report.card.status is PaperStatus.DICABUT


def test_after_its_last_day_a_permit_has_ended_by_itself(sqlite_desk):
    paper, _ = issued(sqlite_desk)
    card_on = lambda days: authenticity.by_token(paper.token, now=sqlite_desk.now + timedelta(days=days))  # noqa: E731

    last = (paper.valid_to - paper.valid_from).days

    assert card_on(last).status is PaperStatus.AKTIF
    assert card_on(last + 1).status is PaperStatus.BERAKHIR


def test_a_persons_name_is_masked_and_sealed_answers_are_absent(sqlite_desk):
    paper, _ = issued(sqlite_desk)

    card = authenticity.by_token(paper.token, now=sqlite_desk.now)

    assert card.holder == "S**** R****"
    assert card.values == (("Nama kios", "Kios Truntum"),)
    assert "1.250.000" not in repr(card)
    assert "3375014101900001" not in repr(card)


def test_a_badan_is_named(sqlite_desk):
    paper, _ = issued(sqlite_desk)
    with transaction():
        changed = sqlite_desk.paper(paper.id)
        changed.holder_kind, changed.holder_name = "badan", "PT Truntum"

    assert authenticity.by_token(paper.token, now=sqlite_desk.now).holder == "PT Truntum"


def test_a_prepared_paper_is_unknown_to_the_public(sqlite_desk):
    [paper_id] = sqlite_desk.prepare(sqlite_desk.waiting())

    with pytest.raises(NotFoundError):
        authenticity.by_token(sqlite_desk.paper(paper_id).token, now=sqlite_desk.now)


def test_what_is_no_pdf_is_unreadable_and_what_is_too_large_is_refused(sqlite_desk):
    assert not authenticity.examine(b"\x00" * 100, now=sqlite_desk.now).readable
    with pytest.raises(InputError):
        authenticity.examine(b"", now=sqlite_desk.now)
    with pytest.raises(TooLargeError):
        authenticity.examine(b"%PDF-" + bytes(authenticity.MAX_BYTES), now=sqlite_desk.now)


def test_a_report_says_what_the_page_asks(sqlite_desk):
    unsigned = authenticity.examine(pki.unsigned(), now=sqlite_desk.now)

    assert unsigned.readable
    assert not unsigned.signed
    assert not replace(unsigned, judgement=replace(unsigned.judgement, faults=("unreadable:x",))).readable
