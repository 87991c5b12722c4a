"""Letters of the office about a permit: drawn up by one, signed by another, and their effect; lifting a suspension."""

from __future__ import annotations

import pytest

from tests.features.requesting import register, settle, token
from tests.features.test_izin_anak import pass_last_day, statuses, subjects, work
from tests.features.town import Town
from tests.journeys import office

TYPES = ("surat_kantor", "pulih_manual")
CODE, RESTING = TYPES


def draw_up(town: Town, issued: int, letter: str, reason: str = "Usaha di luar tempat yang diizinkan."):
    page = town.officer("kepala_seksi").open(f"/pengawasan/{issued}")
    return page.form(having="alasan_surat").fill(surat=letter, alasan_surat=reason).send()


def draw_up_by(page, issued: int):
    """Posted without the form, which is not offered."""
    secret = page.soup.select_one("input[name=csrf_token]")["value"]
    values = [("csrf_token", secret), ("surat", "pencabutan"), ("alasan_surat", "tanpa hak")]
    return page.person.post(f"/pengawasan/{issued}/surat", values)


def lift(town: Town, issued: int, reason: str):
    form = town.officer("kepala_seksi").open(f"/pengawasan/{issued}").form(having="alasan")
    return form.fill(alasan=reason).send()


def seen(town: Town, issued: int) -> str:
    return town.person().open(f"/verifikasi/{token(town, issued)}").text


def test_a_letter_has_its_effect_once_another_person_has_signed_it(town: Town) -> None:
    citizen = town.resident()
    settle(town, citizen, CODE, judul="Kios")
    reference, issued = citizen.reference, register(town, CODE)[-1][0]
    other = town.officer("kepala_bidang").open(f"/pengawasan/{issued}")
    assert "Buat surat baru" not in other.text, "a tier that may not reject"
    forged = draw_up_by(other, issued)
    assert forged.status == 403

    assert draw_up(town, issued, "peringatan", " ").status == 422
    assert "menunggu tanda tangan pejabat" in draw_up(town, issued, "peringatan").text
    assert "sudah menunggu tanda tangan" in draw_up(town, issued, "peringatan").text
    assert "Surat Teguran" in town.officer("kepala_dinas").open("/tanda-tangan").text
    assert "Surat mengenai izin ini" not in seen(town, issued)
    its_author_may_not_sign(town, reference)
    office.sign(town, reference, "kepala_dinas")
    [letter] = [one for one in register(town, CODE) if one[1] == "warning"]
    assert letter[2].startswith("TEGUR/001/")
    assert statuses(town, CODE)[issued] == "aktif"
    assert f"Surat Teguran, nomor {letter[2]}" in seen(town, issued)
    assert "Mengenai izin nomor KANTOR/0001" in seen(town, letter[0])
    work(town)
    assert subjects(town)[-1].endswith("surat peringatan")
    assert len(citizen.person.open(f"/permohonan/{reference}").links("/izin/")) == 2

    draw_up(town, issued, "penangguhan")
    office.sign(town, reference, "kepala_dinas")
    work(town)
    assert statuses(town, CODE)[issued] == "ditangguhkan"
    assert subjects(town)[-1].endswith("izin Anda ditangguhkan")
    assert "Ditangguhkan dengan surat nomor" in seen(town, issued)
    assert lift(town, issued, " ").status == 422
    assert "berlaku kembali" in lift(town, issued, "Tempat usaha sudah dipindahkan").text
    work(town)
    assert statuses(town, CODE)[issued] == "aktif"
    assert subjects(town)[-1].endswith("izin Anda berlaku kembali")

    draw_up(town, issued, "pencabutan")
    page = town.officer("kepala_seksi").open(f"/pengawasan/{issued}")
    page = page.form(action="/batal").send()
    assert "Konsep surat dibatalkan" in page.text
    assert reference not in town.officer("kepala_dinas").open("/tanda-tangan").text
    draw_up(town, issued, "pencabutan")
    office.sign(town, reference, "kepala_dinas")
    work(town)
    assert statuses(town, CODE)[issued] == "dicabut"
    assert subjects(town)[-1].endswith("izin Anda dicabut")
    assert "Dicabut dengan keputusan nomor" in seen(town, issued)
    assert "Buat surat baru" not in town.officer("kepala_seksi").open(f"/pengawasan/{issued}").text


def its_author_may_not_sign(town: Town, reference: str) -> None:
    from app.applications.queries import get_by_reference
    from app.certificates import approval as approved
    from app.certificates import sanctions
    from app.errors import NotAllowedError
    from app.verification import approvals

    with town.app.app_context():
        application = get_by_reference(reference)
        letter = sanctions.awaited(application)
        found = approvals.letter_approval(application, letter)
        with pytest.raises(NotAllowedError):
            approved.check_signer(found, letter.drawn_up_by_id, None)
        with pytest.raises(NotAllowedError):
            approved.check_subject(found, "penangguhan", letter.place)


def test_a_suspension_is_lifted_by_a_person_once_its_cause_is_gone(town: Town) -> None:
    citizen = town.resident()
    settle(town, citizen, RESTING, judul="Dasar")
    base, number = register(town, RESTING)[-1][0], register(town, RESTING)[-1][2]
    settle(town, citizen, RESTING, judul="Anak", dasar=number)
    child = register(town, RESTING)[-1][0]
    pass_last_day(town, base)
    assert statuses(town, RESTING)[child] == "ditangguhkan"
    assert "Sebab penangguhan izin ini masih ada" in lift(town, child, "Sudah diperiksa").text

    settle(town, citizen, RESTING, "perpanjangan", base, judul="Dasar")
    work(town)
    assert statuses(town, RESTING)[child] == "ditangguhkan", "it waits for a person"
    assert "berlaku kembali" in lift(town, child, "Izin dasar sudah diperpanjang").text
    work(town)
    assert statuses(town, RESTING)[child] == "aktif"
    assert subjects(town)[-1].endswith("izin Anda berlaku kembali")
