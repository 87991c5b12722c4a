"""What comes after issue: the holder is reminded once of each term, and what is past its time is erased."""

from __future__ import annotations

from datetime import date, timedelta

from tests.features.requesting import begin, fill, register, settle, token
from tests.features.test_izin_anak import subjects, work
from tests.features.town import Town

TYPES = ("izin_kewajiban",)
CODE = TYPES[0]


def day(town: Town, offset: int) -> list[str]:
    """The reminders that have been written when the morning's job has run, twice, on a coming day."""
    from app.certificates import duties

    with town.app.app_context():
        duties.remind_all((date.today() + timedelta(days=offset)).isoformat())
        duties.remind_all((date.today() + timedelta(days=offset)).isoformat())
    work(town)
    return [one.split(": ")[1] for one in subjects(town) if "pengingat" in one]


def test_each_term_is_told_once(town: Town) -> None:
    citizen = town.resident()
    settle(town, citizen, CODE, judul="Kios", uji_alat=(date.today() + timedelta(days=10)).isoformat())
    assert register(town, CODE)[0][3] == "aktif"
    assert day(town, 0) == ["pengingat masa berlaku"], "thirty days left: the term of sixty has come"
    assert day(town, 1) == ["pengingat masa berlaku"]
    assert day(town, 8) == ["pengingat masa berlaku", "pengingat uji alat"]
    assert day(town, 25) == ["pengingat masa berlaku", "pengingat uji alat", "pengingat masa berlaku"]
    assert day(town, 26) == ["pengingat masa berlaku", "pengingat uji alat", "pengingat masa berlaku"]


def test_what_is_past_its_time_is_erased_and_the_register_stays(town: Town) -> None:
    from app.certificates import lapses
    from app.foundation import files

    citizen = town.resident()
    settle(town, citizen, CODE, judul="Kios Truntum", uji_alat=date.today().isoformat())
    issued, reference = register(town, CODE)[-1][0], citizen.reference
    begin(citizen, CODE)
    fill(citizen, judul="Tidak jadi", uji_alat=date.today().isoformat())
    draft = citizen.reference
    key = shared_file(town, reference, draft)

    erase(town, 89)
    assert state(town, draft) == "Tidak jadi"
    erase(town, 91)
    assert state(town, draft) is None
    assert state(town, reference) == "Kios Truntum"
    with town.app.app_context():
        assert files.exists(key), "the other request names it too"
        lapses.lapse((date.today() + timedelta(days=40)).isoformat())

    erase(town, 4 * 366)
    assert state(town, reference) == "Kios Truntum"
    erase(town, 6 * 366)
    erase(town, 6 * 366)
    assert state(town, reference) == ""
    with town.app.app_context():
        assert not files.exists(key)
    assert citizen.person.open(f"/permohonan/{reference}").status == 200
    assert register(town, CODE)[-1][0] == issued
    assert "masa berlaku habis" in town.person().open(f"/verifikasi/{token(town, issued)}").text


def erase(town: Town, offset: int) -> None:
    from app.applications import retention

    with town.app.app_context():
        retention.erase_past((date.today() + timedelta(days=offset)).isoformat())
    work(town)


def state(town: Town, reference: str) -> str | None:
    """What its answers say; None where the request itself is gone."""
    from app.applications import content
    from app.applications.queries import get_by_reference
    from app.errors import NotFoundError

    with town.app.app_context():
        try:
            return content.answers(get_by_reference(reference)).get("judul", "")
        except NotFoundError:
            return None


def shared_file(town: Town, *references: str) -> str:
    """One paper that several requests name."""
    from app.applications.models import Document
    from app.applications.queries import get_by_reference
    from app.foundation import files, timing
    from app.foundation.database import transaction

    with town.app.app_context():
        stored = files.put(b"%PDF-1.7 the same page twice")
        with transaction():
            for reference in references:
                application = get_by_reference(reference)
                paper = Document(
                    input_name="ktp", file_key=stored.key, name="ktp.pdf", media_type="application/pdf",
                    size=stored.size, sha256=stored.sha256, uploaded_by_id=application.applicant_id,
                    uploaded_at=timing.utc_now(),
                )  # fmt: skip
                application.documents.append(paper)
        return stored.key
