"""Two versions of a definition side by side: what changed in the words of the office, how far it reaches, what moves.

Promises: pure; the same two definitions give the same answer; a rename is known by `was` alone, never guessed.
"""

from __future__ import annotations

from collections.abc import Iterable

from app.permits.comparing import demands
from app.permits.comparing.changes import Action, Change, ChangeClass, Comparison
from app.permits.comparing.introducing import introduce
from app.permits.comparing.migrating import Moved, migrate, paper_name
from app.permits.comparing.walk import Walk
from app.permits.model import Definition

__all__ = ["Action", "Change", "ChangeClass", "Comparison", "Moved", "compare", "introduce", "migrate", "paper_name"]


def compare(old: Definition, new: Definition, earlier: Iterable[Definition] = ()) -> Comparison:
    """Every difference of `new` from `old`. `earlier` are the versions before `old`: an id of theirs is not new."""
    walk = Walk()
    changes = tuple(walk.definitions(old, new))
    found = demands.faults(old, new, changes, earlier)
    return Comparison(changes=changes, faults=tuple(found), renamed=tuple(walk.renamed))
