"""What the office is called, where it is and how it is reached, as it stands on every page and paper; and its emblem."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError, fromstring  # noqa: S405 - a DTD, where entities live, is refused before

from flask import current_app, flash, redirect
from flask.typing import ResponseReturnValue
from flask_admin import BaseView, expose
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import StringField
from wtforms.validators import DataRequired, Length, Regexp

from app.certificates.keys import write_private
from app.errors import InputError
from app.foundation import settings
from app.foundation.database import transaction
from app.foundation.settings import Office
from app.web import current
from app.web.console.guard import Guarded

MAX_EMBLEM = 200_000  # bytes
ACTIVE = re.compile(r"(?:script|foreignobject|image|use|iframe|a|animate\w*|set)$", re.IGNORECASE)


def _text(label: Any, length: int = 200) -> StringField:
    return StringField(label, validators=[DataRequired(lazy_gettext("Isian ini wajib.")), Length(max=length)])


class OfficeForm(FlaskForm):
    """Names of the inputs are those of `foundation.settings.Office`."""

    government = _text(lazy_gettext("Pemerintah daerah"))
    city = _text(lazy_gettext("Kota"))
    name = _text(lazy_gettext("Nama dinas"))
    short_name = _text(lazy_gettext("Nama singkat"), 80)
    address = _text(lazy_gettext("Alamat"))
    place = _text(lazy_gettext("Tempat penandatanganan"), 80)
    phone = _text(lazy_gettext("Telepon"), 40)
    email = StringField(
        lazy_gettext("Email"),
        validators=[Regexp(r"[^@\s]+@[^@\s]+\.[^@\s]+\Z", message=lazy_gettext("Alamat email ini tidak benar."))],
    )
    website = StringField(
        lazy_gettext("Situs"),
        validators=[
            Regexp(r"https?://[^\s<>\"']+\Z", message=lazy_gettext("Tulis lengkap, misalnya https://contoh.go.id."))
        ],
    )
    whatsapp = StringField(
        lazy_gettext("WhatsApp"),
        validators=[
            Regexp(
                r"(?:\+62\d{8,12}(?:, *)?)*\Z", message=lazy_gettext("Tulis seperti +6285100925600, dipisahkan koma.")
            )
        ],
    )
    hours = _text(lazy_gettext("Jam pelayanan"))
    closes = StringField(
        lazy_gettext("Jam tutup loket"),
        validators=[Regexp(r"(?:[01]\d|2[0-3]):[0-5]\d\Z", message=lazy_gettext("Tulis seperti 15:00."))],
    )
    region = StringField(
        lazy_gettext("Kode wilayah"), validators=[Regexp(r"\d{4}\Z", message=lazy_gettext("Empat angka."))]
    )
    classification = StringField(
        lazy_gettext("Kode klasifikasi arsip"),
        validators=[Regexp(r"[0-9.]{1,20}\Z", message=lazy_gettext("Angka dan titik."))],
    )
    emblem = FileField(lazy_gettext("Lambang kota (SVG)"))


TEXTS = tuple(name for name in OfficeForm.__dict__ if not name.startswith("_") and name not in ("emblem", "whatsapp"))


class Settings(Guarded, BaseView):
    @expose("/", methods=("GET", "POST"))
    def index(self) -> ResponseReturnValue:
        """One form; only what differs is written, and each change is an event of its own."""
        held = settings.office()
        shown = {name: getattr(held, name) for name in TEXTS} | {"whatsapp": ", ".join(held.whatsapp)}
        form = OfficeForm(data=shown)
        if form.validate_on_submit():
            try:
                changed = _store(form, held)
            except InputError as error:
                form.emblem.errors = [error.user_message]
            else:
                flash(_("Pengaturan disimpan.") if changed else _("Tidak ada yang berubah."), "success")
                return redirect(self.get_url(".index"))
        page = self.render("console/office/settings.html", form=form, texts=TEXTS, emblem=held.emblem)
        return page, 422 if form.errors else 200


def _store(form: OfficeForm, held: Office) -> bool:
    wanted: dict[str, Any] = {name: form[name].data.strip() for name in TEXTS}
    wanted["whatsapp"] = [number.strip() for number in form.whatsapp.data.split(",") if number.strip()]
    emblem = form.emblem.data.read(MAX_EMBLEM + 1) if form.emblem.data else b""
    if emblem:
        wanted["emblem"] = _keep_emblem(emblem)
    held_values = {name: getattr(held, name) for name in wanted} | {"whatsapp": list(held.whatsapp)}
    changed = {name: value for name, value in wanted.items() if value != held_values[name]}
    if not changed:
        return False
    with transaction():
        for name, value in changed.items():
            settings.change(name, value, actor=current.actor(), now=current.now())
    return True


def _keep_emblem(content: bytes) -> str:
    """Store the drawing in the data folder. Raises InputError for what is no plain SVG drawing."""
    if len(content) > MAX_EMBLEM:
        raise InputError(_("Lambang paling besar 200 KB."))
    try:
        text = content.decode("utf-8")
        if "<!" in re.sub(r"<!--.*?-->", "", text, flags=re.DOTALL):
            raise ValueError("a DTD")
        root = fromstring(text)  # noqa: S314 - see the import
    except (ParseError, ValueError):
        raise InputError(_("Lambang harus berupa berkas SVG yang benar.")) from None
    if root.tag.rpartition("}")[2] != "svg" or any(_is_active(element) for element in root.iter()):
        raise InputError(_("Lambang harus berupa gambar SVG tanpa skrip, tautan, dan gambar dari luar."))
    name = f"emblem-{hashlib.sha256(content).hexdigest()[:12]}.svg"
    write_private(Path(current_app.config["SAKPORE_DATA"]) / name, content)
    return name


def _is_active(element: Any) -> bool:
    names = [element.tag, *element.attrib]
    local = [str(name).rpartition("}")[2].lower() for name in names]
    return bool(ACTIVE.match(local[0])) or any(name == "href" or name.startswith("on") for name in local[1:])
