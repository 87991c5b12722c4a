"""Names of the roles that exist without any definition. Tier and signing roles come from the definitions."""

from __future__ import annotations

from app.permits import flow

PEMOHON = "pemohon"  # an applicant, for himself and his badan
TREASURER = flow.TREASURER  # records what was paid; sees invoices and no applicant's answers
LOKET = "loket"  # the counter: may type in for a citizen
ADMIN = "Admin"  # users, roles, definitions; verifies and signs nothing, sees no applicant's row
PUBLIC = "Public"  # FAB's role of everybody who has not logged in; holds nothing

BUILT_IN = (ADMIN, PUBLIC, PEMOHON, LOKET)

CONSOLE = ("can_access", "Console")  # Flask-Admin's views are no views of FAB, so they bring no permission along
RECORD_PAYMENT = "can_record_payment"  # on a type whose `fees` have a gate
PUBLISH_DEFINITIONS = ("can_publish", "Definitions")  # publish, close and reopen types that somebody else wrote
EDIT_DEFINITIONS = ("can_edit", "Definitions")  # write drafts of permit types; publishing one is another right

# What `Admin` is given of the registered views. Everything else FAB would hand it by itself: default deny.
ADMIN_RESOURCES = frozenset({"Users", "Roles", "Permissions", "Console", "Definitions"})
ADMIN_MENUS = frozenset({"Keamanan", "Daftar pengguna", "Daftar peran", "Daftar hak", "Konsol"})
