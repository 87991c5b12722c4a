"""Whatever is sent as answers, the validator answers and raises nothing."""

from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.permits import (
    Case,
    DocumentFact,
    FieldType,
    PermitFact,
    assess,
    check_staff,
    fees,
    fieldtypes,
    input_names,
    products,
    stages,
)
from tests import shipped
from tests.conftest import NIGHTLY

TODAY = date(2026, 3, 2)
ODD = [
    "today",
    "9" * 400,
    "\ud800",
    "24:00",
    "2026-02-30",
    "١٢٣",
    "1e999",
    "-0",
    "lain",
    "\x00",
    "0" * 16,
    "3375014101040001",
]
KEYS = st.text(max_size=6) | st.sampled_from(
    ["_id", "date", "lat", "lon", "jalan", "kode_pos", "marks", "score", "nik"]
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.sampled_from(ODD),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


def answers_of(definition):
    def value(field):
        if field.type is FieldType.GROUP:
            row = st.fixed_dictionaries({}, optional={column.id: JSON for column in field.fields} | {"_id": JSON})
            return st.lists(row, max_size=4) | row | JSON
        return st.sampled_from([option.value for option in field.options]) | JSON if field.options else JSON

    return st.fixed_dictionaries({}, optional={field.id: value(field) for field in definition.fields})


@st.composite
def cases(draw):
    definition = draw(st.sampled_from(shipped.definitions()))
    permit = PermitFact("1", definition.code, "aktif", valid_to=date(2026, 5, 1), answers=draw(answers_of(definition)))
    papers = st.dictionaries(st.sampled_from([one.id for one in definition.documents]), st.just((DocumentFact(),)))
    results = st.dictionaries(
        st.sampled_from(["score", "level", "defects", "passed", "marks", "attended", "mark"]), JSON
    )
    return definition, Case(
        kind=draw(st.sampled_from([*definition.requests, "aneh"])), today=TODAY,
        applicant=draw(st.dictionaries(st.sampled_from(["kind", "nik", "tanggal_lahir", "nama"]), JSON)),
        answers=draw(answers_of(definition)), staff=draw(answers_of(definition)), documents=draw(papers),
        referred=draw(st.none() | st.just(permit)), permits=[permit], held=[permit],
        inspections={one.id: draw(results) for one in definition.inspections},
        events={one.id: {"peserta-0": draw(results)} for one in definition.events},
    )  # fmt: skip


@settings(
    max_examples=100 if NIGHTLY else 150 if NIGHTLY else 40, deadline=None, suppress_health_check=list(HealthCheck)
)
@given(cases())
def test_any_answers_are_judged_and_shown(drawn):
    definition, case = drawn

    found = assess(definition, case)

    stages(definition, case.kind, found.facts)
    products(definition, case.kind, found.facts)
    fees.total(definition, found.facts)
    check_staff(definition, case, definition.flow.all_tiers[0].id)
    input_names(definition, found)
    for field in definition.fields:
        fieldtypes.show(field, found.values.get(field.id), tables_=definition.tables)
    assert all(problem.message.id for problem in found.problems)
    assert found.required <= found.visible
    assert not found.required & found.readonly


@settings(max_examples=100 if NIGHTLY else 15, deadline=None, suppress_health_check=list(HealthCheck))
@given(cases())
def test_judging_twice_gives_the_same_answer_and_values_judge_like_what_was_typed(drawn):
    definition, case = drawn

    first, second = assess(definition, case), assess(definition, case)

    assert (first.problems, first.values, first.variant) == (second.problems, second.values, second.variant)
