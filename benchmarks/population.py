"""A made-up population with its partner records and the truth, for measuring linkage: at least as hard as a real one
is said to be.

Households of couples, lone parents, people alone, shared houses and refuges; twins (one pair in ten with nearly one
name), sons with their father's name, children with two homes, households that moved, women with a previous surname; a
spine with its own slips. Six feeds hold records about them: typing errors, nicknames, swapped names and dates, missing
and damaged identifiers, identifiers of somebody else in the household, people from elsewhere. Police records carry no
identifier and two and a half times the noise. Everybody is invented; NHS numbers begin 999, except in a population too
large for that range.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

import pyarrow as pa
from faker.providers.person.en_GB import Provider as British
from ruamel.yaml import YAML

from alongside.people.linkage.words import PERSON_COLUMNS
from benchmarks.slips import Slips

TODAY = date(2026, 3, 31)
BEGINNINGS = """
Ash Back Bar Bart Black Brad Bran Brock Buck Bur Car Chad Clay Cold Comp Cran Crow Dal Dun East Elm Fair Far
Fen Ford Gar Glen Gold Gran Grim Had Hal Ham Hard Hart Hat Hazel Hen High Hol Horn Hunt Kil Kir Lang Lay Lin
Lock Long Mar Mel Mill Mor Nor Oak Old Pem Pen Pick Pres Rad Rams Red Ridge Rock Ros Rush Sand Shel Sher Stan
Stap Stock Stone Strat Sut Swin Tam Thorn Tor Up Wake Wal War Wat Wel West Whit Wil Win Wood Wool Worth Yar
""".split()  # noqa: SIM905 - a long list of words, to be read as one
ENDINGS = """
bank berry bourne bridge brook burn burton bury by cliff combe cott croft dale den don ell er ey field fold
ford gate grave ham head hill hurst ing ings ington land leigh lett ley low man mere mond more ney shaw side
son stead stone ter thorpe ton tree vale ville ward water way well wick wood worth
""".split()  # noqa: SIM905 - a long list of words, to be read as one
STREETS = [f"{a}{b} {c}" for a in BEGINNINGS for b in ENDINGS[::3] for c in ("Road", "Street", "Avenue", "Close")]
DISTRICTS = [f"{a}{b}" for a in BEGINNINGS[::4] for b in ("ley", " Park", "field")]
FEEDS = {"police": 0.315, "school": 0.207, "health": 0.144, "dwp": 0.144, "housing": 0.115, "csc": 0.075}
OUTSIDERS = 0.04


@dataclass
class Home:
    """An address."""

    uprn: str
    postcode: str
    address: str


@dataclass(eq=False)
class Person:
    """Somebody made up, as they really are."""

    number: int
    forename: str
    middle: str
    surname: str
    previous: str
    born: date
    sex: str
    nhs: str
    upn: str
    nino: str
    home: Home
    before: Home | None = None
    second: Home | None = None
    house: list["Person"] = field(default_factory=list)
    twin: "Person | None" = None
    namesake: "Person | None" = None


@dataclass
class World:
    """People, records about them, and the truth; `missing` are ids left out when somebody must be absent."""

    people: pa.Table
    records: pa.Table
    truth: dict[str, str | None]
    feed: dict[str, str]
    twins: set[str]
    sons: set[str]
    at_random: set[str]

    @property
    def missing(self) -> set[str]:
        """One of each pair of twins, every son with his father's name, and three in a hundred."""
        return self.twins | self.sons | self.at_random


