"""What follows a decision happens here, through the actions of families and episodes."""

import uuid
from dataclasses import dataclass

from alongside.ground.access.models import User
from alongside.ground.lib.errors import Refused
from alongside.ground.lib.hooks import Hook
from alongside.helping.front_door.models import Contact, ContactPerson, Decision
from alongside.helping.front_door.policies import relationship_kind
from alongside.helping.front_door.queries import likely_same
from alongside.helping.front_door.words import Match
from alongside.people.episodes.actions import name_lead, open_episode, tell
from alongside.people.episodes.models import Episode
from alongside.people.episodes.queries import current_episode, open_episode_of, open_families_of
from alongside.people.episodes.words import EpisodeState, StoryKind
from alongside.people.families.actions import (
    Details,
    add_person,
    join_family,
    notice_factor,
    record_address,
    relate,
    start_family,
)
from alongside.people.families.models import Family, Person
from alongside.people.families.queries import addresses_of, families_of_people, relationships_among
from alongside.people.families.words import FamilyRole


@dataclass(frozen=True)
class ReferredUp:
    """A contact passed to social care, with everything known. `family` is None when nobody on it has a name."""

    contact: Contact
    decision: Decision
    family: Family | None
    by: User
    why: str


REFERRED_UP: Hook[[ReferredUp], object] = Hook()


@dataclass(frozen=True)
class Asked:
    """What the person deciding asked for."""

    level: str
    why: str
    pack_version_id: uuid.UUID
    by: User
    family: Family | None = None
    lead: User | None = None
    lead_why: str = ""
    family_view: str = ""


def _name_lead(contact: Contact, asked: Asked) -> tuple[Family, Episode]:
    """Start or reuse the family, open it, and name who leads."""
    if asked.lead is None:
        raise Refused("Choose a lead practitioner.", field="lead")
    family = _family_for(contact, asked)
    episode = open_episode_of(family)
    if episode is not None and episode.state != EpisodeState.WAITING_FOR_LEAD:
        raise Refused(
            "This family is already open to early help.",
            what_to_do="Decide to add the contact to the open family instead.",
            field="decision",
        )
    episode = episode or _open(contact, family, asked, for_panel=False)
    name_lead(
        episode=episode, user=asked.lead, why=asked.lead_why.strip() or asked.why, by=asked.by,
        family_view=asked.family_view,
    )  # fmt: skip
    return family, episode


def _wait_for_panel(contact: Contact, asked: Asked) -> tuple[Family, Episode]:
    """Start or reuse the family, and put it on the panel's waiting list."""
    family = _family_for(contact, asked)
    return family, _open(contact, family, asked, for_panel=True)


def _attach(contact: Contact, asked: Asked) -> tuple[Family, Episode]:
    """Add the contact to the story of the open family it is about."""
    family = asked.family or contact.family or _only_open_family(contact)
    episode = open_episode_of(family) if family else None
    if family is None or episode is None:
        raise Refused(
            "The contact is not about a family that is open to early help.",
            what_to_do="Say who the people are first, or decide something else.",
            field="decision",
        )
    for named in _settled(contact):
        person = named.person or _as_new(named, asked.by)
        join_family(family=family, person=person, role=named.role, by=asked.by)
        _address(named, person, asked.by)
    _factors(contact, family, asked.by)
    tell(
        family=family, episode=episode, kind=StoryKind.CONTACT, by=asked.by, source=contact, detail=contact.concern,
        headline=f"A contact was added: {contact.sender_agency or 'from the public'}",
        people=[named.person_id for named in contact.people.all() if named.person_id],
    )  # fmt: skip
    return family, episode


def _family_if_named(contact: Contact, asked: Asked) -> Family | None:
    """The family to hand over with a referral up; never refuses for what is still doubtful about who is who."""
    people = list(contact.people.all())
    if not people:
        return asked.family or contact.family
    return _family_for(contact, asked, urgent=True)


def _open(contact: Contact, family: Family, asked: Asked, *, for_panel: bool) -> Episode:
    return open_episode(
        family=family, level=asked.level, pack_version_id=asked.pack_version_id, by=asked.by, why=asked.why,
        for_panel=for_panel, from_contact=contact.pk,
    )  # fmt: skip


