"""FAB's security manager without its open doors: our log-in, our permission snapshot, three screens, nothing else."""

from __future__ import annotations

from typing import Any, NoReturn

from flask import current_app, has_request_context, request
from flask_appbuilder.security.sqla.manager import SecurityManager as FabSecurityManager
from flask_appbuilder.security.sqla.models import PermissionView, Role, User
from flask_babel import lazy_gettext as _
from flask_login import LoginManager, current_user

from app.accounts import guard, permissions
from app.accounts.fab_screens import WritingInterface, drop_unreadable_page_arguments
from app.accounts.screens import PermissionViewModelView, RoleModelView, UserDBModelView
from app.accounts.sessions import USER, refuse_without_database
from app.accounts.sign_in import AuthDBView
from app.accounts.snapshot import Permissions
from app.errors import NotAllowedError


class SecurityManager(FabSecurityManager):
    userdbmodelview = UserDBModelView
    rolemodelview = RoleModelView
    permissionviewmodelview = PermissionViewModelView
    authdbview = AuthDBView
    security_api = None  # FAB's would give a token for a password: no CSRF, no lock-out
    userstatschartview = None
    resetpasswordview = None
    resetmypasswordview = None
    userinfoeditview = None

    grant_for_definition = staticmethod(permissions.grant)

    def __init__(self, appbuilder: Any) -> None:
        super().__init__(appbuilder)
        self.snapshot = Permissions()
        # FAB's constructor has just put its own interface there, which commits by itself.
        self.userdbmodelview.datamodel = WritingInterface(User)
        self.rolemodelview.datamodel = WritingInterface(Role)
        self.permissionviewmodelview.datamodel = WritingInterface(PermissionView)
        guard.install()
        current_app.before_request(refuse_without_database)
        current_app.before_request(drop_unreadable_page_arguments)

    def create_login_manager(self, app: Any) -> LoginManager:
        manager = super().create_login_manager(app)
        manager.login_view = "AuthDBView.login"
        manager.session_protection = None  # the session row lies in the database; an address may change on a phone
        return manager

    def create_db(self) -> None:
        """Roles and permissions are made by `init` (accounts.permissions.create_base), never by a worker."""

    def register_views(self) -> None:
        """All that is registered of FAB's security: log-in and log-out, users, roles, permissions."""
        self.auth_view = self.authdbview()
        self.appbuilder.add_view_no_menu(self.auth_view)
        add = self.appbuilder.add_view
        menu: dict[str, Any] = {"category": "Keamanan", "category_label": _("Keamanan")}
        self.user_view = add(self.userdbmodelview, "Daftar pengguna", label=_("Daftar pengguna"), **menu)
        add(self.rolemodelview, "Daftar peran", label=_("Daftar peran"), **menu)
        add(self.permissionviewmodelview, "Daftar hak", label=_("Daftar hak"), **menu)

    def create_roles_and_permissions(self) -> None:
        """For `init`: built-in roles and the permissions of all registered views. Commits by itself."""
        permissions.create_base()

    # Who may do what

    def load_user(self, pk: int) -> User | None:
        """The session row brought the person and his roles along in one statement; see accounts.sessions."""
        user = request.environ.get(USER) if has_request_context() else None
        if user is None or user.id != int(pk):
            user = self.get_user_by_id(int(pk))
        return user if user and user.is_active else None

    def get_user_roles(self, user: Any) -> list[Role]:
        """Roles held directly. FAB's groups are not used: what a person may do stands in one place."""
        return list(user.roles) if user.is_authenticated else []

    def has_access(self, permission_name: str, view_name: str) -> bool:
        """For the person logged in by session; there is no other way in, and the public holds no FAB permission."""
        if not current_user.is_authenticated or not current_user.is_active:
            return False
        return self.exist_permission_on_roles(view_name, permission_name, self._role_ids(current_user))

    def exist_permission_on_roles(self, view_name: str, permission_name: str, role_ids: list[int]) -> bool:
        return self.snapshot.current().allows(role_ids, permission_name, view_name)

    def is_item_public(self, permission_name: str, view_name: str) -> bool:
        return False

    def get_user_menu_access(self, menu_names: list[str] | None = None) -> set[str]:
        if not current_user.is_authenticated:
            return set()
        return self.snapshot.current().resources(self._role_ids(current_user), "menu_access")

    def get_user_permissions(self, user: Any) -> set[tuple[str, str]]:
        by_role = self.snapshot.current().by_role
        return {right for role_id in self._role_ids(user) for right in by_role.get(role_id, ())}

    def _role_ids(self, user: Any) -> list[int]:
        return [role.id for role in self.get_user_roles(user)]

    # What FAB would do by itself and may not

    def security_cleanup(self, baseviews: Any, menus: Any) -> NoReturn:
        raise NotAllowedError(detail="it would remove every permission that a definition brought along")

    def security_converge(self, baseviews: Any, menus: Any, dry: bool = False) -> NoReturn:
        raise NotAllowedError(detail="permissions are made by init and by publishing only")

    def delete_user(self, user_or_id: Any, commit: bool = True) -> NoReturn:
        raise NotAllowedError("Akun tidak pernah dihapus; nonaktifkan bila tidak dipakai lagi.")

    def reset_password(self, userid: Any, password: str) -> NoReturn:
        raise NotAllowedError("Kata sandi hanya ditetapkan oleh pemiliknya.")

    def auth_user_db(self, username: str, password: str) -> NoReturn:
        raise NotAllowedError(detail="sign-in goes through accounts.sign_in, which counts failures")

    def validate_api_key(self, api_key_string: str) -> None:
        return None
