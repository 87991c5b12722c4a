"""Mail: one row per message, delivered through Flask-Mail over real SMTP by the worker.

The Message-ID comes from what the mail is about, so a second delivery of the same mail shows as the same mail. "Sent"
is written only after the server's 250: a rare double mail is accepted, a lost one is not.
"""

from __future__ import annotations

import hashlib
import smtplib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.message import Message as MimeMessage
from email.policy import SMTP
from typing import Any
from urllib.parse import urlsplit

import flask_mail
from flask import current_app, render_template
from flask_babel import force_locale
from jinja2 import TemplateNotFound
from sqlalchemy import select, update

from app.errors import InputError, NotFoundError, UnavailableError
from app.foundation import audit, crypto, files, jobs, settings
from app.foundation.actors import Actor
from app.foundation.database import db, transaction
from app.foundation.killpoints import kill_at
from app.foundation.models import MailMessage, MailState
from app.foundation.sql import insert_for, moment

SMTP_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Attachment:
    name: str
    media_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class LogEntry:
    """What the mail is about. `keep=False` where it carries a one-time link: such a mail cannot be sent again."""

    object: str
    keep: bool = True


def deliver(
    *,
    to: str,
    subject: str,
    template: str,
    context: dict[str, Any],
    message_id: str,
    attachments: Sequence[Attachment] = (),
    log: LogEntry,
) -> None:
    """Send templates/mail/<template>.txt (and .html, if there is one); nothing if this message was sent before.

    For handlers of jobs: opens its own transactions around the delivery. `message_id` is any text that is the same for
    the same mail. Raises UnavailableError while the mail server is away (the job waits), InputError when it refuses the
    mail, ValueError when an address or subject has more than one line.
    """
    if len(f"{to}{subject}".splitlines()) != 1:
        raise ValueError("a header takes one line")
    row_id, sent = _register(to, subject, template, message_id, attachments, log)
    if sent:
        return
    message = _compose(to, subject, template, context, attachments)
    message.msgId = full_id(message_id)
    content = message.as_bytes()
    file_key = files.put(content).key if log.keep else None
    _attempt(row_id, file_key, lambda server: server.send(message))


def resend(mail_id: int, *, again: str, actor: Actor, now: datetime) -> None:
    """Have a kept mail sent once more, in the caller's transaction. `again` names the try, such as a form's token.

    Raises NotFoundError, InputError when the mail was not kept.
    """
    row = db.session.get(MailMessage, mail_id)
    if row is None:
        raise NotFoundError
    if row.file_key is None:
        raise InputError("Surat ini memuat tautan sekali pakai dan tidak dapat dikirim ulang.")
    jobs.enqueue("mail.resend", f"mail.resend:{mail_id}:{again}", mail_id=mail_id, again=again)
    audit.record("surat.dikirim_ulang", row.object, actor, now, mail=mail_id)


def messages_about(object: str) -> list[MailMessage]:  # noqa: A002 - the word of the log
    """The outbox rows about one object, oldest first."""
    query = select(MailMessage).where(MailMessage.object == object).order_by(MailMessage.id)
    return list(db.session.scalars(query))


def recipient_of(row: MailMessage) -> str:
    """The address in clear; for the delivery, and for officers who may see it."""
    return crypto.unseal(row.recipient, f"mail.recipient:{row.message_id}").decode()


def full_id(message_id: str) -> str:
    """A Message-ID of our own domain, derived from the text; a complete one is taken as it is."""
    if message_id.startswith("<"):
        return message_id
    domain = urlsplit(current_app.config.get("BASE_URL", "")).hostname or "localhost"
    return f"<{hashlib.sha256(message_id.encode()).hexdigest()[:40]}@{domain}>"


@jobs.handler("mail.resend")
def _resend(mail_id: int, again: str) -> None:
    row = db.session.get(MailMessage, mail_id)
    if row is None or row.file_key is None:
        raise NotFoundError(detail="the mail to be sent again is not there")
    to, content = recipient_of(row), files.read(row.file_key)
    names = [Attachment(name, "", b"") for name in row.attachments]
    message_id = f"mail.resend:{mail_id}:{again}"
    about = LogEntry(row.object)
    new_id, sent = _register(to, row.subject, row.template, message_id, names, about, resend_of=mail_id)
    if not sent:
        fresh = _with_id(content, full_id(message_id))
        _attempt(new_id, row.file_key, lambda server: server.send_bytes(to, fresh))


