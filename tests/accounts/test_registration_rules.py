from datetime import date

import pytest

from app.accounts import registration_rules as rules

TODAY = date(2026, 3, 2)
ELSEWHERE = {
    "nik": "3326130503880002",
    "nama": "Agus Wibowo",
    "jenis_kelamin": "L",
    "pekerjaan": "Pedagang",
    "tempat_lahir": "Kajen",
    "tanggal_lahir": "05-03-1988",
    "agama": "Islam",
    "pendidikan": "SMA/sederajat",
    "alamat": "Jalan Diponegoro Nomor 12",
    "provinsi": "33",
    "kota": "33.26",
    "kecamatan": "33.26.13",
    "kelurahan": "33.26.13.1013",
    "kode_pos": "51161",
    "no_hp": "0812-3456-7890",
    "no_telpon": "0285-421234",
    "email": "Agus@Contoh.ID",
}


def read(**changes):
    return rules.read(rules.FIELDS[rules.ELSEWHERE], {**ELSEWHERE, **changes}, TODAY)


def test_the_guide_counts_six_and_nineteen_items():
    # The choice of the KTP and the human check stand beside the fields.
    assert len(rules.FIELDS[rules.CITY]) + 2 == 6
    assert len(rules.FIELDS[rules.ELSEWHERE]) + 2 == 19
    assert len(rules.FIELDS[rules.ELSEWHERE]) + 2 - len(rules.OPTIONAL) == 16


def test_a_complete_registration_from_elsewhere_is_normalised():
    typed = read()

    assert typed.problems == {}
    assert typed.values["tanggal_lahir"] == "1988-03-05"
    assert typed.values["no_hp"] == "+6281234567890"
    assert typed.values["email"] == "agus@contoh.id"


@pytest.mark.parametrize("name", [n for n in ELSEWHERE if n not in rules.OPTIONAL])
def test_each_mandatory_item_is_asked_for_by_name(name):
    assert name in read(**{name: ""}).problems


@pytest.mark.parametrize("name", sorted(rules.OPTIONAL))
def test_each_optional_item_may_be_left_out(name):
    assert read(**{name: ""}).problems == {}


@pytest.mark.parametrize(
    ("nik", "born", "sex", "good"),
    [
        ("3375014101040001", "01-01-2004", "P", True),
        ("3375014101040001", "01-01-2004", "L", False),
        ("3375018101040001", "01-01-2004", "P", False),
        ("3375014101040000", "01-01-2004", "P", False),
        ("9201010101900001", "01-01-1990", "L", True),
        ("9201010101900001", "02-01-1990", "L", False),
    ],
)
def test_the_nik_must_agree_with_birth_date_and_sex_but_not_with_a_region(nik, born, sex, good):
    typed = read(nik=nik, tanggal_lahir=born, jenis_kelamin=sex)

    assert ("nik" not in typed.problems) is good


def test_a_landline_is_no_mobile_number():
    assert "no_hp" in read(no_hp="0285-432086").problems


@pytest.mark.parametrize("written", ["0812 3456 7890", "+62 812-3456-7890", "6281234567890", "81234567890"])
def test_a_mobile_number_may_be_written_in_many_ways(written):
    assert read(no_hp=written).values["no_hp"] == "+6281234567890"


@pytest.mark.parametrize(
    "email", ["tanpa-at", "a@b", "a b@contoh.id", "x" * 130 + "@contoh.id", "a@contoh..id", "a@b\n.id"]
)
def test_an_email_that_cannot_be_one_is_refused(email):
    assert "email" in read(email=email).problems


@pytest.mark.parametrize(
    "changes",
    [{"kota": "33.75"}, {"kelurahan": "33.75.01.1003"}, {"provinsi": "99"}, {"kecamatan": "33.26"}, {"kota": "../etc"}],
)
def test_a_region_must_lie_within_the_one_chosen_before(changes):
    assert read(**changes).problems


@pytest.mark.parametrize("written", ["5-3-1988", "05/03/1988", "1988-03-05", "05.03.1988"])
def test_a_date_may_be_written_in_many_ways(written):
    assert read(tanggal_lahir=written).values["tanggal_lahir"] == "1988-03-05"


@pytest.mark.parametrize("written", ["31-02-1988", "kemarin", "05-03-88", "05-03-2026", "05-03-1800"])
def test_a_date_that_is_none_or_of_no_living_person_is_refused(written):
    assert "tanggal_lahir" in read(tanggal_lahir=written).problems
