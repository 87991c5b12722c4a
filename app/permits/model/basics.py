"""What every part is made of: texts for people, rules, numbers with their bounds."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict
from pydantic import Field as Key

Locale = Literal["id", "en"]


class Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


# How large a number of the language itself may be: what follows from it is counted, drawn and kept.
MOST = 500
Count = Annotated[int, Key(ge=0, le=MOST)]
Days = Annotated[int, Key(ge=0, le=36_525)]
Term = Annotated[float, Key(ge=0, le=2_000)]


class Text(Model):
    """A text for people, Indonesian first."""

    id: str
    en: str | None = None

    def text(self, locale: str = "id") -> str:
        return (self.en if locale == "en" else None) or self.id


def _text(value: Any) -> Any:
    return {"id": value} if isinstance(value, str) else value


Words = Annotated[Text, BeforeValidator(_text)]


class Rule(Model):
    """A rule as written and as compiled. `logic` is strict JsonLogic; `reads` are the dotted names it depends on."""

    text: str
    logic: Any = None
    reads: tuple[str, ...] = ()


def _rule(value: Any) -> Any:
    return {"text": value} if isinstance(value, str) else value


Expr = Annotated[Rule, BeforeValidator(_rule)]


class LegalBasis(Model):
    id: str
    title: Words
    date: str | None = None
    articles: dict[str, str] = {}
    certainty: str | None = None


class Requirement(Model):
    """`required: {when, because}`."""

    when: Expr
    because: str | None = None
