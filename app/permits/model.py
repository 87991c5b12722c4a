"""The resolved definition: what a permit type declares, after blocks are copied in and rules compiled.

These models are the one source of the language's shape: `permits schema` writes its JSON Schema from them, the loader
validates against them, and every other package reads them. Keys as in the YAML; where a key is a Python word the
attribute has a trailing underscore and the key stays the alias (`for`, `class`, `list`).
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Discriminator, Tag
from pydantic import Field as Key

Locale = Literal["id", "en"]


class Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


# How large a number of the language itself may be: what follows from it is counted, drawn and kept.
MOST = 500
Count = Annotated[int, Key(ge=0, le=MOST)]
Days = Annotated[int, Key(ge=0, le=36_525)]
Term = Annotated[float, Key(ge=0, le=2_000)]


class Text(Model):
    """A text for people, Indonesian first."""

    id: str
    en: str | None = None

    def text(self, locale: str = "id") -> str:
        return (self.en if locale == "en" else None) or self.id


def _text(value: Any) -> Any:
    return {"id": value} if isinstance(value, str) else value


Words = Annotated[Text, BeforeValidator(_text)]


class Rule(Model):
    """A rule as written and as compiled. `logic` is strict JsonLogic; `reads` are the dotted names it depends on."""

    text: str
    logic: Any = None
    reads: tuple[str, ...] = ()


def _rule(value: Any) -> Any:
    return {"text": value} if isinstance(value, str) else value


Expr = Annotated[Rule, BeforeValidator(_rule)]


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


class LegalBasis(Model):
    id: str
    title: Words
    date: str | None = None
    articles: dict[str, str] = {}
    certainty: str | None = None


class Requirement(Model):
    """`required: {when, because}`."""

    when: Expr
    because: str | None = None


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


class Files(Model):
    min: Count = 1
    max: Count = 1


class Picture(Model):
    """What becomes of a picture: kept with its longer side so many pixels long at most."""

    max_px: Annotated[int, Key(ge=200, le=20_000)]


class DocumentDef(Model):
    """A paper. With `one_of` it is a group of papers and takes no file itself."""

    id: str
    was: tuple[str, ...] = ()
    label: Words
    help: Words | None = None
    accept: tuple[str, ...] = ("pdf",)
    max_mb: int = 5
    files: Files = Files()
    max_pages: int | None = None
    image: Picture | None = None
    for_: tuple[str, ...] | None = Key(default=None, alias="for")
    visible: Expr | None = None
    required: bool | Requirement = False
    recommended: bool = False
    one_of: tuple[str, ...] = ()
    need: int = 1
    per: str | None = None
    max_age_days: Days | None = None
    valid_until: str | None = None
    template: str | None = None
    reuse: bool = False
    satisfied_by: str | None = None
    from_: str = Key(default="applicant", alias="from")
    legal_basis: str | None = None
    certainty: str | None = None


class Needs(Model):
    permit: Literal["own"] = "own"
    status: tuple[str, ...] = ("aktif",)
    window_days: tuple[int, int] | None = None
    rows: Literal["same"] | None = None
    many: bool = False


class Lead(Model):
    before: str
    workdays: Days


def _kind_fees(value: Any) -> Any:
    """`{lines: […]}`, as at the top, says the same as the list."""
    return value["lines"] if isinstance(value, Mapping) and set(value) == {"lines"} else value


class RequestKind(Model):
    """What may be asked, and what of the type it overrides. `fees`: ids of the type's lines, or lines of its own."""

    title: Words | None = None
    needs: Needs | None = None
    edit: tuple[str, ...] | None = None
    documents: tuple[str, ...] = ()
    tiers: tuple[str, ...] | None = None
    product: str | None = None
    fees: Annotated[tuple[str | FeeLine, ...] | None, BeforeValidator(_kind_fees)] = None
    sla: int | None = None
    keeps_number: bool = False
    keeps_expiry: bool = False
    supersedes: str | None = None
    lead: Lead | None = None


class VariantTable(Model):
    from_: tuple[str, ...] = Key(alias="from")
    table: str
    on_conflict: Literal["highest", "lowest", "refuse"] = "highest"


class Variants(Model):
    """Rows are free columns besides `id`, `title` and `when`; the first row whose `when` holds is the variant."""

    choose: Literal["computed", "applicant"] = "computed"
    rows: tuple[VariantRow, ...] = ()
    from_: tuple[str, ...] | None = Key(default=None, alias="from")
    table: str | None = None
    on_conflict: Literal["highest", "lowest", "refuse"] = "highest"
    else_: VariantTable | None = Key(default=None, alias="else")


