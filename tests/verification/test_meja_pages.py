"""The officers' pages over HTTP: what they show, what a POST does, what stays when something goes wrong."""

import re
from contextlib import contextmanager

import pytest
from bs4 import BeautifulSoup
from flask_appbuilder.security.sqla.models import User
from sqlalchemy import event

from app.accounts import passwords
from app.applications import queries
from app.foundation import timing
from app.foundation.database import db, transaction
from app.foundation.models import AuditEvent
from app.verification.models import Outcome
from tests.accounts.visitor import GOOD_PASSWORD, Visitor
from tests.conftest import ENGINES
from tests.verification.office import LAPAK_CHECKS, Office, fine, wrong


@pytest.fixture(params=ENGINES)
def site(request, new_app):
    return Site(new_app(request.param, "bare"))


class Site:
    """The portal with one office and officers that log in with a password."""

    def __init__(self, app):
        self.app = app
        with app.app_context():
            self.office = Office(timing.utc_now())
            self.staff = self.office.staff()
            self.hash = passwords.make_hash(GOOD_PASSWORD)

    def log_in(self, officer):
        with self.app.app_context(), transaction():
            user = db.session.get(User, officer.user_id)
            user.password, email = self.hash, user.email
        visitor = Visitor(self.app)
        assert visitor.log_in(email).status_code == 302
        return visitor

    @contextmanager
    def inside(self):
        with self.app.app_context():
            yield self.office

    def submitted(self, **answers):
        with self.inside() as office:
            return office.submitted(**answers)


def soup(response):
    return BeautifulSoup(response.text, "lxml")


def filled(page, **changes):
    """What the decision's form would send; `changes` on top."""
    form = next(
        form for form in soup(page).select("main form") if form.select("[name=versi]") and form.select("[name=catatan]")
    )
    values = {i["name"]: i.get("value", "") for i in form.select("input[type=hidden]")}
    values |= {i["name"]: i["value"] for i in form.select("input[type=radio][checked]")}
    values |= {t["name"]: t.text.strip() for t in form.select("textarea")}
    return {**values, **changes}


def all_fine(page):
    names = {i["name"] for i in soup(page).select("input[type=radio]") if i["name"].startswith("nilai-")}
    return dict.fromkeys(names, "ya")


def test_the_queue_shows_only_what_an_assignment_covers(site):
    reference = site.submitted()

    assert reference in site.log_in(site.staff["berkas"]).open("/meja").text
    assert reference not in site.log_in(site.staff["kasi"]).open("/meja").text


def test_the_queue_filters_by_due_date_type_tier_and_number(site):
    reference = site.submitted()
    officer = site.log_in(site.staff["berkas"])

    assert reference not in officer.open("/meja?batas=lewat").text
    assert reference in officer.open(f"/meja?izin=lapak&tahap=berkas&nomor={reference.lower()}").text
    assert reference not in officer.open("/meja?izin=lain").text
    assert reference not in officer.open("/meja?daftar=dikembalikan").text


def test_a_visitor_is_sent_to_the_log_in_and_an_applicant_is_refused(site):
    reference = site.submitted()

    assert Visitor(site.app).open("/meja").status_code == 302
    with site.inside() as office:
        applicant = office.officer("petugas_fo")
        with transaction():
            user = db.session.get(User, applicant.user_id)
            user.roles = []
    assert site.log_in(applicant).open(f"/meja/{reference}").status_code == 403


def test_the_screen_shows_answers_papers_and_a_verdict_for_each(site):
    reference = site.submitted()

    page = site.log_in(site.staff["berkas"]).open(f"/meja/{reference}")

    assert page.status_code == 200
    names = {i["name"] for i in soup(page).select("input[type=radio]")}
    assert names == {f"nilai-{name}" for name in LAPAK_CHECKS}
    assert "Truntum" in page.text
    assert soup(page).select_one("img")["src"].endswith("/1.png")


def test_an_officer_completes_the_file_from_the_screen(site):
    reference = site.submitted()
    officer = site.log_in(site.staff["berkas"])
    page = officer.open(f"/meja/{reference}")

    answer = officer.client.post(f"/meja/{reference}/teruskan", data=filled(page, **all_fine(page)))

    assert answer.status_code == 302
    with site.inside() as office:
        assert office.open(reference) == {"satpol", "lurah"}


def test_unchecked_items_are_listed_and_nothing_typed_is_lost(site):
    reference = site.submitted()
    officer = site.log_in(site.staff["berkas"])
    page = officer.open(f"/meja/{reference}")
    typed = filled(page, **{"nilai-nama_lapak": "ya", "nilai-foto": "tidak", "catatan-foto": "sangat buram"})

    answer = officer.client.post(f"/meja/{reference}/teruskan", data=typed)

    assert answer.status_code == 422
    links = [a["href"] for a in soup(answer).select(".sk-summary a")]
    assert links == ["#panjang", "#kelurahan", "#barang-0", "#foto", "#butir-0"]
    assert all(soup(answer).select_one(f'[id="{link[1:]}"]') for link in links)
    assert "sangat buram" in soup(answer).select_one("#catatan-foto").text
    assert soup(answer).select_one("#nilai-nama_lapak-ya").has_attr("checked")


