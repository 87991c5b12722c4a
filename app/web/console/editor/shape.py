"""A kind of item of a definition, as the editor makes its form; and the inputs that many kinds share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask_babel import lazy_gettext as _
from pydantic import BaseModel

from app.web.console.editor import offers
from app.web.console.editor.values import Input


@dataclass(frozen=True, slots=True)
class Shape:
    """A kind of item. `fresh` is what a new one holds before its form is read; `named` keys are made from a label."""

    id: str
    title: Any
    inputs: tuple[Input, ...]
    model: type[BaseModel] | None = None
    fresh: Mapping[str, Any] = field(default_factory=dict)
    named: str = "label"  # the text that an id is made of; empty: the item has no id
    tab: str = ""
    help: Any = ""
    derived: tuple[str, ...] = ()  # the path of a name that is made of the id and never typed

    @property
    def order(self) -> tuple[str, ...]:
        """Keys in the order in which people write them."""
        if self.model is None:
            return ()
        return tuple(info.alias or name for name, info in self.model.model_fields.items())


def own_id() -> Input:
    return Input(
        "id",
        "line",
        _("Kode"),
        _("Huruf kecil, angka, dan garis bawah. Kosongkan agar dibuat dari namanya."),
        more=True,
    )


LABEL = Input("label", "words", _("Nama"), _("Yang dibaca pemohon."), must=True)
TITLE = Input("title", "words", _("Judul"), must=True)
HELP = Input("help", "words", _("Petunjuk"), _("Satu kalimat di bawah nama, bila perlu."))
VISIBLE = Input("visible", "rule", _("Ditanyakan bila"), _("Kosongkan bila selalu ditanyakan."))
FOR = Input(
    "for", "ticks", _("Hanya pada jenis permohonan"), _("Tanpa pilihan: pada semua jenis."), offers.kinds, more=True
)
CITED = Input(
    "legal_basis", "line", _("Dasar hukum"), _("Kode dasar hukum dan pasalnya, misalnya: keputusan pasal 3."), more=True
)
