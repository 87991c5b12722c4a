"""Rule text → strict JsonLogic: every node of the tree is checked and lowered here, calls in `calls`."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from app.permits.model import Rule, Table
from app.permits.rules import arithmetic, calls
from app.permits.rules.errors import RuleError
from app.permits.rules.facts import as_date, as_minutes, as_moment
from app.permits.rules.names import Found, find, nearest
from app.permits.rules.sorts import BOOLEAN, MAX_SAFE, TEXT, Kind, Sort, Symbols
from app.permits.rules.syntax import Source, dotted, parse
from app.permits.rules.terms import Logic, Term, boolean, both, guarded, mixed, number, read, size, truth

MAX_COMPILED = 4000

KIND_NAMES = {
    Kind.TEXT: "teks", Kind.NUMBER: "angka", Kind.BOOLEAN: "ya/tidak", Kind.DATE: "tanggal", Kind.DATETIME: "tanggal dan jam",
    Kind.TIME: "jam", Kind.LIST: "daftar", Kind.GROUP: "kelompok", Kind.ANY: "nilai",
}  # fmt: skip
ORDERED = frozenset({Kind.NUMBER, Kind.DATE, Kind.DATETIME, Kind.TIME})
COMPARABLE = ORDERED | {Kind.TEXT, Kind.BOOLEAN, Kind.ANY}
_LITERALS: dict[Kind, Callable[[object], object]] = {
    Kind.DATE: as_date,
    Kind.TIME: as_minutes,
    Kind.DATETIME: as_moment,
}
_SIGNS: dict[type[ast.cmpop], str] = {
    ast.Eq: "===", ast.NotEq: "!==", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=",
}  # fmt: skip


@dataclass(slots=True)
class Compiler:
    """Walks one rule. `group` is the repeating group whose rows an aggregate is walking, `row_of` the rule's own group."""

    source: Source
    symbols: Symbols
    tables: Mapping[str, Table]
    row_of: str | None = None
    reads: dict[str, None] = field(default_factory=dict)
    group: str | None = None
    rounding: bool = False

    # what calls.py needs

    def error(self, code: str, message: str, node: ast.AST) -> RuleError:
        return RuleError(code, message, self.source.column(node))

    @contextmanager
    def within(self, *, group: str | None = None, rounding: bool | None = None) -> Iterator[None]:
        """Compile the inside of an aggregate, a rounding or an ordinary argument."""
        before = self.group, self.rounding
        self.group = group or self.group
        self.rounding = self.rounding if rounding is None else rounding
        try:
            yield
        finally:
            self.group, self.rounding = before

    def term(self, node: ast.expr) -> Term:
        """Raises RuleError for whatever is not in the language."""
        term = _NODES[type(node)](self, node)
        if term.kind is Kind.NUMBER and not self.rounding and not isinstance(node, ast.Name | ast.Attribute):
            self.check_bounds(term, node)
        return term

    def typed(self, node: ast.expr, kind: Kind) -> Term:
        return self.become(self.term(node), kind, node)

    def become(self, term: Term, kind: Kind, node: ast.AST) -> Term:
        """The term as `kind`; only a text literal may change, to a date or a time."""
        if term.kind is kind:
            return term
        convert = _LITERALS.get(kind)
        if term.written is not None and convert is not None and convert(term.written) is not None:
            return Term(Sort(kind), as_moment(term.written) if kind is Kind.DATETIME else term.written, sure=True)
        message = f"Di sini diperlukan {KIND_NAMES[kind]}, yang ditulis {KIND_NAMES[term.kind]}."
        raise self.error("IZN202", message, node)

    def found(self, name: str, node: ast.AST) -> Found:
        found = find(self.symbols, name)
        if found is None:
            raise self.error("IZN201", f"“{name}” tidak dikenal.{nearest(self.symbols, name)}", node)
        return found

    def variable(self, node: ast.expr) -> Term:
        """A name, a whole group too."""
        found = self.found(dotted(node) or "", node)
        self.reads[found.name] = None
        if found.group is not None and found.group == self.group:
            return read(found.sort, {"var": found.column})
        if self.group is not None:
            raise self.error(
                "IZN216",
                f"Di sini hanya kolom “{self.group}” yang dapat dibaca; buat kolom hitungan untuk “{found.name}”.",
                node,
            )
        if found.group is None:
            return read(found.sort, {"var": found.name})
        if found.group != self.row_of:
            raise self.error(
                "IZN216", f"“{found.name}” dibaca di luar barisnya; pakai sum, count, any, all, min, atau max.", node
            )
        return read(found.sort, {"var": f"row.{found.column}"})

    def check_bounds(self, term: Term, node: ast.AST) -> None:
        if max(abs(term.low), abs(term.high)) * 10**term.places > MAX_SAFE:
            raise self.error(
                "IZN219", "Hasil hitungan dapat melewati 2^53-1. Beri “max” pada isian yang dipakai.", node
            )

    def same_kind(self, left: Term, right: Term, node: ast.AST) -> tuple[Term, Term]:
        """Both of one kind, after a text literal has become a date or time beside one."""
        if left.kind is right.kind or Kind.ANY in (left.kind, right.kind):
            return left, right
        if left.written is not None:
            return self.become(left, right.kind, node), right
        return left, self.become(right, left.kind, node)

    # nodes

    def constant(self, node: ast.Constant) -> Term:
        if isinstance(node.value, bool):
            return boolean(node.value)
        if isinstance(node.value, str):
            return Term(TEXT, node.value, sure=True, written=node.value)
        if isinstance(node.value, int | float):
            return self.number(node, 1)
        raise self.error("IZN203", "Nilai ini tidak ada dalam bahasa rumus.", node)

    def number(self, node: ast.Constant, sign: int) -> Term:
        value = sign * Fraction(self.source.number(node))
        places = 0
        while (value * 10**places).denominator != 1:
            places += 1
        logic = int(value * 10**places)
        if abs(logic) > MAX_SAFE:
            raise self.error("IZN219", "Angka ini terlalu besar.", node)
        return number(logic, places, value, value, sure=True)

    def bool_op(self, node: ast.BoolOp) -> Term:
        parts = [truth(self.typed(value, Kind.BOOLEAN)) for value in node.values]
        return boolean(both(*parts) if isinstance(node.op, ast.And) else {"or": parts})

    def unary_op(self, node: ast.UnaryOp) -> Term:
        if isinstance(node.op, ast.Not):
            return boolean({"!": [self.typed(node.operand, Kind.BOOLEAN).logic]})
        if (
            isinstance(node.op, ast.USub)
            and isinstance(node.operand, ast.Constant)
            and not isinstance(node.operand.value, bool | str)
        ):
            return self.number(node.operand, -1)
        raise self.error("IZN203", "Tanda ini hanya boleh di depan angka; tulis 0 - x.", node)

    def bin_op(self, node: ast.BinOp) -> Term:
        left, right = self.typed(node.left, Kind.NUMBER), self.typed(node.right, Kind.NUMBER)
        operation = _OPERATIONS.get(type(node.op))
        if operation is not None:
            return operation(left, right)
        if not isinstance(node.op, ast.Div):
            raise self.error("IZN203", "Hanya + - * dan / yang dikenal.", node)
        if not self.rounding:
            raise self.error("IZN203", "Pembagian hanya boleh di dalam round_down(…) atau round_half_up(…).", node)
        quotient = arithmetic.divide(left, right)
        if quotient is None:
            raise self.error("IZN219", "Pembagi dapat mendekati nol; bulatkan pembaginya dahulu.", node.right)
        return quotient

    def compare(self, node: ast.Compare) -> Term:
        left = self.term(node.left)
        parts = []
        for sign, comparator in zip(node.ops, node.comparators, strict=True):
            right = self.term(comparator)
            parts.append(self._pair(sign, left, right, comparator))
            left = right
        return boolean(both(*parts))

    def _pair(self, sign: ast.cmpop, left: Term, right: Term, node: ast.expr) -> Logic:
        if isinstance(sign, ast.In | ast.NotIn):
            return self._membership(left, right, node, inside=isinstance(sign, ast.In))
        operator = _SIGNS.get(type(sign))
        if operator is None:
            raise self.error("IZN203", "Pembanding ini tidak dikenal; pakai == != < <= > >= in.", node)
        left, right = self.same_kind(left, right, node)
        kind = right.kind if left.kind is Kind.ANY else left.kind
        if kind not in (COMPARABLE if operator in {"===", "!=="} else ORDERED):
            raise self.error(
                "IZN202", f"{KIND_NAMES[kind].capitalize()} tidak dapat dibandingkan dengan cara ini.", node
            )
        if left.kind is Kind.NUMBER and right.kind is Kind.NUMBER:
            return arithmetic.compare(operator, self._bounded(left, right, node), self._bounded(right, left, node))
        comparison = {operator: [left.logic, right.logic]}
        if operator == "===":
            return guarded(comparison, *([] if left.sure or right.sure else [left]))
        return guarded(comparison, left, right)

    def _bounded(self, term: Term, other: Term, node: ast.expr) -> Term:
        """The term at the scale that it is compared on."""
        term = arithmetic.rescaled(term, other.places)
        if not self.rounding:
            self.check_bounds(term, node)
        return term

    def _membership(self, item: Term, group: Term, node: ast.expr, *, inside: bool) -> Logic:
        sort = group.sort.item
        if group.kind is not Kind.LIST or sort is None:
            raise self.error(
                "IZN202", "Di kanan “in” harus daftar, misalnya ['a', 'b'], atau isian pilihan ganda.", node
            )
        values = group.logic
        if item.kind is Kind.NUMBER and sort.kind is Kind.NUMBER and item.under == 1:
            item, values = _same_scale(item, sort, values, self.error("IZN202", "Jumlah desimal tidak cocok.", node))
        elif sort.kind is not item.kind or item.under != 1:
            values = self._dates(item, sort, group, node)
        logic = {"in": [item.logic, values]}
        return logic if inside else guarded({"!": [logic]}, item, group)

    def _dates(self, item: Term, sort: Sort, group: Term, node: ast.expr) -> Logic:
        if group.sure and sort.kind is Kind.TEXT and item.under == 1:
            return [self.become(Term(TEXT, text, written=text), item.kind, node).logic for text in group.logic]
        raise self.error("IZN202", f"Daftar ini tidak berisi {KIND_NAMES[item.kind]}.", node)

    def if_exp(self, node: ast.IfExp) -> Term:
        condition = self.typed(node.test, Kind.BOOLEAN).logic
        left, right = self.same_kind(self.term(node.body), self.term(node.orelse), node.orelse)
        if left.kind is Kind.NUMBER and right.kind is Kind.NUMBER:
            return arithmetic.either(condition, left, right)
        if left.kind in {Kind.LIST, Kind.GROUP}:
            raise self.error("IZN202", "Daftar dan kelompok tidak dapat dipilih dengan if.", node)
        return Term(
            mixed(left.sort, right.sort), {"if": [condition, left.logic, right.logic]}, sure=left.sure and right.sure
        )

    def name(self, node: ast.expr) -> Term:
        term = self.variable(node)
        if term.kind is Kind.GROUP:
            many = term.sort.repeats
            message = "Kelompok hanya dibaca lewat kolomnya, count(…) atau filled(…)."
            raise self.error("IZN216" if many else "IZN202", message, node)
        return term

    def list(self, node: ast.List) -> Term:
        terms = [self.term(element) for element in node.elts]
        if not terms or any(term.kind is not terms[0].kind for term in terms):
            raise self.error("IZN202", "Daftar harus berisi nilai sejenis, sedikitnya satu.", node)
        if any(isinstance(element, ast.List) or not term.sure for element, term in zip(node.elts, terms, strict=True)):
            raise self.error("IZN203", "Daftar hanya boleh berisi nilai tertulis.", node)
        if terms[0].kind is not Kind.NUMBER:
            return Term(Sort(Kind.LIST, item=terms[0].sort), [term.logic for term in terms], sure=True)
        places = max(term.places for term in terms)
        item = Sort(Kind.NUMBER, places)
        return Term(Sort(Kind.LIST, item=item), [arithmetic.rescaled(term, places).logic for term in terms], sure=True)

    def call(self, node: ast.Call) -> Term:
        return calls.compile_call(self, node)


