"""The edges: they read the request and the clock, call one service, commit, and answer. No rules live here."""

from __future__ import annotations

from flask import Flask
from flask_appbuilder import AppBuilder


def register(app: Flask, appbuilder: AppBuilder) -> None:
    """Everything that answers HTTP. Called once by `create_app`, inside its app context."""
    from app.web import console, context, demo, errors, headers, portal, staff
    from app.web.api import health

    demo.register(app)
    headers.register(app)
    errors.register(app)
    context.register(app)
    health.register(app)
    portal.register(appbuilder)
    staff.register(appbuilder)
    console.register(app)
