"""Reading who may see closely kept records."""

import datetime as dt
import json
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import connection
from django.db.models import QuerySet

from alongside.ground.access.models import Clearance, Exclusion, User
from alongside.ground.access.queries import known_to, people_who_may, require
from alongside.ground.access.words import ClearanceKind, ExclusionKind, Permission, RecordClass
from alongside.ground.lib.clock import now, today
from alongside.ground.lib.errors import NotAllowed, NotFoundForYou, Refused
from alongside.people.families.models import Family, Membership, Person, PersonAddress
from alongside.people.families.queries import family_labels, is_open_address, people_named
from alongside.people.protection.models import Restriction
from alongside.people.protection.policies import WARN_BEFORE


@dataclass(frozen=True)
class ClearedPerson:
    """Somebody who may see a closely kept record, why and until when."""

    user_id: int
    name: str
    agency: str
    kind: str
    until: dt.datetime


@dataclass(frozen=True)
class KeptRecord:
    """A restriction as a list shows it; `whose` is blank for whoever is not cleared to know."""

    restriction: Restriction
    whose: str
    cleared: list[ClearedPerson] = field(default_factory=list)

    @property
    def review_is_due(self) -> bool:
        """True on and after the day it is to be looked at again."""
        return self.restriction.review_on <= today()


def restrictions_of(subject: Person | Family) -> list[Restriction]:
    """What keeps this person's or family's record closely now, the strictest first."""
    rows = Restriction.objects.filter(lifted_at=None)
    rows = rows.filter(person=subject) if isinstance(subject, Person) else rows.filter(family=subject)
    return sorted(rows, key=lambda row: -row.record_class)


def kept_records(by: User) -> list[KeptRecord]:
    """Every restriction in force, the first to review first; names only for whoever is cleared."""
    require(by, Permission.KEEP_CLOSELY)
    return _kept(by, Restriction.objects.filter(lifted_at=None).select_related("set_by", "lift_asked_by"))


def kept_record(by: User, restriction_id: uuid.UUID) -> KeptRecord:
    """One of them. Raises NotFoundForYou for whoever may not keep records closely, or when there is none."""
    require(by, Permission.KEEP_CLOSELY)
    found = _kept(by, Restriction.objects.filter(pk=restriction_id).select_related("set_by", "lift_asked_by"))
    if not found:
        raise NotFoundForYou
    return found[0]


def require_keeper(restriction: Restriction, by: User) -> None:
    """Return if this person may change who sees the record. Raises NotAllowed; Refused once it has been lifted."""
    require(by, Permission.KEEP_CLOSELY)
    if (restriction.family_id or restriction.person_id) not in by.rights.cleared:
        raise NotAllowed("Only people who are cleared for this record can change who sees it.")
    if restriction.lifted_at:
        raise Refused("This restriction has been lifted.")


def _kept(by: User, rows: QuerySet[Restriction]) -> list[KeptRecord]:
    found = list(rows.order_by("review_on", "id"))
    mine = by.rights.cleared
    names = people_named(r.person_id for r in found if r.person_id and r.person_id in mine)
    labels = family_labels(r.family_id for r in found if r.family_id and r.family_id in mine)
    cleared = cleared_people([r.family_id or r.person_id for r in found])
    kept = []
    for row in found:
        subject: uuid.UUID = row.family_id or row.person_id  # type: ignore[assignment]  # the table has one of them
        named = names[row.person_id].name if row.person_id in names else labels.get(subject, "")
        kept.append(KeptRecord(row, named, cleared.get(subject, [])))
    return kept


def cleared_people(subjects: list[uuid.UUID | None]) -> dict[uuid.UUID, list[ClearedPerson]]:
    """Who may see each of these records now, by name. One query."""
    rows = Clearance.objects.filter(subject__in=[s for s in subjects if s], ended_at=None, until__gt=now())
    found: dict[uuid.UUID, dict[int, ClearedPerson]] = {}
    for row in rows.select_related("user__agency").order_by("user__name", "until"):
        one = ClearedPerson(row.user_id, row.user.name, row.user.agency.name, ClearanceKind(row.kind).label, row.until)
        found.setdefault(row.subject, {})[row.user_id] = one
    return {subject: list(people.values()) for subject, people in found.items()}


def people_kept_with(person: Person) -> tuple[list[uuid.UUID], list[uuid.UUID]]:
    """The families somebody belongs to now, and everybody in them."""
    families = list(Membership.objects.filter(person=person, until=None).values_list("family_id", flat=True))
    people = Membership.objects.filter(family__in=families, until=None).values_list("person_id", flat=True)
    return families, list(people)


