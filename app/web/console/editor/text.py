"""The YAML of the draft: the same text that the forms change, with what is wrong by its lines."""

from __future__ import annotations

from flask import request
from flask.typing import ResponseReturnValue
from flask_admin import expose

from app.web.console.editor import pages


class TextPages:
    """Mixed into the editor."""

    @expose("/<code>/yaml", methods=("GET", "POST"))
    def text(self, code: str) -> ResponseReturnValue:
        work = pages.opened(code)
        if pages.posting():
            return pages.keep(self, work, request.form.get("naskah", ""), pages.tab_url(code, "yaml"))
        lines = work.source.splitlines()
        line = request.args.get("baris", "")
        return pages.page(
            self,
            "text",
            work,
            "yaml",
            source=work.source,
            rows=min(max(len(lines) + 2, 20), 60),
            line=int(line) if line.isdecimal() and len(line) < 6 else 0,
            said=lambda number: lines[number - 1].strip()[:160] if 0 < number <= len(lines) else "",
        )
