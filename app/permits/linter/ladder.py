"""Tiers in their order: what a rule of a tier may know already (IZN206), and tiers that nobody ever comes to (IZN210)."""

from __future__ import annotations

from collections.abc import Iterator

from app.permits import fees
from app.permits.linter.names import Path, Report
from app.permits.model import Definition, ParallelStep, Rule, Tier

POSITIVE = frozenset({"complete", "forward"})


def lint_ladder(definition: Definition, report: Report) -> None:
    """A rule may read only what tiers before it have found out; every tier is passed by some kind and can say yes."""
    known = _knowledge(definition)
    for path, rule, place in _rules_of_tiers(definition):
        for name in rule.reads:
            first = known.get(_source(name))
            if first is not None and first >= place:
                report(path, "IZN206", f"“{name}” baru diketahui pada tahap ini atau sesudahnya. Pindahkan tahapnya.")
    for path, tier, _ in _places(definition):
        if not POSITIVE & set(tier.outcomes):
            report(
                (*path, "outcomes"), "IZN210", f"Tahap “{tier.id}” tidak dapat meneruskan: beri complete atau forward."
            )
    _never_asked(definition, report)


def _source(name: str) -> str:
    """`inspection.cek.score` → `inspection.cek`; `verdict.ktp` → `verdict.ktp`; `hasil.ph` → `hasil`."""
    root, _, rest = name.partition(".")
    return f"{root}.{rest.partition('.')[0]}" if root in ("inspection", "verdict") else root


def _places(definition: Definition) -> Iterator[tuple[Path, Tier, int]]:
    """Each tier with the number of its step; branches of a gate share one."""
    for index, step in enumerate(definition.flow.tiers):
        if not isinstance(step, ParallelStep):
            yield ("flow", "tiers", index), step, index
            continue
        for number, tier in enumerate(step.parallel.of):
            yield ("flow", "tiers", index, "parallel", "of", number), tier, index


def _knowledge(definition: Definition) -> dict[str, int]:
    """From which step on a name is known; what the applicant answers is not in it."""
    first: dict[str, int] = {}
    papers = [f"verdict.{document.id}" for document in definition.documents]
    steps = {tier.id: place for _, tier, place in _places(definition)}
    for _, tier, place in _places(definition):
        if tier.inspection:
            first.setdefault(f"inspection.{tier.inspection}", place)
        if "documents" in tier.checks:
            for name in papers:
                first.setdefault(name, place)
    last = len(definition.flow.tiers)
    for name in papers:
        first.setdefault(name, last)
    for field in definition.fields:
        if field.staff_only and field.tier_editable:
            first[field.id] = min((steps.get(tier, last) for tier in field.tier_editable), default=last)
    return first


def _rules_of_tiers(definition: Definition) -> Iterator[tuple[Path, Rule, int]]:
    for path, tier, place in _places(definition):
        if tier.when is not None:
            yield (*path, "when"), tier.when, place
    for index, step in enumerate(definition.flow.tiers):
        if isinstance(step, ParallelStep) and step.parallel.when is not None:
            yield ("flow", "tiers", index, "parallel", "when"), step.parallel.when, index
    pay = definition.fees.pay
    after = next((place for _, tier, place in _places(definition) if pay and tier.id == pay.after), None)
    for path, line in fees.written(definition) if after is not None else ():
        for key in ("when", "amount", "exempt"):
            rule = getattr(line, key)
            if rule is not None:
                yield (*path, key), rule, (after or 0) + 1


def _never_asked(definition: Definition, report: Report) -> None:
    """A tier that every kind leaves out."""
    kinds = definition.requests.values()
    if any(kind.tiers is None for kind in kinds):
        return
    named = {name for kind in kinds for name in kind.tiers or ()}
    gates = {
        tier.id: step.parallel.id
        for step in definition.flow.tiers
        if isinstance(step, ParallelStep)
        for tier in step.parallel.of
    }
    for path, tier, _ in _places(definition):
        if tier.id not in named and gates.get(tier.id) not in named:
            report(path, "IZN210", f"Tahap “{tier.id}” tidak dilalui jenis permohonan mana pun.")
