"""`/console/jenis/`: every permit type with its state, and the ways on: writing, publishing, beginning a new one."""

from __future__ import annotations

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import BaseView, expose
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from app import catalog
from app.accounts import roles
from app.catalog import drafts
from app.errors import ConflictError, InputError
from app.foundation.database import transaction
from app.permits import source as reader
from app.permits.editing import skeleton
from app.web import current
from app.web.console.editor import desk
from app.web.console.guard import Guarded
from app.web.console.publication import cards, pages
from app.web.console.publication.cards import Card, Stage

AT_ONCE = 30  # a city may have hundreds of types, and each draft on a page is compared
STAGES = {
    Stage.WAITING: lazy_gettext("Menunggu orang kedua"),
    Stage.DRAFT: lazy_gettext("Ada draf"),
    Stage.PUBLISHED: lazy_gettext("Terbit"),
    Stage.CLOSED: lazy_gettext("Ditutup"),
}


class Types(Guarded, BaseView):
    """For those who write definitions and those who publish them."""

    def is_accessible(self) -> bool:
        return super().is_accessible() and (
            current.may(*roles.EDIT_DEFINITIONS) or current.may(*roles.PUBLISH_DEFINITIONS)
        )

    @expose("/")
    def index(self) -> ResponseReturnValue:
        words, stage = request.args.get("q", "").strip()[:100], request.args.get("keadaan", "")
        every = cards.every_card()
        found = [one for one in every if _fits(one, words, stage)]
        number = request.args.get("halaman", "")
        last = max(0, len(found) - 1) // AT_ONCE
        page = min(int(number) - 1, last) if number.isdecimal() and 0 < len(number) < 6 and int(number) else 0
        return pages.page(
            self, "types", _("Jenis izin"), cards=found[page * AT_ONCE : (page + 1) * AT_ONCE], count=len(found),
            words=words, stage=stage, stages=[(one, name, _tally(every, one)) for one, name in STAGES.items()],
            at=page + 1, last=last + 1,
        )  # fmt: skip

    @expose("/baru", methods=("GET", "POST"))
    def new(self) -> ResponseReturnValue:
        pages.require_editor()
        problems: dict[str, str] = {}
        if request.method == "POST":
            try:
                return redirect(url_for("console-draf.tab", code=_start(problems), tab="umum"))
            except (InputError, ConflictError) as error:
                problems = problems or {"kode": error.user_message}
        page = self.render(
            "console/editor/new.html",
            page_title=_("Jenis izin baru"),
            problems=[{"name": name, "message": message} for name, message in problems.items()],
            entries=catalog.entries(),
            drafted=[
                (draft.code, cards.draft_title(draft)) for draft in drafts.all_drafts() if draft.base_version is None
            ],
        )
        return page, 422 if problems else 200


def _fits(card: Card, words: str, stage: str) -> bool:
    """Every word stands in the name or the code; the state is the wanted one."""
    said = f"{card.title} {card.code}".casefold()
    return all(word in said for word in words.casefold().split()) and (stage not in STAGES or stage in card.stages)


def _tally(every: list[Card], stage: Stage) -> int:
    return sum(stage in card.stages for card in every)


def _start(problems: dict[str, str]) -> str:
    """The code of the draft that the posted form begins. Raises InputError, ConflictError; tells what is missing."""
    title, code = request.form.get("nama", "").strip(), request.form.get("kode", "").strip()
    if not title:
        problems["nama"] = _("Isi nama izin.")
        raise InputError
    code = code or skeleton.slug(title, {entry.code for entry in catalog.entries()}, "izin")
    pattern = request.form.get("contoh", "")
    text = (
        skeleton.copy_of(_text_of(pattern), code, title) if pattern else skeleton.new_type(code, title, kind=_service())
    )
    with transaction():
        drafts.start(code, text, editor=desk.me(), actor=current.actor(), now=current.now())
    return code


def _service() -> str:
    return "non_perizinan" if request.form.get("layanan") == "non_perizinan" else "perizinan"


def _text_of(code: str) -> str:
    text = drafts.opened(code).source
    tree, faults = reader.read(text, code)
    if tree is None or faults:
        raise InputError(_("Naskah %(code)s belum dapat dibaca, jadi belum dapat disalin.", code=code))
    return text
