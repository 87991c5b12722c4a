"""The functions of the rule language: how each is checked and lowered."""

from __future__ import annotations

import ast
from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING

from app.permits.rules import arithmetic
from app.permits.rules.names import Found, find, rows_of
from app.permits.rules.sorts import Kind, Sort, bounded_column_sort, column_sort
from app.permits.rules.syntax import dotted, names
from app.permits.rules.terms import ONE, Logic, Term, boolean, filled, number, read, truth

if TYPE_CHECKING:
    from app.permits.rules.walk import Walk

_DAYS = 3_652_059  # from year 1 to year 9999
# function → the kinds of its operands and the least and greatest result; a date where no bounds are given
_PLAIN: dict[str, tuple[tuple[Kind, ...], tuple[int, int] | None]] = {
    "age": ((Kind.DATE, Kind.DATE), (-9999, 9999)),
    "days_between": ((Kind.DATE, Kind.DATE), (-_DAYS, _DAYS)),
    "workdays_between": ((Kind.DATE, Kind.DATE), (-_DAYS, _DAYS)),
    "minutes_between": ((Kind.TIME, Kind.TIME), (-1440, 1440)),
    "year": ((Kind.DATE,), (1, 9999)),
    "add_days": ((Kind.DATE, Kind.NUMBER), None),
    "add_months": ((Kind.DATE, Kind.NUMBER), None),
}
_EXTREMES = frozenset({Kind.NUMBER, Kind.DATE, Kind.DATETIME, Kind.TIME})


def call(walk: Walk, node: ast.Call) -> Term:
    """Raises RuleError for an unknown function, and for operands that it does not take."""
    name = node.func.id if isinstance(node.func, ast.Name) else ""
    compile_function = FUNCTIONS.get(name)
    if compile_function is None:
        raise walk.error("IZN203", f"Fungsi “{name}” tidak dikenal." if name else "Panggilan ini tidak dikenal.", node)
    if node.keywords:
        raise walk.error("IZN203", "Nilai fungsi ditulis tanpa nama.", node)
    return compile_function(walk, node, name)


def _arguments(walk: Walk, node: ast.Call, name: str, count: int) -> list[ast.expr]:
    if len(node.args) != count:
        raise walk.error("IZN202", f"{name}(…) memerlukan {count} nilai.", node)
    return node.args


def _plain(walk: Walk, node: ast.Call, name: str) -> Term:
    kinds, bounds = _PLAIN[name]
    logics: list[Logic] = []
    with walk.within(rounding=False):
        for argument, kind in zip(_arguments(walk, node, name, len(kinds)), kinds, strict=True):
            term = walk.typed(argument, kind)
            if kind is Kind.NUMBER and not term.whole:
                raise walk.error("IZN202", f"{name}(…) memerlukan bilangan bulat.", argument)
            logics.append(term.logic)
    if bounds is None:
        return Term(Sort(Kind.DATE), {name: logics})
    return number({name: logics}, 0, Fraction(bounds[0]), Fraction(bounds[1]))


def _filled(walk: Walk, node: ast.Call, name: str) -> Term:
    (argument,) = _arguments(walk, node, name, 1)
    path = dotted(argument)
    if path is None:
        with walk.within(rounding=False):
            return boolean(filled(walk.term(argument)))
    term = walk.variable(argument)
    # a document's name is true or false, never missing: attached is what is meant
    return boolean(truth(term) if path.startswith("doc.") else filled(term))


def _rounding(walk: Walk, node: ast.Call, name: str) -> Term:
    (argument,) = _arguments(walk, node, name, 1)
    with walk.within(rounding=True):
        term = walk.typed(argument, Kind.NUMBER)
    return arithmetic.rounded(term, "down" if name == "round_down" else "half_up")


def _changed(walk: Walk, node: ast.Call, name: str) -> Term:
    (argument,) = _arguments(walk, node, name, 1)
    field = argument.value if isinstance(argument, ast.Constant) else None
    if not isinstance(field, str):
        raise walk.error("IZN203", "Tulis changed('nama_isian').", argument)
    if field not in walk.symbols or "." in field:
        raise walk.error("IZN201", f"Isian “{field}” tidak dikenal.", argument)
    if walk.group is not None:
        raise walk.error("IZN216", "changed(…) tidak dapat dipakai per baris.", node)
    walk.reads[field] = None
    return boolean({"===": [{"var": f"_changed.{field}"}, True]})


def _lookup(walk: Walk, node: ast.Call, name: str) -> Term:
    literals = [argument.value if isinstance(argument, ast.Constant) else None for argument in node.args]
    if len(literals) < 3 or not isinstance(literals[0], str) or not isinstance(literals[-1], str):
        raise walk.error("IZN202", "Tulis lookup('tabel', kunci, 'kolom').", node)
    table = walk.tables.get(literals[0])
    if table is None:
        raise walk.error("IZN209", f"Tabel “{literals[0]}” tidak ada.", node)
    result = bounded_column_sort(table, literals[-1])
    if result is None:
        raise walk.error("IZN209", f"Tabel “{literals[0]}” tidak mempunyai kolom “{literals[-1]}”.", node)
    keys = node.args[1:-1]
    if len(keys) != len(table.keys):
        raise walk.error(
            "IZN202", f"Tabel “{literals[0]}” mempunyai {len(table.keys)} kunci: {', '.join(table.keys)}.", node
        )
    with walk.within(rounding=False):
        logics = [_key(walk, key, column_sort(table, column)) for key, column in zip(keys, table.keys, strict=True)]
    walk.reads["today"] = None
    return read(result, {"lookup": [literals[0], *logics, literals[-1]]})


