"""Documents, kinds of request and variants; what is allotted, who else takes part, what is filed together (§3.4 to §3.8)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict
from pydantic import Field as Key

from app.permits.model.basics import Count, Days, Expr, Model, Requirement, Words
from app.permits.model.fees import FeeLine
from app.permits.model.fields import FieldDef


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


class VariantRow(BaseModel):
    model_config = ConfigDict(extra="allow", frozen=True)

    id: str
    title: Words | None = None
    when: Expr | None = None

    @property
    def columns(self) -> dict[str, Any]:
        """Everything that rules and templates may read as `variant.<column>`."""
        return {"id": self.id, "title": self.title.id if self.title else self.id, **(self.model_extra or {})}


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
