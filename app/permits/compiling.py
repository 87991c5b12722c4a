"""Every rule of a definition compiled in its place, with the names that may be read there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from pydantic import BaseModel

from app.permits import symbols
from app.permits.model import (
    Certificate,
    Definition,
    DocumentDef,
    Event,
    FeeLine,
    FieldDef,
    Inspection,
    Parallel,
    Quota,
    Rule,
    Tier,
)
from app.permits.rules import Kind, RuleError, Sort, compile_rule, compile_typed
from app.permits.rules.sorts import sort_of

Path = tuple[str | int, ...]
Report = Callable[..., None]
COMPUTED_DEPTH = 5  # computed values that read computed values, as deep as bounds are followed
NUMBER_KEYS = frozenset({"amount", "capacity", "take", "max_uses"})
OFFICE = (Tier, Parallel, Event, Certificate, FeeLine, Quota)


@dataclass(frozen=True, slots=True)
class _Here:
    """What surrounds a rule: where it stands, which names it may read, whose rows it sees."""

    path: Path = ()
    names: str = "applicant"
    row_of: str | None = None
    field: FieldDef | None = None


class Compiler:
    """Compiles one definition; faults go to `report(path, code, message)`."""

    def __init__(self, definition: Definition, report: Report) -> None:
        self.definition = definition
        self.report = report
        self.symbols = {
            "applicant": symbols.applicant_symbols(definition),
            "officer": symbols.officer_symbols(definition),
            "inspection": symbols.inspection_symbols(definition),
        }
        self._bound_computed()

    def _bound_computed(self) -> None:
        """What a computed number may at most be follows from what it reads; rules that read it then know (IZN219)."""
        for _ in range(COMPUTED_DEPTH):
            before = dict(self.symbols["applicant"])
            for field in self.definition.fields:
                sort = before.get(field.id)
                if sort is None:
                    continue
                inner = {
                    column.id: self._bounded(column, sort.columns[column.id], field.id if field.repeats else None)
                    for column in field.fields
                    if column.id in sort.columns
                }
                bounded = (
                    replace(sort, columns={**sort.columns, **inner}) if inner else self._bounded(field, sort, None)
                )
                for known in self.symbols.values():
                    known[field.id] = bounded
            if self.symbols["applicant"] == before:
                return

    def _bounded(self, field: FieldDef, sort: Sort, row_of: str | None) -> Sort:
        """The sort with bounds that follow from the rule, where the definition gives none itself."""
        if field.computed is None or sort.kind is not Kind.NUMBER or None not in (field.min, field.max):
            return sort
        try:
            found = compile_typed(
                field.computed.text,
                self.symbols["applicant"],
                expect=Kind.NUMBER,
                row_of=row_of,
                tables=self.definition.tables,
                places=sort.places,
            ).sort
        except RuleError:
            return sort
        low = found.low if field.min is None else sort.low
        return replace(sort, low=low, high=found.high if field.max is None else sort.high)

    def compiled(self) -> Definition:
        """The same definition with logic in each rule; a rule that has a fault keeps only its text."""
        whole = self._model(self.definition, _Here())
        assert isinstance(whole, Definition)
        return whole

    def _model(self, model: BaseModel, here: _Here) -> BaseModel:
        here = _entered(model, here)
        changes: dict[str, Any] = {}
        for name, info in type(model).model_fields.items():
            value = getattr(model, name)
            if value is None or isinstance(value, str | int | float):
                continue
            inner = replace(here, path=(*here.path, info.alias or name))
            if isinstance(model, FieldDef) and model.repeats and name in ("fields", "rules"):
                inner = replace(inner, row_of=model.id)
            new = self._value(value, inner)
            if new is not value:
                changes[name] = new
        return model.model_copy(update=changes) if changes else model

    def _value(self, value: Any, here: _Here) -> Any:
        if isinstance(value, Rule):
            return self._rule(value, here)
        if isinstance(value, BaseModel):
            return self._model(value, here)
        if isinstance(value, tuple) and any(isinstance(item, BaseModel) for item in value):
            return tuple(self._value(item, replace(here, path=(*here.path, index))) for index, item in enumerate(value))
        if isinstance(value, dict) and any(isinstance(item, BaseModel) for item in value.values()):
            return {key: self._value(item, replace(here, path=(*here.path, key))) for key, item in value.items()}
        return value

    def _rule(self, rule: Rule, here: _Here) -> Rule:
        key = here.path[-1]
        expect, places = Kind.BOOLEAN, None
        if key in NUMBER_KEYS:
            expect, places = Kind.NUMBER, 0
        elif key == "computed" and here.field is not None:
            sort = sort_of(here.field)
            expect, places = sort.kind, sort.places if sort.kind is Kind.NUMBER else None
        try:
            return compile_rule(
                rule.text,
                self._names(here),
                expect=expect,
                row_of=here.row_of,
                tables=self.definition.tables,
                places=places,
            )
        except RuleError as error:
            code = "IZN206" if error.code == "IZN201" and self._known_later(rule, here) else error.code
            self.report(here.path, code, _told(code, error.message), column=error.column)
            return rule

    def _names(self, here: _Here) -> dict[str, Sort]:
        return self.symbols[here.names]

    def _known_later(self, rule: Rule, here: _Here) -> bool:
        """Whether the names exist, but only for officers."""
        if here.names == "inspection":
            return False
        try:
            compile_rule(
                rule.text,
                self.symbols["inspection"],
                expect=Kind.BOOLEAN,
                row_of=here.row_of,
                tables=self.definition.tables,
                places=None,
            )
        except RuleError as error:
            return error.code != "IZN201"
        return True


def _told(code: str, message: str) -> str:
    return f"Nama yang baru ada pada tahap berikutnya. {message}" if code == "IZN206" else message


def _entered(model: BaseModel, here: _Here) -> _Here:
    """The surroundings inside `model`."""
    if isinstance(model, FieldDef):
        here = replace(here, field=model)
    if isinstance(model, Inspection):
        return replace(here, names="inspection", row_of=model.per)
    if isinstance(model, OFFICE):
        here = replace(here, names="officer")
    if isinstance(model, DocumentDef | Certificate):
        return replace(here, row_of=model.per)
    if isinstance(model, Event):
        return replace(here, row_of=model.participants)
    return here


def rules_of(model: Any, path: Path = ()) -> Iterator[tuple[Path, Rule]]:
    """Every rule below `model` with its path, in the order of the file."""
    if isinstance(model, Rule):
        yield path, model
    elif isinstance(model, BaseModel):
        for name, info in type(model).model_fields.items():
            yield from rules_of(getattr(model, name), (*path, info.alias or name))
    elif isinstance(model, tuple):
        for index, item in enumerate(model):
            yield from rules_of(item, (*path, index))
    elif isinstance(model, dict):
        for key, item in model.items():
            yield from rules_of(item, (*path, key))
