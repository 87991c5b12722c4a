"""Provinces, kabupaten/kota, kecamatan, kelurahan with Kemendagri's codes, read per province when asked for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "data" / "regions"
CODE = re.compile(r"[0-9]{2}(\.[0-9]{2}(\.[0-9]{2}(\.[0-9]{4})?)?)?", re.ASCII)
THIS_CITY = "33.75"


@dataclass(frozen=True, slots=True)
class Region:
    code: str
    name: str


@lru_cache(maxsize=512)
def children(parent: str = "") -> tuple[Region, ...]:
    """What lies directly within a region, by name; the provinces for ''. Empty for a code that does not exist."""
    if not parent:
        return tuple(sorted(_read("provinsi"), key=lambda region: region.name))
    if not CODE.fullmatch(parent):
        return ()
    depth = parent.count(".") + 1
    found = (r for r in _read(parent[:2]) if r.code.startswith(f"{parent}.") and r.code.count(".") == depth)
    return tuple(sorted(found, key=lambda region: region.name))


@lru_cache(maxsize=2048)
def name_of(code: str) -> str | None:
    """The name of a region; None for a code that does not exist."""
    if not CODE.fullmatch(code):
        return None
    rows = _read("provinsi" if len(code) == len("33") else code[:2])
    return next((region.name for region in rows if region.code == code), None)


def is_within(code: str, parent: str) -> bool:
    """Whether `code` exists and lies directly within `parent`."""
    return code.rpartition(".")[0] == parent and name_of(code) is not None


def path_of(code: str) -> tuple[str, ...]:
    """The names from the province down to this region. Raises KeyError for a code that does not exist."""
    parts = code.split(".")
    names = [name_of(".".join(parts[: depth + 1])) for depth in range(len(parts))]
    if None in names:
        raise KeyError(code)
    return tuple(name for name in names if name)


def _read(file: str) -> list[Region]:
    path = FOLDER / f"{file}.tsv"
    if not path.exists():
        return []
    with path.open(encoding="utf-8") as lines:
        return [Region(*line.rstrip("\n").split("\t", 1)) for line in lines]
