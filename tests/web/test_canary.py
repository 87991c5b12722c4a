"""A canary NIK in every field that takes one, of all seven types, through the whole house to the signed paper: nobody who
reads the database, the logs, the mails or the data folder meets it in clear."""

from __future__ import annotations

import itertools
import logging
import re
import subprocess

import pytest
from sqlalchemy import inspect, text

from app import catalog
from app.applications import content, queries
from app.certificates import queries as papers
from app.foundation import mailbox
from app.foundation.database import Base, db, transaction
from tests.journeys import office
from tests.journeys.world import free_port
from tests.web.town import example_of, file, with_nik

CODES = ("iprk", "ipuwi", "siup", "slhs", "spkp", "spp_irt", "tdp")
APPLICANT = "3375014503880077"  # the account's own
CANARY = "33750161079100"  # begins each that is typed: a NIK may have to differ from row to row
AGUS = "agus@contoh.id"


@pytest.fixture(scope="module")
def house(town):
    """All seven types filed with the canary and some issued and mailed; everything that was logged."""
    listener = Listener()
    root, level = logging.getLogger(), logging.getLogger().level
    root.addHandler(listener)
    root.setLevel(logging.INFO)
    smtp = free_port()
    town.app.config["MAIL_PORT"] = town.app.extensions["mail"].port = smtp
    post = mailbox.start(town.app.config["SAKPORE_DATA"], smtp)
    town.citizen(AGUS, APPLICANT)
    town.drafts = {code: drafted(town, code) for code in CODES}
    town.filed = {code: file(town, code, AGUS, change=in_what_is_asked) for code in CODES}
    town.issued = (
        ("siup", "spkp", "tdp") if town.app.config["SQLALCHEMY_DATABASE_URI"].startswith("sqlite") else ("siup",)
    )
    for code in town.issued:
        with town.app.app_context():
            staff = example_of(catalog.live(code)).staff
        office.climb(town, town.filed[code], staff)
        office.sign(town, town.filed[code], "kepala_dinas")
    found = town.officer("loket").open("/desk/siup/add").form(having="nik").fill(nik=APPLICANT).send()
    assert found.status == 200
    assert town.officer("loket").open("/desk/siup/add").form(having="nik").fill(nik=f"{CANARY}99").send().status == 422
    agus = town.logged_in(AGUS)
    assert agus.raw("post", "/desk/siup/add", csrf_token=agus.token(), nik=f"{CANARY}98").status_code == 403
    assert agus.open(f"/izin/{APPLICANT}").status == 404
    town.work()
    town.heard = listener.heard
    yield town
    root.removeHandler(listener)
    root.setLevel(level)
    post.stop()


class Listener(logging.Handler):
    """Keeps all that a record carries, before any formatter cleans it."""

    def __init__(self):
        super().__init__()
        self.heard = []

    def emit(self, record):
        self.heard.append(f"{record.getMessage()} {record.__dict__}")


def niks():
    """One canary after the other."""
    return (f"{CANARY}{number:02}" for number in itertools.count(1))


def in_what_is_asked(definition, values):
    """For an application that is handed in: the fields that its example fills, and a proxy's."""
    asked = {"dikuasakan": True, "kuasa_nama": "Wakil Contoh", "kuasa_nik": "", "kuasa_hp": "0812-3456-7899"}
    proxy = {name: value for name, value in asked.items() if name in {field.id for field in definition.fields}}
    filled = with_nik(definition.fields, values, niks())
    return {**proxy, **{name: value for name, value in filled.items() if name in values or name in proxy}}


def drafted(town, code):
    """A draft with a canary in every field of the type, those of other kinds of request and hidden ones too."""
    reference = file(town, code, AGUS, submit=False, papers=False)
    with town.app.app_context(), transaction():
        draft = queries.get_by_reference(reference)
        held = content.answers(draft)
        filled = with_nik(content.definition_of(draft).fields, held, niks())
        content.store_answers(draft, {**held, **filled})
    return reference


def niks_of(fields, values):
    """Every value of a field of type nik, in groups and rows too."""
    for one in fields:
        held = values.get(one.id)
        if one.type == "nik" and held:
            yield held
        elif one.type == "group":
            for row in held if isinstance(held, list) else [held] if isinstance(held, dict) else []:
                yield from niks_of(one.fields, row)


SPELLINGS = [re.compile(r"[ .\-]?".join(digits)) for digits in (APPLICANT, CANARY)]  # also as people group them


def holds(data: bytes | str) -> bool:
    said = data.decode("utf-8", "replace") if isinstance(data, bytes) else data
    return any(spelling.search(said) for spelling in SPELLINGS)


@pytest.mark.parametrize("code", CODES)
def test_the_canary_is_really_in_every_field(house, code):
    with house.app.app_context():
        draft, filed = (queries.get_by_reference(each[code]) for each in (house.drafts, house.filed))
        fields = content.definition_of(draft).fields
        typed = list(niks_of(fields, content.answers(draft)))
        handed_in = list(niks_of(fields, content.answers(filed)))
        judged = content.snapshot(filed)

    assert len(typed) >= typing_places(fields)
    assert all(nik.startswith(CANARY) for nik in typed)
    assert handed_in
    assert judged["nik"] == APPLICANT


def typing_places(fields):
    """How many fields of the type a person can type into."""
    own = sum(one.type == "nik" and one.computed is None for one in fields)
    return own + sum(typing_places(one.fields) for one in fields if one.type == "group")


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
    assert house.heard
    assert not [line for line in house.heard if holds(line)]


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


def test_no_signed_paper_shows_a_nik(house):
    for code in house.issued:
        with house.app.app_context():
            issued = papers.find_papers(queries.get_by_reference(house.filed[code]).id)
            assert issued, code
            for each in issued:
                assert not holds(words_of(papers.signed_pdf(each))), code


def words_of(pdf: bytes) -> str:
    """The words that a reader sees, and what is embedded beside them."""
    if not pdf.startswith(b"%PDF"):
        return pdf.decode("utf-8", "replace")
    shown = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True).stdout
    about = subprocess.run(["pdfinfo", "-meta", "-"], input=pdf, capture_output=True, check=False).stdout
    return (shown + about).decode("utf-8", "replace")
