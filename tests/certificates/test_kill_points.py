"""Kill -9 at each named point of issuing, in a process of its own: nothing is half-issued, the number stays."""

import os
import signal
import subprocess
import sys

import pytest
from sqlalchemy import select

from app.certificates import queries
from app.certificates.models import Counter, Edition, PaperStatus
from app.foundation.database import db
from app.foundation.models import Job

CHILD = """
import sys
from datetime import datetime
from pathlib import Path
from tests.certificates import pki
from tests.certificates.desk import Desk
from tests.foundation.conftest import tiny_app
url, folder, schemas, point, now, step, application_id, users = sys.argv[1:]
pki.NOW = datetime.fromisoformat(now)
app = tiny_app(url, Path(folder), PERMIT_SCHEMAS=Path(schemas), SAKPORE_KILL_AT=point)
with app.app_context():
    desk = Desk.again(app, eval(users))
    papers = desk.prepare(int(application_id))
    if step == "sign":
        desk.sign(papers)
"""

PREPARE = ("prepare.after_claim", "prepare.before_store")
SIGN = ("sign.after_signature", "sign.before_store", "sign.before_commit")


def die(desk, point, step, application_id):
    db.session.rollback()
    url = db.engine.url.render_as_string(hide_password=False)
    folders = (str(desk.app.config[name]) for name in ("SAKPORE_DATA", "PERMIT_SCHEMAS"))
    arguments = (url, *folders, point, desk.now.isoformat(), step, str(application_id), repr(desk.users))
    done = subprocess.run([sys.executable, "-c", CHILD, *arguments], capture_output=True, text=True, cwd=os.getcwd())
    assert done.returncode == -signal.SIGKILL, done.stderr[-2000:]
    db.session.rollback()


@pytest.mark.slow
@pytest.mark.parametrize("point", PREPARE + SIGN)
def test_a_killed_process_leaves_the_paper_prepared_with_its_number(desk, point):
    application_id = desk.waiting()

    die(desk, point, "prepare" if point in PREPARE else "sign", application_id)

    [paper] = queries.find_prepared([desk.get(application_id)])[application_id]
    paper_id, number = paper.id, paper.number
    assert db.session.scalars(select(Edition)).all() == []
    assert db.session.scalars(select(Job)).all() == []
    assert desk.prepare(application_id) == [paper_id]
    assert desk.sign([paper_id])[0].signed
    assert desk.paper(paper_id).number == number
    assert db.session.scalars(select(Counter.value)).all() == [1]
    assert len(db.session.scalars(select(Edition)).all()) == 1


@pytest.mark.slow
def test_killed_after_the_store_the_permit_stands_with_its_mail(desk):
    application_id = desk.waiting()

    die(desk, "sign.after_store", "sign", application_id)

    [paper] = queries.find_papers(application_id)
    assert paper.status is PaperStatus.AKTIF
    assert len(paper.editions) == 1
    assert [job.name for job in db.session.scalars(select(Job))] == ["mail.permit_issued"]


@pytest.mark.slow
def test_killed_in_the_middle_of_a_list_what_was_stored_stays_stored(desk):
    applications = [desk.waiting(), desk.waiting()]
    first, second = (desk.prepare(each)[0] for each in applications)
    desk.sign([first])

    die(desk, "sign.before_store", "sign", applications[1])

    assert desk.paper(first).status is PaperStatus.AKTIF
    assert desk.paper(second).status is PaperStatus.PREPARED
