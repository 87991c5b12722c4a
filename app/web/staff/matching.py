"""`/loket/pencocokan`: the counter holds a KTP beside an account. Until then the account reads its own data masked."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_appbuilder import BaseView, expose
from flask_babel import gettext as _

from app import errors
from app.accounts import people, profiles, roles
from app.foundation import audit, throttle
from app.foundation.database import transaction
from app.web import current

LOOKUPS, HOUR = 60, 3600  # an officer who tries more NIKs than citizens come to a counter is stopped


class Matching(BaseView):
    route_base = "/loket/pencocokan"
    default_view = "show"

    @expose("/")
    @current.staff_required
    def show(self) -> ResponseReturnValue:
        _at_the_counter()
        return self.render_template("staff/matching/form.html", page_title=_("Pencocokan KTP"))

    @expose("/", methods=["POST"])
    @current.staff_required
    def look(self) -> ResponseReturnValue:
        """The account of a NIK, to be compared with the KTP on the counter. The NIK never stands in an address."""
        user_id = _account()
        audit.note("profil.dilihat_di_loket", f"pengguna:{user_id}", current.actor(), current.now())
        return self.render_template(
            "staff/matching/person.html", page_title=_("Pencocokan KTP"), person=profiles.of(user_id)
        )

    @expose("/cocok", methods=["POST"])
    @current.staff_required
    def match(self) -> ResponseReturnValue:
        """Raises NotAllowedError for one's own account: another officer compares that."""
        user_id = _account()
        if user_id == current.viewer().user_id:
            raise errors.NotAllowedError
        with transaction():
            profiles.match_with_ktp(user_id, actor=current.actor(), now=current.now())
        flash(_("Akun %(name)s dicatat cocok dengan KTP.", name=people.name_of(user_id)), "success")
        return redirect(url_for("Matching.show"))


def _account() -> int:
    """The account of the NIK on the counter; each look is counted. Raises NotAllowedError, TooManyError, InputError."""
    _at_the_counter()
    throttle.hit(f"loket-nik:{current.viewer().user_id}", LOOKUPS, HOUR, current.now())
    user_id = profiles.find_by_nik(request.form.get("nik", ""))
    if user_id is None:
        raise errors.InputError(_("NIK ini belum memiliki akun."))
    return user_id


def _at_the_counter() -> None:
    if not any(assignment.role == roles.LOKET for assignment in current.viewer().assignments):
        raise errors.NotAllowedError


VIEWS = (Matching,)
