"""From a file to a definition: blocks narrowed, bases extended, canonical JSON, faults with their place."""

import json
import re
from pathlib import Path

import jsonschema
import pytest

from app.permits import Library, canonical, digest, from_canonical, load_file, load_folder, load_text
from app.permits.library import plain
from app.permits.schema import source_schema, source_schema_text
from app.permits.schema_words import DESCRIPTIONS
from app.permits.source import read
from tests.permits.making import LADDER, PAPER, codes, define, field, source

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = ROOT / "permit_schemas"
HERE = Path(__file__).parent / "definitions"

BLOCK = """
block: genset
fields:
  - {id: daya, type: integer, unit: VA, label: {id: Daya}, min: 1, max: 20000, required: true}
  - {id: merek, type: text, label: {id: Merek}, visible: "daya > 100"}
"""
TABLE = """
table: kelas
keys: [modal]
value: id
label: title
columns:
  - {id: id, type: text}
  - {id: title, type: text}
  - {id: modal, type: money, range: upto}
  - {id: sla, type: integer}
rows:
  - {id: kecil, title: Kecil, modal: 50, sla: 3}
  - {id: besar, title: Besar, modal: any, sla: 5}
"""


@pytest.fixture
def library(tmp_path):
    for folder, name, text in (("library", "genset@1", BLOCK), ("tables", "kelas", TABLE)):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    found = Library.read(tmp_path)
    assert found.faults == ()
    return found


def test_the_example_of_the_language_loads_and_proves_itself():
    loaded = load_file(HERE / "pkl_batik_malam.yaml", Library.read(SHIPPED))

    assert loaded.definition is not None, [str(fault) for fault in loaded.faults]
    assert {fault.code for fault in loaded.faults} <= {"IZN311", "IZN313", "IZN319"}
    assert loaded.definition.camel == "PklBatikMalam"


def test_canonical_json_gives_the_same_definition_and_the_same_hash_again():
    definition = load_file(HERE / "pkl_batik_malam.yaml", Library.read(SHIPPED)).definition

    text = canonical(definition)
    again = from_canonical(text)

    assert again == definition
    assert canonical(again) == text
    assert digest(text) == digest(canonical(again))
    assert len(digest(text)) == 64


def test_a_block_is_copied_in_and_narrowed(library):
    include = {"include": "genset@1", "only": ["daya"], "required": False, "visible": "pakai", "for": ["baru"]}

    definition = define([field("pakai", "boolean"), include], library=library)

    (daya,) = definition.fields[1:]
    assert (daya.id, daya.required, daya.visible.text, daya.for_) == ("daya", False, "pakai", ("baru",))


def test_conditions_of_section_and_field_are_joined(library):
    sections = [{"id": "a", "title": "A", "fields": [field("pakai", "boolean")]},
                {"id": "b", "title": "B", "visible": "pakai", "fields": [{"include": "genset@1"}]}]  # fmt: skip

    definition = define(library=library, sections=sections)

    assert [one.visible.text for one in definition.section("b").fields] == ["pakai", "(pakai) and (daya > 100)"]


@pytest.mark.parametrize(
    ("include", "code"),
    [
        ({"include": "genset@2"}, "IZN209"),
        ({"include": "genset@1", "only": ["tidak_ada"]}, "IZN209"),
        ({"include": "genset@1", "label": "Lain"}, "IZN309"),
        ({"include": "genset@1", "apa": 1}, "IZN102"),
    ],
)
def test_an_include_narrows_and_never_redefines(library, include, code):
    assert codes([include], library=library) == [code]


def test_a_variant_from_a_table_copies_the_table_in(library):
    variants = {"from": ["modal"], "table": "kelas"}
    flow = LADDER | {"clock": {"start": "submit", "total": "variant.sla"}}

    definition = define([field("modal", "money", max=10**9)], library=library, variants=variants, flow=flow)

    assert set(definition.tables) == {"kelas"}
    assert from_canonical(canonical(definition)).tables["kelas"].rows == definition.tables["kelas"].rows


def test_a_definition_may_extend_a_base(tmp_path):
    base = json.loads(source([field("nama", required=True), field("alamat")], code="dasar", abstract=True))
    later = field("baru_sini") | {"after": "nama"}
    child = {"apiVersion": "sakpore/v1", "extends": "dasar", "code": "anak", "title": "Anak", "drop": ["alamat"],
             "sections": [{"id": "data", "fields": [{"id": "nama", "max_length": 20}, later]}],
             "examples": base["examples"]}  # fmt: skip
    (tmp_path / "dasar.yaml").write_text(json.dumps(base), encoding="utf-8")
    (tmp_path / "anak.yaml").write_text(json.dumps(child), encoding="utf-8")

    loaded = load_folder(tmp_path)

    assert loaded["dasar"].abstract
    assert loaded["dasar"].definition is None
    definition = loaded["anak"].definition
    assert definition is not None, [str(fault) for fault in loaded["anak"].faults]
    assert [(one.id, one.max_length, one.required) for one in definition.fields] == [
        ("nama", 20, True), ("baru_sini", None, False)]  # fmt: skip


def test_a_definition_that_says_nothing_of_fees_is_told():
    assert codes([field("nama")], fees=None) == ["IZN310"]


