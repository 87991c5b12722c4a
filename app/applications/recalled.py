"""The register as one batch of applications needs it: asked once for all of them, not once for each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from app.applications import content
from app.applications.models import Application
from app.applications.register import PermitRegister
from app.errors import NotFoundError
from app.permits.case import PermitFact


class Recalled:
    """What `register` says of every permit that these applications refer to. What only `limits` ask (`held`, `alike`) is
    not asked in a replay."""

    def __init__(self, register: PermitRegister, applications: Iterable[Application]) -> None:
        ids: set[int] = set()
        numbers: dict[str, set[str]] = {}
        for one in applications:
            ids.update(referral.issued_id for referral in one.referrals)
            for code, found in content.numbers_referred_to(one).items():
                numbers.setdefault(code, set()).update(found)
        self._facts = {fact.id: fact for fact in register.facts(sorted(ids))} if ids else {}
        self._found = {
            code: {fact.number: fact for fact in register.find(sorted(wanted), code)}
            for code, wanted in numbers.items()
        }

    def fact(self, issued_id: int) -> PermitFact:
        if issued_id not in self._facts:
            raise NotFoundError(detail=f"permit {issued_id} is not in the register")
        return self._facts[issued_id]

    def facts(self, issued_ids: Sequence[int]) -> list[PermitFact]:
        return [self._facts[one] for one in issued_ids if one in self._facts]

    def together(self, issued_id: int) -> list[PermitFact]:
        return [self.fact(issued_id)]  # what was chosen when the draft began is not chosen again

    def find(self, numbers: Sequence[str], code: str) -> list[PermitFact]:
        known = self._found.get(code, {})
        return [known[number] for number in numbers if number in known]

    def held(self, nik_index: str, codes: Sequence[str]) -> list[PermitFact]:
        return []

    def alike(self, codes: Sequence[str], values: Mapping[str, Any]) -> list[PermitFact]:
        return []
