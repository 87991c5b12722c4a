"""`/permohonan/<reference>/tagihan`: what is to be paid, why so much, and how. Nothing is paid here."""

from __future__ import annotations

from flask.typing import ResponseReturnValue
from flask_appbuilder import BaseView, expose
from flask_babel import gettext as _

from app.certificates.papers import in_words
from app.errors import NotFoundError
from app.permits.fieldtypes import rupiah
from app.verification import invoices
from app.verification.models import InvoiceState
from app.web import current
from app.web.portal import wording
from app.web.portal.workspace import open_workspace


class Billing(BaseView):
    """The applicant's own, and the counter's that filed it."""

    route_base = "/permohonan"
    default_view = "show"

    @expose("/<reference>/tagihan")
    @current.login_required
    def show(self, reference: str) -> ResponseReturnValue:
        """Every invoice that was not voided, the latest first. Raises NotFoundError where there is none."""
        work = open_workspace(reference)
        found = [one for one in invoices.of(work.application) if one.state is not InvoiceState.VOID]
        if not found:
            raise NotFoundError(_("Permohonan ini tidak memiliki tagihan."))
        return self.render_template(
            "portal/applying/invoice.html",
            page_title=_("Tagihan"),
            work=work,
            application=work.application,
            definition=work.definition,
            invoices=[(one, invoices.bill_of(one)) for one in reversed(found)],
            methods=invoices.METHODS,
            rupiah=rupiah,
            in_words=in_words,
            show_date=wording.date_words,
        )


VIEWS = (Billing,)
