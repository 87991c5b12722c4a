"""What a publication stands on besides its text: the Keputusan, two persons, readiness, what becomes of drafts."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from app.errors import InputError
from app.permits.comparing import ChangeClass, Comparison


class DraftRule(StrEnum):
    """What becomes of drafts that were begun under an earlier version (schema-language §5.3)."""

    ALONG = "ikut"  # they come along and are told: text and compatible changes
    KEEP = "tetap"  # they keep their version until a date, then come along and are asked
    ASK = "diminta"  # they come along; the applicant is told by mail what is new
    RESTART = "ulang"  # they begin anew; what was typed is kept aside


@dataclass(frozen=True, slots=True)
class DraftPolicy:
    """`until` is the last day on which a kept draft may be handed in under its old version."""

    rule: DraftRule
    until: date | None = None

    def as_json(self) -> dict[str, Any]:
        return {"rule": self.rule.value, "until": self.until.isoformat() if self.until else None}

    @classmethod
    def from_json(cls, data: dict[str, Any] | None) -> DraftPolicy:
        """Versions of before there was a choice left drafts where they were."""
        if not data:
            return cls(DraftRule.KEEP)
        until = data.get("until")
        return cls(DraftRule(data["rule"]), date.fromisoformat(until) if until else None)

    def is_due(self, today: date) -> bool:
        """Whether drafts leave their old version now."""
        return self.rule is not DraftRule.KEEP or (self.until is not None and today > self.until)


ALONG = DraftPolicy(DraftRule.ALONG)


@dataclass(frozen=True, slots=True)
class Decree:
    """The Keputusan that a version, or a closing, stands on."""

    number: str
    signed_on: date
    effective_from: date


@dataclass(frozen=True, slots=True)
class Readiness:
    """The office weighed each before a type is opened (Perwali 35/2018 Pasal 6(2)); the words say how."""

    people: str
    network: str
    applications: str
    hardware: str

    def as_json(self) -> dict[str, str]:
        """Raises InputError where a point has no words."""
        points = {
            "sdm": self.people, "jaringan": self.network, "aplikasi": self.applications, "perangkat": self.hardware,
        }  # fmt: skip
        if not all(text.strip() for text in points.values()):
            raise InputError("Kesiapan SDM, jaringan, aplikasi, dan perangkat keras harus dicatat semuanya.")
        return {name: text.strip() for name, text in points.items()}


@dataclass(frozen=True, slots=True)
class Scan:
    """The Keputusan as a file of the store."""

    key: str
    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Papers:
    """Everything that the publisher gives besides decree and text; all of it may be left out by `init` and commands."""

    drafts: DraftPolicy | None = None
    readiness: Readiness | None = None
    scan: Scan | None = None
    author_id: int | None = None
    approver_id: int | None = None
    trial: bool = False


@dataclass(frozen=True, slots=True)
class Weighed:
    """A new text held against the live version and everything that is open under it."""

    base: int | None
    comparison: Comparison
    impact: dict[str, Any] = field(default_factory=dict)

    @property
    def reach(self) -> ChangeClass:
        return self.comparison.reach

    @property
    def asks_for_policy(self) -> bool:
        """Whether somebody has to choose what becomes of drafts."""
        return self.reach in (ChangeClass.RESTRICTIVE, ChangeClass.BREAKING)

    def policy(self, chosen: DraftPolicy | None, effective_from: date) -> DraftPolicy:
        """Raises InputError where a choice is needed and none was made, or a kept draft has no last day."""
        if not self.asks_for_policy:
            return ALONG
        if chosen is None or chosen.rule is DraftRule.ALONG:
            if self.base is not None and self.impact.get("drafts", {}).get("count"):
                raise InputError("Perubahan ini mengikat pemohon. Pilih nasib draf: tetap, diminta, atau ulang.")
            return DraftPolicy(DraftRule.ASK)
        if chosen.rule is DraftRule.KEEP and (chosen.until is None or chosen.until < effective_from):
            raise InputError("Sebutkan sampai tanggal berapa draf boleh memakai ketentuan lama.")
        return chosen

    def as_json(self, papers: Papers) -> dict[str, Any]:
        """For the version's row."""
        changes = [
            {"group": one.group, "action": one.action.value, "reach": one.reach.value, "text": one.sentence}
            for one in self.comparison.changes
        ]
        return {
            "reach": self.reach.value,
            "changes": changes,
            "impact": self.impact,
            "readiness": papers.readiness.as_json() if papers.readiness else None,
            "scan": {"key": papers.scan.key, "name": papers.scan.name, "sha256": papers.scan.sha256}
            if papers.scan
            else None,
            "trial": papers.trial,
        }