def test_a_return_from_the_screen_reaches_the_applicant(site):
    reference = site.submitted()
    officer = site.log_in(site.staff["berkas"])
    page = officer.open(f"/meja/{reference}")

    answer = officer.client.post(f"/meja/{reference}/kembalikan", data=filled(page, **{"catatan-foto": "buram"}))

    assert answer.status_code == 302
    with site.inside() as office:
        assert office.status(reference) == "returned"
    assert reference in officer.open("/meja?daftar=dikembalikan").text


def test_a_return_without_remarks_is_explained(site):
    reference = site.submitted()
    officer = site.log_in(site.staff["berkas"])

    answer = officer.client.post(f"/meja/{reference}/kembalikan", data=filled(officer.open(f"/meja/{reference}")))

    assert answer.status_code == 400
    assert "sedikitnya satu" in answer.text


def test_the_race_tells_who_was_faster_and_keeps_the_remarks(site):
    reference = site.submitted()
    officer = site.log_in(site.staff["berkas"])
    typed = filled(officer.open(f"/meja/{reference}"), **{"catatan-foto": "catatan saya"}, catatan="pesan saya")
    with site.inside() as office:
        rival = office.officer("petugas_fo", "Rahayu")
        office.decide(reference, "berkas", rival, Outcome.COMPLETE, verdicts=fine(*LAPAK_CHECKS))

    answer = officer.client.post(f"/meja/{reference}/kembalikan", data=typed)

    assert answer.status_code == 409
    assert re.search(r"sudah dinyatakan lengkap oleh Rahayu \(petugas fo\)", answer.text)
    assert "catatan saya" in answer.text
    assert "pesan saya" in answer.text


def test_a_rejection_is_asked_once_more(site):
    reference = site.submitted()
    with site.inside() as office:
        office.decide(reference, "berkas", site.staff["berkas"], Outcome.COMPLETE, verdicts=fine(*LAPAK_CHECKS))
        for tier in ("satpol", "lurah"):
            office.decide(reference, tier, site.staff[tier])
    officer = site.log_in(site.staff["kasi"])
    page = officer.open(f"/meja/{reference}")

    empty = officer.client.post(f"/meja/{reference}/tolak", data=filled(page))
    asked = officer.client.post(f"/meja/{reference}/tolak", data=filled(page, catatan="Lokasi terlarang."))
    with site.inside() as office:
        assert office.status(reference) == "in_review"
    form = soup(asked).select_one("main form")
    answer = officer.client.post(form["action"], data={i["name"]: i.get("value", "") for i in form.select("input")})

    assert (empty.status_code, asked.status_code, answer.status_code) == (400, 200, 302)
    with site.inside() as office:
        assert office.status(reference) == "to_refuse"


def test_the_confirmation_shows_old_and_new(site):
    reference = site.submitted()
    with site.inside() as office:
        office.decide(reference, "berkas", site.staff["berkas"], Outcome.COMPLETE, verdicts=fine(*LAPAK_CHECKS))
        office.decide(reference, "satpol", site.staff["satpol"], Outcome.RETURN, verdicts=wrong(nama_lapak="salah"))
        office.correct(reference, nama_lapak="Jlamprang")
    officer = site.log_in(site.staff["berkas"])

    page = officer.open(f"/meja/{reference}")
    answer = officer.client.post(f"/meja/{reference}/teruskan", data=filled(page))

    assert "Truntum" in soup(page).select_one("del").text
    assert "Jlamprang" in soup(page).select_one("ins").text
    assert "Konfirmasi perbaikan" in page.text
    assert answer.status_code == 302
    with site.inside() as office:
        assert office.open(reference) == {"satpol", "lurah"}


def test_an_inspection_and_staff_fields_are_filled_in_on_the_screen(site):
    reference = site.submitted(panjang=4)
    with site.inside() as office:
        office.decide(reference, "berkas", site.staff["berkas"], Outcome.COMPLETE, verdicts=fine(*LAPAK_CHECKS))
        for tier in ("satpol", "lurah"):
            office.decide(reference, tier, site.staff[tier])
    officer = site.log_in(site.staff["lapangan"])
    page = officer.open(f"/meja/{reference}")
    marks = {"periksa-trotoar": "ya", "periksa-kabel": "ya", "catatan_lapangan": "rapi dan bersih"}

    lacking = officer.client.post(f"/meja/{reference}/teruskan", data=filled(page, **{"periksa-trotoar": "ya"}))
    answer = officer.client.post(f"/meja/{reference}/teruskan", data=filled(page, **marks))

    assert lacking.status_code == 422
    assert soup(lacking).select_one("input[name=periksa-trotoar][checked]")
    assert answer.status_code == 302
    with site.inside() as office:
        assert office.open(reference) == {"kasi"}
        assert queries.get_by_reference(reference).staff_answers == {"catatan_lapangan": "rapi dan bersih"}
    later = site.log_in(site.staff["kasi"]).open(f"/meja/{reference}")
    assert "rapi dan bersih" in later.text
    assert "memenuhi syarat" in later.text


