"""A canary NIK in every field that takes one, of all seven types, through the whole house to the signed paper: nobody who
reads the database, the logs, the mails or the data folder meets it in clear."""

from __future__ import annotations

import io
import logging
import re
import subprocess

import pytest
from sqlalchemy import inspect, text

from app import catalog
from app.applications import content, queries
from app.foundation import mailbox
from app.foundation.database import Base, db
from tests.journeys import office
from tests.journeys.world import free_port
from tests.web.town import file

CODES = ("iprk", "ipuwi", "siup", "slhs", "spkp", "spp_irt", "tdp")
APPLICANT, OTHER = "3375014503880077", "3375016107910066"  # the account's own, and the one typed into every field
NIKS = (APPLICANT, OTHER)
AGUS = "agus@contoh.id"


@pytest.fixture(scope="module")
def house(town):
    """All seven types filed with the canary; one of them issued, mailed and looked at. Everything that was logged."""
    heard = io.StringIO()
    listener = logging.StreamHandler(heard)
    logging.getLogger().addHandler(listener)
    smtp = free_port()
    town.app.config["MAIL_PORT"] = town.app.extensions["mail"].port = smtp
    post = mailbox.start(town.app.config["SAKPORE_DATA"], smtp)
    town.citizen(AGUS, APPLICANT)
    town.filed = {code: file(town, code, AGUS, **canaries(town, code)) for code in CODES}
    town.issued = town.filed["siup"]
    office.climb(town, town.issued)
    office.sign(town, town.issued, "kepala_dinas")
    found = town.officer("loket").open("/desk/siup/add").form(having="nik").fill(nik=APPLICANT).send()
    assert found.status == 200
    assert town.officer("loket").open("/desk/siup/add").form(having="nik").fill(nik=OTHER).send().status == 422
    town.logged_in(AGUS).open("/permohonan")
    town.work()
    town.heard = heard
    yield town
    logging.getLogger().removeHandler(listener)
    post.stop()


def canaries(town, code):
    """The canary for every NIK that an applicant types: a proxy's besides those in the example."""
    with town.app.app_context():
        ids = {field.id for field in catalog.live(code).fields}
    asked = {"dikuasakan": True, "kuasa_nama": "Wakil Contoh", "kuasa_nik": OTHER, "kuasa_hp": "0812-3456-7899"}
    return {"nik": OTHER, **{name: value for name, value in asked.items() if name in ids}}


def niks_of(fields, values):
    """Every value of a field of type nik, in groups and rows too."""
    for one in fields:
        held = values.get(one.id)
        if one.type == "nik" and held:
            yield held
        elif one.type == "group":
            for row in held if isinstance(held, list) else [held] if isinstance(held, dict) else []:
                yield from niks_of(one.fields, row)


def spellings(nik):
    """As digits, and as people group them."""
    grouped = re.compile(r"[ .\-]?".join(nik))
    return grouped


def holds(data: bytes | str) -> bool:
    said = data.decode("utf-8", "replace") if isinstance(data, bytes) else data
    return any(nik in said or spellings(nik).search(said) for nik in NIKS)


@pytest.mark.parametrize("code", CODES)
def test_the_canary_is_really_in_every_application(house, code):
    with house.app.app_context():
        application = queries.get_by_reference(house.filed[code])
        definition = content.definition_of(application)
        found = list(niks_of(definition.fields, content.answers(application)))
        judged = content.snapshot(application)

    assert OTHER in found
    assert judged["nik"] == APPLICANT


def test_no_table_holds_it(house):
    with house.app.app_context():
        tables = sorted(inspect(db.engine).get_table_names())
        assert {table.name for table in Base.metadata.sorted_tables} <= set(tables)
        for table in tables:
            for row in db.session.execute(text(f'SELECT * FROM "{table}"')):
                for value in row:
                    seen = bytes(value) if isinstance(value, bytes | memoryview) else str(value)
                    assert not holds(seen), f"{table}: {row._mapping.keys()}"


def test_no_line_of_the_log_holds_it(house):
    assert "mail" in house.heard.getvalue() or house.heard.getvalue() != ""
    assert not holds(house.heard.getvalue())


def test_no_letter_holds_it(house):
    letters = house.letters(AGUS)
    assert len(letters) >= len(CODES) + 1

    for letter in letters:
        assert not holds(letter.subject)
        assert not holds(letter.text)
        assert not holds(letter.html)
        for part in letter.attachments:
            assert not holds(part.name)
            assert not holds(words_of(part.data)), "the paper shows no NIK that it need not show"


def test_no_file_of_the_data_folder_holds_it(house):
    """Uploads, papers and letters are sealed; the database's file and its log lie there on SQLite. The demo's mailbox keeps
    mails as they were sent: their attached papers are judged by their words above."""
    checked = 0
    for path in house.data.rglob("*"):
        if path.is_file():
            checked += 1
            assert not holds(str(path.relative_to(house.data)))
            assert not holds(path.read_bytes()), path.name

    assert checked > 20


def test_the_signed_paper_shows_no_nik(house):
    with house.app.app_context():
        from app.certificates import queries as papers

        application = queries.get_by_reference(house.issued)
        issued = papers.find_papers(application.id)
        assert issued
        for each in issued:
            assert not holds(words_of(papers.signed_pdf(each)))


def words_of(pdf: bytes) -> str:
    """The words that a reader sees, and what is embedded beside them."""
    if not pdf.startswith(b"%PDF"):
        return pdf.decode("utf-8", "replace")
    shown = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True).stdout
    about = subprocess.run(["pdfinfo", "-meta", "-"], input=pdf, capture_output=True, check=False).stdout
    return (shown + about).decode("utf-8", "replace")
