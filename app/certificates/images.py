"""Photographs on papers. A template names a document by `foto(d, "pas_foto")` or `foto: "pas_foto"`; what the applicant
uploaded for it, in this request or in the one that the permit referred to came of, is printed there, shrunk."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from app.applications import documents
from app.applications.models import Application, Document, DocumentState
from app.certificates import succession
from app.certificates.products import Planned
from app.foundation import files, sandbox
from app.foundation.database import db

NAMED = re.compile(r'foto(?:\(\s*d\s*,|:)\s*"([a-z][a-z0-9_]*)"')
KINDS = ("image/jpeg", "image/png", "image/webp")
WIDTH = 480  # pixels: 4 cm at 300 dots per inch
LONGEST_CHAIN = 50


def named_in(template: Path) -> tuple[str, ...]:
    """Ids of the documents that a template prints, in the order written."""
    return tuple(dict.fromkeys(NAMED.findall(template.read_text(encoding="utf-8"))))


def find(application: Application, plan: Planned, ids: Iterable[str]) -> dict[str, Document]:
    """The picture for each id; those that were never uploaded are left out."""
    found = {name: _newest(application, plan, name) for name in ids}
    return {name: document for name, document in found.items() if document is not None}


def load(found: Mapping[str, tuple[str, str]]) -> dict[str, bytes]:
    """File key and media type by id → JPEG of bounded size, opened in the limited child. Call outside a transaction."""
    return {name: sandbox.small_jpeg(files.read(key), kind, WIDTH) for name, (key, kind) in found.items()}


def _newest(application: Application, plan: Planned, name: str) -> Document | None:
    """In a paper of a row the row's own picture comes first; rows keep their ids from one request to the next."""
    wanted = [f"{plan.certificate.per}-{plan.row_id}-{name}"] if plan.row_id else []
    for source in _chain(application):
        for input_name in (*wanted, name):
            for document in reversed(documents.present(source.documents)):
                picture = document.media_type in KINDS and document.state is DocumentState.CLEAN
                if document.input_name == input_name and picture:
                    return document
    return None


def _chain(application: Application) -> Iterator[Application]:
    """The request itself, then those whose permits it is about, and so on backwards."""
    waiting, seen = [application], {application.id}
    while waiting and len(seen) <= LONGEST_CHAIN:
        yield (here := waiting.pop(0))
        for base in succession.bases(here):
            older = db.session.get(Application, base.application_id)
            if older is not None and older.id not in seen:
                seen.add(older.id)
                waiting.append(older)