def test_a_computed_value_is_as_sealed_as_what_it_reads_unless_it_says_its_class():
    secret = field("modal", "money", max=100, **{"class": "rahasia"})
    double = field("dua_kali", "money", computed="modal * 2")
    third = field("tiga_kali", "money", computed="dua_kali + modal")
    open_ = field("golongan", "boolean", computed="modal > 5", **{"class": "publik"})

    definition = define([secret, double, third, open_])

    assert [one.sealed for one in definition.fields] == [True, True, True, False]


def test_nothing_that_a_file_holds_makes_loading_raise():
    texts = ["", "-", "[1, 2]", "a: [", "code: kios\nsections: 5", "{}", "\x00", "sections: [{fields: [{fields: 1}]}]",
             "flow: {tiers: [1, {parallel: 2}]}", "examples: [1]", "a: &a 1\nb: *a", "a: " + "[" * 100]  # fmt: skip

    for text in texts:
        loaded = load_text(text, "kios", Library())
        assert loaded.definition is None
        assert loaded.faults


@pytest.mark.parametrize(
    "key", ["sections", "flow", "requests", "documents", "certificates", "examples", "public", "fees", "variants"]
)
@pytest.mark.parametrize("value", [1, "teks", [1], {"x": 1}, None, [[1]], {"rows": [1]}])
def test_a_part_of_the_wrong_shape_is_told_and_raises_nothing(key, value):
    data = json.loads(source([field("a")])) | {key: value}

    faults = load_text(json.dumps(data), "kios", Library()).faults

    assert all(fault.line > 0 for fault in faults)


def test_dates_become_text_and_codes_without_quotes_are_told():
    tree, faults = read("a: 2026-03-02\nb: 0123\nc: 2026-02-30\n", "x.yaml")

    assert tree["a"] == "2026-03-02"
    assert [(fault.code, fault.line) for fault in faults] == [("IZN108", 2), ("IZN108", 3)]


def test_the_schema_for_editors_is_what_the_models_say():
    assert (SHIPPED / "permit.schema.json").read_text(encoding="utf-8") == source_schema_text()


@pytest.mark.parametrize(
    "path", sorted(SHIPPED.glob("*.yaml")) + [HERE / "pkl_batik_malam.yaml"], ids=lambda path: path.stem
)
def test_shipped_definitions_hold_against_the_schema_for_editors(path):
    tree, _ = read(path.read_text(encoding="utf-8"), path.name)

    jsonschema.Draft202012Validator(source_schema()).validate(plain(tree))


def test_the_schema_for_editors_refuses_a_reserved_id():
    data = json.loads(source([field("validate")]))

    assert not jsonschema.Draft202012Validator(source_schema()).is_valid(data)


@pytest.mark.parametrize(
    "attributes",
    [{"type": "date", "min": "kemarin"}, {"type": "time", "max": "25:00"}, {"type": "integer", "max": "banyak"},
     {"type": "boolean", "min": 1}, {"type": "text", "pattern": "["}, {"type": "text", "pattern": "(a+)+"}],
)  # fmt: skip
def test_a_limit_or_pattern_that_cannot_be_used_is_told(attributes):
    assert "IZN103" in codes([field("x") | attributes])


def test_a_template_that_is_not_there_is_told(tmp_path):
    (tmp_path / "certificates").mkdir()
    (tmp_path / "kios.yaml").write_text(source(certificates=[PAPER | {"template": "kios.typ"}]), encoding="utf-8")

    faults = load_file(tmp_path / "kios.yaml", Library()).faults

    assert [fault.code for fault in faults] == ["IZN213"]


SCHEMAS = ROOT / "tests" / "schemas"


# What a definition leaves to its base, a schema of one file cannot see.
WHOLE_FILES = [
    path
    for pattern in ("*.yaml", "features/*.yaml", "sound/izn*.yaml")
    for path in sorted(SCHEMAS.glob(pattern))
    if not re.search(r"^extends:", path.read_text(encoding="utf-8"), re.MULTILINE)
]


@pytest.mark.parametrize("path", WHOLE_FILES, ids=lambda path: path.stem)
def test_sound_files_hold_against_the_schema_for_editors(path, editor):
    tree, _ = read(path.read_text(encoding="utf-8"), path.name)

    assert [error.message for error in editor.iter_errors(plain(tree))] == []


@pytest.mark.parametrize(
    "name",
    ["izn102_unknown_key", "izn103_unknown_field_type", "izn103_wrong_type", "izn105_id_form", "izn105_reserved_for_forms",
     "izn105_reserved_for_rules", "izn108_unquoted_code"],
)  # fmt: skip
def test_what_is_mistyped_is_marked_while_it_is_typed(name, editor):
    tree, _ = read((SCHEMAS / "broken" / f"{name}.yaml").read_text(encoding="utf-8"), name)

    assert not editor.is_valid(plain(tree))


def test_an_editor_has_words_for_the_keys():
    schema = source_schema()

    assert all("description" in shape for key, shape in schema["properties"].items() if key in DESCRIPTIONS)
    assert set(DESCRIPTIONS) <= {
        key for one in (schema, *schema["$defs"].values()) for key in one.get("properties", {})
    }


@pytest.fixture(scope="module")
def editor():
    return jsonschema.Draft202012Validator(source_schema())
