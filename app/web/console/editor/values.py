"""What the editor's property forms are made of: an input, the item that it is about, a value that is not there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from app.permits.editing.nodes import Path
from app.permits.rules import Kind
from app.web.console.editor.desk import Work

Form = Mapping[str, str]
Pair = tuple[str, Any]
ABSENT: Any = object()


class WrongError(ValueError):
    """What was typed cannot be kept; the message stands beside the input."""


@dataclass(frozen=True, slots=True)
class Input:
    """One input. `choices` are (value, label); a callable is asked at the page. `more` puts it under “Selengkapnya”."""

    key: str
    kind: str
    label: Any
    help: Any = ""
    choices: tuple[Pair, ...] | Callable[[Spot], Iterable[Pair]] = ()
    more: bool = False
    default: Any = None
    must: bool = False
    place: str = "applicant"
    expect: Kind = Kind.BOOLEAN
    columns: tuple[Input, ...] = ()  # of the rows that are its value
    later: bool = False  # only once the item is there

    @property
    def name(self) -> str:
        return self.key.replace(".", "-")


@dataclass(frozen=True, slots=True)
class Spot:
    """The item that a form is about; `value` is empty for a new one. `row_of` is the repeating group around it."""

    work: Work
    path: Path
    value: Mapping[str, Any]
    row_of: str | None = None
    before: str | None = None


def value_at(value: Mapping[str, Any], key: str) -> Any:
    """`clock.total` of nested mappings; None where there is nothing."""
    here: Any = value
    for part in key.split("."):
        here = here.get(part) if isinstance(here, Mapping) else None
    return here
