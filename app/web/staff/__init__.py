"""The officers' pages: queues and decisions, signing, and the CRUD views that Flask-AppBuilder generates."""

from __future__ import annotations

from flask_appbuilder import AppBuilder


def register(appbuilder: AppBuilder) -> None:
    """Register every view of the staff; none has a menu entry, the menu is ours."""
    from app.web.staff import desk, matching, meja, schedule, signing, supervision, treasury

    for module in (meja, signing, desk, matching, treasury, schedule, supervision):
        for view in module.VIEWS:
            appbuilder.add_view_no_menu(view)
