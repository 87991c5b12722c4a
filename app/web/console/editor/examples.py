"""Examples as forms: the generated form itself is filled in, and kept with what the definition makes of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose
from flask_babel import gettext as _
from pydantic import ValidationError

from app.errors import NotFoundError
from app.foundation.timing import wib_date
from app.permits.editing import splicing
from app.permits.model import Example
from app.web import current
from app.web.console.editor import offers, pages, trying
from app.web.console.editor.desk import Work, need_tree
from app.web.console.editor.shapes import GENERAL
from app.web.context import locale

SAVE = "simpan"
LIST = ("examples",)


class ExamplePages:
    """Mixed into the editor."""

    @expose("/<code>/contoh")
    def examples(self, code: str) -> ResponseReturnValue:
        work = pages.opened(code)
        found = work.at(LIST)
        listed = [
            (index, str(one.get("name", "")), str(one.get("request", "baru")), work.faults_at((*LIST, index)))
            for index, one in enumerate(found if isinstance(found, list) else [])
            if isinstance(one, Mapping)
        ]
        return pages.page(self, "examples", work, "contoh", listed=listed, ready=work.trial is not None)

    @expose("/<code>/contoh/<which>", methods=("GET", "POST"))
    def example(self, code: str, which: str) -> ResponseReturnValue:
        """`which` is the example's place, or `baru`."""
        work = pages.opened(code)
        need_tree(work)
        index, before = _example_at(work, which)
        definition = work.trial
        if definition is None:
            return pages.page(self, "examples", work, "contoh", listed=[], ready=False), 409
        if not pages.posting():
            started = _as_example(before) if index is not None else None
            found = trying.of_example(definition, started) if started else trying.empty(definition, today())
            return self._example(work, which, found)
        found = trying.of_post(definition, request.form, before)
        if request.form.get(trying.ACTION) != SAVE:
            return self._example(work, which, found)
        if not found.example.name:
            problem = {"name": f"{trying.ABOUT}-nama", "message": _("Beri nama contoh ini.")}
            return self._example(work, which, found, [problem]), 422
        return pages.keep(
            self, work, _kept(work, index, before, found), pages.tab_url(code, "contoh"), said=_("Contoh disimpan.")
        )

    @expose("/<code>/contoh/<int:which>/hapus", methods=("POST",))
    def drop_example(self, code: str, which: int) -> ResponseReturnValue:
        work = pages.opened(code)
        need_tree(work)
        if work.at((*LIST, which)) is None:
            raise NotFoundError
        text = splicing.remove(work.source, LIST, which)
        return pages.keep(self, work, text, pages.tab_url(code, "contoh"), said=_("Contoh dihapus."))

    def _example(self, work: Work, which: str, found: trying.Trial, problems: Any = ()) -> str:
        kinds = [(kind, str(dict(offers.KINDS).get(kind, kind))) for kind in found.definition.requests]
        return pages.page(
            self,
            "example",
            work,
            "contoh",
            page_title=_("Contoh"),
            action=url_for("console-draf.example", code=work.code, which=which),
            example=found.example,
            about=trying.ABOUT,
            kinds=kinds,
            sections=found.sections(locale()),
            papers=found.papers(),
            outcome=found.expect,
            problems=problems,
            wrong=[problem.message.text(locale()) for problem in found.assessment.problems][:30],
        )


def _example_at(work: Work, which: str) -> tuple[int | None, Mapping[str, Any]]:
    if which == "baru":
        return None, {}
    value = work.at((*LIST, int(which))) if which.isdecimal() and len(which) < 5 else None
    if not isinstance(value, Mapping):
        raise NotFoundError
    return int(which), value


def _as_example(value: Mapping[str, Any]) -> Example | None:
    try:
        return Example.model_validate(value)
    except ValidationError:
        return None


def _kept(work: Work, index: int | None, before: Mapping[str, Any], found: trying.Trial) -> str:
    example = found.example
    made: dict[str, Any] = {
        **before,
        "name": example.name,
        "request": example.request,
        "today": example.today,
        "applicant": dict(example.applicant),
        "answers": dict(example.answers),
        "documents": _papers(before, [name for name, _label, _must, handed in found.papers() if handed]),
        "expect": found.expect,
    }
    if index is None:
        return splicing.append(work.source, LIST, made, order=GENERAL.order)
    return splicing.update(work.source, (*LIST, index), made, before)


def _papers(before: Mapping[str, Any], ticked: list[Any]) -> list[Any]:
    """Dates that the example gave to papers, and papers of rows, stay."""
    dated: dict[str, Any] = {}
    rest = []
    for one in before.get("documents") or ():
        name = one if isinstance(one, str) else next(iter(one), "")
        if "-" in name:
            rest.append(one)
        elif not isinstance(one, str):
            dated[name] = one
    return [*(dated.get(name, name) for name in ticked), *rest]


def today() -> str:
    """The day in Pekalongan, as examples write it."""
    return wib_date(current.now()).isoformat()
