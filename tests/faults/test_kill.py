"""kill -9 at the worst moments: nothing acknowledged is lost, nothing is done twice in silence."""

import signal
import socket

import pytest
from sqlalchemy import func, select, update

from app.foundation import audit, jobs, mail, mailbox
from app.foundation.database import db, transaction
from app.foundation.models import AuditEvent, Job, JobState, MailMessage, MailState, Revision
from app.foundation.sql import moment

PATIENCE = 60  # seconds for a process on a busy machine


@pytest.fixture
def post_office(app):
    folder = app.config["SAKPORE_DATA"] / "templates" / "mail"
    folder.mkdir(parents=True)
    (folder / "uji.txt").write_text("Isi surat.\n")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = mailbox.start(app.config["SAKPORE_DATA"], port)
    yield port
    server.stop()


def write_job():
    with transaction():
        jobs.enqueue("mail.uji", "mail.uji:1", n=1)


def after_the_lease():
    with transaction():
        db.session.execute(update(Job).values(leased_until=moment(-1)))


def letters(app):
    return mailbox.letters(app.config["SAKPORE_DATA"])


def state(model):
    db.session.rollback()
    return db.session.scalars(select(model.state)).one()


def test_a_worker_killed_before_it_sends_leaves_the_mail_to_the_next(app, process, post_office):
    write_job()

    victim = process("work", kill_at="job.claimed", port=post_office)
    assert victim.wait(PATIENCE) == -signal.SIGKILL
    assert letters(app) == []
    after_the_lease()
    assert process("work", port=post_office).wait(PATIENCE) == 0

    assert len(letters(app)) == 1
    assert state(Job) is JobState.DONE


def test_a_worker_killed_after_the_servers_yes_sends_at_most_the_same_mail_again(app, process, post_office):
    write_job()

    assert process("work", kill_at="mail.accepted", port=post_office).wait(PATIENCE) == -signal.SIGKILL
    assert len(letters(app)) == 1
    assert state(MailMessage) is MailState.WAITING
    after_the_lease()
    assert process("work", port=post_office).wait(PATIENCE) == 0

    assert {letter.message_id for letter in letters(app)} == {mail.full_id("uji:1")}
    assert len(letters(app)) == 2
    assert state(MailMessage) is MailState.SENT


def test_a_writer_killed_at_any_moment_loses_nothing_that_it_acknowledged(app, process):
    """No letter without its mail job, no job without its letter, and a whole audit log."""
    acknowledged = -1
    victim = process("write")
    for line in victim.stdout:
        acknowledged = int(line)
        if acknowledged >= 40:
            victim.send_signal(signal.SIGKILL)
            break
    victim.wait(PATIENCE)

    written = db.session.scalar(select(func.count()).select_from(Revision))
    assert written >= acknowledged + 1
    assert db.session.scalar(select(func.count()).select_from(Job)) == written
    assert db.session.scalar(select(func.count()).select_from(AuditEvent)) == written
    audit.sequence()
    assert audit.size_and_root()[0] == written
    assert audit.verify() == []


def test_a_kill_point_is_never_armed_in_production(app):
    from app.foundation.killpoints import kill_at

    app.config.update(SAKPORE_KILL_AT="uji", SAKPORE_ENV="production")

    kill_at("uji")
