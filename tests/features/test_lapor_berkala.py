"""Reports after issue: told when due, suspending when missed, judged by an officer; a paper after the permit's end."""

from __future__ import annotations

from datetime import date, timedelta

from app.permits.days import shifted
from tests.features.requesting import register, settle, token
from tests.features.test_izin_anak import statuses, subjects, work
from tests.features.town import Town
from tests.journeys.citizen import paper, picture

TYPES = ("lapor_berkala",)
CODE = TYPES[0]
DUE = date.today() + timedelta(days=3)


def morning(town: Town, day: date) -> None:
    """The day's jobs, twice; and their letters."""
    from app.certificates import duties, lapses

    with town.app.app_context():
        for _ in range(2):
            lapses.lapse(day.isoformat())
            duties.remind_all(day.isoformat())
    work(town)


def told(town: Town, about: str = "") -> list[str]:
    words = [one.split(": ", 1)[1] for one in subjects(town)]
    return [one for one in words if about in one and ("laporan" in one or "izin Anda" in one)]


def permit(town: Town, citizen) -> int:
    settle(town, citizen, CODE, judul="Kios", mulai=shifted(DUE, -6, "m").isoformat())
    return register(town, CODE)[-1][0]


def hand_in(page, duty: str, content: bytes, name: str = "laporan.pdf", kind: str = "application/pdf"):
    form = next(one for one in page.forms() if one.values.get("kewajiban") == [duty])
    return form.send("Unggah laporan", files={"berkas": (name, content, kind)})


def judge(town: Town, issued: int, verdict: str, **values: str):
    page = town.officer("kepala_seksi").open(f"/pengawasan/{issued}")
    return page.form(action=f"/pengawasan/{issued}/laporan/").fill(**values).send(verdict)


def test_a_missed_report_suspends_until_it_comes(town: Town) -> None:
    citizen = town.resident()
    issued = permit(town, citizen)
    page = citizen.person.open(f"/izin-saya/{issued}")
    assert "Laporan limbah" in page.text
    assert "Akan datang" in page.text
    morning(town, DUE - timedelta(days=1))
    assert told(town) == []
    morning(town, DUE)
    morning(town, DUE + timedelta(days=14))
    assert told(town) == ["laporan jatuh tempo"], "once, and the grace has not passed"
    morning(town, DUE + timedelta(days=15))
    morning(town, DUE + timedelta(days=20))
    assert told(town) == ["laporan jatuh tempo", "izin Anda ditangguhkan"]
    assert statuses(town, CODE)[issued] == "ditangguhkan"
    seen = town.person().open(f"/verifikasi/{token(town, issued)}").text
    assert "Ditangguhkan karena Laporan limbah yang jatuh tempo" in seen
    assert str(register(town, CODE)[-1][2]) in town.officer("kepala_seksi").open("/pengawasan?daftar=ditangguhkan").text

    refused = hand_in(citizen.person.open(f"/izin-saya/{issued}"), "limbah", b"MZ no paper", "laporan.exe")
    assert refused.status == 422
    assert "Berkas belum dapat diterima" in refused.text
    assert statuses(town, CODE)[issued] == "ditangguhkan"
    page = hand_in(citizen.person.open(f"/izin-saya/{issued}"), "limbah", paper())
    assert "Diterima, menunggu pemeriksaan" in page.text
    assert statuses(town, CODE)[issued] == "aktif"
    work(town)
    assert told(town)[-1] == "izin Anda berlaku kembali"
    assert "Ditangguhkan" not in citizen.person.open("/permohonan").text

    assert "Laporan limbah" in town.officer("kepala_seksi").open("/pengawasan").text
    assert judge(town, issued, "Minta diperbaiki").status == 422
    page = judge(town, issued, "Minta diperbaiki", catatan="Halaman kedua tidak terbaca")
    assert "diminta memperbaiki" in page.text
    work(town)
    assert told(town)[-1] == "laporan perlu diperbaiki"
    page = citizen.person.open(f"/izin-saya/{issued}")
    assert "Halaman kedua tidak terbaca" in page.text
    hand_in(page, "limbah", paper())
    stale = town.officer("kepala_seksi").open(f"/pengawasan/{issued}").form(action=f"/pengawasan/{issued}/laporan/")
    assert "Laporan diterima." in judge(town, issued, "Terima laporan").text
    assert stale.send("Terima laporan").status == 409
    assert "Selesai" in citizen.person.open(f"/izin-saya/{issued}").text


def test_after_the_end_and_from_others(town: Town) -> None:
    citizen, stranger = town.resident(), town.resident()
    issued = permit(town, citizen)
    assert stranger.person.open(f"/izin-saya/{issued}").status == 404
    assert town.officer("kepala_seksi").open("/pengawasan/999999").status == 404
    page = citizen.person.open(f"/izin-saya/{issued}")
    download = hand_in(page, "awal", picture(), "foto.jpg", "image/jpeg")
    assert download.status == 422, "only a PDF is taken"

    hand_in(page, "limbah", paper())
    [mine] = [one for one in citizen.person.open(f"/izin-saya/{issued}").links("/laporan/")]
    assert citizen.person.open(mine).headers["Content-Type"] == "application/pdf"
    assert stranger.person.open(mine).status == 404

    kasi, counter = town.officer("kepala_seksi"), town.officer("loket")
    assert "atas nama pemegang izin" not in kasi.open(f"/pengawasan/{issued}").text
    page = hand_in(counter.open(f"/pengawasan/{issued}"), "awal", paper())
    assert "Laporan diunggah atas nama pemegang izin" in page.text
    assert "diperiksa orang lain" in counter.open(f"/pengawasan/{issued}").text

    before, ends = len(told(town)), shifted(date.today(), 2, "y")
    morning(town, ends + timedelta(days=1))
    morning(town, ends + timedelta(days=7))
    assert told(town)[before:][-1] == "laporan jatuh tempo", "seven days after the end"
    morning(town, ends + timedelta(days=8))
    assert told(town)[-1] == "laporan terlewat"
    assert statuses(town, CODE)[issued] == "berakhir"
    missed = town.officer("kepala_seksi").open("/pengawasan?daftar=terlewat").text
    assert "Foto lokasi bersih" in missed
    page = citizen.person.open(f"/izin-saya/{issued}")
    hand_in(page, "bersih", picture(), "bersih.jpg", "image/jpeg")
    assert "Diterima, menunggu pemeriksaan" in citizen.person.open(f"/izin-saya/{issued}").text


def test_what_was_handed_in_is_erased_with_the_rest(town: Town) -> None:
    from sqlalchemy import select

    from app.applications import retention
    from app.applications.duty_reports import DutyReport
    from app.foundation import files
    from app.foundation.database import db

    morning(town, shifted(date.today(), 3, "y"))
    with town.app.app_context():
        keys = set(db.session.scalars(select(DutyReport.file_key).where(DutyReport.file_key.is_not(None))))
        assert keys
        retention.erase_past(shifted(date.today(), 8, "y").isoformat())
    work(town)
    with town.app.app_context():
        assert not db.session.scalars(select(DutyReport.id).where(DutyReport.file_key.is_not(None))).all()
        assert not any(files.exists(key) for key in keys)
