"""Made-up people as rows: names with their search keys, addresses with their wards, relationships, schools."""

import datetime as dt
import random
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

from alongside.ground.access.models import Agency, User
from alongside.ground.access.queries import the_system
from alongside.ground.lib.text import comparable
from alongside.ground.localities.queries import Ward, wards_of
from alongside.ground.operating_models.queries import Pack
from alongside.people.families.models import Person, PersonAddress, PersonName, Relationship
from alongside.people.families.queries import age_on, search_keys
from alongside.people.families.words import PARENTAL, DateKnown, NameKind
from nonprod.base import Partnership
from nonprod.data import read
from nonprod.households import CHILD, ELSEWHERE, Household, Somebody, household
from nonprod.identifiers import nhs_number, pupil_number, telephone
from nonprod.rows import copy_in, seeded_id, step

CHUNK = 500  # households a transaction
SCHOOL_FROM, SECONDARY_FROM, SCHOOL_UNTIL = 4, 11, 17


@dataclass
class Rows:
    """What a number of households become."""

    people: list[Person] = field(default_factory=list)
    names: list[PersonName] = field(default_factory=list)
    relationships: list[Relationship] = field(default_factory=list)
    addresses: list[PersonAddress] = field(default_factory=list)

    def save(self) -> None:
        """Put them into the database."""
        for rows in (self.people, self.names, self.relationships, self.addresses):
            copy_in(rows)


@cache
def _keys_of_part(name: str, is_surname: bool) -> tuple[str, ...]:
    return tuple(search_keys("", name) if is_surname else search_keys(name, ""))


def keys_of(forename: str, surname: str) -> list[str]:
    """The same keys as `families.policies.search_keys`, remembering the parts: few names, many bearers."""
    return sorted({*_keys_of_part(forename, False), *_keys_of_part(surname, True)})


class Register:
    """Everything households need to become rows: places, schools, and ids that come from the seed alone."""

    def __init__(self, partnership: Partnership, seed: int, day: dt.date) -> None:
        self.pack: Pack = partnership.pack
        self.seed, self.day = seed, day
        self.wards: list[Ward] = wards_of(self.pack.info.area_code)
        self.area_of = {ward.code: one.area for one in self.pack.localities.ward_assignments for ward in one.wards}
        self.schools = _schools(partnership, self.pack)
        self.system: User = the_system()
        self.epoch = int(dt.datetime(2024, 1, 1, tzinfo=dt.UTC).timestamp() * 1000)

    def person_id(self, number: int, at: int) -> uuid.UUID:
        """The id of the person at a position in a household."""
        return self._id("person", number, at)

    def rows_of(self, home: Household, rows: Rows) -> None:
        """Add everything about one household."""
        rng = random.Random(f"rows {self.seed} {home.number}")
        ward = rng.choice(self.wards)
        surname_address = self._address(rng)
        earlier = [(self._address(rng), rng.choice(self.wards)) for _ in home.moved_years_ago]
        apart = (self._address(rng), rng.choice(self.wards))
        for at, one in enumerate(home.people):
            person = self._person(home, at, one, ward, rng)
            rows.people.append(person)
            rows.names.extend(self._names(home.number, at, one, person))
            here = apart if one.part == ELSEWHERE else (surname_address, ward)
            rows.addresses.extend(self._addresses(home, at, one, person, here, earlier))
        for place, (one_at, other_at, kind) in enumerate(home.related):
            parental = kind in PARENTAL and kind != "step_parent"
            rows.relationships.append(
                Relationship(
                    id=self._id("relationship", home.number, place), person_id=self.person_id(home.number, one_at),
                    other_id=self.person_id(home.number, other_at), kind=kind,
                    has_parental_responsibility=True if parental else None,
                )
            )  # fmt: skip

    def _person(self, home: Household, at: int, one: Somebody, ward: Ward, rng: random.Random) -> Person:
        serial = home.number * 10 + at
        known = one.date_known != DateKnown.EXPECTED
        age = age_on(one.born, self.day) if one.born and known else None
        in_school = age is not None and one.part == CHILD and SCHOOL_FROM <= age <= SCHOOL_UNTIL
        return Person(
            id=self.person_id(home.number, at), date_of_birth=one.born, date_known=one.date_known, sex=one.sex,
            ethnicity=one.ethnicity, first_language=one.language,
            needs_interpreter=True if one.language and one.part != CHILD and rng.random() < 0.3 else None,
            has_send=one.send, nhs_number=nhs_number(serial) if known and rng.random() < 0.95 else "",
            upn=pupil_number(self.pack.info.area_code, serial) if in_school else "",
            telephone=telephone(serial) if one.part != CHILD else "", contact_note=one.note,
            school=self._school(age, ward, rng) if age is not None and one.part == CHILD else None,
        )  # fmt: skip

    def _names(self, number: int, at: int, one: Somebody, person: Person) -> Iterator[PersonName]:
        said = [(NameKind.USUAL, one.forename, one.surname)]
        if one.known_as:
            said.append((NameKind.KNOWN_AS, one.known_as, one.surname))
        if one.before and one.before != one.surname:
            said.append((NameKind.PREVIOUS, one.forename, one.before))
        for place, (kind, forename, surname) in enumerate(said):
            yield PersonName(
                id=self._id(f"name {at}", number, place), person=person, kind=kind, forename=forename, surname=surname,
                forename_key=comparable(forename)[:120], surname_key=comparable(surname)[:120],
                keys=keys_of(forename, surname),
            )  # fmt: skip

    def _addresses(
        self, home: Household, at: int, one: Somebody, person: Person, here: tuple[tuple[str, str], Ward],
        earlier: list[tuple[tuple[str, str], Ward]],
    ) -> Iterator[PersonAddress]:  # fmt: skip
        places = [*earlier, here] if one.part != ELSEWHERE else [here]
        years = home.moved_years_ago if one.part != ELSEWHERE else []
        born = one.born if one.born and one.born <= self.day else self.day - dt.timedelta(days=60)
        starts = [
            max(born, self.day - dt.timedelta(days=365 * 12)),
            *(self.day - dt.timedelta(days=365 * y + 40) for y in years),
        ]
        for place, ((lines, postcode), ward) in enumerate(places):
            since = max(starts[place], born)
            until = starts[place + 1] if place + 1 < len(places) else None
            if until and until <= since:
                continue  # moved before this person was born
            is_last = until is None
            away = home.no_fixed_address and is_last
            yield PersonAddress(
                id=self._id(f"address {at}", home.number, place), person=person, no_fixed_address=away,
                lines="" if away else lines, postcode="" if away else postcode, ward_code=ward.code,
                since=since, until=until, recorded_by=self.system,
            )  # fmt: skip

    def _address(self, rng: random.Random) -> tuple[str, str]:
        places = read("places")
        flat = f"{rng.choice(places['houses'])}, " if rng.random() < 0.18 else ""
        letters = "ABDEFGHJLNPQRSTUWXYZ"
        inward = f"{rng.randint(1, 9)}{rng.choice(letters)}{rng.choice(letters)}"
        return (
            f"{flat}{rng.randint(1, 148)} {rng.choice(places['streets'])}",
            f"{rng.choice(self.pack.info.postcode_areas)} {inward}",
        )

    def _school(self, age: int, ward: Ward, rng: random.Random) -> Agency | None:
        area = self.area_of.get(ward.code, "")
        if age >= SECONDARY_FROM and age <= SCHOOL_UNTIL:
            return self.schools.get(("secondary", area))
        if SCHOOL_FROM <= age < SECONDARY_FROM:
            return self.schools.get(("primary", ward.code))
        return self.schools.get(("nursery", area)) if age in (2, 3) and rng.random() < 0.6 else None

    def _id(self, what: str, number: int, at: int) -> uuid.UUID:
        bits = random.Random(f"{what} {self.seed} {number} {at}").getrandbits(74)
        return seeded_id(self.epoch + number * 20 + at, bits)


