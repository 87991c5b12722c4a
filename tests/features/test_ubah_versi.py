"""A new version by two persons, all in the console: compared, handed in, read with its report, published; then closed."""

from __future__ import annotations

import json
import shutil

import pytest
from sqlalchemy import select

import config
from app import catalog
from app.catalog import bundles, drafts
from app.catalog.drafts import Editor
from app.catalog.models import PermitVersion
from app.errors import ConflictError, InputError
from app.foundation import timing
from app.foundation.actors import SYSTEM
from app.foundation.database import db, transaction
from app.foundation.models import AuditEvent
from tests.accounts.visitor import make_account
from tests.applications.test_new_versions import CODE, FIRST, RESTRICTIVE
from tests.applications.world import PDF
from tests.features.town import Town

TYPES = (CODE,)
WRITER, PUBLISHER = "penyusun@contoh.id", "penerbit@contoh.id"
PAGE = f"/console/terbit/{CODE}/"
NOTES = {f"catatan_{point}": "Cukup." for point in ("sdm", "jaringan", "aplikasi", "perangkat")}
TICKS = {f"siap_{point}": True for point in ("sdm", "jaringan", "aplikasi", "perangkat")}


@pytest.fixture(scope="module")
def office(town: Town, tmp_path_factory) -> Town:
    """Two administrators, and a folder of definitions that may be written to."""
    folder = tmp_path_factory.mktemp("definisi") / "permit_schemas"
    shutil.copytree(config.ROOT / "permit_schemas", folder)
    town.app.config["PERMIT_SCHEMAS"] = folder
    make_account(town.app, WRITER, "Admin", nik="3375010101800001", name="Sri Penyusun")
    make_account(town.app, PUBLISHER, "Admin", nik="3375010101800002", name="Budi Penerbit")
    return town


def write(office, text, email=WRITER):
    """What the editor keeps."""
    with office.app.app_context(), transaction():
        before = drafts.opened(CODE)
        editor = Editor(office_id(email), "Sri Penyusun")
        drafts.save(CODE, text, expected=before.row_version, editor=editor, actor=actor(email), now=timing.utc_now())


def office_id(email):
    from flask_appbuilder.security.sqla.models import User

    return db.session.scalar(select(User.id).where(User.email == email))


def actor(email):
    from app.foundation.actors import Actor

    return Actor(office_id(email), email, "Admin")


def handed_in(office):
    form = office.logged_in(WRITER).open(PAGE + "ajukan").form(having="pratinjau")
    return form.fill(pratinjau=True, catatan="Genset diatur.").send()


def review(office, **given):
    form = office.logged_in(PUBLISHER).open(PAGE + "periksa").form(having="kode")
    values = {"nomor": "503/7/2026", "tanggal": "2026-03-01", "laporan": True, "kode": CODE, **NOTES, **TICKS, **given}
    return form.fill(**values)


def last_actions(office, number=4):
    with office.app.app_context():
        return list(db.session.scalars(select(AuditEvent.action).order_by(AuditEvent.id.desc()).limit(number)))


def test_a_restrictive_change_goes_from_draft_to_version_by_two_persons(office):
    citizen = office.resident()
    citizen.begin(CODE)
    section = citizen.person.open(f"/permohonan/{citizen.reference}").links("/isi/")[0]
    citizen.section(section, {"nama_lapak": "Truntum", "luas": "9", "pakai_genset": "ya"})
    write(office, RESTRICTIVE)

    compared = office.logged_in(WRITER).open(PAGE + "bandingkan")
    assert "Ditambah: Isian “Daya genset”" in compared.text
    assert "memperketat" in compared.text
    assert "diajukan oleh" not in office.logged_in(WRITER).open("/console/jenis/").text
    assert "diajukan" in handed_in(office).text

    own = office.logged_in(WRITER).open(PAGE + "periksa")
    assert own.status == 403, "who wrote it does not publish it"
    page = office.logged_in(PUBLISHER).open(PAGE + "periksa")
    assert "1 akan memerlukan Daya genset" in page.text

    refused = review(office, kode="lain").send(files={"pindai": ("k.pdf", PDF, "application/pdf")})
    assert refused.status == 422
    assert {"#kode", "#draf"} <= {a["href"] for a in refused.soup.select("#ringkasan-kesalahan a")}
    assert "izin.terbit_ditolak" in last_actions(office)
    shown = review(office, draf="diminta").send(files={"pindai": ("Keputusan.pdf", PDF, "application/pdf")})

    assert "Versi 2 terbit" in shown.text
    assert "1 akan memerlukan Daya genset" in shown.text, "the report is kept with the version"
    assert shown.person.open(PAGE + "versi/2/keputusan.pdf").content == PDF
    folder = office.app.config["PERMIT_SCHEMAS"]
    assert (folder / f"{CODE}.yaml").read_text(encoding="utf-8").startswith("# base: 2\n")
    with office.app.app_context():
        row = db.session.scalars(select(PermitVersion).where(PermitVersion.version == 2)).one()
        assert (row.author, row.approver) == ("Sri Penyusun", "Budi Penerbit")
        assert row.dossier["readiness"]["sdm"] == "Cukup."
        assert drafts.find(CODE) is None

    office.work()
    hub = citizen.person.open(f"/permohonan/{citizen.reference}")
    assert "Ketentuan izin ini berubah" in hub.text
    assert "Daya genset" in hub.text
    assert any("ketentuan izin berubah" in letter.subject for letter in office.letters(citizen.email))


