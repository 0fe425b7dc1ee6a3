"""Contacts about people whose record is kept closely: kept with them, and set apart where the sender may not know."""

import json
import uuid
from collections.abc import Sequence

from django.db import connection

from alongside.ground.access.models import User
from alongside.ground.access.words import RecordClass
from alongside.ground.lib.text import comparable
from alongside.helping.front_door.models import Contact, ContactPerson
from alongside.people.families.models import Family
from alongside.people.families.queries import compact_identifier
from alongside.people.protection.actions import clear_with_family


def keep_contacts(family: Family, record_class: RecordClass, whom_to_ask: str) -> Sequence[uuid.UUID]:
    """A family's contacts are kept as closely as it is; answers with their ids."""
    contacts = Contact.objects.filter(family=family)
    contacts.exclude(record_class=record_class).update(record_class=record_class, whom_to_ask=whom_to_ask)
    return list(contacts.values_list("pk", flat=True))


def contacts_opened_with(family: Family) -> Sequence[uuid.UUID]:
    """The restricted contacts of a family, for whoever was just cleared for it; none for anybody else."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM front_door_kept_with(%s)", [family.pk])
        return [contact for (contact,) in cursor]


def keep_as_family(contact: Contact, by: User) -> None:
    """A contact that turns out to be about a closely kept family is kept with it from now on."""
    family = contact.family
    if family is None or contact.record_class >= family.record_class:
        return
    clear_with_family(family=family, subjects=[contact.pk], by=by)
    contact.record_class, contact.whom_to_ask = family.record_class, family.whom_to_ask
    Contact.objects.filter(pk=contact.pk).update(record_class=family.record_class, whom_to_ask=family.whom_to_ask)


def set_apart(contact: Contact, people: Sequence[ContactPerson]) -> None:
    """Where somebody on a new contact resembles a sealed person, only those cleared for that person get the contact.

    Never a second, open record of a sealed person (the failure of ContactPoint; security rule 8). The database does it
    out of the sender's sight, and says nothing: the sender sees their contact as any other.
    """
    named = [
        {
            "forename": comparable(one.forename), "surname": comparable(one.surname),
            "born": one.date_of_birth.isoformat() if one.date_of_birth else None,
            "upn": compact_identifier(one.upn), "nhs": compact_identifier(one.nhs_number),
        }
        for one in people
    ]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("SELECT front_door_set_apart(%s, %s)", [contact.pk, json.dumps(named)])
