"""Letters about consent: to the party who is asked, and to the applicant who waits for it. The worker calls these."""

from __future__ import annotations

from flask import current_app

from app.applications import content, parties
from app.applications.models import Application
from app.applications.parties import ANSWERED, ASK, Consent, PartyPerson
from app.applications.queries import get_by_reference
from app.foundation import jobs, mail
from app.foundation.database import db
from app.permits import parties as forms
from app.permits.model import Party


@jobs.handler(ASK)
def ask(row_id: int, token: str) -> None:
    """The link. Nothing is sent when the details were changed, or a later link took its place."""
    row = db.session.get_one(PartyPerson, row_id)
    if row.consent is not Consent.ASKED or row.token_hash is None or not parties.opens(row, token):
        return
    party, values = party_of(row.application, row.party), parties.values_of(row)
    address = forms.address_of(party, values)
    if not address:
        return
    mail.deliver(
        to=address,
        subject="Permintaan persetujuan Anda",
        template="party_consent",
        context={
            "name": forms.name_of(party, values),
            "applicant": content.snapshot(row.application).get("nama", ""),
            "title": content.definition_of(row.application).title.id,
            "party": party.title.id if party.title else party.id,
            "link": f"{current_app.config['BASE_URL']}/persetujuan/{token}",
            "days": parties.LIFETIME.days,
        },
        message_id=f"consent-{row.id}-{row.row_version}.{row.application.reference}",
        log=mail.LogEntry(object=row.application.reference, keep=False),  # it carries a one-time link
    )


@jobs.handler(ANSWERED)
def answered(reference: str, party: str, agreed: bool) -> None:
    """What the party said."""
    application = get_by_reference(reference)
    applicant = content.snapshot(application)
    if not applicant.get("email"):
        return
    declared = party_of(application, party)
    mail.deliver(
        to=applicant["email"],
        subject=f"SAKPORE {reference}: {'persetujuan diberikan' if agreed else 'persetujuan ditolak'}",
        template="party_answered",
        context={
            "name": applicant.get("nama", ""),
            "reference": reference,
            "party": declared.title.id if declared.title else declared.id,
            "agreed": agreed,
            "link": f"{current_app.config['BASE_URL']}/permohonan/{reference}/tinjau",
        },
        message_id=f"answered-{party}-{'ya' if agreed else 'tidak'}.{reference}",
        log=mail.LogEntry(object=reference),
    )


def party_of(application: Application, name: str) -> Party:
    return next(party for party in content.definition_of(application).parties if party.id == name)
