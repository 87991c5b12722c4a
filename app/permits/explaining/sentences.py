"""Why a rule came out as it did: its text walked again, with the values that it met. Says only what decided."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.permits.conditions import ask
from app.permits.explaining.naming import Naming
from app.permits.explaining.wording import SIGNS, TURNED
from app.permits.model import Rule
from app.permits.rules import Kind, RuleError, Sort, Symbols, compile_typed
from app.permits.rules.syntax import children, dotted, names, parse

_SIGN_OF: dict[type[ast.cmpop], str] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
}
_OPERATION: dict[type[ast.operator], str] = {ast.Add: " + ", ast.Sub: " − ", ast.Mult: " × ", ast.Div: " ÷ "}
_OVER_ROWS = frozenset({"sum", "count", "any", "all", "min", "max"})
UNKNOWN = Sort(Kind.ANY)


@dataclass(slots=True)
class Sentence:
    """One rule and the facts that it was asked of; `row_of` names the group whose row `row` is."""

    naming: Naming
    symbols: Symbols
    facts: Mapping[str, Any]
    rule: Rule
    row_of: str | None = None
    row: Mapping[str, Any] | None = None
    text: str = field(init=False)
    tree: ast.expr = field(init=False)

    def __post_init__(self) -> None:
        source = parse(self.rule.text)
        self.text, self.tree = source.text, source.body

    def reasons(self) -> str:
        """What made the condition hold, or fail; empty when nothing but constants did."""
        found = dict.fromkeys(self._reasons(self.tree, self._holds(self.tree)))
        return self.naming.say("and").join(found)

    def formula(self) -> str:
        """The expression with the values that stand in it."""
        return self._told(self.tree, values=True)

    def missing(self) -> str:
        """The names that have no value, so that nothing could be reckoned."""
        return self._gaps(self.tree)

    # --- truth and values ----------------------------------------------------------------------------------------

    def _value(self, node: ast.expr) -> tuple[Sort, Any]:
        """The value of a part of the rule; missing where it cannot stand alone (a column outside its rows)."""
        segment = ast.get_source_segment(self.text, node) or ""
        try:
            compiled = compile_typed(
                segment, self.symbols, expect=Kind.ANY, row_of=self.row_of, tables=self.naming.definition.tables
            )
        except RuleError:
            return UNKNOWN, None
        rule = compiled.rule
        if dotted(node) is not None and isinstance(rule.logic, dict) and "!!" in rule.logic:
            rule = rule.model_copy(update={"logic": rule.logic["!!"][0]})  # a name that is missing is not yet a no
        return compiled.sort, ask(self.naming.definition, rule, self.facts, self.row)

    def _holds(self, node: ast.expr) -> bool:
        if node is self.tree and self.rule.logic is not None:
            return ask(self.naming.definition, self.rule, self.facts, self.row) is True
        return self._value(node)[1] is True

    # --- conditions ----------------------------------------------------------------------------------------------

    def _reasons(self, node: ast.expr, held: bool) -> list[str]:
        if isinstance(node, ast.BoolOp):
            # of an `and` that failed and an `or` that held only the parts that decided it
            deciding = [part for part in node.values if self._holds(part) is held]
            return [reason for part in deciding for reason in self._reasons(part, held)]
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            return self._reasons(node.operand, not held)
        if isinstance(node, ast.Compare):
            return self._comparisons(node, held)
        if isinstance(node, ast.IfExp):
            chosen = self._holds(node.test)
            return self._reasons(node.test, chosen) + self._reasons(node.body if chosen else node.orelse, held)
        if isinstance(node, ast.Call):
            return [self._call(node, held)]
        return [] if isinstance(node, ast.Constant) else [self._name(node, held)]

    def _comparisons(self, node: ast.Compare, held: bool) -> list[str]:
        found, left = [], node.left
        for sign, right in zip(node.ops, node.comparators, strict=True):
            truth = self._pair_holds(left, sign, right)
            if truth is held or len(node.ops) == 1:
                found.append(self._pair(left, sign, right, held))
            left = right
        return found

    def _pair_holds(self, left: ast.expr, sign: ast.cmpop, right: ast.expr) -> bool:
        pair = " ".join(
            (self._segment(left), "in" if isinstance(sign, ast.In) else _SIGN_OF.get(type(sign), "not in"),
             self._segment(right))
        )  # fmt: skip
        try:
            compiled = compile_typed(
                pair, self.symbols, expect=Kind.BOOLEAN, row_of=self.row_of, tables=self.naming.definition.tables
            )
        except RuleError:
            return True
        return ask(self.naming.definition, compiled.rule, self.facts, self.row) is True

    def _segment(self, node: ast.expr) -> str:
        return f"({ast.get_source_segment(self.text, node) or ''})"

    def _pair(self, left: ast.expr, sign: ast.cmpop, right: ast.expr, held: bool) -> str:
        if self._is_missing(left) or self._is_missing(right):
            return self._gaps(left, right)
        if isinstance(sign, ast.In | ast.NotIn):
            return self._membership(left, right, isinstance(sign, ast.In) is held)
        written = _SIGN_OF[type(sign)]
        sort, value = self._value(left)
        other_sort, _ = self._value(right)
        if Kind.TEXT in (sort.kind, other_sort.kind) and written in ("==", "!="):
            return self._sameness(left, right, (written == "==") is held)
        if sort.kind is Kind.BOOLEAN and dotted(left) is not None:
            return self._name(left, value is True)
        shown = SIGNS[written if held else TURNED[written]]
        return f"{self._operand(left, right)} {shown} {self._operand(right, left)}"

    def _gaps(self, *sides: ast.expr) -> str:
        """Which names have no value; the whole expression where each of them has one."""
        empty = [self._label(name) for side in sides for name, node in names(side) if self._is_missing(node)]
        labels = empty or [self._told(side) for side in sides if self._is_missing(side)]
        return self.naming.say("and").join(self.naming.say("missing", label) for label in dict.fromkeys(labels))

    def _is_missing(self, node: ast.expr) -> bool:
        return not isinstance(node, ast.Constant | ast.List) and self._value(node)[1] is None

    def _sameness(self, left: ast.expr, right: ast.expr, same: bool) -> str:
        if isinstance(left, ast.Constant):
            left, right = right, left
        label, value = self._told(left), self._shown(left)
        return self.naming.say("is", label, value) if same else self.naming.say(
            "is_not", label, value, self._shown(right, beside=left)
        )  # fmt: skip

    def _membership(self, left: ast.expr, right: ast.expr, inside: bool) -> str:
        if isinstance(right, ast.List):
            options = [f"“{self._shown(one, beside=left)}”" for one in right.elts]
            if len(options) == 1 and inside:
                return self.naming.say("is", self._told(left), self._shown(left))
            listed = self.naming.say("list").join(options)
            return self.naming.say("among" if inside else "not_among", self._told(left), self._shown(left), listed)
        key = "chosen" if inside else "not_chosen"
        return self.naming.say(key, self._shown(left, beside=right), self._told(right))

    def _name(self, node: ast.expr, held: bool) -> str:
        name = dotted(node) or ""
        head, _, rest = name.partition(".")
        if head == "doc":
            return self.naming.say("attached" if held else "not_attached", self.naming.document(rest))
        if head == "party" and rest.endswith(".consented"):
            return self.naming.say("consented" if held else "not_consented", self._label(name))
        if self._is_missing(node):
            return self.naming.say("missing", self._label(name))
        found = self.naming.field(name)
        if found is None:
            return self.naming.say("true" if held else "false", self._label(name))
        return self.naming.say("answered", found.label.text(self.naming.locale), self._shown(node))

    def _call(self, node: ast.Call, held: bool) -> str:
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        if name == "filled":
            path = dotted(node.args[0]) or ""
            if path.startswith("doc."):
                return self._name(node.args[0], held)
            return self.naming.say("filled" if held else "missing", self._told(node.args[0]))
        if name == "changed" and isinstance(node.args[0], ast.Constant):
            return self.naming.say("changed" if held else "unchanged", self._label(str(node.args[0].value)))
        key = {("any", True): "any", ("any", False): "none", ("all", True): "all"}.get((name, held), "not_all")
        return self.naming.say(key, self._group(node), self._told(node.args[0]))

    # --- expressions ---------------------------------------------------------------------------------------------

    def _operand(self, node: ast.expr, other: ast.expr) -> str:
        """One side of a comparison: its name and value; a written value in the form of the other side."""
        if isinstance(node, ast.Constant | ast.UnaryOp):
            return self._shown(node, beside=other)
        told = self._told(node)
        return f"{told} {self._shown(node)}"

    def _shown(self, node: ast.expr, beside: ast.expr | None = None) -> str:
        """The value; a literal as the field beside it shows its values."""
        sort, value = self._value(node)
        name = dotted(node if beside is None else beside)
        known = self.naming.field(name) if name else None
        if known is not None and beside is not None and sort.kind is not Kind.LIST:
            return self.naming.of_field(known, sort, value)
        return self.naming.value(name, sort, value) if name else self.naming.plain(sort, value)

    def _label(self, name: str) -> str:
        return self.naming.label(name)

    def _group(self, node: ast.Call) -> str:
        heads = [name.partition(".")[0] for name, _ in names(node)]
        return self._label(heads[0]) if heads else ""

    def _told(self, node: ast.expr, *, values: bool = False) -> str:
        """An expression in words; with `values`, each name with its value."""
        name = dotted(node)
        if name is not None:
            return self._named(node, name, values)
        if isinstance(node, ast.Constant | ast.UnaryOp) and not isinstance(getattr(node, "op", None), ast.Not):
            return self._shown(node)
        if isinstance(node, ast.BinOp):
            sides = (self._bracketed(side, node, values) for side in (node.left, node.right))
            return _OPERATION[type(node.op)].join(sides)
        if isinstance(node, ast.Call):
            return self._function(node, values)
        if isinstance(node, ast.IfExp):
            return self._choice(node, values)
        if isinstance(node, ast.BoolOp):
            word = self.naming.say("and" if isinstance(node.op, ast.And) else "list")
            return word.join(self._told(part, values=values) for part in node.values)
        if isinstance(node, ast.UnaryOp):
            return self.naming.say("not", self._told(node.operand, values=values))
        if isinstance(node, ast.Compare):
            return self._written(node)
        return ", ".join(f"“{self._shown(part)}”" for part in children(node))

    def _named(self, node: ast.expr, name: str, values: bool) -> str:
        label = self._label(name)
        if not values:
            return label
        sort, value = self._value(node)
        if sort.kind is Kind.GROUP or value is None:
            return label
        return f"{label} {self.naming.value(name, sort, value)}"

    def _bracketed(self, side: ast.expr, whole: ast.BinOp, values: bool) -> str:
        told = self._told(side, values=values)
        loose = isinstance(side, ast.BinOp) and isinstance(side.op, ast.Add | ast.Sub)
        return f"({told})" if loose and isinstance(whole.op, ast.Mult | ast.Div) else told

    def _choice(self, node: ast.IfExp, values: bool) -> str:
        if not values:
            parts = (self._told(part) for part in (node.body, node.test, node.orelse))
            return self.naming.say("either", *parts)
        held = self._holds(node.test)
        chosen = self._told(node.body if held else node.orelse, values=True)
        return self.naming.say("if", chosen, self.naming.say("and").join(self._reasons(node.test, held)))

    def _function(self, node: ast.Call, values: bool) -> str:
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        if name == "filled":
            return self.naming.say("filled_plain", self._told(node.args[0]))
        if name == "changed":
            return self.naming.say("changed", self._label(str(getattr(node.args[0], "value", ""))))
        if name == "lookup":
            return self._lookup(node, values)
        if name in _OVER_ROWS and len(node.args) == 1:
            return self._over_rows(name, node)
        inner = [self._told(argument, values=values) for argument in node.args]
        return self.naming.say(name, *([", ".join(inner)] if name in ("min", "max") else inner))

    def _over_rows(self, name: str, node: ast.Call) -> str:
        (inner,) = node.args
        group = self._group(node)
        if name == "count" and dotted(inner) is not None and self._value(inner)[0].kind is not Kind.BOOLEAN:
            return self.naming.say("rows", group)
        key = f"{name}_rows" if name in ("min", "max") else name
        parts = (self._told(inner), group)
        return self.naming.say(key, *(parts if key in ("sum", "min_rows", "max_rows") else reversed(parts)))

    def _lookup(self, node: ast.Call, values: bool) -> str:
        table, *keys, column = node.args
        name = str(getattr(table, "value", ""))
        found = self.naming.definition.tables.get(name)
        title = found.title.text(self.naming.locale) if found and found.title else name
        told = ", ".join(self._told(key, values=values) for key in keys)
        said = self.naming.say("lookup", str(getattr(column, "value", "")).replace("_", " "), title, told)
        sort, cell = self._value(node) if values else (UNKNOWN, None)
        return said if cell is None else f"{said} ({self.naming.plain(sort, cell)})"

    def _written(self, node: ast.Compare) -> str:
        """A comparison as it stands, where it is asked of each row."""
        told, left = [self._told(node.left)], node.left
        for sign, right in zip(node.ops, node.comparators, strict=True):
            mark = {ast.In: "∈", ast.NotIn: "∉"}.get(type(sign)) or SIGNS[_SIGN_OF[type(sign)]]
            literal = isinstance(right, ast.Constant | ast.UnaryOp)
            told.append(f"{mark} {self._shown(right, beside=left) if literal else self._told(right)}")
            left = right
        return " ".join(told)
