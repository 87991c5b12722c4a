import hashlib
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.applications.lifecycle import Status
from app.certificates import queries, service
from app.certificates.models import Counter, Issued, PaperStatus
from app.errors import ConflictError, NotAllowedError, WrongMomentError
from app.foundation import files
from app.foundation.database import db, transaction
from app.foundation.models import AuditEvent, Job
from app.foundation.timing import wib_date
from tests.certificates.desk import PASSPHRASE, PER_PRODUCT, Desk


def year(desk):
    return wib_date(desk.now).year


def test_a_prepared_paper_has_its_number_and_the_bytes_that_will_be_signed(desk):
    application_id = desk.waiting()

    [paper_id] = desk.prepare(application_id)

    paper = desk.paper(paper_id)
    assert paper.number.startswith("503/0001/KIOS/")
    assert paper.status is PaperStatus.PREPARED
    assert paper.claims == {f"kios/izin/{year(desk)}": 1}
    assert hashlib.sha256(queries.unsigned_pdf(paper)).hexdigest() == paper.unsigned_sha256
    assert paper.public_values == {"nama_kios": "Kios Truntum"}


def test_preparing_again_finds_the_same_number(desk):
    application_id = desk.waiting()

    first, second = desk.prepare(application_id), desk.prepare(application_id)

    assert first == second
    assert desk.paper(first[0]).number.startswith("503/0001/")
    assert db.session.scalars(select(Counter.value)).all() == [1]


def test_numbers_follow_each_other_without_gap(desk):
    applications = [desk.waiting() for _ in range(3)]

    papers = desk.prepare(*applications)

    assert [desk.paper(each).number[:8] for each in papers] == ["503/0001", "503/0002", "503/0003"]


def test_what_was_prepared_is_signed_stored_mailed_and_audited(desk):
    application_id = desk.waiting()
    papers = desk.prepare(application_id)
    unsigned = queries.unsigned_pdf(desk.paper(papers[0]))

    [result] = desk.sign(papers)

    assert result.signed, result.problem
    paper, application = desk.paper(papers[0]), desk.get(application_id)
    signed = queries.signed_pdf(paper)
    assert paper.status is PaperStatus.AKTIF
    assert application.status is Status.ISSUED
    assert signed.startswith(unsigned)
    assert paper.editions[0].sha256 == hashlib.sha256(signed).hexdigest()
    assert [job.name for job in db.session.scalars(select(Job))] == ["mail.permit_issued"]
    actions = set(db.session.scalars(select(AuditEvent.action)))
    assert {"naskah.disiapkan", "izin.ditandatangani", "permohonan.selesai"} <= actions


def test_a_refusal_draws_from_its_own_counter_and_ends_the_application_refused(desk):
    permit = desk.prepare(desk.waiting())
    refused = desk.waiting(status=Status.TO_REFUSE)

    letters = desk.prepare(refused, approve=desk.refusal)
    [result] = desk.sign(letters, approve=desk.refusal)

    assert result.signed, result.problem
    letter = desk.paper(letters[0])
    assert (letter.kind, letter.product) == ("refusal", "penolakan")
    assert "/0001/" in letter.number
    assert "/0001/" in desk.paper(permit[0]).number
    assert desk.get(refused).status is Status.REFUSED
    assert [job.name for job in db.session.scalars(select(Job))] == ["mail.refused"]


def test_a_wrong_passphrase_stops_at_once_and_signs_nothing(desk):
    papers = desk.prepare(desk.waiting(), desk.waiting())

    with pytest.raises(NotAllowedError):
        desk.sign(papers, passphrase="frasa yang salah")

    assert [desk.paper(each).status for each in papers] == [PaperStatus.PREPARED] * 2


def test_one_bad_paper_does_not_keep_the_others_unsigned(desk):
    good, bad = desk.prepare(desk.waiting()), desk.prepare(desk.waiting())
    files.delete(desk.paper(bad[0]).unsigned_key)

    results = desk.sign([*bad, *good])

    assert [result.signed for result in results] == [False, True]
    assert desk.paper(bad[0]).status is PaperStatus.PREPARED


