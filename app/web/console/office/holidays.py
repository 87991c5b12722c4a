"""Days on which the office is closed. A change moves the due dates of open cases, and the page says of how many."""

from __future__ import annotations

from datetime import date

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue
from flask_admin import BaseView, expose
from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext
from flask_wtf import FlaskForm
from wtforms import BooleanField, DateField, StringField
from wtforms.validators import DataRequired, InputRequired, Length

from app.errors import NotFoundError
from app.foundation import calendar, timing
from app.foundation.database import transaction
from app.verification import escalation
from app.web import current
from app.web.console.guard import Guarded


class HolidayForm(FlaskForm):
    """One day. Its decree stands beside it: an officer must be able to check the list against the paper."""

    day = DateField(lazy_gettext("Tanggal"), validators=[InputRequired(lazy_gettext("Isi tanggalnya."))])
    nama = StringField(
        lazy_gettext("Nama hari libur"), validators=[DataRequired(lazy_gettext("Isi namanya.")), Length(max=120)]
    )
    sumber = StringField(
        lazy_gettext("Dasar (nomor keputusan)"),
        validators=[DataRequired(lazy_gettext("Isi dasarnya.")), Length(max=200)],
    )
    cuti_bersama = BooleanField(lazy_gettext("Cuti bersama"))
    dicocokkan = BooleanField(lazy_gettext("Sudah dicocokkan dengan keputusannya"))


class Holidays(Guarded, BaseView):
    @expose("/", methods=("GET", "POST"))
    def index(self) -> ResponseReturnValue:
        """The days of a year, and a form for one more. A day that is there already is corrected by it."""
        form = HolidayForm()
        if form.validate_on_submit():
            moved = self._put(form)
            flash(_moved(_("Hari libur disimpan."), moved), "success")
            return redirect(self.get_url(".index", tahun=form.day.data.year))
        year = _year(request.args.get("tahun", ""))
        page = self.render(
            "console/office/holidays.html",
            form=form,
            year=year,
            years=calendar.years(),
            days=calendar.days_of(year),
        )
        return page, 422 if form.errors else 200

    @expose("/hapus/<day>", methods=("GET", "POST"))
    def remove(self, day: str) -> ResponseReturnValue:
        """Ask first: a day taken away makes due dates earlier."""
        found = calendar.get(_day(day))
        if request.method == "GET":
            return self.render("console/office/holiday_remove.html", day=found)
        with transaction():
            calendar.remove(found.day, actor=current.actor(), now=current.now())
            moved = escalation.recompute_due(current.now())
        flash(_moved(_("Hari libur dihapus."), moved), "success")
        return redirect(self.get_url(".index", tahun=found.day.year))

    def _put(self, form: HolidayForm) -> int:
        with transaction():
            calendar.put(
                form.day.data, name=form.nama.data.strip(), source=form.sumber.data.strip(),
                joint_leave=form.cuti_bersama.data, verified=form.dicocokkan.data, actor=current.actor(), now=current.now(),
            )  # fmt: skip
            return escalation.recompute_due(current.now())


def _moved(said: str, cases: int) -> str:
    if not cases:
        return said + " " + _("Tidak ada berkas yang tenggatnya berubah.")
    return (
        said + " " + ngettext("Tenggat %(num)s berkas dihitung ulang.", "Tenggat %(num)s berkas dihitung ulang.", cases)
    )


def _year(typed: str) -> int:
    return int(typed) if typed.isdecimal() and len(typed) == 4 else timing.wib_date(current.now()).year


def _day(typed: str) -> date:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        raise NotFoundError(detail="no such day") from None
