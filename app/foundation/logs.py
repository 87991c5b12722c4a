"""Structured logs without personal data: one JSON object a line, scrubbed before it leaves the process."""

from __future__ import annotations

import json
import logging
import re
import traceback
from datetime import UTC, datetime
from typing import Any

from flask import Flask, g, has_request_context

NIK = re.compile(r"(?<!\d)(?:\d[ .\-]?){15}\d(?!\d)")
EMAIL = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")
PHONE = re.compile(r"(?<![\w.])(?:\+?62|0)[ -]?8(?:[ -]?\d){7,11}(?!\d)")
STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


def scrub(text: str) -> str:
    """The text with NIKs, e-mail addresses and phone numbers struck out."""
    return PHONE.sub("[telepon]", EMAIL.sub("[surel]", NIK.sub("[nik]", text)))


class JsonFormatter(logging.Formatter):
    """One line per record. Every text is scrubbed, control characters are escaped by JSON: no line can be forged."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "from": record.name,
            "message": scrub(record.getMessage()),
        }
        if has_request_context() and "request_id" in g:
            line["request_id"] = g.request_id
        extras = {name: value for name, value in vars(record).items() if name not in STANDARD}
        line |= {name: _plain(value) for name, value in extras.items()}
        if record.exc_info:
            line["exception"] = _places(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False)


def _places(error: BaseException | None) -> str:
    """Kinds and places of an exception and of what caused it. Its message stays out: a database quotes whole rows."""
    found: list[str] = []
    while error is not None and len(found) < 8:
        found.append("".join(traceback.format_tb(error.__traceback__)) + type(error).__qualname__)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return scrub("\n".join(reversed(found)))


def configure(app: Flask) -> None:
    """Write the logs of the whole process to standard error in this form, once per process."""
    root = logging.getLogger()
    root.setLevel(app.config.get("LOG_LEVEL", "INFO"))
    for talkative in ("alembic.runtime.plugins", "flask_appbuilder", "mail.log"):
        logging.getLogger(talkative).setLevel(logging.WARNING)
    if any(isinstance(handler.formatter, JsonFormatter) for handler in root.handlers):
        return
    handler = logging.StreamHandler()
    handler.setFormatter(JsonFormatter())
    root.addHandler(handler)


def _plain(value: Any) -> Any:
    if isinstance(value, bool | int | float) or value is None:
        return value if len(str(value)) < 16 else scrub(str(value))
    return scrub(str(value))