def test_who_must_not_decide_is_told_before_anything_is_typed(site):
    with site.inside() as office:
        reference = office.submitted(filed_by=site.staff["berkas"].user_id)

    page = site.log_in(site.staff["berkas"]).open(f"/meja/{reference}")

    assert "tidak boleh memutusnya" in page.text
    assert not soup(page).select("input[type=radio]")


def test_a_page_picture_is_logged_before_it_is_sent_and_kept_sealed(site):
    reference = site.submitted()
    officer = site.log_in(site.staff["berkas"])
    source = soup(officer.open(f"/meja/{reference}")).select_one("img")["src"]

    first, again = officer.open(source), officer.open(source)

    assert first.mimetype == "image/png"
    assert first.data == again.data
    assert first.data.startswith(b"\x89PNG")
    with site.inside():
        seen = db.session.query(AuditEvent).filter_by(action="berkas.dilihat", object=reference).count()
        assert seen == 2
        kept = [path for path in (site.app.config["SAKPORE_DATA"] / "cache" / "pages").rglob("*") if path.is_file()]
    assert len(kept) == 1
    assert b"PNG" not in kept[0].read_bytes()


def test_the_original_is_a_download(site):
    reference = site.submitted()
    officer = site.log_in(site.staff["berkas"])
    link = next(a["href"] for a in soup(officer.open(f"/meja/{reference}")).select("a") if a["href"].endswith("/asli"))

    answer = officer.open(link)

    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.data.startswith(b"\x89PNG")


def test_papers_of_what_one_may_not_see_are_not_found(site):
    reference = site.submitted()
    officer = site.log_in(site.staff["berkas"])
    source = soup(officer.open(f"/meja/{reference}")).select_one("img")["src"]

    stranger = site.log_in(site.staff["satpol"])

    assert stranger.open(source).status_code == 404
    assert stranger.open(f"/meja/{reference}").status_code == 404
    assert officer.open(source.replace("/1.png", "/2.png")).status_code == 404


def test_taking_and_giving_back_a_case(site):
    reference = site.submitted()
    officer = site.log_in(site.staff["berkas"])
    page = officer.open("/meja")
    form = next(form for form in soup(page).select("main form") if form.select("[name=versi]"))

    officer.client.post(form["action"], data={i["name"]: i["value"] for i in form.select("input")})

    assert reference in officer.open("/meja?daftar=tugas").text
    with site.inside() as office:
        other = office.officer("petugas_fo", "rekan")
    assert reference not in site.log_in(other).open("/meja").text


def test_a_decision_needs_at_most_fourteen_statements(site):
    reference = site.submitted()
    officer = site.log_in(site.staff["berkas"])
    site.log_in(site.staff["berkas"]).open(f"/meja/{reference}")  # a warm process
    page = officer.open(f"/meja/{reference}")
    values = filled(page, **all_fine(page))

    with counted(site.app) as statements:
        answer = officer.client.post(f"/meja/{reference}/teruskan", data=values)

    assert answer.status_code == 302
    assert len(statements) <= 14, "\n".join(statements)


def test_a_return_needs_at_most_as_many(site):
    reference = site.submitted()
    officer = site.log_in(site.staff["berkas"])
    page = officer.open(f"/meja/{reference}")

    with counted(site.app) as statements:
        answer = officer.client.post(f"/meja/{reference}/kembalikan", data=filled(page, **{"catatan-foto": "buram"}))

    assert answer.status_code == 302
    assert len(statements) <= 14, "\n".join(statements)


def test_the_queue_needs_at_most_six_statements(site):
    for _ in range(3):
        site.submitted()
    officer = site.log_in(site.staff["berkas"])
    officer.open("/meja")

    with counted(site.app) as statements:
        officer.open("/meja")

    assert len(statements) <= 6, "\n".join(statements)


@contextmanager
def counted(app):
    """Statements of the budget: without BEGIN, COMMIT, SAVEPOINT and PRAGMA."""
    statements = []

    def note(_connection, _cursor, statement, *_rest):
        if not re.match(r"\s*(BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE|PRAGMA)", statement, re.IGNORECASE):
            statements.append(" ".join(statement.split())[:160])

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", note)
