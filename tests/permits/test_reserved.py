"""Ids that would shadow something of a form or of a mapped class are refused (schema-language §3.17)."""

import keyword
import re

import pytest

from app.permits.model import FieldDef, FieldType
from app.permits.reserved import RESERVED
from tests.permits.making import codes, field

PUBLIC = re.compile(r"[a-z][a-z0-9_]*")


def test_every_name_of_a_form_and_of_its_instance_is_reserved(sqlite_app):
    from flask_wtf import FlaskForm

    with sqlite_app.test_request_context("/"):
        names = {name for name in (*dir(FlaskForm()), *vars(FlaskForm())) if PUBLIC.fullmatch(name)}

    assert names <= RESERVED, sorted(names - RESERVED)


SHARED = {"kelurahan"}  # the row's column holds that very answer, for row scope; the desk shows it once


def test_every_attribute_of_the_mapped_class_is_reserved():
    from sqlalchemy import inspect

    from app.applications.models import Application

    names = ({attribute.key for attribute in inspect(Application).attrs} | {"metadata", "registry"}) - SHARED

    assert names <= RESERVED, sorted(names - RESERVED)


def test_words_of_python_and_names_of_rules_are_reserved():
    from app.permits.rules import FUNCTIONS

    assert set(keyword.kwlist) <= RESERVED
    assert set(FUNCTIONS) <= RESERVED


@pytest.mark.parametrize(
    "name", ["validate", "meta", "process", "csrf_token", "status", "today", "for", "Nama", "a-b", "x_"]
)
def test_a_field_of_that_name_is_refused(name):
    assert codes([field("baik") | {"id": name}]) == ["IZN105"]


def test_a_column_has_its_own_name_space_and_is_held_to_the_same_form():
    group = {
        "id": "barang",
        "type": "group",
        "label": "Barang",
        "repeat": {"max": 3},
        "fields": [field("baik"), field("nama")],
    }

    assert codes([field("nama"), group]) == []
    assert FieldDef.model_validate(group).type is FieldType.GROUP
