"""The ladder of a case: which tiers it passes, in which order, which of them at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.permits import fees
from app.permits.conditions import holds
from app.permits.kinds import request_kind
from app.permits.model import Definition, Parallel, ParallelStep, Text, Tier
from app.permits.names import input_name

Facts = Mapping[str, Any]

PAYMENT = "pembayaran-tagihan"  # the rung of an unpaid invoice; no id of a definition bears a dash
TREASURER = "bendahara_penerimaan"
_PAYING = Tier(id=PAYMENT, title=Text(id="Pembayaran", en="Payment"), role=TREASURER, outcomes=())


@dataclass(frozen=True, slots=True)
class Stage:
    """Tiers that are open at once, and how many of them must be positive."""

    id: str
    tiers: tuple[Tier, ...]
    need: int = 1
    gate: bool = False  # nobody's judgement: it is passed by a fact, such as money received


def stages(definition: Definition, kind: str, facts: Facts) -> tuple[Stage, ...]:
    """The stages before signing, in order; tiers whose `when` does not hold are left out, and gates without branches.

    A kind's `tiers` names those that it passes, by the id of a tier or of a gate.
    """
    wanted = request_kind(definition, kind).tiers
    found: list[Stage] = []
    for step in definition.flow.tiers:
        stage = (
            _gate(definition, step.parallel, facts, wanted)
            if isinstance(step, ParallelStep)
            else _single(definition, step, facts, wanted)
        )
        if stage is not None:
            found.append(stage)
    return _with_payment(definition, tuple(found), facts)


def judging(found: Sequence[Stage]) -> tuple[Stage, ...]:
    """The stages at which somebody decides."""
    return tuple(stage for stage in found if not stage.gate)


def route(found: Sequence[Stage]) -> tuple[str, ...]:
    """Ids of the tiers in the order written."""
    return tuple(tier.id for stage in judging(found) for tier in stage.tiers)


def tiers_before(found: Sequence[Stage], tier_id: str) -> tuple[Tier, ...]:
    """Every tier of the stages before the one that `tier_id` stands in; all of them when no stage has it."""
    before: list[Tier] = []
    for stage in found:
        if any(tier.id == tier_id for tier in stage.tiers):
            break
        before.extend(stage.tiers)
    return tuple(before)


def _with_payment(definition: Definition, found: tuple[Stage, ...], facts: Facts) -> tuple[Stage, ...]:
    """The gate after the tier that `pay` names; at the end where the route leaves that tier out. None where it is free."""
    pay = definition.fees.pay
    if pay is None or not found or fees.total(definition, facts) == 0:
        return found
    places = [
        place for place, stage in enumerate(found, 1) if pay.after in (stage.id, *(one.id for one in stage.tiers))
    ]
    place = places[0] if places else len(found)
    return (*found[:place], Stage(PAYMENT, (_PAYING,), gate=True), *found[place:])


def _single(definition: Definition, tier: Tier, facts: Facts, wanted: tuple[str, ...] | None) -> Stage | None:
    if (wanted is not None and tier.id not in wanted) or not holds(definition, tier.when, facts):
        return None
    return Stage(tier.id, (tier,))


def _gate(definition: Definition, gate: Parallel, facts: Facts, wanted: tuple[str, ...] | None) -> Stage | None:
    if not holds(definition, gate.when, facts):
        return None
    whole = wanted is None or gate.id in wanted
    active = tuple(
        tier for tier in gate.of if (whole or tier.id in (wanted or ())) and holds(definition, tier.when, facts)
    )
    branches = _branches(gate, active, facts)
    if not branches:
        return None
    need = len(branches) if gate.need == "all" else max(1, min(gate.need, len(branches)))
    return Stage(gate.id, branches, need)


def _branches(gate: Parallel, active: tuple[Tier, ...], facts: Facts) -> tuple[Tier, ...]:
    """`for_each`: one branch per agency that the answer chooses, named `tier-agency`."""
    if gate.for_each is None:
        return active
    chosen = facts.get(gate.for_each)
    values = [value for value in chosen if isinstance(value, str)] if isinstance(chosen, list) else []
    return tuple(
        tier.model_copy(update={"id": input_name(tier.id, value), "agency": value})
        for tier in active
        for value in values
    )
