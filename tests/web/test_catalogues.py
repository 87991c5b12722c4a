"""The Indonesian of what other packages say: complete, compiled, and found by pages and forms."""

from __future__ import annotations

import importlib.util
import io
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask
from flask_babel import gettext
from flask_wtf import FlaskForm
from wtforms import IntegerField, StringField
from wtforms.validators import InputRequired, Length

import config

OURS = config.ROOT / "app" / "translations" / "id" / "LC_MESSAGES"
THEIRS = (
    ("messages", "flask_appbuilder", "translations/pt_BR/LC_MESSAGES/messages.po"),
    ("messages", "wtforms", "locale/wtforms.pot"),
    ("admin", "flask_admin", "translations/pt_BR/LC_MESSAGES/admin.po"),
)


def package_folder(name: str) -> Path:
    return Path(importlib.util.find_spec(name).origin).parent


@pytest.mark.parametrize(("domain", "package", "catalogue"), THEIRS)
def test_everything_that_a_package_says_has_an_indonesian_text(domain: str, package: str, catalogue: str) -> None:
    with (package_folder(package) / catalogue).open("rb") as file:
        said = {message.id for message in read_po(file) if message.id}
    with (OURS / f"{domain}.po").open("rb") as file:
        translated = {message.id for message in read_po(file) if message.id and message.string and not message.fuzzy}

    assert said - translated == set()


@pytest.mark.parametrize("domain", ["messages", "admin"])
def test_the_compiled_catalogue_is_the_written_one(domain: str) -> None:
    compiled = io.BytesIO()
    with (OURS / f"{domain}.po").open("rb") as file:
        write_mo(compiled, read_po(file))

    assert (OURS / f"{domain}.mo").read_bytes() == compiled.getvalue(), "run: make catalogues"


def test_forms_speak_indonesian(sqlite_app: Flask) -> None:
    class Counter(FlaskForm):
        name = StringField("Nama", [InputRequired()])
        short = StringField("Singkat", [Length(max=3)])
        number = IntegerField("Jumlah")

    with sqlite_app.test_request_context("/", method="POST", data={"short": "panjang", "number": "dua"}):
        sqlite_app.preprocess_request()
        form = Counter(meta={"csrf": False})
        form.validate()

        assert form.errors == {
            "name": ["Isian ini wajib diisi."],
            "short": ["Isian ini paling banyak 3 karakter."],
            "number": ["Tulis bilangan bulat."],
        }


def test_appbuilder_and_the_console_speak_indonesian(sqlite_app: Flask) -> None:
    from flask_admin.babel import gettext as admin_gettext
    from flask_admin.helpers import set_current_view

    with sqlite_app.test_request_context("/"):
        assert gettext("Changed Row") == "Perubahan disimpan."
        set_current_view(sqlite_app.extensions["admin"][0].index_view)
        assert admin_gettext("Record does not exist.") == "Data tidak ditemukan."
