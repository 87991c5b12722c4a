"""What an officer typed on the verification screen, as values that `verification` understands.

Input names: `nilai-<input>` (ya, tidak) and `catatan-<input>` for verdicts; `periksa-<item>` or `periksa-<row>-<item>`
for inspection sheets; a staff field bears its id; `catatan` and `dasar_hukum` belong to the decision.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from werkzeug.datastructures import FileStorage, MultiDict

from app.applications import content
from app.errors import ConflictError, InputError
from app.forms.builders import Ask, build_inputs
from app.forms.sections import SectionForm, flat, rows_shown
from app.permits.model import Section, Text, Tier
from app.verification import evidence, staff
from app.verification.decision import Decision, Sheet, Ticket, Verdict
from app.verification.dossier import Dossier
from app.verification.evidence import Received
from app.verification.models import OpenTier, Outcome

VERDICT, REMARK, MARK = "nilai-", "catatan-", "periksa-"
UPLOAD, PLACE, PAPER_DATE = "unggah-", "koordinat-", "tanggal-"
YES, NO = "ya", "tidak"
LONGEST = 4000
OPEN = {"staff_only": False, "visible": None, "for_": None, "readonly": False}

Form = MultiDict[str, str]


class StaffForm(SectionForm):
    """The fields that one tier fills or changes; what they mean is the same as in the applicant's form."""

    def answers(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for field in self.section.fields:
            self._collect(field, field.id, self.stored.get(field.id), found)
        return found


def ticket(form: Form, reference: str) -> Ticket:
    """Raises ConflictError when the form does not say what it was made for."""
    try:
        return Ticket(reference, int(form["tahap"]), int(form["versi"]))
    except (KeyError, ValueError) as error:
        raise ConflictError(detail="a decision without its ticket") from error


def place(form: Form) -> tuple[str, str]:
    """Permit type and tier that the form was made for, so that the right is asked before the lock is taken."""
    return form.get("izin", "")[:41], form.get("nama_tahap", "")[:60]


def day(typed: str) -> date | None:
    """A date as a date input sends it; None for nothing or nonsense."""
    try:
        return date.fromisoformat(typed.strip())
    except ValueError:
        return None


def decision(form: Form, dossier: Dossier, tier: Tier, outcome: Outcome) -> Decision:
    """Raises InputError for a text that is far too long."""
    if any(len(value) > LONGEST for value in form.values()):
        raise InputError(f"Catatan terlalu panjang: paling banyak {LONGEST} huruf.")
    own = staff_form(dossier, tier, form)
    return Decision(
        outcome=outcome,
        verdicts=verdicts(form),
        remark=form.get("catatan", "").strip(),
        legal_basis=form.get("dasar_hukum", "").strip(),
        staff=own.answers() if own else {},
        sheets=tuple(sheets(form, dossier, tier)),
    )


def uploads(form: Form, sent: MultiDict[str, FileStorage], dossier: Dossier, tier: Tier, today: date) -> list[Received]:
    """Files for the tier's own places, examined and stored; outside any transaction. Raises InputError, TooLargeError."""
    found = []
    for slot in evidence.slots(dossier, tier):
        place, paper_date = form.get(PLACE + slot.name, ""), day(form.get(PAPER_DATE + slot.name, ""))
        for file in sent.getlist(UPLOAD + slot.name):
            if file.filename:
                data = file.stream.read()
                found.append(evidence.receive(slot, data, file.filename, place, paper_date, today=today))
    return found


def verdicts(form: Form) -> dict[str, Verdict]:
    """A remark without a tick says that something is wrong."""
    found: dict[str, Verdict] = {}
    for key in form:
        name = key.removeprefix(VERDICT) if key.startswith(VERDICT) else key.removeprefix(REMARK)
        if name == key:
            continue
        remark = form.get(REMARK + name, "").strip()
        word = form.get(VERDICT + name, NO if remark else "")
        if word in (YES, NO):
            found[name] = Verdict(ok=word == YES, remark=remark)
    return found


def sheets(form: Form, dossier: Dossier, tier: Tier) -> list[Sheet]:
    """The inspection sheets on which anything was marked."""
    if not tier.inspection:
        return []
    items = [item.id for item in dossier.definition.inspection(tier.inspection).items]
    found = []
    for row, _heading in staff.rows(dossier, tier):
        marks = {
            item: _mark(form[name]) for item in items if (name := mark_name(row, item)) in form and form[name] != ""
        }
        if marks:
            found.append(Sheet(marks=marks, row=row, note=form.get(mark_name(row, "catatan"), "").strip()))
    return found


def _mark(word: str) -> Any:
    """Yes, no, or the points of a choice."""
    return {YES: True, NO: False}.get(word, word)


def mark_name(row: str, item: str) -> str:
    return f"{MARK}{row}-{item}" if row else f"{MARK}{item}"


def _word(mark: Any) -> str:
    return {True: YES, False: NO}.get(mark, str(mark)) if isinstance(mark, bool) else str(mark)


def staff_form(dossier: Dossier, tier: Tier, form: Form | None = None) -> StaffForm | None:
    """The form of the tier's own fields, filled with what is there; None where it has none."""
    fields = tuple(field.model_copy(update=OPEN) for field in staff.fields(dossier.definition, tier))
    if not fields:
        return None
    held: Mapping[str, Any] = {**dossier.answers, **content.staff_answers(dossier.application)}
    section = Section(id="petugas", title=Text(id="Isian petugas"), fields=fields)
    ask = Ask(dossier.definition, "id", rows_shown(fields, held, form))
    inputs = {name: unbound for field in fields for name, unbound in build_inputs(field, field.id, ask).items()}
    names = {"definition": dossier.definition, "section": section, "kind": dossier.application.kind}
    made: StaffForm = type("StaffForm", (StaffForm,), {**inputs, **names})(
        formdata=form, data=flat(fields, held), meta={"csrf": False}
    )
    made.stored, made.posted = held, form if form is not None else MultiDict()
    return made


def typed(ticket_of: OpenTier, dossier: Dossier, form: Form | None, changed: frozenset[str]) -> dict[str, str]:
    """What the inputs show: what was typed just now, else what this tier said before of what has not changed since."""
    if form is not None:
        return {
            key: value
            for key, value in form.items()
            if key.startswith((VERDICT, REMARK, MARK, PLACE, PAPER_DATE, "catatan", "dasar"))
        }
    shown: dict[str, str] = {}
    for sheet in dossier.sheets:
        shown |= {mark_name(sheet.row, item): _word(mark) for item, mark in sheet.marks.items()}
    mine = next((review for review in reversed(dossier.reviews) if review.tier == ticket_of.tier), None)
    for name, verdict in (mine.verdicts if mine else {}).items():
        if verdict["ok"] and name not in changed:
            shown[VERDICT + name] = YES
    return shown
