"""Reading people and families."""

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Prefetch, QuerySet

from alongside.ground.access.models import User
from alongside.ground.access.queries import get_visible, is_masked
from alongside.ground.access.words import Permission
from alongside.ground.lib.clock import as_text, today
from alongside.ground.lib.errors import NotFoundForYou
from alongside.people.families.models import (
    Factor,
    Family,
    Membership,
    Person,
    PersonName,
    Relationship,
)
from alongside.people.families.navigation import SUMMARIES, Fact, FamilyFrame, Tab, register_tab, tabs_for
from alongside.people.families.places import (
    FactorCount,
    addresses_of,
    factors_by_area,
    is_open_address,
    localities_of,
    places_of,
    ward_last_used,
)
from alongside.people.families.policies import (
    age_on,
    compact_identifier,
    nhs_number_is_plausible,
    search_keys,
    upn_is_plausible,
)
from alongside.people.families.search import Found, Sought, find_people, keys_held, understand
from alongside.people.families.words import DateKnown, FamilyRole, NameKind

__all__ = [
    "SUMMARIES",
    "Fact",
    "FactorCount",
    "FamilyFrame",
    "Found",
    "HouseholdMember",
    "Member",
    "Sought",
    "Tab",
    "addresses_of",
    "age_on",
    "compact_identifier",
    "described",
    "factors_by_area",
    "factors_of",
    "families_of_people",
    "family_frame",
    "family_label",
    "find_people",
    "get_factor",
    "get_family",
    "get_membership",
    "get_relationship",
    "households_of",
    "is_open_address",
    "keys_held",
    "localities_of",
    "members_of",
    "nhs_number_is_plausible",
    "other_memberships",
    "people_named",
    "people_of",
    "places_of",
    "register_tab",
    "relationships_among",
    "search_keys",
    "tabs_for",
    "understand",
    "upn_is_plausible",
    "ward_last_used",
    "with_names",
]  # fmt: skip


@dataclass(frozen=True)
class Member:
    """A person as a page shows them: in words, with what is doubtful said."""

    id: uuid.UUID
    name: str
    forename: str
    surname: str
    role: str
    other_names: list[str] = field(default_factory=list)
    date_of_birth: dt.date | None = None
    born: str = "Date of birth not known"
    age: int | None = None
    sex: str = "Not known"
    telephone: str = ""
    email: str = ""
    contact_note: str = ""
    doubts: list[str] = field(default_factory=list)
    has_send: bool | None = None
    school: str = ""
    version: int = 1
    restricted: str = ""
    address_is_kept: bool = False
    nhs_number: str = ""
    upn: str = ""
    sex_code: str = "U"
    date_known: str = DateKnown.UNKNOWN
    died_on: dt.date | None = None
    first_language: str = ""
    needs_interpreter: bool | None = None

    @property
    def is_child(self) -> bool:
        """True for a child or young person of the family."""
        return self.role == FamilyRole.CHILD


def get_family(by: User, family_id: uuid.UUID) -> Family:
    """The family, if this person may see it; raises NotFoundForYou otherwise."""
    return get_visible(Family.objects.all(), by, Permission.SEE_FAMILY, pk=family_id)


def members_of(family: Family, *, on: dt.date | None = None) -> list[Member]:
    """The people of a family on a day (today unless said), parents first, then children from the eldest."""
    day = on or today()
    rows = (
        Membership.objects.filter(family=family, since__lte=day)
        .exclude(until__lte=day)
        .select_related("person__school")
        .prefetch_related("person__names")
    )
    members = [described(row.person, row.role) for row in rows]
    order = {FamilyRole.PARENT: 0, FamilyRole.OTHER: 2, FamilyRole.CHILD: 1}
    return sorted(members, key=lambda m: (order[FamilyRole(m.role)], m.date_of_birth or dt.date.max, m.name))


