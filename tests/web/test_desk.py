"""The desk that is generated for every published type and version: FAB's own list, show and edit, our services below."""

from __future__ import annotations

import re
import threading
from pathlib import Path

import pytest
from sqlalchemy import func, select

import config
from app import catalog
from app.applications import content, queries
from app.applications.lifecycle import Status
from app.applications.models import Application
from app.catalog.dossier import DraftPolicy, DraftRule, Papers
from app.foundation import timing
from app.foundation.actors import SYSTEM
from app.foundation.database import db, transaction
from app.foundation.models import AuditEvent
from app.web.staff.desk import interface
from tests.web.town import drafted, file, statements

CODES = ("iprk", "ipuwi", "siup", "slhs", "spkp", "spp_irt", "tdp")
AGUS, BUDI = "agus@contoh.id", "budi@contoh.id"
AGUS_NIK, BUDI_NIK = "3375014503880002", "3375014503880003"


@pytest.fixture(scope="module")
def desk(town):
    """A town where Agus has applied for everything."""
    town.citizen(AGUS, AGUS_NIK)
    town.citizen(BUDI, BUDI_NIK)
    town.filed = {code: file(town, code, AGUS, papers=False, submit=False) for code in CODES}
    with town.app.app_context(), transaction():
        now = timing.utc_now()
        for one in db.session.scalars(select(Application)):
            one.status, one.submitted_at, one.filed_on = Status.IN_REVIEW, now, timing.wib_date(now)
    return town


def loket(desk):
    return desk.officer("loket")


def row_of(desk, reference):
    with desk.app.app_context():
        found = queries.get_by_reference(reference)
        return {"id": found.id, "status": found.status, "answers": content.answers(found), "version": found.version}


def references(page):
    return re.findall(
        r"SP-[0-9A-Z]{4}-[0-9A-Z]{4}", " ".join(td.text for td in page.soup.select("tbody td:first-child"))
    )


def on_behalf(desk, code="siup", nik=BUDI_NIK):
    """What the counter does: the citizen's NIK, kind and party; gives the new draft's reference."""
    form = loket(desk).open(f"/desk/{code}/add").form(having="nik")
    page = form.fill(nik=nik, kind="baru", party="perorangan").send()
    assert page.status == 200, page.text[:500]
    return page.path.rsplit("/", 1)[1]


# -- list, search, show ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", CODES)
def test_every_type_is_listed_and_shown(desk, code):
    page = loket(desk).open(f"/desk/{code}/list/")
    assert page.status == 200
    assert desk.filed[code] in references(page)
    assert "Sedang diproses" in page.text

    with desk.app.app_context():
        listed = [f.label.id for f in catalog.live(code).fields if f.list_ and not f.sealed]
    heads = [th.get_text(strip=True) for th in page.soup.select("thead th")]
    assert listed[0] in heads

    shown = page.follow(f"Buka {desk.filed[code]}")
    assert shown.status == 200
    assert desk.filed[code] in shown.text
    assert AGUS_NIK not in shown.text


@pytest.mark.parametrize("code", CODES)
def test_a_type_is_searched_and_ordered_by_its_own_fields(desk, code):
    with desk.app.app_context():
        field = next(f for f in catalog.live(code).fields if f.search and f.type == "text")
    name = row_of(desk, desk.filed[code])["answers"][field.id]
    base = f"/desk/{code}/list/?_flt_1_{field.id}="

    assert desk.filed[code] in references(loket(desk).open(base + name[:5]))
    assert references(loket(desk).open(base + "Zz")) == []
    ordered = loket(desk).open(f"/desk/{code}/list/?_oc_Desk={field.id}&_od_Desk=desc")
    assert desk.filed[code] in references(ordered)


def test_the_search_form_offers_words_and_works_without_script(desk):
    form = loket(desk).open("/desk/siup/list/").form(having="_flt_1_nama_perusahaan")

    assert "Menunggu tanda tangan" in form.tag.text
    page = form.fill(_flt_0_status="IN_REVIEW", _flt_1_reference=desk.filed["siup"][:7]).send()

    assert references(page) == [desk.filed["siup"]]


