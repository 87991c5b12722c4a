"""What the loader and the linter find wrong with a definition, each with the place where it stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Fault:
    """`message` is Indonesian and says what to do; `code` is stable once shipped (schema-language §4)."""

    file: str
    line: int
    code: str
    message: str
    level: Literal["error", "warning"] = "error"

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.code} {self.message}"


def errors(faults: Iterable[Fault]) -> tuple[Fault, ...]:
    """Those that keep a definition from being published."""
    return tuple(fault for fault in faults if fault.level == "error")


def in_order(faults: Iterable[Fault]) -> tuple[Fault, ...]:
    """Without repeats, as an author reads them: by file and line."""
    return tuple(sorted(set(faults), key=lambda fault: (fault.file, fault.line, fault.code, fault.message)))
