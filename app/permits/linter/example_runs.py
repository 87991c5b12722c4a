"""A definition proves itself: its examples must give what they expect (IZN306)."""

from __future__ import annotations

from app.permits import examples
from app.permits.linter.names import Report
from app.permits.model import Definition


def lint_examples(definition: Definition, report: Report) -> None:
    """One fault per example, with every difference."""
    for index, example in enumerate(definition.examples):
        differences = examples.run(definition, example)
        if differences:
            report(("examples", index), "IZN306", f"Contoh “{example.name}”: {'; '.join(differences)}.")