def _key(walk: Walk, node: ast.expr, sort: Sort | None) -> Logic:
    kind = sort.kind if sort else Kind.TEXT
    term = walk.typed(node, kind)
    if kind is not Kind.NUMBER or sort is None:
        return term.logic
    if term.places > sort.places:
        message = f"Kolom tabel memakai {sort.places} angka desimal, nilai ini {term.places}."
        raise walk.error("IZN202", message, node)
    term = arithmetic.rescaled(term, sort.places)
    walk.check_bounds(term, node)
    return term.logic


def _rows(walk: Walk, node: ast.expr) -> tuple[Found, Logic]:
    """The one repeating group that the inside of an aggregate reads."""
    if walk.group is not None:
        raise walk.error("IZN216", "Fungsi kelompok tidak dapat bersarang; buat kolom hitungan.", node)
    groups: dict[str, int] = {}
    for name, place in names(node):
        found = walk.found(name, place)
        if found.group is not None:
            groups[found.group] = found.rows
    if len(groups) != 1:
        raise walk.error("IZN216", "Di dalam fungsi ini harus dibaca kolom dari satu kelompok.", node)
    ((group, rows),) = groups.items()
    walk.reads[group] = None
    return Found(group, Sort(Kind.GROUP), group, rows=rows), {"var": group}


def _sum(walk: Walk, node: ast.Call, name: str) -> Term:
    (argument,) = _arguments(walk, node, name, 1)
    found, rows = _rows(walk, argument)
    with walk.within(group=found.name):
        cell = walk.typed(argument, Kind.NUMBER)
    if not isinstance(cell.under.logic, int):
        raise walk.error("IZN203", "Pembagian di dalam sum(…) harus dibulatkan di dalamnya.", argument)
    return arithmetic.total(rows, cell, found.rows)


def _condition(walk: Walk, node: ast.Call, name: str) -> Term:
    (argument,) = _arguments(walk, node, name, 1)
    found, rows = _rows(walk, argument)
    with walk.within(group=found.name, rounding=False):
        condition = truth(walk.typed(argument, Kind.BOOLEAN))
    return boolean({"some" if name == "any" else "all": [rows, condition]})


def _count(walk: Walk, node: ast.Call, name: str) -> Term:
    (argument,) = _arguments(walk, node, name, 1)
    whole = find(walk.symbols, dotted(argument) or "")
    if whole is not None and whole.sort.kind is Kind.GROUP and whole.sort.repeats:
        rows = walk.variable(argument)
        return number({"count": [rows.logic]}, 0, Fraction(0), Fraction(rows_of(whole.sort)), sure=True)
    found, group = _rows(walk, argument)
    with walk.within(group=found.name, rounding=False):
        condition = truth(walk.typed(argument, Kind.BOOLEAN))
    return number({"count": [{"filter": [group, condition]}]}, 0, Fraction(0), Fraction(found.rows), sure=True)


def _extreme(walk: Walk, node: ast.Call, name: str) -> Term:
    if len(node.args) < 2:
        return _extreme_of_rows(walk, node, name)
    terms = [walk.term(argument) for argument in node.args]
    kinds = {term.kind for term in terms if term.written is None}
    if len(kinds) != 1 or not kinds <= _EXTREMES:
        raise walk.error("IZN202", f"{name}(…) memerlukan angka, tanggal, atau jam yang sejenis.", node)
    (kind,) = kinds
    terms = [walk.become(term, kind, argument) for term, argument in zip(terms, node.args, strict=True)]
    if kind is Kind.NUMBER:
        return arithmetic.extreme(name, terms)
    return Term(terms[0].sort, {name: [term.logic for term in terms]}, sure=all(term.sure for term in terms))


def _extreme_of_rows(walk: Walk, node: ast.Call, name: str) -> Term:
    (argument,) = _arguments(walk, node, name, 1)
    found, rows = _rows(walk, argument)
    with walk.within(group=found.name):
        cell = walk.term(argument)
    if cell.kind not in _EXTREMES or cell.under != ONE:
        raise walk.error("IZN202", f"{name}(…) memerlukan kolom angka, tanggal, atau jam.", argument)
    logic = {name: [{"map": [rows, cell.logic]}]}
    if cell.kind is Kind.NUMBER:
        return number(logic, cell.places, cell.low, cell.high)
    return Term(cell.sort, logic)


FUNCTIONS: dict[str, Callable[[Walk, ast.Call, str], Term]] = {
    **dict.fromkeys(_PLAIN, _plain),
    "filled": _filled,
    "round_down": _rounding,
    "round_half_up": _rounding,
    "changed": _changed,
    "lookup": _lookup,
    "sum": _sum,
    "any": _condition,
    "all": _condition,
    "count": _count,
    "min": _extreme,
    "max": _extreme,
}
"""Every function of the language; ids of fields may not be one of these."""
