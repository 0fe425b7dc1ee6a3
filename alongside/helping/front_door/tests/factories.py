"""Contacts for tests, reached through the real actions."""

import datetime as dt
import itertools
from typing import Any

from alongside.ground.access.actions import add_agency, add_person, grant_role
from alongside.ground.access.models import Agency, User
from alongside.ground.access.queries import the_system
from alongside.ground.operating_models.queries import Pack, current_pack, routes_for
from alongside.ground.operating_models.words import Follows
from alongside.helping.front_door.actions import Named, Report, decide, grade, record_contact
from alongside.helping.front_door.models import Contact
from alongside.people.families.models import Person

_numbers = itertools.count(1)


def a_user(role: str, *, agency: str = "Millbrook School", kind: str = "school", **more: Any) -> User:
    """A person with one baseline role; the agency is made when it is new. No role when `role` is ''."""
    home = Agency.objects.filter(name=agency).first() or add_agency(name=agency, kind=kind, by=the_system())
    number = next(_numbers)
    name = more.pop("name", f"Person {number}")
    user = add_person(email=f"person{number}@example.invalid", name=name, agency=home, by=the_system(), **more)
    if role:
        grant_role(user=user, role=role, by=the_system())
    return user


def a_named(number: int = 0, **more: Any) -> Named:
    """A made-up child; each number another one, born on another day."""
    born = dt.date(2015, 3, 1) + dt.timedelta(days=number)
    given: dict[str, Any] = {"forename": f"Ash{number}", "surname": f"Testerton{number}", "date_of_birth": born}
    return Named(**(given | more))


def route_answers(pack: Pack, route_id: str) -> dict[str, str]:
    """Answers to everything a route insists on."""
    answers = {}
    for ask in [ask for route in pack.routes if route.id == route_id for ask in route.asks]:
        if ask.required:
            answers[ask.id] = ask.options[0].id if ask.options else "yes" if ask.kind == "yes_no" else "2026-03-03"
    return answers


def a_report(by: User, pack: Pack | None = None, **more: Any) -> Report:
    """A report with everything answered, by the first route the sender's agency may use."""
    pack = pack or current_pack().pack
    kind = more.get("agency_kind") or by.agency.kind
    route = more.pop("route", None) or routes_for(pack, kind)[0].id
    given: dict[str, Any] = {
        "route": route, "concern": "Often late and tired.", "people": (a_named(next(_numbers)),), "in_danger": "no",
        "agreement": "agreed", "route_answers": route_answers(pack, route),
    }  # fmt: skip
    return Report(**(given | more))


def a_contact(by: User | None = None, **more: Any) -> Contact:
    """A contact as received; `more` are fields of Report. A school's practitioner sends it unless told."""
    sender = by or a_user("practitioner")
    return record_contact(report=a_report(sender, **more), by=sender)


def a_graded_contact(hub: User, by: User | None = None, **more: Any) -> Contact:
    """A contact with the pack's last priority."""
    contact = a_contact(by, **more)
    priority = max(current_pack().pack.priorities, key=lambda one: one.in_order)
    return grade(contact=contact, seen_version=contact.version, priority=priority.id, by=hub)


def way_to(pack: Pack, follows: Follows, *, without_partners: bool = True) -> tuple[str, str]:
    """Ids of a level and a decision of the pack by which this follows."""
    for level in pack.levels:
        for decision in pack.decisions:
            fits = decision.follows is follows and level.id in decision.levels and decision.id in level.outcomes
            if fits and not (without_partners and "partner_answers" in decision.needs):
                return level.id, decision.id
    raise LookupError(f"no way to {follows} in {pack.info.id}")


def a_decided_contact(hub: User, follows: Follows, contact: Contact | None = None, **more: Any) -> Contact:
    """A contact decided so that this follows, with whatever the pack's decision needs."""
    contact = contact or a_contact()
    level, decision = way_to(current_pack().pack, follows, without_partners=False)
    given: dict[str, Any] = {
        "rationale": "As the threshold says.", "safeguarding_needed": follows is Follows.REFER_UP,
        "safeguarding_why": "They may not be safe." if follows is Follows.REFER_UP else "",
        "not_waiting_because": "They have no record of the family.", "words": "Which school year?",
    }  # fmt: skip
    return decide(
        contact=contact, seen_version=contact.version, level=level, decision=decision, by=hub, **(given | more)
    )


def person_of(contact: Contact) -> Person:
    """The one person of a contact about a single person, once settled."""
    person = contact.people.get().person
    assert person is not None
    return person
