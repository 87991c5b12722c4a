"""The inputs of registration as WTForms fields: they show; `accounts.registration_rules` judges."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from wtforms import EmailField, Form, SelectField, StringField, TelField
from wtforms.fields.choices import SelectChoice

from app.accounts import regions
from app.accounts import registration_rules as rules

NOTHING = SelectChoice("", "— pilih —")

HELP = {
    "nik": "16 angka pada KTP Anda.",
    "tanggal_lahir": "Sesuai KTP. Contoh: 21-11-1990.",
    "nama": "Sesuai KTP, tanpa gelar.",
    "no_hp": "Nomor ponsel yang aktif; pemberitahuan proses dikirim ke nomor ini. Contoh: 0812-3456-7890.",
    "no_telpon": "Dengan kode wilayah. Contoh: 0285-421234.",
    "email": "Alamat ini menjadi nama pengguna Anda. Tautan aktivasi dikirim ke sini.",
    "alamat": "Nama jalan dan nomor, RT/RW.",
}
AUTOCOMPLETE = {
    "nama": "name",
    "no_hp": "tel",
    "email": "email",
    "kode_pos": "postal-code",
    "alamat": "street-address",
    "tanggal_lahir": "bday",
}


def build(names: tuple[str, ...], values: Mapping[str, str]) -> Form:
    """A form of these fields, holding these values. Region selects offer what lies in the region chosen before."""
    fields = {name: BUILDERS.get(name, _text)(name, values) for name in names}
    form_class = type("RegistrationForm", (Form,), fields)
    return form_class(data=dict(values))


def _text(name: str, _values: Mapping[str, str]) -> Any:
    attributes = {"autocomplete": AUTOCOMPLETE.get(name, "off"), "maxlength": rules.LONGEST}
    return StringField(rules.LABELS[name], render_kw=attributes)


def _numeric(name: str, _values: Mapping[str, str]) -> Any:
    attributes = {"inputmode": "numeric", "autocomplete": AUTOCOMPLETE.get(name, "off"), "maxlength": 24}
    return StringField(rules.LABELS[name], render_kw=attributes)


def _phone(name: str, _values: Mapping[str, str]) -> Any:
    return TelField(rules.LABELS[name], render_kw={"autocomplete": AUTOCOMPLETE.get(name, "off"), "maxlength": 24})


def _email(name: str, _values: Mapping[str, str]) -> Any:
    return EmailField(rules.LABELS[name], render_kw={"autocomplete": "email", "maxlength": rules.LONGEST_EMAIL})


def _options(options: Mapping[str, str]) -> Callable[[str, Mapping[str, str]], Any]:
    choices = [NOTHING, *(SelectChoice(value, label) for value, label in options.items())]

    def build_select(name: str, _values: Mapping[str, str]) -> Any:
        return SelectField(rules.LABELS[name], choices=choices)

    return build_select


def _region(name: str, values: Mapping[str, str]) -> Any:
    level = rules.REGION_LEVELS.index(name)
    default = regions.THIS_CITY if name == "kecamatan" and "kota" not in values else ""
    parent = values.get(rules.REGION_LEVELS[level - 1], default) if level else ""
    known = regions.children(parent) if parent or level == 0 else ()
    below = rules.REGION_LEVELS[level + 1] if level + 1 < len(rules.REGION_LEVELS) else ""
    attributes = {"data-regions-into": below} if below else {}
    choices = [NOTHING, *(SelectChoice(region.code, region.name) for region in known)]
    return SelectField(rules.LABELS[name], choices=choices, render_kw=attributes)


BUILDERS: dict[str, Callable[[str, Mapping[str, str]], Any]] = {
    "nik": _numeric,
    "tanggal_lahir": _numeric,
    "kode_pos": _numeric,
    "no_hp": _phone,
    "no_telpon": _phone,
    "email": _email,
    "jenis_kelamin": _options({"L": "Laki-laki", "P": "Perempuan"}),
    "agama": _options({name: name for name in rules.RELIGIONS}),
    "pendidikan": _options({name: name for name in rules.EDUCATION}),
    **dict.fromkeys(rules.REGION_LEVELS, _region),
}
