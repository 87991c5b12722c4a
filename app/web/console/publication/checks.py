"""The to-do list of a publication: what the office looks at before it asks a second person."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from flask_babel import gettext as _

from app.applications import impact
from app.catalog import source as sources
from app.catalog.dossier import Weighed
from app.catalog.weighing import weigh
from app.certificates import sample
from app.errors import DefinitionError, SakporeError
from app.permits.comparing import introduce
from app.permits.model import Definition
from app.permits.simulation import simulate
from app.web.console.publication import pages

TRANSLATION = "IZN313"


@dataclass(frozen=True, slots=True)
class Check:
    """`must` stands in the way; else it is a warning. `notes` say what was found."""

    name: str
    good: bool
    must: bool
    notes: tuple[str, ...] = ()


@dataclass(slots=True)
class Judged:
    """A text with everything that can be said of it before it is published."""

    definition: Definition | None = None
    weighed: Weighed | None = None
    checks: list[Check] = field(default_factory=list)

    @property
    def brings(self) -> dict[str, tuple[str, ...]]:
        """What a type brings that was never published; nothing for one that was."""
        new = self.definition is not None and self.weighed is not None and self.weighed.base is None
        return introduce(self.definition) if new and self.definition is not None else {}

    @property
    def ready(self) -> bool:
        return self.definition is not None and all(check.good for check in self.checks if check.must)


def judge(text: str, code: str, now: datetime) -> Judged:
    """Never raises for what the text holds."""
    found = Judged()
    try:
        definition, warnings = sources.load(text, code)
    except DefinitionError as error:
        found.checks.append(Check(_("Naskah tanpa kesalahan"), False, True, tuple(map(str, error.faults))[:20]))
        return found
    untranslated = [one for one in warnings if TRANSLATION in one]
    others = tuple(one for one in warnings if one not in untranslated)
    found.definition = definition
    found.checks.append(Check(_("Naskah tanpa kesalahan"), True, True, others[:20]))
    try:
        found.weighed = weigh(definition, now)
        found.checks.append(Check(_("Jawaban pada draf tidak ada yang hilang"), True, True))
    except DefinitionError as error:
        notes = tuple(fault.message for fault in pages.faults_of(error))
        found.checks.append(Check(_("Jawaban pada draf tidak ada yang hilang"), False, True, notes))
    papers = _papers(definition)
    found.checks.append(Check(_("Surat dapat dicetak dari data contoh"), not papers, True, tuple(papers)))
    unstaffed = impact.without_officer(definition, now)
    found.checks.append(Check(_("Setiap tahap punya petugas"), not unstaffed, False, tuple(unstaffed)))
    found.checks.append(Check(_("Terjemahan lengkap"), not untranslated, False, tuple(untranslated[:20])))
    return found


def _papers(definition: Definition) -> list[str]:
    """What keeps the papers of the examples from being filled."""
    wrong: list[str] = []
    for example in definition.examples:
        played = simulate(definition, example)
        for issue in played.issues:
            try:
                sample.page_images(definition, played, issue)
            except SakporeError as error:
                wrong.append(f"{example.name}: {issue.title}: {error.user_message}")
    return wrong
