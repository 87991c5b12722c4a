"""What `verification` hands over so that the office may sign. Only `verification` makes it; it is checked here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from app.applications.models import Application
from app.errors import NotAllowedError
from app.permits.flow import Stage, judging, stages
from app.permits.model import Definition


@dataclass(frozen=True, slots=True)
class ApprovedTier:
    """One review that counts. `person` is the officer's blind index, or the account where none is known."""

    tier: str
    role: str
    officer_id: int
    decided_at: datetime
    content_hash: str
    record_hash: str
    person: str = ""

    @property
    def identity(self) -> str:
        return self.person or f"account:{self.officer_id}"


@dataclass(frozen=True, slots=True)
class Refusal:
    """A refusal as it was drawn up: what the letter says."""

    reason: str
    legal_basis: str
    tier: str
    drawn_up_by_id: int
    drawn_up_at: datetime
    remarks: tuple[tuple[str, str], ...] = ()  # label of an answer or a paper → what is wrong with it


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter that the office writes by itself about a permit, as it was drawn up."""

    letter_id: int
    product: str
    permit_id: int
    reason: str
    legal_basis: str
    drawn_up_by_id: int
    drawn_up_at: datetime


@dataclass(frozen=True, slots=True)
class Approval:
    """The outcome of the verification of one application on one content.

    `facts` are those of the final assessment, with what officers added. For a permit `reviews` hold the positive review
    of every tier that applied; for a refusal they hold those that came before, and `refusal` the negative decision; for
    a `letter` about a permit there are none, since it rests on no tier of the request.
    `excluded` are persons who may not sign it: the applicant, a party, the officer who typed it in (blind indexes or
    "account:<id>").
    """

    application_id: int
    code: str
    version: int
    kind: str
    content_hash: str
    record_hash: str
    reviews: tuple[ApprovedTier, ...]
    facts: Mapping[str, Any]
    row_passed: Mapping[str, bool] = field(default_factory=dict)  # row's stable id → its inspection or event was passed
    refusal: Refusal | None = None
    letter: Letter | None = None
    interim: str = ""  # id of the interim paper that this is about; then `reviews` go up to its tier
    excluded: frozenset[str] = frozenset()
    gates: frozenset[str] = frozenset()  # what is passed by a fact, such as money received


def check(approval: Approval, definition: Definition, application: Application) -> None:
    """Raise NotAllowedError unless this approval carries the ladder of the version on the content as it stands."""
    _same_case(approval, definition, application)
    _different_persons(approval)
    if approval.letter is not None:
        _not_by_its_addressee(approval)
    elif approval.refusal is None:
        _every_tier(approval, definition)


def check_subject(approval: Approval, product: str, place: str) -> None:
    """Raise NotAllowedError unless a letter's approval is used for that letter, and for nothing else."""
    letter = approval.letter
    wanted = letter is not None and (letter.product, f"#{letter.letter_id}") == (product, place)
    if (letter is not None or place.startswith("#")) and not wanted:
        raise NotAllowedError(detail=f"the approval is not about {product} {place}")


def check_signer(approval: Approval, user_id: int, person: str | None) -> None:
    """Raise NotAllowedError if the signer took part before: as reviewer, applicant, party or typist."""
    identities = {f"account:{user_id}"} | ({person} if person else set())
    involved = {review.identity for review in approval.reviews} | approval.excluded
    involved |= {f"account:{review.officer_id}" for review in approval.reviews}
    if approval.refusal:
        involved.add(f"account:{approval.refusal.drawn_up_by_id}")
    if approval.letter:
        involved.add(f"account:{approval.letter.drawn_up_by_id}")
    if identities & involved:
        raise NotAllowedError("Anda terlibat dalam berkas ini, sehingga orang lain yang harus menandatanganinya.")


def _not_by_its_addressee(approval: Approval) -> None:
    if approval.letter and f"account:{approval.letter.drawn_up_by_id}" in approval.excluded:
        raise NotAllowedError("Surat ini dikonsep oleh orang yang terlibat sebagai pemohon.")


def _same_case(approval: Approval, definition: Definition, application: Application) -> None:
    ours = (application.id, application.code, application.version, application.kind)
    theirs = (approval.application_id, approval.code, approval.version, approval.kind)
    if ours != theirs or definition.code != approval.code:
        raise NotAllowedError(detail=f"approval is for another case than {application.reference}")
    if (application.content_hash, application.record_hash) != (approval.content_hash, approval.record_hash):
        raise NotAllowedError(
            "Isi berkas berubah setelah diverifikasi. Berkas harus diverifikasi kembali.",
            detail=f"hashes of {application.reference} differ from the approved ones",
        )


def _different_persons(approval: Approval) -> None:
    identities = [review.identity for review in approval.reviews]
    accounts = [review.officer_id for review in approval.reviews]
    if len(set(identities)) != len(identities) or len(set(accounts)) != len(accounts):
        raise NotAllowedError("Dua tahap diputus oleh orang yang sama.", detail="one person decided two tiers")
    if approval.excluded & {*identities, *(f"account:{account}" for account in accounts)}:
        raise NotAllowedError(
            "Petugas yang terlibat sebagai pemohon tidak boleh memutus.", detail="excluded person decided"
        )


def _every_tier(approval: Approval, definition: Definition) -> None:
    """Each stage holds as many positive reviews on the final content as it needs; the last also on the final record."""
    on_content = {review.tier for review in approval.reviews if review.content_hash == approval.content_hash}
    on_record = {review.tier for review in approval.reviews if review.record_hash == approval.record_hash}
    required = stages(definition, approval.kind, approval.facts)
    if approval.interim:
        _up_to_its_tier(approval, definition, required, on_content)
        return
    decided = judging(required)
    if not decided:
        raise NotAllowedError(detail=f"no tier of {definition.code} applies")
    for stage in required:
        if stage.gate and stage.id in approval.gates:
            continue
        positive = [tier for tier in stage.tiers if tier.id in on_content]
        if len(positive) < stage.need:
            raise NotAllowedError("Belum semua tahap verifikasi selesai.", detail=f"stage {stage.id} lacks reviews")
    if not any(tier.id in on_record for tier in decided[-1].tiers):
        raise NotAllowedError(
            "Tahap terakhir tidak melihat berkas terakhir.", detail="last tier is not on the final record"
        )


def _up_to_its_tier(
    approval: Approval, definition: Definition, route: Sequence[Stage], on_content: AbstractSet[str]
) -> None:
    """An interim paper stands on its own tier's yes, and on that of every stage before it."""
    paper = next((one for one in definition.certificates if one.id == approval.interim), None)
    tier = paper.at if paper is not None and paper.kind == "interim" else None
    if tier is None or tier not in on_content:
        raise NotAllowedError(detail=f"the tier of {approval.interim} has not said yes to this content")
    for stage in route:
        if any(one.id == tier for one in stage.tiers):
            return
        passed = bool(stage.gate) and stage.id in approval.gates
        if not passed and sum(one.id in on_content for one in stage.tiers) < stage.need:
            raise NotAllowedError("Belum semua tahap verifikasi selesai.", detail=f"stage {stage.id} lacks reviews")
    raise NotAllowedError(detail=f"tier {tier} is not on the way of this case")
