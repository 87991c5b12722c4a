"""What is typed becomes the same fact in the browser as on the server, and a computed fact is shown with the same words."""

from __future__ import annotations

import json
import subprocess
from itertools import product

from app.forms.live import DIGITS, READERS
from app.permits import fieldtypes
from app.permits.model import FieldDef, FieldType
from app.permits.rules import from_fact, sort_of, to_fact
from tests.browser_rules.node import RUNNER

# Left out: `5.`, `.5` and `1e3`, which the server refuses as answers although a rule meanwhile reads them as numbers.
WORDS = """
0 7 -3 007 1.250 1.250.000 12.34 12,5 12.5 1.250,75 0,125 -0,5 1,2,3 9007199254740991 9007199254740992
99999999999999999999 Rp1.500 rp.2000 12a ½ 1.000.00 ya Tidak TRUE off y maybe 2026-03-02 02-03-2026 2/3/2026 31.02.2026
29-2-2024 29-2-2023 2026-3-2 0000-01-01 9999-12-31 07:30 7.30 24:00 24:01 23:59 7:5 12:60 2026-03-02T07:30
2026-01-01T03:00 2026-02-30T07:30 3375.0141-0190 3375014101900001 33.7501.4101.900001 9120001234567 51111
"""
SPACED = (
    "",
    "  12  ",
    "  a   b ",
    "2 Maret 2026",
    "31 Februari 2026",
    "1 april 2025",
    "batik\ttulis",
    "33 75",
    "1 000",
)
TYPED = (*WORDS.split(), *SPACED)
FIELDS = [
    FieldDef(id="x", type=kind, label="X", places=places)
    for kind, places in [
        *((kind, None) for kind in READERS if READERS[kind] not in ("several", "parts", "tick")),
        (FieldType.TEXT, None),
        (FieldType.DECIMAL, 1),
        (FieldType.DECIMAL, 2),
        (FieldType.DECIMAL, 3),
    ]
]
OPTIONS = [{"value": "a", "label": {"id": "Besar", "en": "Large"}}]
SHOWN = [
    *((FieldDef(id="x", type=FieldType.INTEGER, label="X"), fact) for fact in (0, 999, 1000, 1234567, -1500)),
    *((FieldDef(id="x", type=FieldType.INTEGER, label="X", unit="orang"), fact) for fact in (0, 1234)),
    *((FieldDef(id="x", type=FieldType.MONEY, label="X"), fact) for fact in (0, 100, 2500000, -1000)),
    *((FieldDef(id="x", type=FieldType.DECIMAL, label="X", places=2, unit="m²"), fact) for fact in (0, 5, 150, 123456789, -5, -123456)),
    *((FieldDef(id="x", type=FieldType.BOOLEAN, label="X"), fact) for fact in (True, False)),
    *((FieldDef(id="x", type=FieldType.DATE, label="X"), fact) for fact in ("2026-03-02", "1999-12-31")),
    (FieldDef(id="x", type=FieldType.TIME, label="X"), "07:30"),
    *((FieldDef(id="x", type=FieldType.CHOICE, label="X", options=OPTIONS), fact) for fact in ("a", "z")),
    (FieldDef(id="x", type=FieldType.TEXT, label="X"), "Pekalongan Utara"),
]  # fmt: skip


def _node(field):
    options = {option.value: option.label.id for option in field.options}
    return {
        "reads": READERS.get(field.type, "text"), "places": field.places or 0, "money": field.type is FieldType.MONEY,
        "length": DIGITS.get(field.type),
        "shows": field.type.value, "unit": field.unit or "", "options": options,
    }  # fmt: skip


def test_inputs_are_read_and_results_shown_as_on_the_server(tmp_path):
    pairs = list(product(FIELDS, TYPED))
    given, made = tmp_path / "inputs.json", tmp_path / "results.json"
    given.write_text(
        json.dumps(
            {
                "typed": [[_node(field), text] for field, text in pairs],
                "shown": [[_node(field), fact] for field, fact in SHOWN],
            }
        )
    )

    subprocess.run(["node", RUNNER.with_name("inputs.mjs"), given, made], check=True, timeout=60)

    answers = json.loads(made.read_text())
    wrong = []
    for (field, text), answer in zip(pairs, answers["typed"], strict=True):
        server = to_fact(sort_of(field), fieldtypes.parse(field, text))
        if (type(answer), answer) != (type(server), server):
            wrong.append((field.type.value, field.places, text, server, answer))
    assert wrong == []
    for (field, fact), answer in zip(SHOWN, answers["shown"], strict=True):
        assert answer == fieldtypes.show(field, from_fact(sort_of(field), fact)), (field.type, fact)
