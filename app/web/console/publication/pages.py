"""What the pages of publication share: the frame, the comparison of a text, the people."""

from __future__ import annotations

import difflib
from typing import Any

from flask_babel import gettext as _
from flask_login import current_user

from app.accounts import people, roles
from app.catalog import source as sources
from app.catalog.drafts import Editor
from app.catalog.weighing import compared
from app.errors import DefinitionError, NotAllowedError
from app.permits import fieldtypes
from app.permits.comparing import ChangeClass, Comparison, introduce
from app.permits.faults import Fault
from app.web import current
from app.web.console.views import TYPE_STATES

REACHES = {
    ChangeClass.TEXT: ("secondary", "teks"),
    ChangeClass.COMPATIBLE: ("success", "serasi"),
    ChangeClass.RESTRICTIVE: ("warning", "memperketat"),
    ChangeClass.BREAKING: ("danger", "tidak serasi"),
}
ACTIONS = {"added": "Ditambah", "changed": "Diubah", "removed": "Dihapus"}
LONGEST_DIFFERENCE = 2000  # lines


def page(view: Any, template: str, title: str, **given: Any) -> str:
    found: str = view.render(
        f"console/publication/{template}.html", page_title=title, reaches=REACHES, actions=ACTIONS, states=TYPE_STATES,
        show_date=lambda day: fieldtypes.long_date(str(day)) if day else "–",
        may_publish=current.may(*roles.PUBLISH_DEFINITIONS), may_edit=current.may(*roles.EDIT_DEFINITIONS), **given,
    )  # fmt: skip
    return found


def me() -> Editor:
    """The person before the screen, as drafts and versions name people."""
    return Editor(current_user.id, people.name_of(current_user.id) or f"pengguna-{current_user.id}")


def require_publisher() -> None:
    current.require(*roles.PUBLISH_DEFINITIONS)


def require_editor() -> None:
    current.require(*roles.EDIT_DEFINITIONS)


def require_other_person(writers: list[int]) -> None:
    """Raises NotAllowedError for whoever had a hand in the text: two persons, whatever their accounts are called."""
    if people.is_one_of(current_user.id, writers):
        raise NotAllowedError(_("Anda ikut menyusun draf ini. Penerbitan dilakukan oleh orang lain."))


def comparison(text: str, code: str) -> tuple[Comparison | None, tuple[Fault, ...]]:
    """Of a text with the live version; faults where it cannot be read or owes something to drafts."""
    try:
        definition, _warnings = sources.load(text, code)
    except DefinitionError as error:
        return None, faults_of(error)
    found = compared(definition) or Comparison()
    return found, found.faults


def introduction(text: str, code: str) -> dict[str, tuple[str, ...]]:
    """What the text of a new type brings, by heading; nothing where it cannot be read."""
    try:
        definition, _warnings = sources.load(text, code)
    except DefinitionError:
        return {}
    return introduce(definition)


def faults_of(error: DefinitionError) -> tuple[Fault, ...]:
    """What the linter said; the error itself carries anything."""
    return tuple(one for one in error.faults if isinstance(one, Fault))


def text_difference(old: str, new: str) -> list[tuple[str, str]]:
    """Lines with `-`, `+` or a blank before them, three around each change."""
    before, after = (sources.without_base(text).splitlines() for text in (old, new))
    lines = difflib.unified_diff(before, after, lineterm="", n=3)
    return [(line[:1], line[1:]) for line in lines if not line.startswith(("---", "+++"))][:LONGEST_DIFFERENCE]
