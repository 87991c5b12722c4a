"""Every shipped and every tiny definition loads, proves its own examples, survives storing, and can be printed."""

import json
from datetime import date
from pathlib import Path

import pytest

from app.certificates import rendering
from app.permits import (
    Case,
    assess,
    canonical,
    digest,
    examples,
    fieldtypes,
    from_canonical,
    load_file,
    products,
)
from app.permits.identity import nik_problem, parse_nik
from app.permits.linter.wording import lint_wording
from app.permits.model import ALWAYS_SEALED, FieldType
from tests.shipped import all_loaded, library

ROOT = Path(__file__).resolve().parents[1]
SHIPPED = ROOT / "permit_schemas"
TINY = ROOT / "tests" / "schemas"
PERWALI_TYPES = {"siup", "iprk", "ipuwi", "tdp", "slhs", "spkp", "spp_irt"}
OFFICE_ROLES = {
    "petugas_fo",
    "petugas_bo",
    "kepala_seksi",
    "kepala_bidang",
    "kepala_dinas",
    "tim_teknis",
    "rekomendasi",
}
AGENCY_ROLES = {"tim_teknis", "rekomendasi"}
TODAY = date(2026, 3, 2)
EMBLEM = '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"><circle cx="5" cy="5" r="4"/></svg>'

LIBRARY = library()
LOADED = {
    **all_loaded(),
    **{path.stem: load_file(path, LIBRARY) for path in sorted(TINY.glob("*.yaml"))},
}
SHIPPED_CODES = sorted(path.stem for path in SHIPPED.glob("*.yaml"))
CODES = sorted(code for code, loaded in LOADED.items() if not loaded.abstract)
EXAMPLES = [
    (code, example.name)
    for code in CODES
    if LOADED[code].definition is not None
    for example in LOADED[code].definition.examples
]


def definition_of(code):
    definition = LOADED[code].definition
    assert definition is not None, [str(fault) for fault in LOADED[code].faults]
    return definition


def all_fields(definition):
    return [part for field in definition.fields for part in (field, *field.fields)]


def test_the_seven_types_of_the_perwali_are_there():
    assert set(SHIPPED_CODES) == PERWALI_TYPES


def test_the_library_and_the_tables_have_no_fault():
    assert [str(fault) for fault in LIBRARY.faults] == []


@pytest.mark.parametrize("code", CODES)
def test_a_definition_loads_without_fault_or_warning(code):
    assert [str(fault) for fault in LOADED[code].faults] == []
    assert definition_of(code).code == code


@pytest.mark.parametrize(("code", "name"), EXAMPLES, ids=[f"{code}: {name}" for code, name in EXAMPLES])
def test_an_example_gives_what_it_expects(code, name):
    definition = definition_of(code)
    example = next(one for one in definition.examples if one.name == name)

    assert examples.run(definition, example) == ()


@pytest.mark.parametrize("code", SHIPPED_CODES)
def test_every_text_of_a_shipped_type_is_there_in_english_those_of_its_blocks_too(code):
    """The linter lets a type alone that never began to translate, and leaves library blocks to their authors."""
    told = []

    lint_wording(definition_of(code), lambda *fault: told.append(fault), own=lambda _path: True)

    assert told == []


@pytest.mark.parametrize("code", CODES)
def test_what_is_stored_is_what_was_loaded(code):
    definition = definition_of(code)

    text = canonical(definition)
    again = from_canonical(text)

    assert again == definition
    assert canonical(again) == text
    assert digest(canonical(again)) == digest(text)
    assert json.loads(text)["code"] == code


@pytest.mark.parametrize("code", SHIPPED_CODES)
def test_a_shipped_type_shows_three_cases_and_one_that_is_refused(code):
    definition = definition_of(code)

    refused = [one for one in definition.examples if one.expect.get("errors") or one.expect.get("missing")]

    assert len(definition.examples) >= 3
    assert refused
    assert {one.request for one in definition.examples} == set(definition.requests)


@pytest.mark.parametrize("code", SHIPPED_CODES)
def test_a_shipped_type_names_only_roles_and_agencies_of_the_office(code):
    flow = definition_of(code).flow

    assert {tier.role for tier in flow.all_tiers} | {flow.sign.role} <= OFFICE_ROLES
    assert all(bool(tier.agency) == (tier.role in AGENCY_ROLES) for tier in flow.all_tiers)
    assert flow.sign.id == "ttd"
    assert all("return" in tier.outcomes for tier in flow.all_tiers)
    assert not any("reject" in tier.outcomes for tier in flow.all_tiers if tier.agency)


@pytest.mark.parametrize("code", SHIPPED_CODES)
def test_identity_numbers_stay_sealed_and_out_of_lists(code):
    definition = definition_of(code)
    public = set(definition.public.columns)

    for field in all_fields(definition):
        if field.type in ALWAYS_SEALED or field.class_ == "rahasia":
            assert field.sealed
            assert not field.list_
            assert field.id not in public


