"""One tab under watch: what a page must never do is collected while it is used, and what it must be is measured."""

from __future__ import annotations

import importlib.resources
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response, expect

PHONE, DESK = (360, 780), (1280, 900)
PATIENCE = 60_000  # ms: a page that is slow on a busy machine is no fault
expect.set_options(timeout=PATIENCE)
TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
AXE = (importlib.resources.files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
# Chromium writes each answer of 400 and above into the console; those pages are opened on purpose.
EXPECTED = ("Failed to load resource: the server responded with a status of 4",)
LEAKS = (
    "This field is required", "Not a valid", "Invalid input", "Search", "Save", "Delete", "Record Count", "Add Filter",
    "Actions", "Refresh", "Show ", "Edit ", "List ", "No records", "Are you sure", "User confirmation", "Login",
    "Logout", "Password", "Sign In", "Home", "Create", "Submit", "None", "True", "False", "Field must be", "CSRF", "Page size",
    "Not Found", "Internal Server Error", "Forbidden", "Access is Denied", "Security", "Verify", "I'm not a robot",
)  # fmt: skip


@dataclass
class Tab:
    base: str
    page: Page
    faults: list[str] = field(default_factory=list)
    status: int = 200  # of the page that is shown

    def go(self, address: str) -> Tab:
        self.page.goto(urljoin(self.base, address))
        return self

    def press(self, name: str, *, within: str = "main") -> Tab:
        """A button by its text, and the page that it leads to. The one for the Enter key is hidden from everybody."""
        with self.page.expect_navigation():
            self.page.locator(within).get_by_role("button", name=name).first.click()
        return self

    def follow(self, name: str, *, within: str = "main") -> Tab:
        with self.page.expect_navigation():
            self.page.locator(within).get_by_role("link", name=name).first.click()
        return self

    def fill(self, **values: str) -> Tab:
        for name, value in values.items():
            self.page.locator(f'main [name="{name}"]').fill(value)
        return self

    @property
    def path(self) -> str:
        return urlsplit(self.page.url).path

    def text(self, within: str = "main") -> str:
        return " ".join(self.page.locator(within).inner_text().split())

    # -- what every page must be ----------------------------------------------------------------------------------------

    def measure(self, *, pictures: Path | None = None, name: str = "") -> list[str]:
        """At both widths: no axe violation, no sideways scroll, no English."""
        found = []
        for width, height in (PHONE, DESK):
            self.page.set_viewport_size({"width": width, "height": height})
            found += [f"{width}: {fault}" for fault in (*self._axe(), *self._too_wide())]
            if pictures:
                self.page.screenshot(path=pictures / f"{name}-{width}.png", full_page=True)
        return [*found, *self._english(), *self.taken()]

    def taken(self) -> list[str]:
        """The faults seen since the last call."""
        seen, self.faults[:] = list(self.faults), []
        return seen

    def _axe(self) -> list[str]:
        session = self.page.context.new_cdp_session(self.page)
        try:
            if _evaluate(session, "typeof axe") == "undefined":  # once per page, not once per width
                _evaluate(session, AXE + ";undefined")
            options = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"], "selectors": False}
            text = _evaluate(session, f"axe.run({json.dumps(options)}).then(r => JSON.stringify(r.violations))")
        finally:
            session.detach()
        return [
            f"axe {found['id']}: {found['help']}: {', '.join(str(node['html'])[:140] for node in found['nodes'][:3])}"
            for found in json.loads(text)
        ]

    def _too_wide(self) -> list[str]:
        wide = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        return [f"scrolls sideways by {wide} px"] if wide > 0 else []

    def _english(self) -> list[str]:
        if self.page.locator("html").get_attribute("lang") != "id":
            return ["the page does not say that it is Indonesian"]
        shown = self.page.locator("body").inner_text()
        return [f"English: {word!r}" for word in LEAKS if _holds_word(shown, word)]


def _holds_word(text: str, word: str) -> bool:
    padded = f" {' '.join(text.split())} "
    at = padded.find(word)
    while at >= 0:
        before, after = padded[at - 1], padded[at + len(word) : at + len(word) + 1]
        if not before.isalnum() and (word.endswith(" ") or not after.isalnum()):
            return True
        at = padded.find(word, at + 1)
    return False


def _evaluate(session: Any, expression: str) -> Any:
    """Through the debugger, which no policy forbids; `bypass_csp` would hide what we look for."""
    answer = session.send("Runtime.evaluate", {"expression": expression, "awaitPromise": True, "returnByValue": True})
    if "exceptionDetails" in answer:
        raise AssertionError(str(answer["exceptionDetails"])[:600])
    return answer["result"].get("value")


def open_tab(browser: Browser, base: str, *, scripts: bool = True, width: tuple[int, int] = PHONE) -> Tab:
    context = browser.new_context(
        java_script_enabled=scripts, viewport={"width": width[0], "height": width[1]}, locale="id-ID",
        timezone_id="Asia/Jakarta", accept_downloads=True,
    )  # fmt: skip
    context.set_default_timeout(PATIENCE)
    tab = Tab(base, context.new_page())
    _watch(context, tab, scripts=scripts)
    return tab


def _watch(context: BrowserContext, tab: Tab, *, scripts: bool) -> None:
    def on_console(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not message.text.startswith(EXPECTED):
            tab.faults.append(f"console: {message.text[:300]}")

    def on_request(request: Request) -> None:
        host = urlsplit(request.url).hostname
        if request.url.startswith(("http", "ws")) and host != "127.0.0.1":
            tab.faults.append(f"left loopback: {request.url}")

    if scripts:
        context.expose_binding("sakporeViolation", lambda _source, text: tab.faults.append(f"policy: {text}"))
        context.add_init_script(
            "addEventListener('securitypolicyviolation', e => sakporeViolation(e.violatedDirective + ' ' + e.blockedURI + ' ' + e.sample))"
        )

    def on_response(answer: Response) -> None:
        if answer.request.is_navigation_request():
            tab.status = answer.status

    tab.page.on("response", on_response)
    tab.page.on("console", on_console)
    tab.page.on("pageerror", lambda error: tab.faults.append(f"error: {error}"))
    context.on("request", on_request)
