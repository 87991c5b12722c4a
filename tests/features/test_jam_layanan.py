"""Hold and go on, back to an earlier tier, numbered consultations, the end of corrections, escalation: by pages."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta

import time_machine
from sqlalchemy import delete, select

from tests.features.town import Town
from tests.journeys import office
from tests.journeys.citizen import Citizen

TYPES = ("jam_layanan",)


def filed(town: Town) -> Citizen:
    citizen = town.resident()
    citizen.begin("jam_layanan")
    section = citizen.person.open(f"/permohonan/{citizen.reference}").links("/isi/")[0]
    citizen.section(section, {"judul": "Kios buku"})
    citizen.hand_in()
    return citizen


def at_teknis(town: Town) -> Citizen:
    citizen = filed(town)
    assert office.climb(town, citizen.reference, until="teknis") == ["berkas", "konsultasi"]
    return citizen


@contextmanager
def on(town: Town, moment: datetime) -> Iterator[None]:
    """Another day: everybody logs in again, and again when the day is over."""
    known, town.known = town.known, {}
    with time_machine.travel(moment, tick=True):
        yield
    town.known = known


def application(town: Town, reference: str):
    from app.applications import queries

    return queries.get_by_reference(reference)


def workdays_ahead(count: int) -> datetime:
    """Ten in the morning so many working days from today, by weekends alone (the holidays are taken out)."""
    day = date.today()
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < 5
    return datetime.combine(day, datetime.min.time(), UTC) + timedelta(hours=3)


def no_holidays(town: Town) -> None:
    from app.foundation import revision
    from app.foundation.database import db, transaction
    from app.foundation.models import Holiday

    with town.app.app_context(), transaction():
        db.session.execute(delete(Holiday))
        revision.bump("holidays")


def test_a_case_that_is_held_uses_no_time_and_says_what_it_waits_for(town: Town) -> None:
    no_holidays(town)
    citizen = at_teknis(town)
    with town.app.app_context():
        due = application(town, citizen.reference).due_on
    page = office.screen(town, citizen.reference, "peninjau", None)
    form = page.form(button="Tahan").fill(
        alasan="menunggu_hasil_lab",
        perkiraan=(date.today() + timedelta(days=9)).isoformat(),
        keterangan="Sampel dikirim.",
    )
    page = form.send("Tahan")
    assert "Ditahan" in page.text, page.text[:800]
    assert "menunggu hasil lab" in page.text
    assert "menunggu hasil lab" in citizen.track().text

    with on(town, workdays_ahead(6)):
        seen = citizen.track()
        assert "hari menunggu hal lain" in seen.text
        assert "Sampel dikirim" not in seen.text, "the note is the office's own"
        page = office.screen(town, citizen.reference, "peninjau", None)
        page = page.form(button="Lanjutkan").send("Lanjutkan")
        assert page.form(button="Tahan"), "it may be held again"
    with town.app.app_context():
        moved = application(town, citizen.reference).due_on
    assert moved > due, "the days of waiting were not the office's"


def test_the_head_of_section_sends_it_back_to_the_technical_tier_and_not_to_the_applicant(town: Town) -> None:
    citizen = at_teknis(town)
    office.forward(town, citizen.reference, "peninjau", None)
    form = office.judge_all(office.screen(town, citizen.reference, "kepala_seksi", None).form(having="tahap"))
    page = form.fill(catatan="Ukur ulang.").send("Kembalikan ke Teknis")
    assert page.status == 200, page.text[:800]

    assert [tier for tier, *_ in office.waiting(town, citizen.reference)] == ["teknis"]
    assert office.status(town, citizen.reference) == "in_review"
    assert "Ukur ulang." in office.screen(town, citizen.reference, "peninjau", None).text
    assert office.climb(town, citizen.reference) == ["teknis", "kasi"]
    office.sign(town, citizen.reference, "kepala_dinas")
    assert office.status(town, citizen.reference) == "issued"


def test_consultations_are_numbered_and_end_in_a_signed_refusal(town: Town) -> None:
    citizen = filed(town)
    office.forward(town, citizen.reference, "petugas_fo", None)
    for number in (1, 2):
        assert f"Konsultasi ke-{number} dari 2" in office.screen(town, citizen.reference, "tim_teknis", None).text
        office.give_back(town, citizen.reference, "tim_teknis", None, {"judul": "Perjelas."})
        citizen.mend()
        while (tier := office.waiting(town, citizen.reference)[0])[0] != "konsultasi":
            office.forward(town, citizen.reference, *tier[1:])
    page = office.screen(town, citizen.reference, "tim_teknis", None)
    assert "Batas banyaknya perbaikan" in page.text
    office.reject(town, citizen.reference, "tim_teknis", None, "Tidak kunjung jelas.")
    assert office.status(town, citizen.reference) == "to_refuse"
    office.sign(town, citizen.reference, "kepala_dinas")
    assert office.status(town, citizen.reference) == "refused"


def test_a_correction_that_never_comes_is_refused_by_a_letter_that_the_head_signs(town: Town) -> None:
    citizen = filed(town)
    office.give_back(town, citizen.reference, "petugas_fo", None, {"judul": "Tulis lengkap."})
    with on(town, workdays_ahead(9)):
        run(town, "permohonan.batas_perbaikan", citizen.reference)
        run(town, "permohonan.tolak_terlambat", citizen.reference)
        assert office.status(town, citizen.reference) == "to_refuse"
        office.sign(town, citizen.reference, "kepala_dinas")
    assert office.status(town, citizen.reference) == "refused"


def test_officers_are_written_to_once_when_half_the_time_is_used_and_after_a_new_holiday_later(town: Town) -> None:
    from app.foundation import revision, timing
    from app.foundation.database import db, transaction
    from app.foundation.models import Holiday, Job
    from app.verification import escalation

    citizen = at_teknis(town)
    with town.app.app_context():
        due = application(town, citizen.reference).due_on
        with transaction():
            db.session.add(Holiday(day=due, name="Cuti daerah", joint_leave=False, source="SK contoh", verified=True))
            revision.bump("holidays")
        with transaction():
            assert escalation.recompute_due(timing.utc_now()) >= 1
        assert application(town, citizen.reference).due_on > due
    with on(town, workdays_ahead(4)):
        run(town, "permohonan.eskalasi", citizen.reference)
        run(town, "permohonan.eskalasi", citizen.reference)
    with town.app.app_context():
        names = [job.args["percent"] for job in db.session.scalars(select(Job).where(Job.name == "mail.escalation"))
                 if job.args["reference"] == citizen.reference]  # fmt: skip
    assert names == [50]
    town.work()
    assert any("50 %" in letter.subject for letter in town.letters(town.officers["peninjau", None]))


def run(town: Town, name: str, reference: str) -> None:
    """Let the jobs of this name about this case run now, as the worker would when they are due."""
    from app.foundation import jobs
    from app.foundation.database import db
    from app.foundation.models import Job

    with town.app.app_context():
        found = [dict(job.args) for job in db.session.scalars(select(Job).where(Job.name == name)).all()]
        db.session.rollback()
        for args in found:
            if args["reference"] == reference:
                jobs.handlers_of(town.app)[name](**args)