def _register(
    to: str,
    subject: str,
    template: str,
    message_id: str,
    attachments: Sequence[Attachment],
    about: LogEntry,
    resend_of: int | None = None,
) -> tuple[int, bool]:
    """The outbox row of this message, and whether it has gone out already."""
    full = full_id(message_id)
    values = {
        "message_id": full,
        "object": about.object,
        "template": template,
        "subject": subject,
        "recipient": crypto.seal(to.encode(), f"mail.recipient:{full}"),
        "recipient_index": crypto.blind_index("email", to.strip().lower()),
        "attachments": [attachment.name for attachment in attachments],
        "state": MailState.WAITING,
        "attempts": 0,
        "error": "",
        "resend_of_id": resend_of,
        "created_at": moment(),
    }
    statement = insert_for(MailMessage).values(values).on_conflict_do_nothing(index_elements=["message_id"])
    with transaction():
        db.session.execute(statement)
        found = db.session.execute(
            select(MailMessage.id, MailMessage.state).where(MailMessage.message_id == full)
        ).one()
    return found.id, found.state is MailState.SENT


def _compose(
    to: str, subject: str, template: str, context: dict[str, Any], attachments: Sequence[Attachment]
) -> flask_mail.Message:
    given = {"base_url": current_app.config.get("BASE_URL", ""), "kantor": settings.office(), **context}
    with force_locale("id"):
        text = render_template(f"mail/{template}.txt", **given)
        try:
            html = render_template(f"mail/{template}.html", **given)
        except TemplateNotFound:
            html = None
    db.session.rollback()  # nothing is held open while the server talks
    parts = [flask_mail.Attachment(part.name, part.media_type, part.data) for part in attachments]
    headers = {"Auto-Submitted": "auto-generated"}
    return flask_mail.Message(subject, [to], text, html, attachments=parts, extra_headers=headers)


def _attempt(row_id: int, file_key: str | None, send: Any) -> None:
    outcome: dict[str, Any] = {"state": MailState.SENT, "sent_at": moment(), "error": "", "file_key": file_key}
    failure: Exception | None = None
    try:
        with _Connection(current_app.extensions["mail"]) as server:
            send(server)
    except (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused) as error:
        failure = _judge(error)
    except (OSError, smtplib.SMTPException) as error:
        failure = UnavailableError(detail=f"mail server: {type(error).__name__}")
    if failure is not None:
        state = MailState.WAITING if isinstance(failure, UnavailableError) else MailState.FAILED
        outcome = {"state": state, "error": str(failure)[:300], "file_key": file_key}
    else:
        kill_at("mail.accepted")
    with transaction():
        outcome["attempts"] = MailMessage.attempts + 1
        db.session.execute(update(MailMessage).where(MailMessage.id == row_id).values(outcome))
    if failure is not None:
        raise failure


def _judge(error: smtplib.SMTPResponseException | smtplib.SMTPRecipientsRefused) -> Exception:
    """4xx means later, 5xx means never. The server's own words may hold the address and are not kept."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = [code for code, _words in error.recipients.values()]
        code = max(codes, default=550)
    else:
        code = error.smtp_code
    if 400 <= code < 500 or code == -1:
        return UnavailableError(detail=f"mail server answered {code}")
    return InputError("Surat ditolak oleh server surat.", detail=f"mail server answered {code}")


def _with_id(content: bytes, message_id: str) -> bytes:
    message: MimeMessage = message_from_bytes(content, policy=SMTP)
    message.replace_header("Message-ID", message_id)
    return message.as_bytes()


class _Connection(flask_mail.Connection):
    """Flask-Mail's connection with a time-out; a server that goes away after its 250 has still accepted the mail."""

    def configure_host(self) -> smtplib.SMTP | smtplib.SMTP_SSL:
        kind = smtplib.SMTP_SSL if self.mail.use_ssl else smtplib.SMTP
        host = kind(self.mail.server, self.mail.port, timeout=SMTP_SECONDS)
        if self.mail.use_tls:
            host.starttls()
        if self.mail.username and self.mail.password:
            host.login(self.mail.username, self.mail.password)
        return host

    def send_bytes(self, to: str, content: bytes) -> None:
        """Send a message that is already composed."""
        sender = flask_mail.sanitize_address(self.mail.default_sender or "")
        if self.host is not None:
            self.host.sendmail(sender, [flask_mail.sanitize_address(to)], content)

    def __exit__(self, *error: Any) -> None:
        if self.host is not None:
            try:
                self.host.quit()
            except (OSError, smtplib.SMTPException):
                self.host.close()
