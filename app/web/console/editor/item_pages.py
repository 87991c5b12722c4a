"""The pages of one item: its form, adding one, moving, renaming, removing. Each is a page and a button; no script needed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from app.catalog.drafts import Opened
from app.errors import InputError
from app.permits.editing.nodes import Path
from app.permits.numbers import DATE_TOKENS
from app.web.console.editor import items, offers, pages
from app.web.console.editor.desk import Work, need_tree, of_path, to_path
from app.web.console.editor.inputs import shown
from app.web.console.editor.listing import entries, title_of
from app.web.console.editor.shapes import Shape, offered
from app.web.console.editor.values import Spot

AGAIN = "lagi"  # the button that saves and opens the form for the next item


class ItemPages:
    """Mixed into the editor."""

    @expose("/<code>/butir/<at>", methods=("GET", "POST"))
    def item(self, code: str, at: str) -> ResponseReturnValue:
        work, path = _work(code, at)
        shape, value = items.shape_at(work, path)
        if not pages.posting():
            return self._form(work, path, shape, value)
        text, problems = items.change(work, path, request.form)
        if problems:
            return self._form(work, path, shape, value, problems), 422
        return pages.keep(self, work, text, _after(work, path, text))

    @expose("/<code>/tambah/<at>", methods=("GET", "POST"))
    def add(self, code: str, at: str) -> ResponseReturnValue:
        work, path = _work(code, at)
        shape = items.shape_named(path, request.values.get("jenis", ""))
        new = (*path, len(work.at(path) or ()))
        if not pages.posting():
            return self._form(work, new, shape, shape.fresh, fresh=True)
        text, problems = items.add(work, path, shape, request.form)
        if problems:
            return self._form(work, new, shape, shape.fresh, problems, fresh=True), 422
        target = _after(work, new, text)
        if any(one.later for one in shape.inputs):
            target = pages.item_url(code, new)
        if request.form.get("_aksi") == AGAIN:
            target = url_for("console-draf.add", code=code, at=at, jenis=shape.id)
        return pages.keep(self, work, text, target, said=_("%(item)s ditambahkan.", item=shape.title))

    @expose("/<code>/susun", methods=("POST",))
    def arrange(self, code: str) -> ResponseReturnValue:
        """Up, down, to a place, or into another section."""
        work, path = _work(code, request.form.get("butir", ""))
        action, _colon, number = request.form.get("_aksi", "").partition(":")
        index = path[-1] if path and isinstance(path[-1], int) else 0
        if action == "bagian" and number.isdecimal():
            text = items.move_into(work, path, int(number))
        else:
            places = {"naik": index - 1, "turun": index + 1, "ke": int(number) if number.isdecimal() else index}
            text = items.move(work, path, places.get(action, index))
        tab = pages.TAB_OF.get(str(path[0]), "umum") if path else "umum"
        return pages.keep(self, work, text, pages.tab_url(code, tab, "susunan"), said=_("Urutan disimpan."))

    @expose("/<code>/hapus/<at>", methods=("GET", "POST"))
    def remove(self, code: str, at: str) -> ResponseReturnValue:
        work, path = _work(code, at)
        shape, value = items.shape_at(work, path)
        tab = pages.TAB_OF.get(str(path[0]), "umum")
        if pages.posting():
            return pages.keep(
                self, work, items.remove(work, path), pages.tab_url(code, tab), said=_("Dihapus dari draf.")
            )
        found = items.uses(work, path)
        return pages.page(
            self,
            "remove",
            work,
            tab,
            page_title=_("Hapus %(item)s", item=title_of(work, value)),
            at=at,
            shape=shape,
            item_title=title_of(work, value),
            uses=[
                (_place(work, use), str(work.at(use)) if not isinstance(work.at(use), Mapping | list) else "")
                for use in found
            ],
        )

    def _form(
        self,
        work: Work,
        path: Path,
        shape: Shape,
        value: Mapping[str, Any],
        problems: Mapping[str, str] | None = None,
        *,
        fresh: bool = False,
    ) -> str:
        spot = items.spot_of(work, path, value, fresh=fresh)
        posted = request.form if problems else None
        inputs = [
            shown(one, spot, posted, (problems or {}).get(one.name, ""))
            for one in shape.inputs
            if not (fresh and one.later)
        ]
        name = title_of(work, value)
        title = (
            _("Tambah: %(item)s", item=shape.title) if fresh else f"{shape.title}: {name}" if name else str(shape.title)
        )
        return pages.page(
            self,
            "item",
            work,
            shape.tab or "umum",
            page_title=title,
            heading=title,
            at=of_path(path),
            shape=shape,
            fresh=fresh,
            inputs=[one for one in inputs if not one.input.more],
            more=[one for one in inputs if one.input.more],
            more_open=any(one.problem for one in inputs if one.input.more),
            problems=[{"name": key, "message": message} for key, message in (problems or {}).items()],
            faults=[] if fresh else work.faults_at(path),
            types=[(label, example) for label, example in offers.TYPE_WORDS.values()] if shape.id == "isian" else [],
            tokens=_tokens(spot) if shape.id in ("surat", "surat_kantor") else [],
            below=[] if fresh else _below(work, path, shape),
            removable=not fresh and bool(path) and isinstance(path[-1], int) and bool(offered(path[:-1])),
            sections=_other_sections(work, path) if shape.tab == "isian" and len(path) == 4 and not fresh else [],
        )


# Lists within an item that its own page shows, under their heading.
_WITHIN = {
    "kelompok": (("fields", lazy_gettext("Kolom kelompok ini")), ("rules", lazy_gettext("Aturan dalam baris"))),
    "pemeriksaan": (("items", lazy_gettext("Butir pemeriksaan")), ("levels", lazy_gettext("Tingkat hasil"))),
}


def _below(work: Work, path: Path, shape: Shape) -> list[tuple[str, Any, Any, Any]]:
    """(path, heading, items, kinds to add) of each list within the item."""
    return [
        (of_path(at), heading, entries(work, at), offered(at))
        for key, heading in _WITHIN.get(shape.id, ())
        if (at := (*path, key))
    ]


def _work(code: str, at: str) -> tuple[Work, Path]:
    """Raises NotFoundError, InputError."""
    work = pages.opened(code)
    need_tree(work)
    path = to_path(at)
    if len(path) > 12:
        raise InputError
    return work, path


def _after(work: Work, path: Path, text: str) -> str:
    """The tab; the item's own page again where something in it must still be mended."""
    later = Work(Opened(work.code, text, work.row_version, work.base_version, work.draft))
    if any(found.error and found.path == path for found in later.faults):
        return pages.item_url(work.code, path)
    shape, _value = items.shape_at(later, path)
    return pages.tab_url(
        work.code, shape.tab or "umum", "susunan" if shape.tab in ("isian", "dokumen", "tahap") else ""
    )


