"""Contacts in lists: my own, and the hub's queue."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.http import urlencode

from alongside.ground.access.models import User
from alongside.ground.lib.clock import today
from alongside.ground.operating_models.queries import Pack, pack_at
from alongside.helping.front_door.models import Contact, ContactPerson
from alongside.helping.front_door.queries import (
    QueueFilter,
)
from alongside.helping.front_door.words import TO_DECIDE, ContactState, TellHow


@dataclass(frozen=True)
class Row:
    """One contact in a list."""

    id: uuid.UUID
    reference: str
    people: str
    state: str
    received: dt.datetime
    due_on: dt.date | None
    overdue: bool
    priority: str
    colour: str
    route: str
    area: str
    source: str
    taken_by: str
    in_danger: bool
    news: str
    can_take: bool


def _row(contact: Contact, pack: Pack, by: User | None = None, people: Iterable[ContactPerson] | None = None) -> Row:
    priority = next((one for one in pack.priorities if one.id == contact.priority), None)
    waits = contact.state in TO_DECIDE
    route = next((one.name for one in pack.routes if one.id == contact.route), contact.route)
    area = next((one.name for one in pack.localities.areas if one.id == contact.area), "")
    names = [named.name for named in (contact.people.all() if people is None else people)]
    return Row(
        id=contact.pk, reference=contact.reference, people=", ".join(names) or "Nobody named",
        state=contact.get_state_display(), received=contact.received_at, due_on=contact.due_on if waits else None,
        overdue=waits and contact.due_on < today(), priority=priority.name if priority else "Not graded",
        colour=priority.colour.value if priority else "grey", route=route, area=area or "Not known",
        source=contact.sender_agency or "The public", taken_by=str(contact.taken_by or ""),
        in_danger=contact.in_danger == "yes", news=_news(contact),
        can_take=waits and (contact.taken_by_id is None or (by is not None and contact.taken_by_id == by.pk)),
    )  # fmt: skip


def _news(contact: Contact) -> str:
    if contact.state == ContactState.RETURNED:
        return "Your answer is needed"
    return "New answer to read" if contact.told_text and contact.seen_by_sender_at is None else ""


def my_rows(contacts: Iterable[Contact]) -> list[Row]:
    """The sender's contacts, each in the words of the pack it was made under."""
    return [_row(contact, pack_at(contact.pack_version_id)) for contact in contacts]


def queue_page(contacts: Iterable[Contact], pack: Pack, by: User) -> list[Row]:
    """The queue's contacts."""
    return [_row(contact, pack, by) for contact in contacts]


@dataclass(frozen=True)
class Choice:
    """One filter: its name, label and options as (value, text)."""

    name: str
    label: str
    value: str
    options: list[tuple[str, str]]


@dataclass(frozen=True)
class Filters:
    """The queue's filters, what is chosen, and addresses that keep it."""

    choices: list[Choice]
    overdue: bool
    here: str
    given: dict[str, str]

    @property
    def chosen(self) -> list[tuple[str, str]]:
        """Each filter in use, with the address that takes it off."""
        found = []
        for choice in self.choices:
            if choice.value:
                words = dict(choice.options).get(choice.value, choice.value)
                found.append((f"{choice.label}: {words}", self._without(choice.name)))
        if self.overdue:
            found.append(("Overdue only", self._without("overdue")))
        return found

    def with_mark(self, mark: str) -> str:
        """The address of another page with the same filters."""
        return self._address({**self.given, **({"after": mark} if mark else {})})

    def _without(self, name: str) -> str:
        return self._address({key: value for key, value in self.given.items() if key != name})

    def _address(self, given: Mapping[str, str]) -> str:
        return f"{self.here}?{urlencode(given)}" if given else self.here


def queue_filters(chosen: QueueFilter, pack: Pack, here: str) -> Filters:
    """The filters, from the pack."""
    tiers = [tier.id for tier in pack.localities.tiers]
    areas = sorted(pack.localities.areas, key=lambda area: (tiers.index(area.tier), area.name))
    choices = [
        Choice(
            "priority", "Priority", chosen.priority,
            [*((one.id, one.name) for one in pack.priorities), ("none", "Not graded")],
        ),
        Choice("area", "Area", chosen.area, [*((one.id, one.name) for one in areas), ("none", "Not known")]),
        Choice("route", "Way in", chosen.route, [(one.id, one.name) for one in pack.routes]),
        Choice("state", "State", chosen.state, [(value, str(text)) for value, text in ContactState.choices]),
        Choice("whose", "Who is working on it", chosen.whose, [("mine", "Me"), ("nobodys", "Nobody yet")]),
    ]  # fmt: skip
    given = {one.name: one.value for one in choices if one.value}
    if chosen.overdue:
        given["overdue"] = "yes"
    return Filters(choices, chosen.overdue, here, given)


@dataclass(frozen=True)
class SentContact:
    """What the sender is told on sending."""

    id: uuid.UUID
    reference: str
    front_door: str
    due_on: dt.date
    how: str
    went_up: bool
    social_care: str


def heard_how(contact: Contact) -> str:
    """How the sender hears, said to them: 'by telephone'."""
    if contact.tell_how == TellHow.ON_SCREEN:
        return "on your own page in Alongside"
    label = TellHow(contact.tell_how).label
    return label[0].lower() + label[1:]


def sent(contact: Contact) -> SentContact:
    """What happens now."""
    words = pack_at(contact.pack_version_id).words
    went_up = contact.state == ContactState.REFERRED_UP
    return SentContact(
        contact.pk, contact.reference, words.front_door_full.text, contact.due_on,
        heard_how(contact), went_up, words.social_care_front_door.text,
    )  # fmt: skip
