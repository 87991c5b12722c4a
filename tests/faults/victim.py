"""A process to be killed: `work` runs the jobs that are due, `write` commits letters with their jobs until it dies."""

import sys
from datetime import UTC, datetime
from pathlib import Path

from app.foundation import audit, jobs, mail
from app.foundation.actors import SYSTEM
from app.foundation.database import db, transaction
from app.foundation.models import Revision
from tests.foundation.conftest import tiny_app


def deliver(n):
    entry = mail.LogEntry(f"surat:{n}")
    mail.deliver(
        to="budi@contoh.id", subject=f"Surat {n}", template="uji", context={}, message_id=f"uji:{n}", log=entry
    )


def write():
    for n in range(100_000):
        with transaction():
            db.session.add(Revision(name=f"surat-{n}", rev=n))
            jobs.enqueue("mail.uji", f"mail.uji:{n}", n=n)
            audit.record("surat.ditulis", f"surat:{n}", SYSTEM, datetime.now(UTC))
        sys.stdout.write(f"{n}\n")
        sys.stdout.flush()


def main(part, url, folder, kill_at, port):
    app = tiny_app(url, Path(folder), SAKPORE_KILL_AT=kill_at)
    app.extensions["mail"].port = int(port)
    app.extensions[jobs.EXTENSION]["mail.uji"] = deliver
    if part == "work":
        jobs.work(app, once=True)
        return
    with app.app_context():
        write()


if __name__ == "__main__":
    main(*sys.argv[1:])
