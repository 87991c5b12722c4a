"""Every golden vector compiles to what is stored, and gives the result that is written beside it."""

from __future__ import annotations

import json

import pytest

from tests.permits.rules import vectors

WORLDS = {path.stem: json.loads(path.read_text()) for path in sorted(vectors.FOLDER.glob("*.json"))}
VECTORS = [
    pytest.param(world, vector, id=f"{name}: {vector['name']}")
    for name, world in WORLDS.items()
    for vector in world["vectors"]
]


@pytest.mark.parametrize(("world", "vector"), VECTORS)
def test_rule_text_compiles_to_the_stored_json(world, vector):
    rule = vectors.compiled(world, vector)

    assert rule.logic == vector["logic"]
    assert list(rule.reads) == vector["reads"]


@pytest.mark.parametrize(("world", "vector"), VECTORS)
def test_stored_json_gives_the_written_result(world, vector):
    for case in vector["cases"]:
        found = vectors.result(world, vector["logic"], case)

        assert found == case["result"], case
        assert type(found) is type(case["result"])
