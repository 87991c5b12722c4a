"""The shipped definitions and their examples, as material for journeys."""

from __future__ import annotations

import config
from app import permits

FOLDER = config.ROOT / "permit_schemas"


def definition_of(code: str) -> permits.Definition:
    return permits.load_file(FOLDER / f"{code}.yaml", permits.Library.read(FOLDER)).definition


def example_for(code: str, variant: str | None = None, kind: str = "baru"):
    """The definition, and its first example that is accepted in this kind and variant."""
    definition = definition_of(code)
    for example in definition.examples:
        expect = example.expect
        fine = "errors" in expect and not expect["errors"] and not expect.get("missing")
        if example.request == kind and fine and variant in (None, expect.get("variant")):
            return definition, example
    raise LookupError(f"{code} has no accepted example of {variant}")
