"""What the names of a rule are called on the page, and how their values are shown there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from app.permits import fieldtypes
from app.permits.explaining.wording import PHRASES, VALUES, inside, number_words, say
from app.permits.model import Definition, FieldDef, FieldType
from app.permits.rules import Kind, Sort, from_fact
from app.permits.rules.facts import as_date, as_minutes


@dataclass(frozen=True, slots=True)
class Naming:
    """Labels and values of one definition in one language; the values of fields in `hidden` are never shown."""

    definition: Definition
    locale: str = "id"
    hidden: frozenset[str] = frozenset()

    def say(self, key: str, *parts: str) -> str:
        return say(key, self.locale, *parts)

    def field(self, name: str) -> FieldDef | None:
        """The field behind a dotted name: at the top, a column of a group, or an answer that a reference brings."""
        fields: tuple[FieldDef, ...] = self.definition.fields
        found = None
        for part in name.split("."):
            found = next((one for one in fields if one.id == part), None)
            if found is None:
                return None
            fields = (*found.fields, *found.brings)
        return found

    def label(self, name: str) -> str:
        """As it stands in the middle of a sentence."""
        found = self.field(name)
        if found is not None:
            own = inside(found.label.text(self.locale))
            permit = self._permit(name)
            return (
                self.say("permit" if permit.to == "permit" else "event", own, inside(permit.label.text(self.locale)))
                if permit
                else own
            )
        if name in PHRASES:
            return self.say(name)
        head, _, rest = name.partition(".")
        tell = _HEADS.get(head)
        if tell is not None:
            return tell(self, rest)
        holder = self.field(head) or self.field(head.removesuffix("_lain"))
        if holder is None:
            return name.replace("_", " ")
        outer = inside(holder.label.text(self.locale))
        return self.say("permit", _plain(rest), outer) if rest else outer

    def _permit(self, name: str) -> FieldDef | None:
        """The reference that brings the answer of that name, where one does."""
        parts = name.split(".")
        holders = (self.field(".".join(parts[:end])) for end in range(1, len(parts)))
        return next((one for one in holders if one is not None and one.brings), None)

    def document(self, name: str) -> str:
        found = next((one for one in self.definition.documents if one.id == name), None)
        return found.label.text(self.locale) if found else name

    def value(self, name: str, sort: Sort, fact: Any) -> str:
        """A value of that name; that of a hidden field is not told."""
        found = self.field(name)
        if found is not None and (found.id in self.hidden or name.partition(".")[0] in self.hidden):
            return self.say("hidden")
        if found is not None:
            return self.of_field(found, sort, fact)
        return self._class(str(fact)) if name == "variant.id" else self.plain(sort, fact)

    def _class(self, variant: str) -> str:
        """The title of a class by its id."""
        rows = self.definition.variants.rows if self.definition.variants else ()
        found = next((row.title for row in rows if row.id == variant and row.title), None)
        return found.text(self.locale) if found else _plain(variant)

    def of_field(self, found: FieldDef, sort: Sort, fact: Any) -> str:
        stored = from_fact(sort, fact)
        if found.type is FieldType.DECIMAL and isinstance(stored, str):
            shown = number_words(stored)
            return f"{shown} {found.unit}" if found.unit else shown
        if isinstance(stored, Mapping | list) and found.type is FieldType.GROUP:
            return ""
        if found.type is FieldType.MULTI_CHOICE and isinstance(stored, str):  # one of the choices, beside `in`
            stored = [stored]
        return fieldtypes.show(found, stored, self.locale, self.definition.tables)

    def plain(self, sort: Sort, fact: Any) -> str:
        """A value that belongs to no field."""
        if sort.kind is Kind.NUMBER and isinstance(fact, int):
            return number_words(str(from_fact(sort, fact)))
        if isinstance(fact, bool):
            return self.say("yes" if fact else "no")
        if as_date(fact):
            return fieldtypes.long_date(str(fact), self.locale)
        if as_minutes(fact) is not None:
            return str(fact).replace(":", ".")
        if isinstance(fact, list):
            return ", ".join(str(item) for item in fact)
        return self.word(str(fact))

    def word(self, value: str) -> str:
        """A word of the office: a kind of applicant or request, a state."""
        kind = self.definition.requests.get(value)
        if kind is not None and kind.title is not None:
            return kind.title.text(self.locale)
        return VALUES[value][self.locale == "en"] if value in VALUES else _plain(value)

    def basis(self, *cited: str | None) -> str:
        """` (Perwali (contoh) pasal 4)`: the articles cited, with the title of the law; empty where none is."""
        told = [self.article(one) for one in cited if one]
        return f" ({'; '.join(dict.fromkeys(told))})" if told else ""

    def article(self, cited: str) -> str:
        """`perwal pasal 4` with the law's own title; what names no declared law stays as written."""
        law, _, article = cited.partition(" ")
        found = next((one for one in self.definition.legal_basis if one.id == law), None)
        return f"{found.title.text(self.locale)} {article}".strip() if found else cited

    def _applicant(self, rest: str) -> str:
        return self.say("applicant", _plain(rest))

    def _variant(self, rest: str) -> str:
        return self.say("variant") if rest in ("id", "title") else self.say("variant_column", _plain(rest))

    def _party(self, rest: str) -> str:
        party, _, name = rest.partition(".")
        found = next((one for one in self.definition.parties if one.id == party), None)
        title = found.title.text(self.locale) if found and found.title else _plain(party)
        return inside(title) if name == "consented" else self.say("party", _plain(name), inside(title))

    def _inspection(self, rest: str) -> str:
        sheet, _, name = rest.partition(".")
        found = next((one for one in self.definition.inspections if one.id == sheet), None)
        title = found.title.text(self.locale) if found and found.title else _plain(sheet)
        return self.say(f"inspection.{name}", inside(title))

    def _event(self, rest: str) -> str:
        event, _, name = rest.partition(".")
        return self.say("event", _plain(name), _plain(event))


def _plain(name: str) -> str:
    return name.replace("_", " ")


_HEADS: dict[str, Callable[[Naming, str], str]] = {
    "doc": lambda naming, rest: naming.say("document", naming.document(rest)),
    "verdict": lambda naming, rest: naming.say("verdict", naming.document(rest)),
    "defects": lambda naming, rest: naming.say("defects", rest),
    "applicant": Naming._applicant,
    "variant": Naming._variant,
    "party": Naming._party,
    "inspection": Naming._inspection,
    "event": Naming._event,
}
