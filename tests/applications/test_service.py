"""Drafts, papers, submission and correction through the service, on both databases."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select, text

from app.applications import content, corrections, documents, service
from app.applications.lifecycle import Status
from app.applications.models import Application
from app.errors import ConflictError, IncompleteError, InputError, NotAllowedError, WrongMomentError
from app.foundation.database import db, transaction
from app.foundation.models import Job
from tests.applications.filling import first_good_example
from tests.applications.world import ACTOR, NIK, OTHER_NIK, PDF, FakeRegister, make_draft, make_permit, make_person, png
from tests.conftest import NOON

LATER = NOON + timedelta(hours=1)


def save(application: Application, section: str, answers: dict, **more: object) -> None:
    with transaction():
        service.save_section(application, section, answers, actor=ACTOR, now=LATER, **more)


def attach(application: Application, name: str, data: bytes = PDF, day: date | None = None) -> None:
    received = documents.receive(application, name, data, f"{name}.pdf", day or date(2026, 3, 1))
    with transaction():
        service.keep(application, received, uploader_id=application.applicant_id, actor=ACTOR, now=LATER)


def fill(application: Application) -> None:
    """Everything that the first good example of the definition says."""
    definition = content.definition_of(application)
    example = first_good_example(definition)
    for section in definition.sections:
        ids = {field.id for field in section.fields}
        save(application, section.id, {key: value for key, value in example.answers.items() if key in ids})
    for paper in example.documents:
        accept = definition.document(paper).accept
        attach(application, paper, PDF if "pdf" in accept else png())


def submit(
    application: Application, token: str = "t1", register: FakeRegister | None = None, **more: object
) -> service.Receipt:
    given = {"statement_accepted": True, "actor": ACTOR, "now": LATER, **more}
    with transaction():
        return service.submit(application, token=token, register=register or FakeRegister(), **given)


def test_a_draft_keeps_what_is_wrong_and_what_is_missing(city):
    application = make_draft(make_person())

    save(application, "modal", {"kekayaan_bersih": "banyak sekali"})

    assert content.answers(application)["kekayaan_bersih"] == "banyak sekali"
    assert application.status is Status.DRAFT


def test_sealed_answers_lie_nowhere_in_clear(city):
    application = make_draft(make_person())

    save(application, "modal", {"kekayaan_bersih": 123456789})

    assert application.answers.get("kekayaan_bersih") is None
    assert b"123456789" not in bytes(application.sealed)
    assert content.answers(application)["kekayaan_bersih"] == 123456789


def test_what_belongs_to_another_section_or_is_computed_is_not_taken(city):
    application = make_draft(make_person())

    save(application, "modal", {"nama_perusahaan": "Bukan di sini", "golongan": "SIUP Besar", "bukan_isian": 1})

    assert content.answers(application) == {}


def test_a_save_on_another_device_is_noticed(city):
    application = make_draft(make_person())
    mark = content.section_mark(application, content.definition_of(application).section("modal"))
    save(application, "modal", {"kekayaan_bersih": 1})

    with pytest.raises(ConflictError):
        save(application, "modal", {"kekayaan_bersih": 2}, seen=mark)

    assert content.answers(application)["kekayaan_bersih"] == 1


def test_an_incomplete_application_is_not_submitted(city):
    application = make_draft(make_person())

    with pytest.raises(IncompleteError) as caught:
        submit(application)

    assert "nama_perusahaan" in {problem.name for problem in caught.value.problems}
    assert application.status is Status.DRAFT


def test_without_the_statement_of_truth_nothing_is_submitted(city):
    application = make_draft(make_person())
    fill(application)

    with pytest.raises(IncompleteError) as caught:
        submit(application, statement_accepted=False)

    assert [problem.name for problem in caught.value.problems] == ["pernyataan"]


def test_a_submission_fixes_the_content_and_writes_the_letter_in_the_same_transaction(city):
    application = make_draft(make_person())
    fill(application)

    receipt = submit(application)

    assert application.status is Status.IN_REVIEW
    assert application.filed_on == date(2026, 3, 2)
    assert application.variant == "kecil"
    assert application.content_hash == content.content_hash(application)
    assert application.statement["version"] == 1
    assert application.statement["documents"].keys() >= {"ktp"}
    assert content.pin(application) == receipt.pin
    assert receipt.pin not in str(application.pin_hash)
    jobs = db.session.scalars(select(Job).where(Job.name == "mail.application_received")).all()
    assert [job.args for job in jobs] == [{"reference": application.reference}]


def test_the_same_token_again_gives_the_same_receipt(city):
    application = make_draft(make_person())
    fill(application)
    first = submit(application, "t1")

    again = submit(application, "t1")

    assert again.reference == first.reference
    assert again.pin is None
    with pytest.raises(WrongMomentError):
        submit(application, "t2")
    assert len(db.session.scalars(select(Job).where(Job.name == "mail.application_received")).all()) == 1


def test_what_the_rules_hide_is_dropped_at_submission(city):
    application = make_draft(make_person())
    fill(application)
    save(application, "perusahaan", {"cabang": True, "siup_pusat_no": "12/2020"})
    save(application, "perusahaan", {"cabang": False})
    assert content.answers(application)["siup_pusat_no"] == "12/2020"

    submit(application)

    assert "siup_pusat_no" not in content.answers(application)


def test_the_content_hash_tells_a_sealed_change(city):
    application = make_draft(make_person())
    fill(application)
    before = content.content_hash(application)

    save(application, "modal", {"kekayaan_bersih": 60000000})

    assert content.content_hash(application) != before


def test_no_nik_lies_in_clear_in_the_table(city):
    application = make_draft(make_person())
    fill(application)
    submit(application)

    everything = " ".join(str(row) for row in db.session.execute(text("SELECT * FROM application")))

    assert application.reference in everything
    assert NIK not in everything


def test_a_paper_is_judged_by_its_content(city):
    application = make_draft(make_person())

    with pytest.raises(InputError):
        documents.receive(application, "ktp", b"<html>bukan gambar</html>", "ktp.jpg", None)

    assert application.documents == []


def test_where_one_file_is_wanted_a_new_one_replaces_the_old(city):
    application = make_draft(make_person())
    attach(application, "ktp")
    attach(application, "ktp", png())

    present = content.papers(application)["ktp"]

    assert [document.media_type for document in present] == ["image/png"]
    assert len(application.documents) == 2


def returned(application: Application, remarks: dict[str, str]) -> None:
    with transaction():
        corrections.open_round(
            application, tier="berkas", remarks=remarks, note="", due_on=date(2026, 3, 16), actor=ACTOR, now=LATER
        )


def test_a_correction_opens_only_what_was_remarked_on(city):
    application = make_draft(make_person())
    fill(application)
    submit(application)
    returned(application, {"nama_perusahaan": "Nama tidak sama dengan akta"})

    save(application, "perusahaan", {"nama_perusahaan": "Toko Baru", "email_usaha": "lain@example.org"})

    held = content.answers(application)
    assert held["nama_perusahaan"] == "Toko Baru"
    assert held["email_usaha"] == "toko@example.org"
    with pytest.raises(NotAllowedError):
        attach(application, "ktp")


def test_a_correction_says_what_was_changed(city):
    application = make_draft(make_person())
    fill(application)
    submit(application)
    returned(application, {"nama_perusahaan": "Perbaiki"})
    save(application, "perusahaan", {"nama_perusahaan": "Toko Baru"})
    old_hash = application.content_hash

    with transaction():
        difference = service.hand_in_correction(
            application, statement_accepted=True, token="t2", register=FakeRegister(), actor=ACTOR, now=LATER
        )

    assert difference.changed == {"nama_perusahaan"}
    assert application.status is Status.IN_REVIEW
    assert application.content_hash != old_hash


def test_a_correction_that_changed_nothing_keeps_the_content(city):
    application = make_draft(make_person())
    fill(application)
    submit(application)
    old_hash = application.content_hash
    returned(application, {"nama_perusahaan": "Perbaiki"})

    with transaction():
        difference = service.hand_in_correction(
            application, statement_accepted=True, token="t2", register=FakeRegister(), actor=ACTOR, now=LATER
        )

    assert difference.changed == frozenset()
    assert application.content_hash == old_hash


KOS = {"nama_kos": "Kos Melati", "jenis_penghuni": "putri", "kamar": [{"_id": "r1ab", "tipe": "A", "jumlah": 5}]}


def test_a_change_begins_with_the_answers_of_the_permit(city):
    sri = make_person()
    register = make_permit(sri, "iprk", KOS)

    application = make_draft(sri, "iprk", "perubahan", register, referred=min(register.permits))

    held = content.answers(application)
    assert held["nama_kos"] == "Kos Melati"
    assert held["kamar"][0]["_id"] == "r1ab"


def test_what_the_kind_does_not_open_stays_as_the_permit_has_it(city):
    sri = make_person()
    register = make_permit(sri, "iprk", KOS)
    application = make_draft(sri, "iprk", "perubahan", register, referred=min(register.permits))
    definition = content.definition_of(application)
    section = next(section for section in definition.sections if "luas_tanah" in {field.id for field in section.fields})

    save(application, section.id, {"luas_tanah": "999.00"})

    assert "luas_tanah" not in content.answers(application)


def test_another_persons_permit_cannot_be_referred_to(city):
    register = make_permit(make_person(), "iprk", KOS)
    other = make_person("budi@example.org", OTHER_NIK, name="Budi Contoh")

    with pytest.raises(NotAllowedError):
        make_draft(other, "iprk", "perubahan", register, referred=min(register.permits))


def test_a_kind_that_needs_a_permit_is_not_begun_without_one(city):
    with pytest.raises(InputError, match="Pilih izin"):
        make_draft(make_person(), "siup", "pencabutan", FakeRegister())


def test_a_withdrawn_application_is_ended(city):
    application = make_draft(make_person())

    with transaction():
        service.withdraw(application, "tidak jadi", actor=ACTOR, now=LATER)

    assert application.status is Status.WITHDRAWN
    with pytest.raises(WrongMomentError):
        save(application, "modal", {"kekayaan_bersih": 1})
