"""The world as this request sees it: who acts, from where, when. Edges ask here; services receive what they need."""

from __future__ import annotations

import functools
from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from flask import current_app, g, request, url_for
from flask_login import current_user
from werkzeug.utils import redirect

from app import errors
from app.accounts import assignments, roles
from app.applications.queries import Viewer
from app.applications.register import PermitRegister
from app.foundation import timing
from app.foundation.actors import PUBLIC, Actor

View = TypeVar("View", bound=Callable[..., Any])


def now() -> datetime:
    """The present moment, the same for the whole request."""
    if "now" not in g:
        g.now = timing.utc_now()
    return g.now


def actor() -> Actor:
    """Who acts, for services and the audit log."""
    address, request_id = request.remote_addr or "", g.get("request_id", "")
    if not current_user.is_authenticated:
        return Actor(None, PUBLIC.name, PUBLIC.role, address, request_id)
    names = ", ".join(sorted(role.name for role in current_user.roles))
    return Actor(current_user.id, f"pengguna-{current_user.id}", names, address, request_id)


def viewer() -> Viewer:
    """Whose rows this request may see; hand it to `applications.queries.scope`."""
    if "viewer" not in g:
        g.viewer = _viewer()
    return g.viewer


def _viewer() -> Viewer:
    if not current_user.is_authenticated or not current_user.is_active:
        return Viewer(user_id=None, roles=frozenset(), assignments=(), is_applicant=False)
    held = frozenset(role.name for role in current_user.roles)
    today = timing.wib_date(now())
    active = () if held <= {roles.PEMOHON} else tuple(assignments.active(current_user.id, today))
    return Viewer(
        user_id=current_user.id,
        roles=held,
        assignments=tuple(a for a in active if a.role in held),
        is_applicant=roles.PEMOHON in held,
    )


def register() -> PermitRegister:
    """The register of permits, which `applications` may only be handed."""
    return current_app.extensions["sakpore_register"]


def may(permission: str, resource: str) -> bool:
    """FAB's answer, from the permission snapshot."""
    return current_app.appbuilder.sm.has_access(permission, resource)  # type: ignore[attr-defined]


def require(permission: str, resource: str) -> None:
    """Raises NotAllowedError unless FAB's permissions allow it."""
    if not may(permission, resource):
        raise errors.NotAllowedError(detail=f"{permission} on {resource}")


def _guard(allowed: Callable[[], bool]) -> Callable[[View], View]:
    def decorate(view: View) -> View:
        @functools.wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            if not current_user.is_authenticated:
                return redirect(url_for("AuthDBView.login", next=request.full_path.rstrip("?")))
            if not allowed():
                raise errors.NotAllowedError
            return view(*args, **kwargs)

        return guarded  # type: ignore[return-value]

    return decorate


applicant_required = _guard(lambda: viewer().is_applicant)
# Asked of the roles alone: what an officer is assigned to is read where it is needed, under lock for a decision.
staff_required = _guard(lambda: any(role.name != roles.PEMOHON for role in current_user.roles))
login_required = _guard(lambda: True)
