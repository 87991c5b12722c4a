"""The population register (Dukcapil): what it can answer about a NIK and a date of birth.

Access needs a cooperation agreement, and what it then answers differs: the data themselves, or only that they agree.
Until the city has it, production is `NotConnected` and people type the rest; demo and tests use the stand-in.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol

from flask import current_app

STAND_IN_FILE = Path(__file__).resolve().parent.parent / "data" / "population_stand_in.json"


class Outcome(StrEnum):
    DATA = "data"  # they agree, and here is who it is
    MATCH_ONLY = "match_only"  # they agree
    NO_MATCH = "no_match"  # they do not agree; never said which of the two is wrong
    DOWN = "down"  # no answer


@dataclass(frozen=True, slots=True)
class Person:
    """As on the KTP; `kode_wilayah` is Kemendagri's code of the kelurahan."""

    nama: str
    jenis_kelamin: str
    tempat_lahir: str = ""
    alamat: str = ""
    rt: str = ""
    rw: str = ""
    kode_wilayah: str = ""
    kode_pos: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    outcome: Outcome
    person: Person | None = None  # with DATA only


class PopulationRegister(Protocol):
    def look_up(self, nik: str, born: date) -> Answer:
        """Never raises: a register that cannot be reached is DOWN."""
        ...


class NotConnected:
    def look_up(self, nik: str, born: date) -> Answer:
        return Answer(Outcome.DOWN)


class StandIn:
    """Answers from a file of invented people; whoever is not in it gets the file's `unlisted` outcome."""

    def __init__(self, file: Path = STAND_IN_FILE) -> None:
        self._file = file

    def look_up(self, nik: str, born: date) -> Answer:
        content: dict[str, Any] = json.loads(self._file.read_text(encoding="utf-8"))
        row = content["people"].get(nik)
        if row is None:
            return Answer(Outcome(content["unlisted"]))
        outcome = Outcome(row["outcome"])
        if outcome is not Outcome.DOWN and row["tanggal_lahir"] != born.isoformat():
            return Answer(Outcome.NO_MATCH)
        return Answer(outcome, Person(**row["person"]) if outcome is Outcome.DATA else None)


def register() -> PopulationRegister:
    """The register of this installation."""
    if current_app.config["SAKPORE_ENV"] == "production":
        return NotConnected()
    return StandIn(Path(current_app.config.get("POPULATION_FILE", STAND_IN_FILE)))
