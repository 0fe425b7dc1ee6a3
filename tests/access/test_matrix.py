"""The matrix of access is what the product does: no route is missing from it, and no cell of it is wrong."""

import json
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import pytest
from allauth.core.context import request_context
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.test import RequestFactory
from django.urls import ResolverMatch, get_resolver, resolve, reverse

from alongside.ground.access import actions as access
from alongside.ground.access.models import Agency, User
from alongside.ground.access.policies import baseline_roles
from alongside.ground.access.queries import public_door, the_system
from alongside.ground.access.viewing import viewing_as
from alongside.ground.access.words import RecordClass
from alongside.ground.audit.reading import request_scope
from alongside.ground.design_system import refusals, views
from alongside.ground.lib.errors import NotAllowed, NotFoundForYou
from alongside.helping.front_door.models import Contact
from alongside.people.families.models import Family
from tests.access.places import A_FILE, Place, places
from tests.browser.clock import Clock
from tests.browser.council import a_council
from tests.browser.world import World
from tools.access_matrix import Answer, Route, Standing, answer, routes, standings

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
CELLS_AT_LEAST = 2000
FOR_MACHINES = {"api", "search", "report"}
OPEN = {200, 201, 202, 204, 301, 302, 400, 405, 409, 410, 412, 415, 422, 428}
"""What the product says to somebody it lets ask: that their form is empty, say, is not a refusal of access."""


def named_routes() -> set[str]:
    """Every named route in the resolver."""
    return {name for name, _ in _walk(get_resolver().url_patterns, "")}


def _walk(patterns: Any, space: str) -> Iterator[tuple[str, Any]]:
    for pattern in patterns:
        if hasattr(pattern, "url_patterns"):
            yield from _walk(pattern.url_patterns, f"{space}{pattern.namespace}:" if pattern.namespace else space)
        elif pattern.name:
            yield f"{space}{pattern.name}", pattern


def test_every_route_stands_in_the_matrix_once() -> None:
    listed = [route.name for route in routes()]
    assert set(listed) == named_routes()
    assert len(listed) == len(set(listed))


def test_a_route_stands_in_the_channel_its_address_says() -> None:
    channels = {route.name: route.channel for route in routes()}
    wrong = [
        f"{name} {pattern.pattern}"
        for name, pattern in _walk(get_resolver().url_patterns, "")
        if name.startswith("open_referral:") != (channels[name] == "open_referral")
        or (name.startswith("api:") and channels[name] not in FOR_MACHINES)
    ]
    assert not wrong