class VariantRow(BaseModel):
    model_config = ConfigDict(extra="allow", frozen=True)

    id: str
    title: Words | None = None
    when: Expr | None = None

    @property
    def columns(self) -> dict[str, Any]:
        """Everything that rules and templates may read as `variant.<column>`."""
        return {"id": self.id, "title": self.title.id if self.title else self.id, **(self.model_extra or {})}


class Tier(Model):
    """One rung: who decides, where, how long, with what outcomes."""

    id: str
    title: Words | None = None
    role: str
    agency: str | None = None
    scope: str | None = None
    workdays: Term | None = None
    hours: Term | None = None
    when: Expr | None = None
    checks: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ("forward", "return")
    return_to: str | None = None
    inspection: str | None = None
    product: str | None = None
    rounds: dict[str, int] | None = None

    @property
    def permission(self) -> str:
        """FAB's permission name; the view menu is the definition's `camel`."""
        return f"can_verify_{self.id}"


class Parallel(Model):
    id: str
    title: Words | None = None
    when: Expr | None = None
    need: Literal["all"] | int = "all"
    for_each: str | None = None
    of: tuple[Tier, ...]


class ParallelStep(Model):
    parallel: Parallel


class Sign(Model):
    id: str = "ttd"
    title: Words | None = None
    role: str
    workdays: float | None = None


class Clock(Model):
    start: str
    total: int | str
    unit: Literal["workdays", "hours"] = "workdays"
    escalate: tuple[int, ...] = (50, 80, 100)
    pauses: tuple[str, ...] = ()


class Correction(Model):
    applicant_workdays: int = 10
    max_rounds: int = 3
    then: Literal["refuse", "close"] = "close"


def _step(value: Any) -> str:
    return (
        "parallel" if isinstance(value, ParallelStep) or (isinstance(value, dict) and "parallel" in value) else "tier"
    )


Step = Annotated[Annotated[Tier, Tag("tier")] | Annotated[ParallelStep, Tag("parallel")], Discriminator(_step)]


class Flow(Model):
    clock: Clock | None = None
    correction: Correction = Correction()
    tiers: tuple[Step, ...]
    sign: Sign
    copies: tuple[dict[str, str], ...] = ()

    @property
    def all_tiers(self) -> tuple[Tier, ...]:
        """Every tier in the order written, branches of a gate one after the other."""
        found: list[Tier] = []
        for step in self.tiers:
            found.extend(step.parallel.of if isinstance(step, ParallelStep) else (step,))
        return tuple(found)

    def tier(self, tier_id: str) -> Tier:
        """Raises KeyError when the flow has no such tier."""
        return {tier.id: tier for tier in self.all_tiers}[tier_id]


class InspectionItem(Model):
    id: str
    text: Words
    weight: float = 1
    defect: Literal["minor", "mayor", "serius", "kritis"] | None = None
    choices: tuple[Any, ...] = ()


class InspectionLevel(Model):
    id: str
    title: Words | None = None
    when: Expr | None = None
    pass_: bool = Key(alias="pass")


class Inspection(Model):
    id: str
    title: Words | None = None
    method: Literal["scored", "defects", "checklist"]
    items: tuple[InspectionItem, ...]
    levels: tuple[InspectionLevel, ...] = ()
    pass_: Expr | None = Key(default=None, alias="pass")
    places: Annotated[int, Key(ge=0, le=7)] = 1
    per: str | None = None
    evidence: dict[str, Any] = {}
    repeat_after_days: int | None = None


class Event(Model):
    id: str
    agency: str | None = None
    quota: bool = False
    participants: str | None = None
    stages: tuple[str, ...] = ()
    pass_: Expr | None = Key(default=None, alias="pass")
    on_fail: Literal["retest"] | None = None


class Counter(Model):
    scope: str | tuple[str, ...] = "type"
    reset: Literal["year", "never"] = "year"
    reserve: int = 0
    sticky: Literal["holder"] | None = None


class NumberPart(Model):
    """One fixed-width part of a composed number: from a name, a constant or a counter of its own."""

    from_: str | None = Key(default=None, alias="from")
    const: str | None = None
    counter: Counter | None = None
    sticky: Literal["holder"] | None = None
    as_: str | None = Key(default=None, alias="as")
    width: Annotated[int, Key(ge=1, le=40)] | None = None


class NumberPattern(Model):
    format: str
    parts: dict[str, NumberPart] = {}


def _number(value: Any) -> Any:
    return {"format": value} if isinstance(value, str) else value


