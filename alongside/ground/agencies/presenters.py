"""What the pages of agencies show, and their entries in the navigation."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.http import HttpRequest

from alongside.ground.access.models import User
from alongside.ground.access.queries import may, roles_in_force
from alongside.ground.access.words import AgencyKind, Permission
from alongside.ground.agencies.models import Invitation
from alongside.ground.agencies.queries import AgencyStanding
from alongside.ground.agencies.words import Standing
from alongside.ground.design_system.frame import FramePart, NavigationItem
from alongside.ground.lib.clock import now

COLOURS = {Standing.GOOD: "green", Standing.INVITED: "grey", Standing.NOT_AGREED: "red"}


@dataclass(frozen=True)
class ShownPerson:
    """One of the staff."""

    id: int
    name: str
    job: str
    roles: str
    last_seen: dt.datetime | None


@dataclass(frozen=True)
class ShownInvitation:
    """An invitation not answered yet."""

    id: uuid.UUID
    email: str
    expires_at: dt.datetime
    is_over: bool


@dataclass(frozen=True)
class ShownAgency:
    """An agency and its standing."""

    name: str
    kind: str
    standing: str
    colour: str
    people: int
    administrators: int
    review_on: dt.date | None
    access_review_on: dt.date | None


def shown_people(people: Iterable[User]) -> list[ShownPerson]:
    """The staff in words; the roles they hold have been read beforehand."""
    names = {key: role.name for key, role in roles_in_force().items()}
    return [_shown_person(person, names) for person in people]


def _shown_person(person: User, names: Mapping[str, str]) -> ShownPerson:
    held = [grant.role for grant in person.roles.all() if grant.until is None]
    job = ", ".join(part for part in (person.job_title, person.team.name if person.team else "") if part)
    roles = ", ".join(sorted(names[key] for key in held if key in names))
    return ShownPerson(person.pk, person.name, job or "No job title", roles or "No role", person.last_login)


def shown_invitation(one: Invitation) -> ShownInvitation:
    """An invitation in words."""
    return ShownInvitation(one.pk, one.email, one.expires_at, one.expires_at <= now())


def shown_agency(one: AgencyStanding) -> ShownAgency:
    """An agency in words."""
    return ShownAgency(
        one.agency.name, AgencyKind(one.agency.kind).in_words, str(one.standing.label),
        COLOURS.get(one.standing, "amber"), one.people, one.administrators, one.review_on, one.access_review_on,
    )  # fmt: skip


def frame_part(request: HttpRequest) -> FramePart:
    """'Your agency' and 'Agencies', for those who look after them."""
    by = request.user
    if not isinstance(by, User):
        return FramePart()
    items = []
    if may(by, Permission.MANAGE_OWN_AGENCY):
        items.append(NavigationItem("Your agency", "/agency/", order=80))
    if may(by, Permission.MANAGE_AGENCIES):
        items.append(NavigationItem("Agencies", "/agencies/", order=81))
    return FramePart(navigation=tuple(items))
