"""Public pages and the applicants' own, as FAB views with our templates."""

from __future__ import annotations

from flask_appbuilder import AppBuilder


def register(appbuilder: AppBuilder) -> None:
    """Register every view of the portal; none has a menu entry, the menu is ours."""
    from app.web.portal import (
        accounts,
        applying,
        authenticity,
        billing,
        blank_papers,
        catalogue,
        consenting,
        permits,
        row_files,
        tracking,
    )

    for module in (
        catalogue,
        accounts,
        applying,
        billing,
        blank_papers,
        row_files,
        tracking,
        authenticity,
        consenting,
        permits,
    ):
        for view in module.VIEWS:
            appbuilder.add_view_no_menu(view)
