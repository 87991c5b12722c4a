"""What the editor's checker knows of a computed number is what the linter knows (IZN219)."""

from __future__ import annotations

from app.permits.editing.outline import Outline
from app.permits.library import Library
from app.permits.rules import Kind
from app.permits.source import read

TEXT = """
code: lapak
sections:
  - id: isi
    fields:
      - {id: panjang, type: integer, label: {id: Panjang}, min: 1, max: 20}
      - {id: luas, type: integer, label: {id: Luas}, computed: "panjang * panjang"}
"""


def test_a_formula_over_a_computed_number_is_bounded_by_what_that_reads() -> None:
    tree, _faults = read(TEXT, "lapak")
    outline = Outline(tree, Library(), None)

    assert outline.wrong("luas * 5000", "officer", expect=Kind.NUMBER) == ""