@pytest.mark.parametrize(
    "query",
    [
        "page_Desk=abc", "psize_Desk=abc", "page_Desk=-4", "page_Desk=" + "9" * 400, "psize_Desk=0", "_flt_1_kind=",
        "_oc_Desk=applicant_id&_od_Desk=asc", "_oc_Desk=answers&_od_Desk=asc", "_oc_Desk=reference&_od_Desk=drop",
        "_flt_1_sealed=x", "_flt_0_applicant.password=x", "_flt_0_due_on=kemarin",
    ],
)  # fmt: skip
def test_what_nobody_could_have_clicked_changes_nothing(desk, query):
    assert desk.filed["siup"] in references(loket(desk).open(f"/desk/siup/list/?{query}")) or "due_on" in query


@pytest.mark.parametrize(
    "query", ["_flt_9_reference=x", "page_Desk=999999", "_oc_Desk=reference&_od_Desk=asc&page_Desk=401"]
)
def test_a_search_that_cannot_be_is_refused_in_words(desk, query):
    page = loket(desk).open(f"/desk/siup/list/?{query}")

    assert page.status == 400
    assert "Saringan" in page.text or "Persempit" in page.text


@pytest.mark.parametrize("query", ["_flt_1_reference=%00", "_flt_0_status=ngawur", "_flt_0_status=%00"])
def test_a_value_that_no_row_can_have_finds_nothing_or_is_refused(desk, query):
    page = loket(desk).open(f"/desk/siup/list/?{query}")

    assert page.status in (200, 400)
    assert references(page) == []


def test_a_page_holds_a_hundred_rows_at_most_and_the_count_is_capped(desk, monkeypatch):
    drafted(desk, 120, "tdp", AGUS)
    monkeypatch.setattr(interface, "CAP", 100)

    page = loket(desk).open("/desk/tdp/list/?psize_Desk=100000")

    assert len(page.soup.select("tbody tr")) == 100
    assert "101" in page.soup.select_one("[role=status]").text
    assert loket(desk).open("/desk/tdp/list/?page_Desk=1&psize_Desk=100").status == 200
    assert loket(desk).open("/desk/tdp/list/?page_Desk=2&psize_Desk=100").status == 400


def test_pages_follow_each_other(desk):
    drafted(desk, 30, "ipuwi", AGUS)
    first = loket(desk).open("/desk/ipuwi/list/")

    second = first.follow("Berikutnya")

    assert len(references(first)) == 25
    assert references(second)
    assert not set(references(first)) & set(references(second))


@pytest.mark.parametrize(
    "query", ["", "?_flt_1_nama_perusahaan=Toko", "?psize_Desk=100&_oc_Desk=party_name&_od_Desk=asc"]
)
def test_a_list_page_costs_six_statements_at_most(desk, query):
    loket(desk).open("/desk/siup/list/")

    with statements(desk.app) as sent:
        assert loket(desk).open(f"/desk/siup/list/{query}").status == 200

    assert len(sent) <= 6, sent


def test_the_order_never_leaves_the_whitelist(desk):
    with statements(desk.app) as sent:
        loket(desk).open("/desk/siup/list/?_oc_Desk=applicant_id&_od_Desk=asc")

    assert not any("ORDER BY application.applicant_id" in sql for sql in sent)
    assert any("ORDER BY application.id DESC" in sql for sql in sent)


def test_sealed_answers_are_never_read_by_a_list(desk):
    with statements(desk.app) as sent:
        loket(desk).open("/desk/siup/list/")

    assert not any("sealed" in sql or "applicant_snapshot" in sql or "pin_hash" in sql for sql in sent)


