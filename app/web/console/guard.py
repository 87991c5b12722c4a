"""Who may open the console: FAB's `can_access on Console`. Flask-Admin is open to everybody until told so."""

from __future__ import annotations

from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.accounts import roles
from app.errors import NotAllowedError
from app.web import current

PERMISSION, RESOURCE = roles.CONSOLE


class Guarded:
    """Mixed into every console view, the index included."""

    def is_accessible(self) -> bool:
        return bool(current_user.is_authenticated) and current.may(PERMISSION, RESOURCE)

    def inaccessible_callback(self, name: str, **kwargs: Any) -> ResponseReturnValue:
        if current_user.is_authenticated:
            raise NotAllowedError
        return redirect(url_for("AuthDBView.login", next=request.path))


class EditsDefinitions(Guarded):
    """For pages that write drafts of permit types: `can_edit on Definitions` besides."""

    def is_accessible(self) -> bool:
        return super().is_accessible() and current.may(*roles.EDIT_DEFINITIONS)
