"""Open answers as typed SQL columns: `answers ->> 'field'` with the path written literally.

A bound path would make an expression index unusable on SQLite; a literal one may only hold a checked name.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from sqlalchemy import Boolean, ColumnElement, Integer, Numeric, String
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.visitors import InternalTraversal
from sqlalchemy.types import TypeDecorator, TypeEngine

from app.permits.model import FieldDef, FieldType

NAME = re.compile(r"^[a-z][a-z0-9_]{0,40}$")


class Answer(ColumnElement[Any]):
    """One answer of `table.answers` as a value of `type`."""

    inherit_cache = True
    _traverse_internals = [
        ("column", InternalTraversal.dp_clauseelement),
        ("field", InternalTraversal.dp_string),
        ("type", InternalTraversal.dp_type),
    ]

    def __init__(self, column: ColumnElement[Any], field: str, type_: TypeEngine[Any]) -> None:
        if not NAME.match(field):
            raise ValueError("not a field's id")
        self.column = column
        self.field = field
        self.type = type_

    @property
    def _from_objects(self) -> list[Any]:
        return list(self.column._from_objects)


@compiles(Answer)
def _sqlite(element: Answer, compiler: SQLCompiler, **kwargs: Any) -> str:
    path = f"{compiler.process(element.column, **kwargs)} ->> '{element.field}'"
    return f"CAST({path} AS NUMERIC)" if isinstance(element.type, ExactDecimal) else f"({path})"


@compiles(Answer, "postgresql")
def _postgresql(element: Answer, compiler: SQLCompiler, **kwargs: Any) -> str:
    path = f"({compiler.process(element.column, **kwargs)} ->> '{element.field}')"
    casts = {Integer: "BIGINT", ExactDecimal: "NUMERIC", Boolean: "BOOLEAN"}
    cast = casts.get(type(element.type))
    # Drafts keep what was typed, also what is no number: only what looks like one is cast, the rest is no value.
    if cast in ("BIGINT", "NUMERIC"):
        return f"(CASE WHEN {path} ~ '^-?[0-9]+([.][0-9]+)?$' THEN {path}::{cast} END)"
    return f"(CASE WHEN {path} IN ('true', 'false') THEN {path}::BOOLEAN END)" if cast else path


class ExactDecimal(TypeDecorator[Decimal]):
    """A decimal kept as text. What a person types into a filter and is no number finds nothing."""

    impl = Numeric
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Any) -> Any:
        try:
            return Decimal(str(value).replace(",", "."))
        except InvalidOperation:
            return None

    def process_result_value(self, value: Any, dialect: Any) -> Decimal | None:
        """Without the zeros that the driver pads it with."""
        return None if value is None else Decimal(f"{Decimal(value).normalize():f}")


class IsoDate(TypeDecorator[str]):
    """A date kept as ISO text; compared as text, since a cast to date cannot be indexed on PostgreSQL."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Any) -> str | None:
        return value.isoformat() if isinstance(value, date) else value


def _text() -> TypeEngine[Any]:
    return String(400)


COLUMN_TYPES: dict[FieldType, Callable[[], TypeEngine[Any]]] = {
    FieldType.INTEGER: Integer,
    FieldType.MONEY: Integer,
    FieldType.DECIMAL: ExactDecimal,
    FieldType.BOOLEAN: Boolean,
    FieldType.DECLARATION: Boolean,
    FieldType.DATE: IsoDate,
    FieldType.DATETIME: _text,
    FieldType.TIME: _text,
    FieldType.TEXT: _text,
    FieldType.PARAGRAPH: _text,
    FieldType.CHOICE: _text,
    FieldType.EMAIL: _text,
    FieldType.PHONE: _text,
    FieldType.NIB: _text,
    FieldType.POSTAL_CODE: _text,
    FieldType.PERSON_NAME: _text,
    FieldType.URL: _text,
    FieldType.REFERENCE: _text,
}


def mappable(field: FieldDef) -> bool:
    """Whether a field can be a column: open, of one value, not an officer's note."""
    return field.type in COLUMN_TYPES and not field.sealed and not field.staff_only and not field.tier_editable


def answer_column(answers: ColumnElement[Any], field: FieldDef) -> Answer:
    """The column of one field. Raises KeyError for types that are no single value."""
    return Answer(answers, field.id, COLUMN_TYPES[field.type]())
