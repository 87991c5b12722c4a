"""Jobs: in the caller's transaction, at least once, fenced, never for ever."""

import threading
import time
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from app.errors import NotFoundError, UnavailableError, WrongMomentError
from app.foundation import audit, jobs, worker
from app.foundation.actors import Actor
from app.foundation.database import db, transaction
from app.foundation.models import Job, JobState
from app.foundation.sql import moment

NOW = datetime(2026, 3, 2, 5, 0, tzinfo=UTC)
OFFICER = Actor(1, "petugas", "Admin")
NIK = "3375010101900001"


def handle(app, name, function):
    app.extensions[jobs.EXTENSION][name] = function


def add(name="kerja", dedup="satu", **more):
    with transaction():
        jobs.enqueue(name, dedup, **more)


def row():
    db.session.rollback()
    return db.session.scalars(select(Job)).one()


def make_due():
    with transaction():
        db.session.execute(update(Job).values(due_at=moment(-1)))


def lapse_lease():
    with transaction():
        db.session.execute(update(Job).values(leased_until=moment(-1)))


def test_a_job_runs_with_its_arguments(app):
    seen = []
    handle(app, "kerja", lambda **args: seen.append(args))
    add(reference="SP-1", secret={"link": "rahasia"})

    assert jobs.work(app, once=True) == 1

    assert seen == [{"reference": "SP-1", "link": "rahasia"}]
    assert row().state is JobState.DONE
    assert row().secret is None


def test_a_job_of_a_failed_transaction_never_was(app):
    with pytest.raises(ZeroDivisionError):
        _enqueue_and_fail()

    assert db.session.scalars(select(Job)).all() == []


def _enqueue_and_fail():
    with transaction():
        jobs.enqueue("kerja", "satu")
        1 / 0  # noqa: B018 - any failure will do


def test_the_same_work_is_written_once(app):
    seen = []
    handle(app, "kerja", lambda: seen.append(1))
    add()
    add()
    jobs.work(app, once=True)
    add()

    assert jobs.work(app, once=True) == 0
    assert seen == [1]


def test_secret_arguments_are_not_readable_in_the_row(app):
    add(secret={"nik": NIK})

    assert NIK.encode() not in row().secret
    assert row().args == {}


def test_a_job_that_is_not_due_waits(app):
    handle(app, "kerja", lambda: None)
    add(due=datetime.now(UTC) + timedelta(hours=1))

    assert jobs.work(app, once=True) == 0


def test_a_job_of_an_unknown_name_is_left_for_another_version(app):
    add("pekerjaan.masa.depan")

    assert jobs.work(app, once=True) == 0
    assert row().state is JobState.WAITING


def test_jobs_leave_in_order(app):
    seen = []
    handle(app, "kerja", lambda n: seen.append(n))
    for n in range(5):
        add(dedup=str(n), n=n)

    jobs.work(app, once=True)

    assert seen == [0, 1, 2, 3, 4]


def test_a_failing_job_backs_off_then_dies_and_lets_others_flow(app):
    seen = []

    def fail():
        raise ValueError(f"orang {NIK} di budi@contoh.id")

    handle(app, "racun", fail)
    handle(app, "kerja", lambda: seen.append(1))
    add("racun", "racun")
    for turn in range(worker.MOST_ATTEMPTS):
        add(dedup=f"lain-{turn}")
        make_due()
        jobs.work(app, once=True)

    db.session.rollback()
    poison = db.session.scalars(select(Job).where(Job.name == "racun")).one()
    assert poison.state is JobState.DEAD
    assert poison.attempts == worker.MOST_ATTEMPTS
    assert poison.error == "ValueError: orang [nik] di [surel]"
    assert len(seen) == worker.MOST_ATTEMPTS


def test_what_is_down_outside_is_not_the_jobs_fault(app):
    def down():
        raise UnavailableError(detail="mail server")

    handle(app, "kerja", down)
    add()
    for _ in range(worker.MOST_ATTEMPTS + 3):
        make_due()
        jobs.work(app, once=True)

    assert row().state is JobState.WAITING
    assert row().attempts == 0


def test_a_dead_job_is_run_again_by_a_person(app):
    handle(app, "kerja", lambda: None)
    add()
    with transaction():
        db.session.execute(update(Job).values(state=JobState.DEAD, attempts=8))

    with transaction():
        jobs.run_again(row().id, actor=OFFICER, now=NOW)
    jobs.work(app, once=True)

    assert row().state is JobState.DONE
    with pytest.raises(WrongMomentError), transaction():
        jobs.run_again(row().id, actor=OFFICER, now=NOW)
    with pytest.raises(NotFoundError), transaction():
        jobs.run_again(999, actor=OFFICER, now=NOW)
    assert audit.verify() == []


def test_a_leased_job_is_not_taken_twice_until_its_lease_ends(app):
    add()
    first = worker.claim(["kerja"], 60)

    assert worker.claim(["kerja"], 60) is None
    lapse_lease()
    second = worker.claim(["kerja"], 60)

    assert second.id == first.id
    assert second.worker != first.worker
    assert second.attempts == 2


def test_a_zombie_cannot_finish_what_another_holds(app):
    add()
    zombie = worker.claim(["kerja"], 60)
    lapse_lease()
    holder = worker.claim(["kerja"], 60)

    assert worker.settle(zombie, None) is False
    assert row().state is JobState.WAITING
    assert worker.settle(holder, None) is True
    assert row().state is JobState.DONE


def test_a_job_that_kills_its_worker_each_time_is_buried(app):
    add()
    for _ in range(worker.MOST_ATTEMPTS):
        assert worker.claim(["kerja"], 60)
        lapse_lease()

    assert worker.claim(["kerja"], 60) is None
    assert row().state is JobState.DEAD


def test_a_long_job_keeps_its_lease(app):
    taken = []

    def slow():
        time.sleep(3.5)
        taken.append(worker.claim(["kerja"], 60))

    handle(app, "kerja", slow)
    add()

    worker.Worker(app, lease=2).run_due()

    assert taken == [None]
    assert row().state is JobState.DONE


def test_two_workers_share_the_work_and_do_nothing_twice(app):
    seen = []
    handle(app, "kerja", lambda n: seen.append(n))
    for n in range(20):
        add(dedup=str(n), n=n)

    threads = [threading.Thread(target=jobs.work, args=(app, True)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(seen) == list(range(20))


def test_a_handler_opens_its_own_transaction(app):
    def write():
        with transaction():
            audit.record("uji", "kerja", OFFICER, NOW)

    handle(app, "kerja", write)
    add()
    jobs.work(app, once=True)

    assert row().state is JobState.DONE
    assert audit.size_and_root()[0] == 1


def test_one_name_has_one_handler():
    jobs.handler("uji.satu")(test_one_name_has_one_handler)
    try:
        with pytest.raises(ValueError):
            jobs.handler("uji.satu")(test_a_handler_opens_its_own_transaction)
    finally:
        jobs._declared.pop("uji.satu")
