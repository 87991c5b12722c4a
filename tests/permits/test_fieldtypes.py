"""How typed text becomes a stored value, and how a value is shown."""

import pytest

from app.permits import fieldtypes
from app.permits.model import FieldDef, FieldType


def make(kind, **attributes):
    return FieldDef.model_validate({"id": "x", "type": kind, "label": "X"} | attributes)


def test_every_field_type_has_its_meaning():
    assert set(fieldtypes.MEANINGS) == set(FieldType)


@pytest.mark.parametrize(
    ("kind", "typed", "stored"),
    [
        ("money", "1.250.000", 1250000),
        ("money", "Rp 1.250.000", 1250000),
        ("money", "1250000", 1250000),
        ("money", "1,5", "1,5"),
        ("money", "1.5", "1.5"),
        ("integer", "12", 12),
        ("integer", "dua belas", "dua belas"),
        ("integer", "9" * 40, "9" * 40),
        ("boolean", "ya", True),
        ("boolean", "false", False),
        ("date", "21-11-2026", "2026-11-21"),
        ("date", "21 November 2026", "2026-11-21"),
        ("date", ["2", "3", "2026"], "2026-03-02"),
        ("date", ["", "", ""], None),
        ("date", "31-02-2026", "31-02-2026"),
        ("time", "7.30", "07:30"),
        ("time", "24:00", "24:00"),
        ("time", "24:01", "24:01"),
        ("phone", "0851 0092 5600", "+6285100925600"),
        ("nik", "3375 0141 0104 0001", "3375014101040001"),
        ("email", "Sri@Contoh.ID", "Sri@contoh.id"),
        ("text", "  dua   kata ", "dua kata"),
        ("paragraph", "satu\r\ndua", "satu\ndua"),
        ("multi_choice", ["a", "", "a", "b"], ["a", "b"]),
        ("multi_choice", "a", ["a"]),
        ("text", "   ", None),
    ],
)
def test_typed_text_becomes_a_stored_value_or_stays_what_was_typed(kind, typed, stored):
    assert fieldtypes.parse(make(kind), typed) == stored


@pytest.mark.parametrize(
    ("typed", "stored"),
    [("12,5", "12.50"), ("12.5", "12.50"), (1.5, "1.50"), (3, "3.00"), ("1.250", "1250.00"), ("1.250,75", "1250.75"),
     ("0,125", "0,125"), ("x", "x")],
)  # fmt: skip
def test_decimals_are_kept_exactly_with_their_places(typed, stored):
    assert fieldtypes.parse(make("decimal", places=2), typed) == stored


@pytest.mark.parametrize("kind", ["text", "money", "date", "time", "phone", "npwp", "decimal"])
@pytest.mark.parametrize("typed", ["1.250.000", "2026-03-02", "7:30", "085100925600", "01.000.013.1-093.000", "1,5"])
def test_parsing_a_stored_value_again_changes_nothing(kind, typed):
    field = make(kind, places=2)

    stored = fieldtypes.parse(field, typed)

    assert fieldtypes.parse(field, stored) == stored


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        ("money", 1250000, "Rp1.250.000"),
        ("integer", 12000, "12.000"),
        ("decimal", "1250.50", "1.250,50"),
        ("date", "2026-11-21", "21 November 2026"),
        ("time", "07:30", "07.30 WIB"),
        ("boolean", True, "Ya"),
        ("datetime", "2026-03-02T01:30:00Z", "2 Maret 2026 pukul 08.30 WIB"),
        ("npwp", "0010000131093000", "01.000.013.1-093.000"),
        ("phone", "+6285100925600", "0851-0092-5600"),
        ("money", None, ""),
        ("address", {"jalan": "Jl. Contoh 9", "rt": "1", "kelurahan": "Klego"}, "Jl. Contoh 9, RT 1, Kel. Klego"),
    ],
)
def test_a_value_is_shown_in_one_way(kind, value, shown):
    assert fieldtypes.show(make(kind), value) == shown


def test_a_choice_is_shown_by_its_label_and_other_by_its_word():
    field = make("choice", options=[{"value": "a", "label": {"id": "Anggrek", "en": "Orchid"}}], other=True)

    assert fieldtypes.show(field, "a") == "Anggrek"
    assert fieldtypes.show(field, "a", "en") == "Orchid"
    assert fieldtypes.show(field, "lain") == "Lainnya"


@pytest.mark.parametrize(
    ("kind", "bad"),
    [("integer", "x"), ("money", True), ("decimal", "1.5"), ("date", "2026-02-30"), ("time", "9:00"), ("email", "x@"),
     ("phone", "08"), ("nik", "1"), ("npwp", "1"), ("nib", "12"), ("postal_code", "123"),
     ("url", "javascript:alert(1)"), ("paspor", "?"),
     ("text", {"a": 1}), ("text", "a\x00"), ("multi_choice", "a"), ("boolean", "mungkin"),
     ("location", {"lat": "91", "lon": "0"}), ("address", {"kode_pos": "x"})],
)  # fmt: skip
def test_what_is_wrong_is_told_in_a_sentence(kind, bad):
    message = fieldtypes.check(make(kind, places=2), bad)

    assert message is not None
    assert message.endswith(".")


def test_a_point_outside_the_bounds_is_refused():
    field = make("location", within={"lat": [-6.93, -6.84], "lon": [109.63, 109.71]})

    assert fieldtypes.check(field, {"lat": "-6.9", "lon": "109.65"}) is None
    assert fieldtypes.check(field, {"lat": "-7.5", "lon": "109.65"}) is not None
