"""The browser's rule engine, run by Node on a file of rules and facts: one process for as many pairs as there are."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

RUNNER = Path(__file__).parents[2] / "frontend" / "test" / "run.mjs"


@dataclass
class World:
    """Rules that share tables (as shipped) and holidays; `pairs` are (place of the rule, facts, row or None)."""

    tables: dict[str, Any] = field(default_factory=dict)
    holidays: list[str] = field(default_factory=list)
    rules: list[Any] = field(default_factory=list)
    pairs: list[tuple[int, dict[str, Any], dict[str, Any] | None]] = field(default_factory=list)


def run(worlds: list[World], folder: Path) -> list[list[Any]]:
    """What the browser's engine makes of each pair."""
    given, made = folder / "worlds.json", folder / "results.json"
    given.write_text(json.dumps([vars(world) for world in worlds]))
    subprocess.run(["node", RUNNER, given, made], check=True, timeout=120)
    return json.loads(made.read_text(), object_hook=lambda found: int(found["beyond"]) if "beyond" in found else found)
