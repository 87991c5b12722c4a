"""Every rule of the shipped definitions, on random facts: strict JsonLogic only, never an exception, the right kind."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.permits.compiling import rules_of
from app.permits.rules import applicable, evaluate
from app.permits.rules.operators import OPERATORS
from tests.shipped import definitions

STANDARD = {
    "var",
    "and",
    "or",
    "if",
    "!",
    "!!",
    "===",
    "!==",
    "<",
    "<=",
    ">",
    ">=",
    "in",
    "map",
    "filter",
    "some",
    "all",
}
OWN = {*OPERATORS, "workdays_between", "lookup"}
LEAVES = st.one_of(
    st.none(), st.booleans(), st.integers(-5, 10**10), st.sampled_from(["", "pt", "baru", "2026-03-02", "07:30", "x"])
)


@pytest.fixture(scope="module")
def shipped():
    found = definitions()
    assert found
    return [(one, path, rule) for one in found for path, rule in rules_of(one)]


def _facts(names):
    """Facts shaped as the names are, with anything at the leaves."""
    tree = {}
    for name in names:
        inner = tree
        *path, last = name.split(".")
        for part in path:
            inner = inner.setdefault(part, {})
        inner.setdefault(last, {})
    return st.fixed_dictionaries({name: _branch(branch) for name, branch in tree.items()})


def _branch(branch):
    if not branch:
        return LEAVES
    inner = st.fixed_dictionaries({name: _branch(below) for name, below in branch.items()})
    return st.one_of(LEAVES, inner, st.lists(inner, max_size=3))


def _operators(logic):
    if isinstance(logic, list):
        return set().union(*map(_operators, logic))
    if isinstance(logic, dict):
        ((name, inner),) = logic.items()
        return {name} | _operators(inner)
    return set()


def test_they_are_strict_jsonlogic_that_survives_storing(shipped):
    for definition, path, rule in shipped:
        where = (definition.code, path)

        assert rule.logic is not None, where
        assert _operators(rule.logic) <= STANDARD | OWN, where
        assert json.loads(json.dumps(rule.logic)) == rule.logic, where


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_they_never_raise_whatever_the_facts(shipped, data):
    definition, path, rule = data.draw(st.sampled_from(shipped))
    facts = data.draw(_facts([*rule.reads, "today"]))
    row = data.draw(st.one_of(st.none(), _facts([name.split(".", 1)[1] for name in rule.reads if "." in name])))

    answer = evaluate(rule.logic, facts, tables=definition.tables, holidays={date(2026, 3, 3)}, row=row)

    assert applicable(rule, facts, row) in (True, False)
    if path[-1] in {"when", "visible", "assert", "exempt", "pass"}:
        assert answer in (True, False), (definition.code, path)
