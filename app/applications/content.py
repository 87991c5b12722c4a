"""An application's content: answers as one mapping, the case that rules judge, and the hashes that reviews stand on."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from app import catalog
from app.applications import answers as halves
from app.applications import bundles, others, parties, schedule
from app.applications.lifecycle import OPEN_TO_APPLICANT
from app.applications.models import Application, Document, DocumentState
from app.applications.register import PermitRegister
from app.catalog import records
from app.foundation import calendar, crypto
from app.permits import assess, referring
from app.permits import parties as party_forms
from app.permits.case import Assessment, Case, DocumentFact, PermitFact
from app.permits.model import Definition, FieldDef, FieldType, Section

PRIVATE = "_"  # keys of the sealed half that are no answers: the salt of the commitment, the PIN, who typed
SALT, PIN, TYPISTS = "_salt", "_pin", "_typists"


def definition_of(application: Application) -> Definition:
    """The version that the application was begun under; it never changes. With the master records that it refers to."""
    return records.filled(catalog.definition(application.code, application.version))


def answers(application: Application) -> dict[str, Any]:
    """Open and sealed answers as one mapping, unknown keys of older forms included."""
    sealed = _unsealed(application.sealed, aad(application, "answers"))
    return halves.join(
        application.answers, {key: value for key, value in sealed.items() if not key.startswith(PRIVATE)}
    )


def staff_answers(application: Application) -> dict[str, Any]:
    """What officers filled in: fields that are `staff_only` or `tier_editable`."""
    return halves.join(application.staff_answers, _unsealed(application.staff_sealed, aad(application, "staff")))


def snapshot(application: Application) -> dict[str, Any]:
    """The applicant as the account said at the start: what rules read as `applicant.…`."""
    return _unsealed(application.applicant_snapshot, aad(application, "applicant"))


def store_answers(application: Application, values: Mapping[str, Any]) -> None:
    """Replace all answers, split by the definition; rows get their stable ids. The application must have its id."""
    fields = definition_of(application).fields
    open_half, sealed = halves.split(fields, halves.with_row_ids(fields, values))
    private = {
        key: value
        for key, value in _unsealed(application.sealed, aad(application, "answers")).items()
        if key.startswith(PRIVATE)
    }
    private.setdefault(SALT, secrets.token_hex(16))
    application.answers = open_half
    application.sealed = crypto.seal_json({**sealed, **private}, aad(application, "answers"))


def store_staff_answers(application: Application, values: Mapping[str, Any]) -> None:
    """Replace what officers filled in."""
    fields = definition_of(application).fields
    application.staff_answers, sealed = halves.split(fields, halves.with_row_ids(fields, values))
    application.staff_sealed = crypto.seal_json(sealed, aad(application, "staff")) if sealed else None


def store_snapshot(application: Application, values: Mapping[str, Any]) -> None:
    application.applicant_snapshot = crypto.seal_json(dict(values), aad(application, "applicant"))


def section_mark(application: Application, section: Section) -> str:
    """Changes when the section's answers do. A page carries it, so that a save on another device is noticed."""
    held = answers(application)
    return crypto.blind_index("section", canonical([held.get(field.id) for field in section.fields]))


def store_pin(application: Application, pin: str) -> None:
    """The PIN lies sealed, so that the receipt can be shown and mailed again."""
    sealed = _unsealed(application.sealed, aad(application, "answers"))
    application.sealed = crypto.seal_json({**sealed, PIN: pin}, aad(application, "answers"))


def pin(application: Application) -> str | None:
    """For the applicant's own receipt. None before submission."""
    return _unsealed(application.sealed, aad(application, "answers")).get(PIN)


def note_typist(application: Application, user_id: int | None) -> None:
    """Remember the account that typed, took a paper out or handed in: whoever did decides nothing about it."""
    known = typists(application)
    if user_id is not None and user_id not in known:
        sealed = _unsealed(application.sealed, aad(application, "answers"))
        application.sealed = crypto.seal_json(
            {**sealed, TYPISTS: sorted({*known, user_id})}, aad(application, "answers")
        )


