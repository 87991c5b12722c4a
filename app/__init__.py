"""SAKPORE: the online permit portal of Kota Pekalongan. A permit type is a file of data (docs/architecture.md)."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from flask import Flask, g
from flask_mail import Mail
from flask_wtf.csrf import CSRFProtect
from sqlalchemy import inspect
from werkzeug.middleware.proxy_fix import ProxyFix

log = logging.getLogger(__name__)


def _refuse_demo_accounts(app: Flask) -> None:
    """Production does not start over a database in which the demo's accounts, with their known password, may log in."""
    import config
    from app.accounts import demo
    from app.foundation.database import db

    if app.config["SAKPORE_ENV"] == "production" and inspect(db.engine).has_table("ab_user") and demo.exist():
        raise config.ConfigurationError("this database holds active accounts of the demo: deactivate them first")
    db.session.remove()


def create_app(settings: Mapping[str, Any] | None = None) -> Flask:
    """The one place where everything meets. Holds no global state: two apps in one process work.

    Raises config.ConfigurationError when it must not start like this. Never writes to the database.
    """
    import config
    from app import commands, web
    from app.accounts import sessions
    from app.accounts.builder import Builder
    from app.accounts.security import SecurityManager
    from app.applications import impact, retention
    from app.catalog import service as catalog_service
    from app.certificates import duties, lapses, links
    from app.certificates.register import Register
    from app.foundation import crypto, files, jobs, logs, revision
    from app.foundation.database import db

    app = Flask(__name__)
    app.config.from_mapping(settings if settings is not None else config.load())
    logs.configure(app)
    app.url_map.strict_slashes = False  # `/verifikasi` answers itself, without a redirect to `/verifikasi/`
    if app.config["TRUSTED_PROXIES"]:
        hops = app.config["TRUSTED_PROXIES"]
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]

    @app.before_request
    def _name_request() -> None:
        g.request_id = uuid4().hex[:16]

    db.init_app(app)
    crypto.init_app(app)
    files.init_app(app)
    jobs.init_app(app)
    jobs.every_day(app, lapses.LAPSE)
    jobs.every_day(app, links.ROUND)
    jobs.every_day(app, duties.ROUND)
    jobs.every_day(app, retention.ROUND)
    revision.init_app(app)
    Mail(app)
    CSRFProtect(app)
    app.session_interface = sessions.ServerSessions()
    with app.app_context():
        appbuilder = Builder(security_manager_class=SecurityManager)
        appbuilder.init_app(app, db.session)
        app.extensions["sakpore_register"] = Register()
        catalog_service.set_granter(app, SecurityManager.grant_for_definition)
        catalog_service.set_replayer(app, impact.report)
        web.register(app, appbuilder)
        commands.register(app)
        _refuse_demo_accounts(app)
    return app
