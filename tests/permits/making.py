"""Small definitions and cases for tests: each test states only what it is about."""

import json
from datetime import date

from app.permits import Case, DocumentFact, Library, assess, load_text

TODAY = date(2026, 3, 2)
PERSON = {"kind": "perorangan", "nama": "Sri", "nik": "3375014101900001", "tanggal_lahir": "1990-01-01"}
LADDER = {
    "clock": {"start": "berkas.complete", "total": 3},
    "tiers": [
        {"id": "berkas", "role": "petugas_fo", "outcomes": ["complete", "return"]},
        {"id": "kasi", "role": "kepala_seksi"},
    ],
    "sign": {"id": "ttd", "role": "kepala_dinas"},
}
PAPER = {"id": "izin", "validity": {"years": 1}, "number": "503/{seq:04}/{month_roman}/{year}"}
EXAMPLES = [{"name": "satu", "today": "2026-03-02"}, {"name": "dua", "today": "2026-03-02"}]


def source(fields=(), **parts):
    """The text of a small definition; JSON is YAML too."""
    whole = {
        "apiVersion": "sakpore/v1",
        "code": "kios",
        "title": "Izin Kios",
        "kind": "perizinan",
        "legal_basis": [{"id": "perwal", "title": "Perwali (contoh)", "certainty": "invented"}],
        "applicants": ["perorangan"],
        "requests": {"baru": {}},
        "sections": [{"id": "data", "title": "Data", "fields": list(fields)}],
        "flow": LADDER,
        "fees": [],
        "certificates": [PAPER],
        "public": {"columns": ["nomor", "status"]},
        "retention": {"draft_days": 90, "refused_years": 2, "issued_years": 5},
        "examples": EXAMPLES,
    } | parts
    return json.dumps({key: value for key, value in whole.items() if value is not None}, indent=1, ensure_ascii=False)


def define(fields=(), *, library=None, **parts):
    """The definition; fails with its faults when it has any."""
    loaded = load_text(source(fields, **parts), "kios", library or Library())
    assert loaded.definition is not None, [str(fault) for fault in loaded.faults]
    return loaded.definition


def codes(fields=(), *, library=None, **parts):
    """The codes of its faults, warnings left out."""
    faults = load_text(source(fields, **parts), "kios", library or Library()).faults
    return [fault.code for fault in faults if fault.level == "error"]


def field(name, kind="text", **attributes):
    return {"id": name, "type": kind, "label": name.replace("_", " ").capitalize()} | attributes


def case(answers=(), *, papers=(), kind="baru", **facts):
    """A request of today; `papers` are names, or names with their own date."""
    dates = papers if isinstance(papers, dict) else dict.fromkeys(papers, TODAY)
    documents = {name: (DocumentFact(date=day),) for name, day in dates.items()}
    known = {"kind": kind, "today": TODAY, "applicant": PERSON, "answers": dict(answers), "documents": documents}
    return Case(**known | facts)


def judged(definition, answers=(), **facts):
    return assess(definition, case(answers, **facts))
