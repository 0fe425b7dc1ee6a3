"""People and families for tests, made through the real actions. Everybody is made up."""

import datetime as dt
from dataclasses import dataclass, field
from itertools import count

from django.conf import settings

from alongside.ground.access.models import User
from alongside.ground.access.queries import the_system
from alongside.ground.operating_models.actions import adopt
from alongside.ground.operating_models.queries import AdoptedPack, current_pack
from alongside.people.families import actions
from alongside.people.families.models import Family, Person
from alongside.people.families.words import FamilyRole, RelationshipKind, Sex

_numbers = count(1)


def a_pack(name: str = "york-2020") -> AdoptedPack:
    """A council's pack in force."""
    adopt(folder=settings.PACKS_FOLDER / name, by=the_system())
    return current_pack()


def a_person(forename: str = "", surname: str = "Harper", *, by: User | None = None, **details: object) -> Person:
    """Somebody, by default of a name nobody else has."""
    given = actions.Details(forename=forename or f"Robin{next(_numbers)}", surname=surname, **details)  # type: ignore[arg-type]
    return actions.add_person(details=given, by=by or the_system())


@dataclass
class MadeFamily:
    """A family and the people in it, by what they are."""

    family: Family
    parents: list[Person] = field(default_factory=list)
    children: list[Person] = field(default_factory=list)

    @property
    def people(self) -> list[Person]:
        """Everybody, parents first."""
        return [*self.parents, *self.children]


def a_family(
    *,
    parents: int = 1,
    children: int = 1,
    surname: str = "Harper",
    by: User | None = None,
    readers: tuple[int, ...] = (),
) -> MadeFamily:
    """Parents (a mother, then a father) and their children, the eldest first, all of one surname."""
    by = by or the_system()
    adults = [
        a_person("Morgan" if at == 0 else "Frank", surname, by=by, sex=Sex.FEMALE if at == 0 else Sex.MALE)
        for at in range(parents)
    ]
    young = [
        a_person(f"Child{at + 1}", surname, by=by, date_of_birth=dt.date(2012 + at, 5, 4)) for at in range(children)
    ]
    members = [*((p, FamilyRole.PARENT) for p in adults), *((c, FamilyRole.CHILD) for c in young)]
    family = actions.start_family(members=members, by=by)
    for at, parent in enumerate(adults):
        kind = RelationshipKind.MOTHER if at == 0 else RelationshipKind.FATHER
        for child in young:
            actions.relate(person=parent, other=child, kind=kind, has_parental_responsibility=True, by=by)
    if readers:
        actions.let_read(family=family, principals=readers, by=by)
    return MadeFamily(family, adults, young)


@dataclass
class BlendedFamily(MadeFamily):
    """Two households: a mother and her new partner, her former partner elsewhere, and half siblings."""

    mother: Person = field(default_factory=Person)
    new_partner: Person = field(default_factory=Person)
    former_partner: Person = field(default_factory=Person)
    eldest: Person = field(default_factory=Person)
    youngest: Person = field(default_factory=Person)


def a_blended_family(by: User | None = None) -> BlendedFamily:
    """Asha, her former partner Ben (with whom she had Cara), and her partner Dev (with whom she had Eli)."""
    by = by or the_system()
    mother = a_person("Asha", "Reed", by=by, sex=Sex.FEMALE)
    former = a_person("Ben", "Stone", by=by, sex=Sex.MALE)
    partner = a_person("Dev", "Marsh", by=by, sex=Sex.MALE)
    eldest = a_person("Cara", "Stone", by=by, date_of_birth=dt.date(2011, 2, 1), sex=Sex.FEMALE)
    youngest = a_person("Eli", "Marsh", by=by, date_of_birth=dt.date(2020, 9, 30), sex=Sex.MALE)
    adults, young = [mother, former, partner], [eldest, youngest]
    family = actions.start_family(
        members=[*((a, FamilyRole.PARENT) for a in adults), *((c, FamilyRole.CHILD) for c in young)], by=by
    )
    for one, other, kind in (
        (mother, former, RelationshipKind.FORMER_PARTNER),
        (mother, partner, RelationshipKind.PARTNER),
        (mother, eldest, RelationshipKind.MOTHER),
        (former, eldest, RelationshipKind.FATHER),
        (mother, youngest, RelationshipKind.MOTHER),
        (partner, youngest, RelationshipKind.FATHER),
        (eldest, youngest, RelationshipKind.HALF_SIBLING),
    ):
        actions.relate(person=one, other=other, kind=kind, by=by)
    return BlendedFamily(family, adults, young, mother, partner, former, eldest, youngest)
