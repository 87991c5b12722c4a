"""What FAB's screens show, in words: permissions, roles, moments."""

from __future__ import annotations

from datetime import UTC, datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from app.foundation.timing import WIB

WORDS = {
    "can_list": lazy_gettext("melihat daftar"),
    "can_show": lazy_gettext("membuka"),
    "can_export": lazy_gettext("mengunduh daftar"),
    "can_add": lazy_gettext("menambah"),
    "can_edit": lazy_gettext("mengubah"),
    "can_delete": lazy_gettext("menarik"),
    "can_apply": lazy_gettext("mengajukan"),
    "can_sign": lazy_gettext("menandatangani"),
    "can_access": lazy_gettext("memakai"),
    "menu_access": lazy_gettext("melihat menu"),
}
PARTS = {
    "Users": lazy_gettext("Pengguna"),
    "Roles": lazy_gettext("Peran"),
    "Permissions": lazy_gettext("Hak"),
    "Console": lazy_gettext("Konsol"),
    "Definitions": lazy_gettext("Definisi jenis izin"),
}
VERIFY = "can_verify_"


def right_words(name: str) -> str:
    """`can_verify_kasi` → "memeriksa: kasi"; a name that is not known stays as it is."""
    plain = name.strip().replace(" ", "_")
    if plain.startswith(VERIFY):
        return _("memeriksa: %(tier)s", tier=plain.removeprefix(VERIFY).replace("_", " "))
    return str(WORDS.get(plain, plain.replace("_", " ")))


def part_words(name: str) -> str:
    """A part of the portal; a permit type keeps the name that its definition gives it."""
    return str(PARTS.get(name, name))


def moment_words(moment: datetime | None) -> str:
    """FAB's moments are naive and in UTC."""
    return moment.replace(tzinfo=UTC).astimezone(WIB).strftime("%d-%m-%Y %H.%M WIB") if moment else "–"


def role_words(name: str) -> str:
    """`petugas_fo` → "Petugas FO"."""
    return " ".join(
        word.upper() if len(word) == 2 else word[:1].upper() + word[1:] for word in name.replace("_", " ").split()
    )
