"""Changes of a YAML text at one place. Everything that is not changed stays to the letter, comments included."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from app.permits.editing.nodes import Node, Path, find, parse
from app.permits.editing.writing import block, entry, flow, opened

Edit = tuple[int, int, str]  # from, to, what stands there instead


def set_key(text: str, path: Path, key: str, value: Any, *, order: Sequence[str] = (), spread: bool = False) -> str:
    """Give the mapping at `path` the key; what is equal inside an old value stays as it was written.

    `order` names the keys in the order in which people write them; `spread` puts each item of a list on its own line.
    """
    root = parse(text)
    node = _mapping(root, path)
    old = node.child(key)
    if old is not None:
        return _applied(text, [_replace(text, node, node.names.index(key), value, spread)])
    return _applied(text, [_new_key(text, node, key, value, order, spread)])


def drop_key(text: str, path: Path, key: str) -> str:
    """Take the key out of the mapping at `path`; nothing happens where it is not there."""
    node = _mapping(parse(text), path)
    if key not in node.names:
        return text
    if len(node.names) == 1 and path and isinstance(path[-1], str):
        return set_key(text, path[:-1], path[-1], {})
    return _applied(text, [_cut_key(text, node, node.names.index(key))])


def insert(text: str, path: Path, index: int, value: Any) -> str:
    """Put an item into the list at `path`, before the one at `index` or at the end."""
    node = find(parse(text), path)
    if node is None or node.kind != "list":
        raise KeyError(path)
    if node.flow:
        return _insert_flow(text, path, node, index, value)
    if index >= len(node.children):
        at = _line_end(text, node.end)
        return _applied(text, [(at, at, f"\n{' ' * node.column}- {block(value, node.column + 2)}")])
    start, _end = _chunk(text, node, index)
    return _applied(text, [(start, start, f"{' ' * node.column}- {block(value, node.column + 2)}\n")])


def remove(text: str, path: Path, index: int) -> str:
    """Take the item, and the comment that stands right above it, out of the list at `path`."""
    root = parse(text)
    node = find(root, path)
    if node is None or node.kind != "list" or index >= len(node.children):
        raise KeyError(path)
    if len(node.children) == 1:
        return set_key(text, path[:-1], str(path[-1]), [])
    if node.flow:
        return _applied(text, [_cut_flow(text, node.children, index)])
    start, end = _chunk(text, node, index)
    return _applied(text, [(start, min(end + 1, len(text)), "")])


def move(text: str, path: Path, index: int, to: int) -> str:
    """The item at `index` goes to the place `to`; the others close ranks, each with its comments."""
    node = find(parse(text), path)
    if node is None or node.kind != "list" or not (0 <= index < len(node.children) and 0 <= to < len(node.children)):
        return text
    flowing = node.flow
    spans = [
        (child.start, child.end) if flowing else _chunk(text, node, number)
        for number, child in enumerate(node.children)
    ]
    order = list(range(len(spans)))
    order.insert(to, order.pop(index))
    pairs = zip(spans, order, strict=True)
    return _applied(text, [(start, end, text[slice(*spans[number])]) for (start, end), number in pairs])


def append(text: str, path: Path, value: Any, *, index: int | None = None, order: Sequence[str] = ()) -> str:
    """Put an item into the list at `path`, which is made, with what must hold it, where it is not there yet."""
    root = parse(text)
    node = find(root, path)
    if node is not None and node.kind == "list":
        return insert(text, path, len(node.children) if index is None else index, value)
    parent, key = path[:-1], str(path[-1])
    holder = find(root, parent)
    if holder is not None and holder.kind == "map":
        return set_key(text, parent, key, [value], order=order, spread=True)
    return set_key(text, parent[:-1], str(parent[-1]), {key: [value]}, order=order, spread=True)


def update(text: str, path: Path, new: Mapping[str, Any], old: Mapping[str, Any], order: Sequence[str] = ()) -> str:
    """Make the mapping at `path`, now `old`, into `new`: only what differs is written again.

    A small one in braces, which holds no comment, is written anew as a whole.
    """
    changed = [key for key in new if key not in old or old[key] != new[key]]
    gone = [key for key in old if key not in new]
    if not changed and not gone:
        return text
    node = _mapping(parse(text), path)
    if node.flow and path and "#" not in text[node.start : node.end]:
        kept = [key for key in old if key in new]
        whole = {key: new[key] for key in _ordered(kept, changed, order)}
        in_list = isinstance(path[-1], int) and "\n" not in text[node.start : node.end]
        written = block(whole, node.column) if in_list else flow(whole)
        return _applied(text, [(node.start, node.end, written)])
    for key in gone:
        text = drop_key(text, path, key)
    for key in changed:
        inner, before = node.child(key), old.get(key)
        if isinstance(before, Mapping) and isinstance(new[key], Mapping) and inner is not None and not inner.flow:
            text = update(text, (*path, key), new[key], before)
        else:
            text = set_key(text, path, key, new[key], order=order)
    return text


def _ordered(kept: list[str], changed: list[str], order: Sequence[str]) -> list[str]:
    keys = list(kept)
    for key in changed:
        if key in keys:
            continue
        earlier = set(order[: order.index(key)]) if key in order else set(keys)
        at = max((index + 1 for index, name in enumerate(keys) if name in earlier), default=0)
        keys.insert(at, key)
    return keys


def _applied(text: str, edits: Sequence[Edit]) -> str:
    for start, end, new in sorted(edits, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def _mapping(root: Node, path: Path) -> Node:
    node = find(root, path)
    if node is None or node.kind != "map":
        raise KeyError(path)
    return node


def _replace(text: str, node: Node, index: int, value: Any, spread: bool) -> Edit:
    key, old = node.keys[index], node.children[index]
    if node.flow:
        gap = "" if text[key.end : old.start].endswith(" ") else " "
        return old.start, max(old.end, old.start), gap + flow(value)
    line = (opened if spread else entry)(node.names[index], value, node.column)
    rest = line[line.index(":", key.end - key.start if line.startswith('"') else 0) :]
    return key.end, max(old.end, key.end + 1), rest


def _new_key(text: str, node: Node, key: str, value: Any, order: Sequence[str], spread: bool) -> Edit:
    after = _last_before(node, key, order)
    if node.flow:
        if not node.children:
            return node.start, node.end, flow({key: value})
        if after is None:
            at = node.keys[0].start
            return at, at, flow({key: value})[1:-1] + ", "
        at = node.children[after].end
        return at, at, ", " + flow({key: value})[1:-1]
    line = (opened if spread else entry)(key, value, node.column)
    if after is None:
        at = node.keys[0].start
        return at, at, f"{line}\n{' ' * node.column}"
    at = _line_end(text, max(node.children[after].end, node.keys[after].end + 1))
    return at, at, f"\n{' ' * node.column}{line}"


def _last_before(node: Node, key: str, order: Sequence[str]) -> int | None:
    """Index of the key after which a new one is written; None before all, the last where no order is known."""
    if key not in order:
        return len(node.names) - 1 if node.names else None
    earlier = set(order[: order.index(key)])
    found = [index for index, name in enumerate(node.names) if name in earlier]
    return found[-1] if found else None


def _cut_key(text: str, node: Node, index: int) -> Edit:
    if node.flow:
        spans = [Node("scalar", key.start, child.end) for key, child in zip(node.keys, node.children, strict=True)]
        if len(spans) == 1:
            return node.start, node.end, "{}"
        return _cut_flow(text, spans, index)
    start = node.keys[index].start
    end = max(node.children[index].end, node.keys[index].end + 1)
    if index + 1 < len(node.keys) and text[_line_start(text, start) : start].strip():
        return start, node.keys[index + 1].start, ""  # the first key stands behind a dash
    if text[_line_start(text, start) : start].strip():
        return start, end, "{}"
    return _line_start(text, start), min(_line_end(text, end) + 1, len(text)), ""


def _cut_flow(text: str, spans: Sequence[Node], index: int) -> Edit:
    if index + 1 < len(spans):
        return spans[index].start, spans[index + 1].start, ""
    return spans[index - 1].end, spans[index].end, ""


def _insert_flow(text: str, path: Path, node: Node, index: int, value: Any) -> str:
    if not node.children:
        if isinstance(value, Mapping) and isinstance(path[-1], str):
            return set_key(text, path[:-1], path[-1], [value], spread=True)
        return _applied(text, [(node.start, node.end, flow([value]))])
    if index >= len(node.children):
        at = node.children[-1].end
        return _applied(text, [(at, at, ", " + flow(value))])
    at = node.children[index].start
    return _applied(text, [(at, at, flow(value) + ", ")])


def _chunk(text: str, node: Node, index: int) -> tuple[int, int]:
    """Whole lines of a block item: with the comment lines right above its dash, to the end of its last line."""
    start = _line_start(text, node.dashes[index])
    while start > 0:
        above = _line_start(text, start - 1)
        line = text[above : start - 1]
        if not line.lstrip().startswith("#") or len(line) - len(line.lstrip()) != node.column:
            break
        start = above
    return start, _line_end(text, node.children[index].end)


def _line_start(text: str, offset: int) -> int:
    return text.rfind("\n", 0, offset) + 1


def _line_end(text: str, offset: int) -> int:
    end = text.find("\n", offset)
    return len(text) if end < 0 else end
