"""A number's pattern with its parts of fixed width, as rows of a form and back (schema-language §3.11)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from app.permits.editing.skeleton import slug
from app.web.console.editor.values import ABSENT

SOURCES = ("from", "const", "counter")


def pattern(held: Any) -> str:
    """The pattern alone."""
    return str((held.get("format") if isinstance(held, Mapping) else held) or "")


def rows(held: Any) -> list[dict[str, Any]]:
    """One row for each part; `kind` says which of the sources it has, `text` what is read or stands there."""
    found = held.get("parts") if isinstance(held, Mapping) else None
    return [_row(str(name), part) for name, part in (found or {}).items() if isinstance(part, Mapping)]


def _row(name: str, part: Mapping[str, Any]) -> dict[str, Any]:
    kind = next((source for source in SOURCES if source in part), "from")
    rest = {key: value for key, value in part.items() if key not in ("from", "const")}
    text = {} if kind == "counter" else {"text": part.get(kind)}
    return {"name": name, "kind": kind, **text, **rest}


def parts(made: Iterable[Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """The parts by name, as the definition writes them."""
    found: dict[str, dict[str, Any]] = {}
    for row in made:
        kind = row.get("kind", "from")
        own = {key: value for key, value in row.items() if key not in ("name", "kind", "text", "counter")}
        count = row.get("counter") or {"scope": "type", "reset": "never"}
        source = {"counter": count} if kind == "counter" else {kind: row.get("text", "")}
        found[slug(str(row["name"]), set(found), "bagian")] = {**source, **own}
    return found


def joined(old: Any, text: str, found: dict[str, dict[str, Any]]) -> Any:
    """What the key holds: the pattern alone where nothing is said of its parts. What is as it was stays as written."""
    if not found:
        return text or ABSENT
    made = {"format": text, "parts": found}
    return old if made == old else made
