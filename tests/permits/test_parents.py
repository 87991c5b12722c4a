"""What a reference lets rules read of the permit that it points to."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.permits import Library
from app.permits.editing.outline import Outline
from app.permits.loader import load_text
from app.permits.rules import sort_of
from app.permits.source import read

RECORDS = Path(__file__).parents[1] / "schemas" / "records"
FOLDER = Path(__file__).parents[1] / "schemas" / "features"
CHILD = (FOLDER / "izin_cabang.yaml").read_text(encoding="utf-8")
OTHER = (FOLDER / "izin_pusat.yaml").read_text(encoding="utf-8").replace("code: izin_pusat", "code: izin_lain")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the parent, and another type that has some of its fields otherwise."""
    (tmp_path / "izin_pusat.yaml").write_text(
        (FOLDER / "izin_pusat.yaml").read_text(encoding="utf-8"), encoding="utf-8"
    )
    other = OTHER.replace("min: 1, max: 1000", "min: 5, max: 2000")
    other = other.replace("id: jumlah_cabang, type: integer", "id: jumlah_cabang, type: money")
    (tmp_path / "izin_lain.yaml").write_text(other, encoding="utf-8")
    return tmp_path


def faults(text: str, folder: Path | None) -> set[str]:
    loaded = load_text(text, "izin_cabang", Library(), folder=folder)
    return {f"{fault.code} {fault.message}" for fault in loaded.faults if fault.level == "error"}


def test_only_what_is_read_is_kept(folder: Path) -> None:
    found = load_text(CHILD, "izin_cabang", Library(), folder=folder).definition
    assert found is not None
    brought = {one.id: one for one in found.field("induk").brings}
    assert set(brought) == {"jenis", "luas", "jumlah_cabang", "petak"}
    assert [one.id for one in brought["petak"].fields] == ["luas"]
    sort = sort_of(found.field("induk")).columns["luas"]
    assert (sort.places, sort.low, sort.high) == (1, 10, 10000)


@pytest.mark.parametrize("name", ["induk.modal", "induk.petak.harga", "induk.tidak_ada"])
def test_sealed_and_unknown_answers_cannot_be_read(folder: Path, name: str) -> None:
    read = f"count({name} > 5) > 0" if "petak" in name else f"{name} > 5"
    [fault] = faults(CHILD.replace("luas < induk.luas", f"luas > 5 and {read}"), folder)
    assert fault.startswith("IZN201")


def test_several_types_let_read_what_they_have_alike(folder: Path) -> None:
    both = CHILD.replace("of: [izin_pusat]", "of: [izin_pusat, izin_lain]")
    [fault] = faults(both, folder)
    assert "jumlah_cabang" in fault, "of another sort there"
    found = load_text(
        both.replace("max_uses: induk.jumlah_cabang", "max_uses: 1"), "izin_cabang", Library(), folder=folder
    )
    sort = sort_of(found.definition.field("induk")).columns["luas"]
    assert (sort.low, sort.high) == (10, 20000)


def test_of_a_permit_that_may_be_anybodys_only_public_answers(folder: Path) -> None:
    told = " ".join(faults(CHILD.replace("required: true, max_uses", "required: true, holder: any, max_uses"), folder))
    assert "induk.luas" in told
    assert "induk.jenis" not in told


def test_the_editor_offers_what_references_bring(folder: Path) -> None:
    tree, _ = read(CHILD, "izin_cabang.yaml")
    names = {one.name: one.shown for one in Outline(tree, Library(), folder).names("applicant")}
    assert names["induk.jenis"] == "Jenis usaha pada Izin pusat (induk.jenis)"
    assert "induk.modal" not in names

    text = (RECORDS / "izin_lapak.yaml").read_text(encoding="utf-8")
    tree, _ = read(text, "izin_lapak.yaml")
    outline = Outline(tree, Library.read(RECORDS), RECORDS)
    assert "lapak.luas" in {one.name for one in outline.names("applicant")}
    assert outline.wrong("lapak.luas > 2 and lapak.kios", "applicant") == ""