def _schools(partnership: Partnership, pack: Pack) -> dict[tuple[str, str], Agency]:
    found = {}
    names = {agency.name: agency for kind in ("school", "early_years") for agency in partnership.agencies.get(kind, [])}
    for assignment in pack.localities.ward_assignments:
        area = pack.area(assignment.area).name
        for name, agency in names.items():
            if name.endswith(f" {area} Academy"):
                found["secondary", assignment.area] = agency
            elif name.endswith(f" {area} Tree House Nursery"):
                found["nursery", assignment.area] = agency
        for ward in assignment.wards:
            if school := names.get(f"{ward.name} Lane Primary School"):
                found["primary", ward.code] = school
    return found


def homes(people: int, seed: int, day: dt.date) -> Iterator[Household]:
    """Households until there are just so many people; the last ones are of people who live alone."""
    left, number = people, 0
    while left:
        home = household(number, seed, day)
        if len(home.people) > left:
            home.people, home.related = home.people[:1], []
            home.people[0].part = "adult" if home.people[0].part != CHILD else CHILD
        yield home
        left -= len(home.people)
        number += 1


def chunks(people: int, seed: int, day: dt.date) -> Iterator[list[Household]]:
    """The households in parts that are saved together."""
    part: list[Household] = []
    for home in homes(people, seed, day):
        part.append(home)
        if len(part) == CHUNK:
            yield part
            part = []
    if part:
        yield part


def make_people(register: Register, people: int, done: set[str]) -> Iterator[int]:
    """Make the people who are missing; yields how many people there are after each part."""
    total = 0
    for number, part in enumerate(chunks(people, register.seed, register.day)):
        total += sum(len(home.people) for home in part)
        if f"people {number}" not in done:
            rows = Rows()
            for home in part:
                register.rows_of(home, rows)
            with step(f"people {number}", people=len(rows.people)):
                rows.save()
        yield total
