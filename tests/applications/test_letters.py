"""Letters of an application: what they say, to whom, and what never stands in a subject."""

from datetime import date

import pytest
from flask import render_template

from app.applications import content, letters
from app.foundation import mail
from tests.applications.test_service import fill, returned, submit
from tests.applications.world import NIK, make_draft, make_person


@pytest.fixture
def sent(monkeypatch):
    """Letters as they would go out."""
    found = []
    monkeypatch.setattr(mail, "deliver", lambda **letter: found.append(letter))
    return found


def text_of(letter):
    return render_template(f"mail/{letter['template']}.txt", **letter["context"])


def test_the_receipt_holds_reference_and_pin_and_its_subject_the_reference_only(sqlite_city, sent):
    application = make_draft(make_person())
    fill(application)
    receipt = submit(application)

    letters.application_received(application.reference)

    [letter] = sent
    assert letter["to"] == "sri@example.org"
    assert letter["subject"] == f"SAKPORE {application.reference}: permohonan diterima"
    assert receipt.pin in text_of(letter)
    assert "2 Maret 2026" in text_of(letter)
    assert NIK not in text_of(letter)


def test_a_returned_application_says_what_to_mend_and_until_when(sqlite_city, sent):
    application = make_draft(make_person())
    fill(application)
    submit(application)
    row_id = content.answers(application)["kbli"][0]["_id"]
    returned(application, {f"kbli-{row_id}-kode": "Kode tidak cocok", "ktp": "KTP buram"})

    letters.returned(application.reference, 1)

    text = text_of(sent[0])
    assert "Kode KBLI kegiatan usaha 1: Kode KBLI: Kode tidak cocok" in text
    assert "Kartu Tanda Penduduk (KTP): KTP buram" in text
    assert "16 Maret 2026" in text
    assert application.corrections[0].due_on == date(2026, 3, 16)
