"""What a definition brings that has nothing to be compared with: the first version of a type, told in its own words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from app.permits.comparing import words
from app.permits.model import Definition


def introduce(definition: Definition) -> dict[str, tuple[str, ...]]:
    """Subjects by heading, in the order of the form: “Isian “Nama lapak””, “Tahap “Kepala Seksi””."""
    found: dict[str, list[str]] = {}
    for key, items in _parts(definition):
        for called, item in items:
            found.setdefault(words.heading(key), []).append(words.subject(item, key, called))
    return {heading: tuple(subjects) for heading, subjects in found.items()}


def _parts(definition: Definition) -> Iterator[tuple[str, list[tuple[str, Any]]]]:
    """Top-level key, and what stands there with the name that it has where it names none itself."""
    yield "requests", list(definition.requests.items())
    yield "variants", _named(definition.variants.rows if definition.variants else ())
    for section in definition.sections:
        yield "sections", _named((section, *section.fields))
    for key in ("documents", "rules", "eligibility", "limits"):
        yield key, _named(getattr(definition, key))
    yield "flow", _named(definition.flow.all_tiers)
    for key in ("inspections", "events"):
        yield key, _named(getattr(definition, key))
    yield "fees", _named(definition.fees.lines)
    for key in ("certificates", "letters", "duties"):
        yield key, _named(getattr(definition, key))


def _named(items: Any) -> list[tuple[str, Any]]:
    return [("", item) for item in items]
