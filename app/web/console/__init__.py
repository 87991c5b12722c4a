"""Flask-Admin as the console, in the portal's theme: the editor of definitions, and tables to look at."""

from __future__ import annotations

from pathlib import Path

from flask import Flask
from flask_admin import Admin
from flask_babel import lazy_gettext as _

from app.catalog.models import PermitVersion
from app.foundation.models import Job, MailMessage


def register(app: Flask) -> None:
    """One Admin per app; nothing of it is kept between two apps in one process."""
    from app.web.console.editor.views import Editor
    from app.web.console.office.holidays import Holidays
    from app.web.console.office.records import Records
    from app.web.console.office.settings import Settings
    from app.web.console.office.signers import Signers
    from app.web.console.office.tables import Tables
    from app.web.console.office.trail import Trail
    from app.web.console.publication.views import Publication
    from app.web.console.types import Types
    from app.web.console.views import Home, Jobs, Outbox, Versions

    words = str(Path(app.root_path) / "translations")
    admin = Admin(
        app,
        name="SAKPORE",
        translations_path=words,
        index_view=Home(name=_("Konsol"), url="/console", endpoint="console"),
    )
    admin.add_view(Types(name=_("Jenis izin"), url="jenis", endpoint="console-jenis"))
    admin.add_view(Editor(name=_("Draf"), url="draf", endpoint="console-draf"))
    admin.add_view(Publication(name=_("Penerbitan"), url="terbit", endpoint="console-terbit"))
    admin.add_view(Versions(PermitVersion, _("Versi jenis izin"), "versi"))
    admin.add_view(Jobs(Job, _("Pekerjaan"), "pekerjaan"))
    admin.add_view(Outbox(MailMessage, _("Surat keluar"), "surat"))
    admin.add_view(Holidays(name=_("Hari libur"), url="hari-libur", endpoint="console-hari-libur"))
    admin.add_view(Tables(name=_("Tabel"), url="tabel", endpoint="console-tabel"))
    admin.add_view(Records(name=_("Data induk"), url="data-induk", endpoint="console-data-induk"))
    admin.add_view(Signers(name=_("Penanda tangan"), url="penanda-tangan", endpoint="console-penanda-tangan"))
    admin.add_view(Settings(name=_("Pengaturan"), url="pengaturan", endpoint="console-pengaturan"))
    admin.add_view(Trail(name=_("Jejak audit"), url="audit", endpoint="console-audit"))
