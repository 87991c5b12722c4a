"""A field that was renamed says so: the linter compares with the live version (IZN312)."""

import pytest

from app.permits import Library, load_text
from app.permits.linter import Office, lint_renames
from tests.permits.making import define, field, source

LIVE = [field("nama_lapak"), field("luas", "integer", max=9), field("catatan")]


def renames(fields, live=LIVE):
    found = []
    lint_renames(define(fields), define(live), lambda path, code, message, *_: found.append((path, code, message)))
    return found


def test_a_new_id_with_the_label_of_one_that_is_gone_is_a_rename():
    ((path, code, message),) = renames([field("nama", label="Nama lapak"), *LIVE[1:]])

    assert (path, code) == (("sections", 0, "fields", 0), "IZN312")
    assert "was: [nama_lapak]" in message


def test_a_new_id_in_the_place_of_one_that_is_gone_is_a_rename():
    assert [code for _, code, _ in renames([LIVE[0], field("ukuran", "integer", max=9), LIVE[2]])] == ["IZN312"]


@pytest.mark.parametrize(
    "fields",
    [
        LIVE,
        [field("nama", label="Nama lapak", was=["nama_lapak"]), *LIVE[1:]],
        LIVE[1:],
        [*LIVE, field("kode_pos", "postal_code")],
        [field("mulai", "date"), *LIVE[1:]],
    ],
    ids=["same", "was", "removed", "added", "another question"],
)
def test_what_is_no_rename_is_not_told(fields):
    assert renames(fields) == []


def test_columns_of_a_group_are_compared_too():
    def group(column):
        return [field("barang", "group", repeat={"max": 3}, fields=[column])]

    assert [path for path, _, _ in renames(group(field("nama_barang")), group(field("nama")))] == [
        ("sections", 0, "fields", 0, "fields", 0)
    ]


def test_answers_of_another_type_are_not_taken_over():
    assert [code for _, code, _ in renames([field("luas_baru", was=["luas"]), LIVE[0], LIVE[2]])] == ["IZN312"]


def test_without_a_live_version_nothing_is_said():
    found = []
    lint_renames(define(LIVE), None, lambda *told: found.append(told))

    assert found == []


def test_loading_tells_it_with_the_line_of_the_field():
    renamed = source([field("nama", label="Nama lapak"), *LIVE[1:]])

    faults = load_text(renamed, "kios", Library(), office=Office(live=define(LIVE))).faults

    assert [(fault.code, renamed.splitlines()[fault.line - 1].strip()) for fault in faults] == [("IZN312", "{")]
