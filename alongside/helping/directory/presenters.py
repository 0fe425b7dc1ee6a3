"""Services in words: rows of a search, the facts of one service, and the entries of the navigation."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from alongside.ground.access.models import User
from alongside.ground.design_system.frame import FramePart, NavigationItem
from alongside.ground.lib.clock import clock_time, today
from alongside.ground.operating_models.queries import Pack
from alongside.helping.directory.models import Service
from alongside.helping.directory.policies import is_stale
from alongside.helping.directory.words import Day, ServiceState, Setting

KEEPING = (
    "directory", "add_service", "kept_service", "change_service", "publish_service", "take_down_service",
    "confirm_service", "discard_service", "change_provider", "set_service_picture", "remove_service_picture",
)  # fmt: skip
"""Pages of whoever keeps the directory: they belong to its entry of the navigation."""
COLOURS = {ServiceState.DRAFT: "grey", ServiceState.PUBLISHED: "green", ServiceState.TAKEN_DOWN: "red"}
WHERE = {Setting.HOME: "At your home", Setting.REMOTE: "Online or by telephone"}


@dataclass(frozen=True)
class ShownService:
    """A service in a list."""

    id: uuid.UUID
    name: str
    provider: str
    first_line: str
    facts: list[tuple[str, str]]


@dataclass(frozen=True)
class ShownKept:
    """A service in the list of whoever keeps the directory."""

    id: uuid.UUID
    name: str
    provider: str
    state: str
    colour: str
    checked_on: dt.date
    stale: bool
    by_families: int
    by_practitioners: int


def ages(service: Service) -> str:
    """'5 to 11', '5 and over', 'up to 11', 'any age'."""
    youngest, oldest = service.from_age, service.to_age
    if youngest is None and oldest is None:
        return "Any age"
    if youngest is None:
        return f"Up to {oldest}"
    if oldest is None:
        return f"{youngest} and over"
    return str(oldest) if youngest == oldest else f"{youngest} to {oldest}"


def when(service: Service) -> str:
    """'Monday, Tuesday, 9.30am to 3pm. In term time only'."""
    days = ", ".join(str(Day(day).label) for day in Day.values if day in service.days)
    if service.opens_at and service.closes_at:
        days += f", {clock_time(service.opens_at)} to {clock_time(service.closes_at)}"
    return ". ".join(part for part in (days, service.when_words.rstrip(".")) if part)


def where(service: Service) -> str:
    """The place with its address, or that no family needs to go anywhere."""
    if service.setting != Setting.PLACE:
        return WHERE[Setting(service.setting)]
    return ", ".join(part for part in (service.place, service.address, service.town, service.postcode) if part)


def areas(service: Service, pack: Pack) -> str:
    """For families living where; '' for the whole council."""
    named = {area.id: area.name for area in pack.localities.areas}
    return ", ".join(named[one] for one in service.areas if one in named)


def needs(service: Service, pack: Pack, *, by_practitioner: bool) -> str:
    """What it helps with, as practitioners or as families put it."""
    found = [need for need in pack.needs if need.id in service.needs]
    return "; ".join(need.name if by_practitioner else need.family_name for need in found)


def levels(service: Service, pack: Pack) -> str:
    """At which levels of need it helps: for practitioners."""
    return "; ".join(level.name for level in pack.levels if level.id in service.levels)


def row(service: Service, pack: Pack, *, by_practitioner: bool) -> ShownService:
    """A service in a list."""
    facts = [("Helps with", needs(service, pack, by_practitioner=by_practitioner)), ("Age", ages(service))]
    facts.append(("Where", where(service)))
    if by_practitioner:
        facts.append(("Level", levels(service, pack)))
    first = service.description.partition("\n")[0]
    return ShownService(service.pk, service.name, service.provider.name, first, facts)


def facts(service: Service, pack: Pack, *, by_practitioner: bool) -> list[tuple[str, str]]:
    """Everything about a service that is said in a line; what is blank is left out."""
    council = pack.info.council
    told = [
        ("Helps with", needs(service, pack, by_practitioner=by_practitioner)),
        ("Age of the child", ages(service)),
        ("For families living in", areas(service, pack) or f"The whole of {council}’s area"),
        ("Level of need", levels(service, pack) if by_practitioner else ""),
        ("Where", where(service)),
        ("When", when(service)),
        ("Cost", service.cost),
    ]
    return [(label, text) for label, text in told if text]


def kept(service: Any) -> ShownKept:
    """A row for whoever keeps the directory, from the annotations of `queries.kept_by`."""
    state = ServiceState(service.state)
    stale = state is ServiceState.PUBLISHED and is_stale(service.checked_on, today())
    return ShownKept(
        service.pk, service.name, service.provider.name, str(state.label).partition(":")[0], COLOURS[state],
        service.checked_on, stale, service.by_families, service.by_practitioners,
    )  # fmt: skip


def frame_part(request: HttpRequest) -> FramePart:
    """The directory in the navigation of whoever is signed in, and at the foot of the page for everybody else."""
    href = reverse("services")
    if not isinstance(request.user, User):
        return FramePart(footer=(NavigationItem("Services for families", href, order=10),))
    return FramePart(navigation=(NavigationItem("Services", href, order=45, routes=KEEPING),))
