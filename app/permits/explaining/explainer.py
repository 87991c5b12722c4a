"""“Mengapa?” (schema-language D10): why something is asked, required, computed, passed or charged, with the values."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from app.permits.compiling import Compiler
from app.permits.conditions import ask, holds
from app.permits.explaining.naming import Naming
from app.permits.explaining.sentences import Sentence
from app.permits.fieldtypes import rupiah
from app.permits.model import Definition, DocumentDef, FeeLine, FieldDef, Parallel, Requirement, Rule, Tier
from app.permits.names import split_row
from app.permits.rules import Symbols, from_fact, sort_of
from app.permits.tables import choose

PROFILE_COPY = re.compile(r"\s*applicant\.\w+\s*")


@dataclass(frozen=True)
class Explainer:
    """Explains one assessed case. `facts` are the assessment's; values of fields in `hidden` are not told."""

    definition: Definition
    facts: Mapping[str, Any]
    locale: str = "id"
    hidden: frozenset[str] = frozenset()
    _known: dict[str, Symbols] = field(default_factory=dict)

    @cached_property
    def naming(self) -> Naming:
        return Naming(self.definition, self.locale, self.hidden)

    # --- what the applicant meets ---------------------------------------------------------------------------------

    def asked(self, name: str) -> str:
        """Why a field or document with a condition is asked, or is not; empty where it is always asked."""
        found = self._declared(name)
        return self._condition(found.visible, "asked", "not_asked", name, found.legal_basis) if found else ""

    def required(self, name: str) -> str:
        """Why it must be answered or attached, or need not be; empty where nothing is said."""
        found = self._declared(name)
        if found is None or found.required is False:
            return ""
        if isinstance(found.required, Requirement):
            because = found.required.because or found.legal_basis
            return self._condition(found.required.when, "required", "not_required", name, because)
        return self.naming.say("required_always", self.naming.basis(found.legal_basis)) if found.legal_basis else ""

    def computed(self, name: str) -> str:
        """How a computed value came about; empty for a field that is answered, and for a copy from the account."""
        found = self._declared(name)
        if not isinstance(found, FieldDef) or found.computed is None or is_profile_copy(found):
            return ""
        sentence, sort = self._sentence(found.computed, name), sort_of(found)
        value, basis = ask(self.definition, found.computed, self.facts, sentence.row), found.legal_basis
        if value is None:
            missing = sentence.missing() or sentence.formula()
            return self.naming.say("not_computed", missing, self.naming.basis(basis))
        if found.computed.text.strip().replace(".", "").replace("_", "").isalnum():  # no more than another name
            taken = self.naming.say("taken", self.naming.label(found.computed.text.strip()), self.naming.basis(basis))
            return f"{taken} {self.variant()}".strip() if found.computed.text.startswith("variant.") else taken
        hidden = found.id in self.hidden
        shown = self.naming.say("hidden") if hidden else self.naming.of_field(found, sort, value)
        return self.naming.say("computed", sentence.formula(), shown, self.naming.basis(basis))

    def why(self, name: str) -> tuple[str, ...]:
        """Everything that rules decided about an input: asked, required, computed."""
        return tuple(told for told in (self.asked(name), self.required(name), self.computed(name)) if told)

    def ruled(self, name: str) -> tuple[str, ...]:
        """As `why`, without what holds in every case: for pages that only show answers."""
        found = self._declared(name)
        by_rule = found is not None and isinstance(found.required, Requirement)
        told = (self.asked(name), self.required(name) if by_rule else "", self.computed(name))
        return tuple(one for one in told if one)

    # --- what the office meets --------------------------------------------------------------------------------------

    def stage(self, tier: Tier | Parallel) -> str:
        """Why a conditional step is on the route, or is not; empty for one that always is."""
        return self._condition(tier.when, "stage", "no_stage", "", None)

    def fee(self, line: FeeLine) -> str:
        """How the amount of one line came about."""
        basis, label = self.naming.basis(line.legal_basis), line.label.text(self.locale)
        if not holds(self.definition, line.when, self.facts):
            return self.naming.say("fee_not", label, self._reasons(line.when, ""), basis)
        if line.exempt is not None and holds(self.definition, line.exempt, self.facts):
            return self.naming.say("fee_exempt", label, self._reasons(line.exempt, ""), basis)
        sentence = self._sentence(line.amount, "")
        amount = ask(self.definition, line.amount, self.facts)
        if not isinstance(amount, int):
            return f"{label}: {self.naming.say('not_computed', sentence.missing(), basis)}"
        return self.naming.say("fee", label, sentence.formula(), rupiah(amount), basis)

    def variant(self) -> str:
        """Why the case is of its class; empty where the type has none, or none fits."""
        variants, chosen = self.definition.variants, self.facts.get("variant") or {}
        if variants is None or not chosen.get("id"):
            return ""
        title = str(chosen.get("title") or chosen["id"])
        if variants.choose == "applicant":
            return self.naming.say("class_chosen", title, "")
        for row in variants.rows:
            if row.id == chosen["id"] and holds(self.definition, row.when, self.facts):
                cited = (row.model_extra or {}).get("legal_basis")
                reasons = self._reasons(row.when, "")
                title = row.title.text(self.locale) if row.title else title
                return self.naming.say("class", title, reasons, self.naming.basis(cited)) if reasons else ""
        return self._of_table(title)

    def _of_table(self, title: str) -> str:
        variants = self.definition.variants
        assert variants is not None
        source = variants if variants.table else variants.else_
        table = self.definition.tables.get((source.table if source else "") or "")
        if source is None or table is None:
            return ""
        told, measures = [], {}
        for key, name in zip(table.keys, source.from_ or (), strict=False):
            found = self.naming.field(name)
            fact = self.facts.get(name)
            if found is None or fact is None:
                continue
            measures[key] = from_fact(sort_of(found), fact)
            told.append(f"{self.naming.label(name)} {self.naming.value(name, sort_of(found), fact)}")
        row = choose(table, measures, str(self.facts.get("today")), source.on_conflict) or {}
        heading = table.title.text(self.locale) if table.title else table.table
        basis = self.naming.basis(row.get("legal_basis"))
        return self.naming.say("class_table", title, heading, self.naming.say("and").join(told), basis)

    # --- the pieces -------------------------------------------------------------------------------------------------

    def _condition(self, rule: Rule | None, held: str, failed: str, name: str, because: str | None) -> str:
        if rule is None:
            return ""
        sentence = self._sentence(rule, name)
        truth = holds(self.definition, rule, self.facts, sentence.row)
        reasons = sentence.reasons()
        return self.naming.say(held if truth else failed, reasons, self.naming.basis(because)) if reasons else ""

    def _reasons(self, rule: Rule | None, name: str) -> str:
        return self._sentence(rule, name).reasons() if rule is not None else ""

    def _sentence(self, rule: Rule, name: str) -> Sentence:
        place = split_row(name)
        row_of, row = None, None
        if place is not None:
            rows = self.facts.get(place[0])
            row_of = place[0]
            row = rows[place[1]] if isinstance(rows, list) and place[1] < len(rows) else {}
        return Sentence(self.naming, self._symbols, self.facts, rule, row_of, row)

    @property
    def _symbols(self) -> Symbols:
        """The names that rules may read, with the bounds of computed values; made once for each explainer."""
        if "all" not in self._known:
            compiler = Compiler(self.definition, lambda path, code, message: None)
            self._known["all"] = compiler.symbols["inspection"]
        return self._known["all"]

    def _declared(self, name: str) -> FieldDef | DocumentDef | None:
        """The field or document behind an input's name: `barang-0-jenis`, `penanggung_jawab-nama`, `denah`."""
        head, *rest = name.split("-")
        found: FieldDef | None = next((one for one in self.definition.fields if one.id == head), None)
        inner = rest[-1] if rest else ""
        if found is not None and inner and not inner.isdigit():
            column = next((one for one in found.fields if one.id == inner), None)
            paper = next((one for one in self.definition.documents if one.id == inner), None)
            return column or (paper if column is None and found.repeats else found)
        if found is not None:
            return found
        return next((one for one in self.definition.documents if one.id == head), None)


def is_profile_copy(field: FieldDef) -> bool:
    """Whether a field only repeats what the account says: `computed: applicant.nama`."""
    return field.computed is not None and PROFILE_COPY.fullmatch(field.computed.text) is not None


def sealed_names(definition: Definition) -> frozenset[str]:
    """The fields whose values a sentence keeps to itself where others than the applicant read it."""
    fields = [*definition.fields, *(column for field in definition.fields for column in field.fields)]
    return frozenset(field.id for field in fields if field.sealed)
