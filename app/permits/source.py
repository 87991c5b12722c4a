"""YAML text → plain values that remember where they were written. YAML 1.2, and less of it: no anchors, no tags.

libyaml reads the events (ADR 0013). Numbers, booleans, dates and text are told apart by ruamel's 1.2 resolver; dates
become ISO text before anything else sees them. Every fault is collected, so that an author mends a file in one go.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.nodes import ScalarNode
from yaml import CSafeLoader, MarkedYAMLError, YAMLError, parse
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from app.permits.faults import Fault

MAX_BYTES = 512 * 1024  # the largest sheet of the seven is some 40 KB
MAX_TABLE_BYTES = 4 * 1024 * 1024
MAX_DEPTH = 30


class Tree(dict[str, Any]):
    """A mapping that knows its file, its line, the line of each key, and where a text that stands on one line begins.

    `files` names the file of a key that came from another one, as by `extends`.
    """

    __slots__ = ("file", "files", "line", "lines", "starts")

    def __init__(self, file: str = "", line: int = 1) -> None:
        super().__init__()
        self.file = file
        self.line = line
        self.lines: dict[str, int] = {}
        self.files: dict[str, str] = {}
        self.starts: dict[str, tuple[int, int]] = {}

    def copy(self) -> Tree:
        """Shallow, as of a dict."""
        twin = Tree(self.file, self.line)
        twin.update(self)
        twin.lines, twin.files, twin.starts = dict(self.lines), dict(self.files), dict(self.starts)
        return twin

    def take(self, key: str, other: Tree) -> None:
        """Set `key` to what `other` has there, with its place."""
        self[key] = other[key]
        self.lines[key] = other.lines.get(key, other.line)
        self.files[key] = other.files.get(key, other.file)
        self.starts.pop(key, None)
        if key in other.starts:
            self.starts[key] = other.starts[key]


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
            file, line = here.files.get(part, here.file), here.lines.get(part, here.line)
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


def start(root: Any, path: Sequence[Any]) -> tuple[int, int] | None:
    """Line and column of the first letter of the text at `path`; None where it spans lines or was put together."""
    here = root
    for number, part in enumerate(path):
        if isinstance(here, Tree) and part in here:
            if number == len(path) - 1 and isinstance(here[part], str):
                return here.starts.get(part)
            here = here[part]
        elif isinstance(here, Items) and isinstance(part, int) and 0 <= part < len(here):
            here = here[part]
    return None


def events(text: str) -> Iterator[Event]:
    """What libyaml finds in a text, one by one, with the marks. Raises YAMLError, also after the first ones."""
    return parse(text, Loader=CSafeLoader)


def read(text: str, file: str, *, max_bytes: int = MAX_BYTES) -> tuple[Tree | None, list[Fault]]:
    """The top mapping of a YAML file, or None with the reasons."""
    if len(text.encode()) > max_bytes:
        return None, [
            Fault(file, 1, "IZN107", f"Berkas lebih besar dari {max_bytes // 1024} KB. Pindahkan data ke tabel.")
        ]
    builder = _Builder(file)
    try:
        tree = builder.document(text)
    except MarkedYAMLError as error:
        line = (error.problem_mark.line + 1) if error.problem_mark else 1
        return None, [*builder.faults, Fault(file, line, "IZN101", f"Bukan YAML yang sah: {error.problem}.")]
    except (YAMLError, ValueError):
        return None, [*builder.faults, Fault(file, 1, "IZN101", "Bukan YAML yang sah.")]
    return tree, builder.faults


_INTEGER = re.compile(r"[-+]?[0-9]+")
_FLOAT = re.compile(r"[-+]?[0-9]+\.[0-9]+")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
# Control characters, zero-width signs and those that turn the direction of writing: what is read is not what is seen.
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\uffff]")
_SHOWN = 40
_MAX_NUMBER = 2**53 - 1  # larger ones differ silently between server and browser


class _Builder:
    """Builds values straight from the parser's events and keeps the faults, in one pass.

    Events are typed Any: what they carry depends on their kind, which a type checker does not follow here.
    """

    def __init__(self, file: str) -> None:
        self.file = file
        self.faults: list[Fault] = []
        self.resolve = YAML(typ="safe", pure=True).resolver.resolve
        self.depth = 0

    def document(self, text: str) -> Tree | None:
        """Raises YAMLError for what is no YAML."""
        found: Iterator[Any] = events(text)
        for event in found:
            if isinstance(event, MappingStartEvent):
                tree = self.mapping(event, found)
                rest = [later for later in found if isinstance(later, DocumentStartEvent)]
                if rest:
                    self.fault(rest[0], "Satu berkas memuat satu dokumen. Hapus tanda ---.")
                return tree
            if isinstance(event, SequenceStartEvent | ScalarEvent):
                break
        self.faults.append(Fault(self.file, 1, "IZN101", "Berkas harus berisi satu pemetaan (kunci: nilai)."))
        return None

    def fault(self, event: Any, message: str, code: str = "IZN101") -> None:
        self.faults.append(Fault(self.file, event.start_mark.line + 1, code, message))

    def value(self, event: Any, following: Iterator[Any]) -> Any:
        if isinstance(event, MappingStartEvent):
            return self.mapping(event, following)
        if isinstance(event, SequenceStartEvent):
            return self.sequence(event, following)
        if isinstance(event, AliasEvent):
            self.fault(event, "Jangkar (&) dan alias (*) tidak dipakai. Tulis nilainya lengkap.")
            return None
        self.plain(event)
        if _UNSEEN.search(str(event.value)):
            self.fault(event, "Teks memuat tanda yang tidak terlihat atau pembalik arah tulisan. Hapus tanda itu.")
            return None
        return self.scalar(event)

    def plain(self, event: Any) -> None:
        """Anchors and tags are refused, so that no value stands for more than it shows."""
        if event.anchor:
            self.fault(event, "Jangkar (&) dan alias (*) tidak dipakai. Tulis nilainya lengkap.")
        if event.tag:
            self.fault(event, "Tag (!) tidak dipakai. Hapus tandanya.")

    def enter(self, event: Any) -> None:
        self.plain(event)
        self.depth += 1
        if self.depth > MAX_DEPTH:
            self.fault(event, "Susunan terlalu dalam. Sederhanakan bagian ini.")
            raise YAMLError

    def sequence(self, event: Any, following: Iterator[Any]) -> Items:
        self.enter(event)
        items = Items((), self.file, event.start_mark.line + 1)
        for inner in following:
            if isinstance(inner, SequenceEndEvent):
                break
            items.lines.append(inner.start_mark.line + 1)
            items.append(self.value(inner, following))
        self.depth -= 1
        return items

    def mapping(self, event: Any, following: Iterator[Any]) -> Tree:
        self.enter(event)
        tree = Tree(self.file, event.start_mark.line + 1)
        for key_event in following:
            if isinstance(key_event, MappingEndEvent):
                break
            line = key_event.start_mark.line + 1
            if not isinstance(key_event, ScalarEvent):
                self.fault(key_event, "Kunci harus satu kata.")
                self.value(key_event, following)
                self.value(next(following), following)
                continue
            self.plain(key_event)
            key = str(key_event.value)
            if _UNSEEN.search(key):
                self.fault(key_event, "Kunci memuat tanda yang tidak terlihat. Hapus tanda itu.")
            if key in tree:
                self.fault(key_event, f"Kunci “{key}” ditulis dua kali.")
            tree.lines[key] = line
            value_event: Any = next(following)
            tree[key] = self.value(value_event, following)
            begins, ends = value_event.start_mark, value_event.end_mark
            if isinstance(value_event, ScalarEvent) and begins.line == ends.line:
                quoted = value_event.style in ("'", '"')
                tree.starts[key] = (begins.line + 1, begins.column + 1 + quoted)
        self.depth -= 1
        return tree

    def scalar(self, event: Any) -> Any:
        text = str(event.value)
        if event.style:
            return text
        build = _SCALARS.get(str(self.resolve(ScalarNode, text, (True, False))).rsplit(":", 1)[-1])
        if build is None:
            return text
        try:
            value = build(text)
        except ValueError:
            shown = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
            self.fault(event, f"Nilai “{shown}” tidak dikenal; tulis dalam tanda kutip bila itu teks.", "IZN108")
            return text
        if isinstance(value, int | float) and abs(value) > _MAX_NUMBER:
            self.fault(event, f"Bilangan lebih besar dari {_MAX_NUMBER}. Kecilkan.", "IZN103")
            return 0
        return value


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
