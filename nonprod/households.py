"""Who lives with whom: made-up households, each grown from its own seed so that any one can be made alone."""

import datetime as dt
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from alongside.people.families.words import DateKnown, RelationshipKind, Sex
from nonprod.data import read

ADULT, CHILD, ELSEWHERE, GRAND = "adult", "child", "elsewhere", "grand"


@dataclass
class Somebody:
    """One made-up person before they become rows."""

    part: str
    forename: str
    surname: str
    sex: str
    born: dt.date | None
    date_known: str = DateKnown.EXACT
    ethnicity: str = ""
    language: str = ""
    known_as: str = ""
    before: str = ""
    send: bool | None = None
    note: str = ""


@dataclass
class Household:
    """People at one address, and those who belong to them elsewhere (part `elsewhere`)."""

    number: int
    people: list[Somebody] = field(default_factory=list)
    related: list[tuple[int, int, str]] = field(default_factory=list)
    moved_years_ago: list[int] = field(default_factory=list)
    no_fixed_address: bool = False

    def of(self, *parts: str) -> list[int]:
        """Positions of the people with one of these parts."""
        return [at for at, one in enumerate(self.people) if one.part in parts]


def household(number: int, seed: int, day: dt.date) -> Household:
    """The household of this number: the first few show what is unusual, the others are drawn."""
    rng = random.Random(f"household {seed} {number}")
    maker = _Maker(rng, day, number)
    if number < len(UNUSUAL):
        UNUSUAL[number](maker)
    else:
        maker.drawn()
    return maker.home


