"""The console's pages, read mostly: versions of types, jobs, the outbox. Every change goes through a service."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect
from flask.typing import ResponseReturnValue
from flask_admin import AdminIndexView, expose
from flask_admin.contrib.sqla import ModelView
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm

from app import catalog
from app.catalog.models import TypeState
from app.foundation import jobs, mail, timing
from app.foundation.database import db, transaction
from app.foundation.models import Job, JobState, MailMessage, MailState
from app.web import current
from app.web.console.guard import Guarded

JOB_STATES = {
    JobState.WAITING: lazy_gettext("menunggu"),
    JobState.DONE: lazy_gettext("selesai"),
    JobState.DEAD: lazy_gettext("gagal"),
}
TYPE_STATES = {
    TypeState.TRIAL: lazy_gettext("uji coba"),
    TypeState.ACTIVE: lazy_gettext("dibuka"),
    TypeState.CLOSED: lazy_gettext("ditutup"),
    TypeState.ARCHIVED: lazy_gettext("diarsipkan"),
}
MAIL_STATES = {
    MailState.WAITING: lazy_gettext("menunggu"),
    MailState.SENT: lazy_gettext("terkirim"),
    MailState.FAILED: lazy_gettext("gagal"),
}


PAGES = frozenset({"index_view", "details_view", "again"})  # all that a table of the console answers to


class ConsoleForm(FlaskForm):
    """Flask-WTF's token, so that the whole portal knows one kind of CSRF token."""


def _moment(_view: Any, _context: Any, row: Any, name: str) -> str:
    value = getattr(row, name)
    return timing.wib_moment(value) if value else "–"


def _words(_view: Any, _context: Any, row: Any, name: str) -> str:
    return getattr(row, name) or "–"


def _day(_view: Any, _context: Any, row: Any, name: str) -> str:
    value = getattr(row, name)
    return value.strftime("%d-%m-%Y") if value else "–"


class Home(Guarded, AdminIndexView):
    """What needs a look: types, work that failed, mail that did not go out."""

    @expose("/")
    def index(self) -> ResponseReturnValue:
        return self.render(
            "console/index.html",
            page_title=_("Konsol"),
            entries=catalog.entries(),
            states=TYPE_STATES,
            files={state.code: state for state in catalog.compare_files()},
            waiting=jobs.waiting(),
        )


class ReadOnly(Guarded, ModelView):
    """A table that is looked at; nobody adds, edits or deletes here."""

    can_create = can_edit = can_delete = False
    can_view_details = True
    can_export = False
    can_set_page_size = False
    page_size = 50
    form_base_class = ConsoleForm
    list_template = "console/list.html"
    details_template = "console/details.html"

    def __init__(self, model: Any, name: Any, url: str) -> None:
        super().__init__(model, db, name=name, url=url, endpoint=f"console-{url}")

    def get_list(self, page: int | None, *args: Any, **kwargs: Any) -> Any:
        """A page before the first one is the first one; PostgreSQL refuses a negative offset."""
        return super().get_list(max(page or 0, 0), *args, **kwargs)

    def get_one(self, id: Any) -> Any:  # noqa: A002 - Flask-Admin's name
        """None, as for a row that is not there, for what cannot be an id."""
        return super().get_one(id) if str(id).isdecimal() and len(str(id)) < 16 else None

    def create_blueprint(self, admin: Any) -> Any:
        """Flask-Admin would also register adding, editing, deleting, exporting and its AJAX look-ups."""
        registered: list[Any] = vars(type(self))["_urls"]  # gathered by a metaclass
        self._urls = [found for found in registered if found[1] in PAGES]
        return super().create_blueprint(admin)


