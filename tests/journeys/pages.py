"""A person at a browser without JavaScript: opens pages, fills the forms that stand there, presses buttons."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import urljoin, urlsplit

import requests
from bs4 import BeautifulSoup, Tag

Files = Mapping[str, tuple[str, bytes, str]] | list[tuple[str, tuple[str, bytes, str]]]


@dataclass
class Form:
    """One form as it stands on the page, with what is filled in already."""

    page: Page
    tag: Tag
    values: dict[str, list[str]] = field(default_factory=dict)

    @cached_property
    def inputs(self) -> dict[str, list[Tag]]:
        """Every input that a person can fill, by its name. Searched for once: the forms of the desk are long."""
        found: dict[str, list[Tag]] = {}
        for tag in self.tag.find_all(["input", "select", "textarea"], attrs={"name": True}):
            found.setdefault(str(tag["name"]), []).append(tag)
        return found

    @property
    def names(self) -> set[str]:
        return set(self.inputs)

    @property
    def action(self) -> str:
        return urljoin(self.page.url, self.tag.get("action") or self.page.url)

    def options(self, name: str) -> list[str]:
        """Values that a select, or a set of radios or ticks, offers."""
        found: list[str] = []
        for tag in self.inputs.get(name, []):
            if tag.name == "select":
                found += [o.get("value", o.text) for o in tag.find_all("option")]
            elif tag.get("type") in ("radio", "checkbox"):
                found.append(tag.get("value", "on"))
        return [value for value in found if value]

    def fill(self, **values: str | bool | Iterable[str]) -> Form:
        """Raises KeyError when the page has no such input: a person cannot fill what is not there."""
        for name, value in values.items():
            if name not in self.inputs:
                raise KeyError(f"no input {name} on {self.page.url}; there are {sorted(self.names)}")
            if value is True:
                self.values[name] = [self.options(name)[0] if self.options(name) else "y"]
            elif value is False:
                self.values.pop(name, None)
            else:
                self.values[name] = [value] if isinstance(value, str) else list(value)
        return self

    def send(self, button: str | None = None, files: Files | None = None) -> Page:
        """Press a button: by its text, or the first one."""
        pairs = [(name, value) for name, values in self.values.items() for value in values]
        buttons = self.tag.select('button:not([type="button"]), input[type="submit"]')
        chosen = next((b for b in buttons if button and button in " ".join(b.get_text(" ").split())), None)
        if button and chosen is None:
            raise KeyError(
                f"no button {button!r} on {self.page.url}; there are {[b.get_text(strip=True) for b in buttons]}"
            )
        chosen = chosen or (buttons[0] if buttons else None)
        if chosen is not None and chosen.get("name"):
            pairs.append((chosen["name"], chosen.get("value", "")))
        target = (
            urljoin(self.page.url, chosen.get("formaction"))
            if chosen is not None and chosen.get("formaction")
            else self.action
        )
        if (self.tag.get("method") or "get").lower() == "get":
            return self.page.person.open(target, params=pairs)
        return self.page.person.post(target, pairs, files)


@dataclass
class Page:
    person: Person
    url: str
    status: int
    headers: Mapping[str, str]
    content: bytes

    @cached_property
    def soup(self) -> BeautifulSoup:
        soup = BeautifulSoup(self.content, "lxml")
        for inert in soup.select("template"):  # waits for a script
            inert.decompose()
        return soup

    @property
    def text(self) -> str:
        return " ".join(self.soup.get_text(" ").split())

    @property
    def path(self) -> str:
        return urlsplit(self.url).path

    def forms(self) -> list[Form]:
        return [_form(self, tag) for tag in self.soup.select("main form")]

    def form(self, *, having: str | None = None, action: str | None = None, button: str | None = None) -> Form:
        """The first form of the page's body that has this input, goes to this address, or shows this button."""
        for form in self.forms():
            shows = " ".join(form.tag.get_text(" ").split())
            if (
                (not having or having in form.inputs)
                and (not action or action in form.action)
                and (not button or button in shows)
            ):
                return form
        raise KeyError(f"no form with {having or action or button} on {self.url} ({self.status}): {self.text[:600]}")

    def links(self, part: str) -> list[str]:
        """Addresses of links whose address holds `part`, in page order, each once."""
        return list(
            dict.fromkeys(urljoin(self.url, a["href"]) for a in self.soup.select("a[href]") if part in a["href"])
        )

    def follow(self, label: str) -> Page:
        for a in self.soup.select("a[href]"):
            if label in " ".join(a.get_text(" ").split()):
                return self.person.open(urljoin(self.url, a["href"]))
        raise KeyError(f"no link {label!r} on {self.url}: {self.text[:400]}")


def _form(page: Page, tag: Tag) -> Form:
    form = Form(page, tag)
    for name, tags in form.inputs.items():
        for i in tags:
            if i.name == "textarea":
                form.values[name] = [i.text.lstrip("\n")]
            elif i.name == "select":
                form.values[name] = _selected(i)
            elif i.get("type", "text") in ("radio", "checkbox"):
                if i.has_attr("checked"):
                    form.values.setdefault(name, []).append(i.get("value", "on"))
            elif i.get("type") not in ("submit", "button", "file"):
                form.values.setdefault(name, []).append(i.get("value", ""))
    return form


def _selected(tag: Tag) -> list[str]:
    options = tag.find_all("option")
    chosen = [o.get("value", o.text) for o in options if o.has_attr("selected")]
    if not chosen and options and not tag.has_attr("multiple"):
        chosen = [options[0].get("value", options[0].text)]
    return chosen


class Person:
    """One browser with its own cookies."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.http = requests.Session()
        self.follows = True  # a browser goes where it is sent; a test may want to see where that is

    def open(self, path: str, params: list[tuple[str, str]] | None = None) -> Page:
        return self._page(self.http.get(urljoin(self.base, path), params=params, timeout=60))

    def post(self, path: str, values: list[tuple[str, str]], files: Files | None = None) -> Page:
        address = urljoin(self.base, path)
        return self._page(
            self.http.post(address, data=values, files=files or None, timeout=60, allow_redirects=self.follows)
        )

    def _page(self, response: requests.Response) -> Page:
        return Page(self, response.url, response.status_code, response.headers, response.content)
