"""Each type as the console lists it: what is in force, what is being written, what waits for a second person."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from app import catalog
from app.catalog import drafts, submissions
from app.catalog.models import PermitDraft, PermitSubmission, TypeState
from app.permits import source as reader
from app.permits.comparing import Comparison
from app.permits.editing.outline import words
from app.web.console.publication import pages


class Stage(StrEnum):
    """What a list may be narrowed to; a type may be in several at once."""

    WAITING = "menunggu"  # for a second person
    DRAFT = "draf"
    PUBLISHED = "terbit"
    CLOSED = "ditutup"


@dataclass(frozen=True, slots=True)
class Card:
    """One type. `entry` is None for one that was never published."""

    code: str
    title: str
    entry: catalog.TypeEntry | None
    draft: PermitDraft | None
    submission: PermitSubmission | None

    @property
    def stages(self) -> frozenset[Stage]:
        shut = self.entry is not None and self.entry.state in (TypeState.CLOSED, TypeState.ARCHIVED)
        found = {
            Stage.WAITING: self.submission is not None,
            Stage.DRAFT: self.draft is not None,
            Stage.PUBLISHED: self.entry is not None and not shut,
            Stage.CLOSED: shut,
        }
        return frozenset(stage for stage, holds in found.items() if holds)

    @property
    def comparison(self) -> Comparison | None:
        """The draft beside what is in force; None where it cannot be read yet."""
        return pages.comparison(self.draft.source, self.code)[0] if self.draft is not None else None


def every_card() -> list[Card]:
    """What waits for somebody first, then what is being written, then the rest by code. Three statements."""
    written = {one.code: one for one in drafts.all_drafts()}
    waiting = submissions.all_waiting()
    known = {one.code: one for one in catalog.entries()}
    cards = [_card(code, known.get(code), written.get(code), waiting.get(code)) for code in {*known, *written}]
    return sorted(cards, key=lambda one: (one.submission is None, one.draft is None, one.code))


def card_or_none(code: str) -> Card | None:
    """Of one type."""
    entry = next((one for one in catalog.entries() if one.code == code), None)
    draft = drafts.find(code)
    return _card(code, entry, draft, submissions.waiting(code)) if entry or draft else None


def _card(
    code: str, entry: catalog.TypeEntry | None, draft: PermitDraft | None, submission: PermitSubmission | None
) -> Card:
    title = entry.title if entry else draft_title(draft) if draft else code
    return Card(code, title, entry, draft, submission)


def draft_title(draft: PermitDraft) -> str:
    """As far as the text can be read; else the code."""
    tree, _faults = reader.read(draft.source, draft.code)
    title: Any = tree.get("title") if tree is not None else None
    return words(title) or draft.code
