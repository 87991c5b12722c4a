"""Golden vectors of the rule language: rule text, compiled JSON, data and result; the browser's engine runs them too.

Symbols, tables and holidays stand once per file; facts are as `to_fact` gives them, so numbers are scaled.
`python -m tests.permits.rules.vectors` writes the compiled JSON again after a change of the compiler; results are
written by hand and never touched.
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from app.permits.model import Table
from app.permits.rules import Kind, Sort, compile_rule, evaluate

FOLDER = Path(__file__).parents[2] / "vectors"


def read_sort(raw):
    item = raw.get("item")
    return Sort(
        Kind(raw["kind"]),
        raw.get("places", 0),
        raw.get("low"),
        raw.get("high"),
        columns={name: read_sort(column) for name, column in raw.get("columns", {}).items()},
        item=read_sort(item) if item else None,
        repeats=raw.get("repeats", False),
    )


def compiled(world, vector):
    symbols = {name: read_sort(raw) for name, raw in world["symbols"].items()}
    expect, places = Kind(vector["expect"]), vector.get("places")
    return compile_rule(
        vector["text"], symbols, expect=expect, row_of=vector.get("row_of"), tables=tables(world), places=places
    )


def result(world, logic, case):
    holidays = frozenset(date.fromisoformat(day) for day in world.get("holidays", []))
    return evaluate(logic, case["facts"], tables=tables(world), holidays=holidays, row=case.get("row"))


def tables(world):
    return {name: Table.model_validate(raw) for name, raw in world.get("tables", {}).items()}


def rewrite():
    for path in sorted(FOLDER.glob("*.json")):
        world = json.loads(path.read_text())
        for vector in world["vectors"]:
            rule = compiled(world, vector)
            vector["logic"], vector["reads"] = rule.logic, list(rule.reads)
        path.write_text(_pretty(world))


def _pretty(world):
    """One line for each vector's part: a difference stays readable."""
    lines = ["{"]
    for name in ("about", "symbols", "tables", "holidays"):
        if name in world:
            lines.append(f'  "{name}": {json.dumps(world[name], ensure_ascii=False)},')
    lines.append('  "vectors": [')
    blocks = []
    for vector in world["vectors"]:
        order = ["name", "text", "expect", "places", "row_of", "logic", "reads"]
        parts = [f'      "{key}": {json.dumps(vector[key], ensure_ascii=False)}' for key in order if key in vector]
        cases = ",\n".join(f"        {json.dumps(case, ensure_ascii=False)}" for case in vector["cases"])
        parts.append(f'      "cases": [\n{cases}\n      ]')
        blocks.append("    {\n" + ",\n".join(parts) + "\n    }")
    lines += [",\n".join(blocks), "  ]", "}"]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    rewrite()
