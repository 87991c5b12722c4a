"""Holds a text against the live version: what it changes, and what that does to everything open. Reads only."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from app.catalog import source as sources
from app.catalog.dossier import Weighed
from app.catalog.models import PermitType, PermitVersion
from app.catalog.replaying import replay
from app.catalog.versions import definition as published
from app.errors import DefinitionError
from app.foundation.database import db
from app.permits.comparing import Comparison, compare
from app.permits.model import Definition


def live_version(code: str) -> int | None:
    """None for a code of which nothing is in force yet."""
    found: int | None = db.session.scalar(select(PermitType.live_version).where(PermitType.code == code))
    return found or None


def compared(definition: Definition) -> Comparison | None:
    """What differs from the live version; None where there is none."""
    base = live_version(definition.code)
    if base is None:
        return None
    older = db.session.scalars(
        select(PermitVersion.version).where(PermitVersion.code == definition.code, PermitVersion.version < base)
    )
    earlier = [published(definition.code, version) for version in older]
    return compare(published(definition.code, base), definition, earlier)


def weigh(definition: Definition, now: datetime) -> Weighed:
    """The comparison and the publish report. Raises DefinitionError for a rename without `was` or an unmigrated break."""
    base, found = live_version(definition.code), compared(definition)
    if found is not None and found.faults:
        raise DefinitionError(
            f"Definisi {definition.code} tidak dapat diterbitkan: jawaban pada draf akan hilang.", faults=found.faults
        )
    return Weighed(base, found or Comparison(), replay(definition, now))


def weigh_text(text: str, code: str, now: datetime) -> tuple[Definition, tuple[str, ...], Weighed]:
    """As `weigh`, of a text: the definition, the linter's warnings, what it does. Raises DefinitionError."""
    definition, warnings = sources.load(text, code)
    return definition, warnings, weigh(definition, now)
