"""Which values the names of a rule may take, few enough to try them all: the ground of IZN207 and IZN211.

Only rules that compare names with written values (`luas > 10 and jenis == 'kos'`) are judged; where one name is compared
with another, or reckoned with, nothing is claimed.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from app.permits import rules, symbols, tables
from app.permits.model import Definition, FieldDef, FieldType, Rule
from app.permits.rules import MAX_SAFE, Kind, Sort, evaluate

MAX_CASES = 4096
_COMPARISONS = frozenset({"===", "!==", "<", "<=", ">", ">="})
_JOINTS = frozenset({"and", "or", "!", "!!"})
_VERDICTS = ("accepted", "returned")
_STATUSES = ("aktif", "ditangguhkan", "digantikan", "dicabut", "berakhir")
Values = Mapping[str, list[Any]]


def cases(
    definition: Definition, judged: Iterable[Rule], *, missing: bool, group: FieldDef | None = None
) -> Iterator[dict[str, Any]] | None:
    """Facts for every combination of values that could matter to the rules; None where that cannot be said.

    `group` is the one in whose rows the rules stand; with `missing` each name may also be unanswered.
    """
    written: dict[str, set[Any]] = {}
    for rule in judged:
        if rule.logic is None or not _collect(rule.logic, written):
            return None
    names: dict[str, list[Any]] = {}
    known = dict(symbols.inspection_symbols(definition))
    if group is not None:
        known |= {f"row.{name}": sort for name, sort in symbols.columns_of(group.fields).items()}
    for name, literals in written.items():
        values = _values(_Names(definition, group), name, known.get(name), literals)
        if values is None:
            return None
        names[name] = [*values, None] if missing else values
    count = 1
    for values in names.values():
        count *= len(values)
    if not names or count > MAX_CASES:
        return None
    return (_nested(dict(zip(names, combination, strict=True))) for combination in itertools.product(*names.values()))


def holds(definition: Definition, rule: Rule, facts: Mapping[str, Any]) -> bool:
    return evaluate(rule.logic, facts, tables=definition.tables) is True


def told(definition: Definition, facts: Mapping[str, Any]) -> str:
    """A combination in words for a message."""
    known = symbols.applicant_symbols(definition)

    def words(name: str, value: Any) -> str:
        shown = rules.from_fact(known[name], value) if name in known else value
        return f"{name} = {'ya' if shown is True else 'tidak' if shown is False else shown}"

    flat = {
        name if inner is None else f"{name}.{inner}": found
        for name, value in facts.items()
        for inner, found in (value.items() if isinstance(value, Mapping) else ((None, value),))
    }
    return ", ".join(words(name, value) for name, value in flat.items())


def _collect(logic: Any, written: dict[str, set[Any]]) -> bool:
    """Each name with the values that it is compared with; False for a form that is not understood."""
    if not isinstance(logic, dict):
        return isinstance(logic, bool)
    ((operator, operands),) = logic.items()
    if operator == "var":
        written.setdefault(_name(operands), set()).update((True, False))
        return True
    if operator in _JOINTS:
        return all(_collect(operand, written) for operand in operands)
    if operator in _COMPARISONS or operator == "in":
        return _comparison(operator, operands, written)
    return _is_filled(operator, operands, written)


def _name(operands: Any) -> str:
    return str(operands[0] if isinstance(operands, list) else operands)


def _comparison(operator: str, operands: list[Any], written: dict[str, set[Any]]) -> bool:
    variables = [one for one in operands if isinstance(one, dict)]
    if len(variables) != 1 or len(operands) != 2 or next(iter(variables[0])) != "var":
        return False
    literal = next(one for one in operands if one is not variables[0])
    values = literal if isinstance(literal, list) else [literal]
    if any(isinstance(value, dict | list) for value in values):
        return False
    written.setdefault(_name(variables[0]["var"]), set()).update(values)
    return True


def _is_filled(operator: str, operands: Any, written: dict[str, set[Any]]) -> bool:
    """`filled(x)`, which the compiler also writes before each comparison."""
    if operator != "filled":
        return False
    for operand in operands:
        if not (isinstance(operand, dict) and "var" in operand):
            return False
        written.setdefault(_name(operand["var"]), set())
    return True


@dataclass(frozen=True, slots=True)
class _Names:
    definition: Definition
    group: FieldDef | None

    def field(self, name: str) -> FieldDef | None:
        root, _, column = name.partition(".")
        if root == "row":
            return _by_id(self.group.fields if self.group else (), column)
        field = _by_id(self.definition.fields, root)
        if field is None or not column:
            return field
        return None if field.repeats else _by_id(field.fields, column)

    def closed(self, name: str) -> list[str] | None:
        """The values of a name that no field gives; None where there is no such list."""
        root, _, rest = name.partition(".")
        middle, _, last = rest.partition(".")
        definition = self.definition
        if name == "request.kind":
            return list(definition.requests)
        if name == "applicant.kind":
            return list(definition.applicants)
        if name == "variant.id" and definition.variants and not symbols.variant_tables(definition):
            return [row.id for row in definition.variants.rows]
        if root == "verdict":
            return list(_VERDICTS)
        if root == "inspection" and last == "level":
            return [level.id for one in definition.inspections if one.id == middle for level in one.levels] or None
        field = self.field(root)
        if field is not None and field.to == "permit" and rest == "status":
            return list(_STATUSES)
        return None


def _by_id(fields: Iterable[FieldDef], wanted: str) -> FieldDef | None:
    return next((one for one in fields if one.id == wanted), None)


def _values(names: _Names, name: str, sort: Sort | None, literals: set[Any]) -> list[Any] | None:
    if sort is None:
        return None
    if sort.kind is Kind.BOOLEAN:
        return [True, False]
    if sort.kind is Kind.NUMBER:
        return _numbers(sort, literals)
    if sort.kind not in (Kind.TEXT, Kind.LIST):
        return None
    chosen = _choices(names, name)
    if chosen is None:
        return None
    if sort.kind is Kind.LIST:
        return [[value] for value in chosen] + [chosen]
    return list(chosen)


def _numbers(sort: Sort, literals: set[Any]) -> list[Any] | None:
    low = sort.low if sort.low is not None else -MAX_SAFE
    high = sort.high if sort.high is not None else MAX_SAFE
    if not all(isinstance(value, int) for value in literals):
        return None
    near = {value + step for value in literals for step in (-1, 0, 1)} | {low, high}
    return sorted(value for value in near if low <= value <= high)


def _choices(names: _Names, name: str) -> list[str] | None:
    """The closed list behind a name; None for texts that may hold anything."""
    closed = names.closed(name)
    if closed is not None:
        return closed
    field = names.field(name)
    if field is None or field.type not in (FieldType.CHOICE, FieldType.MULTI_CHOICE) or field.readonly is not False:
        return None
    if field.options:
        return [option.value for option in field.options]
    table = names.definition.tables.get(field.table or "")
    return [value for value, _ in tables.options(table)] if table else None


def _nested(flat: Mapping[str, Any]) -> dict[str, Any]:
    facts: dict[str, Any] = {}
    for name, value in flat.items():
        *parents, last = name.split(".")
        here = facts
        for parent in parents:
            here = here.setdefault(parent, {})
        here[last] = value
    return facts