def typists(application: Application) -> frozenset[int]:
    """Every account that had a hand in the applicant's part, the applicant included."""
    noted = _unsealed(application.sealed, aad(application, "answers")).get(TYPISTS, ())
    papers = {paper.uploaded_by_id for paper in application.documents if paper.added_by_tier is None}
    return frozenset({application.applicant_id, application.filed_by_id, *papers, *noted})


def papers(application: Application) -> dict[str, list[Document]]:
    """Documents by input name as pages and rules write it (`peserta-0-foto`); removed ones and lost rows left out."""
    held = answers(application)
    found: dict[str, list[Document]] = {}
    for document in application.documents:
        name = halves.index_name(held, document.input_name) if document.removed_at is None else None
        if name is not None:
            found.setdefault(name, []).append(document)
    return found


def case(
    application: Application,
    register: PermitRegister,
    today: date | None = None,
    *,
    held: bool = False,
    holidays: frozenset[date] | None = None,
    **officer_facts: Any,
) -> Case:
    """The request as rules read it. `today` defaults to the day of filing; a draft has none, so its edge must give it.

    `held` asks the register for the applicant's own permits, which only `limits` read. `officer_facts` are further
    fields of Case: verdicts, inspections, events.
    """
    day = application.filed_on or today
    if day is None:
        raise ValueError("a draft is judged on a day that its edge names")
    definition, values, applicant = definition_of(application), answers(application), snapshot(application)
    known = halves.by_id(definition.fields)
    bases = [register.fact(one.issued_id) for one in application.bases]
    if definition.parties:
        officer_facts.setdefault("parties", _parties(application, definition))
    if definition.events and application.status in OPEN_TO_APPLICANT:
        timetable = schedule.timetable(application, today or day)
        officer_facts.setdefault("events", schedule.results(definition, timetable.seats))
        officer_facts["schedule"] = schedule.open_days(definition, timetable, values)
    elif definition.events and "events" not in officer_facts:
        officer_facts["events"] = schedule.results(definition, schedule.seats_of(application.id))
    permits, coming = _referenced(definition, values, register), _coming(application, definition, values, applicant)
    values |= {name: permit.number for name, permit in coming.items()}
    permits += tuple(coming.values())
    if held:
        nik = str(applicant.get("nik", application.applicant_id))
        officer_facts["taken"] = others.taken(application, definition, values, permits, nik, today or day)
    return Case(
        kind=application.kind,
        today=day,
        applicant=applicant,
        answers={key: value for key, value in values.items() if key in known},
        documents={name: tuple(_fact(document) for document in files) for name, files in papers(application).items()},
        staff=staff_answers(application),
        referred=referring.brought(definition, application.kind, bases),
        referrals=bases,
        permits=permits,
        held=others.held(application, definition, values, applicant.get("nik"), register) if held else (),
        holidays=calendar.holidays() if holidays is None else holidays,
        **officer_facts,
    )


def assessment(
    application: Application, register: PermitRegister, today: date | None = None, **facts: Any
) -> Assessment:
    """What the one validator says of the application now."""
    return assess(definition_of(application), case(application, register, today, **facts))


def content_hash(application: Application) -> str:
    """sha256 over the applicant's part: code, version, kind, party, answers, papers. Sealed answers go in as a salted
    commitment, so that the hash can be published without telling them."""
    own = (
        {"parties": parties.commitments(application, _salt(application))} if definition_of(application).parties else {}
    )
    return digest(
        {
            **own,
            "code": application.code,
            "version": application.version,
            "kind": application.kind,
            "referred": _referred(application),
            "party": [application.party, commitment(application, application.applicant_snapshot, "applicant")],
            "answers": application.answers,
            "sealed": commitment(application, application.sealed, "answers"),
            "documents": _paper_list(application, officers=False),
        }
    )


def record_hash(application: Application, added: Sequence[Any] = ()) -> str:
    """sha256 over the content and what officers added: their fields, their papers, and `added` (inspection sheets)."""
    return digest(
        {
            "content": content_hash(application),
            "staff": application.staff_answers,
            "sealed": commitment(application, application.staff_sealed, "staff"),
            "documents": _paper_list(application, officers=True),
            "added": list(added),
        }
    )


