"""Plain values as YAML text, in the manner of the shipped definitions: small things in braces on one line."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

WIDTH = 150
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_ .()/%+-]*")
_WORDS = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})


def scalar(value: Any) -> str:
    """A text is quoted wherever YAML could read it as anything else."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    text = str(value)
    if _PLAIN.fullmatch(text) and text == text.strip() and text.lower() not in _WORDS:
        return text
    return json.dumps(text, ensure_ascii=False).replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def flow(value: Any) -> str:
    """`{id: x, label: {id: …}}` on one line."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{scalar(key)}: {flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(flow(item) for item in value) + "]"
    return scalar(value)


def block(value: Any, indent: int) -> str:
    """As `flow`, or broken into lines where it grows too long; the first line stands at the cursor.

    `indent` is the column at which the keys of a mapping, or the dashes of a list, stand.
    """
    line = flow(value)
    if indent + len(line) <= WIDTH or not isinstance(value, Mapping | list | tuple) or not value:
        return line
    pad = "\n" + " " * indent
    if isinstance(value, Mapping):
        return pad.join(entry(str(key), item, indent) for key, item in value.items())
    return pad.join(f"- {block(item, indent + 2)}" for item in value)


def entry(key: str, value: Any, indent: int) -> str:
    """`key: value` of a block mapping whose keys stand at `indent`."""
    line = flow(value)
    inner = indent + 2
    if isinstance(value, Mapping | list | tuple) and value and indent + len(key) + 2 + len(line) > WIDTH:
        return f"{scalar(key)}:\n{' ' * inner}{block(value, inner)}"
    return f"{scalar(key)}: {line}"


def opened(key: str, value: Any, indent: int) -> str:
    """`key:` with one line per key or item below it, however short: what people add to."""
    pad = "\n" + " " * (indent + 2)
    if isinstance(value, Mapping) and value:
        return f"{scalar(key)}:" + "".join(
            f"{pad}{opened(str(name), item, indent + 2)}" for name, item in value.items()
        )
    if isinstance(value, list) and value:
        return f"{scalar(key)}:" + "".join(f"{pad}- {block(item, indent + 4)}" for item in value)
    return entry(key, value, indent)
