"""Visiting the pages that must not slow down as the council grows, as the people who use them."""

import json
import re
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from http.cookiejar import CookieJar
from typing import Any

from benchmarks.councils import Council

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
FAMILY = re.compile(r'href="(/families/[0-9a-f-]{36}/)"')


@dataclass(frozen=True)
class Measured:
    """A page to measure: who visits it, where it is, and what is sent, when it is a form."""

    name: str
    persona: str
    path: str
    sends: dict[str, str] = field(default_factory=dict)


PAGES = (
    Measured("Find a person: first name and surname", "pastoral_lead", "/find/", {"q": "Amelia Walker"}),
    Measured("Find a person: a slip in the surname", "pastoral_lead", "/find/", {"q": "Wlaker Amelia"}),
    Measured("Find a person: a common surname", "pastoral_lead", "/find/", {"q": "Smith"}),
    Measured("The hub's queue", "hub_worker", "/queue/"),
    Measured("Today, hub manager", "hub_manager", "/"),
    Measured("Today, family support worker", "family_worker", "/"),
    Measured("A family: overview", "family_worker", "family:"),
    Measured("A family: plan", "family_worker", "family:plan/"),
    Measured("A family: chronology", "family_worker", "family:chronology/"),
)


class Visitor:
    """Somebody signed in to one council as each persona they need."""

    def __init__(self, council: Council) -> None:
        self.council = council
        self._browsers: dict[str, urllib.request.OpenerDirector] = {}
        self._cookies: dict[str, CookieJar] = {}
        self._tokens: dict[str, str] = {}
        self._family: dict[str, str] = {}

    def visit(self, page: Measured) -> float:
        """Seconds until the whole page has come; raises for anything but a page."""
        browser = self._signed_in(page.persona)
        path = self._path(page)
        data = None
        if page.sends:
            token = self._token(page.persona, path)
            data = urllib.parse.urlencode({**page.sends, "csrfmiddlewaretoken": token}).encode()
        began = time.perf_counter()
        with browser.open(self.council.address + path, data=data, timeout=60) as answer:
            answer.read()
        return time.perf_counter() - began

    def asker(self, persona: str) -> Callable[[str, dict[str, str]], Any]:
        """What asks the API as somebody: path and what is sent, answering what came back; may be called by many."""
        self._signed_in(persona)
        cookies = {one.name: one.value or "" for one in self._cookies[persona]}
        headers = {
            "Content-Type": "application/json", "X-CSRFToken": cookies.get("csrftoken", ""),
            "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
        }  # fmt: skip

        def ask(path: str, sent: dict[str, str]) -> Any:
            request = urllib.request.Request(self.council.address + path, json.dumps(sent).encode(), headers)  # noqa: S310  # our own server
            with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310  # the same
                return json.load(answer)

        return ask

    def refused(self, persona: str, path: str) -> float:
        """Seconds until an answer of 404 has come; raises for any other."""
        browser = self._signed_in(persona)
        began = time.perf_counter()
        try:
            browser.open(self.council.address + path, timeout=60).close()
        except urllib.error.HTTPError as error:
            error.read()
            if error.code == HTTPStatus.NOT_FOUND:
                return time.perf_counter() - began
            raise
        raise LookupError(f"{path} was shown to {persona}")

    def _path(self, page: Measured) -> str:
        if not page.path.startswith("family:"):
            return page.path
        if page.persona not in self._family:
            found = FAMILY.search(self._read(page.persona, "/my-families/"))
            if found is None:
                raise LookupError(f"{page.persona} has no family to measure")
            self._family[page.persona] = found[1]
        return self._family[page.persona] + page.path.removeprefix("family:")

    def _signed_in(self, persona: str) -> urllib.request.OpenerDirector:
        if persona not in self._browsers:
            self._cookies[persona] = CookieJar()
            browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self._cookies[persona]))
            self._browsers[persona] = browser
            token = self._token("", "/sign-in/", browser)
            sent = urllib.parse.urlencode({"persona": persona, "csrfmiddlewaretoken": token}).encode()
            browser.open(self.council.address + "/demo/sign-in", data=sent, timeout=60).close()
        return self._browsers[persona]

    def _read(self, persona: str, path: str) -> str:
        with self._signed_in(persona).open(self.council.address + path, timeout=60) as answer:
            return str(answer.read().decode())

    def _token(self, persona: str, path: str, browser: urllib.request.OpenerDirector | None = None) -> str:
        if browser is not None:
            with browser.open(self.council.address + path, timeout=60) as answer:
                found = TOKEN.search(answer.read().decode())
            return found[1] if found else ""
        if persona not in self._tokens:
            found = TOKEN.search(self._read(persona, path))
            self._tokens[persona] = found[1] if found else ""
        return self._tokens[persona]