class Maker:
    """Draws a population of about so many people from one seed."""

    def __init__(self, people: int, seed: int) -> None:
        self.wanted, self.draw = people, random.Random(seed)
        self.slips = Slips(self.draw)
        self.people: list[Person] = []
        self.homes = self.serial = self.nhs_serial = 0
        self.names = Names(people, self.draw)

    def make(self) -> World:
        """The whole world."""
        while len(self.people) < self.wanted:
            self.household()
        spine = [self.spine_row(person) for person in self.people]
        feeds = list(self.records())
        self.draw.shuffle(feeds)
        rows, truth, feed = [], {}, {}
        for number, (name, person, row) in enumerate(feeds):
            key = f"r{number:07}"
            rows.append({"record_id": key, **row})
            truth[key], feed[key] = (pid(person) if person else None), name
        twins = {pid(p) for p in self.people if p.twin and p.number > p.twin.number}
        sons = {pid(p) for p in self.people if p.namesake}
        at_random = {pid(p) for p in self.people if self.draw.random() < 0.03}
        return World(table(spine), table(rows), truth, feed, twins, sons, at_random)

    def household(self) -> None:
        """One address and who lives there."""
        kind = self.draw.choices(
            ["family", "lone", "single", "couple", "hmo", "refuge"], [0.35, 0.14, 0.25, 0.245, 0.015, 0.00004]
        )[0]
        home = self.home()
        size = {"single": 1, "hmo": self.draw.randint(4, 9), "refuge": self.draw.randint(15, 30)}.get(kind, 0)
        house = [self.adult(home, self.names.surname(), "") for _ in range(size)] or self.family(kind, home)
        for person in house:
            person.house = house
        if self.draw.random() < 0.14:
            before = self.home()
            for person in house:
                person.before = before
        self.people += house

    def family(self, kind: str, home: Home) -> list[Person]:
        """A couple or a lone parent, with children or without."""
        surname = self.names.surname()
        mother = self.adult(home, surname, "f", parent=kind != "couple")
        house = [mother]
        if kind != "lone":
            father = self.adult(home, surname, "m", near=mother.born)
            if self.draw.random() < 0.35:
                mother.surname = self.names.surname()
            elif self.draw.random() < 0.6:
                mother.previous = self.names.surname()
            house.append(father)
        if kind == "couple":
            return house
        parent = house[-1]
        born = mother.born + timedelta(days=self.draw.randint(18 * 365, 36 * 365))
        for _ in range(self.draw.choices([1, 2, 3, 4], [4, 4, 2, 1])[0]):
            if born > TODAY:
                break
            self.child(house, parent, surname, born, home)
            born += timedelta(days=self.draw.randint(400, 1700))
        if kind == "lone" and self.draw.random() < 0.35:
            second = self.home()
            for child in house[1:]:
                child.second = second
        return house

    def child(self, house: list[Person], parent: Person, surname: str, born: date, home: Home) -> None:
        """A child, now and then with a parent's name, now and then a twin."""
        child = self.person(home, surname, self.draw.choice("fm"), born)
        if parent.sex == "m" and child.sex == "m" and self.draw.random() < 0.07:
            child.forename, child.surname, child.namesake = parent.forename, parent.surname, parent
        house.append(child)
        if self.draw.random() < 0.018:
            near = self.draw.random() < 0.1
            twin = self.person(home, surname, child.sex if near else self.draw.choice("fm"), born)
            if near:
                twin.forename = self.names.nearly(child.forename)
            while twin.forename == child.forename:
                twin.forename = self.names.forename(twin.sex, born)
            child.twin, twin.twin = twin, child
            house.append(twin)

    def adult(self, home: Home, surname: str, sex: str, *, near: date | None = None, parent: bool = False) -> Person:
        """Somebody of 18 or more; `near` is a partner's date of birth."""
        age = self.draw.triangular(22, 62, 38) if parent else self.draw.triangular(18, 95, 45)
        born = TODAY - timedelta(days=int(age * 365.25))
        if near:
            born = min(near + timedelta(days=int(self.draw.gauss(-400, 1200))), TODAY - timedelta(days=18 * 366))
        return self.person(home, surname, sex or self.draw.choice("fm"), born)

    def person(self, home: Home, surname: str, sex: str, born: date) -> Person:
        """A person with the identifiers their age gives them."""
        self.serial += 1
        age = (TODAY - born).days / 365.25
        return Person(
            self.serial, self.names.forename(sex, born), self.names.forename(sex, born), surname, "", born, sex,
            self.nhs_number(), pupil_number(self.draw) if 4 <= age <= 24 else "",
            nino(self.draw) if age >= 16 else "", home,
        )  # fmt: skip

    def nhs_number(self) -> str:
        """A number beginning 999 while that range of a million lasts."""
        while self.wanted <= 600_000:
            self.nhs_serial += 1
            found = checked(f"999{self.nhs_serial * 7919 % 10**6:06}")
            if found:
                return found
        return nhs_number(self.draw)

    def home(self) -> Home:
        """A new address; about 15 share a postcode."""
        self.homes += 1
        at = self.draw.randrange(max(40, int(self.wanted * 0.45) // 15))
        inward = f"{at % 10}{'ABDEFGHJLN'[at // 10 % 10]}{'PQRSTUWXYZ'[at // 100 % 10]}"
        return Home(
            f"1000{self.homes:08}",
            f"AL{1 + at // 1000 % 90} {inward}",
            f"{self.homes % 97 + 1} {STREETS[at * 7 % len(STREETS)]}, {DISTRICTS[at % len(DISTRICTS)]}, Alsford",
        )

    def spine_row(self, person: Person) -> dict[str, str | None]:
        """The person as the spine has them: nearly right."""
        row = self.plain(person, person.before if person.before and self.draw.random() < 0.3 else person.home)
        row["forename"] = f"{person.forename} {person.middle}"
        row["record_id"] = pid(person)
        for name in ("nhs_number", "upn", "other_id"):
            if self.draw.random() < 0.03:
                row[name] = None
        if self.draw.random() < 0.01:
            self.slips.one(row, self.draw.choice(["forename", "surname"]))
        if self.draw.random() < 0.01:
            self.slips.birth(row)
        if self.draw.random() < 0.02:
            row["uprn"] = None
        return row

    def plain(self, person: Person, home: Home) -> dict[str, str | None]:
        """The truth about a person, at one address."""
        return dict(zip(PERSON_COLUMNS, (
            person.nhs, person.upn or None, person.nino or None, person.forename, person.surname,
            person.previous or None, person.born.isoformat(), person.sex, home.address, home.postcode, home.uprn,
        ), strict=True))  # fmt: skip

    def records(self) -> Iterator[tuple[str, Person | None, dict[str, str | None]]]:
        """Every feed's identity records, about people of the spine and about outsiders."""
        total = int(0.95 * len(self.people))
        children = [person for person in self.people if person.upn]
        adults = [person for person in self.people if person.nino]
        young = [person for person in self.people if (TODAY - person.born).days < 25 * 365]
        among: dict[str, list[Person]] = {
            "police": [p for p in self.people if (TODAY - p.born).days > 8 * 365], "school": children,
            "health": self.people, "dwp": adults, "housing": adults, "csc": young,
        }  # fmt: skip
        for feed, share in FEEDS.items():
            outside = int(total * share * OUTSIDERS)
            inside = min(int(total * share) - outside, len(among[feed]))
            for person in self.draw.sample(among[feed], inside):
                yield feed, person, self.record(feed, person)
            for _ in range(outside):
                stranger = self.stranger(feed)
                yield feed, None, self.record(feed, stranger)

    def stranger(self, feed: str) -> Person:
        """Somebody who is not in the spine, living here or elsewhere."""
        age = self.draw.uniform(5, 18) if feed in {"school", "csc"} else self.draw.uniform(18, 80)
        somebody = self.draw.choice(self.people)
        home = somebody.home if self.draw.random() < 0.2 else self.home()
        born = TODAY - timedelta(days=int(age * 365.25))
        return self.person(home, self.names.surname(), self.draw.choice("fm"), born)

    def record(self, feed: str, person: Person) -> dict[str, str | None]:
        """The person as a feed has them."""
        homes = [person.home, *([person.before] if person.before else []), *([person.second] if person.second else [])]
        row = self.plain(person, self.draw.choice(homes))
        row["previous_surname"] = None
        self.identifiers(feed, person, row)
        if self.draw.random() < (0.5 if feed == "police" else 0.15):
            row["uprn"] = None
        if self.draw.random() < (0.3 if feed == "police" else 0.1):
            row["address"] = None
        elif row["address"] and self.draw.random() < 0.3:
            row["address"] = self.slips.address(row["address"])
        self.names_used(person, row)
        if person.previous and self.draw.random() < 0.12:
            row["surname"] = person.previous
        if self.draw.random() < 0.15 * (2.5 if feed == "police" else 1):
            self.slips.corrupt(row)
        self.slips.style(row, feed)
        return row

    def names_used(self, person: Person, row: dict[str, str | None]) -> None:
        """All forenames, or the middle one; half of a double-barrelled surname; a sex not given or mistaken."""
        if self.draw.random() < 0.3:
            row["forename"] = f"{person.forename} {person.middle}"
        elif self.draw.random() < 0.004:
            row["forename"] = person.middle
        if "-" in person.surname and self.draw.random() < 0.2:
            row["surname"] = person.surname.split("-")[1]
        if self.draw.random() < 0.05:
            row["sex"] = None
        elif self.draw.random() < 0.003:
            row["sex"] = "m" if person.sex == "f" else "f"

    def identifiers(self, feed: str, person: Person, row: dict[str, str | None]) -> None:
        """Keep what the feed holds; four in a thousand are somebody else's in the household."""
        if self.draw.random() < 0.004 and len(person.house) > 1:
            other = self.draw.choice([one for one in person.house if one is not person])
            row |= {"nhs_number": other.nhs, "upn": other.upn or row["upn"], "other_id": other.nino or row["other_id"]}
        holds = {"police": (), "school": ("upn",), "health": ("nhs_number",), "dwp": ("other_id",),
                 "housing": ("tenancy",), "csc": ("nhs_number", "upn")}[feed]  # fmt: skip
        if "tenancy" in holds:
            row["other_id"] = f"T{person.home.uprn[-7:]}"
        elif "other_id" not in holds:
            row["other_id"] = None
        for name in ("nhs_number", "upn"):
            if name not in holds or (feed == "csc" and self.draw.random() < 0.25):
                row[name] = None


class Names:
    """Forenames by generation and surnames by rank, as uneven as real ones."""

    def __init__(self, people: int, draw: random.Random) -> None:
        self.draw = draw
        groups = YAML(typ="safe").load(open_names())
        made = [f"{a}{b}" for a in BEGINNINGS for b in ENDINGS]
        draw.shuffle(made)
        head = list(dict.fromkeys([s for g in groups for s in g["surnames"]] + list(British.last_names)))
        surnames = (head + made)[: max(800, int(people**0.5 * 11))]
        self.surnames, self.surname_weights = surnames, cumulative([1 / (at + 12) for at in range(len(surnames))])
        self.pools = {
            ("f", True): pool(groups, "girls", British.first_names_female),
            ("m", True): pool(groups, "boys", British.first_names_male),
            ("f", False): pool(groups, "women", British.first_names_female),
            ("m", False): pool(groups, "men", British.first_names_male),
        }

    def surname(self) -> str:
        """A surname, one in forty double-barrelled."""
        first = str(self.draw.choices(self.surnames, cum_weights=self.surname_weights)[0])
        if self.draw.random() > 0.025:
            return first
        return f"{first}-{self.draw.choices(self.surnames, cum_weights=self.surname_weights)[0]}"

    def forename(self, sex: str, born: date) -> str:
        """A forename of the generation."""
        names, weights = self.pools[sex, born.year >= 2000]
        return self.draw.choices(names, cum_weights=weights)[0]

    def nearly(self, name: str) -> str:
        """Another name much like it, as parents of twins choose: Jayden, Jaydon."""
        vowels = {"a": "e", "e": "a", "i": "y", "y": "i", "o": "a", "u": "o"}
        at = [n for n, c in enumerate(name) if n and c in vowels]
        if not at:
            return name + "a"
        n = self.draw.choice(at)
        return name[:n] + vowels[name[n]] + name[n + 1 :]


def open_names() -> str:
    """The names of the made-up council."""
    from importlib.resources import files

    return str((files("nonprod") / "names.yaml").read_text(encoding="utf-8"))


def pool(groups: list[dict[str, list[str]]], kind: str, more: object) -> tuple[list[str], list[float]]:
    """Names of one kind with falling weights."""
    names = list(dict.fromkeys([name for group in groups for name in group[kind]] + list(more)))  # type: ignore[call-overload]
    return names, cumulative([1 / (at + 8) for at in range(len(names))])


def cumulative(weights: list[float]) -> list[float]:
    """Running totals, which make drawing quick."""
    total, running = 0.0, []
    for weight in weights:
        total += weight
        running.append(total)
    return running


def pid(person: Person) -> str:
    """The person's id in the spine."""
    return f"p{person.number:07}"


def nhs_number(draw: random.Random) -> str:
    """Ten digits whose check digit is right."""
    while True:
        found = checked(f"9{draw.randrange(10**8):08}")
        if found:
            return found


def checked(nine: str) -> str:
    """Nine digits with their check digit; blank for the one in eleven that has none."""
    check = -sum(weight * int(digit) for weight, digit in zip(range(10, 1, -1), nine, strict=True)) % 11
    return f"{nine}{check}" if check < 10 else ""


def pupil_number(draw: random.Random) -> str:
    """A unique pupil number with its check letter."""
    rest = f"816{draw.randrange(10**9):09}"
    total = sum(weight * int(digit) for weight, digit in enumerate(rest, start=2))
    return "ABCDEFGHJKLMNPQRTUVWXYZ"[total % 23] + rest


def nino(draw: random.Random) -> str:
    """Shaped like a National Insurance number, with a first letter never given out."""
    return f"{draw.choice('DFIQUV')}{draw.choice('ABCEGHJK')}{draw.randrange(10**6):06}{draw.choice('ABCD')}"


def table(rows: list[dict[str, str | None]]) -> pa.Table:
    """Rows as a table in the canonical columns."""
    columns = ("record_id", *PERSON_COLUMNS)
    return pa.table({name: pa.array([row.get(name) for row in rows], pa.string()) for name in columns})


def made(people: int, seed: int = 1) -> World:
    """A population of about so many people."""
    return Maker(people, seed).make()
