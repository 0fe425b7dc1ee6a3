"""Changes to people, families, relationships and where people live."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from alongside.ground.access.models import Agency, User, code_of
from alongside.ground.access.queries import require
from alongside.ground.access.words import Permission, Section
from alongside.ground.audit import actions as audit
from alongside.ground.lib.actions import action
from alongside.ground.lib.clock import now, today
from alongside.ground.lib.errors import Refused
from alongside.ground.lib.hooks import Hook
from alongside.ground.lib.models import save_seen
from alongside.ground.lib.text import comparable, tidy, tidy_postcode
from alongside.ground.operating_models.queries import current_pack
from alongside.people.families.models import Factor, Family, Membership, Person, PersonAddress, PersonName, Relationship
from alongside.people.families.policies import compact_identifier, search_keys
from alongside.people.families.words import DateKnown, FamilyRole, NameKind, Sex

CHANGEABLE = frozenset(
    {"date_of_birth", "date_known", "sex", "ethnicity", "first_language", "needs_interpreter", "has_send", "died_on",
     "nhs_number", "upn", "telephone", "email", "contact_note", "school"}
)  # fmt: skip


JOINED: Hook[[Family, Person, User], None] = Hook()
"""Somebody joined a family: higher packages keep them as closely as it is kept, or tell its readers."""


CHANGED: Hook[[Person, frozenset[str], User], None] = Hook()
"""Facts about a person changed (named by field): a change of school moves what schools may see, at once."""


@dataclass(frozen=True)
class Details:
    """What was learnt about a person; everything but one part of the name may be unknown."""

    forename: str = ""
    surname: str = ""
    known_as: str = ""
    date_of_birth: dt.date | None = None
    date_known: str = ""
    sex: str = Sex.UNKNOWN
    ethnicity: str = ""
    nhs_number: str = ""
    upn: str = ""
    telephone: str = ""
    email: str = ""
    contact_note: str = ""
    first_language: str = ""
    has_send: bool | None = None
    school: Agency | None = None


@action
def add_person(*, details: Details, by: User) -> Person:
    """Record a person not recorded before. Raises Refused without any name, or with a date that cannot be."""
    date_known = details.date_known or (DateKnown.EXACT if details.date_of_birth else DateKnown.UNKNOWN)
    _check_date(details.date_of_birth, date_known)
    person = Person.objects.create(
        date_of_birth=details.date_of_birth, date_known=date_known, sex=details.sex, ethnicity=details.ethnicity,
        nhs_number=compact_identifier(details.nhs_number), upn=compact_identifier(details.upn),
        telephone=tidy(details.telephone), email=details.email, contact_note=tidy(details.contact_note),
        first_language=details.first_language, has_send=details.has_send, school=details.school,
    )  # fmt: skip
    _add_name(person, NameKind.USUAL, details.forename, details.surname)
    if tidy(details.known_as):
        _add_name(person, NameKind.KNOWN_AS, details.known_as, details.surname)
    audit.record(kind="families.person_added", by=by, record=person)
    return person


@action
def change_person(*, person: Person, seen_version: int, changes: dict[str, Any], by: User) -> Person:
    """Change what is known about a person; raises Conflict when somebody else changed it meanwhile.

    `changes` may hold any of CHANGEABLE; raises ValueError for another field.
    """
    if unknown := set(changes) - CHANGEABLE:
        raise ValueError(f"not changeable: {sorted(unknown)}")
    for name, value in changes.items():
        setattr(person, name, compact_identifier(value) if name in {"nhs_number", "upn"} else value)
    _check_date(person.date_of_birth, person.date_known)
    save_seen(person, seen_version, fields=changes)
    audit.record(kind="families.person_changed", by=by, record=person, detail={"fields": sorted(changes)})
    CHANGED(person, frozenset(changes), by)
    return person


@action
def add_name(*, person: Person, kind: str, forename: str, surname: str, by: User) -> PersonName:
    """Add another name somebody goes by; a new usual name makes the earlier one a previous name."""
    if kind == NameKind.USUAL:
        person.names.filter(kind=NameKind.USUAL).update(kind=NameKind.PREVIOUS)
    name = _add_name(person, kind, forename, surname)
    audit.record(kind="families.name_added", by=by, record=person, detail={"kind": kind})
    return name


@action
def start_family(*, members: Sequence[tuple[Person, str]], by: User, since: dt.date | None = None) -> Family:
    """Put people together as one family; `members` are people with their FamilyRole."""
    if not members:
        raise Refused("A family needs at least one person.", what_to_do="Add a child or a parent first.")
    family = Family.objects.create(created_by=by, created_at=now())
    for person, role in members:
        join_family(family=family, person=person, role=role, by=by, since=since)
    audit.record(kind="families.family_started", by=by, record=family, family_id=family.pk)
    return family


@action
def join_family(*, family: Family, person: Person, role: str, by: User, since: dt.date | None = None) -> Membership:
    """Add a person to a family; somebody who already belongs to it stays as they are."""
    membership, is_new = Membership.objects.get_or_create(
        family=family, person=person, until=None, defaults={"role": FamilyRole(role), "since": since or today()}
    )
    if is_new:
        audit.record(
            kind="families.joined", by=by, record=membership, family_id=family.pk, detail={"person": str(person.pk)}
        )
        JOINED(family, person, by)
    return membership


@action
def leave_family(*, membership: Membership, why: str, by: User, on: dt.date | None = None) -> Membership:
    """End a person's place in a family, keeping that they belonged to it."""
    require(by, Permission.CHANGE_FAMILY, membership.family)
    day = on or today()
    _check_past(day, "on")
    if day < membership.since:
        raise Refused("They joined the family after this day.", field="on")
    membership.until = day
    membership.why_ended = tidy(why)
    membership.save(update_fields=["until", "why_ended"])
    audit.record(kind="families.left", by=by, record=membership, family_id=membership.family_id)
    return membership