class Asking:
    """A world in which each cell can be asked for, by somebody new in each role."""

    def __init__(self, world: World) -> None:
        self.world, self.places, self.factory = world, places(world), RequestFactory()
        for record in (Family, Contact):
            record._base_manager.update(record_class=RecordClass.NORMAL)
        self.strangers = self._people("Elsewhere")
        self.workers = self._people("The family's own agency")
        self._have_them_work_with(Agency.objects.get(name="The family's own agency").principal)

    def _people(self, agency_name: str) -> dict[str, User]:
        agency = access.add_agency(name=agency_name, kind="other", by=the_system())
        people = {}
        for role in baseline_roles():
            email = f"{role}@{agency.pk}.invalid"
            user = access.add_person(email=email, name=role, agency=agency, by=the_system())
            access.grant_role(user=user, role=role, by=the_system())
            people[role] = User.objects.select_related("agency", "team").get(pk=user.pk)
        return people

    @staticmethod
    def _have_them_work_with(principal: int) -> None:
        for record in (Family, Contact):
            for row in record._base_manager.all():
                record._base_manager.filter(pk=row.pk).update(readers=[*row.readers, principal])

    @staticmethod
    def keep(record_class: RecordClass) -> None:
        """Keep every family and every contact so."""
        for record in (Family, Contact):
            record._base_manager.update(record_class=record_class, whom_to_ask="the hub")

    def askers(self, standing: Standing) -> list[tuple[str, User | None]]:
        """By role, somebody with that standing; by '' nobody signed in."""
        people = self.workers if standing.works_with else self.strangers
        return [("", None), *people.items()]

    def ask(self, route: Route, user: User | None) -> Answer:
        """What the product answers; a form that was sent changes nothing that stays."""
        place, address, match = self.found(route.name)
        with transaction.atomic():
            response = self._respond(self._request(place, address, match, user), match, user)
            transaction.set_rollback(place.method != "get")
        if user is not None and place.method != "get":
            user.forget_rights()
        closers: list[Callable[[], None]] = getattr(response, "_resource_closers")  # noqa: B009 - Django's own
        for close in closers:  # not response.close(), which would close the test's connection too
            close()
        return _answer(response, user)

    @cache  # noqa: B019 - one world in one test
    def found(self, name: str) -> tuple[Place, str, ResolverMatch]:
        """A route's place, its address and its view."""
        address = reverse(name, kwargs=self.places[name].parts)
        return self.places[name], address, resolve(address)

    def _request(self, place: Place, address: str, match: ResolverMatch, user: User | None) -> HttpRequest:
        body: dict[str, Any] = {"data": place.sent, "content_type": "application/json"} if place.sent else {}
        if place.sent == A_FILE:
            body = {"data": {"file": SimpleUploadedFile("people.csv", b"record_id\n1\n")}}
        request: Any = getattr(self.factory, place.method)(address + place.query, **body)
        request.user, request.session, request.resolver_match = user or AnonymousUser(), SessionStore(), match
        request._dont_enforce_csrf_checks, request._messages = True, FallbackStorage(request)
        request.COOKIES["sessionid"] = "x"
        request.csp_nonce = "x"
        found: HttpRequest = request
        return found

    def _respond(self, request: HttpRequest, match: ResolverMatch, user: User | None) -> HttpResponseBase:
        try:
            with request_context(request), request_scope(), viewing_as(user or public_door()):
                response: HttpResponseBase = match.func(request, *match.args, **match.kwargs)
                return response
        except (Http404, NotFoundForYou):
            return HttpResponse(status=404)
        except NotAllowed as refused:
            return refusals.not_allowed(request, refused)


def _answer(response: HttpResponseBase, user: User | None) -> Answer:
    status, location = response.status_code, response.headers.get("Location", "")
    if user is None and (status == 401 or location.startswith("/sign-in/?next=")):
        return Answer.SIGN_IN
    if status == 404:
        return Answer.ABSENT
    if status == 403:
        text = response.getvalue().decode()
        return Answer.RESTRICTED if "restricted" in text else Answer.REFUSED
    assert status in OPEN, f"answered {status}"
    return Answer.OPENS


def drawn(request: HttpRequest, template: str, told: Any = None, status: int = 200) -> HttpResponse:
    """A page without its looks: whether it opens is what is asked here, and the crawl looks at what it shows."""
    return HttpResponse(json.dumps([template, str((told or {}).get("title", ""))]), status=status)


@pytest.fixture
def asking(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Asking]:
    for module in (views, refusals):
        monkeypatch.setattr(module, "render", drawn)
    with Clock() as clock:
        yield Asking(World(a_council(), clock))


def test_no_cell_is_wrong(asking: Asking) -> None:
    wrong, cells = [], 0
    for record_class in RecordClass:
        asking.keep(record_class)
        for route in routes():
            for standing in standings(route):
                if standing.record_class == record_class:
                    for role, user in asking.askers(standing):
                        permits = baseline_roles()[role].permits if role else None
                        expected, found = answer(route, permits, standing), asking.ask(route, user)
                        cells += 1
                        if found != expected:
                            wrong.append(f"{route.name} {standing} {role or 'nobody'}: {found}, not {expected}")
    assert not wrong, f"{len(wrong)} of {cells} wrong:\n" + "\n".join(wrong[:60])
    assert cells >= CELLS_AT_LEAST
