"""Lists in words: rows of the page, rows of the file, and the entries of the navigation."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from alongside.ground.access.models import User
from alongside.ground.access.queries import may
from alongside.ground.access.words import Permission
from alongside.ground.design_system.frame import FramePart, NavigationItem
from alongside.ground.lib.clock import today
from alongside.helping.right_help_lists.queries import OnList
from alongside.helping.right_help_lists.words import ListStanding

NOBODY = "Nobody yet: ask the hub"
NO_NUMBER = "No number recorded"
HEADINGS = ("Child", "Born", "Lead practitioner", "Their agency", "Telephone")
COLOURS = {ListStanding.CONFIRMED: "green", ListStanding.WAITING: "amber", ListStanding.OVERDUE: "red"}


@dataclass(frozen=True)
class ShownChild:
    """A child on a list; `news` says what changed since the list the agency confirmed."""

    name: str
    born: str
    lead: str
    agency: str
    telephone: str
    news: str


@dataclass(frozen=True)
class ShownAgency:
    """An agency and its latest list, for the hub manager."""

    id: uuid.UUID
    name: str
    list_id: uuid.UUID | None
    standing: str
    colour: str
    made_at: dt.datetime | None
    due_on: dt.date | None
    confirmed: str
    confirmed_at: dt.datetime | None


def shown(one: OnList) -> ShownChild:
    """A row of a page."""
    news = "New" if one.is_new else "Lead changed" if one.lead_changed else ""
    lead = one.lead
    return ShownChild(
        name=one.child.name, born=one.child.born, lead=lead.name if lead else NOBODY,
        agency=lead.agency.name if lead else "",
        telephone=(lead.telephone or lead.agency.telephone or NO_NUMBER) if lead else "", news=news,
    )  # fmt: skip


def as_rows(children: Iterable[OnList]) -> list[tuple[str, ...]]:
    """The rows of the file, headings first."""
    rows = [shown(one) for one in children]
    return [HEADINGS, *((one.name, one.born, one.lead, one.agency, one.telephone) for one in rows)]


def shown_agency(row: Any) -> ShownAgency:
    """A row of the hub manager's page, from the annotations of `queries.agencies_with_lists`."""
    standing = _standing(row)
    return ShownAgency(
        row.pk, row.name, row.list_id, str(standing.label), COLOURS.get(standing, "grey"), row.made_at,
        row.list_due_on, row.confirmed_by_name or "", row.confirmed_at,
    )  # fmt: skip


def frame_part(request: HttpRequest) -> FramePart:
    """The agency's list for those who read it; all agencies' lists for those who check them."""
    by = request.user
    if not isinstance(by, User):
        return FramePart()
    items = []
    if may(by, Permission.SEE_RIGHT_HELP_LIST):
        items.append(NavigationItem("Right Early Help list", reverse("right_help_list"), order=35))
    if may(by, Permission.CHECK_RIGHT_HELP_LISTS):
        items.append(NavigationItem("Right Early Help lists", reverse("right_help_lists"), order=70))
    return FramePart(navigation=tuple(items))


def _standing(row: Any) -> ListStanding:
    if row.list_id is None:
        return ListStanding.NOT_MADE
    if row.confirmed_at is not None:
        return ListStanding.CONFIRMED
    return ListStanding.OVERDUE if row.list_due_on < today() else ListStanding.WAITING
