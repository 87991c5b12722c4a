"""The paper of one due day out of a post: the holder's own, and the counter's for a holder who has no account."""

from __future__ import annotations

from flask import request

from app.applications.documents import MEGABYTE
from app.certificates import handing
from app.certificates.models import Issued
from app.errors import ConflictError, InputError, TooLargeError, WrongMomentError
from app.foundation.database import db, transaction
from app.foundation.timing import wib_date
from app.web import current


def take(issued: Issued) -> tuple[str, str] | None:
    """What is wrong with it, by the name of its input; None when it is taken. Raises NotFoundError for no due day."""
    issued_id, duty, on = issued.id, request.form.get("kewajiban", "")[:41], request.form.get("tempo", "")[:10]
    claim = handing.claim_of(issued, duty, on, wib_date(current.now()))
    actor, now, upload = current.actor(), current.now(), request.files.get("berkas")
    data = upload.stream.read(claim.paper.max_mb * MEGABYTE + 1) if upload else b""
    name = (upload.filename if upload else "") or ""
    db.session.rollback()  # nothing is read while the file is examined
    try:
        paper = handing.receive(claim, data, name)
        with transaction():
            handing.hand_in(issued_id, duty, on, paper, actor=actor, now=now)
    except (InputError, TooLargeError, WrongMomentError, ConflictError) as error:
        return f"{duty}-{on}", error.user_message
    return None
