"""References and PINs as people read them aloud."""

import re

from hypothesis import example, given
from hypothesis import strategies as st

from app.applications import references


def test_a_reference_has_the_form_that_receipts_promise():
    assert re.fullmatch(r"SP-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}", references.new_reference())


def test_a_reference_is_understood_however_it_is_typed():
    reference = references.new_reference()

    assert references.parse_reference(f"  {reference.lower().replace('-', ' ')} ") == reference
    assert references.parse_reference(reference.replace("0", "o").replace("1", "l")) == reference


BODIES = st.text(references.ALPHABET, min_size=7, max_size=7)


@given(BODIES, st.integers(0, 7), st.sampled_from(references.ALPHABET))
def test_one_wrong_character_is_noticed(body, place, character):
    code = list(body + references.check_character(body))
    changed = code[place] != character
    code[place] = character

    assert (references.parse_reference("SP" + "".join(code)) is None) is changed


@given(BODIES)
@example("SP00000")  # begins like the prefix
def test_the_prefix_may_be_left_out(body):
    code = body + references.check_character(body)

    assert references.parse_reference(code) == f"SP-{code[:4]}-{code[4:]}" == references.parse_reference(f"SP{code}")


def test_nonsense_is_no_reference():
    assert references.parse_reference("") is None
    assert references.parse_reference("SP-1234") is None
    assert references.parse_reference("' OR 1=1 --") is None


def test_a_pin_is_checked_against_a_keyed_hash(sqlite_app):
    reference, pin = references.new_reference(), references.new_pin()
    stored = references.pin_hash(reference, pin)

    assert references.pin_matches(reference, stored, pin.lower())
    assert not references.pin_matches(reference, stored, "000000" if pin != "000000" else "111111")
    assert not references.pin_matches(reference, None, pin)
    assert pin not in stored
