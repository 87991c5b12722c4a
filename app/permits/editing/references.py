"""Where a definition speaks of an id: asked before something is removed, and rewritten when something is renamed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.permits.editing.nodes import Node, Path, find, parse

# Keys whose texts are rules, or names of what is declared elsewhere. All other texts are words for people.
RULES = frozenset(
    {"visible", "computed", "assert", "amount", "exempt", "pass", "capacity", "take", "max_uses", "when", "readonly"}
)
NAMES = frozenset(
    {
        "at", "same", "edit", "documents", "columns", "one_of", "per", "satisfied_by", "valid_until", "evidence", "from",
        "scope", "field", "tiers", "checks", "start", "product", "inspection", "return_to", "after", "before", "for_each",
        "rows_from", "item", "number", "format", "of", "participants", "tier_editable", "holder", "until", "years",
        "months", "days", "total", "min", "document", "due", "template", "drop", "events", "for",
    }
)  # fmt: skip
# In examples everything but the name of the example is an id, the keys too.
EXAMPLES = "examples"


def uses(text: str, root: Node, name: str, *, outside: Path) -> list[Path]:
    """Paths of the texts and keys that name `name`, those within the item at `outside` left out."""
    pattern = _pattern(name)
    found = [
        path
        for path, node in _speaking(root, ())
        if path[: len(outside)] != outside and pattern.search(_inner(text, node)[2])
    ]
    return list(dict.fromkeys(found))


def rename(text: str, path: Path, new: str, *, was: bool) -> str:
    """The item at `path` under a new id, everywhere; with `was`, the old id is noted for what was answered before.

    Raises KeyError where no item with an id stands at `path`.
    """
    root = parse(text)
    item = find(root, path)
    node = item.child("id") if item is not None else None
    if item is None or node is None:
        raise KeyError(path)
    old = text[node.start : node.end].strip("\"'")
    pattern = _pattern(old)
    inner = [_inner(text, one) for _, one in _speaking(root, ())]
    edits = [(start, end, pattern.sub(new, said)) for start, end, said in inner if pattern.search(said)]
    edits.append((node.start, node.end, new))
    if was and item.child("was") is None:
        edits.append((node.end, node.end, f", was: [{old}]" if item.flow else f"\n{' ' * item.column}was: [{old}]"))
    for start, end, words in sorted(set(edits), reverse=True):
        text = text[:start] + words + text[end:]
    return text


def _inner(text: str, node: Node) -> tuple[int, int, str]:
    """A scalar without its quotes: from, to, what stands there."""
    quoted = text[node.start : node.start + 1] in ("'", '"')
    start, end = (node.start + 1, node.end - 1) if quoted else (node.start, node.end)
    return start, end, text[start:end]


def _pattern(name: str) -> re.Pattern[str]:
    """The name alone: not part of a longer one, not a column of something else, not a quoted value unless `changed` asks."""
    return re.compile(rf"(?<![\w.'\"]){re.escape(name)}(?![\w'\"])|(?<=changed\(['\"]){re.escape(name)}(?=['\"])")


def _speaking(node: Node, path: Path, inside: str = "") -> Iterator[tuple[Path, Node]]:
    """Scalars that hold rules or names; below `examples` the keys as well."""
    if node.kind == "scalar":
        if inside:
            yield path, node
        return
    if node.kind == "list":
        for index, child in enumerate(node.children):
            yield from _speaking(child, (*path, index), inside)
        return
    example = path[:1] == (EXAMPLES,) and len(path) > 2
    for key, name, child in zip(node.keys, node.names, node.children, strict=True):
        if example:
            yield (*path, name), key
        speaks = example or name in RULES or name in NAMES or inside == "number"
        at_top = path[:1] == (EXAMPLES,) and len(path) == 2
        spoken = (at_top and name not in ("name", "request", "today", "signed_on")) or speaks
        if name in ("id", "label", "title", "help", "message", "stop", "because") and not example:
            continue
        yield from _speaking(child, (*path, name), name if spoken and child.kind != "map" else ("x" if example else ""))
