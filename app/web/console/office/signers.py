"""Who signs for the office, with which certificate and until when. Keys are made by the command, at the signer's desk."""

from __future__ import annotations

from flask.typing import ResponseReturnValue
from flask_admin import BaseView, expose
from sqlalchemy import select

from app.certificates.models import Signer
from app.foundation import timing
from app.foundation.database import db
from app.web import current
from app.web.console.guard import Guarded

SOON = 30  # days before the end of a certificate, from which the page warns


class Signers(Guarded, BaseView):
    @expose("/")
    def index(self) -> ResponseReturnValue:
        signers = list(db.session.scalars(select(Signer).order_by(Signer.valid_to.desc(), Signer.id)))
        left = {signer.id: (signer.valid_to - current.now()).days for signer in signers}
        return self.render(
            "console/office/signers.html", signers=signers, left=left, soon=SOON, wib_date=timing.wib_date
        )
