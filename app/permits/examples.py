"""A definition's examples as its tests: the case each describes, and how the outcome differs from what it expects."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from app.permits import fees, numbers, patterns, tables, validity
from app.permits.assessing import assess
from app.permits.case import Assessment, Case, DocumentFact, PermitFact
from app.permits.flow import route, stages
from app.permits.kinds import request_kind
from app.permits.model import Definition, Example
from app.permits.names import input_name, split_row
from app.permits.products import Product, passed_row, products
from app.permits.referring import brought
from app.permits.rules.facts import as_date

SETTINGS = {"region": "3375", "classification": "503"}
SEATS = 20  # of an event's date in an example; the real number is set with each date, in the console
FIRST = 1  # value of every counter: an example comes before all others


def case_of(definition: Definition, example: Example) -> Case:
    """The request that an example describes; its papers are clean and, where no date is given, of the day."""
    today = as_date(example.today) or date.min
    permits = tuple(_permit(definition, one) for one in example.permits)
    needs = request_kind(definition, example.request).needs
    own = [permit for permit in permits if permit.code == definition.code] if needs else []
    bases = own if needs and needs.many else own[:1]
    consents = {name: {"consented": True} for name in example.consents}
    parties = {
        name: {**(example.parties.get(name) or {}), **consents.get(name, {})} for name in {*example.parties, *consents}
    }
    return Case(
        kind=example.request,
        today=today,
        applicant={"kind": "perorangan", **example.applicant},
        answers=example.answers,
        documents=dict(_papers(definition, example, today)),
        staff=example.staff,
        referred=brought(definition, example.request, bases),
        referrals=bases,
        permits=permits,
        held=permits,
        verdicts=example.verdicts,
        inspections=example.inspections,
        events=example.events,
        parties=parties,
        taken=example.taken,
        seats={event.id: _seats(example, event.id) for event in definition.events},
    )


def _seats(example: Example, event_id: str) -> dict[str, int]:
    taken = example.taken.get(event_id)
    return {day: SEATS - count for day, count in taken.items()} if isinstance(taken, Mapping) else {}


def run(definition: Definition, example: Example) -> tuple[str, ...]:
    """Differences between the outcome and `expect`, told in Indonesian; empty when all is as expected."""
    if as_date(example.today) is None or (example.signed_on is not None and as_date(example.signed_on) is None):
        return ("“today” dan “signed_on” harus tanggal",)
    outcome = Outcome(definition, example)
    found: list[str] = []
    for key, expected in example.expect.items():
        compare = _COMPARISONS.get(key)
        found.extend([f"“{key}” tidak dikenal pada expect"] if compare is None else compare(outcome, expected))
    return tuple(found)


def _papers(definition: Definition, example: Example, today: date) -> Iterable[tuple[str, tuple[DocumentFact, ...]]]:
    """Named papers; one that must have several files has as many as it needs."""
    least = {document.id: document.files.min for document in definition.documents}
    for entry in example.documents:
        for name, day in entry.items() if isinstance(entry, Mapping) else ((entry, None),):
            row = split_row(name)
            count = max(1, least.get(row[2] if row else name, 1))
            yield name, (DocumentFact(date=as_date(day) or today),) * count


def _permit(definition: Definition, data: Mapping[str, Any]) -> PermitFact:
    def day(key: str) -> date | None:
        return as_date(data.get(key))

    answers = data.get("answers")
    return PermitFact(
        number=str(data.get("number", "")),
        code=str(data.get("type", definition.code)),
        status=str(data.get("status", "aktif")),
        holder_nik=data.get("holder_nik"),
        valid_from=day("valid_from"),
        valid_to=day("valid_to"),
        answers=answers if isinstance(answers, Mapping) else {},
        row=str(data.get("row", "")),
        variant=data.get("variant"),
    )


class Outcome:
    """What came of an example."""

    def __init__(self, definition: Definition, example: Example) -> None:
        self.definition = definition
        self.example = example
        case = case_of(definition, example)
        self.assessment: Assessment = assess(definition, case)
        self.asked = request_kind(definition, example.request)
        self.bases = case.bases
        self.today = case.today
        self.signed_on = as_date(example.signed_on or example.today) or date.min

    def products(self) -> tuple[Product, ...]:
        return products(self.definition, self.example.request, self.assessment.facts)

    def number(self, product: Product) -> str:
        old = self._predecessor(product)
        if self.asked.keeps_number and old is not None:
            return old.number
        facts, certificate, row = self.assessment.facts, product.certificate, product.row or None
        claims = numbers.counters(self.definition, certificate, facts, row, self.signed_on, "pemegang")
        values = {claim.part: FIRST for claim in claims}
        return numbers.render(certificate, facts, row, self.signed_on, self.valid_to(product), values, SETTINGS)

    def valid_to(self, product: Product) -> date | None:
        old = self._predecessor(product)
        if self.asked.keeps_expiry and old is not None:
            return old.valid_to
        facts, row = self.assessment.facts, product.row or None
        return validity.valid_to(product.certificate, facts, row, self.signed_on, self.definition.duties)

    def _predecessor(self, product: Product) -> PermitFact | None:
        """The permit that a paper stands for; rows come in the order of the permits."""
        if product.certificate.kind != "permit" or not self.bases:
            return None
        place = product.row_index or 0
        return self.bases[place] if product.row_id and place < len(self.bases) else self.bases[0]


Differences = Iterable[str]


def _told(value: Any) -> str:
    return (
        "kosong"
        if value is None or value == []
        else ", ".join(map(str, value))
        if isinstance(value, list)
        else str(value)
    )


def _differs(key: str, expected: Any, found: Any) -> Differences:
    return [] if expected == found else [f"{key}: diharapkan {_told(expected)}, hasilnya {_told(found)}"]


def _variant(outcome: Outcome, expected: Any) -> Differences:
    variant = outcome.assessment.variant
    return _differs("variant", expected, variant["id"] if variant else None)


def _names(key: str, read: Callable[[Outcome], tuple[str, ...]]) -> Callable[[Outcome, Any], Differences]:
    """Lists whose order says nothing."""
    return lambda outcome, expected: _differs(key, sorted(set(expected or ())), sorted(set(read(outcome))))


def _computed(outcome: Outcome, expected: Mapping[str, Any]) -> Differences:
    for name, value in expected.items():
        found = value_at(outcome.assessment.values, name)
        exact, other = tables.number(value), tables.number(found)
        same = exact == other if exact is not None and other is not None else value == found
        if not same:
            yield f"computed {name}: diharapkan {_told(value)}, hasilnya {_told(found)}"


def value_at(values: Mapping[str, Any], name: str) -> Any:
    """The stored value behind an input's name: `barang-0-jumlah`, `penanggung_jawab-nama`, `nama`."""
    here: Any = values
    for part in name.split("-"):
        if isinstance(here, list):
            here = here[int(part)] if part.isdigit() and int(part) < len(here) else None
        else:
            here = here.get(part) if isinstance(here, Mapping) else None
    return here