def test_a_draft_that_changed_after_it_was_handed_in_is_not_published(office):
    write(office, FIRST.replace("Nama lapak}", "Nama kios}"))
    page = office.logged_in(WRITER).open(PAGE + "ajukan")

    assert "daya_genset" in page.text
    assert not page.soup.select("input[name=pratinjau]"), "a field is gone without a word: nothing to hand in"
    write(office, RESTRICTIVE.replace("Nama lapak}", "Nama kios}"))
    handed_in(office)
    write(office, RESTRICTIVE.replace("Nama lapak}", "Nama warung}"))

    assert office.logged_in(PUBLISHER).open(PAGE + "periksa").status == 409
    handed_in(office)
    back = (
        office.logged_in(PUBLISHER).open(PAGE + "periksa").form(having="alasan").fill(alasan="Pakai kata lapak.").send()
    )
    assert "dikembalikan" in back.text
    assert "Pakai kata lapak." in office.logged_in(WRITER).open(PAGE).text
    assert office.logged_in(PUBLISHER).open(PAGE + "periksa").status == 404


def test_old_content_comes_back_as_a_draft(office):
    with office.app.app_context(), transaction():
        found = drafts.find(CODE)
        if found:
            drafts.discard(CODE, expected=found.row_version, actor=SYSTEM, now=timing.utc_now())

    page = office.logged_in(WRITER).open(PAGE).form(action=PAGE + "pulihkan/1").send()

    assert "menjadi draf" in page.text
    assert "IZN312" in office.logged_in(WRITER).open(PAGE + "bandingkan").text, "the step back owes a word too"
    with office.app.app_context(), transaction():
        drafts.discard(CODE, expected=drafts.find(CODE).row_version, actor=SYSTEM, now=timing.utc_now())


def test_a_type_is_closed_and_opened_with_typed_confirmation(office):
    publisher = office.logged_in(PUBLISHER)
    form = publisher.open(PAGE + "tutup").form(having="mulai")
    assert form.fill(nomor="503/9/2026").send().status == 422
    form.fill(nomor="503/9/2026", kode=CODE, pengganti="NIB", keterangan="Kini dilayani dengan NIB.").send()

    public = office.person().open(f"/izin/{CODE}")
    assert public.status == 200
    assert "Kini dilayani dengan NIB." in public.text
    with office.app.app_context():
        assert not catalog.entry(CODE).open
    publisher.open(PAGE + "buka").form(having="kode").fill(nomor="503/10/2026", kode=CODE).send()
    with office.app.app_context():
        assert catalog.entry(CODE).open
    assert {"izin.ditutup", "izin.dibuka_kembali"} <= set(last_actions(office, 8))


def test_a_type_travels_as_one_file_and_becomes_a_draft(office):
    data = office.logged_in(WRITER).open(PAGE + "ekspor").content
    whole = json.loads(data)
    assert whole["code"] == CODE

    page = office.logged_in(WRITER).open("/console/terbit/impor").form(having="paket")
    again = page.send(files={"paket": (f"{CODE}.json", data, "application/json")})
    assert "menjadi draf" in again.text or "Tidak ada draf" in again.text

    whole["definition"] += "\n# lain\n"
    refused = page.send(files={"paket": ("x.json", json.dumps(whole).encode(), "application/json")})
    assert refused.status == 422
    assert "sidik" in refused.text