@pytest.mark.parametrize("code", SHIPPED_CODES)
def test_examples_name_nobody_real(code):
    for example in definition_of(code).examples:
        who = example.applicant
        if "nik" in who and "tanggal_lahir" in who and "jenis_kelamin" in who:
            assert nik_problem(who["nik"], date.fromisoformat(who["tanggal_lahir"]), who["jenis_kelamin"]) is None
        for permit in example.permits:
            assert parse_nik(permit["holder_nik"]) is not None
        assert "Contoh" in who.get("nama", "Contoh")


@pytest.mark.parametrize("code", SHIPPED_CODES)
def test_every_text_for_people_is_there_in_indonesian(code):
    definition = definition_of(code)

    texts = [definition.title, *(section.title for section in definition.sections)]
    texts += [field.label for field in all_fields(definition)] + [document.label for document in definition.documents]

    assert all(text.id.strip() for text in texts)


@pytest.mark.parametrize(
    ("net_worth", "variant"),
    [
        (50_000_000, "mikro"),
        (50_000_001, "kecil"),
        (500_000_000, "kecil"),
        (500_000_001, "menengah"),
        (10_000_000_000, "menengah"),
        (10_000_000_001, "besar"),
    ],
)
def test_the_class_of_a_trading_permit_follows_from_net_worth(net_worth, variant):
    case = Case("baru", TODAY, {"kind": "perorangan"}, {"kekayaan_bersih": net_worth})

    assert assess(definition_of("siup"), case).variant["id"] == variant


def papers():
    for code in SHIPPED_CODES:
        definition = LOADED[code].definition
        for example in definition.examples if definition else ():
            if example.expect.get("products"):
                yield code, example.name


@pytest.mark.parametrize(("code", "name"), list(papers()), ids=[f"{code}: {name}" for code, name in papers()])
def test_the_papers_of_an_example_can_be_printed(code, name):
    definition = definition_of(code)
    example = next(one for one in definition.examples if one.name == name)
    case = examples.case_of(definition, example)
    assessment = assess(definition, case)

    for product in products(definition, example.request, assessment.facts):
        template = SHIPPED / "certificates" / (product.certificate.template or "generic.typ")
        pdf = rendering.render(template, paper_data(definition, assessment, product), emblem=EMBLEM)
        assert pdf.startswith(b"%PDF-")


def paper_data(definition, assessment, product):
    """The contract between `certificates` and the templates, filled from an example."""
    values = {}
    rows = {}
    for field in definition.fields:
        held = assessment.values.get(field.id)
        if field.repeats:
            rows[field.id] = [shown_row(definition, field, row) for row in held or ()]
        elif held is not None and field.type is not FieldType.NOTE:
            values[field.id] = fieldtypes.show(field, held, "id", definition.tables)
            if field.type is FieldType.GROUP:
                values |= {f"{field.id}.{key}": text for key, text in shown_row(definition, field, held).items()}
    group = next((field for field in definition.fields if field.id == product.certificate.per), None)
    title = product.certificate.title or definition.title
    return {
        "kop": {"pemerintah": "Kota", "dinas": "Dinas", "alamat": "Jalan", "kontak": "0", "lambang": "Lambang"},
        "judul": title.id,
        "jenis": definition.title.id,
        "nomor": "503/1/2026",
        "nama": "Contoh Pemegang",
        "variant": {
            "id": "",
            "title": "",
            **{k: v for k, v in (assessment.variant or {}).items() if isinstance(v, str | int)},
        },
        "fields": [],
        "rows": rows,
        "columns": {},
        "groups": [],
        "values": values,
        "terbilang": {},
        "row": rows[group.id][product.row_index] if group else {},
        "row_fields": [],
        "terbit": "2 Maret 2026",
        "berlaku_sd": "–",
        "tanggal": {"year": 2026, "month": 3, "day": 2},
        "penandatangan": {"nama": "Contoh Kepala", "jabatan": "Kepala Dinas", "nip": "", "pangkat": ""},
        "tempat": "Pekalongan",
        "url": "https://contoh.example/verifikasi/token",
        "token": "token",
        "salinan": "Salinan.",
        "development": True,
        "pengembangan": "Contoh",
        "dasar_hukum": [basis.title.id for basis in definition.legal_basis],
        "body": [sentence.id for sentence in product.certificate.body],
        "permohonan": "SP-0000-0000",
        "diajukan": "",
        "penolakan": {"alasan": "", "catatan": [], "dasar": ""},
    }


def shown_row(definition, group, row):
    return {
        field.id: fieldtypes.show(field, row[field.id], "id", definition.tables)
        for field in group.fields
        if row.get(field.id) is not None and field.type is not FieldType.FILE
    }
