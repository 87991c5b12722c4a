"""Numbers: claimed once per paper, gap-free per counter, never handed to another case. In the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from app.certificates.models import Counter, Issued, StickyValue
from app.foundation.database import db
from app.foundation.sql import insert_for
from app.permits.numbers import CounterClaim


def outgrown(issued: Issued, claims: Iterable[CounterClaim]) -> bool:
    """Whether an earlier claim was drawn from counters that no longer count for this paper, such as last year's."""
    return bool(issued.claims.keys() - {each.key for each in claims})


def claim(issued: Issued, claims: Iterable[CounterClaim], holder_index: str) -> dict[str, int]:
    """Values by number part, drawn now or found from an earlier try. Raises NumberOverflow when a counter is full."""
    wanted = sorted(claims, key=lambda each: each.key)  # one order for all, or two claims could wait for each other
    values = {each.part: _value(issued, each, holder_index) for each in wanted}
    issued.claims = {each.key: values[each.part] for each in wanted}
    return values


def _value(issued: Issued, each: CounterClaim, holder_index: str) -> int:
    if each.key in issued.claims:
        return issued.claims[each.key]
    return _sticky(each, holder_index) if each.sticky else _next(each)


def _sticky(each: CounterClaim, holder_index: str) -> int:
    _lock(each)  # two papers of one new holder at once: the second finds what the first has drawn
    kept = db.session.scalar(
        select(StickyValue.value).where(StickyValue.key == each.key, StickyValue.holder_index == holder_index)
    )
    if kept is not None:
        return kept
    value = _next(each)
    db.session.add(StickyValue(key=each.key, holder_index=holder_index, value=value))
    db.session.flush()
    return value


def _next(each: CounterClaim) -> int:
    counter = _lock(each)
    value = counter.value + 1
    each.check(value)
    counter.value = value
    db.session.flush()
    return value


def _lock(each: CounterClaim) -> Counter:
    _make_sure_of(each.key, each.reserve)
    query = select(Counter).where(Counter.key == each.key).with_for_update()
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


def _make_sure_of(key: str, start: int) -> None:
    db.session.execute(insert_for(Counter).values(key=key, value=start).on_conflict_do_nothing())


def highest_drawn(code: str) -> dict[str, int]:
    """The highest value of each counted part of the type's numbers, by `<certificate>/<part>`; for the linter."""
    found: dict[str, int] = {}
    rows = db.session.execute(
        select(Counter.key, Counter.value).where(Counter.key.startswith(f"{code}/", autoescape=True))
    )
    for key, value in rows:
        part = "/".join(key.split("/")[1:3])
        found[part] = max(value, found.get(part, 0))
    return found