def commitment(application: Application, blob: bytes | None, part: str) -> str:
    """sha256 of the salt and the sealed values: says nothing about them, yet holds the applicant to them."""
    values = {
        key: value for key, value in _unsealed(blob, aad(application, part)).items() if not key.startswith(PRIVATE)
    }
    salt = _salt(application)
    return hashlib.sha256(f"{salt}\n{canonical(values)}".encode()).hexdigest()


def _salt(application: Application) -> str:
    return str(_unsealed(application.sealed, aad(application, "answers")).get(SALT, ""))


def canonical(value: Any) -> str:
    """One text for one value: sorted keys, no spaces."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str)


def digest(value: Any) -> str:
    return hashlib.sha256(canonical(value).encode()).hexdigest()


def aad(application: Application, part: str) -> str:
    """Binds a sealed blob to its row: one copied to another application does not open."""
    return f"application:{application.id}:{part}"


def _unsealed(blob: bytes | None, bound_to: str) -> dict[str, Any]:
    return crypto.unseal_json(blob, bound_to) if blob else {}


def _fact(document: Document) -> DocumentFact:
    return DocumentFact(clean=document.state is DocumentState.CLEAN, date=document.paper_date, pages=document.pages)


def _paper_list(application: Application, *, officers: bool) -> list[list[Any]]:
    listed = [
        [document.input_name, document.sha256, document.paper_date, *([document.place] if document.place else [])]
        for document in application.documents
        if document.removed_at is None and (document.added_by_tier is not None) is officers
    ]
    return sorted(listed, key=lambda paper: (paper[0], paper[1]))


def _parties(application: Application, definition: Definition) -> dict[str, dict[str, Any]]:
    """Details and consent of further persons; a consent by scan is a paper that is there and clean."""
    held = papers(application)
    scans = {party.id: held.get(party_forms.paper_of(party), ()) for party in definition.parties}
    scanned = {name for name, files in scans.items() if any(file.state is DocumentState.CLEAN for file in files)}
    return parties.facts(application, frozenset(scanned))


def _referred(application: Application) -> Any:
    """One permit by its id, several as a list."""
    ids = [one.issued_id for one in application.bases]
    return ids if len(ids) > 1 else application.referred_id


def _referenced(definition: Definition, values: Mapping[str, Any], register: PermitRegister) -> tuple[PermitFact, ...]:
    wanted = _wanted(definition, values)
    return tuple(fact for code, numbers in wanted.items() for fact in register.find(sorted(numbers), code))


def numbers_referred_to(application: Application) -> dict[str, set[str]]:
    """The numbers of permits that the answers name, by the code that they may be of."""
    return _wanted(definition_of(application), answers(application))


def _coming(
    application: Application, definition: Definition, values: Mapping[str, Any], applicant: Mapping[str, Any]
) -> dict[str, PermitFact]:
    """Permits that are asked for in the same package, by the field that will point to them: until one is issued, the
    reference of its application stands for its number, and it counts as the permit that it is to become."""
    found = bundles.citations(application, definition)
    return {
        name: PermitFact(
            one.reference,
            one.code,
            "aktif",
            applicant.get("nik"),
            answers=answers(one),
            variant=one.variant,
            party=application.party,
        )
        for name, one in found.items()
        if values.get(name) in (None, "", one.reference)
    }


def _wanted(definition: Definition, values: Mapping[str, Any]) -> dict[str, set[str]]:
    wanted: dict[str, set[str]] = {}
    for field, value in _references(definition.fields, values):
        for code in field.of or ():
            wanted.setdefault(code, set()).add(value)
    return wanted


def _references(fields: Sequence[FieldDef], values: Mapping[str, Any]) -> list[tuple[FieldDef, str]]:
    found: list[tuple[FieldDef, str]] = []
    for field in fields:
        value = values.get(field.id)
        if field.type is FieldType.GROUP and value:
            rows = value if isinstance(value, list) else [value]
            found.extend(pair for row in rows if isinstance(row, Mapping) for pair in _references(field.fields, row))
        elif field.to == "permit" and isinstance(value, str) and value:
            found.append((field, value))
    return found