def described(person: Person, role: str = "") -> Member:
    """A person in words. Prefetch `names` first when describing many."""
    names = list(person.names.all())
    usual = next((name for name in names if name.kind == NameKind.USUAL), names[0])
    if is_masked(person):
        return _name_only(person, usual, role)
    return Member(
        id=person.pk, name=str(usual), forename=usual.forename or usual.surname, surname=usual.surname, role=role,
        other_names=[str(name) for name in names if name != usual], date_of_birth=person.date_of_birth,
        born=_born(person), age=_age(person), sex=person.get_sex_display(), telephone=person.telephone,
        email=person.email, contact_note=person.contact_note, doubts=_doubts(person), has_send=person.has_send,
        school=str(person.school or ""), version=person.version, nhs_number=person.nhs_number, upn=person.upn,
        sex_code=person.sex, date_known=person.date_known, died_on=person.died_on,
        first_language=person.first_language, needs_interpreter=person.needs_interpreter,
        address_is_kept=person.address_is_kept,
    )  # fmt: skip


def _name_only(person: Person, usual: PersonName, role: str) -> Member:
    """A restricted person, for whoever is not cleared: the name, the year of birth and whom to ask (rule 3)."""
    year = f"Born in {person.date_of_birth.year}" if person.date_of_birth else "Date of birth not known"
    return Member(
        id=person.pk, name=str(usual), forename=usual.forename or usual.surname, surname=usual.surname, role=role,
        born=year, restricted=f"Restricted. To ask about this person: {person.whom_to_ask}.",
    )  # fmt: skip


def people_named(ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, Member]:
    """Several people in words, by id, in two queries."""
    people = Person.objects.filter(pk__in=set(ids)).select_related("school").prefetch_related("names")
    return {person.pk: described(person) for person in people}


def family_label(members: Sequence[Member]) -> str:
    """What to call a family on a page: the surnames of its people, 'Khan and Brown family'."""
    surnames = list(dict.fromkeys(m.surname or m.name for m in members))
    if not surnames:
        return "Family"
    listed = surnames[0] if len(surnames) == 1 else f"{', '.join(surnames[:-1])} and {surnames[-1]}"
    return f"{listed} family"


@dataclass(frozen=True)
class HouseholdMember:
    """Somebody who belongs to the same family as a person found; `own_role` is what that person is in it."""

    name: str
    forename: str
    role: str
    own_role: str
    age: int | None
    date_of_birth: dt.date | None


def households_of(people: Iterable[uuid.UUID]) -> dict[uuid.UUID, list[HouseholdMember]]:
    """Who belongs to the families of each person now, themselves left out; two queries, however many people."""
    wanted = set(people)
    own = Membership.objects.filter(person_id__in=wanted, until=None)
    rows = list(
        Membership.objects.filter(family__in=own.values("family"), until=None)
        .select_related("person__school")
        .prefetch_related("person__names")
        .order_by("since", "id")
    )
    roles = {(row.family_id, row.person_id): row.role for row in rows if row.person_id in wanted}
    found: dict[uuid.UUID, list[HouseholdMember]] = {}
    for row in rows:
        other = described(row.person, row.role)
        for (family, person), own_role in roles.items():
            if family == row.family_id and person != row.person_id:
                one = HouseholdMember(other.name, other.forename, row.role, own_role, other.age, other.date_of_birth)
                found.setdefault(person, []).append(one)
    return found


def people_of(family: Family, ids: Iterable[uuid.UUID]) -> list[Person]:
    """Those of the ids that are people of this family now, in the order given; raises NotFoundForYou for any other."""
    wanted = list(dict.fromkeys(ids))
    rows = Person.objects.filter(pk__in=wanted, memberships__family=family, memberships__until=None)
    found = {person.pk: person for person in rows}
    if len(found) < len(wanted):
        raise NotFoundForYou
    return [found[one] for one in wanted]


def families_of_people(people: Iterable[uuid.UUID]) -> dict[uuid.UUID, list[Family]]:
    """The families each person belongs to now, by person."""
    found: dict[uuid.UUID, list[Family]] = {}
    for row in Membership.objects.filter(person_id__in=set(people), until=None).select_related("family"):
        found.setdefault(row.person_id, []).append(row.family)
    return found


def relationships_among(people: Iterable[uuid.UUID]) -> list[Relationship]:
    """The relationships between these people that hold now."""
    ids = set(people)
    return list(Relationship.objects.filter(person_id__in=ids, other_id__in=ids, until=None))


