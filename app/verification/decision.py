"""What an officer hands in: which ticket, which outcome, and everything marked on the screen. Plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.verification.models import POSITIVE, Outcome


@dataclass(frozen=True, slots=True)
class Ticket:
    """The open tier as the officer saw it. Whoever decides on an older sight learns who was faster."""

    reference: str
    open_tier_id: int
    row_version: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """About one answer, paper or point of the check list."""

    ok: bool
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One inspection form as filled in; `row` is the group row's stable id, empty for the whole application."""

    marks: Mapping[str, Any]
    row: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """`verdicts` by input name as the page writes it; `staff` holds parsed values by field id."""

    outcome: Outcome
    verdicts: Mapping[str, Verdict] = field(default_factory=dict)
    remark: str = ""
    legal_basis: str = ""  # of a refusal
    staff: Mapping[str, Any] = field(default_factory=dict)
    sheets: tuple[Sheet, ...] = ()

    @property
    def positive(self) -> bool:
        return self.outcome in POSITIVE
