"""The worker: leases one job after another, keeps the lease alive, and looks after what needs doing now and then."""

from __future__ import annotations

import logging
import secrets
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from types import FrameType
from typing import Any

from flask import Flask
from sqlalchemy import ColumnElement, and_, or_, select, update

from app.errors import UnavailableError
from app.foundation import audit, jobs, logs, throttle
from app.foundation.database import db, is_sqlite, transaction
from app.foundation.killpoints import kill_at
from app.foundation.models import Job, JobState
from app.foundation.sql import moment
from app.foundation.timing import utc_now, wib_date

log = logging.getLogger(__name__)

LEASE = 60  # seconds; three heartbeats fit into one
MOST_ATTEMPTS = 8
FIRST_PAUSE, LONGEST_PAUSE = 10, 3600  # seconds between attempts, doubled each time
OUTSIDE_PAUSE = 60  # seconds, when something outside is down: that is not the job's fault and counts for nothing
POLL = 0.5  # seconds
HOUSEKEEPING = 600.0  # seconds
FREE: dict[str, Any] = {"worker": None, "leased_until": None}


@dataclass(frozen=True, slots=True)
class Leased:
    """A job in hand. `worker` is the fence of this one lease."""

    id: int
    name: str
    dedup: str
    args: dict[str, Any]
    secret: bytes | None
    attempts: int
    worker: str


class Worker:
    """One thread of work; any number of workers on any number of machines may run at once."""

    def __init__(self, app: Flask, *, lease: int = LEASE) -> None:
        self.app = app
        self.lease = lease
        self.stop = threading.Event()
        self.tidied_at = -HOUSEKEEPING

    def run(self) -> int:
        """Until SIGTERM or SIGINT; the job in hand is finished first."""
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGTERM, self._end)
            signal.signal(signal.SIGINT, self._end)
        tried = 0
        while not self.stop.is_set():
            done = 0
            try:
                done = self.run_due()
                self._tidy()
            except Exception:
                log.exception("the worker stumbled")  # a database that is away for a while; the rows wait
                self.stop.wait(5)
            tried += done
            self.stop.wait(POLL)
        return tried

    def run_due(self) -> int:
        """Run what is due until nothing is left; how many jobs were tried."""
        tried = 0
        while not self.stop.is_set() and self._run_next():
            tried += 1
        with self.app.app_context():
            audit.sequence()
        return tried

    def _run_next(self) -> bool:
        with self.app.app_context():
            job = claim(jobs.known_names(), self.lease)
        if job is None:
            return False
        kill_after_claim(self.app)
        # A context of its own per step: what one leaves behind in the session never reaches the next.
        with self._heartbeat(job), self.app.app_context():
            failure = self._call(job)
        with self.app.app_context():
            settle(job, failure)
        return True

    def _call(self, job: Leased) -> Exception | None:
        try:
            jobs.handlers_of(self.app)[job.name](**job.args, **jobs.secret_of(job.dedup, job.secret))
        except UnavailableError as error:
            log.info("job postponed", extra=_about(job))
            return error
        except Exception as error:
            log.warning("job failed", extra=_about(job), exc_info=error)
            return error
        return None

    @contextmanager
    def _heartbeat(self, job: Leased) -> Iterator[None]:
        done = threading.Event()
        beat = threading.Thread(target=self._keep_lease, args=(job, done), daemon=True)
        beat.start()
        try:
            yield
        finally:
            done.set()
            beat.join()

    def _keep_lease(self, job: Leased, done: threading.Event) -> None:
        while not done.wait(self.lease / 3):
            with suppress(Exception), self.app.app_context(), transaction():
                db.session.execute(update(Job).where(held(job)).values(leased_until=moment(self.lease)))

    def _tidy(self) -> None:
        if time.monotonic() - self.tidied_at > HOUSEKEEPING:
            with self.app.app_context():
                throttle.sweep()
                with transaction():
                    jobs.enqueue_daily(self.app, wib_date(utc_now()))
                audit.sequence(thorough=True)
            self.tidied_at = time.monotonic()

    def _end(self, _signal: int, _frame: FrameType | None) -> None:
        self.stop.set()


def claim(names: list[str], lease: int) -> Leased | None:
    """Take the next due job of a known name, or none. A name that this version does not know is left for another."""
    if db.session.scalar(select(Job.id).where(_due(names)).limit(1)) is None:  # a look without the writer's lock
        db.session.rollback()
        return None
    with transaction():
        _bury(names)
        nxt = select(Job.id).where(_due(names)).order_by(Job.id).limit(1)
        if not is_sqlite():
            nxt = nxt.with_for_update(skip_locked=True)
        taken = {"worker": secrets.token_hex(16), "leased_until": moment(lease), "attempts": Job.attempts + 1}
        statement = update(Job).where(Job.id == nxt.scalar_subquery()).values(taken)
        wanted = (Job.id, Job.name, Job.dedup, Job.args, Job.secret, Job.attempts, Job.worker)
        row = db.session.execute(statement.returning(*wanted), execution_options={"synchronize_session": False}).first()
    return Leased(*row) if row else None


def settle(job: Leased, failure: Exception | None) -> bool:
    """Write the outcome if the lease is still ours; a zombie's result is dropped (False)."""
    if failure is None:
        outcome = {"state": JobState.DONE, "finished_at": moment(), "secret": None, "error": ""}
    elif isinstance(failure, UnavailableError):
        outcome = {"due_at": moment(OUTSIDE_PAUSE), "attempts": job.attempts - 1, "error": _word(failure)}
    elif job.attempts >= MOST_ATTEMPTS:
        outcome = {"state": JobState.DEAD, "finished_at": moment(), "error": _word(failure)}
    else:
        pause = min(FIRST_PAUSE * 2 ** (job.attempts - 1), LONGEST_PAUSE)
        outcome = {"due_at": moment(pause), "error": _word(failure)}
    with transaction():
        result: Any = db.session.execute(update(Job).where(held(job)).values(FREE | outcome))
    if not result.rowcount:
        log.warning("lease lost, result dropped", extra=_about(job))
    return bool(result.rowcount)


def held(job: Leased) -> ColumnElement[bool]:
    """The fence: the row is still leased to this very lease."""
    return and_(Job.id == job.id, Job.worker == job.worker, Job.state == JobState.WAITING)


def _due(names: list[str]) -> ColumnElement[bool]:
    free = or_(Job.leased_until.is_(None), Job.leased_until < moment())
    return and_(Job.state == JobState.WAITING, Job.due_at <= moment(), free, Job.name.in_(names))


def _bury(names: list[str]) -> None:
    """A job that ended its worker each time never reached `settle`: it must not end workers for ever."""
    spent = {"state": JobState.DEAD, "finished_at": moment(), "error": "the worker died"} | FREE
    dead = update(Job).where(_due(names), Job.attempts >= MOST_ATTEMPTS).values(spent)
    db.session.execute(dead, execution_options={"synchronize_session": False})


def _about(job: Leased) -> dict[str, Any]:
    return {"job": job.name, "job_id": job.id, "attempt": job.attempts}


def _word(failure: Exception) -> str:
    return logs.scrub(f"{type(failure).__name__}: {failure}")[:500]


def kill_after_claim(app: Flask) -> None:
    with app.app_context():
        kill_at("job.claimed")
