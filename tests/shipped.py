"""The shipped definitions, read once per worker: to compile them takes seconds, and nobody changes what is compiled."""

from __future__ import annotations

from functools import cache

import config
from app import permits

FOLDER = config.ROOT / "permit_schemas"


@cache
def library() -> permits.Library:
    return permits.Library.read(FOLDER)


@cache
def loaded(code: str) -> permits.Loaded:
    return permits.load_file(FOLDER / f"{code}.yaml", library())


def all_loaded() -> dict[str, permits.Loaded]:
    """As `permits.load_folder` gives them."""
    return {path.stem: loaded(path.stem) for path in sorted(FOLDER.glob("*.yaml"))}


def definitions() -> list[permits.Definition]:
    """Those that can be applied for. A fault in a file is tests/test_real_definitions.py's matter."""
    return [one.definition for one in all_loaded().values() if one.definition]
