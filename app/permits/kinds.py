"""What a kind of request opens: which fields may be answered, which papers are asked, what it gives."""

from __future__ import annotations

from app.permits.model import Certificate, Definition, DocumentDef, FieldDef, RequestKind

_NONE = RequestKind()
WITHDRAWAL = "pencabutan"
LIBRARY_REVOCATION = Certificate(id=WITHDRAWAL, kind="revocation")


def request_kind(definition: Definition, kind: str) -> RequestKind:
    """The kind's keys; an empty one for a kind that the definition does not have."""
    return definition.requests.get(kind, _NONE)


def is_open(definition: Definition, field: FieldDef, kind: str, group: FieldDef | None = None) -> bool:
    """Whether the applicant answers this field in this kind (language §3.3). A column opens with its group."""
    if field.for_ is not None and kind not in field.for_:
        return False
    edit = request_kind(definition, kind).edit
    if edit is None:
        return group is None or is_open(definition, group, kind)
    if group is not None:
        return f"{group.id}.{field.id}" in edit or (group.id in edit and is_open(definition, group, kind))
    return field.id in edit or any(name.startswith(f"{field.id}.") for name in edit)


def is_asked(definition: Definition, document: DocumentDef, kind: str) -> bool:
    """Whether the paper belongs to this kind: without `for` to *baru* only, besides what the kind names itself."""
    named = request_kind(definition, kind).documents
    if document.id in named or kind in (document.for_ or ("baru",)):
        return True
    return any(document.id in group.one_of and is_asked(definition, group, kind) for group in definition.documents)


def input_papers(definition: Definition, kind: str) -> tuple[DocumentDef, ...]:
    """The papers that an applicant may hand in, groups of alternatives left out."""
    return tuple(
        document
        for document in definition.documents
        if not document.one_of and document.from_ == "applicant" and is_asked(definition, document, kind)
    )


def product_of(definition: Definition, kind: str) -> Certificate | None:
    """The one paper that the kind names; None when it gives what the definition's certificates say.

    A withdrawal that names none gives the definition's paper of withdrawal, or the library's.
    """
    wanted = request_kind(definition, kind).product
    if wanted is None and kind == WITHDRAWAL:
        return next((one for one in definition.certificates if one.kind == "revocation"), LIBRARY_REVOCATION)
    return next((one for one in (*definition.certificates, *definition.letters) if one.id == wanted), None)


def ends_in_permit(definition: Definition, kind: str) -> bool:
    """Whether signing gives a right that counts in the register."""
    named = product_of(definition, kind)
    if named is not None:
        return named.kind == "permit"
    return any(certificate.kind == "permit" for certificate in definition.certificates)
