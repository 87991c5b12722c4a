"""Tiers, inspections and events: the way of a request through the office (schema-language §3.9 to §3.11)."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Tag
from pydantic import Field as Key

from app.permits.model.basics import Expr, Model, Term, Words


class Tier(Model):
    """One rung: who decides, where, how long, with what outcomes."""

    id: str
    title: Words | None = None
    role: str
    agency: str | None = None
    scope: str | None = None
    workdays: Term | None = None
    hours: Term | None = None
    when: Expr | None = None
    checks: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ("forward", "return")
    return_to: str | None = None
    inspection: str | None = None
    product: str | None = None
    rounds: dict[str, int] | None = None

    @property
    def permission(self) -> str:
        """FAB's permission name; the view menu is the definition's `camel`."""
        return f"can_verify_{self.id}"


class Parallel(Model):
    id: str
    title: Words | None = None
    when: Expr | None = None
    need: Literal["all"] | int = "all"
    for_each: str | None = None
    of: tuple[Tier, ...]


class ParallelStep(Model):
    parallel: Parallel


class Sign(Model):
    id: str = "ttd"
    title: Words | None = None
    role: str
    workdays: float | None = None


class Clock(Model):
    start: str
    total: int | str
    unit: Literal["workdays", "hours"] = "workdays"
    escalate: tuple[int, ...] = (50, 80, 100)
    pauses: tuple[str, ...] = ()


class Correction(Model):
    applicant_workdays: int = 10
    max_rounds: int = 3
    then: Literal["refuse", "close"] = "close"


def _step(value: Any) -> str:
    return (
        "parallel" if isinstance(value, ParallelStep) or (isinstance(value, dict) and "parallel" in value) else "tier"
    )


Step = Annotated[Annotated[Tier, Tag("tier")] | Annotated[ParallelStep, Tag("parallel")], Discriminator(_step)]


class Flow(Model):
    clock: Clock | None = None
    correction: Correction = Correction()
    tiers: tuple[Step, ...]
    sign: Sign
    copies: tuple[dict[str, str], ...] = ()

    @property
    def all_tiers(self) -> tuple[Tier, ...]:
        """Every tier in the order written, branches of a gate one after the other."""
        found: list[Tier] = []
        for step in self.tiers:
            found.extend(step.parallel.of if isinstance(step, ParallelStep) else (step,))
        return tuple(found)

    def tier(self, tier_id: str) -> Tier:
        """Raises KeyError when the flow has no such tier."""
        return {tier.id: tier for tier in self.all_tiers}[tier_id]


class InspectionItem(Model):
    id: str
    text: Words
    weight: float = 1
    defect: Literal["minor", "mayor", "serius", "kritis"] | None = None
    choices: tuple[Any, ...] = ()


class InspectionLevel(Model):
    id: str
    title: Words | None = None
    when: Expr | None = None
    pass_: bool = Key(alias="pass")


class Inspection(Model):
    id: str
    title: Words | None = None
    method: Literal["scored", "defects", "checklist"]
    items: tuple[InspectionItem, ...]
    levels: tuple[InspectionLevel, ...] = ()
    pass_: Expr | None = Key(default=None, alias="pass")
    places: Annotated[int, Key(ge=0, le=7)] = 1
    per: str | None = None
    evidence: dict[str, Any] = {}
    repeat_after_days: int | None = None


class Event(Model):
    id: str
    agency: str | None = None
    quota: bool = False
    participants: str | None = None
    stages: tuple[str, ...] = ()
    pass_: Expr | None = Key(default=None, alias="pass")
    on_fail: Literal["retest"] | None = None
