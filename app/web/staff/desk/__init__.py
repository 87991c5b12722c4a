"""The generated desk: list, show, search, add, edit and withdraw for any published type and version, by FAB."""

from app.web.staff.desk.views import Desk, DeskIndex

VIEWS = (DeskIndex, Desk)
