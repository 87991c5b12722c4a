"""The demo's own post office: a real SMTP server on this machine that keeps each mail as a file, and their readers."""

from __future__ import annotations

import email
import os
import re
import secrets
import signal
import threading
import time
from dataclasses import dataclass
from datetime import datetime
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import default
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from app.errors import NotFoundError
from app.foundation.timing import WIB

LARGEST = 40 * 1024 * 1024  # bytes
ID_PATTERN = re.compile(r"[0-9]{13,20}-[0-9a-f]{8}")


@dataclass(frozen=True, slots=True)
class Part:
    """An attachment."""

    name: str
    media_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail as a person reads it."""

    id: str
    message_id: str
    sender: str
    to: str
    subject: str
    date: str
    text: str
    html: str
    attachments: tuple[Part, ...]


class Keeper:
    """aiosmtpd's handler: every accepted mail becomes one file, complete before it has its name."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - its name there
        content = envelope.content if isinstance(envelope.content, bytes) else (envelope.content or "").encode()
        keep(self.folder, content)
        return "250 2.0.0 kept"


def keep(folder: Path, content: bytes) -> Path:
    """Store one mail; names sort by time."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"{time.time_ns()}-{secrets.token_hex(4)}.eml"
    spare = path.with_suffix(".tmp")
    handle = os.open(spare, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(spare, path)
    return path


def start(data: Path, port: int, host: str = "127.0.0.1") -> Controller:
    """The server in a thread of its own; end it with `.stop()`. Port 0 is not possible."""
    controller = Controller(Keeper(_folder(data)), hostname=host, port=port, data_size_limit=LARGEST)
    controller.start()
    return controller


def serve(data: Path, port: int) -> None:
    """Serve until SIGTERM or SIGINT."""
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    controller = start(data, port)
    ended.wait()
    controller.stop()


def letters(data: Path) -> list[Letter]:
    """Every mail kept, newest first."""
    return [_letter(path) for path in sorted(_folder(data).glob("*.eml"), reverse=True)]


def letter(data: Path, letter_id: str) -> Letter:
    """Raises NotFoundError."""
    path = _folder(data) / f"{letter_id}.eml"
    if not ID_PATTERN.fullmatch(letter_id) or not path.exists():
        raise NotFoundError
    return _letter(path)


def _folder(data: Path) -> Path:
    return Path(data) / "mailbox"


def _letter(path: Path) -> Letter:
    message: Any = email.message_from_bytes(path.read_bytes(), policy=default)
    return Letter(
        id=path.stem,
        message_id=str(message["Message-ID"] or "").strip(),
        sender=_header(message, "From"),
        to=_header(message, "To"),
        subject=_header(message, "Subject"),
        date=_date(message),
        text=_body(message, "plain"),
        html=_body(message, "html"),
        attachments=tuple(_part(part) for part in message.iter_attachments()),
    )


def _header(message: EmailMessage, name: str) -> str:
    return str(make_header(decode_header(str(message[name] or ""))))


def _date(message: EmailMessage) -> str:
    try:
        moment: datetime = parsedate_to_datetime(str(message["Date"]))
    except (TypeError, ValueError):
        return ""
    return f"{moment.astimezone(WIB):%d-%m-%Y %H.%M} WIB"


def _body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    return str(part.get_content()) if part is not None else ""


def _part(part: Any) -> Part:
    content = part.get_payload(decode=True) or b""
    return Part(part.get_filename() or "lampiran", part.get_content_type(), content)
