"""The shipped definitions and their examples, as material for journeys."""

from __future__ import annotations

from tests import shipped


def example_for(code: str, variant: str | None = None, kind: str = "baru"):
    """The definition, and its first example that is accepted in this kind and variant."""
    definition = shipped.loaded(code).definition
    for example in definition.examples:
        expect = example.expect
        fine = "errors" in expect and not expect["errors"] and not expect.get("missing")
        if example.request == kind and fine and variant in (None, expect.get("variant")):
            return definition, example
    raise LookupError(f"{code} has no accepted example of {variant}")
