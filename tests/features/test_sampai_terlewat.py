"""A permit that holds until a report is missed: each one moves its last day on; its lack ends it for good."""

from __future__ import annotations

import subprocess
from datetime import date, timedelta

from app.permits import fieldtypes
from app.permits.days import shifted
from tests.features.requesting import register, settle, token
from tests.features.test_izin_anak import statuses
from tests.features.test_lapor_berkala import hand_in, morning, told
from tests.features.town import Town
from tests.journeys.citizen import paper

TYPES = ("sampai_terlewat",)
CODE = TYPES[0]
DUE = date.today() + timedelta(days=3)


def words(day: date) -> str:
    return fieldtypes.long_date(day.isoformat())


def test_each_report_moves_the_end_and_its_lack_is_the_end(town: Town) -> None:
    citizen = town.resident()
    begun = shifted(DUE, -1, "m")
    settle(town, citizen, CODE, judul="Kios", mulai=begun.isoformat())
    issued = register(town, CODE)[-1][0]
    first, second = (shifted(begun, times, "m") + timedelta(days=5) for times in (1, 2))
    assert f"Hasil uji tidak diserahkan tepat waktu, paling lama {words(shifted(date.today(), 2, 'y'))}" in text(
        town, issued
    )
    seen = town.person().open(f"/verifikasi/{token(town, issued)}").text
    assert words(first) in seen
    assert "Bergeser setiap kali Hasil uji diterima" in seen

    morning(town, DUE)
    assert told(town) == ["laporan jatuh tempo"]
    hand_in(citizen.person.open(f"/izin-saya/{issued}"), "uji", paper())
    assert words(second) in town.person().open(f"/verifikasi/{token(town, issued)}").text
    morning(town, first + timedelta(days=1))
    assert statuses(town, CODE)[issued] == "aktif"

    morning(town, second + timedelta(days=1))
    assert statuses(town, CODE)[issued] == "berakhir"
    assert told(town)[-1] == "izin Anda berakhir"
    seen = town.person().open(f"/verifikasi/{token(town, issued)}").text
    assert "Berakhir karena Hasil uji yang jatuh tempo" in seen
    assert "Unggah laporan" not in citizen.person.open(f"/izin-saya/{issued}").text, "what is over stays over"


def text(town: Town, issued: int) -> str:
    """What stands on the signed paper."""
    from app.certificates import queries

    with town.app.app_context():
        pdf = queries.signed_pdf(queries.get_issued(issued))
    done = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True)
    return " ".join(done.stdout.decode().split())