def _place(work: Work, use: Path) -> str:
    """Where a mention stands, by the names of the items around it."""
    names = []
    for length in range(1, len(use) + 1):
        value = work.at(use[:length])
        if isinstance(value, Mapping) and isinstance(use[length - 1], int) and (name := title_of(work, value)):
            names.append(name)
    return " › ".join([str(use[0]), *names, *([str(use[-1])] if isinstance(use[-1], str) and len(use) > 1 else [])])


def _other_sections(work: Work, path: Path) -> list[tuple[int, str]]:
    found = work.at(("sections",)) or []
    return [
        (index, title_of(work, one))
        for index, one in enumerate(found)
        if index != path[1] and isinstance(one, Mapping) and "include" not in one
    ]


def _tokens(spot: Spot) -> list[tuple[str, str]]:
    """What a number's pattern may hold, with what it becomes."""
    known = {
        "{seq:04}": _("nomor urut, empat angka"),
        "{seq}": _("nomor urut"),
        "{year}": _("tahun"),
        "{month_roman}": _("bulan dengan angka Romawi"),
        "{region}": _("kode wilayah"),
        "{classification}": _("kode klasifikasi"),
        "{variant.number_code}": _("kode golongan"),
    }
    rest = [(f"{{{one}}}", "") for one in sorted(DATE_TOKENS) if f"{{{one}}}" not in known]
    fields = [(f"{{{one.id}}}", one.label.id) for one in spot.work.outline.fields if one.options or one.table]
    return [*known.items(), *rest, *fields[:20]]
