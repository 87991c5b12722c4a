"""FAB's own screens as they remain: users (list, show, roles and activity), roles (list, show, permissions), rights.

Not here, by design: adding users (people register or are invited), deleting them, passwords set by others, editing
one's own name, groups, statistics, copying roles, and everything else that FAB registers by default.
"""

from __future__ import annotations

from typing import Any

from flask_appbuilder.security.sqla.models import PermissionView, Role, User
from flask_appbuilder.security.views import RoleShowWidget
from flask_babel import lazy_gettext as _

from app.accounts.fab_screens import SafeScreen, WritingInterface
from app.accounts.guard import acting_user_id
from app.accounts.words import moment_words, part_words, right_words, role_words
from app.errors import NotAllowedError


class UserDBModelView(SafeScreen):
    route_base = "/users"
    class_permission_name = "Users"
    datamodel = WritingInterface(User)
    include_route_methods = {"list", "show", "edit"}
    base_permissions = ["can_list", "can_show", "can_edit"]

    list_title = _("Daftar pengguna")
    show_title = _("Pengguna")
    edit_title = _("Ubah peran pengguna")
    label_columns = {
        "get_full_name": _("Nama"),
        "username": _("Nama pengguna"),
        "active": _("Aktif"),
        "roles": _("Peran"),
        "last_login": _("Terakhir masuk"),
        "created_on": _("Dibuat"),
    }
    description_columns = {
        "active": _("Akun tidak pernah dihapus; nonaktifkan bila tidak dipakai lagi."),
        "roles": _("Peran tanpa penugasan tidak memberi akses pada permohonan."),
    }
    formatters_columns = {
        "last_login": lambda moment: moment_words(moment),
        "created_on": lambda moment: moment_words(moment),
        "roles": lambda held: ", ".join(sorted(role_words(role.name) for role in held)) or "–",
    }
    list_columns = ["get_full_name", "username", "active", "roles", "last_login"]
    show_columns = ["get_full_name", "username", "active", "roles", "last_login", "created_on"]
    edit_columns = ["active", "roles"]
    search_columns = ["username", "active", "roles"]
    order_columns = ["username", "active", "last_login"]

    def pre_update(self, item: Any) -> None:
        """Says it before the listener in `guard` refuses it: FAB shows no reason for what fails while storing."""
        if item.id == acting_user_id():
            raise NotAllowedError(_("Akun Anda sendiri hanya dapat diubah oleh orang lain."))


class RoleModelView(SafeScreen):
    route_base = "/roles"
    class_permission_name = "Roles"
    datamodel = WritingInterface(Role)
    include_route_methods = {"list", "show", "edit"}
    base_permissions = ["can_list", "can_show", "can_edit"]
    show_widget = RoleShowWidget

    list_title = _("Daftar peran")
    show_title = _("Peran")
    edit_title = _("Ubah hak peran")
    label_columns = {"name": _("Nama"), "permissions": _("Hak")}
    list_columns = ["name"]
    show_columns = ["name", "permissions"]
    edit_columns = ["permissions"]
    search_columns = ["name"]
    order_columns = ["name"]


class PermissionViewModelView(SafeScreen):
    route_base = "/permissionviews"
    class_permission_name = "Permissions"
    datamodel = WritingInterface(PermissionView)
    include_route_methods = {"list"}
    base_permissions = ["can_list"]

    list_title = _("Daftar hak")
    label_columns = {"permission": _("Hak"), "view_menu": _("Bagian")}
    formatters_columns = {
        "permission": lambda right: right_words(right.name),
        "view_menu": lambda part: part_words(part.name),
    }
    list_columns = ["permission", "view_menu"]
    search_columns = ["permission", "view_menu"]
    order_columns: list[str] = []