def _family_for(contact: Contact, asked: Asked, *, urgent: bool = False) -> Family:
    """The family of the people named: the one chosen, their only one, or a new one. Everybody named joins it."""
    people = list(contact.people.select_related("person").order_by("position")) if urgent else _settled(contact)
    if not people:
        raise Refused(
            "The contact names nobody, so no family can be opened.",
            what_to_do="Ask the sender for a name: even one is enough.",
            field="decision",
        )
    family = asked.family or contact.family or _their_only_family(people, urgent)
    members = [(named.person or _as_new(named, asked.by), named) for named in people]
    if family is None:
        family = start_family(members=[(person, named.role) for person, named in members], by=asked.by)
    for person, named in members:
        join_family(family=family, person=person, role=named.role, by=asked.by)
        _address(named, person, asked.by)
    _relationships(members, asked.by)
    _factors(contact, family, asked.by)
    return family


def _settled(contact: Contact) -> list[ContactPerson]:
    people = list(contact.people.select_related("person").order_by("position"))
    if likely_same(people):
        raise Refused(
            "Somebody on this contact is very likely known already.",
            what_to_do="Say for each person whether they are the same or new, so that nobody is recorded twice.",
            field="decision",
        )
    return people


def _their_only_family(people: list[ContactPerson], urgent: bool) -> Family | None:
    known = [named.person_id for named in people if named.person_id]
    families = {family.pk: family for rows in families_of_people(known).values() for family in rows}
    if len(families) <= 1:
        return next(iter(families.values()), None)
    still_open = open_families_of(known)
    if len(still_open) == 1 or (urgent and still_open):
        return still_open[0]
    if urgent:
        return next(iter(families.values()))
    raise Refused(
        "The people named belong to more than one family.",
        what_to_do="Choose which family the contact is about.",
        field="family",
    )


def _only_open_family(contact: Contact) -> Family | None:
    families = open_families_of([named.person_id for named in contact.people.all() if named.person_id])
    return families[0] if len(families) == 1 else None


def _as_new(named: ContactPerson, by: User) -> Person:
    person = add_person(
        details=Details(
            forename=named.forename, surname=named.surname, date_of_birth=named.date_of_birth,
            date_known=named.date_known, sex=named.sex, nhs_number=named.nhs_number, upn=named.upn,
            telephone=named.telephone, has_send=named.has_send,
        ),
        by=by,
    )  # fmt: skip
    named.person, named.match = person, Match.NEW
    named.save(update_fields=["person", "match"])
    return person


def _address(named: ContactPerson, person: Person, by: User) -> None:
    if not (named.lines or named.postcode or named.no_fixed_address):
        return
    present = next((row for row in addresses_of([person.pk]).get(person.pk, []) if row.until is None), None)
    given = (named.lines, named.postcode, named.no_fixed_address)
    if present is None or (present.lines, present.postcode, present.no_fixed_address) != given:
        record_address(
            people=[person], lines=named.lines, postcode=named.postcode, ward_code=named.ward_code,
            no_fixed_address=named.no_fixed_address, by=by,
        )  # fmt: skip


def _relationships(members: list[tuple[Person, ContactPerson]], by: User) -> None:
    """Relate those not related yet: what a contact says of somebody never overrules what is known of them."""
    children = [person for person, named in members if named.role == FamilyRole.CHILD]
    ties = relationships_among(person.pk for person, _ in members)
    known = {frozenset((tie.person_id, tie.other_id)) for tie in ties}
    for person, named in members:
        kind = relationship_kind(named.relationship)
        if kind is not None:
            for child in children:
                if child.pk != person.pk and frozenset((child.pk, person.pk)) not in known:
                    relate(person=person, other=child, kind=kind, by=by)


def _factors(contact: Contact, family: Family, by: User) -> None:
    people = list(contact.people.order_by("position"))
    first = next((named for named in people if named.role == FamilyRole.CHILD), people[0] if people else None)
    for noticed in contact.factors.select_related("about"):
        about = next((named for named in people if named.pk == noticed.about_id), first)
        if about and about.person:
            notice_factor(family=family, person=about.person, factor=noticed.factor, evidence=noticed.evidence, by=by)


def _lead_name(family: Family | None) -> str:
    episode = current_episode(family) if family else None
    lead = episode.leads.filter(until=None).select_related("user").first() if episode else None
    return lead.user.name if lead else ""