def _same_scale(item: Term, sort: Sort, values: Logic, error: RuleError) -> tuple[Term, Logic]:
    if item.places <= sort.places:
        return arithmetic.rescaled(item, sort.places), values
    if not isinstance(values, list):
        raise error
    return item, [value * 10 ** (item.places - sort.places) for value in values]


_OPERATIONS: dict[type[ast.operator], Callable[[Term, Term], Term]] = {
    ast.Add: arithmetic.add,
    ast.Sub: arithmetic.subtract,
    ast.Mult: arithmetic.multiply,
}
_NODES: dict[type[ast.expr], Callable[[Compiler, Any], Term]] = {
    ast.Constant: Compiler.constant,
    ast.BoolOp: Compiler.bool_op,
    ast.UnaryOp: Compiler.unary_op,
    ast.BinOp: Compiler.bin_op,
    ast.Compare: Compiler.compare,
    ast.IfExp: Compiler.if_exp,
    ast.Name: Compiler.name,
    ast.Attribute: Compiler.name,
    ast.List: Compiler.list,
    ast.Call: Compiler.call,
}


@dataclass(frozen=True, slots=True)
class Compiled:
    """A compiled rule with the sort of its result, for names that hold it (computed fields)."""

    rule: Rule
    sort: Sort


def compile_rule(
    text: str,
    symbols: Symbols,
    *,
    expect: Kind,
    row_of: str | None = None,
    tables: Mapping[str, Table] | None = None,
    places: int | None = None,
) -> Rule:
    """Check and compile a rule; raises RuleError (IZN201, 202, 203, 204, 209, 216, 219) and nothing else.

    A number must be whole unless `places` says how many decimals the field has; then it is rounded half-up to them.
    `row_of` names the repeating group whose row the rule stands in. `expect=Kind.ANY` takes a result of any kind.
    """
    return compile_typed(text, symbols, expect=expect, row_of=row_of, tables=tables, places=places).rule


