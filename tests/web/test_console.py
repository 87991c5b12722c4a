"""The console that Flask-Admin serves: for administrators, to look; what failed is run or sent again. And FAB's own
screens of users and roles: nobody serves himself, and every change is a leaf of the log."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.foundation import jobs
from app.foundation.database import db, transaction
from app.foundation.models import AuditEvent, Job, JobState, MailMessage
from tests.web.town import file

AGUS = "agus@contoh.id"
PAGES = ("/console/", "/console/versi/", "/console/pekerjaan/", "/console/surat/")


@pytest.fixture(scope="module")
def office(town):
    """A town with one application handed in, its letter sent, and one job that died."""
    from app.foundation import mailbox
    from tests.journeys.world import free_port

    smtp = free_port()
    town.app.config["MAIL_PORT"] = town.app.extensions["mail"].port = smtp
    post = mailbox.start(town.app.config["SAKPORE_DATA"], smtp)
    town.citizen(AGUS, "3375014503880001")
    town.reference = file(town, "siup", AGUS, papers=True)
    town.work()
    with town.app.app_context():
        with transaction():
            jobs.enqueue("mail.permit_issued", "uji:mati", reference="SP-0000-0000")
        with transaction():
            dead = db.session.scalars(select(Job).where(Job.dedup == "uji:mati")).one()
            dead.state, dead.error = JobState.DEAD, "UnavailableError"
            town.dead = dead.id
    yield town
    post.stop()


def admin(office):
    return office.officer("Admin")


def last_actions(office, number=3):
    with office.app.app_context():
        return list(db.session.scalars(select(AuditEvent.action).order_by(AuditEvent.id.desc()).limit(number)))


@pytest.mark.parametrize("path", PAGES)
def test_only_an_administrator_opens_it(office, path):
    assert admin(office).open(path).status == 200
    assert office.officer("loket").open(path).status == 403
    assert office.logged_in(AGUS).open(path).status == 403
    assert office.person().open(path).path == "/masuk"


def test_the_start_page_names_the_types_and_what_waits(office):
    page = admin(office).open("/console/")

    assert "siup" in page.text
    assert len(page.soup.select("tbody tr")) == 7


def test_a_version_shows_its_decree_and_its_text_and_takes_no_change(office):
    listed = admin(office).open("/console/versi/")
    assert len(listed.soup.select("tbody tr")) == 7

    shown = admin(office).open(listed.links("/console/versi/details/")[0])

    assert shown.status == 200
    assert "apiVersion" in shown.text
    assert len(shown.forms()) == 0
    token = admin(office).token()
    for path in ("new/", "edit/?id=1", "delete/", "export/csv/", "ajax/lookup/", "ajax/update/", "action/"):
        for method in ("get", "post"):
            given = {"csrf_token": token} if method == "post" else {}
            assert admin(office).raw(method, f"/console/versi/{path}", **given).status_code == 404, path


def test_a_dead_job_is_run_again_once(office):
    page = admin(office).open("/console/pekerjaan/")
    assert "gagal" in page.text
    form = page.form(action=f"/console/pekerjaan/ulang/{office.dead}")

    assert "dijadwalkan kembali" in form.send().text
    assert last_actions(office, 1) == ["pekerjaan.diulang"]
    with office.app.app_context():
        assert db.session.get(Job, office.dead).state is JobState.WAITING
    assert form.send().status == 409


def test_a_letter_is_sent_again_with_the_same_words(office):
    office.work()  # what another test left to do
    page = admin(office).open("/console/surat/")
    assert office.reference in page.text
    assert AGUS not in page.text, "addresses stay sealed"
    form = page.form(action="/console/surat/ulang/")

    before = {letter.id: letter.text for letter in office.letters(AGUS)}
    assert "dikirim lagi" in form.send().text
    office.work()

    fresh = [letter.text for letter in office.letters(AGUS) if letter.id not in before]
    assert len(fresh) == 1
    assert fresh[0] in before.values()
    assert "surat.dikirim_ulang" in last_actions(office)


def test_a_letter_that_was_not_kept_cannot_be_sent_again(office):
    with office.app.app_context(), transaction():
        row = db.session.scalars(select(MailMessage).order_by(MailMessage.id)).first()
        kept, row.file_key, row_id = row.file_key, None, row.id

    answer = admin(office).raw("post", f"/console/surat/ulang/{row_id}", csrf_token=admin(office).token())

    assert answer.status_code == 400
    with office.app.app_context(), transaction():
        db.session.get(MailMessage, row_id).file_key = kept


@pytest.mark.parametrize(
    "query",
    [
        "?page=abc",
        "?page=-1",
        "?page=999999",
        "?sort=99",
        "?page_size=100000",
        "?search=%00",
        "?flt0_0=x",
        "?flt0_99=x",
    ],
)
def test_odd_arguments_never_break_a_list(office, query):
    for path in PAGES[1:]:
        assert admin(office).open(path + query).status in (200, 400, 404), (path, query)


@pytest.mark.parametrize("path", ["details/", "details/?id=", "details/?id=abc", "details/?id=999999"])
def test_a_row_that_is_not_there_is_not_a_fault(office, path):
    for table in PAGES[1:]:
        assert admin(office).open(table + path).status in (200, 404)


# -- FAB's screens of users and roles --------------------------------------------------------------------------------


def role_ids(office):
    from flask_appbuilder.security.sqla.models import Role

    with office.app.app_context():
        return {role.name: str(role.id) for role in db.session.scalars(select(Role))}


def roles_of(office, user_id):
    from flask_appbuilder.security.sqla.models import User

    with office.app.app_context():
        return {role.name for role in db.session.get(User, user_id).roles}


def test_a_role_is_given_in_fabs_screen_and_stands_in_the_log(office):
    user_id, ids = office.id_of(AGUS), role_ids(office)
    form = admin(office).open(f"/users/edit/{user_id}").form(having="roles")

    form.fill(roles=[ids["pemohon"], ids["kepala_seksi"]], active=True).send()

    assert roles_of(office, user_id) == {"pemohon", "kepala_seksi"}
    assert last_actions(office, 1) == ["pengguna.peran"]
    with office.app.app_context():
        leaf = db.session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
        assert leaf.object == f"pengguna:{user_id}"
        assert leaf.actor_id == office.id_of(office.officers["Admin", None])


def test_a_role_without_an_assignment_opens_no_row_of_others(office):
    budi = "budi@contoh.id"
    office.citizen(budi, "3375014503880002")
    ids = role_ids(office)
    form = admin(office).open(f"/users/edit/{office.id_of(budi)}").form(having="roles")
    form.fill(roles=[ids["pemohon"], ids["kepala_seksi"]], active=True).send()

    page = office.logged_in(budi).open("/desk/siup/list/")

    assert page.status == 200
    assert office.reference not in page.text


def test_nobody_gives_himself_a_role(office):
    own, ids = office.id_of(office.officers["Admin", None]), role_ids(office)
    form = admin(office).open(f"/users/edit/{own}").form(having="roles")

    page = form.fill(roles=[ids["Admin"], ids["kepala_dinas"]], active=True).send()

    assert "orang lain" in page.text
    assert roles_of(office, own) == {"Admin"}


@pytest.mark.parametrize(
    "query",
    [
        "_flt_0_active=x",
        "_flt_0_roles=abc",
        "_flt_0_username=%00",
        "_flt_9_username=x",
        "_flt_0_roles=99999999999999999999",
    ],
)
def test_odd_searches_of_users_are_refused_in_words(office, query):
    assert admin(office).open(f"/users/list/?{query}").status in (200, 400)


def test_what_a_published_type_granted_shows_in_fabs_role_screen(office):
    page = admin(office).open(f"/roles/show/{role_ids(office)['kepala_seksi']}")

    assert "Siup melihat daftar, membuka, memeriksa: kasi" in page.text