class SignatureBlock(Model):
    """How the signer stands on a paper. `plain`: without NIP and rank, as Permendagri 1/2023 has it for certificates."""

    form: Literal["full", "plain"] = "full"
    on_behalf_of: Words | None = None
    position: Words | None = None


class Annex(Model):
    """The rows of a group as a table on pages of its own behind the paper, under the same signature."""

    of: str
    title: Words | None = None
    columns: tuple[str, ...] = ()


def _annexes(value: Any) -> Any:
    """`annex: produk`, one annex, or several."""
    listed = value if isinstance(value, list | tuple) else [value]
    return [{"of": one} if isinstance(one, str) else one for one in listed]


class Certificate(Model):
    id: str
    kind: Literal["permit", "attachment", "interim", "revocation"] = "permit"
    title: Words | None = None
    template: str | None = None
    when: Expr | None = None
    per: str | None = None
    holder: str = "applicant"
    validity: dict[str, Any] | None = None
    number: Annotated[NumberPattern | None, BeforeValidator(_number)] = None
    counter: Counter = Counter()
    at: str | None = None
    signer: str | None = None
    signature_block: SignatureBlock | None = None
    annex: Annotated[tuple[Annex, ...], BeforeValidator(_annexes)] = ()
    body: tuple[Words, ...] = ()
    certainty: str | None = None


class Public(Model):
    columns: tuple[str, ...]
    mask: dict[str, str] = {}


class Retention(Model):
    draft_days: int
    refused_years: int
    issued_years: int


class DutyPaper(Model):
    """The paper that a duty asks for: an id that the duty itself declares, and what is accepted."""

    document: str
    accept: tuple[str, ...] = ("pdf", "jpg", "png")
    max_mb: Annotated[int, Key(ge=1, le=50)] = 5


class ReportTerms(DutyPaper):
    """What the holder hands in while the permit lives: again and again (`every`, `from`), or once (`due`)."""

    every: Annotated[str, Key(pattern=r"^(once|[1-9][0-9]{0,3}[dmy])$")]
    from_: str | None = Key(default=None, alias="from")
    due: str | None = None
    grace_days: Annotated[int, Key(ge=0, le=366)] = 0
    on_missed: Literal["warn", "suspend"] = "warn"


class AfterEnd(DutyPaper):
    """What the holder hands in after the permit's end."""

    within_days: Annotated[int, Key(ge=1, le=366)]


class Duty(Model):
    """What remains to be done after issue: a reminder, a report, or a paper after the end."""

    id: str
    title: Words | None = None
    remind_days_before: int | tuple[int, ...] | None = None
    of: str | None = None
    report: ReportTerms | None = None
    after_end: AfterEnd | None = None

    @property
    def paper(self) -> DutyPaper | None:
        return self.report or self.after_end

    @property
    def reminders(self) -> tuple[int, ...]:
        """Days before the day, the nearest first."""
        days = self.remind_days_before
        return tuple(sorted(days)) if isinstance(days, tuple) else () if days is None else (days,)


class FeeLine(Model):
    """`amount` gives whole rupiah; `exempt` makes it nothing."""

    id: str
    label: Words
    amount: Expr
    when: Expr | None = None
    exempt: Expr | None = None
    legal_basis: str | None = None


class Pay(Model):
    after: str
    expires_days: int | None = None
    pause: str | None = None


class Fees(Model):
    """Empty (`fees: []`) says free."""

    lines: tuple[FeeLine, ...] = ()
    pay: Pay | None = None

    def __bool__(self) -> bool:
        return bool(self.lines)


def _fees(value: Any) -> Any:
    return {} if value == [] or value == () else value


class Quota(Model):
    """An allocation counter: `capacity` for each value of `per`, of which a request takes `take`."""

    id: str
    per: tuple[str, ...]
    capacity: Expr
    take: Expr | None = None
    message: Words


class Party(Model):
    """A further person of one request, with consent (schema-language §3.4)."""

    id: str
    title: Words | None = None
    include: str
    consent: Literal["otp", "scan"]
    for_: tuple[str, ...] | None = Key(default=None, alias="for")
    visible: Expr | None = None
    fields: tuple[FieldDef, ...] = ()  # those of the block, to be typed; filled when the definition is loaded


class Package(Model):
    """Types that may be filed together with this one; `after` names those whose permit this one waits for."""

    id: str
    with_: tuple[str, ...] = Key(alias="with")
    title: Words
    after: tuple[str, ...] = ()


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
    fees: Annotated[Fees, BeforeValidator(_fees)]
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


Variants.model_rebuild()
RequestKind.model_rebuild()
FieldDef.model_rebuild()