def compile_typed(
    text: str,
    symbols: Symbols,
    *,
    expect: Kind,
    row_of: str | None = None,
    tables: Mapping[str, Table] | None = None,
    places: int | None = None,
) -> Compiled:
    """As `compile_rule`, with the sort of the result."""
    source = parse(text)
    compiler = Compiler(source, symbols, tables or {}, row_of)
    term = _finished(compiler, compiler.term(source.body), expect, places)
    if size(term.logic, MAX_COMPILED) >= MAX_COMPILED:
        raise compiler.error("IZN204", "Rumus menjadi terlalu besar. Pecah menjadi kolom hitungan.", source.body)
    return Compiled(Rule(text=text, logic=term.logic, reads=tuple(sorted(compiler.reads))), term.as_sort())


def _finished(compiler: Compiler, term: Term, expect: Kind, places: int | None) -> Term:
    node = compiler.source.body
    if term.kind is Kind.BOOLEAN and expect in {Kind.BOOLEAN, Kind.ANY}:
        return Term(BOOLEAN, truth(term), sure=True)
    if expect is Kind.ANY:
        return term
    term = compiler.become(term, expect, node)
    if expect is not Kind.NUMBER:
        return term
    if not places and not term.whole:
        raise compiler.error(
            "IZN202", "Hasilnya harus bilangan bulat: pakai round_half_up(…) atau round_down(…).", node
        )
    term = arithmetic.rounded(term, "half_up", places or 0)
    compiler.check_bounds(term, node)
    return term
