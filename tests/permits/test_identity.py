"""NIK, NPWP, NIB, phone and names as regulation §4.1–4.2 has them."""

from datetime import date

import pytest

from app.permits import identity


@pytest.mark.parametrize(
    ("nik", "born", "sex", "good"),
    [
        ("3375014101040001", date(2004, 1, 1), "P", True),
        ("3375014101040001", date(2004, 1, 1), "L", False),
        ("3375014101040001", date(2004, 1, 2), "P", False),
        ("3375018101040001", None, None, False),
        ("3375014101040000", None, None, False),
        ("9201010101900001", date(1990, 1, 1), "L", True),
        ("337501410104000", None, None, False),
        ("٣٣٧٥٠١٤١٠١٠٤٠٠٠١", None, None, False),
    ],
)
def test_a_nik_is_judged_by_its_digits_the_birth_date_and_the_sex(nik, born, sex, good):
    assert (identity.nik_problem(nik, born, sex) is None) == good


def test_the_century_of_a_nik_comes_from_the_birth_date_beside_it():
    assert identity.nik_problem("3375014101040001", date(1904, 1, 1), "P") is None
    assert identity.nik_problem("3375014101040001", date(2004, 1, 1), "P") is None


def test_a_nik_says_its_region_of_first_registration_and_its_sex():
    nik = identity.parse_nik("33.7501.410104.0001")

    assert (nik.region, nik.birth_day, nik.birth_month, nik.birth_year, nik.female) == ("337501", 1, 1, 4, True)


@pytest.mark.parametrize(
    "typed", ["085100925600", "0851 0092 5600", "85100925600", "6285100925600", "+62 851-0092-5600", "006285100925600"]
)
def test_every_way_to_write_a_phone_number_is_kept_as_one(typed):
    assert identity.normalise_phone(typed) == "+6285100925600"


@pytest.mark.parametrize("typed", ["", "123", "abc", "0" * 400, "+++", "08"])
def test_what_is_no_phone_number_is_not_made_one(typed):
    assert identity.normalise_phone(typed) is None


def test_an_npwp_of_fifteen_digits_is_stored_with_sixteen():
    assert identity.normalise_npwp("01.000.013.1-093.000") == "0010000131093000"
    assert identity.normalise_npwp("3375014101900001") == "3375014101900001"
    assert identity.normalise_npwp("12345") is None


def test_the_check_digit_of_an_old_npwp_only_warns():
    assert identity.npwp_warning("013000666091000") is None
    assert identity.npwp_warning("013000667091000") is not None
    assert identity.npwp_warning("3375014101900001") is None


def test_a_nib_has_thirteen_digits():
    assert identity.normalise_nib("9120 1082 3045 6") == "9120108230456"
    assert identity.normalise_nib("912010823045") is None


@pytest.mark.parametrize("name", ["Al", "Siti Nur'aini, S.Pd.", "Andi-Putra", "José", "H. Ahmad (alm.)"])
def test_names_of_people_may_carry_titles_and_signs(name):
    assert identity.person_name_problem(name) is None


@pytest.mark.parametrize("name", ["A", "1234", "Andi <b>", "x" * 101, "Andi\nBudi"])
def test_what_is_no_name_is_refused(name):
    assert identity.person_name_problem(name) is not None
