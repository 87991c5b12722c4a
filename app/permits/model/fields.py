"""Sections and their fields, and the rules that hold between them (schema-language §3.2, §3.3, §3.8)."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator
from pydantic import Field as Key

from app.permits.model.basics import Count, Expr, Model, Requirement, Words


class FieldType(StrEnum):
    TEXT = "text"
    PARAGRAPH = "paragraph"
    NOTE = "note"
    INTEGER = "integer"
    MONEY = "money"
    DECIMAL = "decimal"
    BOOLEAN = "boolean"
    DECLARATION = "declaration"
    CHOICE = "choice"
    MULTI_CHOICE = "multi_choice"
    DATE = "date"
    DATETIME = "datetime"
    TIME = "time"
    EMAIL = "email"
    PHONE = "phone"
    NIK = "nik"
    PASPOR = "paspor"
    NPWP = "npwp"
    NIB = "nib"
    POSTAL_CODE = "postal_code"
    PERSON_NAME = "person_name"
    URL = "url"
    ADDRESS = "address"
    LOCATION = "location"
    FILE = "file"
    SIGNATURE_PAD = "signature_pad"
    REFERENCE = "reference"
    EVENT = "event"
    GROUP = "group"


class DataClass(StrEnum):
    PUBLIK = "publik"
    TERBATAS = "terbatas"
    RAHASIA = "rahasia"


ALWAYS_SEALED = frozenset({FieldType.NIK, FieldType.PASPOR, FieldType.NPWP})
SEALED_PERSONAL = frozenset({"kesehatan", "keuangan", "anak"})


def _names(value: Any) -> Any:
    return (value,) if isinstance(value, str) else value


class Option(Model):
    value: str
    label: Words
    certainty: str | None = None


class Repeat(Model):
    min: Count = 0
    max: Count = 20
    item: str | None = None
    csv: bool = False


class Assertion(Model):
    """A cross-field rule. `at` names the fields that the message stands beside."""

    id: str
    assert_: Expr = Key(alias="assert")
    at: tuple[str, ...] = ()
    message: Words
    because: str | None = None
    for_: tuple[str, ...] | None = Key(default=None, alias="for")


class Eligibility(Model):
    id: str
    assert_: Expr = Key(alias="assert")
    stop: Words
    because: str | None = None
    for_: tuple[str, ...] | None = Key(default=None, alias="for")


class Limit(Model):
    id: str
    max: int
    same: tuple[str, ...]
    status: tuple[str, ...] = ("aktif",)
    of: tuple[str, ...] = ()
    message: Words
    for_: tuple[str, ...] | None = Key(default=None, alias="for")


class RowsFrom(Model):
    """Rows picked from a group of the permit that a reference points to; `key` is the column that names a row."""

    field: str
    key: str


class FieldDef(Model):
    """One question. Groups carry `fields`; with `repeat` they are rows, without it one object."""

    id: str
    was: tuple[str, ...] = ()
    type: FieldType
    label: Words
    help: Words | None = None
    placeholder: Words | None = None
    explain: Words | None = None
    legal_basis: str | None = None
    certainty: str | None = None
    # behaviour
    required: bool | Requirement = False
    visible: Expr | None = None
    readonly: bool | Expr = False
    computed: Expr | None = None
    default: Any = None
    for_: tuple[str, ...] | None = Key(default=None, alias="for")
    min: int | float | str | None = None
    max: int | float | str | None = None
    min_length: int | None = None
    max_length: int | None = None
    pattern: str | None = None
    pattern_message: Words | None = None
    places: Annotated[int, Key(ge=0, le=7)] | None = None
    unit: str | None = None
    text: Words | None = None
    options: tuple[Option, ...] = ()
    table: str | None = None
    other: bool = False
    depth: str | None = None
    within: Any = None
    # reference
    to: Literal["table", "record", "permit"] | None = None
    of: Annotated[tuple[str, ...] | None, BeforeValidator(_names)] = None
    status: tuple[str, ...] | None = None
    holder: str | None = None
    max_uses: int | Expr | None = None
    on_lapse: Literal["none", "warn", "suspend"] | None = None
    on_revoke: Literal["none", "suspend", "revoke"] | None = None
    follow: Literal["successor", "none"] | None = None
    resume: Literal["auto", "manual"] | None = None
    # group
    fields: tuple[FieldDef, ...] = ()
    rules: tuple[Assertion, ...] = ()
    repeat: Repeat | None = None
    rows_from: RowsFrom | None = None
    # origin
    prefill: str | None = None
    staff_only: bool = False
    tier_editable: tuple[str, ...] = ()
    unique_in: Literal["case", "applicant", "type"] | None = None
    # use
    list_: bool = Key(default=False, alias="list")
    search: bool = False
    export: bool = False
    print: bool = False
    evidence: str | None = None
    # protection
    class_: DataClass = Key(default=DataClass.TERBATAS, alias="class")
    personal: str | None = None
    mask: str | None = None
    # file, as documents
    accept: tuple[str, ...] = ()
    max_mb: int | None = None
    # filled by the loader: a computed field is as sealed as what it reads
    sealed_by_source: bool = False
    # filled by the loader: the answers of the permit referred to that this definition reads
    brings: tuple[FieldDef, ...] = ()

    @property
    def sealed(self) -> bool:
        """Kept in the AES-GCM blob and never listed, searched or published."""
        return (
            self.type in ALWAYS_SEALED
            or self.class_ is DataClass.RAHASIA
            or self.personal in SEALED_PERSONAL
            or self.sealed_by_source
        )

    @property
    def is_paper(self) -> bool:
        """Answered by a file, which is kept, judged and erased as papers are."""
        return self.type in (FieldType.FILE, FieldType.SIGNATURE_PAD)

    @property
    def repeats(self) -> bool:
        return self.type is FieldType.GROUP and self.repeat is not None


class Section(Model):
    id: str
    title: Words
    help: Words | None = None
    visible: Expr | None = None
    for_: tuple[str, ...] | None = Key(default=None, alias="for")
    fields: tuple[FieldDef, ...] = ()
