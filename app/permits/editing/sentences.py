"""Conditions as sentences: rows "if [field] [is] [value]" joined by one word, from and to the text of a rule.

Only rules of that shape are sentences; every other rule stays the text that it is.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.permits.editing.outline import Name
from app.permits.rules import Kind, RuleError
from app.permits.rules.syntax import dotted, parse

SIGNS = {"sama": "==", "beda": "!=", "lebih": ">", "sedikitnya": ">=", "kurang": "<", "paling": "<="}
_OPERATORS: dict[type[ast.cmpop], str] = {
    ast.Eq: "sama",
    ast.NotEq: "beda",
    ast.Gt: "lebih",
    ast.GtE: "sedikitnya",
    ast.Lt: "kurang",
    ast.LtE: "paling",
}
_YES, _NO = frozenset({"ya", "yes", "true", "benar"}), frozenset({"tidak", "no", "false", "salah", "bukan"})
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
AND, OR = "dan", "atau"


@dataclass(frozen=True, slots=True)
class Row:
    """One sentence: a name, one of `SIGNS` or `terisi`, `kosong`, `memuat`, `ya`, `tidak`, `berubah`, and a value."""

    name: str
    sign: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Sentences:
    """Rows that hold all (`dan`) or of which one holds (`atau`)."""

    rows: tuple[Row, ...] = ()
    join: str = AND


class SentenceError(ValueError):
    """A row that makes no condition; the message is for people."""


def read(text: str, names: Sequence[Name]) -> Sentences | None:
    """The sentences that a rule's text says, values by their labels; None where it is not of that shape."""
    if not text.strip():
        return Sentences()
    try:
        body = parse(text).body
    except RuleError:
        return None
    known = {one.name: one for one in names}
    join = AND
    parts: Sequence[ast.expr] = [body]
    if isinstance(body, ast.BoolOp):
        join, parts = (AND if isinstance(body.op, ast.And) else OR), body.values
    rows = [_row(part, known) for part in parts]
    if any(row is None or row.name not in known for row in rows):
        return None
    return Sentences(tuple(row for row in rows if row is not None), join)


def write(sentences: Sentences, names: Sequence[Name]) -> str:
    """The rule's text; empty for no rows. Raises SentenceError."""
    known = {one.name: one for one in names}
    parts = [_text(row, known) for row in sentences.rows if row.name]
    return (" and " if sentences.join == AND else " or ").join(parts)


def _row(node: ast.expr, known: dict[str, Name]) -> Row | None:
    name = dotted(node)
    if name is not None:
        return Row(name, "ya")
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        inner = _row(node.operand, known)
        turned = {"ya": "tidak", "terisi": "kosong"}.get(inner.sign) if inner else None
        return Row(inner.name, turned) if inner and turned else None
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and len(node.args) == 1:
        return _called(node.func.id, node.args[0])
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        return _compared(node.left, node.ops[0], node.comparators[0], known)
    return None


def _called(function: str, argument: ast.expr) -> Row | None:
    if function == "filled":
        name = dotted(argument)
        return Row(name, "terisi") if name else None
    if function == "changed" and isinstance(argument, ast.Constant) and isinstance(argument.value, str):
        return Row(argument.value, "berubah")
    return None


def _compared(left: ast.expr, operator: ast.cmpop, right: ast.expr, known: dict[str, Name]) -> Row | None:
    if isinstance(operator, ast.In) and isinstance(left, ast.Constant):
        name = dotted(right)
        return Row(name, "memuat", _label(known.get(name), left.value)) if name else None
    sign, name = _OPERATORS.get(type(operator)), dotted(left)
    if sign is None or name is None:
        return None
    if isinstance(right, ast.Constant) and not isinstance(right.value, bool):
        written = right.value if isinstance(right.value, str) else ast.unparse(right)
        return Row(name, sign, _label(known.get(name), written))
    if isinstance(right, ast.UnaryOp) and isinstance(right.op, ast.USub) and isinstance(right.operand, ast.Constant):
        return Row(name, sign, ast.unparse(right))
    return None


def _label(name: Name | None, value: object) -> str:
    return dict(name.choices).get(str(value), str(value)) if name else str(value)


def _text(row: Row, known: dict[str, Name]) -> str:
    name = known.get(row.name)
    if name is None:
        raise SentenceError(f"Isian “{row.name}” tidak ada.")
    simple = {"terisi": f"filled({name.name})", "kosong": f"not filled({name.name})"}
    if row.sign in simple:
        return simple[row.sign]
    if row.sign == "berubah":
        return f"changed('{name.name}')"
    if name.kind is Kind.BOOLEAN:
        return _boolean(row, name)
    if row.sign in ("ya", "tidak"):
        raise SentenceError(f"“{name.label}” bukan pertanyaan ya/tidak. Pilih pembanding lain dan isi nilainya.")
    if not row.value.strip():
        raise SentenceError(f"Isi nilai yang dibandingkan dengan “{name.label}”.")
    if row.sign == "memuat" or name.kind is Kind.LIST:
        inside = f"{_literal(row.value, name)} in {name.name}"
        return f"not ({inside})" if row.sign == "beda" else inside
    return f"{name.name} {SIGNS[row.sign]} {_literal(row.value, name)}"


def _boolean(row: Row, name: Name) -> str:
    said = row.value.strip().casefold()
    if said and said not in _YES | _NO:
        raise SentenceError(f"“{name.label}” dijawab ya atau tidak.")
    no = (said in _NO) is not (row.sign in ("tidak", "beda"))
    return f"not {name.name}" if no else name.name


def _literal(value: str, name: Name) -> str:
    said = value.strip()
    if name.kind is Kind.NUMBER:
        number = said.replace(".", "").replace(",", ".") if re.fullmatch(r"\d{1,3}(\.\d{3})+(,\d+)?", said) else said
        number = number.replace(",", ".")
        if not _NUMBER.fullmatch(number):
            raise SentenceError(f"“{said}” bukan angka. “{name.label}” dibandingkan dengan angka.")
        return number
    for choice, label in name.choices:
        if said.casefold() in (choice.casefold(), label.casefold()):
            return _quoted(choice)
    if name.choices:
        offered = ", ".join(label for _, label in name.choices[:8])
        raise SentenceError(f"“{said}” bukan pilihan “{name.label}”. Pilihannya: {offered}.")
    return _quoted(said)


def _quoted(text: str) -> str:
    if "'" in text and '"' in text:
        raise SentenceError("Nilai tidak boleh memuat kedua tanda petik.")
    return f'"{text}"' if "'" in text else f"'{text}'"


WORDS = (
    ("sama", "adalah"),
    ("beda", "bukan"),
    ("lebih", "lebih dari"),
    ("sedikitnya", "sedikitnya"),
    ("kurang", "kurang dari"),
    ("paling", "paling banyak"),
    ("memuat", "memuat pilihan"),
    ("ya", "dijawab ya"),
    ("tidak", "dijawab tidak"),
    ("terisi", "sudah diisi"),
    ("kosong", "tidak diisi"),
    ("berubah", "berubah dari izin sebelumnya"),
)
