"""`/meja`: the officers' queue and the screen on which a tier is decided."""

from app.web.staff.meja.papers import MejaPapers
from app.web.staff.meja.views import Meja

VIEWS = (Meja, MejaPapers)
