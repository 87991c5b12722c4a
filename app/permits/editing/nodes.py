"""Where everything stands in a YAML text: a tree of nodes with the offsets of their first and last characters.

Editing by these offsets touches what is changed and nothing else, so that comments, quotes and line breaks stay.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from yaml.events import (
    AliasEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from app.permits import source

Path = tuple[str | int, ...]


@dataclass(slots=True)
class Node:
    """`end` is just after the last character; of a block collection, after the last one of its last child."""

    kind: str  # "map", "list" or "scalar"
    start: int
    end: int
    flow: bool = True
    column: int = 0  # of the first key, or of the dash
    keys: list[Node] = field(default_factory=list)  # of a mapping, beside `children`
    names: list[str] = field(default_factory=list)
    children: list[Node] = field(default_factory=list)
    dashes: list[int] = field(default_factory=list)  # of a block list: offset of each item's dash

    def child(self, part: str | int) -> Node | None:
        """The value of a key, or the item at an index."""
        if self.kind == "map" and part in self.names:
            return self.children[self.names.index(str(part))]
        if self.kind == "list" and isinstance(part, int) and 0 <= part < len(self.children):
            return self.children[part]
        return None


def parse(text: str) -> Node:
    """The root of a text that `source.read` takes. Raises YAMLError for one that is no YAML."""
    return _Reader(text).document()


def find(root: Node, path: Sequence[str | int]) -> Node | None:
    """The node at `path`, or None."""
    here: Node | None = root
    for part in path:
        here = here.child(part) if here is not None else None
    return here


class _Reader:
    """Events are typed Any: what they carry depends on their kind, which a type checker does not follow here."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.events: Iterator[Any] = source.events(text)

    def document(self) -> Node:
        for event in self.events:
            if isinstance(event, MappingStartEvent | SequenceStartEvent | ScalarEvent):
                return self.node(event)
        return Node("scalar", 0, 0)

    def node(self, event: Any) -> Node:
        if isinstance(event, MappingStartEvent):
            return self.mapping(event)
        if isinstance(event, SequenceStartEvent):
            return self.sequence(event)
        end = event.end_mark.index
        if isinstance(event, AliasEvent) or event.style not in ("|", ">"):
            return Node("scalar", event.start_mark.index, end)
        return Node("scalar", event.start_mark.index, len(self.text[:end].rstrip()))

    def mapping(self, event: Any) -> Node:
        made = Node("map", event.start_mark.index, event.end_mark.index, bool(event.flow_style))
        made.column = event.start_mark.column
        for key in self.events:
            if isinstance(key, MappingEndEvent):
                self._close(made, key)
                break
            made.keys.append(self.node(key))
            made.names.append(str(getattr(key, "value", "")))
            made.children.append(self.node(next(self.events)))
        return made

    def sequence(self, event: Any) -> Node:
        made = Node("list", event.start_mark.index, event.end_mark.index, bool(event.flow_style))
        made.column = event.start_mark.column
        for item in self.events:
            if isinstance(item, SequenceEndEvent):
                self._close(made, item)
                break
            made.children.append(self.node(item))
            if not made.flow:
                made.dashes.append(self.text.rfind("-", 0, made.children[-1].start))
        return made

    @staticmethod
    def _close(node: Node, event: Any) -> None:
        if node.flow:
            node.end = event.end_mark.index
        elif node.children:
            node.end = max(node.children[-1].end, node.keys[-1].end + 1 if node.keys else 0)
