"""Rows as a CSV file that people open in a spreadsheet: streamed, counted, and with nothing in it that a program runs.

A cell that a spreadsheet would take for a formula gets an apostrophe before it (OWASP, CSV injection). The sign is looked
for at the beginning of the cell and after every separator within it: a program that splits at `;` where we wrote `,`
begins a new cell there.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from flask import Response, stream_with_context
from flask_babel import gettext as _

from app.errors import InputError

MAX_ROWS = 10_000  # beyond it the search must be narrowed: a list is exported whole or not at all
BYTE_ORDER_MARK = "\ufeff"  # without it Excel reads UTF-8 as the letters of an old code page
# As wide letters too: spreadsheets of East Asia read them as the narrow ones. A tab or a return may hide what follows.
_FORMULA = re.compile(r"(^|[,;|\t\r\n])((?:[^\S\t\r\n]|[\"'\0]){0,40})(?=[=+\-@\uff1d\uff0b\uff0d\uff20\t\r])")


def cell(value: Any) -> str:
    """The text of one cell, harmless: `=1+1` becomes `'=1+1`, `a;=1+1` becomes `a;'=1+1`."""
    text = "" if value is None else str(value)
    return _FORMULA.sub(r"\1'\2", text)


def check_size(found: int) -> None:
    """Raises InputError for more than `MAX_ROWS` rows."""
    if found > MAX_ROWS:
        raise InputError(_("Lebih dari %(most)s baris. Persempit pencarian, lalu unduh lagi.", most="10.000"))


def respond(name: str, header: Sequence[Any], rows: Iterable[Sequence[Any]]) -> Response:
    """`rows` as the file `name`, sent while they are read. `name` is ours: letters, digits, `-` and `_`."""
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return Response(stream_with_context(_lines(header, rows)), mimetype="text/csv", headers=headers)


def _lines(header: Sequence[Any], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    buffer = io.StringIO()
    writer = csv.writer(buffer, quoting=csv.QUOTE_ALL)
    yield BYTE_ORDER_MARK
    writer.writerow([cell(one) for one in header])
    for row in rows:
        writer.writerow([cell(one) for one in row])
        if buffer.tell() > 16_384:
            yield _taken(buffer)
    yield _taken(buffer)


def _taken(buffer: io.StringIO) -> str:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text
