"""Permits that an answer points to: whether they may be used, and what rules may then read of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from app.permits import tables
from app.permits.case import Case, PermitFact
from app.permits.model import FieldDef, FieldType
from app.permits.referring import rows_of
from app.permits.rules import sort_of, to_fact

if TYPE_CHECKING:
    from app.permits.assessing.sheet import Sheet

LIVE = ("aktif",)
# One sentence for every reason: who asks must not learn whose permit it is or how it stands.
REFUSED = "Nomor ini tidak dapat dipakai. Pastikan izinnya masih berlaku dan atas nama yang sesuai."


def fact(sheet: Sheet, field: FieldDef, name: str, value: Any) -> Mapping[str, Any] | None:
    """What rules read of the permit; missing, with the reason kept in `refused`, when it may not be used. Of a record
    its cells; one that does not hold on the day is missing too, and `judging` says so."""
    if not isinstance(value, str) or not value:
        return None
    if field.to == "record":
        return _record(sheet, field, value)
    permit = usable(sheet.case, field, value)
    if permit is None:
        sheet.refused[name] = REFUSED
        return None
    brought = {one.id: to_fact(sort_of(one), brought_answer(permit, one)) for one in field.brings}
    return brought | {
        "_issued": permit.id,
        "number": permit.number,
        "status": permit.status_on(sheet.case.today),
        "holder_nik": permit.holder_nik,
        "valid_from": permit.valid_from.isoformat() if permit.valid_from else None,
        "valid_to": permit.valid_to.isoformat() if permit.valid_to else None,
    }


def _record(sheet: Sheet, field: FieldDef, key: str) -> Mapping[str, Any] | None:
    table = sheet.definition.tables.get(field.table or "")
    row = tables.row_of(table, key, sheet.case.today) if table is not None else None
    return None if row is None else {one.id: to_fact(sort_of(one), row.get(one.id)) for one in field.brings}


def brought_answer(permit: PermitFact, one: FieldDef) -> Any:
    """An answer of the permit; of the group that its rows have permits of their own, its own row only."""
    value = permit.answers.get(one.id)
    if one.repeats and permit.row and (own := rows_of(permit, one.id)):
        return own
    return value


def is_fact(field: FieldDef) -> bool:
    """Whether rules read more of the reference than the text that was answered."""
    return field.type is FieldType.REFERENCE and (field.to == "permit" or bool(field.brings))


def usable(case: Case, field: FieldDef, number: str) -> PermitFact | None:
    """The permit of that number, when its kind, status and holder are as the definition asks."""
    codes = field.of or ()
    wanted = "".join(number.split()).casefold()
    for permit in case.permits:
        known = (permit.number, *(permit.formerly if field.follow != "none" else ()))
        if wanted not in {"".join(one.split()).casefold() for one in known} or (codes and permit.code not in codes):
            continue
        if permit.status_on(case.today) in (field.status or LIVE) and _held(case, field.holder or "applicant", permit):
            return permit
    return None


def _held(case: Case, holder: str, permit: PermitFact) -> bool:
    if holder == "any":
        return True
    person: Any = case.applicant
    if holder.startswith("party."):
        person = case.parties.get(holder.removeprefix("party."))
    nik = person.get("nik") if isinstance(person, Mapping) else None
    return isinstance(nik, str) and bool(nik) and nik == permit.holder_nik
