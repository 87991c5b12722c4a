"""Is a paper authentic? Three questions, answered apart.

Is it unaltered and signed by the office; are these exactly the bytes that were issued; what is the permit's status now?
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from dataclasses import dataclass
from datetime import date, datetime

from cryptography.hazmat.primitives.serialization import Encoding
from flask import current_app

from app import catalog
from app.certificates import papers, policy, queries, reporting, sanctions
from app.certificates.holders import masked
from app.certificates.keys import ensure_development_ca
from app.certificates.models import Edition, Issued, PaperStatus, Signer
from app.certificates.policy import Judgement
from app.certificates.products import LETTER_KINDS
from app.errors import InputError, SakporeError, TooLargeError
from app.foundation.timing import wib_date
from app.permits.case import LAPSING

MAX_BYTES = 10 * 1024 * 1024
WALL_SECONDS = 25


@dataclass(frozen=True, slots=True)
class Card:
    """What anybody may know of a paper. `valid` is None for papers that are no right (a letter of refusal)."""

    title: str
    type_title: str
    number: str
    holder: str
    kind: str
    status: PaperStatus
    valid: bool | None
    issued_on: date | None
    valid_to: date | None
    ended_on: date | None
    note: str
    signer: str
    sha256: str
    values: tuple[tuple[str, str], ...]
    development: bool
    successor: str  # the number of the paper by which it ended
    successor_on: date | None = None
    about: str = ""  # number of the permit that a letter of the office is about
    letters: tuple[tuple[str, str, date | None], ...] = ()  # title, number and day of letters about this permit
    waits_for: str = ""  # the report whose lack ends it
    predecessors: tuple[str, ...] = ()  # numbers that it stands for or withdrew


@dataclass(frozen=True, slots=True)
class Report:
    """Answers about one file. `card` is there when we know which paper it is; `same_paper` when a QR was given too."""

    judgement: Judgement
    issued_bytes: bool
    card: Card | None
    same_paper: bool | None = None

    @property
    def readable(self) -> bool:
        return not any(fault.startswith("unreadable") for fault in self.judgement.faults)

    @property
    def signed(self) -> bool:
        return self.readable and "unsigned" not in self.judgement.faults

    @property
    def unaltered(self) -> bool:
        return self.judgement.good


def examine(pdf: bytes, *, now: datetime, token: str | None = None) -> Report:
    """Judge an upload in a limited child. Raises InputError for an empty one, TooLargeError."""
    if not pdf:
        raise InputError("Pilih berkas PDF yang akan diperiksa.")
    if len(pdf) > MAX_BYTES:
        raise TooLargeError(f"Berkas terlalu besar: paling besar {MAX_BYTES // 1024 // 1024} MB.")
    edition = queries.find_edition(hashlib.sha256(pdf).hexdigest())
    judgement = _in_child(pdf, queries.find_signers(), _moment(edition, now))
    card = card_of(edition.issued, now) if edition else None
    same = edition is not None and edition.issued.token == token if token else None
    return Report(judgement, edition is not None, card, same)


def judge_own(pdf: bytes, signer: Signer, now: datetime) -> Judgement:
    """What a backend has just signed, held to the same policy, by the one key that was asked to sign."""
    return policy.judge(pdf, _roots(), {signer.key_sha256}, now)


def by_token(token: str, *, now: datetime) -> Card:
    """What a QR code leads to. Raises NotFoundError."""
    return card_of(queries.get_by_token(token), now)


def card_of(issued: Issued, now: datetime) -> Card:
    definition = catalog.definition(issued.code, issued.version)
    status = current_status(issued, wib_date(now))
    columns = [column for column in definition.public.columns if column in issued.public_values]
    mask = definition.public.mask
    ending = queries.find_ending(issued.id)
    shown = [
        (papers.public_label(definition, c), "****" if mask.get(c) else str(issued.public_values[c])) for c in columns
    ]
    return Card(
        title=issued.title,
        type_title=definition.title.text(),
        number=issued.number or "",
        holder=masked(issued.holder_name, issued.holder_kind),
        kind=issued.kind,
        status=status,
        valid=None if issued.kind != "permit" else status is PaperStatus.AKTIF,
        issued_on=wib_date(issued.issued_at) if issued.issued_at else None,
        valid_to=issued.valid_to,
        ended_on=wib_date(issued.ended_at) if issued.ended_at else None,
        note=issued.status_note,
        signer=issued.signer_name,
        sha256=issued.editions[-1].sha256 if issued.editions else "",
        values=tuple((label, value) for label, value in shown if value),
        development=any(s.development for s in queries.find_signers() if s.user_id == issued.signed_by_id),
        successor=(ending.number or "") if ending else "",
        successor_on=wib_date(ending.issued_at) if ending and ending.issued_at else None,
        about=(_subject(issued) if issued.kind in LETTER_KINDS.values() else ""),
        letters=tuple(
            (one.title, one.number or "", wib_date(one.issued_at) if one.issued_at else None)
            for one in (sanctions.signed_about(issued.id) if issued.kind == "permit" else ())
        ),
        waits_for=next((reporting.title_of(one) for one in definition.duties if one.id == issued.until_duty), ""),
        predecessors=tuple(old.number or "" for old in queries.find_ended(issued.id)),
    )


def _subject(paper: Issued) -> str:
    permit = sanctions.subject_of(paper.id)
    return (permit.number or "") if permit else ""


def current_status(issued: Issued, today: date) -> PaperStatus:
    """The stored status, or *berakhir* once the last day has passed: no job is needed to make a date true."""
    if issued.status in LAPSING and issued.valid_to is not None and issued.valid_to < today:
        return PaperStatus.BERAKHIR
    return issued.status


def _moment(edition: Edition | None, now: datetime) -> datetime:
    """Our register proves when an issued file existed: its certificate needs to have been valid then, not now."""
    return edition.created_at if edition else now


def _roots() -> list[bytes]:
    authority = ensure_development_ca(current_app.config["SAKPORE_DATA"])
    return [authority.root.public_bytes(Encoding.DER)]


def _in_child(pdf: bytes, signers: list[Signer], moment: datetime) -> Judgement:
    request = {
        "roots": [root.hex() for root in _roots()],
        "pins": [signer.key_sha256 for signer in signers],
        "moment": moment.isoformat(),
    }
    try:
        done = subprocess.run(
            [sys.executable, "-I", policy.__file__],
            input=json.dumps(request).encode() + b"\n" + pdf,
            capture_output=True,
            timeout=WALL_SECONDS,
            env={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"},
            cwd="/",
            check=True,
        )
        answer = json.loads(done.stdout)
        return Judgement(**{**answer, "faults": tuple(answer["faults"])})
    except (subprocess.SubprocessError, ValueError, TypeError, KeyError):
        return Judgement(("unreadable:child",))


class NotAcceptedError(SakporeError):
    """Our own verifier refused what a backend signed: nothing of it is stored."""

    user_message = "Hasil tanda tangan tidak lolos pemeriksaan sendiri. Naskah ini tidak diterbitkan."
