"""Logs: one JSON object a line, no personal data."""

import json
import logging

import pytest

from app.foundation import logs


@pytest.mark.parametrize(
    ("clear", "scrubbed"),
    [
        ("NIK 3375010101900001 salah", "NIK [nik] salah"),
        ("33.75.01.010190.0001", "[nik]"),
        ("3375 0101 0190 0001", "[nik]"),
        ("ke budi.s@contoh.co.id", "ke [surel]"),
        ("hp 081234567890, +62 812-3456-7890", "hp [telepon], [telepon]"),
        ("SP-7F3K-9Q2M pada 2026-03-02 05:00:00", "SP-7F3K-9Q2M pada 2026-03-02 05:00:00"),
        ("Rp1.250.000 dan 12345", "Rp1.250.000 dan 12345"),
    ],
)
def test_texts_are_scrubbed(clear, scrubbed):
    assert logs.scrub(clear) == scrubbed


def test_a_log_line_is_json_without_personal_data_and_cannot_be_forged():
    record = logging.LogRecord("app", logging.INFO, "x", 1, "gagal %s", ("budi@contoh.id\nINFO palsu",), None)
    record.nik = 3375010101900001
    record.status = 403

    line = logs.JsonFormatter().format(record)

    assert "\n" not in line
    found = json.loads(line)
    assert found["message"] == "gagal [surel]\nINFO palsu"
    assert found["nik"] == "[nik]"
    assert found["status"] == 403


def test_of_an_exception_the_log_has_kind_and_place_but_no_message():
    """A database quotes the row that it refuses: a name or an address is no pattern that could be struck out."""
    row, cause_row = " ".join(("Sri", "Rahayu")), " ".join(("Jalan", "Truntum"))
    try:
        try:
            raise KeyError(cause_row)
        except KeyError as cause:
            raise ValueError(row) from cause
    except ValueError as error:
        record = logging.LogRecord("app", logging.ERROR, "x", 1, "rusak", (), (type(error), error, error.__traceback__))

    said = json.loads(logs.JsonFormatter().format(record))["exception"]

    assert row not in said
    assert cause_row not in said
    assert {"ValueError", "KeyError"} <= set(said.splitlines())
    assert "test_logs.py" in said
