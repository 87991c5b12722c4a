"""Inputs of the editor's property forms: how each kind of value is shown, and read back from what was posted.

A form changes only the keys that it shows; all others of the item stay as they are written.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from flask_babel import gettext as _

from app.web.console.editor import conditions, numbering
from app.web.console.editor.readers import MAX_ROWS, READERS, SHOW, same, typed
from app.web.console.editor.values import ABSENT, Form, Input, Spot, WrongError, value_at

BLANK_ROWS = 2  # of rows that are inputs themselves


@dataclass(frozen=True, slots=True)
class Shown:
    """An input with what stands in it, for the template."""

    input: Input
    name: str
    value: Any
    choices: tuple[tuple[str, str], ...] = ()
    problem: str = ""
    extra: Any = None
    rows: tuple[tuple[Shown, ...], ...] = ()


def shown(item: Input, spot: Spot, posted: Form | None = None, problem: str = "") -> Shown:
    """With what was just posted, where that could not be kept."""
    choices = item.choices(spot) if callable(item.choices) else item.choices
    pairs = tuple((value, str(label)) for value, label in choices)
    held = value_at(spot.value, item.key)
    held = item.default if held is None else held
    if item.kind in conditions.KINDS:
        extra = conditions.shown(item, spot, held, posted)
        return Shown(item, item.name, held, pairs, problem, extra)
    if item.columns:
        pattern = numbering.pattern(held) if posted is None else posted.get(item.name, "")
        return Shown(item, item.name, pattern, pairs, problem, rows=_shown_rows(item, spot, held, posted))
    if posted is not None:
        held = typed(item, posted)
    return Shown(item, item.name, SHOW.get(item.kind, same)(held), pairs, problem)


def read(inputs: Iterable[Input], spot: Spot, posted: Form) -> tuple[dict[str, Any], dict[str, str]]:
    """The item as it shall be, and by input name what is wrong with what was typed."""
    made: dict[str, Any] = dict(spot.value)
    problems: dict[str, str] = {}
    for item in inputs:
        try:
            value = (_ROWED.get(item.kind) or READERS[item.kind])(item, spot, posted)
        except WrongError as error:
            problems[item.name] = str(error)
            continue
        old = value_at(spot.value, item.key)
        empty = value is ABSENT or (value == item.default and old is None)
        if item.must and empty and (old is not None or "id" not in spot.value):  # what is written without may stay so
            problems[item.name] = _("Isi “%(label)s”.", label=item.label)
        elif empty:
            _put(made, item.key, ABSENT)
        elif value != old:
            _put(made, item.key, value)
    return made, problems


def _shown_rows(item: Input, spot: Spot, held: Any, posted: Form | None) -> tuple[tuple[Shown, ...], ...]:
    """The inputs of each row, and of blank ones below them."""
    rows = rows_of(item, held)
    count = len(rows) + BLANK_ROWS
    if posted is not None:
        count = sum(1 for _number in _posted_rows(item, posted))
    return tuple(
        tuple(
            shown(_of_row(item, number, column), _within(item, spot, rows, number), posted) for column in item.columns
        )
        for number in range(count)
    )


def _read_rows(item: Input, spot: Spot, posted: Form) -> Any:
    """The rows, as a list; what is as it was stays as written. Raises WrongError."""
    old = value_at(spot.value, item.key)
    made = _typed_rows(item, rows_of(item, old), spot, posted)
    return old if made == rows_of(item, old) and old is not None else made or ABSENT


def _read_number(item: Input, spot: Spot, posted: Form) -> Any:
    """A pattern, or a pattern with what is said of its parts. Raises WrongError."""
    old = value_at(spot.value, item.key)
    made = _typed_rows(item, rows_of(item, old), spot, posted)
    return numbering.joined(old, posted.get(item.name, "").strip(), numbering.parts(made))


def _typed_rows(item: Input, rows: list[dict[str, Any]], spot: Spot, posted: Form) -> list[dict[str, Any]]:
    """Those whose first input is filled in; what the form does not show of a row stays. Raises WrongError."""
    made: list[dict[str, Any]] = []
    for number in _posted_rows(item, posted):
        within = _within(item, spot, rows, number)
        columns = [_of_row(item, number, column) for column in item.columns]
        if READERS[columns[0].kind](columns[0], within, posted) is ABSENT:
            continue
        whole, problems = read(columns, within, posted)
        if problems:
            raise WrongError(_("Baris %(n)s: %(message)s", n=number + 1, message=next(iter(problems.values()))))
        made.append(dict(whole[item.name][str(number)]))
    return made


def rows_of(item: Input, held: Any) -> list[dict[str, Any]]:
    """The rows of what is held: of a list, of one thing written alone, of a number's parts by name."""
    if item.kind == "number":
        return numbering.rows(held)
    found = held if isinstance(held, list) else [] if held is None else [held]
    return [dict(one) if isinstance(one, Mapping) else {item.columns[0].key: one} for one in found]


def _of_row(item: Input, number: int, column: Input) -> Input:
    return replace(column, key=f"{item.name}.{number}.{column.key}")


def _within(item: Input, spot: Spot, rows: list[dict[str, Any]], number: int) -> Spot:
    row = rows[number] if number < len(rows) else {}
    return replace(spot, value={item.name: {str(number): row}})


def _posted_rows(item: Input, posted: Form) -> Iterator[int]:
    first = item.columns[0].name
    for number in range(MAX_ROWS):
        if f"{item.name}-{number}-{first}" not in posted:
            return
        yield number


def _put(made: dict[str, Any], key: str, value: Any) -> None:
    first, _dot, rest = key.partition(".")
    if rest:
        if value is ABSENT and not isinstance(made.get(first), Mapping):
            return  # written in a shorter way, or not at all: nothing to take away
        inner = dict(made[first]) if isinstance(made.get(first), Mapping) else {}
        _put(inner, rest, value)
        value = inner or ABSENT
    if value is ABSENT:
        made.pop(first, None)
    else:
        made[first] = value


_ROWED = {"rows": _read_rows, "number": _read_number}
