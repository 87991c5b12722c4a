"""Flask-AppBuilder without the doors that it opens by itself: no `/back`, no menu or OpenAPI endpoint, no own index."""

from __future__ import annotations

from flask import url_for
from flask_appbuilder import AppBuilder


class Builder(AppBuilder):
    """Made inside `create_app`: an AppBuilder remembers its views and would skip them for a second app."""

    def _add_admin_views(self) -> None:
        self.bm.register_views()
        self.sm.register_views()

    @property
    def get_url_for_index(self) -> str:
        return url_for("Catalogue.index")
