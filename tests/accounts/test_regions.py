import pytest

from app.accounts import regions


def test_the_national_data_are_complete():
    rows = sum(len(path.read_text(encoding="utf-8").splitlines()) for path in regions.FOLDER.glob("*.tsv"))

    assert len(regions.children()) == 38
    assert rows == 38 + 514 + 7285 + 83762


def test_the_city_has_four_kecamatan_and_twenty_seven_kelurahan():
    kecamatan = regions.children(regions.THIS_CITY)

    assert [region.name for region in kecamatan] == [
        "Pekalongan Barat", "Pekalongan Selatan", "Pekalongan Timur", "Pekalongan Utara",
    ]  # fmt: skip
    assert sum(len(regions.children(region.code)) for region in kecamatan) == 27


@pytest.mark.parametrize("code", ["", "99", "33.99", "33.75.01.9999", "../33", "33.75.01.1003.1", "３３"])
def test_what_is_no_region_has_no_name(code):
    assert regions.name_of(code) is None


@pytest.mark.parametrize("code", ["99", "33.99", "../provinsi", "33.75.01.1003", "provinsi", "33\n"])
def test_what_is_no_parent_has_no_children(code):
    assert regions.children(code) == ()


def test_a_path_names_every_level():
    assert regions.path_of("33.75.01.1003") == ("Jawa Tengah", "Kota Pekalongan", "Pekalongan Barat", "Podosugih")


def test_one_parent_reads_one_file(monkeypatch):
    regions.children.cache_clear()
    read = []
    monkeypatch.setattr(regions, "_read", lambda file: read.append(file) or [])

    regions.children("33.75")

    assert read == ["33"]
    regions.children.cache_clear()
