"""Permit types that no part of the portal has ever heard of."""

from __future__ import annotations

from pathlib import Path

import config
from app import permits

SCHEMAS = Path(__file__).parent.parent / "schemas"
PARKLET = (SCHEMAS / "parklet.yaml").read_text(encoding="utf-8")
TINY = (SCHEMAS / "satu_isian.yaml").read_text(encoding="utf-8")


def renamed(source: str, old: str, new: str) -> str:
    """The same type under another name."""
    return source.replace(old, new).replace(old.upper(), new.upper()).replace(old.title(), new.title())


def changed(source: str, *pairs: tuple[str, str]) -> str:
    """Raises AssertionError for a change that finds nothing to change."""
    for old, new in pairs:
        assert old in source, old
        source = source.replace(old, new)
    return source


def example_of(source: str, code: str, number: int = 0):
    """One example of a definition as the linter runs it."""
    folder = config.ROOT / "permit_schemas"
    loaded = permits.load_text(source, code, permits.Library.read(folder), folder=folder)
    assert loaded.definition is not None, [str(fault) for fault in loaded.faults]
    return loaded.definition.examples[number]
