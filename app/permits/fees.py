"""What a request costs, with each line's amount and all that it was reckoned from, so that the sum can be replayed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from app.permits.conditions import ask, holds
from app.permits.kinds import request_kind
from app.permits.model import Definition, FeeLine


@dataclass(frozen=True, slots=True)
class FeeAmount:
    """`amount` in whole rupiah; None while a factor is missing."""

    line: FeeLine
    amount: int | None
    exempt: bool = False


def fees(definition: Definition, facts: Mapping[str, Any]) -> tuple[FeeAmount, ...]:
    """The lines that apply; an exempt one costs nothing."""
    found = []
    for line in lines_of(definition, facts):
        if not holds(definition, line.when, facts):
            continue
        exempt = line.exempt is not None and holds(definition, line.exempt, facts)
        amount = 0 if exempt else ask(definition, line.amount, facts)
        found.append(FeeAmount(line, amount if isinstance(amount, int) and amount >= 0 else None, exempt))
    return tuple(found)


def total(definition: Definition, facts: Mapping[str, Any]) -> int | None:
    """Whole rupiah; 0 where the type is free, None while a factor is missing."""
    amounts = [one.amount for one in fees(definition, facts)]
    return None if None in amounts else sum(amount for amount in amounts if amount is not None)


def lines_of(definition: Definition, facts: Mapping[str, Any]) -> tuple[FeeLine, ...]:
    """The lines of this kind of request: those that it names or writes itself (none of them: it is free), else all."""
    request = facts.get("request")
    kind = request.get("kind") if isinstance(request, Mapping) else None
    named = request_kind(definition, kind).fees if isinstance(kind, str) else None
    if named is None:
        return definition.fees.lines
    known = {line.id: line for line in definition.fees.lines}
    found = [known.get(one) if isinstance(one, str) else one for one in named]
    return tuple(line for line in found if line is not None)


def written(definition: Definition) -> tuple[tuple[tuple[str | int, ...], FeeLine], ...]:
    """Every line with its path in the definition: the type's, then those of its kinds of request."""
    found: list[tuple[tuple[str | int, ...], FeeLine]] = [
        (("fees", "lines", index), line) for index, line in enumerate(definition.fees.lines)
    ]
    for kind, request in definition.requests.items():
        own = [(("requests", kind, "fees", index), line) for index, line in enumerate(request.fees or ())]
        found.extend((path, line) for path, line in own if not isinstance(line, str))
    return tuple(found)


def factors(definition: Definition, facts: Mapping[str, Any]) -> dict[str, Any]:
    """What the lines read of the facts, and no more: with it `fees` gives the same amounts again (language §3.12)."""
    rules = [rule for line in lines_of(definition, facts) for rule in (line.when, line.exempt, line.amount) if rule]
    names = {name for rule in rules for name in _names(rule.logic)} | {"request.kind", "today"}
    heads = {name.partition(".")[0] for name in names}
    return {head: _kept(facts[head], head, names) for head in sorted(heads & facts.keys())}


def _kept(value: Any, path: str, names: set[str]) -> Any:
    """A value cut down to what is read of it; the rows of a group keep the columns that some rule names."""
    if isinstance(value, list):
        return [_columns(row, names) if isinstance(row, Mapping) else row for row in value]
    if isinstance(value, Mapping) and path not in names:
        inner = {key: f"{path}.{key}" for key in value}
        read = {
            key: name for key, name in inner.items() if any(one == name or one.startswith(f"{name}.") for one in names)
        }
        return {key: _kept(value[key], name, names) for key, name in read.items()}
    return value


def _columns(row: Mapping[str, Any], names: set[str]) -> dict[str, Any]:
    return {key: value for key, value in row.items() if key in names}


def _names(logic: Any) -> Iterator[str]:
    """Every name in a rule; columns of rows by their own name."""
    if isinstance(logic, list):
        for part in logic:
            yield from _names(part)
    elif isinstance(logic, dict):
        ((name, inner),) = logic.items()
        if name == "var":
            yield str(inner)
        else:
            yield from _names(inner)
