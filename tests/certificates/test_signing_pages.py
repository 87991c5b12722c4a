"""The signing desk over HTTP: who sees it, what it refuses, and that its secrets stay where they were typed."""

import logging
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.applications.lifecycle import Status
from app.applications.models import Application
from app.certificates import queries
from app.certificates.models import Issued, PaperStatus
from app.foundation import timing
from app.foundation.database import db, transaction
from app.verification.models import Outcome, Review
from tests.certificates.test_every_definition import City, example_of
from tests.journeys import world as worlds
from tests.journeys.world import PASSPHRASE, PASSWORD

CODE = "siup"


@pytest.fixture
def world(sqlite_city):
    with worlds.open_world(sqlite_city) as opened:
        yield opened


@pytest.fixture
def reference(world):
    """One application whose tiers have all said yes."""
    city, example = City.__new__(City), example_of(CODE)
    city.app, city.now = world.app, timing.utc_now()
    with transaction():
        city.users = {name: city.user(name) for name in ("citizen", *(f"officer_{n}" for n in range(9)))}
    application_id = city.from_example(CODE, example)
    approval = city.approve(application_id, example)
    with transaction():
        for review in approval.reviews:
            db.session.add(
                Review(
                    application_id=application_id, tier=review.tier, role=review.role, officer_id=review.officer_id,
                    outcome=Outcome.FORWARD, content_hash=review.content_hash, record_hash=review.record_hash,
                    decided_at=review.decided_at,
                )
            )  # fmt: skip
    return city.get(application_id).reference


def prepared(world, reference):
    head = world.officer("kepala_dinas")
    head.open("/tanda-tangan").form(having="berkas").fill(berkas=reference).send()
    return head, head.open("/tanda-tangan").form(having="naskah")


def paper():
    db.session.rollback()
    return db.session.scalars(select(Issued)).one()


def test_only_who_signs_sees_the_list_and_the_papers(world, reference):
    head, form = prepared(world, reference)
    number, link = paper().number, f"/tanda-tangan/naskah/{paper().id}"
    assert head.open(link).status == 200
    assert head.open(link + "/halaman/1.png").content.startswith(b"\x89PNG")
    assert head.open(link + "/halaman/9.png").status in (400, 404)

    for role in ("kepala_bidang", "petugas_fo", "Admin"):
        officer = world.officer(role)
        assert number not in officer.open("/tanda-tangan").text
        for address in (link, link + ".pdf", link + "/halaman/1.png"):
            assert officer.open(address).status in (403, 404), (role, address)
        answer = officer.post("/tanda-tangan/siapkan", [*_csrf(officer), ("berkas", reference)])
        assert answer.status in (200, 403)
        assert "Gagal" in answer.text or answer.status == 403
    assert world.person().open(link).path == "/masuk"
    assert form.values.get("naskah") is None, "nothing is preselected"


def test_a_wrong_password_or_passphrase_signs_nothing_and_the_right_ones_sign(world, reference):
    _, form = prepared(world, reference)
    confirm = form.fill(naskah=form.options("naskah")).send()

    for password, phrase in ((PASSWORD, "salah"), ("salah", PASSPHRASE)):
        confirm = confirm.form(having="frasa").fill(sandi=password, frasa=phrase).send()
        assert confirm.status == 403
        assert paper().status is PaperStatus.PREPARED

    done = confirm.form(having="frasa").fill(sandi=PASSWORD, frasa=PASSPHRASE).send()
    assert "1 dari 1" in done.text
    assert paper().status is PaperStatus.AKTIF
    assert db.session.scalars(select(Application.status)).one() is Status.ISSUED


def test_a_list_that_was_prepared_again_after_the_look_is_refused(world, reference):
    head, form = prepared(world, reference)
    confirm = form.fill(naskah=form.options("naskah")).send()
    with transaction():
        paper().prepared_at -= timedelta(days=1)  # so that the list offers it again
    head.post("/tanda-tangan/siapkan", [*_csrf(head), ("berkas", reference)])
    with transaction():
        issued = paper()
        issued.unsigned_sha256 = "0" * 64

    answer = confirm.form(having="frasa").fill(sandi=PASSWORD, frasa=PASSPHRASE).send()

    assert answer.status == 409
    assert paper().status is PaperStatus.PREPARED


def test_the_passphrase_is_found_nowhere(world, reference, caplog):
    caplog.set_level(logging.DEBUG)
    _, form = prepared(world, reference)

    form.fill(naskah=form.options("naskah")).send().form(having="frasa").fill(sandi=PASSWORD, frasa=PASSPHRASE).send()
    world.work()

    assert paper().status is PaperStatus.AKTIF
    assert PASSPHRASE not in caplog.text
    for path in world.data.rglob("*"):
        assert not path.is_file() or PASSPHRASE.encode() not in path.read_bytes(), path


def test_anybody_checks_a_paper_by_its_code_and_by_its_file(world, reference):
    _, form = prepared(world, reference)
    form.fill(naskah=form.options("naskah")).send().form(having="frasa").fill(sandi=PASSWORD, frasa=PASSPHRASE).send()
    issued = paper()
    pdf, stranger = queries.signed_pdf(issued), world.person()

    page = stranger.open(f"/verifikasi/{issued.token}")
    assert issued.number in page.text
    assert "BERLAKU" in page.text
    assert "Sri Rahayu" not in page.text

    good = page.form(having="berkas").send(files={"berkas": ("izin.pdf", pdf, "application/pdf")})
    assert good.status == 200
    assert good.text.count("Ya.") == 2

    empty = stranger.open("/verifikasi").form(having="berkas")
    bad = empty.send(files={"berkas": ("izin.pdf", pdf + b"x", "application/pdf")})
    assert bad.text.count("Tidak.") == 2
    assert "Tidak dapat dijawab" in bad.text
    assert empty.send(files={"berkas": ("a.pdf", b"", "application/pdf")}).status == 400
    assert stranger.open("/verifikasi/tidak-ada").status == 404
    assert b"BEGIN CERTIFICATE" in stranger.open("/verifikasi/sertifikat-ca.pem").content


def test_the_command_says_by_its_status_whether_a_paper_is_ours(world, reference, tmp_path):
    _, form = prepared(world, reference)
    form.fill(naskah=form.options("naskah")).send().form(having="frasa").fill(sandi=PASSWORD, frasa=PASSPHRASE).send()
    pdf = queries.signed_pdf(paper())
    (tmp_path / "good.pdf").write_bytes(pdf)
    (tmp_path / "bad.pdf").write_bytes(pdf + b"x")
    runner = world.app.test_cli_runner()

    good = runner.invoke(args=["certificates", "verify", str(tmp_path / "good.pdf")])
    bad = runner.invoke(args=["certificates", "verify", str(tmp_path / "bad.pdf")])

    assert (good.exit_code, bad.exit_code) == (0, 1), good.output + bad.output
    assert "bad.pdf:1: BYTERANGE" in bad.output
    assert runner.invoke(args=["certificates", "verify", str(tmp_path / "none.pdf")]).exit_code == 2


def _csrf(person):
    token = person.open("/verifikasi").form(having="csrf_token").values["csrf_token"][0]
    return [("csrf_token", token)]
