"""The walk over one rule's tree: each node is checked and lowered to JsonLogic."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from app.permits.model import Table
from app.permits.rules import arithmetic, calls, comparisons
from app.permits.rules.errors import RuleError
from app.permits.rules.facts import as_date, as_minutes, as_moment
from app.permits.rules.names import Found, find, nearest
from app.permits.rules.sorts import MAX_SAFE, TEXT, Kind, Sort, Symbols
from app.permits.rules.syntax import Source, dotted
from app.permits.rules.terms import Term, boolean, both, mixed, number, read, size, truth

MAX_COMPILED = 4000
"""Parts of compiled logic; far above what 200 nodes give, unless they are doubled over and over."""

KIND_NAMES = {
    Kind.TEXT: "teks",
    Kind.NUMBER: "angka",
    Kind.BOOLEAN: "ya/tidak",
    Kind.DATE: "tanggal",
    Kind.DATETIME: "tanggal dan jam",
    Kind.TIME: "jam",
    Kind.LIST: "daftar",
    Kind.GROUP: "kelompok",
    Kind.ANY: "nilai",
}
_LITERALS: dict[Kind, Callable[[object], object]] = {
    Kind.DATE: as_date,
    Kind.TIME: as_minutes,
    Kind.DATETIME: as_moment,
}
_ONLY_COLUMNS = "Di sini hanya kolom “{}” yang dapat dibaca; buat kolom hitungan untuk “{}”."
_OUTSIDE = "“{}” dibaca di luar barisnya; pakai sum, count, any, all, min, atau max."


@dataclass(slots=True)
class Walk:
    """`group` is the repeating group whose rows an aggregate walks just now; the rule itself stands in `row_of`."""

    source: Source
    symbols: Symbols
    tables: Mapping[str, Table]
    row_of: str | None = None
    reads: dict[str, None] = field(default_factory=dict)
    group: str | None = None
    rounding: bool = False

    def error(self, code: str, message: str, node: ast.AST) -> RuleError:
        return RuleError(code, message, self.source.column(node))

    @contextmanager
    def within(self, *, group: str | None = None, rounding: bool | None = None) -> Iterator[None]:
        """Walk the inside of an aggregate, a rounding or an ordinary operand."""
        before = self.group, self.rounding
        self.group = group or self.group
        self.rounding = self.rounding if rounding is None else rounding
        try:
            yield
        finally:
            self.group, self.rounding = before

    def term(self, node: ast.expr) -> Term:
        """Raises RuleError for whatever is not in the language, and for what grows too big."""
        term = _NODES[type(node)](self, node)
        if size(term.logic, MAX_COMPILED) + size(term.under.logic, MAX_COMPILED) > MAX_COMPILED:
            raise self.error("IZN204", "Rumus menjadi terlalu besar. Pecah menjadi kolom hitungan.", node)
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

    def same_kind(self, left: Term, right: Term, node: ast.AST) -> tuple[Term, Term]:
        """Both of one kind, after a text literal has become a date or time beside one."""
        if left.kind is right.kind or Kind.ANY in (left.kind, right.kind):
            return left, right
        if left.written is not None:
            return self.become(left, right.kind, node), right
        return left, self.become(right, left.kind, node)

    def check_bounds(self, term: Term, node: ast.AST) -> None:
        if max(abs(term.low), abs(term.high)) * 10**term.places > MAX_SAFE:
            raise self.error(
                "IZN219", "Hasil hitungan dapat melewati 2^53-1. Beri “max” pada isian yang dipakai.", node
            )

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
            raise self.error("IZN216", _ONLY_COLUMNS.format(self.group, found.name), node)
        if found.group is None:
            return read(found.sort, {"var": found.name})
        if found.group != self.row_of:
            raise self.error("IZN216", _OUTSIDE.format(found.name), node)
        return read(found.sort, {"var": f"row.{found.column}"})

    def name(self, node: ast.expr) -> Term:
        term = self.variable(node)
        if term.kind is Kind.GROUP:
            message = "Kelompok hanya dibaca lewat kolomnya, count(…) atau filled(…)."
            raise self.error("IZN216" if term.sort.repeats else "IZN202", message, node)
        return term

    def constant(self, node: ast.Constant) -> Term:
        if isinstance(node.value, bool):
            return boolean(node.value)
        if isinstance(node.value, str):
            return Term(TEXT, node.value, sure=True, written=node.value)
        if isinstance(node.value, int | float):
            return self.number(node, 1)
        raise self.error("IZN203", "Nilai ini tidak ada dalam bahasa rumus.", node)

    def number(self, node: ast.Constant, sign: int) -> Term:
        written = self.source.number(node).normalize()
        places = max(0, -int(written.as_tuple().exponent))
        logic = sign * int(written.scaleb(places))
        if abs(logic) > MAX_SAFE:
            raise self.error("IZN219", "Angka ini terlalu besar.", node)
        return number(logic, places, Fraction(logic, 10**places), Fraction(logic, 10**places), sure=True)

    def bool_op(self, node: ast.BoolOp) -> Term:
        parts = [truth(self.typed(value, Kind.BOOLEAN)) for value in node.values]
        return boolean(both(*parts) if isinstance(node.op, ast.And) else {"or": parts})

    def unary_op(self, node: ast.UnaryOp) -> Term:
        if isinstance(node.op, ast.Not):
            return boolean({"!": [self.typed(node.operand, Kind.BOOLEAN).logic]})
        digits = isinstance(node.operand, ast.Constant) and type(node.operand.value) in (int, float)
        if isinstance(node.op, ast.USub) and isinstance(node.operand, ast.Constant) and digits:
            return self.number(node.operand, -1)
        raise self.error("IZN203", "Tanda ini hanya boleh di depan angka; tulis 0 - x.", node)

    def bin_op(self, node: ast.BinOp) -> Term:
        operation = _OPERATIONS.get(type(node.op))
        if operation is None:
            raise self.error("IZN203", "Hanya + - * dan / yang dikenal.", node)
        if isinstance(node.op, ast.Div) and not self.rounding:
            raise self.error("IZN203", "Pembagian hanya boleh di dalam round_down(…) atau round_half_up(…).", node)
        return operation(self.typed(node.left, Kind.NUMBER), self.typed(node.right, Kind.NUMBER))

    def if_exp(self, node: ast.IfExp) -> Term:
        condition = self.typed(node.test, Kind.BOOLEAN).logic
        left, right = self.same_kind(self.term(node.body), self.term(node.orelse), node.orelse)
        if left.kind is Kind.NUMBER and right.kind is Kind.NUMBER:
            return arithmetic.either(condition, left, right)
        if left.kind is Kind.LIST:
            raise self.error("IZN202", "Daftar tidak dapat dipilih dengan if.", node)
        logic = {"if": [condition, left.logic, right.logic]}
        return Term(mixed(left.sort, right.sort), logic, sure=left.sure and right.sure)

    def list_of(self, node: ast.List) -> Term:
        terms = [self.term(element) for element in node.elts]
        if any(term.kind is Kind.LIST or not _literal(element) for element, term in zip(node.elts, terms, strict=True)):
            raise self.error("IZN203", "Daftar hanya boleh berisi nilai tertulis.", node)
        if not terms or any(term.kind is not terms[0].kind for term in terms):
            raise self.error("IZN202", "Daftar harus berisi nilai sejenis, sedikitnya satu.", node)
        places = max(term.places for term in terms)
        if terms[0].kind is Kind.NUMBER:
            terms = [arithmetic.rescaled(term, places) for term in terms]
        item = Sort(terms[0].kind, places)
        return Term(Sort(Kind.LIST, item=item), [term.logic for term in terms], sure=True)


def _literal(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant | ast.UnaryOp)


_OPERATIONS: dict[type[ast.operator], Callable[[Term, Term], Term]] = {
    ast.Add: arithmetic.add,
    ast.Sub: arithmetic.subtract,
    ast.Mult: arithmetic.multiply,
    ast.Div: arithmetic.divide,
}
_NODES: dict[type[ast.expr], Callable[[Walk, Any], Term]] = {
    ast.Constant: Walk.constant,
    ast.BoolOp: Walk.bool_op,
    ast.UnaryOp: Walk.unary_op,
    ast.BinOp: Walk.bin_op,
    ast.Compare: comparisons.compare,
    ast.IfExp: Walk.if_exp,
    ast.Name: Walk.name,
    ast.Attribute: Walk.name,
    ast.List: Walk.list_of,
    ast.Call: calls.call,
}
