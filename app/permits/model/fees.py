"""Fees and when they are paid (schema-language §3.12)."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator

from app.permits.model.basics import Expr, Model, Words


class FeeLine(Model):
    """`amount` gives whole rupiah; `exempt` makes it nothing."""

    id: str
    label: Words
    amount: Expr
    when: Expr | None = None
    exempt: Expr | None = None
    legal_basis: str | None = None


class Pay(Model):
    after: str
    expires_days: int | None = None
    pause: str | None = None


class Fees(Model):
    """Empty (`fees: []`) says free."""

    lines: tuple[FeeLine, ...] = ()
    pay: Pay | None = None

    def __bool__(self) -> bool:
        return bool(self.lines)


def _fees(value: Any) -> Any:
    return {} if value == [] or value == () else value


FeesOrNone = Annotated[Fees, BeforeValidator(_fees)]
