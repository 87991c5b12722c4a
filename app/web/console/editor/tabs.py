"""The tabs that list what a draft is made of, and the two that are forms: general matters and all texts for people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue
from flask_admin import expose
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from app.errors import NotFoundError
from app.permits.editing import splicing
from app.permits.editing.nodes import Path
from app.permits.editing.outline import words
from app.web.console.editor import items, offers, pages
from app.web.console.editor.desk import Work, need_tree, of_path, to_path
from app.web.console.editor.inputs import shown
from app.web.console.editor.listing import entries, title_of
from app.web.console.editor.shapes import GENERAL, PAY, Shape, offered

# Lists of each tab, under their heading.
PARTS: dict[str, tuple[tuple[Path, Any], ...]] = {
    "isian": (
        (("sections",), lazy_gettext("Bagian dan isian")),
        (("rules",), lazy_gettext("Aturan antarisian")),
        (("eligibility",), lazy_gettext("Syarat memulai")),
        (("limits",), lazy_gettext("Batas banyaknya izin")),
        (("quota",), lazy_gettext("Kuota")),
        (("parties",), lazy_gettext("Pihak lain yang menyetujui")),
    ),
    "dokumen": ((("documents",), lazy_gettext("Dokumen")),),
    "tahap": (
        (("flow", "tiers"), lazy_gettext("Tahap")),
        (("inspections",), lazy_gettext("Lembar pemeriksaan")),
        (("events",), lazy_gettext("Kegiatan terjadwal")),
    ),
    "biaya": ((("fees", "lines"), lazy_gettext("Baris biaya")),),
    "sertifikat": (
        (("certificates",), lazy_gettext("Surat yang diterbitkan")),
        (("duties",), lazy_gettext("Kewajiban setelah terbit")),
        (("letters",), lazy_gettext("Surat kantor")),
    ),
    "umum": (
        (("legal_basis",), lazy_gettext("Dasar hukum")),
        (("packages",), lazy_gettext("Paket: diajukan bersama")),
        (("variants", "rows"), lazy_gettext("Golongan")),
    ),
}
FORMS: dict[str, tuple[Path, Shape]] = {"umum": ((), GENERAL), "biaya": (("fees",), PAY)}
STANDARD: dict[str, dict[str, Any]] = {
    "perpanjangan": {"needs": {"permit": "own", "status": ["aktif"], "window_days": [60, 0]}},
    "perubahan": {"needs": {"permit": "own", "status": ["aktif"]}, "keeps_expiry": True},
    "pencabutan": {"needs": {"permit": "own", "status": ["aktif", "ditangguhkan"]}, "product": "cabut"},
    "duplikat": {"needs": {"permit": "own", "status": ["aktif"]}, "keeps_number": True, "keeps_expiry": True},
}
TEXTS = {
    "title": lazy_gettext("judul"),
    "short": lazy_gettext("nama singkat"),
    "summary": lazy_gettext("ringkasan"),
    "label": lazy_gettext("nama"),
    "help": lazy_gettext("petunjuk"),
    "explain": lazy_gettext("penjelasan"),
    "placeholder": lazy_gettext("contoh di dalam kotak"),
    "text": lazy_gettext("isi"),
    "message": lazy_gettext("pesan"),
    "stop": lazy_gettext("penjelasan"),
    "pattern_message": lazy_gettext("pesan bila pola tidak cocok"),
}


class TabPages:
    """Mixed into the editor."""

    @expose("/<code>/<any(umum, isian, dokumen, tahap, biaya, sertifikat, pustaka):tab>", methods=("GET", "POST"))
    def tab(self, code: str, tab: str) -> ResponseReturnValue:
        work = pages.opened(code)
        if pages.posting():
            return self._save_form(work, tab)
        return self._tab(work, tab)

    def _tab(self, work: Work, tab: str, problems: Mapping[str, str] | None = None) -> str:
        path, shape = FORMS.get(tab, ((), None))
        value = work.at(path)
        spot = items.spot_of(work, path, value if isinstance(value, Mapping) else {})
        posted = request.form if problems else None
        wrong = problems or {}
        inputs = [shown(one, spot, posted, wrong.get(one.name, "")) for one in shape.inputs] if shape else []
        return pages.page(
            self,
            "tab",
            work,
            tab,
            parts=[(of_path(at), heading, entries(work, at), offered(at)) for at, heading in PARTS.get(tab, ())],
            inputs=[one for one in inputs if not one.input.more],
            more=[one for one in inputs if one.input.more],
            problems=[{"name": name, "message": message} for name, message in wrong.items()],
            sign=_sign(work) if tab == "tahap" else None,
            requests=_requests(work) if tab == "umum" else [],
            new_kinds=[(kind, label) for kind, label in offers.KINDS if kind not in work.outline.requests],
            blocks=_blocks(work) if tab == "pustaka" else [],
            sections=entries(work, ("sections",)) if tab == "pustaka" else [],
        )

    def _save_form(self, work: Work, tab: str) -> ResponseReturnValue:
        need_tree(work)
        if tab not in FORMS:
            raise NotFoundError
        path, _shape = FORMS[tab]
        text, problems = items.change(work, path, request.form)
        if problems:
            return self._tab(work, tab, problems), 422
        return pages.keep(self, work, text, pages.tab_url(work.code, tab))

    @expose("/<code>/permohonan", methods=("POST",))
    def add_kind(self, code: str) -> ResponseReturnValue:
        """One more kind of request, with what such a kind usually needs."""
        work = pages.opened(code)
        need_tree(work)
        kind = request.form.get("jenis", "")
        if kind not in STANDARD or kind in work.outline.requests:
            raise NotFoundError
        text = splicing.set_key(work.source, ("requests",), kind, STANDARD[kind])
        if STANDARD[kind].get("product") == "cabut" and not _has_paper(work, "cabut"):
            paper = {"id": "cabut", "kind": "revocation", "title": {"id": _("Surat Keputusan Pencabutan")}}
            text = splicing.append(text, ("certificates",), paper)
        return pages.keep(self, work, text, pages.tab_url(code, "umum"))

    @expose("/<code>/sisip", methods=("POST",))
    def insert_block(self, code: str) -> ResponseReturnValue:
        """A block of the library: a paper to the documents, fields as a section or into one."""
        work = pages.opened(code)
        need_tree(work)
        name, into = request.form.get("unsur", ""), request.form.get("ke", "")
        block = work.outline.library.blocks.get(name)
        if block is None or ("document" not in block and "fields" not in block):
            raise NotFoundError
        target = ("documents",) if "document" in block else ("sections",)
        if into and "fields" in block:
            target = to_path(into)  # type: ignore[assignment]
        if not offered(target):
            raise NotFoundError
        text = splicing.append(work.source, target, {"include": name}, order=GENERAL.order)
        said = _("%(name)s disisipkan.", name=offers.block_title(block))
        return pages.keep(self, work, text, pages.tab_url(code, "pustaka"), said=said)

    @expose("/<code>/pesan", methods=("GET", "POST"))
    def messages(self, code: str) -> ResponseReturnValue:
        """Every text for people in one table, in both languages."""
        work = pages.opened(code)
        found = list(_texts(work, work.values, ()))
        if not pages.posting():
            return pages.page(self, "messages", work, "pesan", texts=found)
        need_tree(work)
        text = work.source
        for at, _where, _kind, said, english in found:
            new = (request.form.get(f"{at}-id", said).strip(), request.form.get(f"{at}-en", english).strip())
            if new != (said, english) and new[0]:
                path = to_path(at)
                value = {"id": new[0], **({"en": new[1]} if new[1] else {})}
                text = splicing.set_key(text, path[:-1], str(path[-1]), value)
        return pages.keep(self, work, text, pages.tab_url(code, "pesan"))


def _sign(work: Work) -> tuple[str, str] | None:
    """What signing is called, and by which role."""
    value = work.at(("flow", "sign"))
    return (words(value.get("title")), str(value.get("role") or "")) if isinstance(value, Mapping) and value else None


def _requests(work: Work) -> list[tuple[str, str, int]]:
    """(path, name, faults) of each kind of request."""
    return [
        (of_path(("requests", kind)), str(dict(offers.KINDS).get(kind, kind)), len(work.faults_at(("requests", kind))))
        for kind in work.outline.requests
    ]


def _has_paper(work: Work, name: str) -> bool:
    found = work.values.get("certificates")
    return isinstance(found, list) and any(isinstance(one, Mapping) and one.get("id") == name for one in found)


def _blocks(work: Work) -> list[tuple[str, str, str, list[str]]]:
    """(name, title, what it holds, its fields) of each block that a definition may include."""
    found: list[tuple[str, str, str, list[str]]] = []
    for name, block in sorted(work.outline.library.blocks.items()):
        if "document" in block:
            found.append((name, offers.block_title(block), "document", []))
        elif "fields" in block:
            labels = [words(one.get("label")) for one in block["fields"] if isinstance(one, Mapping)]
            found.append((name, offers.block_title(block), "fields", labels))
    return found


def _texts(work: Work, here: Any, path: Path, where: str = "") -> Iterator[tuple[str, str, str, str, str]]:
    """(path, of what, which text, Indonesian, English) of every text for people below `here`."""
    if isinstance(here, list):
        for index, item in enumerate(here):
            yield from _texts(work, item, (*path, index), where)
    elif isinstance(here, Mapping) and path[:1] != ("examples",):
        own = title_of(work, here) if path else _("Jenis izin ini")
        name = own or where
        for key, value in here.items():
            if key in TEXTS and (isinstance(value, str) or _is_text(value)):
                yield of_path((*path, str(key))), name, str(TEXTS[key]), words(value), words(value, "en")
            elif path or key not in ("public", "retention"):
                yield from _texts(work, value, (*path, str(key)), name)


def _is_text(value: Any) -> bool:
    return isinstance(value, Mapping) and "id" in value and set(value) <= {"id", "en"} and isinstance(value["id"], str)