def test_two_threads_with_different_searches_never_mix(desk):
    """FAB keeps a list's filters on the view object; the desk keeps one screen per version for all threads."""
    drafted(desk, 12, "slhs", AGUS)
    with desk.app.app_context(), transaction():
        for one in db.session.scalars(select(Application).where(Application.code == "slhs")):
            one.party_name = "Genap" if one.id % 2 else "Ganjil"
    wrong = []
    people = [desk.officer(role) for role in ("loket", "petugas_fo", "petugas_bo", "kepala_seksi")]

    def ask(person, name):
        for _round in range(8):
            page = person.open(f"/desk/slhs/list/?_flt_0_party_name={name}")
            found = {td.get_text(strip=True) for td in page.soup.select('td[data-label="Pemohon"]')}
            if found != {name}:
                wrong.append((name, found, page.status))

    names = ("Genap", "Ganjil", "Genap", "Ganjil")
    threads = [threading.Thread(target=ask, args=pair) for pair in zip(people, names, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert wrong == []


# -- rows ------------------------------------------------------------------------------------------------------------


def test_a_row_of_another_type_is_not_there(desk):
    pk = row_of(desk, desk.filed["siup"])["id"]

    for verb in ("show", "edit", "delete"):
        assert loket(desk).open(f"/desk/tdp/{verb}/{pk}").status == 404
    assert loket(desk).open(f"/desk/tidakada/show/{pk}").status == 404
    assert loket(desk).open("/desk/siup/show/x").status == 404
    assert loket(desk).open("/desk/siup/show/²").status == 404


def test_a_draft_of_the_citizens_own_is_not_on_the_desk(desk):
    reference = file(desk, "siup", BUDI, submit=False, papers=False)
    pk = row_of(desk, reference)["id"]

    assert reference not in references(loket(desk).open("/desk/siup/list/"))
    for verb in ("show", "edit", "delete"):
        assert loket(desk).open(f"/desk/siup/{verb}/{pk}").status == 404


def test_fabs_bulk_actions_and_downloads_are_not_there(desk):
    pk = row_of(desk, desk.filed["siup"])["id"]
    person, token = loket(desk), loket(desk).token()

    for path in (f"/desk/siup/action/hapus/{pk}", "/desk/siup/action_post", "/desk/siup/download/x", "/desk/siup/back"):
        assert person.raw("get", path).status_code in (404, 405)
        assert person.raw("post", path, csrf_token=token, action="hapus", rowid=pk).status_code == 404


def test_an_action_run_behind_fabs_back_still_meets_the_row_rule(desk):
    """FAB's bulk actions fetch rows past `base_filters`; the interface is the door that they cannot go round."""
    from flask_appbuilder.security.sqla.models import User
    from flask_login import login_user

    from app.web.staff.desk.views import screen_of

    foreign = row_of(desk, file(desk, "siup", BUDI, submit=False, papers=False))["id"]
    seen = row_of(desk, desk.filed["siup"])["id"]
    with desk.app.test_request_context("/desk/siup/list/"):
        login_user(db.session.get(User, desk.id_of(desk.officers["loket", None])))
        screen = screen_of("siup", 1)

        assert screen.datamodel.get(foreign) is None
        assert screen.datamodel.get(seen).id == seen


@pytest.mark.parametrize("role", ["kepala_seksi", "petugas_fo"])
def test_who_only_verifies_looks_and_changes_nothing(desk, role):
    officer, pk = desk.officer(role), row_of(desk, desk.filed["siup"])["id"]

    assert officer.open(f"/desk/siup/show/{pk}").status == 200
    assert "Tambah" not in officer.open("/desk/siup/list/").text
    assert officer.open("/desk/siup/add").status == 403
    for verb in ("edit", "delete"):
        assert officer.open(f"/desk/siup/{verb}/{pk}").status == 403


# -- filing on behalf ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", CODES)
def test_the_counter_begins_for_a_citizen_and_goes_on_in_the_same_pages(desk, code):
    reference = on_behalf(desk, code)

    hub = loket(desk).open(f"/permohonan/{reference}")
    assert "atas nama Budi" in hub.text
    for address in hub.links("/isi/"):
        assert loket(desk).open(address).status == 200
    row = row_of(desk, reference)
    assert row["status"] is Status.DRAFT
    assert reference in references(loket(desk).open(f"/desk/{code}/list/"))
    with desk.app.app_context():
        found = queries.get_by_reference(reference)
        assert (found.applicant_id, found.filed_by_id) == (desk.id_of(BUDI), desk.id_of(desk.officers["loket", None]))


@pytest.mark.parametrize(
    ("nik", "said"),
    [("3375014503880099", "belum memiliki akun"), ("", "harus diisi"), ("ngawur", "belum memiliki akun")],
)
def test_a_nik_that_has_no_account_is_said_beside_what_was_typed(desk, nik, said):
    form = loket(desk).open("/desk/siup/add").form(having="nik")

    page = form.fill(nik=nik, party="badan").send()

    assert page.status == 422
    assert said in page.text
    assert page.form(having="nik").values["nik"] == [nik]
    assert page.form(having="nik").values["party"] == ["badan"]


def test_nobody_files_for_himself_at_the_counter(desk):
    with desk.app.app_context():
        from app.accounts import profiles

        own = profiles.of(desk.id_of(desk.officers["loket", None])).nik
    form = loket(desk).open("/desk/siup/add").form(having="nik")

    assert "akun pemohon" in form.fill(nik=own).send().text


def test_one_section_of_a_draft_filed_on_behalf_is_edited_in_fabs_own_screen(desk):
    reference = on_behalf(desk)
    pk = row_of(desk, reference)["id"]
    page = loket(desk).open(f"/desk/siup/show/{pk}").follow("Ubah satu bagian").follow("Perusahaan")

    form = page.form(having="nama_perusahaan").fill(nama_perusahaan="Toko Baru", jumlah_tk="12")
    page = form.send("Simpan")

    assert page.path == f"/desk/siup/show/{pk}"
    assert "Perubahan disimpan" in page.text
    answers = row_of(desk, reference)["answers"]
    assert (answers["nama_perusahaan"], answers["jumlah_tk"]) == ("Toko Baru", 12)
    with desk.app.app_context():
        wrote = select(func.count()).where(AuditEvent.object == reference, AuditEvent.action == "permohonan.disimpan")
        assert db.session.scalar(wrote) == 1


def test_only_what_the_rules_ask_is_on_the_form(desk):
    pk = row_of(desk, on_behalf(desk))["id"]

    page = loket(desk).open(f"/desk/siup/edit/{pk}")
    sections = [a.get_text() for a in page.soup.select("nav a[href*='section=']")]

    assert "Data Badan" not in sections, "a person files"
    assert "Perusahaan" in sections


@pytest.mark.parametrize("code", CODES)
def test_every_section_of_every_type_builds_saves_and_keeps_its_rows(desk, code):
    reference = on_behalf(desk, code)
    pk = row_of(desk, reference)["id"]
    first = loket(desk).open(f"/desk/{code}/edit/{pk}")

    for address in first.links("section="):
        page = loket(desk).open(address)
        assert page.status == 200
        page = page.form(button="Simpan").send("Simpan")
        assert "Perubahan disimpan" in page.text, (address, page.text[:400])


def test_a_save_elsewhere_in_between_is_noticed(desk):
    reference = on_behalf(desk)
    pk = row_of(desk, reference)["id"]
    address = f"/desk/siup/edit/{pk}?section=perusahaan"
    early, late = (loket(desk).open(address).form(having="nama_perusahaan") for _ in range(2))
    early.fill(nama_perusahaan="Yang pertama").send()

    page = late.fill(nama_perusahaan="Yang kedua").send()

    assert "diubah dari perangkat lain" in page.text
    assert row_of(desk, reference)["answers"]["nama_perusahaan"] == "Yang pertama"


def test_what_was_handed_in_is_never_edited(desk):
    reference = on_behalf(desk)
    pk = row_of(desk, reference)["id"]
    form = loket(desk).open(f"/desk/siup/edit/{pk}?section=perusahaan").form(having="nama_perusahaan")
    with desk.app.app_context(), transaction():
        queries.get_by_reference(reference).status = Status.IN_REVIEW

    page = form.fill(nama_perusahaan="Terlambat").send()

    assert page.status in (403, 404, 409)
    assert "nama_perusahaan" not in row_of(desk, reference)["answers"]


def test_withdrawing_keeps_the_row_and_closes_what_waits(desk):
    reference = on_behalf(desk)
    pk = row_of(desk, reference)["id"]

    asked = loket(desk).open(f"/desk/siup/show/{pk}").follow("Tarik permohonan")
    assert row_of(desk, reference)["status"] is Status.DRAFT, "opening the page changes nothing"
    page = asked.form(button="Tarik").send("Tarik")

    assert "ditarik kembali" in page.text
    assert row_of(desk, reference)["status"] is Status.WITHDRAWN


def test_a_withdrawn_case_leaves_every_queue(desk):
    officer = desk.officers["loket", None]
    reference = file(desk, "siup", BUDI, filed_by=officer)
    pk = row_of(desk, reference)["id"]
    assert reference in desk.officer("petugas_fo").open("/meja").text

    loket(desk).open(f"/desk/siup/delete/{pk}").form(button="Tarik").send("Tarik")

    assert row_of(desk, reference)["status"] is Status.WITHDRAWN
    assert reference not in desk.officer("petugas_fo").open("/meja").text


def test_the_counter_withdraws_nothing_that_a_citizen_filed(desk):
    pk, token = row_of(desk, desk.filed["siup"])["id"], loket(desk).token()

    assert loket(desk).raw("post", f"/desk/siup/delete/{pk}", csrf_token=token).status_code == 403
    assert row_of(desk, desk.filed["siup"])["status"] is Status.IN_REVIEW


# -- versions --------------------------------------------------------------------------------------------------------


def test_a_row_is_shown_and_edited_by_its_own_versions_screen(desk):
    old = on_behalf(desk, "ipuwi")
    source = Path(config.ROOT / "permit_schemas" / "ipuwi.yaml").read_text(encoding="utf-8")
    source = source.replace("Nama warnet", "Nama warnet (v2)").replace("id: nama_warnet", "id: nama_tempat")
    source = source.replace("nama_warnet", "nama_tempat").replace(
        "id: nama_tempat,", "id: nama_tempat, was: [nama_warnet],"
    )
    today = timing.wib_date(timing.utc_now())
    kept = Papers(drafts=DraftPolicy(DraftRule.KEEP, today))
    with desk.app.app_context():
        catalog.publish(
            source, code="ipuwi", decree_number="2/2026", decree_date=today, effective_from=today, author="a",
            approver="b", actor=SYSTEM, now=timing.utc_now(), replace=1, papers=kept,
        )  # fmt: skip
    new = on_behalf(desk, "ipuwi")

    old_pk, new_pk = (row_of(desk, reference)["id"] for reference in (old, new))
    old_edit = loket(desk).open(f"/desk/ipuwi/edit/{old_pk}?section=warnet")
    new_edit = loket(desk).open(f"/desk/ipuwi/edit/{new_pk}?section=warnet")

    assert (row_of(desk, old)["version"], row_of(desk, new)["version"]) == (1, 2)
    assert "nama_warnet" in old_edit.form(button="Simpan").names
    assert "nama_tempat" in new_edit.form(button="Simpan").names
    assert "(v2)" not in old_edit.text
    assert "(v2)" in new_edit.text
    for form, name in ((old_edit, "nama_warnet"), (new_edit, "nama_tempat")):
        shown = form.form(button="Simpan").fill(**{name: "Warnet Uji"}).send("Simpan")
        assert "Warnet Uji" in shown.text
        assert ("(v2)" in shown.text) is (name == "nama_tempat")
    listed = loket(desk).open("/desk/ipuwi/list/")
    assert {old, new} <= set(references(listed))
