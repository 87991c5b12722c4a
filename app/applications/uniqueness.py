"""Answers that may be held once: kept as a blind index from submission on, as long as the request or its permit lives."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import select

from app.applications.models import Application, SealedIndex
from app.applications.quotas import in_force, issued_columns
from app.foundation import crypto
from app.foundation.database import db
from app.permits.assessing import must_differ, unique_values
from app.permits.assessing.uniqueness import APPLICANT, Unique
from app.permits.model import Definition

MARK = "="  # before the field's path: a search for a NIK never meets it


def keep(application: Application, definition: Definition, values: Mapping[str, Any], nik: str) -> None:
    """Index what the application holds. What it held before was taken out; the caller holds the locks."""
    for one in unique_values(definition, values):
        value = _index(application, one, nik)
        db.session.add(SealedIndex(application_id=application.id, field=f"{MARK}{one.path}", value=value))


def taken(
    application: Application, definition: Definition, values: Mapping[str, Any], nik: str, today: date
) -> dict[str, dict[str, int]]:
    """By path and answer, how many others hold the same; what this application replaces is not counted."""
    if not must_differ(definition):
        return {}
    wanted = {_index(application, one, nik): one for one in unique_values(definition, values)}
    replaced = select(issued_columns.c.application_id).where(
        issued_columns.c.id.in_([one.issued_id for one in application.bases])
    )
    query = (
        select(SealedIndex.value)
        .join(Application, Application.id == SealedIndex.application_id)
        .where(
            SealedIndex.value.in_(wanted), SealedIndex.field.startswith(MARK), Application.id != application.id,
            Application.id.not_in(replaced), in_force(today),
        )
    )  # fmt: skip
    found: dict[str, Counter[str]] = {}
    for value in db.session.scalars(query) if wanted else ():
        one = wanted[value]
        found.setdefault(one.path, Counter())[one.text] += 1
    return {path: dict(counts) for path, counts in found.items()}


def _index(application: Application, one: Unique, nik: str) -> str:
    """The same for all of whom the answer must differ: of the person's own, or of the whole type."""
    whose = nik if one.field.unique_in == APPLICANT else ""
    return crypto.blind_index("unique", "\n".join((application.code, one.path, whose, one.text)))
