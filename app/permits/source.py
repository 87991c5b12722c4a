"""YAML text → plain values that remember where they were written. YAML 1.2, and less of it: no anchors, no tags.

Numbers, booleans, dates and text are told apart by ruamel's 1.2 resolver; dates become ISO text before anything else
sees them. Every fault is collected, so that an author mends a file in one go.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from app.permits.faults import Fault

MAX_BYTES = 512 * 1024  # the largest sheet of the seven is some 40 KB
MAX_TABLE_BYTES = 4 * 1024 * 1024
MAX_DEPTH = 30


class Tree(dict[str, Any]):
    """A mapping that knows its file, its line and the line of each key."""

    __slots__ = ("file", "line", "lines")

    def __init__(self, file: str = "", line: int = 1) -> None:
        super().__init__()
        self.file = file
        self.line = line
        self.lines: dict[str, int] = {}

    def copy(self) -> Tree:
        """Shallow, as of a dict."""
        twin = Tree(self.file, self.line)
        twin.update(self)
        twin.lines = dict(self.lines)
        return twin


class Items(list[Any]):
    """A list that knows its file and the line of each item."""

    __slots__ = ("file", "line", "lines")

    def __init__(self, values: Sequence[Any] = (), file: str = "", line: int = 1, lines: Sequence[int] = ()) -> None:
        super().__init__(values)
        self.file = file
        self.line = line
        self.lines = list(lines)


def place(root: Any, path: Sequence[Any]) -> tuple[str, int]:
    """File and line of the deepest part of `path` that exists; parts that name no key are passed over."""
    file, line = getattr(root, "file", ""), getattr(root, "line", 1)
    here = root
    for part in path:
        if isinstance(here, Tree) and part in here:
            file, line = here.file, here.lines.get(part, here.line)
            here = here[part]
        elif isinstance(here, Items) and isinstance(part, int) and 0 <= part < len(here):
            line = here.lines[part] if part < len(here.lines) else line
            here = here[part]
        else:
            continue
        file = getattr(here, "file", file) or file
        if isinstance(here, Tree) and isinstance(part, int):
            line = here.line
    return file, line


def read(text: str, file: str, *, max_bytes: int = MAX_BYTES) -> tuple[Tree | None, list[Fault]]:
    """The top mapping of a YAML file, or None with the reasons."""
    if len(text.encode()) > max_bytes:
        return None, [Fault(file, 1, "IZN107", f"Berkas lebih besar dari {max_bytes // 1024} KB. Pindahkan data ke tabel.")]
    try:
        faults = _forbidden(text, file)
        if faults:
            return None, faults
        node = _yaml().compose(text)
    except MarkedYAMLError as error:
        line = (error.problem_mark.line + 1) if error.problem_mark else 1
        return None, [Fault(file, line, "IZN101", f"Bukan YAML yang sah: {error.problem}.")]
    except (YAMLError, ValueError, RecursionError):
        return None, [Fault(file, 1, "IZN101", "Bukan YAML yang sah.")]
    if not isinstance(node, MappingNode):
        return None, [Fault(file, 1, "IZN101", "Berkas harus berisi satu pemetaan (kunci: nilai).")]
    builder = _Builder(file)
    tree = builder.mapping(node)
    return tree, builder.faults


def _yaml() -> YAML:
    return YAML(typ="rt", pure=True)


def _forbidden(text: str, file: str) -> list[Fault]:
    """Anchors, tags and endless nesting are refused before anything is built from them."""
    faults: list[Fault] = []
    depth = 0
    for event in _yaml().parse(text):
        name = type(event).__name__
        depth += name.endswith(("MappingStartEvent", "SequenceStartEvent"))
        depth -= name.endswith(("MappingEndEvent", "SequenceEndEvent"))
        line = event.start_mark.line + 1
        if depth > MAX_DEPTH:
            return [*faults, Fault(file, line, "IZN101", "Susunan terlalu dalam. Sederhanakan bagian ini.")]
        if getattr(event, "anchor", None):
            faults.append(Fault(file, line, "IZN101", "Jangkar (&) dan alias (*) tidak dipakai. Tulis nilainya lengkap."))
        if getattr(event, "tag", None):
            faults.append(Fault(file, line, "IZN101", "Tag (!) tidak dipakai. Hapus tandanya."))
    return faults


_INTEGER = re.compile(r"[-+]?[0-9]+")
_FLOAT = re.compile(r"[-+]?[0-9]+\.[0-9]+")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


class _Builder:
    """Builds values from nodes and keeps the faults."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.faults: list[Fault] = []

    def fault(self, node: Node, message: str, code: str = "IZN101") -> None:
        self.faults.append(Fault(self.file, node.start_mark.line + 1, code, message))

    def value(self, node: Node) -> Any:
        if isinstance(node, MappingNode):
            return self.mapping(node)
        if isinstance(node, SequenceNode):
            lines = [item.start_mark.line + 1 for item in node.value]
            values = [self.value(item) for item in node.value]
            return Items(values, self.file, node.start_mark.line + 1, lines)
        return self.scalar(node)

    def mapping(self, node: MappingNode) -> Tree:
        tree = Tree(self.file, node.start_mark.line + 1)
        for key_node, value_node in node.value:
            if not isinstance(key_node, ScalarNode):
                self.fault(key_node, "Kunci harus satu kata.")
                continue
            key = str(key_node.value)
            if key in tree:
                self.fault(key_node, f"Kunci “{key}” ditulis dua kali.")
            tree.lines[key] = key_node.start_mark.line + 1
            tree[key] = self.value(value_node)
        return tree

    def scalar(self, node: ScalarNode) -> Any:
        kind = str(node.tag).rsplit(":", 1)[-1]
        build = _SCALARS.get(kind)
        if build is None:
            return str(node.value)
        try:
            return build(str(node.value))
        except ValueError:
            self.fault(node, f"Nilai “{node.value}” tidak dikenal; tulis dalam tanda kutip bila itu teks.", "IZN108")
            return str(node.value)


def _integer(text: str) -> int:
    """Leading zeros are codes that lost their quotes."""
    if not _INTEGER.fullmatch(text) or (text.lstrip("+-").startswith("0") and text.lstrip("+-") != "0"):
        raise ValueError(text)
    return int(text)


def _decimal(text: str) -> float:
    if not _FLOAT.fullmatch(text):
        raise ValueError(text)
    return float(text)


def _timestamp(text: str) -> str:
    if not _DATE.fullmatch(text):
        raise ValueError(text)
    return date.fromisoformat(text).isoformat()


_SCALARS: dict[str, Callable[[str], Any]] = {
    "int": _integer,
    "float": _decimal,
    "bool": lambda text: text.lower() == "true",
    "null": lambda text: None,
    "timestamp": _timestamp,
}
