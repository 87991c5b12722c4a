"""Which files of `permit_schemas/` differ from what is published. Reported, never published by itself."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from sqlalchemy import select

from app.catalog import source as sources
from app.catalog.models import PermitType, PermitVersion
from app.errors import DefinitionError
from app.foundation.database import db


class Difference(StrEnum):
    SAME = "sama"
    DIFFERENT = "berbeda"
    UNPUBLISHED = "belum terbit"
    BASE = "dasar"
    BROKEN = "rusak"


@dataclass(frozen=True, slots=True)
class FileState:
    """One file beside the live version of its code; `faults` only where it was checked."""

    code: str
    path: Path
    state: Difference
    live: int | None = None
    faults: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """For `init`, `permits list` and the console."""
        return {
            Difference.SAME: f"{self.path.name}: sama dengan versi {self.live}",
            Difference.DIFFERENT: f"{self.path.name}: berkas berbeda dari versi {self.live}",
            Difference.UNPUBLISHED: f"{self.path.name}: belum diterbitkan",
            Difference.BASE: f"{self.path.name}: dasar bagi berkas lain, tidak diterbitkan",
            Difference.BROKEN: f"{self.path.name}: rusak, versi {self.live or '–'} tetap berlaku",
        }[self.state]


def compare_files(*, check: bool = False) -> list[FileState]:
    """Every definition file by code. With `check`, those that are not as published are linted, which takes time."""
    published = _published()
    return [_compare(path, published.get(path.stem), check) for path in sorted(sources.folder().glob("*.yaml"))]


def _published() -> dict[str, tuple[int, str]]:
    query = select(PermitVersion.code, PermitVersion.version, PermitVersion.source_sha256).join(
        PermitType, (PermitType.code == PermitVersion.code) & (PermitType.live_version == PermitVersion.version)
    )
    return {code: (version, sha256) for code, version, sha256 in db.session.execute(query)}


def _compare(path: Path, live: tuple[int, str] | None, check: bool) -> FileState:
    version = live[0] if live else None
    try:
        source = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return FileState(path.stem, path, Difference.BROKEN, version)
    if live and sources.fingerprint(source) == live[1]:
        return FileState(path.stem, path, Difference.SAME, version)
    if live is None and sources.is_abstract(source):
        return FileState(path.stem, path, Difference.BASE)
    state = Difference.DIFFERENT if live else Difference.UNPUBLISHED
    if not check:
        return FileState(path.stem, path, state, version)
    try:
        sources.load(source, path.stem)
    except DefinitionError as error:
        return FileState(path.stem, path, Difference.BROKEN, version, tuple(str(fault) for fault in error.faults))
    return FileState(path.stem, path, state, version)