class Versions(ReadOnly):
    """Every version ever published, with its Keputusan. Nothing is edited: a correction is a new version."""

    column_list = (
        "code",
        "version",
        "decree_number",
        "decree_date",
        "effective_from",
        "author",
        "approver",
        "published_at",
    )
    column_details_list = (*column_list, "sha256", "source")
    column_default_sort = ("id", True)
    column_filters = ("code",)
    column_formatters = column_formatters_detail = {
        "published_at": _moment,
        "decree_date": _day,
        "effective_from": _day,
    }
    column_labels = {
        "code": lazy_gettext("Kode"),
        "version": lazy_gettext("Versi"),
        "decree_number": lazy_gettext("Nomor Keputusan"),
        "decree_date": lazy_gettext("Tanggal Keputusan"),
        "effective_from": lazy_gettext("Berlaku sejak"),
        "author": lazy_gettext("Penyusun"),
        "approver": lazy_gettext("Penyetuju"),
        "published_at": lazy_gettext("Diterbitkan"),
        "source": lazy_gettext("Naskah"),
    }


class Jobs(ReadOnly):
    """The work that waits, is done or failed; a failed one may be run again."""

    column_list = column_details_list = ("id", "name", "args", "state", "attempts", "due_at", "error", "finished_at")
    column_default_sort = ("id", True)
    column_filters = ("name", "state")
    column_formatters = column_formatters_detail = {
        "due_at": _moment,
        "finished_at": _moment,
        "error": _words,
        "state": lambda _v, _c, row, _n: JOB_STATES[row.state],
        "args": lambda _v, _c, row, _n: ", ".join(f"{key}: {value}" for key, value in row.args.items()),
    }
    column_labels = {
        "id": lazy_gettext("Nomor"),
        "name": lazy_gettext("Pekerjaan"),
        "args": lazy_gettext("Tentang"),
        "state": lazy_gettext("Keadaan"),
        "attempts": lazy_gettext("Percobaan"),
        "due_at": lazy_gettext("Waktu"),
        "error": lazy_gettext("Galat"),
        "finished_at": lazy_gettext("Selesai"),
    }

    def again_label(self, row: Job) -> str | None:
        return _("Jalankan lagi") if row.state is JobState.DEAD else None

    @expose("/ulang/<int:row_id>", methods=("POST",))
    def again(self, row_id: int) -> ResponseReturnValue:
        with transaction():
            jobs.run_again(row_id, actor=current.actor(), now=current.now())
        flash(_("Pekerjaan dijadwalkan kembali."), "success")
        return redirect(self.get_url(".index_view"))


class Outbox(ReadOnly):
    """Mails by what they are about; addresses stay sealed. A mail may be sent again, the same bytes."""

    column_list = column_details_list = (
        "id",
        "object",
        "template",
        "subject",
        "state",
        "attempts",
        "error",
        "created_at",
        "sent_at",
    )
    column_default_sort = ("id", True)
    column_filters = ("object", "state")
    column_formatters = column_formatters_detail = {
        "created_at": _moment,
        "sent_at": _moment,
        "error": _words,
        "state": lambda _v, _c, row, _n: MAIL_STATES[row.state],
    }
    column_labels = {
        "id": lazy_gettext("Nomor"),
        "object": lazy_gettext("Tentang"),
        "template": lazy_gettext("Jenis surat"),
        "subject": lazy_gettext("Perihal"),
        "state": lazy_gettext("Keadaan"),
        "attempts": lazy_gettext("Percobaan"),
        "error": lazy_gettext("Galat"),
        "created_at": lazy_gettext("Dibuat"),
        "sent_at": lazy_gettext("Terkirim"),
    }

    def again_label(self, row: MailMessage) -> str | None:
        return _("Kirim lagi") if row.file_key else None

    @expose("/ulang/<int:row_id>", methods=("POST",))
    def again(self, row_id: int) -> ResponseReturnValue:
        with transaction():
            mail.resend(row_id, again=current.actor().request_id, actor=current.actor(), now=current.now())
        flash(_("Surat dijadwalkan untuk dikirim lagi."), "success")
        return redirect(self.get_url(".index_view"))
