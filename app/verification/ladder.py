"""What must be decided next: the ladder of a version held against the reviews that count. Pure.

One rule gives every order of events: the first stage that is not passed is the one that is open. A correction takes the
weight from old reviews, so the walk begins again at the first tier (as a short re-confirmation) and arrives at the tier
that returned it; a tier whose condition begins to hold later is asked before the case goes on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.permits.flow import Stage, judging


@dataclass(frozen=True, slots=True)
class Standing:
    """The latest word of one tier on the content as it stands."""

    positive: bool
    on_record: bool  # it saw all that officers have added by now
    order: int  # later words have higher numbers


Standings = Mapping[str, Standing]

REJECT = "reject"


def next_tiers(stages: Sequence[Stage], standings: Standings) -> frozenset[str]:
    """The tiers that must have the case now. Empty when the ladder is climbed, or nobody is left to decide over a no."""
    for place, stage in enumerate(stages):
        if out_of_reach(stage, standings):
            return judges(stages[place + 1 :])
        if not passed(stage, standings):
            return frozenset(tier.id for tier in stage.tiers if tier.id not in standings)
    if not judging(stages) or climbed(stages, standings):
        return frozenset()
    return frozenset({_latest(judging(stages)[-1], standings)})


def judges(later: Sequence[Stage]) -> frozenset[str]:
    """Who decides over an agency's no: the first tier of the office itself, after it, that may reject."""
    found = (tier.id for stage in later for tier in stage.tiers if tier.agency is None and REJECT in tier.outcomes)
    return frozenset({first}) if (first := next(found, None)) else frozenset()


def negative_before(stages: Sequence[Stage], standings: Standings, tier_id: str) -> bool:
    """Whether a stage below this tier can no longer be passed: then it cannot say yes."""
    for stage in stages:
        if any(tier.id == tier_id for tier in stage.tiers):
            return False
        if out_of_reach(stage, standings):
            return True
    return False


def climbed(stages: Sequence[Stage], standings: Standings) -> bool:
    """Whether every stage said yes, every gate is passed, and the last stage at which somebody decides saw the final
    record. A ladder without such rungs is never climbed."""
    decided = judging(stages)
    return (
        bool(decided)
        and all(passed(stage, standings) for stage in stages)
        and sees_final_record(decided[-1], standings)
    )


def passed(stage: Stage, standings: Standings) -> bool:
    """Whether as many tiers of the stage said yes as it needs."""
    return _yes(stage, standings) >= stage.need


def out_of_reach(stage: Stage, standings: Standings) -> bool:
    """Whether so many said no that the stage can never be passed on this content."""
    no = sum(tier.id in standings and not standings[tier.id].positive for tier in stage.tiers)
    return len(stage.tiers) - no < stage.need


def sees_final_record(stage: Stage, standings: Standings) -> bool:
    """The last tier must have seen what every other officer added."""
    given = [standings[tier.id] for tier in stage.tiers if tier.id in standings]
    return any(standing.positive and standing.on_record for standing in given)


def stage_of(stages: Sequence[Stage], tier_id: str) -> Stage | None:
    return next((stage for stage in stages if any(tier.id == tier_id for tier in stage.tiers)), None)


def _yes(stage: Stage, standings: Standings) -> int:
    return sum(tier.id in standings and standings[tier.id].positive for tier in stage.tiers)


def _latest(stage: Stage, standings: Standings) -> str:
    given = [tier.id for tier in stage.tiers if tier.id in standings and standings[tier.id].positive]
    return max(given, key=lambda tier_id: standings[tier_id].order)
