"""Each broken file gets the code and the line that its first line names, and hurts nobody else."""

import re
from pathlib import Path

import pytest

from app.permits.comparing import compare
from app.permits.library import Library
from app.permits.linter import Office
from app.permits.loader import load_file, load_folder, load_text

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = ROOT / "permit_schemas"
BROKEN = ROOT / "tests" / "schemas" / "broken"
SOUND = ROOT / "tests" / "schemas" / "sound"
LIVE = ROOT / "tests" / "schemas" / "live"
EXPECTATION = re.compile(r"# expect: (IZN\d{3}) line (\d+)(?: of ([a-z0-9_]+\.yaml))?")
FILES = sorted(path for path in BROKEN.glob("*.yaml") if not path.stem.startswith("dasar_"))
SOUND_FILES = sorted(path for path in SOUND.glob("*.yaml") if path.stem != "izn218_dasar")
CODES = set(
    re.findall(r"^\| (IZN\d{3}) \|", (ROOT / "docs" / "permit-types.md").read_text(encoding="utf-8"), re.MULTILINE)
)
SHARED = sorted([*(BROKEN / "tables").glob("*.yaml"), *(BROKEN / "library").glob("*.yaml")])
WARNINGS = {"IZN311", "IZN313", "IZN314", "IZN315", "IZN316", "IZN319", "IZN320", "IZN321", "IZN322"}
AT_PUBLICATION = {"IZN318"}  # the definition is sound by itself
POSTS = {("petugas_fo", None), ("kepala_seksi", None), ("kepala_dinas", None)}


def expected(path):
    match = EXPECTATION.match(path.read_text(encoding="utf-8"))
    assert match, f"{path.name} does not say what it expects"
    return match[1], int(match[2])


def load(path, library):
    """Definition and faults, in an office that published `tests/schemas/live/`, has three officers and drew 85 numbers."""
    before = LIVE / f"{path.stem[:6]}.yaml"
    live = load_file(before, library).definition if before.is_file() else None
    loaded = load_file(path, library, Office(live=live, posts=POSTS, drawn={"izin/urut": 85}))
    if live is not None and loaded.definition is not None:
        return loaded.definition, (*loaded.faults, *compare(live, loaded.definition).faults)
    return loaded.definition, loaded.faults


@pytest.fixture(scope="module")
def library():
    return Library.read(SHIPPED)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_broken_definition_is_told_with_its_code_and_line(path, library):
    code, line = expected(path)
    file = EXPECTATION.match(path.read_text(encoding="utf-8"))[3] or path.name

    definition, faults = load(path, library)

    told = [str(fault) for fault in faults]
    assert (code, file, line) in {(fault.code, fault.file, fault.line) for fault in faults}, told
    assert {fault.code for fault in faults} == {code}, told
    assert (definition is None) == (code not in WARNINGS | AT_PUBLICATION)


@pytest.mark.parametrize("path", SOUND_FILES, ids=lambda path: path.stem)
def test_its_sound_twin_is_told_nothing(path, library):
    definition, faults = load(path, library)

    assert path.read_text(encoding="utf-8").startswith(f"# sound: {path.stem.upper()}")
    assert [str(fault) for fault in faults] == []
    assert definition is not None


def test_sound_tables_are_told_nothing():
    assert Library.read(SOUND).faults == ()


def test_every_code_has_a_broken_and_a_sound_file():
    broken = {expected(path)[0] for path in [*FILES, *SHARED]}
    sound = {path.stem.upper() for path in [*SOUND_FILES, *(SOUND / "tables").glob("*.yaml")]}

    assert broken == CODES
    assert sound == CODES


def test_a_name_that_a_drop_took_away_is_told_with_both_files(library):
    fault = load(BROKEN / "izn201_dropped.yaml", library)[1][0]

    assert fault.file == "dasar_izn201.yaml"
    assert "“luas” dari dasar_izn201.yaml dihapus oleh “drop” (izn201_dropped.yaml:6)" in fault.message


def test_a_rule_is_told_with_its_column(library):
    path = BROKEN / "izn202_type_clash.yaml"
    _, (fault,) = load(path, library)

    written = path.read_text(encoding="utf-8").splitlines()[fault.line - 1]

    assert str(fault).startswith(f"{path.name}:37:{fault.column}: IZN202")
    assert written[fault.column - 1 :].startswith(("luas >= 'dua'", "'dua'"))


@pytest.mark.parametrize("path", SHARED, ids=lambda path: path.stem)
def test_a_broken_table_or_block_is_told_with_its_code_and_line(path):
    code, line = expected(path)

    faults = [fault for fault in Library.read(BROKEN).faults if fault.file.endswith(path.name)]

    assert [(fault.code, fault.line) for fault in faults] == [(code, line)]


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