@pytest.mark.parametrize(
    "change",
    [
        {"shared": {"library": {"../../app/x@1.yaml": ""}}},
        {"shared": {"library": {"ktp@1.py": ""}}},
        {"shared": {"/etc": {}}},
        {"code": "../siup"},
        {"definition": "a: &a [*a]"},
        {"format": "lain"},
        {"shared": []},
    ],
)
def test_a_bundle_names_no_path_and_holds_no_trick(office, change):
    with office.app.app_context():
        whole = json.loads(bundles.export(CODE, drafts.live_text(CODE)[1])) | change
        whole["sha256"] = bundles._hash({key: value for key, value in whole.items() if key != "sha256"})

        with pytest.raises(InputError):
            bundles.parse(json.dumps(whole).encode())


def test_a_shared_file_that_is_here_with_other_words_is_not_replaced(office):
    with office.app.app_context():
        siup = (config.ROOT / "permit_schemas" / "siup.yaml").read_text(encoding="utf-8")
        bundle = bundles.parse(bundles.export("siup", siup))
        assert {"ktp@1.yaml"} <= set(bundle.shared["library"])
        folder = office.app.config["PERMIT_SCHEMAS"]
        (folder / "library" / "ktp@1.yaml").unlink()
        assert bundles.install(bundle) == ["ktp@1.yaml"]
        (folder / "library" / "ktp@1.yaml").write_text("lain", encoding="utf-8")

        with pytest.raises(ConflictError):
            bundles.install(bundle)
        shutil.copy(config.ROOT / "permit_schemas" / "library" / "ktp@1.yaml", folder / "library")


def test_one_list_tells_the_state_of_every_type(office):
    writer = office.logged_in(WRITER)
    form = writer.open("/console/jenis/baru").form(having="nama")
    form.fill(nama="Izin Lapak Baru", kode="lapak_baru", contoh=CODE).send("Buat draf")

    every = writer.open("/console/jenis/")
    [card] = [one for one in every.soup.select(".sk-item") if "lapak_baru" in one.get_text()]
    assert "Belum terbit" in card.get_text()
    assert "jenis baru" in card.get_text()
    assert {a["href"] for a in card.select("a")} == {"/console/draf/lapak_baru/umum", "/console/terbit/lapak_baru/"}
    assert writer.open("/console/terbit/").path == "/console/jenis/"

    for query, found in (("q=lapak+baru", True), ("q=salon", False), ("keadaan=draf", True), ("keadaan=terbit", False)):
        assert ("lapak_baru" in writer.open(f"/console/jenis/?{query}").text) is found
    for odd in ("halaman=0", "halaman=99999", "halaman=x", "keadaan=ngawur"):
        assert writer.open(f"/console/jenis/?{odd}").status == 200


def test_a_type_that_was_never_published_tells_what_it_brings(office):
    page = office.logged_in(WRITER).open("/console/terbit/lapak_baru/bandingkan")

    assert "belum pernah terbit, jadi semuanya baru" in page.text
    assert "Tidak ada perubahan" not in page.text
    assert "Isian “Nama lapak”" in page.text
    assert "belum pernah terbit" in office.logged_in(WRITER).open("/console/terbit/lapak_baru/ajukan").text


def test_others_do_not_enter(office):
    for person in (office.officer("petugas_fo"), office.resident().person):
        for path in ("/console/jenis/", "/console/terbit/", PAGE, PAGE + "tutup", PAGE + "periksa"):
            assert person.open(path).status == 403


def test_a_closed_type_is_archived_with_its_code_and_nothing_that_waits_is_called_off(office):
    publisher = office.logged_in(PUBLISHER)
    called_off = publisher.open(PAGE + "batalkan-jadwal").form(having="kode").fill(kode=CODE).send()
    assert called_off.status == 409
    assert "Tidak ada versi yang menunggu" in called_off.text
    publisher.open(PAGE + "tutup").form(having="mulai").fill(nomor="503/11/2026", kode=CODE).send()

    form = publisher.open(PAGE + "arsipkan").form(having="kode")
    assert form.fill(kode="lain").send().status == 422
    assert "Jenis izin diarsipkan." in form.fill(kode=CODE).send().text

    assert last_actions(office, 1) == ["izin.diarsipkan"]
    assert office.person().open("/izin").links(f"/izin/{CODE}") == []
