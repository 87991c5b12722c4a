"""From a line of the text to the item that an editor shows, so that a fault stands beside the field and at its line."""

from __future__ import annotations

from app.permits.editing.nodes import Node, Path


def item_at(text: str, root: Node, line: int) -> Path:
    """Path of the smallest item of a list that holds the line; else of the top-level key; empty for none.

    Of several items on one line the first is meant.
    """
    starts = [0]
    for index, letter in enumerate(text):
        if letter == "\n":
            starts.append(index + 1)
    if not 0 < line <= len(starts):
        return ()
    first = starts[line - 1]
    last = starts[line] - 1 if line < len(starts) else len(text)
    path: Path = ()
    here = root
    while True:
        step = _child_at(here, first, last)
        if step is None:
            return _item(root, path)
        part, here = step
        path = (*path, part)


def _child_at(node: Node, first: int, last: int) -> tuple[str | int, Node] | None:
    parts: list[str | int] = [*node.names] if node.kind == "map" else [*range(len(node.children))]
    begins = [key.start for key in node.keys] if node.kind == "map" else [child.start for child in node.children]
    for part, begin, child in zip(parts, begins, node.children, strict=True):
        if begin <= last and max(child.end, begin + 1) > first:
            return part, child
    return None


def _item(root: Node, path: Path) -> Path:
    """The path cut down to its last mapping within a list; to its first key where there is none."""
    found: Path = path[:1]
    here = root
    for length, part in enumerate(path, start=1):
        child = here.child(part)
        if child is None:
            break
        if isinstance(part, int) and child.kind == "map":
            found = path[:length]
        here = child
    return found
