"""Configuration. The only reader of the environment: everything else asks `app.config`.

SAKPORE_ENV     demo | test | production; unset means production for anything that serves
SAKPORE_DATA    the data folder (default `var/`): database, files, keys, mailbox, logs
SAKPORE_DATABASE  a SQLAlchemy URL; default is SQLite in the data folder
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent
ENVIRONMENTS = ("demo", "test", "production")
DEMO_MARK = "demo-"
SHORTEST_SECRET = 32
MEGABYTE = 1024 * 1024


class ConfigurationError(Exception):
    """The portal must not start like this; the message says what to change."""


def load(environ: Mapping[str, str] = os.environ) -> dict[str, Any]:
    """The whole configuration. Raises ConfigurationError when production would run with something of the demo."""
    env = environ.get("SAKPORE_ENV", "production")
    if env not in ENVIRONMENTS:
        raise ConfigurationError(f"SAKPORE_ENV={env} is not one of {', '.join(ENVIRONMENTS)}")
    data = Path(environ.get("SAKPORE_DATA", str(ROOT / "var"))).resolve()
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    config = {
        **_flask(env, environ, data),
        **_database(environ, data),
        **_appbuilder(),
        **_mail(environ),
        "SAKPORE_ENV": env,
        "SAKPORE_DATA": data,
        "SAKPORE_KILL_AT": environ.get("SAKPORE_KILL_AT", "") if env != "production" else "",
        "KEY_RING_FILE": Path(environ.get("SAKPORE_KEY_RING", str(data / "keys" / "ring.json"))),
        "PERMIT_SCHEMAS": Path(environ.get("SAKPORE_SCHEMAS", str(ROOT / "permit_schemas"))),
        "BASE_URL": environ.get("SAKPORE_BASE_URL", f"http://127.0.0.1:{environ.get('PORT', '8080')}"),
        "RECAPTCHA_PUBLIC_KEY": environ.get("SAKPORE_RECAPTCHA_PUBLIC_KEY", ""),
        "RECAPTCHA_PRIVATE_KEY": environ.get("SAKPORE_RECAPTCHA_PRIVATE_KEY", ""),
        "PASSWORD_MEMORY_KIB": 256 if env == "test" else 65_536,  # of argon2id
        "PASSWORD_TIME_COST": 1 if env == "test" else 3,
        "HUMAN_CHECK_SECONDS": 0 if env == "test" else 5,  # a form sent sooner, without a solved task, is a robot's
        "CAPTCHA_LOGIN": environ.get("SAKPORE_CAPTCHA_LOGIN", "adaptive"),  # or "always", as the guide shows it
        "TRUSTED_PROXIES": int(environ.get("SAKPORE_TRUSTED_PROXIES", "0")),
        "LOG_LEVEL": environ.get("SAKPORE_LOG_LEVEL", "INFO"),
    }
    _refuse_demo_parts_in_production(config)
    return config


def _flask(env: str, environ: Mapping[str, str], data: Path) -> dict[str, Any]:
    production = env == "production"
    return {
        "SECRET_KEY": environ.get("SAKPORE_SECRET_KEY") or _secret_file(data, env),
        "DEBUG": environ.get("FLASK_DEBUG", "0") not in ("", "0", "false"),
        "TESTING": env == "test",
        "SESSION_COOKIE_NAME": "__Host-sakpore" if production else "sakpore",
        "SESSION_COOKIE_SECURE": production,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_PATH": "/",
        "PERMANENT_SESSION_LIFETIME": timedelta(hours=12),
        "MAX_CONTENT_LENGTH": 40 * MEGABYTE,
        "MAX_FORM_MEMORY_SIZE": 2 * MEGABYTE,
        "MAX_FORM_PARTS": 5_000,
        "WTF_CSRF_TIME_LIMIT": None,  # a draft typed over lunch must not be refused; the token lives with the session
        "WTF_CSRF_SSL_STRICT": production,
    }


def _secret_file(data: Path, env: str) -> str:
    """A secret of this installation, made at the first start. The demo's carries a mark that production refuses."""
    path = data / "keys" / "secret"
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = (DEMO_MARK if env == "demo" else "") + secrets.token_urlsafe(48)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(handle, "w") as file:
        file.write(fresh)
    return fresh


def _database(environ: Mapping[str, str], data: Path) -> dict[str, Any]:
    url = environ.get("SAKPORE_DATABASE", f"sqlite:///{data / 'sakpore.sqlite3'}")
    options: dict[str, Any] = {"pool_pre_ping": not url.startswith("sqlite")}
    if not url.startswith("sqlite"):
        options |= {"pool_size": 5, "max_overflow": 5}
    return {"SQLALCHEMY_DATABASE_URI": url, "SQLALCHEMY_ENGINE_OPTIONS": options}


def _appbuilder() -> dict[str, Any]:
    return {
        "APP_NAME": "SAKPORE",
        "FAB_UPDATE_PERMS": False,  # `init` does it, under a lock
        "FAB_CREATE_DB": False,
        "FAB_ADD_SECURITY_API": False,
        "FAB_API_SWAGGER_UI": False,
        "FAB_BASE_TEMPLATE": "base.html",
        "FAB_ROLES": {},
        "AUTH_TYPE": 1,
        "AUTH_ROLE_ADMIN": "Admin",
        "AUTH_ROLE_PUBLIC": "Public",
        "AUTH_USER_REGISTRATION": False,
        "RATELIMIT_ENABLED": False,  # limits are counted in the database, so that all processes share them
        "BABEL_DEFAULT_LOCALE": "id",
        "BABEL_DEFAULT_FOLDER": "translations",
        "BABEL_DEFAULT_TIMEZONE": "Asia/Jakarta",
        "LANGUAGES": {"id": {"flag": "id", "name": "Bahasa Indonesia"}, "en": {"flag": "gb", "name": "English"}},
    }


def _mail(environ: Mapping[str, str]) -> dict[str, Any]:
    return {
        "MAIL_SERVER": environ.get("SAKPORE_SMTP_HOST", "127.0.0.1"),
        "MAIL_PORT": int(environ.get("SAKPORE_SMTP_PORT", "8025")),
        "MAIL_USE_TLS": environ.get("SAKPORE_SMTP_TLS", "0") == "1",
        "MAIL_USERNAME": environ.get("SAKPORE_SMTP_USER"),
        "MAIL_PASSWORD": environ.get("SAKPORE_SMTP_PASSWORD"),
        "MAIL_DEFAULT_SENDER": environ.get("SAKPORE_MAIL_FROM", "SAKPORE <sakpore@localhost.localdomain>"),
        "MAIL_SUPPRESS_SEND": False,
    }


def _refuse_demo_parts_in_production(config: Mapping[str, Any]) -> None:
    if config["SAKPORE_ENV"] != "production":
        return
    if config["DEBUG"]:
        raise ConfigurationError("production does not run with debug on: unset FLASK_DEBUG")
    secret = config["SECRET_KEY"]
    if secret.startswith(DEMO_MARK) or len(secret) < SHORTEST_SECRET:
        raise ConfigurationError(
            "production needs a secret of its own of 32 characters or more: "
            "set SAKPORE_SECRET_KEY, or SAKPORE_DATA to a folder that no demo has used"
        )