def kept_with(subject: Person | Family) -> set[uuid.UUID]:
    """The restricted people of a family, whom opening it opens too; none with a person's own record."""
    if isinstance(subject, Person):
        return set()
    people = Person.objects.filter(memberships__family=subject, memberships__until=None)
    return set(people.filter(record_class=RecordClass.RESTRICTED).values_list("pk", flat=True))


def restricted_subject(by: User, subject_id: uuid.UUID) -> Person | Family:
    """The restricted person or family of this id, which may be named to `by`; raises NotFoundForYou otherwise."""
    kept = {"pk": subject_id, "record_class": RecordClass.RESTRICTED}
    found = Family.objects.filter(known_to(by), **kept).first() or Person.objects.filter(known_to(by), **kept).first()
    if found is None:
        raise NotFoundForYou
    return found


def person_known_to(by: User, person_id: uuid.UUID) -> Person:
    """The person, if `by` may know of them; raises NotFoundForYou otherwise."""
    found = Person.objects.filter(known_to(by), pk=person_id).first()
    if found is None:
        raise NotFoundForYou
    return found


def confidential_address(by: User, address_id: uuid.UUID) -> PersonAddress:
    """A confidential address, for whoever sees it; raises NotFoundForYou otherwise."""
    rows = PersonAddress.objects.filter(pk=address_id, confidential=True)
    found = rows.filter(person__in=Person.objects.filter(known_to(by))).select_related("person", "recorded_by").first()
    if found is None or not is_open_address(found):
        raise NotFoundForYou
    return found


def emergency_until(by: User, family: Family) -> dt.datetime | None:
    """Until when this person sees the family because they opened it in an emergency; None when that is not why."""
    if by.rights.cleared.get(family.pk) != ClearanceKind.BREAK_GLASS:
        return None
    held = by.clearances.filter(subject=family.pk, ended_at=None, until__gt=now())
    return held.order_by("-until").values_list("until", flat=True).first()


def may_be_cleared() -> QuerySet[User]:
    """Active people who could be cleared for a record: whoever may see families at all, by name."""
    return people_who_may(Permission.SEE_FAMILY)


def clearances_ending(by: User) -> QuerySet[Clearance]:
    """This person's clearances for families that end within a week (not emergencies), soonest first."""
    rows = Clearance.objects.filter(user=by, ended_at=None, until__gt=now(), until__lte=now() + WARN_BEFORE)
    return rows.exclude(kind=ClearanceKind.BREAK_GLASS).order_by("until", "id")


@dataclass(frozen=True)
class Named:
    """Somebody as they were named: `key` is the caller's own; names in comparable letters, blank for not known."""

    key: str
    forename: str = ""
    surname: str = ""
    born: dt.date | None = None
    upn: str = ""
    nhs_number: str = ""


def resembling(named: Iterable[Named], *, least: RecordClass = RecordClass.SEALED) -> dict[str, list[uuid.UUID]]:
    """The closely kept people whom each of those named resembles, by key: same number, or same name and no other date.

    For jobs: whoever asks in a page is told of nobody they could not see.
    """
    asked = [
        {
            "id": one.key, "forename": one.forename, "surname": one.surname, "upn": one.upn, "nhs": one.nhs_number,
            "born": one.born.isoformat() if one.born else None,
        }
        for one in named
    ]  # fmt: skip
    found: dict[str, list[uuid.UUID]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, person_id FROM protection_resembling(%s, %s) ORDER BY 1, 2", [json.dumps(asked), least]
        )
        for key, person in cursor.fetchall():
            found.setdefault(key, []).append(person)
    return found


@dataclass(frozen=True)
class Barred:
    """Somebody who may not see a family's record, why and since when."""

    user_id: int
    name: str
    agency: str
    kind: str
    reason: str
    since: dt.datetime


def barred_with(family: Family) -> list[uuid.UUID]:
    """What barring somebody from a family covers: the family and its people now."""
    people = Membership.objects.filter(family=family, until=None).order_by("pk").values_list("person_id", flat=True)
    return [family.pk, *people]


def barred_from(family: Family) -> list[Barred]:
    """Who may not see a family's record now, by name."""
    rows = Exclusion.objects.filter(subject=family.pk, ended_at=None).select_related("user__agency")
    return [
        Barred(row.user_id, row.user.name, row.user.agency.name, ExclusionKind(row.kind).label, row.reason, row.since)
        for row in rows.order_by("user__name", "id")
    ]


def somebody_barred(family: Family, user_id: int) -> User:
    """Somebody who is barred from this family's record; raises NotFoundForYou for anybody else."""
    row = Exclusion.objects.filter(subject=family.pk, user=user_id, ended_at=None).select_related("user").first()
    if row is None:
        raise NotFoundForYou
    return row.user


def exclusions_of(user: User) -> QuerySet[Exclusion]:
    """What is barred to somebody now."""
    return Exclusion.objects.filter(user=user, ended_at=None).order_by("since", "id")