@action
def relate(
    *, person: Person, other: Person, kind: str, by: User, has_parental_responsibility: bool | None = None,
    since: dt.date | None = None,
) -> Relationship:  # fmt: skip
    """Record what `person` is to `other`; raises Refused when they are the same person."""
    if person.pk == other.pk:
        raise Refused("A person can't be related to themselves.", what_to_do="Choose somebody else.", field="other")
    relationship, is_new = Relationship.objects.get_or_create(
        person=person, other=other, kind=kind, until=None,
        defaults={"has_parental_responsibility": has_parental_responsibility, "since": since},
    )  # fmt: skip
    if is_new:
        audit.record(kind="families.related", by=by, record=relationship, detail={"kind": kind})
    return relationship


@action
def end_relationship(*, relationship: Relationship, by: User, on: dt.date | None = None) -> Relationship:
    """Record that a relationship has ended, or was recorded by mistake; that it was recorded is kept."""
    _check_past(on or today(), "on")
    relationship.until = on or today()
    relationship.save(update_fields=["until"])
    audit.record(kind="families.relationship_ended", by=by, record=relationship, detail={"kind": relationship.kind})
    return relationship


@action
def record_address(
    *, people: Iterable[Person], by: User, lines: str = "", postcode: str = "", ward_code: str = "", uprn: str = "",
    no_fixed_address: bool = False, since: dt.date | None = None, confidential: bool = False,
) -> list[PersonAddress]:  # fmt: skip
    """Record where people live from a day on; the address before it ends that day.

    A confidential one is seen by `by` alone until they name others (`protection.actions.show_address`).

    An address told late ends where the next one already known begins. Raises Refused for a day still to come.
    """
    if not no_fixed_address and not tidy(lines) and not tidy(postcode):
        raise Refused("Enter an address or a postcode, or say that there is no fixed address.", field="lines")
    start = since or today()
    _check_past(start, "since")
    recorded = []
    for person in people:
        next_known = person.addresses.filter(since__gt=start).order_by("since").first()
        person.addresses.filter(since__lte=start).filter(Q(until=None) | Q(until__gt=start)).update(until=start)
        recorded.append(
            PersonAddress.objects.create(
                person=person,
                lines="" if no_fixed_address else tidy(lines),
                postcode=tidy_postcode(postcode),
                ward_code=ward_code,
                uprn=uprn,
                no_fixed_address=no_fixed_address,
                confidential=confidential,
                since=start,
                until=next_known.since if next_known else None,
                recorded_by=by,
            )
        )
        if not recorded[-1].until and person.address_is_kept != confidential:
            person.address_is_kept = confidential
            Person.objects.filter(pk=person.pk).update(address_is_kept=confidential)
        audit.record(kind="families.address_recorded", by=by, record=person, detail={"confidential": confidential})
    return recorded


