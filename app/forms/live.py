"""What a section's page carries so that the browser can follow the rules while it is filled in: those rules, compiled, and
the facts that they read. Only rules that this page's own inputs can move; the server judges again whatever is posted.

A rule that the browser could not work out exactly (a large table, a permit referred to, what differs from the old permit,
another person's data) is *slow*: its question stands in a place of its own, which is taken from the server's answer after
each save.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from app.permits import fieldtypes, symbols
from app.permits.assessing import references
from app.permits.case import Assessment
from app.permits.kinds import is_open
from app.permits.model import Assertion, Definition, FieldDef, FieldType, Requirement, Rule, Section
from app.permits.rules import operands, sort_of, to_fact
from app.permits.rules.shipping import columns_read, picked, roots, shipped_tables, variables

MOST_ROWS = 100  # a larger table stays on the server: phones pay for what they load
READERS: dict[FieldType, str] = {
    FieldType.INTEGER: "whole",
    FieldType.MONEY: "whole",
    FieldType.DECIMAL: "decimal",
    FieldType.BOOLEAN: "yes",
    FieldType.DECLARATION: "tick",
    FieldType.MULTI_CHOICE: "several",
    FieldType.DATE: "date",
    FieldType.DATETIME: "moment",
    FieldType.TIME: "time",
    FieldType.ADDRESS: "parts",
    FieldType.NIK: "digits",
    FieldType.NIB: "digits",
    FieldType.POSTAL_CODE: "digits",
}
"""How the browser reads an input of the type; anything else is a line of text."""
DIGITS = {FieldType.NIK: 16, FieldType.NIB: 13}
UNREAD = frozenset({FieldType.LOCATION, FieldType.EVENT, FieldType.FILE, FieldType.SIGNATURE_PAD, FieldType.NOTE})
Data = dict[str, Any]


@dataclass(frozen=True)
class Live:
    """The rules of one page. `visible`, `required`, `computed` name questions that the browser decides, `slow` those that
    wait for the server; names as `barang.jenis` for a column of a group."""

    definition: Definition
    section: Section
    kind: str
    assessment: Assessment
    may_edit: Callable[[str], bool]
    locale: str = "id"
    visible: set[str] = field(default_factory=set)
    required: set[str] = field(default_factory=set)
    computed: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        for one, group in self._own():
            name = _named(one, group)
            if self._lives(one.visible):
                self.visible.add(name)
            if isinstance(one.required, Requirement) and self._lives(one.required.when):
                self.required.add(name)
            if self._lives(one.computed):
                self.computed.add(name)

    @cached_property
    def slow(self) -> frozenset[str]:
        """Questions at the top of the section that this page moves, but the browser cannot follow."""
        return frozenset(one.id for one in self.section.fields if self._is_slow(one))

    def unveiled(self) -> Definition:
        """The definition as if every question that may appear here had appeared: what a hidden one will look like."""
        fields = tuple(self._bare(one) for one in self.section.fields)
        opened = self.section.model_copy(update={"fields": fields})
        sections = tuple(opened if one.id == self.section.id else one for one in self.definition.sections)
        return self.definition.model_copy(update={"sections": sections})

    def _bare(self, one: FieldDef, group: FieldDef | None = None) -> FieldDef:
        changes: Data = {"fields": tuple(self._bare(column, one) for column in one.fields)} if one.fields else {}
        if _named(one, group) in self.visible:
            changes["visible"] = None
        return one.model_copy(update=changes) if changes else one

    def data(self) -> Data | None:
        """For the page; None where nothing on it moves."""
        if not (self.visible or self.required or self.computed or self.slow or self._assertions):
            return None
        logics = [rule.logic for rule in self._shipped_rules()]
        found: Data = {"fields": [self._node(one) for one in self.section.fields if self._is_carried(one)]}
        if self._variant_lives and any("variant" in roots(rule) for rule in self._shipped_rules()):
            found["variant"] = self._variants()
        found["rules"] = [self._told(rule, group) for rule, group in self._assertions]
        found["facts"] = picked(self.assessment.facts, self._read_names())
        found["tables"] = shipped_tables(self.definition.tables, logics, most_rows=MOST_ROWS)
        if any("workdays_between" in str(logic) for logic in logics):
            found["holidays"] = sorted(day.isoformat() for day in self.assessment.facts.get("_holidays") or ())
        return {key: value for key, value in found.items() if value}

    # --- which rules the page moves --------------------------------------------------------------------------------

    @cached_property
    def _sources(self) -> frozenset[str]:
        """Fields that are typed on this page."""
        return frozenset(one.id for one in self.section.fields if self._is_input(one))

    def _is_input(self, one: FieldDef) -> bool:
        if one.computed is not None or one.staff_only or one.type is FieldType.NOTE:
            return False
        return is_open(self.definition, one, self.kind) and (one.type is FieldType.GROUP or self.may_edit(one.id))

    @cached_property
    def _moved(self) -> frozenset[str]:
        """Every name whose fact may change with what is typed here, through other rules too."""
        moved = set(self._sources)
        while True:
            more = {one.id for one in self.definition.fields if self._feeds(one) & moved} - moved
            if "variant" not in moved and self._variant_feeds & moved:
                more.add("variant")
            if not more:
                return frozenset(moved)
            moved |= more

    def _feeds(self, one: FieldDef) -> set[str]:
        rules = [rule for column in (one, *one.fields) for rule in (column.visible, column.computed) if rule]
        return {root for rule in rules for root in roots(rule)}

    @cached_property
    def _variant_feeds(self) -> set[str]:
        variants = self.definition.variants
        if variants is None:
            return set()
        found = {root for row in variants.rows if row.when for root in roots(row.when)}
        return found | set(variants.from_ or ()) | set(variants.else_.from_ if variants.else_ else ())

    @cached_property
    def _variant_lives(self) -> bool:
        variants = self.definition.variants
        if variants is None or variants.table or variants.else_:
            return False
        return all(row.when is None or self._exact(row.when) for row in variants.rows)

    @cached_property
    def _followed(self) -> frozenset[str]:
        """Moved names whose facts the browser can keep up to date."""
        own = {one.id: one for one in self.section.fields}
        found = set(self._moved)
        while True:
            lost = {name for name in found if not self._can_follow(name, own, found)}
            if not lost:
                return frozenset(found)
            found -= lost

    def _can_follow(self, name: str, own: Mapping[str, FieldDef], followed: set[str]) -> bool:
        if name == "variant":
            return self._variant_lives and self._variant_feeds & self._moved <= followed
        one = own.get(name)
        if one is None or one.rows_from or one.type in UNREAD or references.is_fact(one):
            return False
        rules = [rule for column in (one, *one.fields) for rule in (column.visible, column.computed) if rule]
        inputs = not any(references.is_fact(column) for column in one.fields)
        return inputs and all(self._exact(rule) and roots(rule) & self._moved <= followed for rule in rules)

    def _exact(self, rule: Rule) -> bool:
        """Whether the browser may and can evaluate it at all."""
        tables = {table for table, _ in columns_read(rule.logic)}
        small = all(
            name in self.definition.tables and len(self.definition.tables[name].rows) <= MOST_ROWS for name in tables
        )
        compared = any(name.startswith("_changed.") for name in variables(rule.logic))
        return small and not compared and not any(_is_another_persons(name) for name in rule.reads)

    def _lives(self, rule: Rule | None) -> bool:
        """Moved by this page, and followed by the browser."""
        if rule is None:
            return False
        moved = roots(rule) & self._moved
        return bool(moved) and moved <= self._followed and self._exact(rule)

    def _waits(self, rule: Rule | None) -> bool:
        return rule is not None and bool(roots(rule) & self._moved) and not self._lives(rule)

    def _is_slow(self, one: FieldDef) -> bool:
        """A column's slow rule makes its whole group wait, unless rows are typed in it."""
        if one.type is FieldType.GROUP and self._is_input(one):
            return self._waits(one.visible)
        rules = [rule for column in (one, *one.fields) for rule in (column.visible, column.computed)]
        return any(self._waits(rule) for rule in rules)

    @cached_property
    def _assertions(self) -> list[tuple[Assertion, FieldDef | None]]:
        """Rules between fields whose message stands on this page."""
        own = {one.id for one in self.section.fields}
        found: list[tuple[Assertion, FieldDef | None]] = [
            (rule, None) for rule in self.definition.rules if {place.partition(".")[0] for place in rule.at} & own
        ]
        found += [(rule, one) for one in self.section.fields for rule in one.fields and one.rules or ()]
        return [
            (rule, group)
            for rule, group in found
            if (rule.for_ is None or self.kind in rule.for_) and self._lives(rule.assert_)
        ]

    # --- what is carried ---------------------------------------------------------------------------------------------

    def _own(self) -> Iterator[tuple[FieldDef, FieldDef | None]]:
        for one in self.section.fields:
            yield one, None
            yield from ((column, one) for column in one.fields)

    def _shipped_rules(self) -> list[Rule]:
        found = [rule for one, group in self._own() for rule in self._rules_of(one, group)]
        found += [rule.assert_ for rule, _ in self._assertions]
        variants = self.definition.variants
        if variants is not None and self._variant_lives and any("variant" in roots(rule) for rule in found):
            found += [row.when for row in variants.rows if row.when]
        return found

    def _rules_of(self, one: FieldDef, group: FieldDef | None) -> list[Rule]:
        name = _named(one, group)
        found = [one.visible] if name in self.visible else []
        found += [one.required.when] if name in self.required and isinstance(one.required, Requirement) else []
        found += [one.computed] if name in self.computed else []
        return [rule for rule in found if rule is not None]

    def _read_names(self) -> set[str]:
        return {name for rule in self._shipped_rules() for name in rule.reads} | {"today"}

    def _is_carried(self, one: FieldDef) -> bool:
        """Decided here, or read by what is."""
        names = {_named(one, None), *(_named(column, one) for column in one.fields)}
        decided = names & (self.visible | self.required | self.computed)
        return bool(decided) or (
            one.id in self._sources and any(one.id in roots(rule) for rule in self._shipped_rules())
        )

    def _node(self, one: FieldDef, group: FieldDef | None = None) -> Data:
        name = _named(one, group)
        found: Data = {"id": one.id, "label": one.label.text(self.locale)}
        if one.type is FieldType.GROUP:
            read = self._read_names()
            found["columns"] = [
                self._node(column, one)
                for column in one.fields
                if _named(column, one) in read | self.visible | self.required | self.computed
            ]
            found["repeats"] = one.repeats
        elif one.computed is None and one.type not in UNREAD:
            found["reads"] = READERS.get(one.type, "text")
        if one.places and one.type is FieldType.DECIMAL:
            found["places"] = one.places
        if one.type is FieldType.MONEY:
            found["money"] = True
        if one.type in DIGITS:
            found["length"] = DIGITS[one.type]
        if one.default is not None and not one.required:
            found["default"] = to_fact(sort_of(one), fieldtypes.parse(one, one.default))
        if name in self.visible and one.visible is not None:
            found["visible"] = one.visible.logic
        if name in self.required and isinstance(one.required, Requirement):
            found["required"] = one.required.when.logic
        if name in self.computed and one.computed is not None:
            found |= {"computed": one.computed.logic, "shows": one.type.value, "unit": one.unit or ""}
            found["options"] = dict(fieldtypes.choices(self.definition, one, locale=self.locale))
        found["on"] = sorted({root for rule in self._rules_of(one, group) for root in roots(rule)})
        return {key: value for key, value in found.items() if value or value == 0}

    def _variants(self) -> Data:
        variants, sorts = self.definition.variants, symbols.variant_columns(self.definition)
        assert variants is not None
        rows = [
            [
                row.when.logic if row.when else True,
                {name: to_fact(sort, row.columns.get(name)) for name, sort in sorts.items()},
            ]
            for row in variants.rows
        ]
        return {"rows": rows, "on": sorted(self._variant_feeds)}

    def _told(self, rule: Assertion, group: FieldDef | None) -> Data:
        return {
            "id": rule.id,
            "assert": rule.assert_.logic,
            "operands": operands(rule.assert_),
            "at": [place.rpartition(".")[2] if group else place.replace(".", "-") for place in rule.at],
            "message": rule.message.text(self.locale),
            "on": sorted(roots(rule.assert_)),
            **({"group": group.id, "repeats": group.repeats} if group else {}),
        }


def _named(one: FieldDef, group: FieldDef | None) -> str:
    return f"{group.id}.{one.id}" if group is not None else one.id


def _is_another_persons(name: str) -> bool:
    return name.endswith(".holder_nik") or (name.startswith("party.") and not name.endswith(".consented"))