def test_a_list_that_changed_since_it_was_looked_at_is_not_signed(desk):
    papers = desk.prepare(desk.waiting())
    order = desk.order(papers)
    desk.now += timedelta(seconds=5)
    with transaction():
        desk.paper(papers[0]).unsigned_sha256 = "0" * 64

    with pytest.raises(ConflictError):
        service.sign(order, PASSPHRASE, actor=desk.actor, now=desk.now)


def test_bytes_changed_in_the_store_are_not_signed(desk):
    papers = desk.prepare(desk.waiting())
    other = files.put(b"%PDF-1.7 something else")
    with transaction():
        desk.paper(papers[0]).unsigned_key = other.key

    [result] = desk.sign(papers)

    assert not result.signed


def test_content_changed_after_approval_is_neither_prepared_nor_signed(desk):
    application_id = desk.waiting()
    papers = desk.prepare(application_id)
    approval = desk.approval(application_id)
    with transaction():
        desk.get(application_id).record_hash = "f" * 64

    with pytest.raises(NotAllowedError):
        service.prepare(approval, actor=desk.actor, now=desk.now)
    [result] = desk.sign(papers, approve=lambda _id: approval)

    assert not result.signed
    assert desk.paper(papers[0]).status is PaperStatus.PREPARED


def test_without_every_tier_nothing_is_prepared(desk):
    application_id = desk.waiting()
    approval = desk.approval(application_id)
    for reviews in ((), approval.reviews[:1], approval.reviews[1:]):
        with pytest.raises(NotAllowedError):
            service.prepare(desk.approval(application_id, reviews=reviews), actor=desk.actor, now=desk.now)

    assert db.session.scalars(select(Issued)).all() == []
    assert db.session.scalars(select(Counter)).all() == []


def test_one_person_in_two_tiers_is_not_enough(desk):
    from dataclasses import replace

    application_id = desk.waiting()
    first, second = desk.approval(application_id).reviews
    same = (first, replace(second, officer_id=first.officer_id))
    same_nik = (replace(first, person="x"), replace(second, person="x"))

    for reviews in (same, same_nik):
        with pytest.raises(NotAllowedError):
            service.prepare(desk.approval(application_id, reviews=reviews), actor=desk.actor, now=desk.now)


def test_who_took_part_before_does_not_sign(desk):
    application_id = desk.waiting()
    papers = desk.prepare(application_id)

    for excluded in ({f"account:{desk.users['head']}"}, {"nik-of-head"}):
        approval = desk.approval(application_id, excluded=frozenset(excluded))
        [result] = desk.sign(papers, approve=lambda _id, a=approval: a, person="nik-of-head")
        assert not result.signed


def test_a_paper_of_yesterday_is_prepared_again_with_its_number(desk):
    application_id = desk.waiting()
    papers = desk.prepare(application_id)
    with transaction():
        desk.paper(papers[0]).prepared_at = desk.now - timedelta(days=1)

    [result] = desk.sign(papers)
    again = desk.prepare(application_id)

    assert not result.signed
    assert again == papers
    assert desk.sign(again)[0].signed
    assert desk.paper(papers[0]).number.startswith("503/0001/")


def test_a_number_of_last_year_stays_in_the_register_as_void(desk):
    application_id = desk.waiting()
    [old] = desk.prepare(application_id)
    with transaction():
        desk.paper(old).claims = {"kios/izin/2001": 7}

    [new] = desk.prepare(application_id)

    assert desk.paper(old).status is PaperStatus.VOID
    assert desk.paper(old).status_note
    assert new != old
    assert desk.paper(new).claims == {f"kios/izin/{year(desk)}": 2}