class _Maker:
    """Draws one household."""

    def __init__(self, rng: random.Random, day: dt.date, number: int) -> None:
        self.rng, self.day, self.home = rng, day, Household(number)
        groups = read("names")
        self.group: dict[str, Any] = rng.choices(groups, [group["often"] for group in groups])[0]
        self.surname = rng.choice(self.group["surnames"])
        speaks = "language" in self.group and rng.random() < 0.6
        self.language = self.group["language"] if speaks else ""
        self.home.moved_years_ago = sorted(
            (rng.randint(1, 9) for _ in range(rng.choice([0, 0, 0, 1, 1, 2]))), reverse=True
        )

    def use(self, language: str) -> None:
        """Take the names of the background with this first language."""
        self.group = next(group for group in read("names") if group.get("language") == language)
        self.surname, self.language = self.rng.choice(self.group["surnames"]), language

    def drawn(self) -> None:
        """An ordinary household, of the shapes a council's streets have."""
        shape = self.rng.choices([self.couple, self.one_parent, self.blended, self.adults_only, self.grandparents],
                                 [44, 22, 9, 22, 3])[0]  # fmt: skip
        shape()

    def couple(self) -> None:
        mother = self.adult(Sex.FEMALE)
        father = self.adult(Sex.MALE, near=mother)
        self.relate(mother, father, RelationshipKind.PARTNER)
        self.children([(mother, RelationshipKind.MOTHER), (father, RelationshipKind.FATHER)])

    def one_parent(self) -> None:
        sex = Sex.FEMALE if self.rng.random() < 0.86 else Sex.MALE
        parent = self.adult(sex)
        kind = RelationshipKind.MOTHER if sex == Sex.FEMALE else RelationshipKind.FATHER
        parents: list[tuple[int, str]] = [(parent, kind)]
        if self.rng.random() < 0.5:
            other = self.adult(Sex.MALE if sex == Sex.FEMALE else Sex.FEMALE, part=ELSEWHERE, near=parent)
            self.relate(parent, other, RelationshipKind.FORMER_PARTNER)
            parents.append((other, RelationshipKind.FATHER if sex == Sex.FEMALE else RelationshipKind.MOTHER))
        self.children(parents)

    def blended(self) -> None:
        """A mother, her new partner, her former partner elsewhere, and children of both."""
        mother = self.adult(Sex.FEMALE)
        partner = self.adult(Sex.MALE, near=mother, surname=self.rng.choice(self.group["surnames"]))
        former = self.adult(Sex.MALE, near=mother, part=ELSEWHERE)
        self.relate(mother, partner, RelationshipKind.PARTNER)
        self.relate(mother, former, RelationshipKind.FORMER_PARTNER)
        eldest = self.child(
            [(mother, RelationshipKind.MOTHER), (former, RelationshipKind.FATHER)], self.rng.uniform(7, 16)
        )
        self.relate(partner, eldest, RelationshipKind.STEP_PARENT)
        surname = self.home.people[partner].surname
        youngest = self.child(
            [(mother, RelationshipKind.MOTHER), (partner, RelationshipKind.FATHER)],
            self.rng.uniform(0.5, 6),
            surname=surname,
        )
        self.relate(eldest, youngest, RelationshipKind.HALF_SIBLING)

    def adults_only(self) -> None:
        first = self.adult(self.rng.choice([Sex.FEMALE, Sex.MALE]), age=self.rng.uniform(19, 82))
        if self.rng.random() < 0.6:
            other = Sex.MALE if self.home.people[first].sex == Sex.FEMALE else Sex.FEMALE
            self.relate(first, self.adult(other, near=first), RelationshipKind.PARTNER)

    def grandparents(self) -> None:
        """Children who live with a grandparent while their mother lives elsewhere."""
        gran = self.adult(Sex.FEMALE, age=self.rng.uniform(54, 70), part=GRAND)
        mother = self.adult(Sex.FEMALE, age=self.rng.uniform(28, 36), part=ELSEWHERE)
        self.relate(gran, mother, RelationshipKind.MOTHER)
        self.children([(mother, RelationshipKind.MOTHER), (gran, RelationshipKind.GRANDPARENT)], most=2)

    def children(self, parents: list[tuple[int, str]], most: int = 4) -> None:
        many = min(most, self.rng.choices([1, 2, 3, 4], [38, 40, 16, 6])[0])
        mothers_age = self.age(parents[0][0])
        oldest = max(0.6, min(17.4, mothers_age - 19))
        ages = sorted((self.rng.uniform(0.2, oldest) for _ in range(many)), reverse=True)
        if many > 1 and self.rng.random() < 0.03:
            self.twins(parents, ages[0])
            ages = ages[2:]
        for age in ages:
            self.child(parents, age)
        young = self.home.of(CHILD)
        for at, one in enumerate(young):
            for other in young[at + 1 :]:
                self.relate(one, other, RelationshipKind.SIBLING)

    def twins(self, parents: list[tuple[int, str]], age: float) -> None:
        """Two children born on one day."""
        first = self.child(parents, age)
        second = self.child(parents, age)
        self.home.people[second].born = self.home.people[first].born
        if self.home.people[second].forename == self.home.people[first].forename:
            self.home.people[second].known_as = "Junior"

    def age(self, at: int) -> float:
        born = self.home.people[at].born
        return (self.day - born).days / 365.25 if born else 30.0

    def adult(
        self, sex: str, *, age: float | None = None, near: int | None = None, part: str = ADULT, surname: str = ""
    ) -> int:
        if age is None:
            age = self.age(near) + self.rng.uniform(-3, 6) if near is not None else self.rng.triangular(20, 54, 35)
        somebody = self._somebody(part, sex, "women" if sex == Sex.FEMALE else "men", max(age, 18.5), surname)
        if sex == Sex.FEMALE and self.rng.random() < 0.3:
            somebody.before = self.rng.choice(self.group["surnames"])
        return self._join(somebody)

    def child(self, parents: list[tuple[int, str]], age: float, *, surname: str = "", sex: str = "") -> int:
        sex = sex or self.rng.choice([Sex.FEMALE, Sex.MALE])
        taken = {one.forename for one in self.home.people}
        somebody = self._somebody(CHILD, sex, "girls" if sex == Sex.FEMALE else "boys", age, surname)
        for _ in range(4):
            if somebody.forename in taken:
                somebody.forename = self.rng.choice(self.group["girls" if sex == Sex.FEMALE else "boys"])
        somebody.send = True if self.rng.random() < 0.13 else None
        at = self._join(somebody)
        for parent, kind in parents:
            self.relate(parent, at, kind)
        return at

    def relate(self, one: int, other: int, kind: str) -> None:
        self.home.related.append((one, other, kind))

    def _somebody(self, part: str, sex: str, names: str, age: float, surname: str) -> Somebody:
        born = self.day - dt.timedelta(days=int(age * 365.25))
        known, said = DateKnown.EXACT, born
        if self.rng.random() < 0.012:
            known, said = DateKnown.ESTIMATED, born.replace(month=1, day=1)
        note = self.rng.choice(read("places")["contact_notes"]) if part != CHILD and self.rng.random() < 0.05 else ""
        return Somebody(
            part, self.rng.choice(self.group[names]), surname or self.surname, sex, said, known,
            ethnicity=self.group["code"], language=self.language, note=note,
        )  # fmt: skip

    def _join(self, somebody: Somebody) -> int:
        self.home.people.append(somebody)
        return len(self.home.people) - 1


