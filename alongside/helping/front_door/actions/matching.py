"""Settling who the people named on a contact are."""

from alongside.ground.access.models import User
from alongside.ground.access.queries import require
from alongside.ground.access.words import Permission
from alongside.ground.lib.actions import action
from alongside.ground.lib.errors import Refused
from alongside.ground.operating_models.queries import current_pack
from alongside.helping.front_door.actions.common import _audit, _locked
from alongside.helping.front_door.keeping import keep_as_family
from alongside.helping.front_door.models import Contact, ContactPerson
from alongside.helping.front_door.policies import UNDECIDED, area_of
from alongside.helping.front_door.words import Match
from alongside.people.episodes.queries import open_families_of
from alongside.people.families.models import Person
from alongside.people.families.queries import addresses_of


@action
def match_person(*, named: ContactPerson, person: Person | None, by: User) -> ContactPerson:
    """Say that somebody on a contact is this person, or (None) somebody new; it can be changed until the decision.

    The contact is then about that person's open family, if it was about none and there is just one.
    """
    require(by, Permission.DECIDE_CONTACT, named.contact)
    contact = _locked(named.contact)
    if contact.state not in UNDECIDED:
        raise Refused("This contact has been decided.", what_to_do="Reload the page to see the decision.")
    if person and contact.people.filter(person=person).exclude(pk=named.pk).exists():
        raise Refused("Somebody else on this contact is that person already.", field="person")
    named.person, named.match = person, Match.SAME if person else Match.NEW
    named.save(update_fields=["person", "match"])
    if person:
        _learn_from(contact, person, by)
    _audit("person_matched", contact, by, named=str(named.pk), person=str(person.pk) if person else None)
    return named


def _learn_from(contact: Contact, person: Person, by: User) -> None:
    families = open_families_of([person.pk])
    if contact.family is None and len(families) == 1:
        contact.family = families[0]
    if not contact.area:
        wards = [row.ward_code for row in addresses_of([person.pk]).get(person.pk, []) if row.until is None]
        contact.area = area_of(current_pack().pack, wards)
    contact.save(update_fields=["family", "area"])
    keep_as_family(contact, by)
