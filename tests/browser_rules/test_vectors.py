"""The browser's engine gives the written result of every golden vector."""

from __future__ import annotations

import json

from app.permits.rules.shipping import shipped_tables
from tests.browser_rules import node
from tests.permits.rules import vectors


def worlds():
    for path in sorted(vectors.FOLDER.glob("*.json")):
        raw = json.loads(path.read_text())
        logics = [vector["logic"] for vector in raw["vectors"]]
        world = node.World(shipped_tables(vectors.tables(raw), logics), raw.get("holidays", []), logics)
        expected = []
        for place, vector in enumerate(raw["vectors"]):
            for case in vector["cases"]:
                world.pairs.append((place, case["facts"], case.get("row")))
                expected.append((vector["name"], case["facts"], case["result"]))
        yield world, expected


def test_every_vector_gives_its_result_in_node(tmp_path):
    given, expected = zip(*worlds(), strict=True)

    results = node.run(list(given), tmp_path)

    found = [result for one in results for result in one]
    wanted = [case for one in expected for case in one]
    assert len(found) == len(wanted) > 100
    for result, (name, facts, written) in zip(found, wanted, strict=True):
        assert (type(result), result) == (type(written), written), (name, facts)
