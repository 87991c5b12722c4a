"""Versions: what was begun under one is finished under it, and nothing but a publication changes what is live."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.acceptance.definitions import PARKLET, changed, example_of, renamed
from tests.acceptance.portal import DECREE, Portal
from tests.acceptance.test_eighth_type import words
from tests.journeys import office
from tests.journeys.citizen import Citizen

pytestmark = pytest.mark.slow

CODE = "kanopi"
FIRST = changed(renamed(PARKLET, "parklet", CODE), ("role: penata_kota", "role: kepala_seksi"))
QUESTION = "      - {id: warna, type: text, label: {id: Warna kanopi}, max_length: 20, required: true, class: publik, list: true}\n"
SECOND = "# base: 1\n" + changed(
    FIRST,
    ("label: {id: Nama kanopi, en: Name}", "label: {id: Nama resmi kanopi, en: Name}"),
    ("      - {include: lokasi_usaha@1", f"{QUESTION}      - {{include: lokasi_usaha@1"),
    (
        "title: {id: Penata kota, en: City designer}, role: kepala_seksi",
        "title: {id: Seksi perizinan}, role: kepala_seksi",
    ),
    ("penata_kota", "seksi"),
    ("503/{seq:03}/KANOPI-", "503/{seq:03}/KNP2-"),
    ('"^503/[0-9]{3}/KANOPI-', '"^503/[0-9]{3}/KNP2-'),
    ("{nama_kanopi: Kanopi Contoh, alamat_usaha", "{nama_kanopi: Kanopi Contoh, warna: merah, alamat_usaha"),
    ("title: {id: Izin Kanopi, en: Kanopi permit}\n    validity", "title: {id: Izin Kanopi Kota}\n    validity"),
)


@pytest.fixture(scope="module")
def told(portal: Portal, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Citizen | str]:
    """Version 1 in the folder, a draft begun under it, version 2 published from elsewhere, a draft begun under that."""
    portal.say("permits", "publish", str(portal.put(CODE, FIRST)), *DECREE)
    portal.hire()
    old, new = portal.citizen(), portal.citizen()
    old.begin(CODE)
    elsewhere = tmp_path_factory.mktemp("disposisi") / f"{CODE}.yaml"
    elsewhere.write_text(SECOND, encoding="utf-8")
    until = date.today() + timedelta(days=30)
    said = portal.say("permits", "publish", str(elsewhere), *DECREE, "--drafts", f"tetap:{until}")
    assert "versi 2 diterbitkan" in said
    new.begin(CODE)
    return {"old": old, "new": new}


def test_an_application_is_finished_under_the_version_it_was_begun_under(portal: Portal, told) -> None:
    old, new = told["old"], told["new"]

    old.fill(example_of(FIRST, CODE))
    new.fill(example_of(SECOND, CODE))
    old.hand_in()
    new.hand_in()

    assert asked(old) == "Nama kanopi"
    assert asked(new) == "Nama resmi kanopi Warna kanopi"
    assert climb(portal, old) == ["berkas", "penata_kota", "kabid"]
    assert climb(portal, new) == ["berkas", "seksi", "kabid"]
    assert desk_shows(portal, old) == {"Nama kanopi"}
    assert desk_shows(portal, new) == {"Nama resmi kanopi", "Warna kanopi"}
    assert certificate(portal, old).startswith("503/001/KANOPI-S/")
    assert certificate(portal, new).startswith("503/002/KNP2-S/")


def test_a_later_init_rolls_no_publication_back_and_tells_the_difference(portal: Portal, told) -> None:
    done = portal.command("init")

    assert done.returncode == 0, done.stderr
    assert f"{CODE}.yaml: berkas berbeda dari versi 2" in done.stdout
    assert f"{CODE}\tversi 2" in portal.say("permits", "list")
    for world in portal.worlds:
        page = told["new"].person.open(f"{world.base}/permohonan/baru/{CODE}").form(having="pihak").send()
        reference = page.path.rsplit("/", 1)[1]
        assert version_of(portal, reference) == 2


LABELS = ("Nama kanopi", "Nama resmi kanopi", "Warna kanopi")


def asked(citizen: Citizen) -> str:
    """Which of the changed questions the citizen's own page shows."""
    text = citizen.person.open(f"/permohonan/{citizen.reference}").text
    return " ".join(label for label in LABELS if label in text)


def climb(portal: Portal, citizen: Citizen) -> list[str]:
    return office.climb(portal.worlds[1], citizen.reference)


def desk_shows(portal: Portal, citizen: Citizen) -> set[str]:
    """The desk lists both, and shows each in the screen of its version."""
    officer = portal.worlds[2].officer("kepala_bidang")
    listed = officer.open(f"/desk/{CODE}/list/")
    assert "Warna kanopi" in listed.text, "the list is that of the live version"
    [row] = [row for row in listed.soup.select("tr") if citizen.reference in row.get_text()]
    shown = officer.open(row.select_one('a[href*="/show/"]')["href"])
    assert citizen.reference in shown.text
    return {label for label in LABELS if label in shown.text}


def certificate(portal: Portal, citizen: Citizen) -> str:
    """The number of the signed paper, whose title is that of its version."""
    from app.applications import queries
    from app.certificates import queries as papers

    world = portal.worlds[0]
    office.sign(world, citizen.reference, "kepala_dinas")
    world.work()
    [letter] = [mail for mail in world.letters(citizen.email) if mail.attachments]
    text = words(letter.attachments[0].data)
    with portal.app.app_context():
        [paper] = papers.find_papers(queries.get_by_reference(citizen.reference).id)
    assert paper.number in text
    assert ("Izin Kanopi Kota" in text) is ("KNP2" in paper.number)
    return paper.number


def version_of(portal: Portal, reference: str) -> int:
    from app.applications import queries

    with portal.app.app_context():
        return queries.get_by_reference(reference).version
