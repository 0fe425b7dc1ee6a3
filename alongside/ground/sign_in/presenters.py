"""What the pages of signing in show: personas, ways in, devices in words; and 'Your sign-in' in the footer."""

import datetime as dt
import re
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode

from alongside.ground.access.queries import personas, roles_in_force
from alongside.ground.design_system.frame import FramePart, NavigationItem
from alongside.ground.sign_in.providers import configured
from alongside.ground.sign_in.queries import OwnSession

BROWSERS = (
    ("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"),
)  # fmt: skip
SYSTEMS = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Mac OS X", "Mac"),
    ("CrOS", "Chromebook"), ("Linux", "Linux"),
)  # fmt: skip


@dataclass(frozen=True)
class Persona:
    """Somebody to try the demonstration as."""

    key: str
    name: str
    job: str
    roles: str


@dataclass(frozen=True)
class WayIn:
    """The council's own sign-in: what its button says, and where it leads."""

    name: str
    href: str


@dataclass(frozen=True)
class ShownSession:
    """A place where the person is signed in, in words."""

    id: int
    device: str
    began: dt.datetime
    used: dt.datetime
    is_this_one: bool


def listed_personas() -> list[Persona]:
    """The personas, each with what their roles are for."""
    roles = roles_in_force()
    return [
        Persona(
            key=user.persona,
            name=user.name,
            job=f"{user.job_title}, {user.agency.name}",
            roles=" ".join(roles[key].is_for for key in sorted(user.role_keys)),
        )
        for user in personas().prefetch_related("roles")
    ]


def ways_in(then: str, *, again: bool = False) -> list[WayIn]:
    """A button for each identity provider that is configured; `again` has it ask for the password anew."""
    given = {"next": then, **({"again": "yes"} if again else {})}
    return [
        WayIn(one.name, f"{reverse(f'{one.kind}_login', args=[one.key])}?{urlencode(given)}") for one in configured()
    ]


def shown_session(one: OwnSession) -> ShownSession:
    """A session with its device in words."""
    return ShownSession(one.id, device_in_words(one.user_agent), one.began, one.used, one.is_this_one)


def device_in_words(user_agent: str) -> str:
    """'Firefox on Windows', as far as the browser says; it may say anything."""
    browser = next((name for mark, name in BROWSERS if mark in user_agent), "A browser")
    system = next((name for mark, name in SYSTEMS if re.search(mark, user_agent)), "")
    return f"{browser} on {system}" if system else browser


def frame_part(request: HttpRequest) -> FramePart:
    """'Your sign-in' in the footer, for those who are signed in."""
    if not request.user.is_authenticated:
        return FramePart()
    return FramePart(footer=(NavigationItem("Your sign-in", reverse("your_sign_in"), order=90),))
