"""Applications of several types that were filed together, and which of them waits for which (schema-language §3.15)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, mapped_column

from app import catalog
from app.applications.lifecycle import ENDED, Status
from app.applications.models import Application
from app.foundation import jobs
from app.foundation.database import Base, db
from app.permits.model import Definition, FieldDef, FieldType, Package

PROCEED = "paket.lanjut"  # the office gets what waited for the application that has just ended


class Bundle(Base):
    """One submission: the type that declares the package, and the package's id there."""

    __tablename__ = "bundle"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(41))
    package: Mapped[str] = mapped_column(String(41))


def members(application: Application) -> list[Application]:
    """All that were filed with it, itself among them, in the order of filing; none where it was filed alone."""
    if application.bundle_id is None:
        return []
    query = select(Application).where(Application.bundle_id == application.bundle_id)
    return list(db.session.scalars(query.order_by(Application.bundle_place)).unique())


def drafts(application: Application) -> list[Application]:
    """Those of its bundle that are still filled in together, in the order of filing."""
    found = members(application) if application.status is Status.DRAFT else []
    return [one for one in found if one.status is Status.DRAFT]


def predecessors(application: Application) -> list[Application]:
    """Those whose permit this one waits for: `after` of the package, where this one's type declares it."""
    package = _declared(application)
    return [one for one in members(application) if one.code in package.after] if package is not None else []


def awaited(application: Application) -> list[Application]:
    """Those of them that have not ended: until then the office does not get this one."""
    return [one for one in predecessors(application) if one.status not in ENDED]


def citations(application: Application, definition: Definition) -> dict[str, Application]:
    """Reference fields that stand for the permit of a predecessor, by id, as long as that permit can come."""
    fields = [one for one in definition.fields if cites(definition, one)]
    if not fields:
        return {}
    lost = ENDED - {Status.ISSUED}
    coming = {one.code: one for one in predecessors(application) if one.status not in lost}
    found = {one.id: next((code for code in one.of or () if code in coming), None) for one in fields}
    return {name: coming[code] for name, code in found.items() if code is not None}


def cites(definition: Definition, field: FieldDef) -> bool:
    """Whether the field may point to the permit of a type that a package of this definition waits for."""
    after = {code for package in definition.packages for code in package.after}
    return field.type is FieldType.REFERENCE and field.to == "permit" and bool(after & set(field.of or ()))


def end(application: Application, status: Status, now: datetime) -> None:
    """The one place where an application ends; what waited for it goes on. In the caller's transaction."""
    application.status = status
    application.ended_at = application.changed_at = now
    if application.bundle_id is not None:
        jobs.enqueue(PROCEED, f"{PROCEED}:{application.reference}", reference=application.reference)


def titles(applications: list[Application]) -> dict[int, str]:
    """By application, the title of the package that it was filed in; one statement for a whole list, if any."""
    ids = {one.bundle_id for one in applications if one.bundle_id is not None}
    found = db.session.scalars(select(Bundle).where(Bundle.id.in_(ids))) if ids else ()
    named = {bundle.id: _title(bundle.code, bundle.package) for bundle in found}
    return {one.id: named[one.bundle_id] for one in applications if one.bundle_id in named}


def _title(code: str, package_id: str) -> str:
    declared = {one["id"]: one["title"] for one in catalog.entry(code).packages}
    return str(declared.get(package_id, package_id))


def _declared(application: Application) -> Package | None:
    """The package as the application's own version declares it; None where another type does."""
    definition = catalog.definition(application.code, application.version)
    bundle = db.session.get(Bundle, application.bundle_id) if application.bundle_id and definition.packages else None
    if bundle is None or bundle.code != application.code:
        return None
    return next((one for one in definition.packages if one.id == bundle.package), None)
