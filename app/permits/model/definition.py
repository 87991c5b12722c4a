"""The definition as a whole, with its examples, its migration and the tables that it uses."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field as Key

from app.permits.model.basics import LegalBasis, Model, Words
from app.permits.model.fees import FeesOrNone
from app.permits.model.fields import Assertion, Eligibility, FieldDef, Limit, Section
from app.permits.model.flow import Event, Flow, Inspection
from app.permits.model.papers import Certificate, Duty, Public, Retention
from app.permits.model.requests import DocumentDef, Package, Party, Quota, RequestKind, Variants


class Example(Model):
    """A case with its expectation: unit test, preview and demo in one. Keys: schema-language §3.16."""

    name: str
    request: str = "baru"
    today: str
    applicant: dict[str, Any] = {}
    answers: dict[str, Any] = {}
    documents: tuple[str | dict[str, Any], ...] = ()
    parties: dict[str, Any] = {}
    consents: tuple[str, ...] = ()
    staff: dict[str, Any] = {}
    verdicts: dict[str, str] = {}
    inspections: dict[str, dict[str, Any]] = {}
    events: dict[str, Any] = {}
    signed_on: str | None = None
    taken: dict[str, Any] = {}
    permits: tuple[dict[str, Any], ...] = ()
    expect: dict[str, Any] = {}


class MigrationExample(Model):
    """Answers of the version before and what becomes of them; publishing runs it."""

    before: dict[str, Any]
    after: dict[str, Any]


class Migration(Model):
    """How drafts of the version before are brought over: values that change, names that are given up, and why.

    Names are those of fields, of columns (`group.column`) and of papers. `convert` reads the old value anew as text.
    """

    map: dict[str, dict[str, Any] | Literal["convert"]] = {}
    drop: dict[str, str] = {}
    examples: tuple[MigrationExample, ...] = ()


class TableColumn(Model):
    id: str
    type: str = "text"
    places: int | None = None
    range: Literal["upto"] | None = None
    min: int | float | None = None
    max: int | float | None = None  # of the records of such a table, whose cells nobody knows yet


class Table(Model):
    """A versioned look-up table, copied into the artefact of each definition that reads it."""

    table: str
    title: Words | None = None
    notice: str | None = None
    keys: tuple[str, ...]
    value: str | None = None
    label: str | None = None
    columns: tuple[TableColumn, ...]
    rank: str = "order"
    below: Literal["refuse", "ignore"] = "refuse"
    records: bool = False  # the office keeps the rows in the console; those of the file are for examples
    rows: tuple[dict[str, Any], ...]


class Definition(Model):
    """One permit type, resolved and compiled. Immutable; its canonical JSON is what `catalog` stores and hashes."""

    api_version: Literal["sakpore/v1"] = Key(alias="apiVersion")
    code: str
    title: Words
    short: Words | None = None
    summary: Words | None = None
    synonyms: tuple[str, ...] = ()
    guide: Annotated[str, Key(pattern=r"^https://[^\s\"'<>\\]{4,300}$")] | None = None  # a document on the web
    kind: Literal["perizinan", "non_perizinan"]
    legal_basis: tuple[LegalBasis, ...]
    applicants: tuple[Literal["perorangan", "badan"], ...]
    parties: tuple[Party, ...] = ()
    variants: Variants | None = None
    requests: dict[str, RequestKind]
    sections: tuple[Section, ...]
    documents: tuple[DocumentDef, ...] = ()
    rules: tuple[Assertion, ...] = ()
    eligibility: tuple[Eligibility, ...] = ()
    limits: tuple[Limit, ...] = ()
    quota: tuple[Quota, ...] = ()
    flow: Flow
    inspections: tuple[Inspection, ...] = ()
    events: tuple[Event, ...] = ()
    fees: FeesOrNone
    certificates: tuple[Certificate, ...]
    letters: tuple[Certificate, ...] = ()
    public: Public
    retention: Retention
    duties: tuple[Duty, ...] = ()
    after_close: tuple[str, ...] = ()
    packages: tuple[Package, ...] = ()
    examples: tuple[Example, ...] = ()
    migration: Migration | None = None
    tables: dict[str, Table] = {}

    @property
    def camel(self) -> str:
        """The FAB view-menu name: `izin_kios` → `IzinKios`."""
        return "".join(part.capitalize() for part in self.code.split("_"))

    @property
    def fields(self) -> tuple[FieldDef, ...]:
        """Every top-level field of every section, in order."""
        return tuple(field for section in self.sections for field in section.fields)

    def section(self, section_id: str) -> Section:
        """Raises KeyError when there is no such section."""
        return {section.id: section for section in self.sections}[section_id]

    def field(self, field_id: str) -> FieldDef:
        """Raises KeyError when there is no such top-level field."""
        return {field.id: field for field in self.fields}[field_id]

    def document(self, document_id: str) -> DocumentDef:
        """Raises KeyError when there is no such paper."""
        return {document.id: document for document in self.documents}[document_id]

    def inspection(self, inspection_id: str) -> Inspection:
        """Raises KeyError when there is no such inspection."""
        return {inspection.id: inspection for inspection in self.inspections}[inspection_id]


FieldDef.model_rebuild()
