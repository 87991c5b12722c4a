"""The register after the last day of a permit, and what becomes of a request about a permit that is gone."""

from __future__ import annotations

from datetime import date, timedelta

from tests.features.requesting import file, register, settle
from tests.features.town import Town
from tests.journeys import office

TYPES = ("izin_berjangka",)
CODE = "izin_berjangka"


def test_permits_end_with_their_last_day_and_a_request_that_cannot_be_signed_is_closed(town: Town) -> None:
    from app.certificates import lapses, queries
    from app.foundation import jobs
    from app.foundation.database import db, transaction

    citizen = town.resident()
    settle(town, citizen, CODE, judul="Kios Truntum", kamar=4)
    settle(town, citizen, CODE, judul="Kios Kawung", kamar=4)
    first, second = (paper[0] for paper in register(town, CODE))
    copy = file(citizen, CODE, "duplikat", first, sebab="hilang")
    office.climb(town, copy)
    renewal = file(citizen, CODE, "perpanjangan", second, judul="Kios Kawung")
    office.climb(town, renewal)
    head = town.officer("kepala_dinas")
    page = head.open("/tanda-tangan").form(having="berkas").fill(berkas=copy).send("Siapkan")
    assert page.status == 200

    yesterday = date.today() - timedelta(days=1)
    with town.app.app_context(), transaction():
        for issued in (first, second):
            queries.get_issued(issued).valid_to = yesterday
    for _worker in range(2):
        with town.app.app_context(), transaction():
            jobs.enqueue_daily(town.app, date.today())
    town.work()
    assert [paper[3] for paper in register(town, CODE) if paper[0] in (first, second)] == ["berakhir", "berakhir"]
    assert office.status(town, copy) == "closed", "its paper would have ended with the permit"
    assert office.status(town, renewal) == "to_sign", "filed in time, it gives a new end"
    assert [paper[3] for paper in register(town, CODE)].count("void") == 1
    assert any("ditutup" in letter.subject for letter in town.letters(citizen.email))

    office.sign(town, renewal, "kepala_dinas")
    assert [paper[3] for paper in register(town, CODE) if paper[0] == second] == ["digantikan"]
    with town.app.app_context():
        lapses.lapse(date.today().isoformat())  # again: nothing is left to end
        db.session.rollback()
    assert [paper[3] for paper in register(town, CODE)].count("aktif") == 1
