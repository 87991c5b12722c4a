"""Rule text → a syntax tree that holds nothing but what the whitelist allows. Nothing is ever executed."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from app.permits.rules.errors import RuleError

MAX_LENGTH = 4000
MAX_DEPTH = 12
MAX_NODES = 200

_STRING = re.compile(r"'[^']*'|\"[^\"]*\"")
_OUTSIDE_STRINGS = re.compile(r"[A-Za-z0-9_.,()\[\]+\-*/<>=! ]*")
# Python's parser only warns about these, and warnings are process-wide; so they are refused before it sees them.
_NUMBER_RUNS_INTO_WORD = re.compile(r"(?<![A-Za-z0-9_])[0-9][0-9.]*[A-Za-z_]")
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")

_OPERATIONS = (ast.BoolOp, ast.UnaryOp, ast.BinOp, ast.Compare, ast.IfExp, ast.Call)
_ALLOWED = (*_OPERATIONS, ast.Name, ast.Attribute, ast.Constant, ast.List)
_SUM = (ast.Add, ast.Sub)
_PRODUCT = (ast.Mult, ast.Div)


@dataclass(frozen=True, slots=True)
class Source:
    """The text of a rule, its tree, and where each node of it stands."""

    text: str
    body: ast.expr
    indent: int

    def column(self, node: ast.AST) -> int:
        offset: int = getattr(node, "col_offset", 0)
        return len(self.text.encode()[:offset].decode(errors="ignore")) + 1 + self.indent

    def number(self, node: ast.Constant) -> Decimal:
        """The number exactly as written; a float would already have lost it."""
        written = ast.get_source_segment(self.text, node) or ""
        if not _NUMBER.fullmatch(written):
            raise RuleError("IZN203", "Tulis angka sebagai 1500 atau 0.35.", self.column(node))
        return Decimal(written)


def parse(text: str) -> Source:
    """Raises RuleError: IZN203 for what is not in the language, IZN204 for what is too big."""
    line = text.translate({ord(sign): " " for sign in "\t\r\n"})
    indent = len(line) - len(line.lstrip(" "))
    line = line.strip(" ")
    if len(line) > MAX_LENGTH:
        message = f"Rumus terlalu panjang (paling banyak {MAX_LENGTH} huruf). Pecah menjadi kolom hitungan."
        raise RuleError("IZN204", message)
    _check_characters(line, indent)
    try:
        body = ast.parse(line, mode="eval").body
    except SyntaxError as error:
        message = "Rumus tidak dapat dibaca. Periksa tanda kurung, petik, dan ejaan."
        raise RuleError("IZN203", message, (error.offset or len(line) + 1) + indent) from None
    except (ValueError, MemoryError, RecursionError):
        raise RuleError("IZN204", "Rumus terlalu dalam. Pecah menjadi kolom hitungan.") from None
    source = Source(line, body, indent)
    _check_size(source)
    return source


def dotted(node: ast.expr) -> str | None:
    """`a.b.c` of a plain name, None for anything else."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return None
    return ".".join([node.id, *reversed(parts)])


def names(node: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    """Every dotted name below a node, with its place; names of functions are none."""
    name = dotted(node)
    if name is not None:
        yield name, node
        return
    for child in children(node):
        yield from names(child)


def children(node: ast.expr) -> list[ast.expr]:
    """The expressions directly below; a dotted name has none, and the name of a called function is none."""
    if isinstance(node, ast.Call):
        return list(node.args)
    if dotted(node) is not None:
        return []
    return [child for child in ast.iter_child_nodes(node) if isinstance(child, ast.expr)]


def _check_characters(line: str, indent: int) -> None:
    bare = _STRING.sub(lambda match: " " * len(match.group()), line)
    found = _OUTSIDE_STRINGS.match(bare)
    end = found.end() if found else 0
    if end < len(bare):
        raise RuleError("IZN203", f"Tanda {bare[end]!r} tidak dikenal dalam rumus.", end + 1 + indent)
    if "\\" in line:
        raise RuleError("IZN203", "Garis miring terbalik tidak dipakai dalam rumus.", line.index("\\") + 1 + indent)
    runs = _NUMBER_RUNS_INTO_WORD.search(bare)
    if runs:
        message = "Beri spasi antara angka dan kata; angka ditulis sebagai 1500 atau 0.35."
        raise RuleError("IZN203", message, runs.start() + 1 + indent)


def _check_size(source: Source) -> None:
    count = 0
    waiting: list[tuple[ast.expr, int]] = [(source.body, 1)]
    while waiting:
        node, depth = waiting.pop()
        count += 1
        if not isinstance(node, _ALLOWED) or (isinstance(node, ast.Attribute) and dotted(node) is None):
            raise RuleError("IZN203", "Bentuk ini tidak ada dalam bahasa rumus.", source.column(node))
        if depth > MAX_DEPTH or count > MAX_NODES:
            limit = f"paling banyak {MAX_DEPTH} tingkat dan {MAX_NODES} bagian"
            message = f"Rumus terlalu besar ({limit}). Pecah menjadi kolom hitungan."
            raise RuleError("IZN204", message, source.column(node))
        waiting.extend((child, depth + (not _same_chain(node, child))) for child in children(node))


def _same_chain(node: ast.expr, child: ast.expr) -> bool:
    """`a + b + c` is one level, as it is read."""
    if not isinstance(node, ast.BinOp) or not isinstance(child, ast.BinOp) or child is not node.left:
        return False
    return any(isinstance(node.op, ops) and isinstance(child.op, ops) for ops in (_SUM, _PRODUCT))
