"""The public pages about permit types, generated from their definitions: `/`, `/izin`, `/izin/<code>`."""

from __future__ import annotations

from typing import Any

from flask import request
from flask.typing import ResponseReturnValue
from flask_appbuilder import BaseView, expose
from flask_babel import gettext as _

from app import catalog
from app.applications import kinds
from app.catalog import TypeEntry
from app.catalog.models import TypeState
from app.permits.kinds import is_asked
from app.permits.model import Definition, DocumentDef, Requirement
from app.web.context import locale
from app.web.portal import together, wording

GROUPS = {"perizinan": "Perizinan", "non_perizinan": "Non perizinan"}
AT_ONCE = 25  # types on a page: a city may have hundreds


class Catalogue(BaseView):
    """What the city offers, what each permit asks, how long it takes and what it costs."""

    route_base = "/"
    default_view = "index"

    @expose("/")
    def index(self) -> ResponseReturnValue:
        return self._list("index", "")

    @expose("/izin")
    def types(self) -> ResponseReturnValue:
        return self._list("types", _("Daftar izin"))

    @expose("/izin/<code>")
    def permit_type(self, code: str) -> ResponseReturnValue:
        entry = catalog.entry(code)
        definition = catalog.definition(code, entry.version)
        page: str = self.render_template(
            "portal/catalogue/permit_type.html",
            page_title=definition.title.text(locale()),
            definition=definition,
            entry=entry,
            closing_day=wording.date_words(entry.closes_on) if entry.closes_on else "",
            duration=wording.duration(entry.days),
            cost=wording.cost(entry.free),
            steps=wording.steps(definition),
            papers=papers(definition, kinds.FIRST),
            results=[(one, wording.validity(one)) for one in definition.certificates if one.kind == "permit"],
            kinds=[_kind(entry, definition, kind) for kind in definition.requests],
            parties=[wording.party_title(party) for party in definition.applicants],
            packages=together.offers(entry, definition),
        )
        return page

    def _list(self, template: str, title: str) -> str:
        wanted = request.args.get("q", "")[:100].strip()
        found = search(listed(), wanted)
        pages = max(1, -(-len(found) // AT_ONCE))
        page = min(max(1, request.args.get("halaman", 1, type=int)), pages) if template == "types" else 1
        shown = found[(page - 1) * AT_ONCE : page * AT_ONCE]
        groups = [(_(name), [_card(entry) for entry in shown if entry.kind == kind]) for kind, name in GROUPS.items()]
        content: str = self.render_template(
            f"portal/catalogue/{template}.html",
            page_title=title,
            q=wanted,
            groups=groups,
            count=len(found),
            page=page,
            pages=pages,
        )
        return content


def listed() -> list[TypeEntry]:
    """What the public is shown, group by group, by title."""
    places = {kind: place for place, kind in enumerate(GROUPS)}
    entries = [entry for entry in catalog.entries() if entry.state is not TypeState.ARCHIVED]
    return sorted(entries, key=lambda entry: (places.get(entry.kind, len(places)), entry.title.casefold()))


def search(entries: list[TypeEntry], wanted: str) -> list[TypeEntry]:
    """Entries in which every word is found, in name, summary or synonyms. Nothing wanted: all."""
    words = wanted.casefold().split()
    return [entry for entry in entries if all(word in _haystack(entry) for word in words)]


def papers(definition: Definition, kind: str) -> list[dict[str, Any]]:
    """The papers of a kind as a check list; alternatives stand under their group."""
    members = {member for document in definition.documents for member in document.one_of}
    by_id = {document.id: document for document in definition.documents}
    found = []
    for document in definition.documents:
        if document.id in members or document.from_ != "applicant" or not is_asked(definition, document, kind):
            continue
        line = _paper(definition, document)
        line["choices"] = [_paper(definition, by_id[member]) for member in document.one_of]
        found.append(line)
    return found


def _kind(entry: TypeEntry, definition: Definition, kind: str) -> dict[str, Any]:
    """What a kind of request is for, when it is filed, and its own papers."""
    request = definition.requests[kind]
    window = request.needs.window_days if request.needs else None
    return {
        "id": kind,
        "title": wording.kind_title(definition, kind),
        "offered": kind in kinds.offered(entry, definition),
        "needs": request.needs is not None,
        "many": request.needs is not None and request.needs.many,
        "window": window,
        "lead": request.lead.workdays if request.lead else None,
        "papers": papers(definition, kind) if kind != kinds.FIRST else [],
    }


def _paper(definition: Definition, document: DocumentDef) -> dict[str, Any]:
    need = document.required
    when = isinstance(need, Requirement) or document.visible is not None
    because = (need.because or "") if isinstance(need, Requirement) else ""
    state = (
        _("bila diperlukan")
        if when
        else _("wajib")
        if need
        else _("dianjurkan")
        if document.recommended
        else _("tidak wajib")
    )
    return {
        "label": document.label.text(locale()),
        "help": document.help.text(locale()) if document.help else "",
        "state": state,
        "because": _basis(definition, because),
        "formats": ", ".join(kind.upper() for kind in document.accept) if not document.one_of else "",
        "max_mb": document.max_mb,
        "max_age_days": document.max_age_days,
        "need": document.need,
        "per_row": document.per is not None,
    }


def _basis(definition: Definition, because: str) -> str:
    """`perwal pasal 4` → title of the law and the article; other texts stay."""
    head, _space, article = because.partition(" ")
    law = next((law for law in definition.legal_basis if law.id == head), None)
    return f"{law.title.text(locale())}{', ' + article if article else ''}" if law else because


def _card(entry: TypeEntry) -> dict[str, Any]:
    return {"entry": entry, "duration": wording.duration(entry.days), "cost": wording.cost(entry.free)}


def _haystack(entry: TypeEntry) -> str:
    return " ".join((entry.code, entry.title, entry.short, entry.summary, *entry.synonyms)).casefold()


VIEWS = (Catalogue,)
