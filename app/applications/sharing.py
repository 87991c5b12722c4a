"""What is answered and uploaded once in a bundle: kept with each of its drafts, so that each stands on its own when filed."""

from __future__ import annotations

from datetime import datetime

from app.applications import answers as halves
from app.applications import bundles, content
from app.applications.models import Application, Document
from app.permits.packages import Shared, shared

COPIED = (
    "input_name", "file_key", "name", "media_type", "size", "sha256", "pages", "paper_date", "state", "uploaded_by_id",
    "uploaded_at",
)  # fmt: skip


def spread_answers(application: Application, section_id: str, now: datetime) -> None:
    """Give what was just saved in the section to the other drafts of its bundle. In the transaction that saves it."""
    held = content.answers(application)
    section = content.definition_of(application).section(section_id)
    typed = set(halves.by_id(section.fields))
    for other, same in _others(application):
        old = content.answers(other)
        names = typed & same.fields
        new = {**old, **{name: held[name] for name in sorted(names & held.keys())}}
        if new != old:
            content.store_answers(other, new)
            other.changed_at = now


def spread_paper(application: Application, document: Document, now: datetime) -> None:
    """Give an uploaded paper to the other drafts that ask for the same one, in place of what they had there."""
    for other, same in _others(application):
        if not same.covers(document.input_name):
            continue
        wanted = {(paper.input_name, paper.sha256) for paper in _there(application, document.input_name)}
        for old in _there(other, document.input_name):
            if (old.input_name, old.sha256) not in wanted:
                old.removed_at = now
        if document.sha256 not in {paper.sha256 for paper in _there(other, document.input_name)}:
            other.documents.append(Document(**{name: getattr(document, name) for name in COPIED}))
        other.changed_at = now


def withdraw_paper(application: Application, document: Document, now: datetime) -> None:
    """Take the paper out of the other drafts as well."""
    for other, same in _others(application):
        for old in _there(other, document.input_name) if same.covers(document.input_name) else ():
            if old.sha256 == document.sha256:
                old.removed_at = other.changed_at = now


def _there(application: Application, input_name: str) -> list[Document]:
    return [one for one in application.documents if one.input_name == input_name and one.removed_at is None]


def _others(application: Application) -> list[tuple[Application, Shared]]:
    mine = content.definition_of(application)
    others = [one for one in bundles.drafts(application) if one.id != application.id]
    return [(one, shared(mine, content.definition_of(one))) for one in others]
