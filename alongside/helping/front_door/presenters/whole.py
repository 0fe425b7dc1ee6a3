"""One contact whole, in its sender's words."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from alongside.ground.access.models import User
from alongside.ground.access.queries import may
from alongside.ground.access.words import Permission
from alongside.ground.lib.clock import as_text
from alongside.ground.operating_models.queries import Pack, pack_at
from alongside.helping.front_door.models import Contact, ContactPerson
from alongside.helping.front_door.policies import already_decided
from alongside.helping.front_door.presenters.lists import _row
from alongside.helping.front_door.presenters.people import NamedOn, named_on
from alongside.helping.front_door.queries import (
    added_to,
    decisions_of,
    factors_on,
    people_of,
    statuses_of,
)
from alongside.helping.front_door.words import TO_DECIDE, ContactState


@dataclass(frozen=True)
class DecisionShown:
    """One decision."""

    name: str
    level: str
    why: str
    by: str
    at: dt.datetime
    family_id: uuid.UUID | None


@dataclass(frozen=True)
class Whole:
    """One contact whole, in its sender's words."""

    id: uuid.UUID
    reference: str
    state: str
    is_decided: bool
    is_returned: bool
    waits: bool
    overdue: bool
    due_on: dt.date
    received: dt.datetime
    priority: str
    colour: str
    route: str
    sender: str
    sender_telephone: str
    sender_email: str
    tell_how: str
    taken_by: str
    taken_at: dt.datetime | None
    danger: str
    in_danger: bool
    words: list[tuple[str, str]]
    answers: list[tuple[str, str]]
    people: list[NamedOn]
    factors: list[tuple[str, str]]
    added: list[tuple[str, str]]
    told_text: str
    told: str
    told_at: dt.datetime | None
    seen: bool
    decisions: list[DecisionShown]
    history: list[tuple[str, dt.datetime, str, str]]
    version: int
    family_id: uuid.UUID | None


def whole(
    contact: Contact, by: User, people: Sequence[ContactPerson] | None = None, *, with_decisions: bool = True
) -> Whole:
    """Everything about a contact that its sender or the hub may read; decisions' reasons are for those who decide."""
    pack = pack_at(contact.pack_version_id)
    people = people_of(contact) if people is None else people
    decides = bool(may(by, Permission.DECIDE_CONTACT, contact))
    row = _row(contact, pack, people=people)
    return Whole(
        id=contact.pk, reference=contact.reference, state=row.state, is_decided=already_decided(contact.state),
        is_returned=contact.state == ContactState.RETURNED, waits=contact.state in TO_DECIDE, overdue=row.overdue,
        due_on=contact.due_on, received=contact.received_at, priority=row.priority, colour=row.colour, route=row.route,
        sender=_sender(contact),
        sender_telephone=contact.sender_telephone, sender_email=contact.sender_email,
        tell_how=contact.get_tell_how_display(), taken_by=row.taken_by, taken_at=contact.taken_at,
        danger=contact.get_in_danger_display() or "Not asked", in_danger=row.in_danger, words=_words(contact),
        answers=_answers(contact, pack), people=[named_on(named, pack) for named in people],
        factors=_factors(contact, pack, people),
        added=[(text, f"{name}, {as_text(at)}") for text, name, at in added_to(contact)],
        told_text=contact.told_text, told=contact.get_told_how_display(), told_at=contact.told_at,
        seen=contact.seen_by_sender_at is not None, decisions=_decisions(contact) if decides and with_decisions else [],
        history=statuses_of(contact) if decides else [], version=contact.version,
        family_id=contact.family_id if contact.family and may(by, Permission.SEE_FAMILY, contact.family) else None,
    )  # fmt: skip


def _sender(contact: Contact) -> str:
    parts = (contact.sender_name, contact.sender_role, contact.sender_agency)
    return ", ".join(part for part in parts if part) or "The public"


def _words(contact: Contact) -> list[tuple[str, str]]:
    said = [
        ("What is worrying, or wanted", contact.concern), ("What is going well", contact.going_well),
        ("What was tried", contact.tried), ("What the family thinks", contact.family_view),
        ("Does the family agree", contact.get_agreement_display() if contact.agreement else "Not asked on this form"),
        ("Why they did not agree or were not asked", contact.agreement_why), ("Anything else", contact.anything_else),
        ("Why a child outside the service age", contact.outside_age_reason),
    ]  # fmt: skip
    optional = {"Why they did not agree or were not asked", "Anything else", "Why a child outside the service age"}
    return [(label, text or "Not said") for label, text in said if text or label not in optional]


def _answers(contact: Contact, pack: Pack) -> list[tuple[str, str]]:
    asks = {ask.id: ask for route in pack.routes if route.id == contact.route for ask in route.asks}
    shown = []
    for name, value in contact.route_answers.items():
        ask = asks.get(name)
        options = {option.id: option.label for option in ask.options} if ask else {}
        words = {"yes": "Yes", "no": "No"} if ask and ask.kind.value == "yes_no" else options
        shown.append((ask.label if ask else name, words.get(str(value), str(value))))
    return shown


def _factors(contact: Contact, pack: Pack, people: Sequence[ContactPerson]) -> list[tuple[str, str]]:
    texts = {factor.id: factor.text for factor in pack.factors}
    names = {str(named.pk): named.name for named in people}
    return [
        (f"{names.get(about, 'The family')}: {texts.get(factor, factor)}", evidence or "Nothing said")
        for factor, evidence, about in factors_on(contact)
    ]


def _decisions(contact: Contact) -> list[DecisionShown]:
    shown = []
    for one in decisions_of(contact):
        pack = pack_at(one.pack_version_id)
        name = pack.decision(one.decision).name if one.decision else "Passed to social care"
        level = pack.level(one.level).name if one.level else ""
        family_id = one.episode.family_id if one.episode else None
        shown.append(DecisionShown(name, level, one.rationale, one.by.name, one.at, family_id))
    return shown
