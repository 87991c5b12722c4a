"""Server and browser agree on at least 20,000 pairs of a rule and data: rules that hypothesis made, and every shipped one.

The seed is fixed; SAKPORE_RULE_SEED gives another (`make nightly` takes a random one and more pairs). Everything is made
and evaluated here, handed to one Node process, and compared.
"""

from __future__ import annotations

import json
import math
import os
import random
from datetime import date

from hypothesis import HealthCheck, Phase, given, seed, settings

from app.permits.compiling import rules_of
from app.permits.rules import Kind, RuleError, compile_rule, evaluate
from app.permits.rules.shipping import shipped_tables
from tests.browser_rules import made_rules, node
from tests.shipped import definitions

SEED = int(os.environ.get("SAKPORE_RULE_SEED", "35"))
TIMES = int(os.environ.get("SAKPORE_RULE_TIMES", "1"))
DRAWN_RULES, DRAWN_CASES = 800 * TIMES, 700 * TIMES
MADE_PAIRS, SHIPPED_EACH = 18_000 * TIMES, 12 * TIMES


def _drawn(strategy, count):
    """So many examples, the same for the same seed; nothing is shrunk: a pair that differs is shown whole."""
    found = []

    @seed(SEED)
    @settings(
        max_examples=count,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def collect(example):
        found.append(example)

    collect()
    return found


def _made_world():
    """Each rule meets its share of the cases, so that all cases are met."""
    cases = _drawn(made_rules.CASES, DRAWN_CASES)
    found = []
    for text, kind, row_of in dict.fromkeys(_drawn(made_rules.rules(), DRAWN_RULES)):
        places = 2 if kind is Kind.NUMBER else None
        try:
            found.append(
                compile_rule(
                    text, made_rules.SYMBOLS, expect=kind, row_of=row_of, tables=made_rules.TABLES, places=places
                )
            )
        except RuleError:
            continue
    logics = [rule.logic for rule in found]
    world = node.World(shipped_tables(made_rules.TABLES, logics), list(made_rules.HOLIDAYS), logics)
    for place in range(len(found)):
        for step in range(math.ceil(MADE_PAIRS / len(found))):
            facts, row = cases[(place * 7 + step * 13) % len(cases)]
            world.pairs.append((place, facts, row))
    return world, made_rules.TABLES, [rule.text for rule in found]


def _shipped_worlds():
    chance = random.Random(SEED)
    for definition in definitions():
        rules = [rule for _path, rule in rules_of(definition)]
        world = node.World(
            shipped_tables(definition.tables, [rule.logic for rule in rules]),
            list(made_rules.HOLIDAYS),
            [rule.logic for rule in rules],
        )
        for place, rule in enumerate(rules):
            words = [*_literals(rule.logic), *_keys(definition.tables)]
            for _ in range(SHIPPED_EACH):
                facts = _shaped([*rule.reads, "today"], words, chance)
                columns = [name.split(".", 1)[1] for name in rule.reads if "." in name]
                world.pairs.append((place, facts, _shaped(columns, words, chance)))
        yield world, definition.tables, [f"{definition.code}: {rule.text}" for rule in rules]


def _literals(logic):
    if isinstance(logic, list):
        return [word for part in logic for word in _literals(part)]
    if isinstance(logic, dict):
        return [word for name, inner in logic.items() if name != "var" for word in _literals(inner)]
    return [logic]


def _keys(tables):
    return [row.get(key) for table in tables.values() for key in table.keys for row in table.rows[:20]]


def _shaped(names, words, chance):
    """Facts as deep as the names are: rows, objects, leaves of every kind, gaps."""
    tree = {}
    for name in names:
        inner = tree
        *path, last = name.split(".")
        for part in path:
            inner = inner.setdefault(part, {})
        inner.setdefault(last, {})
    return {name: _branch(branch, words, chance) for name, branch in tree.items() if chance.random() < 0.95}


def _branch(branch, words, chance):
    if branch:
        made = [{name: _branch(inner, words, chance) for name, inner in branch.items()} for _ in range(3)]
        return chance.choice([made[0], made[: chance.randrange(4)], made[:1], _leaf(words, chance)])
    return _leaf(words, chance)


def _leaf(words, chance):
    known = [word for word in words if not isinstance(word, float)]
    dates = chance.choice(made_rules.DAYS), chance.choice(made_rules.TIMES)
    whole = chance.choice([0, 1, 2, 9, 10, 250, 10**7, 2**53 - 1, chance.randrange(-5, 10**10)])
    return chance.choice([*(known and [chance.choice(known)] * 4), *dates, whole, True, False, None, "x"])


def test_server_and_browser_agree_on_every_pair(tmp_path):
    worlds, tables, texts = zip(_made_world(), *_shipped_worlds(), strict=True)
    holidays = frozenset(map(date.fromisoformat, made_rules.HOLIDAYS))

    results = node.run(list(worlds), tmp_path)

    counted, there = 0, 0
    for world, known, written, answers in zip(worlds, tables, texts, results, strict=True):
        for (place, facts, row), answer in zip(world.pairs, answers, strict=True):
            server = evaluate(world.rules[place], facts, tables=known, holidays=holidays, row=row)
            assert (type(answer), answer) == (type(server), server), json.dumps(
                {"seed": SEED, "rule": written[place], "logic": world.rules[place], "facts": facts, "row": row}
            )
            counted += 1
            there += server not in (None, False)
    assert counted >= 20_000, counted
    assert there > counted / 10, "too few of the pairs come to anything"