def factors_of(family: Family) -> QuerySet[Factor]:
    """The vulnerability factors that hold for a family now."""
    return (
        Factor.objects.filter(family=family, ended_on=None).select_related("person").prefetch_related("person__names")
    )


def other_memberships(family: Family, people: Iterable[uuid.UUID]) -> dict[uuid.UUID, list[Family]]:
    """The other families these people belong to now, by person: a child of two households."""
    found = families_of_people(people)
    others = {person: [other for other in theirs if other.pk != family.pk] for person, theirs in found.items()}
    return {person: theirs for person, theirs in others.items() if theirs}


def get_relationship(family: Family, relationship_id: uuid.UUID) -> Relationship:
    """A relationship that holds between people of this family; raises NotFoundForYou otherwise."""
    inside = Membership.objects.filter(family=family, until=None).values("person")
    rows = Relationship.objects.filter(pk=relationship_id, until=None, person__in=inside, other__in=inside)
    found = rows.first()
    if found is None:
        raise NotFoundForYou
    return found


def get_membership(family: Family, person_id: uuid.UUID) -> Membership:
    """A person's present place in the family; raises NotFoundForYou when they have none."""
    rows = Membership.objects.filter(family=family, person=person_id, until=None).select_related("family", "person")
    found = rows.first()
    if found is None:
        raise NotFoundForYou
    return found


def get_factor(family: Family, factor_id: uuid.UUID) -> Factor:
    """A factor that holds for the family now; raises NotFoundForYou otherwise."""
    found = factors_of(family).filter(pk=factor_id).select_related("family").first()
    if found is None:
        raise NotFoundForYou
    return found


def with_names(people: QuerySet[Person]) -> QuerySet[Person]:
    """The people with their names read in one more query."""
    return people.prefetch_related(Prefetch("names", PersonName.objects.order_by("id")))


def _born(person: Person) -> str:
    if person.date_of_birth is None:
        return "Date of birth not known"
    written = as_text(person.date_of_birth)
    return {
        DateKnown.EXPECTED: f"Expected {written}",
        DateKnown.ESTIMATED: f"About {written} (estimated)",
    }.get(DateKnown(person.date_known), written)


def _age(person: Person) -> int | None:
    if person.date_of_birth is None or person.date_known == DateKnown.EXPECTED:
        return None
    return max(age_on(person.date_of_birth, person.died_on or today()), 0)


def _doubts(person: Person) -> list[str]:
    doubts = []
    if person.nhs_number and not nhs_number_is_plausible(person.nhs_number):
        doubts.append("The NHS number fails its check: it may be mistyped.")
    if person.upn and not upn_is_plausible(person.upn):
        doubts.append("The UPN fails its check: it may be mistyped.")
    return doubts


def family_frame(by: User, family: Family, current: str, *, members: Sequence[Member] | None = None) -> FamilyFrame:
    """The frame for one page about a family; `current` is the key of the open tab, `members` its people if read."""
    members = members_of(family) if members is None else members
    people = ", ".join(f"{m.forename} ({m.age})" if m.is_child and m.age is not None else m.forename for m in members)
    facts = [fact for found in SUMMARIES(family, by) for fact in found]
    return FamilyFrame(
        family.pk, family_label(members), people, facts, family.be_careful, tabs_for(by, family), current
    )


def family_labels(families: Iterable[uuid.UUID]) -> dict[uuid.UUID, str]:
    """What to call each of several families, in three queries however many."""
    rows = (
        Membership.objects.filter(family_id__in=set(families), until=None)
        .select_related("person__school")
        .prefetch_related("person__names")
    )
    people: dict[uuid.UUID, list[Member]] = {}
    for row in rows:
        people.setdefault(row.family_id, []).append(described(row.person, row.role))
    parents_first = {FamilyRole.PARENT: 0, FamilyRole.CHILD: 1, FamilyRole.OTHER: 2}
    return {
        family: family_label(sorted(members, key=lambda m: (parents_first[FamilyRole(m.role)], m.name)))
        for family, members in people.items()
    }
