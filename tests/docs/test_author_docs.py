"""The authors' documents say what the code does: every code of the linter, every word of the language, YAML that loads."""

import re
from pathlib import Path

import pytest

from app.commands import simulate  # noqa: F401 - adds its command to the group
from app.commands.catalog import permits  # with publish, list and close
from app.permits import FieldType, Library, load_text
from app.permits.library import plain
from app.permits.model import Definition, Table
from app.permits.rules.calls import FUNCTIONS
from app.permits.source import read
from app.permits.structure import keys_of
from app.permits.tables import table_faults

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = ("permit-types.md", "jenis-izin.md")
CODE = re.compile(r"IZN\d{3}")
YAML = re.compile(r"^```yaml\n(.*?)^```$", re.MULTILINE | re.DOTALL)
COMPLETE = "lapak_baca"
NO_EXAMPLES = {"IZN305"}  # a piece inherits none from the file that it is laid over
FILLED_BY_LOADER = {"tables"}


def text(name):
    return (ROOT / "docs" / name).read_text(encoding="utf-8")


def blocks(name):
    return YAML.findall(text(name))


def errors(source, code, folder):
    loaded = load_text(source, code, Library.read(ROOT / "permit_schemas"), folder=folder)
    return [str(fault) for fault in loaded.faults if fault.level == "error" and fault.code not in NO_EXAMPLES]


@pytest.fixture
def folder(tmp_path):
    """Where the complete file lies, so that the pieces can be laid over it."""
    complete = next(block for block in blocks(DOCUMENTS[0]) if f"code: {COMPLETE}" in block)
    (tmp_path / f"{COMPLETE}.yaml").write_text(complete, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_code_has_its_row_and_no_other_has(name):
    emitted = set()
    for path in (ROOT / "app" / "permits").rglob("*.py"):
        emitted |= set(CODE.findall(path.read_text(encoding="utf-8")))

    rows = re.findall(r"^\| (IZN\d{3}) \| .+ \| .+ \|$", text(name), re.MULTILINE)

    assert rows == sorted(emitted)
    assert set(CODE.findall(text(name))) == emitted


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_block_is_yaml_as_the_portal_reads_it(name):
    assert len(blocks(name)) >= 15
    for block in blocks(name):
        tree, faults = read(block, name)
        assert tree, block
        assert not faults, [str(fault) for fault in faults]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_definition_and_every_piece_of_one_passes_the_linter(name, folder):
    for block in blocks(name):
        tree, _ = read(block, name)
        if "table" in tree:
            assert not table_faults(Table.model_validate(plain(tree)), tree, tree["table"])
        elif "code" in tree:
            loaded = load_text(block, tree["code"], Library.read(ROOT / "permit_schemas"), folder=folder)
            assert loaded.definition is not None, [str(fault) for fault in loaded.faults]
        elif "block" not in tree:
            piece = f"apiVersion: sakpore/v1\ncode: potongan\nextends: {COMPLETE}\n{block}"
            assert errors(piece, "potongan", folder) == [], block


def test_both_documents_show_the_same_examples():
    assert blocks(DOCUMENTS[0]) == blocks(DOCUMENTS[1])


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_word_of_the_language_is_told(name):
    words = {*FUNCTIONS, *(kind.value for kind in FieldType), *(keys_of(Definition) - FILLED_BY_LOADER)}

    told = set(re.findall(r"[A-Za-z_]+", text(name)))

    assert words <= told, sorted(words - told)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_commands_are_those_that_exist(name):
    named = set(re.findall(r"run permits ([a-z]+)", text(name)))

    assert named == set(permits.commands)
