"""Certificates, letters and numbers; what is public, kept, and owed after issue (schema-language §3.13, §3.14)."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator
from pydantic import Field as Key

from app.permits.model.basics import Expr, Model, Words


class Counter(Model):
    scope: str | tuple[str, ...] = "type"
    reset: Literal["year", "never"] = "year"
    reserve: int = 0
    sticky: Literal["holder"] | None = None


class NumberPart(Model):
    """One fixed-width part of a composed number: from a name, a constant or a counter of its own."""

    from_: str | None = Key(default=None, alias="from")
    const: str | None = None
    counter: Counter | None = None
    sticky: Literal["holder"] | None = None
    as_: str | None = Key(default=None, alias="as")
    width: Annotated[int, Key(ge=1, le=40)] | None = None


class NumberPattern(Model):
    format: str
    parts: dict[str, NumberPart] = {}


def _number(value: Any) -> Any:
    return {"format": value} if isinstance(value, str) else value


class SignatureBlock(Model):
    """How the signer stands on a paper. `plain`: without NIP and rank, as Permendagri 1/2023 has it for certificates."""

    form: Literal["full", "plain"] = "full"
    on_behalf_of: Words | None = None
    position: Words | None = None


class Annex(Model):
    """The rows of a group as a table on pages of its own behind the paper, under the same signature."""

    of: str
    title: Words | None = None
    columns: tuple[str, ...] = ()


def _annexes(value: Any) -> Any:
    """`annex: produk`, one annex, or several."""
    listed = value if isinstance(value, list | tuple) else [value]
    return [{"of": one} if isinstance(one, str) else one for one in listed]


class Certificate(Model):
    id: str
    kind: Literal["permit", "attachment", "interim", "revocation"] = "permit"
    title: Words | None = None
    template: str | None = None
    when: Expr | None = None
    per: str | None = None
    holder: str = "applicant"
    validity: dict[str, Any] | None = None
    number: Annotated[NumberPattern | None, BeforeValidator(_number)] = None
    counter: Counter = Counter()
    at: str | None = None
    signer: str | None = None
    signature_block: SignatureBlock | None = None
    annex: Annotated[tuple[Annex, ...], BeforeValidator(_annexes)] = ()
    body: tuple[Words, ...] = ()
    certainty: str | None = None


class Public(Model):
    columns: tuple[str, ...]
    mask: dict[str, str] = {}


class Retention(Model):
    draft_days: int
    refused_years: int
    issued_years: int


class DutyPaper(Model):
    """The paper that a duty asks for: an id that the duty itself declares, and what is accepted."""

    document: str
    accept: tuple[str, ...] = ("pdf", "jpg", "png")
    max_mb: Annotated[int, Key(ge=1, le=50)] = 5


class ReportTerms(DutyPaper):
    """What the holder hands in while the permit lives: again and again (`every`, `from`), or once (`due`)."""

    every: Annotated[str, Key(pattern=r"^(once|[1-9][0-9]{0,3}[dmy])$")]
    from_: str | None = Key(default=None, alias="from")
    due: str | None = None
    grace_days: Annotated[int, Key(ge=0, le=366)] = 0
    on_missed: Literal["warn", "suspend"] = "warn"


class AfterEnd(DutyPaper):
    """What the holder hands in after the permit's end."""

    within_days: Annotated[int, Key(ge=1, le=366)]


class Duty(Model):
    """What remains to be done after issue: a reminder, a report, or a paper after the end."""

    id: str
    title: Words | None = None
    remind_days_before: int | tuple[int, ...] | None = None
    of: str | None = None
    report: ReportTerms | None = None
    after_end: AfterEnd | None = None

    @property
    def paper(self) -> DutyPaper | None:
        return self.report or self.after_end

    @property
    def reminders(self) -> tuple[int, ...]:
        """Days before the day, the nearest first."""
        days = self.remind_days_before
        return tuple(sorted(days)) if isinstance(days, tuple) else () if days is None else (days,)
