"""Which template files were read, so that none of FAB's or Flask-Admin's is shown without having been looked at."""

from __future__ import annotations

from typing import Any

from flask import Flask


class RenderedTemplates:
    def __init__(self) -> None:
        self.files: set[str] = set()

    def watch(self, app: Flask) -> None:
        loader: Any = app.jinja_env.loader
        plain = loader.get_source

        def get_source(environment: Any, template: str) -> Any:
            found = plain(environment, template)
            self.files.add(str(found[1]))
            return found

        loader.get_source = get_source

    def of(self, package: str) -> set[str]:
        """Names of the templates that came from an installed package."""
        mark = f"site-packages/{package}/templates/"
        return {file.split(mark)[1] for file in self.files if mark in file}
