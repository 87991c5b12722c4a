"""Each broken file gets the code and the line that its first line names, and hurts nobody else."""

import re
from pathlib import Path

import pytest

from app.permits.library import Library
from app.permits.loader import load_file, load_folder, load_text

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = ROOT / "permit_schemas"
BROKEN = ROOT / "tests" / "schemas" / "broken"
EXPECTATION = re.compile(r"# expect: (IZN\d{3}) line (\d+)")
FILES = sorted(BROKEN.glob("*.yaml"))
SHARED = sorted([*(BROKEN / "tables").glob("*.yaml"), *(BROKEN / "library").glob("*.yaml")])
WARNINGS = {"IZN311", "IZN314", "IZN315", "IZN316"}


def expected(path):
    match = EXPECTATION.match(path.read_text(encoding="utf-8"))
    assert match, f"{path.name} does not say what it expects"
    return match[1], int(match[2])


@pytest.fixture(scope="module")
def library():
    return Library.read(SHIPPED)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_broken_definition_is_told_with_its_code_and_line(path, library):
    code, line = expected(path)

    loaded = load_file(path, library)

    assert (loaded.faults[0].code, loaded.faults[0].line) == (code, line), [str(fault) for fault in loaded.faults]
    assert {fault.code for fault in loaded.faults} == {code}
    assert (loaded.definition is None) == (code not in WARNINGS)


@pytest.mark.parametrize("path", SHARED, ids=lambda path: path.stem)
def test_a_broken_table_or_block_is_told_with_its_code_and_line(path):
    code, line = expected(path)

    faults = [fault for fault in Library.read(BROKEN).faults if fault.file.endswith(path.name)]

    assert [(fault.code, fault.line) for fault in faults] == [(code, line)]


def test_there_are_enough_faults_and_codes():
    assert len(FILES) + len(SHARED) >= 28
    assert len({expected(path)[0] for path in FILES}) >= 25


def test_a_fault_reads_as_file_line_code_and_an_indonesian_sentence(library):
    loaded = load_file(BROKEN / "izn102_unknown_key.yaml", library)

    told = str(loaded.faults[0])

    assert re.match(r"izn102_unknown_key\.yaml:\d+: IZN102 Kunci “minimum” tidak dikenal", told)


def test_a_file_that_is_too_large_is_refused_unread(library):
    text = "# " + "x" * (600 * 1024)

    faults = load_text(text, "besar", library).faults

    assert [fault.code for fault in faults] == ["IZN107"]


def test_all_faults_of_a_file_are_told_at_once(library):
    text = (BROKEN / "izn219_no_max.yaml").read_text(encoding="utf-8").replace("because: perwal pasal 1", "")

    codes = {fault.code for fault in load_text(text, "izn219_no_max", library).faults}

    assert {"IZN219", "IZN303"} <= codes


def test_a_broken_file_does_not_take_its_neighbours_down(tmp_path):
    for name in ("library", "tables"):
        (tmp_path / name).symlink_to(SHIPPED / name)
    (tmp_path / "siup.yaml").write_text((SHIPPED / "siup.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "rusak.yaml").write_text("code: [", encoding="utf-8")

    loaded = load_folder(tmp_path)

    assert loaded["siup"].definition is not None
    assert loaded["rusak"].definition is None