def _passed(outcome: Outcome, expected: Mapping[str, Any]) -> Differences:
    for name, value in expected.items():
        found = passed_at(outcome.definition, outcome.assessment.facts, name)
        yield from _differs(f"passed {name}", value, found)


def passed_at(definition: Definition, facts: Mapping[str, Any], name: str) -> bool | None:
    """Of an inspection (`ikl`), of a row's sheet (`produk-0-cppb`), or of a participant (`peserta-2`)."""
    results = facts.get("inspection") or {}
    if name in results:
        result = results[name]
        passed = result.get("all_passed") if "_rows" in result else result.get("passed")
        return passed if isinstance(passed, bool) else None
    group, _, rest = name.partition("-")
    index, _, sheet = rest.partition("-")
    rows = facts.get(group)
    if not index.isdigit() or not isinstance(rows, list) or int(index) >= len(rows):
        return None
    row_id = str(rows[int(index)].get("_id"))
    if sheet:
        found = ((results.get(sheet) or {}).get("_rows") or {}).get(row_id, {}).get("passed")
        return found if isinstance(found, bool) else None
    return passed_row(definition, facts, group, row_id)


def _route(outcome: Outcome, expected: Any) -> Differences:
    found = route(stages(outcome.definition, outcome.example.request, outcome.assessment.facts))
    return _differs("route", list(expected or ()), list(found))


def _fee(outcome: Outcome, expected: Any) -> Differences:
    return _differs("fee", expected, fees.total(outcome.definition, outcome.assessment.facts))


def _number(outcome: Outcome, expected: str) -> Differences:
    for product in outcome.products()[:1]:
        return _matches("number", expected, outcome.number(product))
    return ["number: tidak ada surat yang terbit"]


def _matches(key: str, pattern: str, number: str) -> Differences:
    found = patterns.is_found(str(pattern), number)
    if found is None:
        return [f"{key}: pola {pattern} tidak sah atau terlalu rumit"]
    return [] if found else [f"{key}: {number} tidak cocok dengan {pattern}"]


def _valid_to(outcome: Outcome, expected: Any) -> Differences:
    for product in outcome.products()[:1]:
        return _differs("valid_to", expected, _iso(outcome.valid_to(product)))
    return ["valid_to: tidak ada surat yang terbit"]


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _products(outcome: Outcome, expected: Any) -> Differences:
    found = outcome.products()
    wanted = [{"id": one} if isinstance(one, str) else one for one in expected or ()]
    names = [_name(one["id"], one.get("row")) for one in wanted]
    got = [
        _name(
            one.certificate.id,
            input_name(one.certificate.per or "", one.row_index) if one.row_index is not None else None,
        )
        for one in found
    ]
    bare = [one["id"] for one in wanted if "row" not in one]
    if names != got and not (len(bare) == len(wanted) and bare == [one.certificate.id for one in found]):
        yield from _differs("products", names, got)
        return
    for one, product in zip(wanted, found, strict=True):
        if "valid_to" in one:
            yield from _differs(f"products {one['id']} valid_to", one["valid_to"], _iso(outcome.valid_to(product)))
        if "number" in one:
            yield from _matches(f"products {one['id']} number", one["number"], outcome.number(product))


def _name(certificate: str, row: Any) -> str:
    return f"{certificate} ({row})" if row else certificate


_COMPARISONS: dict[str, Callable[[Outcome, Any], Differences]] = {
    "variant": _variant,
    "errors": _names("errors", lambda outcome: outcome.assessment.errors),
    "missing": _names("missing", lambda outcome: outcome.assessment.missing),
    "computed": _computed,
    "passed": _passed,
    "route": _route,
    "fee": _fee,
    "number": _number,
    "valid_to": _valid_to,
    "products": _products,
}