@action
def notice_factor(
    *, family: Family, person: Person, factor: str, evidence: str, by: User, noticed_on: dt.date | None = None
) -> Factor:
    """Record a vulnerability factor of the pack about a person (A6); noticing it again changes nothing.

    Raises Refused for a factor the council's pack does not have, or a day still to come.
    """
    _check_past(noticed_on or today(), "noticed_on")
    adopted = current_pack()
    if factor not in {known.id for known in adopted.pack.factors}:
        raise Refused(
            "This factor is not in the council's list.", what_to_do="Choose one from the list.", field="factors"
        )
    noticed, is_new = Factor.objects.get_or_create(
        family=family, person=person, factor=factor, ended_on=None,
        defaults={"evidence": evidence, "noticed_on": noticed_on or today(), "noticed_by": by,
                  "pack_version_id": adopted.version_id},
    )  # fmt: skip
    if is_new:
        audit.record(
            kind="families.factor_noticed", by=by, record=noticed, family_id=family.pk, detail={"factor": factor}
        )
    return noticed


@action
def end_factor(*, factor: Factor, by: User, on: dt.date | None = None) -> Factor:
    """Record that a factor no longer holds, from a day on; that it did is kept."""
    require(by, Permission.CHANGE_FAMILY, factor.family)
    day = on or today()
    _check_past(day, "on")
    if day < factor.noticed_on:
        raise Refused("It was noticed after this day.", field="on")
    factor.ended_on = day
    factor.save(update_fields=["ended_on"])
    audit.record(kind="families.factor_ended", by=by, record=factor, family_id=factor.family_id)
    return factor


@action
def say_be_careful(*, family: Family, seen_version: int, text: str, by: User) -> Family:
    """Write what whoever meets the family should be careful of; raises Conflict."""
    require(by, Permission.CHANGE_FAMILY, family)
    family.be_careful = text.strip()
    save_seen(family, seen_version, fields=["be_careful"])
    audit.record(kind="families.be_careful_changed", by=by, record=family, family_id=family.pk)
    return family


@action
def let_read(*, family: Family, principals: Iterable[int], by: User) -> None:
    """Name further readers of a family: people, teams or agencies by their principal."""
    _set_readers(family, lambda readers: sorted({*readers, *principals}), by)


@action
def stop_reading(*, family: Family, principals: Iterable[int], by: User) -> None:
    """Take readers off a family, at once."""
    _set_readers(family, lambda readers: sorted(set(readers) - set(principals)), by)


@action
def let_read_sections(*, family: Family, agencies: Mapping[int, frozenset[Section]], by: User) -> None:
    """Set which sections each agency (by principal) may read as a whole; an agency not named keeps what it has."""
    theirs = {code_of(principal, section) for principal in agencies for section in Section}
    now_open = {code_of(principal, section) for principal, sections in agencies.items() for section in sections}
    _set_readers(family, lambda readers: sorted({*readers} - theirs | now_open), by)


def _set_readers(family: Family, change: Any, by: User) -> None:
    locked = Family.objects.select_for_update().get(pk=family.pk)
    before = list(locked.readers)
    family.readers = change(before)
    if family.readers != before:
        Family.objects.filter(pk=family.pk).update(readers=family.readers)
        audit.record(
            kind="families.readers_changed",
            by=by,
            record=family,
            family_id=family.pk,
            detail={"readers": family.readers},
        )


def _add_name(person: Person, kind: str, forename: str, surname: str) -> PersonName:
    forename, surname = tidy(forename)[:120], tidy(surname)[:120]
    if not forename and not surname:
        raise Refused("Enter a name, even if only one is known.", field="forename")
    return PersonName.objects.create(
        person=person, kind=kind, forename=forename, surname=surname, forename_key=comparable(forename)[:120],
        surname_key=comparable(surname)[:120], keys=search_keys(forename, surname),
    )  # fmt: skip


def _check_past(day: dt.date, field: str) -> None:
    if day > today():
        raise Refused("The day is in the future.", what_to_do="Enter the day it happened.", field=field)


def _check_date(date_of_birth: dt.date | None, date_known: str) -> None:
    if date_known == DateKnown.UNKNOWN:
        return
    if date_of_birth is None:
        raise Refused("Enter a date, or say that it is not known.", field="date_of_birth")
    if date_known == DateKnown.EXPECTED:
        if not today() - dt.timedelta(days=60) <= date_of_birth <= today() + dt.timedelta(days=310):
            raise Refused("The expected date must be within the next ten months.", field="date_of_birth")
    elif date_of_birth > today():
        raise Refused(
            "The date of birth is in the future.",
            what_to_do="If the child is not born yet, say so and enter the expected date.",
            field="date_of_birth",
        )
    elif date_of_birth.year < today().year - 120:
        raise Refused("The date of birth is more than 120 years ago.", field="date_of_birth")
