"""The contact in the making, and what happens once it is sent."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse

from alongside.ground.design_system.forms import Form
from alongside.helping.front_door.wizard import TITLES, Held
from alongside.people.episodes.queries import standing_of
from alongside.people.families.queries import (
    get_family,
    members_of,
)


@dataclass(frozen=True)
class PersonOn:
    """Somebody on the contact in the making."""

    at: int
    name: str
    about: str
    is_known: bool
    doubts: list[str]


def people_held(held: Held) -> list[PersonOn]:
    """Everybody on the contact in the making."""
    shown = []
    for at, one in enumerate(held.people):
        known = held.known.get(uuid.UUID(one.person_id)) if one.person_id else None
        about = f"{known.born}. From the records." if known else "Added by you."
        shown.append(PersonOn(at, held.name_of(one), about, bool(one.person_id), []))
    return shown


def others_of_the_family(held: Held) -> list[tuple[str, str]]:
    """Others of the family of the first person chosen from the records, for those who may see that family."""
    chosen = [uuid.UUID(one.person_id) for one in held.people if one.person_id]
    if not chosen:
        return []
    standings = standing_of(chosen[:1], held.by).get(chosen[0], [])
    open_to_me = next((standing for standing in standings if standing.may_open), None)
    if open_to_me is None:
        return []
    members = members_of(get_family(held.by, open_to_me.family_id))
    return [(str(member.id), f"{member.name} ({member.born})") for member in members if member.id not in chosen]


@dataclass(frozen=True)
class AnswersCard:
    """The answers of one step, to check."""

    title: str
    href: str
    rows: list[tuple[str, str]]


def answers_to_check(held: Held, checked: Mapping[str, Form]) -> list[AnswersCard]:
    """Each step's answers in words, with the way back to it."""
    cards = []
    for step in held.steps:
        if step == "who":
            continue
        form = checked[step]
        rows = form.in_words() if form.is_valid() else [("Not finished", "This page still needs an answer")]
        where = reverse("new_contact") if step == "danger" else reverse("new_contact_step", args=[step])
        cards.append(AnswersCard(TITLES[step], f"{where}?then=check", rows))
    return cards
