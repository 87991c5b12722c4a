"""The second person: reads the report, gives Keputusan, readiness and policy, types the code, and publishes."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import date

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose
from flask_babel import gettext as _

from app import catalog
from app.catalog import drafts, submissions
from app.catalog import source as sources
from app.catalog.dossier import DraftPolicy, Papers, Readiness, Scan
from app.catalog.models import PermitDraft, PermitSubmission
from app.errors import ConflictError, NotFoundError
from app.foundation import audit
from app.foundation.database import transaction
from app.foundation.timing import wib_date
from app.web import current
from app.web.console.publication import pages
from app.web.console.publication.checks import Judged, judge
from app.web.console.publication.given import Given

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Order:
    """What the form gave, whole."""

    decree_number: str
    decree_date: date
    effective_from: date
    readiness: Readiness
    policy: DraftPolicy | None
    scan: Scan | None


class PublishingPages:
    """Mixed into the view of publication."""

    @expose("/<code>/periksa", methods=("GET", "POST"))
    def review(self, code: str) -> ResponseReturnValue:
        pages.require_publisher()
        submission, draft = _asked_for(code)
        pages.require_other_person(submission.writers)
        found, given = judge(draft.source, code, current.now()), Given()
        if request.method == "POST" and found.ready and found.weighed is not None:
            order = _order(given, code, found)
            if order is not None:
                return _publish(code, submission, draft.source, order)
            audit.note("izin.terbit_ditolak", code, current.actor(), current.now(), missing=sorted(given.problems))
            submission, draft = _asked_for(code)
        page = pages.page(
            self, "review", _("Periksa dan terbitkan"), code=code, found=found, submission=submission,
            problems=given.listed, today=wib_date(current.now()), given=request.form,
            lines=pages.text_difference((drafts.live_text(code) or (0, ""))[1], draft.source),
        )  # fmt: skip
        return page, 422 if given.problems else 200


def _asked_for(code: str) -> tuple[PermitSubmission, PermitDraft]:
    """What waits, with the draft that still says it. Raises NotFoundError, ConflictError."""
    submission, draft = submissions.waiting(code), drafts.find(code)
    if submission is None:
        raise NotFoundError(_("Tidak ada draf yang menunggu diterbitkan."))
    if draft is None or not submissions.is_current(submission, draft):
        raise ConflictError(_("Draf ini berubah sejak diajukan. Penyusun perlu mengajukannya lagi."))
    return submission, draft


def _order(given: Given, code: str, found: Judged) -> Order | None:
    """None where something is missing; `given.problems` then say what."""
    number = given.text("nomor", _("Isi nomor Keputusan."), 120)
    signed = given.day("tanggal", _("Isi tanggal Keputusan."))
    effective = given.day("berlaku", _("Isi tanggal mulai berlaku."))
    readiness = given.readiness()
    policy = given.policy(needed=found.weighed is not None and found.weighed.asks_for_policy)
    if policy is not None and policy.until and effective and policy.until < effective:
        given.problems["sampai"] = _("Tanggal ini mendahului tanggal mulai berlaku.")
    given.ticked("laporan", _("Baca laporan akibatnya, lalu centang."))
    given.typed("kode", code)
    scan = given.scan()
    if given.problems or signed is None or effective is None:
        return None
    return Order(number, signed, effective, readiness, policy, scan)


def _publish(code: str, submission: PermitSubmission, source: str, order: Order) -> ResponseReturnValue:
    approver, author, author_id = pages.me(), submission.submitted_by, submission.submitted_by_id
    papers = Papers(
        drafts=order.policy, readiness=order.readiness, scan=order.scan, author_id=author_id,
        approver_id=approver.user_id, trial=submission.trial,
    )  # fmt: skip
    published = catalog.publish(
        source, code=code, decree_number=order.decree_number, decree_date=order.decree_date,
        effective_from=order.effective_from, author=author, approver=approver.name, actor=current.actor(),
        now=current.now(), papers=papers,
    )  # fmt: skip
    with transaction():
        done = submissions.waiting(code)
        if done is not None:
            submissions.published(done, current.now())
    _write_back(code, published.source)
    words = (
        _("Versi %(n)s terbit dan berlaku mulai %(day)s.", n=published.version, day=published.effective_from)
        if published.scheduled
        else _("Versi %(n)s terbit dan berlaku.", n=published.version)
    )
    flash(words, "success")
    return redirect(url_for("console-terbit.version", code=code, version=published.version))


def _write_back(code: str, source: str) -> None:
    """The folder stays the readable declaration where it can be written to; else the row alone holds it."""
    try:
        (sources.folder() / f"{code}.yaml").write_text(source, encoding="utf-8")
    except OSError:
        log.warning("definition not written back", extra={"code": code})
