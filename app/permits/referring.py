"""The permits that a request refers to, and what of them it brings along (language §3.6).

Where papers are issued per row, a permit is the right of one row. A kind with `rows: same` or `many` brings the rows of
the permits that were chosen, no other. A kind that opens that very group and says neither adds to what is there: it
begins without rows, every row that is typed gets a paper, and the permit referred to stays as it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from app.permits import fieldtypes
from app.permits.case import PermitFact
from app.permits.choosing import CHOICE
from app.permits.kinds import product_of, request_kind
from app.permits.model import Definition, Needs, Text

PERMIT, REVOCATION = "permit", "revocation"


def row_groups(definition: Definition) -> frozenset[str]:
    """The groups whose rows have permits of their own."""
    return frozenset(one.per for one in definition.certificates if one.kind == PERMIT and one.per is not None)


def fixed_groups(definition: Definition, kind: str) -> frozenset[str]:
    """The groups to which a request of this kind neither adds a row nor takes one away."""
    needs = request_kind(definition, kind).needs
    chosen = needs is not None and (needs.many or needs.rows is not None)
    return row_groups(definition) if chosen else frozenset()


def adds_rows(definition: Definition, kind: str) -> frozenset[str]:
    """The groups that a request of this kind adds to: it begins without the rows that are there."""
    request = request_kind(definition, kind)
    if request.needs is None or fixed_groups(definition, kind):
        return frozenset()
    return row_groups(definition) & {*(request.edit or ())}


def brought(definition: Definition, kind: str, permits: Sequence[PermitFact]) -> PermitFact | None:
    """What the permits referred to bring into the request as one; None where it refers to none.

    All else is the first permit's, so permits of several requests are renewed together as the first one says.
    """
    if not permits:
        return None
    answers = dict(permits[0].answers)
    for group in row_groups(definition):
        if group in adds_rows(definition, kind):
            answers.pop(group, None)
        elif any(permit.row for permit in permits):
            answers[group] = [row for permit in permits for row in rows_of(permit, group)]
    if definition.variants is not None and definition.variants.choose == "applicant" and permits[0].variant:
        answers.setdefault(CHOICE, permits[0].variant)  # of a time when the class was reckoned
    return replace(permits[0], answers=answers)


def not_now(needs: Needs, permit: PermitFact, today: date) -> Text | None:
    """Why a permit cannot be referred to on that day, by its status and by the window before its end; None if it can."""
    status = permit.status_on(today)
    if status not in needs.status:
        return Text(
            id=f"Izin nomor {permit.number} sedang {status}; permohonan ini untuk izin {' atau '.join(needs.status)}."
        )
    window = window_of(needs, permit)
    if window is None or window[0] <= today <= window[1]:
        return None
    earliest, latest = window
    return Text(
        id=f"Izin nomor {permit.number}: permohonan ini dapat diajukan dari {_told(earliest)} sampai {_told(latest)}."
    )


def window_of(needs: Needs, permit: PermitFact) -> tuple[date, date] | None:
    """First and last day of filing; None where the kind or the permit sets none."""
    if needs.window_days is None or permit.valid_to is None:
        return None
    earliest, latest = (permit.valid_to - timedelta(days=days) for days in needs.window_days)
    return earliest, latest


def _told(day: date) -> str:
    return fieldtypes.long_date(day.isoformat())


def ends_permit(definition: Definition, kind: str) -> bool:
    """Whether signing ends the permit referred to: a new edition stands for it, or it is withdrawn."""
    if request_kind(definition, kind).needs is None or adds_rows(definition, kind):
        return False
    named = product_of(definition, kind)
    papers = definition.certificates if named is None else (named,)
    return any(paper.kind in (PERMIT, REVOCATION) for paper in papers)


def rows_of(permit: PermitFact, group: str) -> list[Mapping[str, Any]]:
    """The permit's own row; every row where the permit is not one of a row."""
    value = permit.answers.get(group)
    rows = [row for row in value if isinstance(row, Mapping)] if isinstance(value, list) else []
    if not permit.row:
        return rows
    return [row for index, row in enumerate(rows) if permit.row in (row.get("_id"), f"{group}-{index}")]
