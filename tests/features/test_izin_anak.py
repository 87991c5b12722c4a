"""Parent and child permits: uses are counted, a child shares its parent's fate as its reference says."""

from __future__ import annotations

from datetime import date, timedelta

from tests.features.requesting import begin, fill, register, settle, token
from tests.features.town import Town

TYPES = ("izin_induk", "izin_anak")
PARENT, CHILD = TYPES


def stalls(*names: str) -> list[dict[str, str]]:
    return [{"nama": name} for name in names]


def newest(town: Town, code: str) -> tuple[int, str]:
    paper = [one for one in register(town, code) if one[1] == "permit"][-1]
    return paper[0], paper[2]


def statuses(town: Town, code: str) -> dict[int, str]:
    return {paper[0]: paper[3] for paper in register(town, code) if paper[1] == "permit"}


def work(town: Town) -> None:
    from app.foundation import jobs

    jobs.work(town.app, once=True)


def pass_last_day(town: Town, issued_id: int) -> None:
    """Its last day was yesterday, and the job of this morning runs."""
    from app.certificates import lapses, queries
    from app.foundation.database import transaction

    with town.app.app_context():
        with transaction():
            queries.get_issued(issued_id).valid_to = date.today() - timedelta(days=1)
        lapses.lapse(date.today().isoformat())
    work(town)


def refused(citizen, **answers) -> str:
    """What the last page says of a request that may not be handed in."""
    begin(citizen, CHILD)
    fill(citizen, **answers)
    page = citizen.person.open(f"/permohonan/{citizen.reference}/tinjau")
    form = page.form(having="pernyataan")
    page = form.fill(pernyataan=True).send("Kirim")
    assert page.status == 422
    return page.text


def test_a_child_lives_with_its_parent(town: Town) -> None:
    citizen = town.resident()
    settle(town, citizen, PARENT, judul="Pasar Banjarsari")
    parent, number = newest(town, PARENT)
    settle(town, citizen, CHILD, banyak=True, induk=number, lapak=stalls("Truntum", "Kawung"))
    children = sorted(statuses(town, CHILD))
    assert len(children) == 2

    text = refused(citizen, banyak=True, induk=number, lapak=stalls("Jlamprang", "Buketan"))
    assert "dapat dipakai 3 kali. Tersisa 1" in text
    settle(town, citizen, CHILD, "perubahan", children[0], lapak=stalls("Truntum Baru"))
    children = [one for one, status in statuses(town, CHILD).items() if status == "aktif"]
    assert len(children) == 2, "what a change replaces is not counted twice"

    settle(town, citizen, PARENT, "perpanjangan", parent, judul="Pasar Banjarsari")
    renewed, new_number = newest(town, PARENT)
    work(town)
    assert {statuses(town, CHILD)[one] for one in children} == {"aktif"}, "it follows the successor"
    text = refused(citizen, banyak=True, induk=number, lapak=stalls("Jlamprang", "Buketan"))
    assert "Tersisa 1" in text, "the old number leads to the permit that stands for it"

    pass_last_day(town, renewed)
    assert {statuses(town, CHILD)[one] for one in children} == {"ditangguhkan"}
    page = citizen.person.open(f"/verifikasi/{token(town, children[0])}")
    assert f"Ditangguhkan karena izin nomor {new_number}" in page.text
    assert f"karena izin nomor {new_number}" in citizen.person.open("/permohonan").text

    settle(town, citizen, PARENT, "perpanjangan", renewed, judul="Pasar Banjarsari")
    work(town)
    assert {statuses(town, CHILD)[one] for one in children} == {"aktif"}, "the cause is gone"
    assert "Ditangguhkan" not in citizen.person.open("/permohonan").text

    settle(town, citizen, PARENT, "pencabutan", newest(town, PARENT)[0], sebab="tutup")
    work(town)
    assert {statuses(town, CHILD)[one] for one in children} == {"dicabut"}
    page = citizen.person.open(f"/verifikasi/{token(town, children[0])}")
    assert "Dicabut karena izin nomor" in page.text
    letters = [subject for subject in subjects(town) if "izin Anda" in subject]
    assert sorted(letter.split(": ")[1] for letter in letters) == sorted(
        2 * ["izin Anda ditangguhkan", "izin Anda berlaku kembali", "izin Anda dicabut"]
    ), "once for each child and event"


def test_a_reference_may_only_warn_and_its_suspension_wait_for_a_person(town: Town) -> None:
    from app.certificates import links

    citizen, guarantor = town.resident(), town.resident()
    settle(town, citizen, PARENT, judul="Dasar")
    _, base = newest(town, PARENT)
    settle(town, guarantor, PARENT, judul="Penjamin")
    security, guarantee = newest(town, PARENT)
    settle(town, citizen, CHILD, banyak=False, induk=base, jaminan=guarantee, lapak=stalls("Sekar Jagad"))
    child, number = newest(town, CHILD)

    pass_last_day(town, security)
    with town.app.app_context():
        links.compare_all(date.today().isoformat())  # the round finds nothing more to say
    work(town)
    assert statuses(town, CHILD)[child] == "aktif"
    assert [one for one in subjects(town) if "dasar izin Anda berakhir" in one][1:] == []

    settle(town, guarantor, PARENT, "pencabutan", security, sebab="tutup")
    work(town)
    assert statuses(town, CHILD)[child] == "ditangguhkan"
    runner = town.app.test_cli_runner()
    assert "Sebab penangguhan izin ini masih ada" in runner.invoke(args=["certificates", "resume", number]).output


def subjects(town: Town) -> list[str]:
    from sqlalchemy import select

    from app.foundation.database import db
    from app.foundation.models import MailMessage

    with town.app.app_context():
        return list(db.session.scalars(select(MailMessage.subject).order_by(MailMessage.id)))
