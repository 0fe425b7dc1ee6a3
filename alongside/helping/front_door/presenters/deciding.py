"""What stands beside the form on which a contact is decided."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from alongside.ground.access.models import User
from alongside.ground.lib.clock import as_text
from alongside.ground.operating_models.queries import Pack, pack_at
from alongside.helping.front_door.models import Contact, ContactPerson, PartnerEnquiry
from alongside.helping.front_door.policies import first_due
from alongside.helping.front_door.presenters.lists import Row, _row
from alongside.helping.front_door.presenters.people import NamedOn, _standing, named_on, who_and_born
from alongside.helping.front_door.presenters.whole import Whole, whole
from alongside.helping.front_door.queries import (
    earlier_contacts_about,
    enquiries_of,
    likely_same,
    people_of,
)
from alongside.helping.front_door.words import ContactState, EnquiryState
from alongside.people.episodes.queries import Standing, standing_of


@dataclass(frozen=True)
class EnquiryShown:
    """What a partner was asked."""

    id: uuid.UUID
    partner: str
    asks: str
    lawful_basis: str
    state: str
    must_answer: bool
    is_open: bool
    due_on: dt.date | None
    asked_of: str
    answer: str
    answered: str
    about: str
    reference: str


@dataclass(frozen=True)
class DecidePage:
    """What stands beside the form on which a contact is decided."""

    contact: Whole
    people: list[NamedOn]
    families: list[tuple[str, str]]
    enquiries: list[EnquiryShown]
    earlier: list[Row]
    levels: list[tuple[str, str, str]]
    can_ask: bool
    has_partners: bool
    waits_for_partners: bool
    due_words: str


def decide_page(contact: Contact, pack: Pack, by: User) -> DecidePage:
    """The contact, what is already known with dates, and the pack's thresholds."""
    people = people_of(contact)
    known = [named.person_id for named in people if named.person_id]
    alike, standings = likely_same(people), standing_of(known, by)
    shown = [
        named_on(
            named, pack, len(alike.get(named.pk, [])), standings.get(named.person_id, ()) if named.person_id else ()
        )
        for named in people
    ]  # fmt: skip
    asked = [enquiry(one, contact) for one in enquiries_of(contact)]
    due = first_due(pack, contact.received_at, contact.in_danger)
    return DecidePage(
        contact=whole(contact, by, people, with_decisions=bool(contact.told_text)),
        people=shown, families=_families(standings, people), enquiries=asked,
        earlier=[_row(one, pack, people=()) for one in earlier_contacts_about(contact, known)],
        levels=[(level.name, level.short, level.threshold_text) for level in pack.levels if level.retired_on is None],
        can_ask=contact.state in (ContactState.GRADED, ContactState.WAITING_FOR_PARTNERS),
        has_partners=bool(pack.partners_asked), waits_for_partners=_must_wait(pack, asked),
        due_words=due.assumption or "",
    )  # fmt: skip


def _must_wait(pack: Pack, asked: Sequence[EnquiryShown]) -> bool:
    names = {one.partner for one in asked}
    unasked = any(partner.must_answer and partner.name not in names for partner in pack.partners_asked)
    return unasked or any(one.is_open for one in asked)


def _families(
    standings: Mapping[uuid.UUID, Sequence[Standing]], people: Sequence[ContactPerson]
) -> list[tuple[str, str]]:
    """The families to choose from, when the people named belong to more than one."""
    found: dict[uuid.UUID, tuple[Standing, list[str]]] = {}
    for named in people:
        for standing in standings.get(named.person_id, ()) if named.person_id else ():
            found.setdefault(standing.family_id, (standing, []))[1].append(named.name)
    if len(found) < 2:
        return []
    return [(str(key), f"The family of {', '.join(names)}. {_standing(one)}") for key, (one, names) in found.items()]


def enquiry(one: PartnerEnquiry, contact: Contact | None = None) -> EnquiryShown:
    """What a partner was asked, and the answer."""
    pack = pack_at(one.pack_version_id)
    partner = next(found for found in pack.partners_asked if found.id == one.partner)
    about = contact or one.contact
    names = [who_and_born(one) for one in about.people.all()] if contact is None else []
    answered = f"{one.answered_by.name}, {as_text(one.answered_at)}" if one.answered_by else ""
    return EnquiryShown(
        id=one.pk, partner=partner.name, asks=partner.asks, lawful_basis=one.lawful_basis,
        state=EnquiryState(one.state).label, must_answer=one.must_answer, is_open=one.state == EnquiryState.ASKED,
        due_on=one.due_on, asked_of=one.asked_of.name if one.asked_of else "Asked by the hub itself", answer=one.answer,
        answered=answered, about=", ".join(names), reference=about.reference,
    )  # fmt: skip
