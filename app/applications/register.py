"""What `applications` asks of the register of permits. `certificates` implements it; the edge hands it in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from app.permits.case import PermitFact


class PermitRegister(Protocol):
    """Reads only; an unknown id raises NotFoundError."""

    def fact(self, issued_id: int) -> PermitFact:
        """One permit, whatever its status."""

    def together(self, issued_id: int) -> list[PermitFact]:
        """The permits of all rows that were issued with this one, itself the first, whatever their status."""

    def facts(self, issued_ids: Sequence[int]) -> list[PermitFact]:
        """Those of these permits that the register knows, at once."""

    def find(self, numbers: Sequence[str], code: str) -> list[PermitFact]:
        """The permits of a type that bear these numbers."""

    def held(self, nik_index: str, codes: Sequence[str]) -> list[PermitFact]:
        """Permits whose holder has this NIK, for `limits` and the list of own permits."""

    def alike(self, codes: Sequence[str], values: Mapping[str, Any]) -> list[PermitFact]:
        """Permits of these types whose open answers hold these values, for `limits` that are not on a person."""