def test_a_paper_is_not_signed_twice(desk):
    application_id = desk.waiting()
    papers = desk.prepare(application_id)
    order = desk.order(papers)
    desk.sign(papers)

    [result] = service.sign(order, PASSPHRASE, actor=desk.actor, now=desk.now)

    assert not result.signed
    assert len(desk.paper(papers[0]).editions) == 1
    with pytest.raises(WrongMomentError):
        desk.prepare(application_id, approve=lambda each: order.approvals[each])


def test_a_change_replaces_the_permit_that_it_refers_to(desk):
    old = desk.prepare(desk.waiting())
    desk.sign(old)
    end = desk.paper(old[0]).valid_to
    later = desk.waiting(kind="perubahan", referred=old[0])

    new = desk.prepare(later)
    desk.sign(new)

    assert desk.paper(old[0]).status is PaperStatus.DIGANTIKAN
    assert desk.paper(new[0]).supersedes_id == old[0]
    assert desk.paper(new[0]).valid_to == end
    assert desk.paper(new[0]).number != desk.paper(old[0]).number


def test_a_kind_that_keeps_the_number_draws_none(desk):
    old = desk.prepare(desk.waiting())
    desk.sign(old)

    new = desk.prepare(desk.waiting(kind="duplikat", referred=old[0]))

    assert desk.paper(new[0]).number == desk.paper(old[0]).number
    assert desk.paper(new[0]).claims == {}
    assert db.session.scalars(select(Counter.value)).all() == [1]


def test_one_paper_per_row_each_with_its_number_and_one_mail_for_all(app):
    desk = Desk(app, PER_PRODUCT)
    application_id = desk.waiting(products=[("raaa", "Keripik"), ("rbbb", "Sirup")])
    papers = desk.prepare(application_id)
    assert [desk.paper(each).number for each in papers] == ["P 3375010001", "P 3375020001"]
    assert [desk.paper(each).row for each in papers] == ["raaa", "rbbb"]

    desk.sign(papers[:1])
    assert desk.get(application_id).status is Status.TO_SIGN
    assert db.session.scalars(select(Job)).all() == []

    desk.sign(papers[1:])
    assert desk.get(application_id).status is Status.ISSUED
    assert len(db.session.scalars(select(Job)).all()) == 1


def test_the_rest_of_a_list_that_was_cut_short_is_prepared_and_signed_on_another_day(sqlite_app):
    desk = Desk(sqlite_app, PER_PRODUCT)
    application_id = desk.waiting(products=[("raaa", "Keripik"), ("rbbb", "Sirup")])
    papers = desk.prepare(application_id)
    desk.sign(papers[:1])  # and then the process died
    with transaction():
        desk.paper(papers[1]).prepared_at -= timedelta(days=1)

    assert desk.prepare(application_id) == papers[1:]
    [result] = desk.sign(papers[1:])

    assert result.signed, result.problem
    assert desk.paper(papers[1]).number == "P 3375020001"
    assert desk.get(application_id).status is Status.ISSUED
    assert len(desk.paper(papers[0]).editions) == 1


def test_a_holder_keeps_the_value_once_drawn(app):
    desk = Desk(app, PER_PRODUCT)
    first = desk.prepare(desk.waiting(products=[("raaa", "Keripik")]))

    second = desk.prepare(desk.waiting(products=[("rccc", "Selai")]))

    assert desk.paper(first[0]).number == "P 3375010001"
    assert desk.paper(second[0]).number == "P 3375020001"
    assert {row.key: row.value for row in db.session.scalars(select(Counter))}["kios/sertifikat/pemilik"] == 1


def test_a_counter_that_is_full_stops_before_anything_is_claimed(app):
    from app.permits.numbers import NumberOverflow

    desk = Desk(app, PER_PRODUCT)
    application_id = desk.waiting(products=[("raaa", "Keripik")])
    with transaction():
        db.session.add(Counter(key="kios/sertifikat/pemilik", value=9999))

    with pytest.raises(NumberOverflow):
        desk.prepare(application_id)

    assert {row.key: row.value for row in db.session.scalars(select(Counter))} == {"kios/sertifikat/pemilik": 9999}
    assert db.session.scalars(select(Issued)).all() == []
