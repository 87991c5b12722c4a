"""Work for later. `enqueue` writes a row in the caller's transaction, so no letter is lost between commit and mail.

A worker leases a row by the database's clock, keeps the lease alive while it works, and may finish the job only while
it still holds it. A job runs at least once: every handler is written so that a second run does no harm.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from flask import Flask, current_app
from sqlalchemy import func, select, update

from app.errors import NotFoundError, WrongMomentError
from app.foundation import audit, crypto
from app.foundation.actors import Actor
from app.foundation.database import db
from app.foundation.models import Job, JobState
from app.foundation.sql import insert_for, moment

log = logging.getLogger(__name__)

Handler = Callable[..., None]
EXTENSION, DAILY = "sakpore_jobs", "sakpore_daily_jobs"
_declared: dict[str, Handler] = {}  # filled when modules are imported, as a blueprint's routes are; never changed after


def handler(name: str) -> Callable[[Handler], Handler]:
    """Declare what a job's name does. It runs in the worker, in an app context, outside any transaction."""

    def declare(function: Handler) -> Handler:
        if _declared.get(name, function).__qualname__ != function.__qualname__:
            raise ValueError(f"two handlers for the job {name}")
        _declared[name] = function
        return function

    return declare


def init_app(app: Flask) -> None:
    """Give the app its own set of handlers; `handlers_of(app)` may be added to."""
    app.extensions[EXTENSION] = {}


def every_day(app: Flask, name: str) -> None:
    """Have a declared job run once on each day, with that day (`day`, ISO) as its argument."""
    app.extensions[DAILY] = (*app.extensions.get(DAILY, ()), name)


def enqueue_daily(app: Flask, day: date) -> None:
    """Write the day's jobs that are not there yet: any worker may, as often as it likes."""
    for name in app.extensions.get(DAILY, ()):
        enqueue(name, f"{name}:{day.isoformat()}", day=day.isoformat())


def handlers_of(app: Flask) -> dict[str, Handler]:
    """Every handler this app knows, by job name."""
    return {**_declared, **app.extensions.get(EXTENSION, {})}


def enqueue(
    name: str, dedup: str, *, due: datetime | None = None, secret: dict[str, Any] | None = None, **args: Any
) -> None:
    """Write a job in the caller's transaction, or nothing if one with this `dedup` was ever written.

    `args` hold ids and references; what is personal or a one-time link goes into `secret`, which is sealed and reaches
    the handler as keyword arguments too. `due` is a moment in UTC; none means at once.
    """
    values = {
        "name": name,
        "dedup": dedup,
        "args": args,
        "secret": crypto.seal_json(secret, f"job.secret:{dedup}") if secret else None,
        "state": JobState.WAITING,
        "attempts": 0,
        "due_at": due or moment(),
        "error": "",
        "created_at": moment(),
    }
    db.session.execute(insert_for(Job).values(values).on_conflict_do_nothing(index_elements=[Job.dedup]))


def run_again(job_id: int, *, actor: Actor, now: datetime) -> None:
    """A person lets a dead job try anew. Raises NotFoundError, WrongMomentError."""
    job = db.session.get(Job, job_id)
    if job is None:
        raise NotFoundError
    if job.state is not JobState.DEAD:
        raise WrongMomentError(detail="only a dead job is run again by hand")
    again = {"state": JobState.WAITING, "attempts": 0, "due_at": moment(), "leased_until": None, "worker": None}
    db.session.execute(update(Job).where(Job.id == job_id, Job.state == JobState.DEAD).values(again))
    audit.record("pekerjaan.diulang", f"job:{job_id}", actor, now, name=job.name)


def waiting() -> int:
    """How many jobs are not done and not dead."""
    return db.session.scalar(select(func.count()).where(Job.state == JobState.WAITING)) or 0


def work(app: Flask, once: bool = False) -> int:
    """The worker's loop; `once` runs what is due now and returns how many jobs it tried."""
    from app.foundation.worker import Worker

    worker = Worker(app)
    return worker.run_due() if once else worker.run()


def secret_of(dedup: str, sealed: bytes | None) -> dict[str, Any]:
    """The sealed arguments of a job."""
    return dict(crypto.unseal_json(sealed, f"job.secret:{dedup}")) if sealed else {}


def known_names() -> list[str]:
    return sorted(handlers_of(current_app._get_current_object()))  # type: ignore[attr-defined]
