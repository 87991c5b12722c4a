"""Fills in an application over HTTP from the example of a definition, as somebody at a browser would type it."""

from __future__ import annotations

import io
import re
from datetime import date, timedelta
from typing import Any

from flask.testing import FlaskClient

from app.applications.schedule import find_dates
from app.forms.inputs import as_typed
from app.forms.sections import asked, flat
from app.foundation.actors import SYSTEM
from app.foundation.database import transaction
from app.foundation.timing import utc_now
from app.permits.model import Definition, Example, FieldType
from app.verification import dates
from tests.applications.world import PDF, png


def first_good_example(definition: Definition, kind: str = "baru") -> Example:
    """The first example that is expected to be complete and right."""
    return next(
        example
        for example in definition.examples
        if example.request == kind and example.expect.get("errors") == [] and example.expect.get("missing") == []
        and example.documents
    )  # fmt: skip


def typed(definition: Definition, section: Any, kind: str, answers: dict[str, Any]) -> dict[str, Any]:
    """The section's inputs as a browser posts them."""
    values = flat(asked(definition, section, kind), answers)
    return {
        name: [str(item) for item in value] if isinstance(value, list) else as_typed(value)
        for name, value in values.items()
        if value is not None
    }


def fill_sections(client: FlaskClient, reference: str, definition: Definition, example: Example) -> None:
    with client.application.app_context():
        answers = on_open_dates(definition, dict(example.answers))
    for section in definition.sections:
        data = typed(definition, section, example.request, answers)
        answer = client.post(f"/permohonan/{reference}/isi/{section.id}", data=data)
        assert answer.status_code in (200, 302, 404), (section.id, answer.status_code, said(answer.text))


def on_open_dates(definition: Definition, answers: dict[str, Any]) -> dict[str, Any]:
    """The answers with each event on a day that lies ahead, which the agency has set. Within an app context."""
    day, moved = date.today() + timedelta(days=30), {}
    for field in (field for field in definition.fields if field.type is FieldType.EVENT and field.id in answers):
        if not find_dates(definition.code, field.of[0], day):
            with transaction():
                details = dates.Details(day, "Aula Contoh", 100)
                dates.add(definition.code, field.of[0], details, actor=SYSTEM, now=utc_now())
        moved[field.id] = {"date": day.isoformat()}
    return {**answers, **moved}


def said(page: str) -> list[str]:
    """The messages of a page, each with the input that it links to."""
    return re.findall(r'<li><a href="#([^"]*)">([^<]*)', page)


def upload_all(client: FlaskClient, reference: str, definition: Definition, example: Example, day: str) -> None:
    """Each paper of the example, dated `day`, as often as it is wanted; a picture where no PDF is taken."""
    needed = {document.id: document.files.min for document in definition.documents}
    names = [paper if isinstance(paper, str) else next(iter(paper)) for paper in example.documents]
    for name in (each for each in names for _copy in range(needed.get(each, 1))):
        answer = _upload(client, reference, name, PDF, "berkas.pdf", day)
        if answer.status_code == 422:
            answer = _upload(client, reference, name, png(), "berkas.png", day)
        assert answer.status_code == 302, (name, said(answer.text))


def _upload(client: FlaskClient, reference: str, name: str, data: bytes, filename: str, day: str) -> Any:
    form = {name: (io.BytesIO(data), filename), f"{name}-tanggal": day, "_aksi": "unggah"}
    return client.post(f"/permohonan/{reference}/dokumen", data=form, content_type="multipart/form-data")
