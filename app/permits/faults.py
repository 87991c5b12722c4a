"""What the loader and the linter find wrong with a definition, each with the place where it stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Level = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Fault:
    """`message` is Indonesian and says what to do; `code` is stable once shipped (schema-language §4).

    `column` is told for rules that stand on one line, and counts from 1 in the file.
    """

    file: str
    line: int
    code: str
    message: str
    level: Level = "error"
    column: int | None = None

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.column is None else f"{self.file}:{self.line}:{self.column}"
        return f"{place}: {self.code} {self.message}"


def errors(faults: Iterable[Fault]) -> tuple[Fault, ...]:
    """Those that keep a definition from being published."""
    return tuple(fault for fault in faults if fault.level == "error")


def in_order(faults: Iterable[Fault]) -> tuple[Fault, ...]:
    """Without repeats, as an author reads them: by file and line."""
    return tuple(sorted(set(faults), key=lambda fault: (fault.file, fault.line, fault.code, fault.message)))
