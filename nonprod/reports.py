"""The people of a story, and what somebody writes to the front door about them."""

import dataclasses
import datetime as dt
import random
from dataclasses import dataclass
from typing import Any

from alongside.ground.access.models import User
from alongside.ground.operating_models.queries import Pack, routes_for
from alongside.helping.front_door.actions import Named, Noticed, Report
from alongside.people.families.actions import start_family
from alongside.people.families.models import Family, Person
from alongside.people.families.queries import age_on
from alongside.people.families.words import FamilyRole
from nonprod.data import read

RELATIONSHIPS = {"F": "mother", "M": "father", "U": "carer"}


@dataclass
class Cast:
    """Parents and children of one family as the records have them, and what their story is about."""

    parents: list[Person]
    children: list[Person]
    elsewhere: list[Person]
    theme: dict[str, Any]
    from_kind: str

    @property
    def members(self) -> list[Person]:
        """Everybody at the address, parents first."""
        return [*self.parents, *self.children]

    def known_on(self, day: dt.date) -> "Cast":
        """The same without children not born yet, other than one expected within ten months."""
        soon = day + dt.timedelta(days=300)
        children = [
            one for one in self.children
            if not one.date_of_birth or one.date_of_birth <= (soon if one.date_known == "expected" else day)
        ]  # fmt: skip
        return dataclasses.replace(self, children=children)

    def by_id(self, subject: str) -> Person | None:
        """The person a page of a form is about, if it is about one."""
        return next((one for one in self.members if str(one.pk) == subject), None)

    def fill(self, text: str, *, child: Person | None = None, lead: str = "") -> str:
        """The text with this family's first names and school in it."""
        who = child or self.children[0]
        school = str(who.school) if who.school else "school"
        names = {
            "child": first_name(who),
            "parent": first_name(self.parents[0]),
            "school": school,
            "lead": lead or "the worker",
        }
        for key, word in names.items():
            text = text.replace("{" + key + "}", word)
        return " ".join(text.split())

    def theme_text(self, key: str) -> str:
        """What the sender wrote: 'concern', 'tried', 'family_view', 'going_well'; blank for another key."""
        if key == "concern":
            return self.fill(self.theme["from"][self.from_kind])
        return self.fill(self.theme[key]) if key in ("tried", "family_view", "going_well") else ""

    def factors(self, pack: Pack) -> list[str]:
        """The theme's factors that this pack has."""
        known = {one.id for one in pack.factors}
        return [one for one in self.theme["factors"] if one in known]

    def as_family(self, by: User) -> Family:
        """The family, begun by hand."""
        members = [
            *((one, FamilyRole.PARENT) for one in self.parents),
            *((one, FamilyRole.CHILD) for one in self.children),
        ]
        return start_family(members=members, by=by)

    def band(self, child: Person, day: dt.date) -> str:
        """How old the child is, as children's words are sorted: small, young, old."""
        age = age_on(child.date_of_birth, day) if child.date_of_birth else 8
        return "small" if age < 4 else "young" if age < 11 else "old"


def first_name(person: Person) -> str:
    """What somebody is called; an unborn child is 'the baby'."""
    if person.date_known == "expected":
        return "the baby"
    names = sorted(person.names.all(), key=lambda name: ("known_as", "usual", "previous").index(name.kind))
    return names[0].forename or names[0].surname


def named_of(person: Person, role: str, relationship: str = "") -> Named:
    """Somebody already in the records, as a sender who searched first names them."""
    usual = next(name for name in person.names.all() if name.kind == "usual")
    return Named(
        forename=usual.forename, surname=usual.surname, role=role, date_of_birth=person.date_of_birth,
        date_known=person.date_known, sex=person.sex, relationship=relationship, person_id=person.pk,
        has_send=person.has_send, school=str(person.school or ""),
    )  # fmt: skip


def report(
    pack: Pack, cast: Cast, sender: User, rng: random.Random, *, people: tuple[Named, ...] | None = None, **more: Any
) -> Report:
    """What the sender says about the family."""
    kind = more.pop("agency_kind", sender.agency.kind)
    routes = routes_for(pack, kind)
    route = more.pop("route", "") or routes[0].id
    named = people if people is not None else (
        *(named_of(one, FamilyRole.CHILD) for one in cast.children),
        *(named_of(one, FamilyRole.PARENT, RELATIONSHIPS[one.sex]) for one in cast.parents),
    )  # fmt: skip
    given: dict[str, Any] = {
        "route": route, "concern": cast.theme_text("concern"), "people": named, "in_danger": "no",
        "agreement": "agreed", "route_answers": route_answers(pack, route, rng),
        "going_well": cast.theme_text("going_well"),
        "tried": cast.theme_text("tried"), "family_view": cast.theme_text("family_view"),
        "factors": tuple(Noticed(factor=one, about=0 if named else None) for one in cast.factors(pack)[:2]),
    }  # fmt: skip
    return Report(**(given | more))


def route_answers(pack: Pack, route_id: str, rng: random.Random) -> dict[str, str]:
    """Answers to what a route insists on."""
    answers = {}
    for ask in pack.route(route_id).asks:
        if ask.required:
            plain = {"yes_no": rng.choice(["yes", "no"]), "date": "2026-03-03", "text": read("notes")["stepped_down"]}
            answers[ask.id] = rng.choice(ask.options).id if ask.options else plain.get(str(ask.kind), "yes")
    return answers