def _namesakes(maker: _Maker) -> None:
    """A father and a son of one name."""
    maker.couple()
    home = maker.home
    father = home.of(ADULT)[1]
    son = maker.child(
        [(home.of(ADULT)[0], RelationshipKind.MOTHER), (father, RelationshipKind.FATHER)], 9.3, sex=Sex.MALE
    )
    home.people[son].forename = home.people[father].forename


def _single_name(maker: _Maker) -> None:
    """A mother with a single name, born in a year nobody wrote down, and her child."""
    maker.use("Somali")
    maker.one_parent()
    parent = maker.home.people[0]
    parent.forename, parent.surname, parent.born, parent.date_known = "", parent.forename, None, DateKnown.UNKNOWN
    parent.before = ""


def _unborn(maker: _Maker) -> None:
    """A couple with a toddler, who expect a child; the child has a surname only."""
    maker.couple()
    home = maker.home
    mother, father = home.of(ADULT)[:2]
    at = maker.child([(mother, RelationshipKind.MOTHER), (father, RelationshipKind.FATHER)], 0)
    unborn = home.people[at]
    unborn.forename, unborn.sex, unborn.send = "", Sex.UNKNOWN, None
    unborn.born, unborn.date_known = maker.day + dt.timedelta(days=74), DateKnown.EXPECTED


def _right_to_left(maker: _Maker) -> None:
    """Names as their bearers write them, with the Latin letters they are known by."""
    maker.use("Arabic")
    maker.couple()
    mother, child = maker.home.people[0], maker.home.people[maker.home.of(CHILD)[0]]
    mother.forename, mother.known_as = "سميرة", "Samira"
    child.forename, child.known_as = ("ليلى", "Layla") if child.sex == Sex.FEMALE else ("كريم", "Karim")


def _twins(maker: _Maker) -> None:
    """Identical twins with their mother."""
    mother = maker.adult(Sex.FEMALE, age=31)
    maker.twins([(mother, RelationshipKind.MOTHER)], 7.4)
    one, other = maker.home.of(CHILD)
    maker.relate(one, other, RelationshipKind.SIBLING)


def _estimated(maker: _Maker) -> None:
    """A young man who came alone, whose age is an estimate, with a carer; he has no fixed address."""
    maker.use("Kurdish")
    carer = maker.adult(Sex.MALE, age=44)
    boy = maker.child([(carer, RelationshipKind.CARER)], 15.9, sex=Sex.MALE)
    person = maker.home.people[boy]
    person.born = dt.date(maker.day.year - 16, 1, 1)
    person.date_known, maker.home.no_fixed_address = DateKnown.ESTIMATED, True


def _accented(maker: _Maker) -> None:
    """A family whose names have letters that typists leave out."""
    maker.use("Polish")
    maker.couple()
    mother = maker.home.people[0]
    mother.forename, mother.surname = "Małgorzata", "Wójcik-Żuławska"


UNUSUAL: list[Callable[[_Maker], None]] = [
    _namesakes, _single_name, _unborn, _right_to_left, _twins, _estimated, _accented,
    _Maker.blended, _Maker.grandparents,
]  # fmt: skip
