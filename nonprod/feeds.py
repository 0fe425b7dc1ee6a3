"""Partners' files of the made-up council: about its own people and some outsiders, written as partners write them.

Each file has the partner's own headings and codes (the pack's first of each) and some damage: names mistyped, birthdays
turned round, identifiers missing or wrong, 'UNKNOWN', dates in three ways, and a row or two that must be refused.
"""

import datetime as dt
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Prefetch, Q

from alongside.ground.access import actions as access
from alongside.ground.access.models import Agency, User
from alongside.ground.access.queries import may, the_system
from alongside.ground.access.words import Permission
from alongside.ground.agencies import queries as agencies
from alongside.ground.agencies.actions import accept_agreement
from alongside.ground.lib.csv_files import as_csv
from alongside.ground.operating_models.queries import Feed, Pack, current_pack
from alongside.people.families.models import Person, PersonAddress, PersonName
from alongside.people.families.words import NameKind
from alongside.people.partner_data.actions import load_file
from alongside.people.partner_data.queries import last_load
from nonprod.base import Partnership
from nonprod.households import household

Row = dict[str, Any]
SENT_BY = ("council_early_help", "police", "housing", "social_care", "health_visiting", "voluntary")
MOST_PEOPLE = 50_000
OUTSIDERS_FROM = 9_000_000
TWINS_FROM = 9_500_000
HOMES_WITH_TWINS = 4
OUTSIDERS = 0.06
DAMAGED = 0.08


@dataclass(frozen=True)
class About:
    """Somebody a partner keeps a file on."""

    serial: int
    forename: str
    surname: str
    born: dt.date
    age: int
    sex: str
    nhs_number: str = ""
    upn: str = ""
    address: str = ""
    postcode: str = ""
    uprn: str = ""


Happens = Callable[[About, random.Random, dt.date], Iterator[Row]]


def load_feeds(made: Partnership, seed: int, day: dt.date) -> None:
    """Write and take in a file of every feed that was not loaded yet, as of the day before."""
    pack, as_of = current_pack().pack, day - dt.timedelta(days=1)
    _agree(made)
    people = list(about(seed, as_of))
    for feed in pack.feeds:
        agency = _sender(made, feed)
        if feed.id not in HAPPENS or agency is None or last_load(feed.id) is not None:
            continue
        content = file_of(feed, pack, people, seed, as_of)
        if content.count(b"\n") < 2:
            continue  # nothing of the kind happened in so small a council
        load_file(
            feed=feed, content=content, file_name=f"{feed.id}.csv", agency=agency, as_of=as_of, extent=feed.extent,
            by=the_system(),
        )  # fmt: skip


def file_of(feed: Feed, pack: Pack, people: Sequence[About], seed: int, as_of: dt.date) -> bytes:
    """One partner's file as CSV, under its own headings."""
    chance = random.Random(f"feed {feed.id} {seed}")
    columns = [column for column in feed.layout.columns if column.to != "as_of"]
    codes = {code.means: code.written[0] for column in columns for code in column.codes}
    rows: list[list[str]] = [[column.headings[0] for column in columns]]
    for one in people:
        for number, event in enumerate(HAPPENS[feed.id](one, chance, as_of)):
            told = _told(one, chance) | event
            told["record_id"] = f"{feed.id[:3].upper()}{one.serial:07}{number:02}"
            told.setdefault("other_id", f"{feed.id[:2].upper()}-{one.serial:07}")
            told["event_kind"] = codes.get(str(told.get("event_kind", "")), told.get("event_kind", ""))
            rows.append([_written(told.get(str(column.to), ""), chance) for column in columns])
    return b"".join(as_csv(rows))


def about(seed: int, day: dt.date) -> Iterator[About]:
    """The council's people with a name, a birthday and an address that is no secret; then outsiders, and some twins."""
    many = 0
    for person in _people():
        name, address = person.names.all()[0], next(iter(person.addresses.all()), None)
        many += 1
        yield About(
            many, name.forename, name.surname, person.date_of_birth, _age(person.date_of_birth, day), person.sex,
            person.nhs_number, person.upn, address.lines if address else "", address.postcode if address else "",
            address.uprn if address else "",
        )  # fmt: skip
    for number in range(int(many * OUTSIDERS / 3)):
        for one in household(OUTSIDERS_FROM + number, seed, day).people:
            if one.born and one.born < day:
                many += 1
                yield About(many, one.forename, one.surname, one.born, _age(one.born, day), one.sex)
    for serial, twin in enumerate(_twins(seed, day), start=many + 1):
        yield replace(twin, serial=serial)


def _twins(seed: int, day: dt.date) -> Iterator[About]:
    """Small twins of homes nobody here knows of: whoever reads two partners' files may take them for one child."""
    outward = current_pack().pack.info.postcode_areas[0]
    for number in range(HOMES_WITH_TWINS):
        one, other = (household(TWINS_FROM + 2 * number + at, seed, day).people[0] for at in (0, 1))
        born = day - dt.timedelta(days=400 + 250 * number)
        for forename in (one.forename, other.forename):
            yield About(
                0, forename, one.surname, born, _age(born, day), "U", address=f"{number + 2} Weir Cottages",
                postcode=f"{outward} 9QF",
            )  # fmt: skip


def _people() -> list[Any]:
    here = PersonAddress.objects.filter(until=None, confidential=False, no_fixed_address=False).order_by("-since", "id")
    named = PersonName.objects.filter(kind=NameKind.USUAL).exclude(Q(forename="") | Q(surname=""))
    rows = Person.objects.filter(date_known="exact", died_on=None, names__in=named).distinct().order_by("pk")
    return list(rows.prefetch_related(Prefetch("names", named), Prefetch("addresses", here))[:MOST_PEOPLE])


def _age(born: dt.date, day: dt.date) -> int:
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def _told(one: About, chance: random.Random) -> Row:
    """Who it is, as a partner would have it: some of it missing, some of it wrong."""
    told: Row = {
        "nhs_number": one.nhs_number if chance.random() < 0.8 else "", "upn": one.upn, "forename": one.forename,
        "surname": one.surname, "date_of_birth": one.born, "sex": one.sex if one.sex in "FM" else "",
        "address": one.address, "postcode": one.postcode, "uprn": one.uprn if chance.random() < 0.6 else "",
    }  # fmt: skip
    if chance.random() < DAMAGED:
        chance.choice(DAMAGES)(told, chance)
    return told


def _mistyped(told: Row, chance: random.Random) -> None:
    name = str(told["surname"])
    at = chance.randrange(len(name))
    told["surname"] = name[:at] + name[at + 1 :] or name


def _turned_round(told: Row, chance: random.Random) -> None:
    born = told["date_of_birth"]
    if born.day <= 12:
        told["date_of_birth"] = born.replace(month=born.day, day=born.month)


def _wrong_digit(told: Row, chance: random.Random) -> None:
    number = str(told["nhs_number"])
    told["nhs_number"] = f"{number[:-1]}{(int(number[-1]) + 1) % 10}" if number else "9.99E+09"


def _unknown(told: Row, chance: random.Random) -> None:
    told[chance.choice(("forename", "postcode", "address"))] = "UNKNOWN"


def _no_such_date(told: Row, chance: random.Random) -> None:
    told["date_of_birth"] = "31/02/2015"


DAMAGES = (_mistyped, _mistyped, _turned_round, _wrong_digit, _unknown, _unknown, _no_such_date)


def _written(value: Any, chance: random.Random) -> str:
    """A cell as somebody types it: dates in three ways."""
    if isinstance(value, dt.date):
        return value.strftime(chance.choice(("%d/%m/%Y", "%d/%m/%Y", "%Y-%m-%d", "%d %B %Y")))
    return str(value)


def _sometimes(
    share: float, kinds: Sequence[str], youngest: int, oldest: int, *, days: int = 365, **more: Sequence[Any]
) -> Happens:
    """Something that happens to a share of people of an age, up to three times within so many days."""

    def happens(one: About, chance: random.Random, as_of: dt.date) -> Iterator[Row]:
        if not youngest <= one.age <= oldest or chance.random() >= share:
            return
        for _ in range(chance.choice((1, 1, 1, 2, 3))):
            earliest = max(as_of - dt.timedelta(days=days), one.born)
            on = earliest + dt.timedelta(days=chance.randrange((as_of - earliest).days + 1))
            yield {"event_kind": chance.choice(kinds), "event_on": on, **{k: chance.choice(v) for k, v in more.items()}}

    return happens


def _pupils(one: About, chance: random.Random, as_of: dt.date) -> Iterator[Row]:
    if one.upn:
        yield {"event_kind": "on_roll", "event_on": dt.date(as_of.year - 1, 9, 1)}


def _absence(one: About, chance: random.Random, as_of: dt.date) -> Iterator[Row]:
    if not one.upn:
        return
    missed = min(90, round(chance.expovariate(1 / 7)))
    term = {"event_on": dt.date(as_of.year - 1, 9, 1), "event_until": dt.date(as_of.year - 1, 12, 19)}
    yield {"event_kind": "absence", "quantity": missed, **term}
    yield {"event_kind": "unauthorised_absence", "quantity": round(missed * chance.random()), **term}


HAPPENS: dict[str, Happens] = {
    "school_census": _pupils,
    "attendance": _absence,
    "exclusions": _sometimes(0.03, ["suspension", "suspension", "permanent_exclusion"], 5, 16, quantity=[1, 2, 3, 5]),
    "police_incidents": _sometimes(
        0.04, ["crime", "anti_social_behaviour", "domestic_abuse"], 12, 80, detail=["Suspect", "Victim", "Witness"]
    ),
    "missing_episodes": _sometimes(0.01, ["missing_from_home", "missing_from_home", "missing_from_care"], 8, 17),
    "housing_arrears": _sometimes(
        0.05, ["rent_arrears", "rent_arrears", "notice_of_possession", "temporary_accommodation"], 18, 70,
        quantity=[250, 480, 910, 1750],
    ),
    "benefits": _sometimes(0.12, ["out_of_work_benefit", "housing_benefit", "council_tax_support"], 18, 64, days=900),
    "health_visiting": _sometimes(0.7, ["universal", "universal", "targeted", "missed_contact"], 0, 4),
    "childrens_centre_contacts": _sometimes(0.3, ["session", "outreach", "one_to_one"], 0, 4),
    "young_carers": _sometimes(0.02, ["identified", "assessed", "supported"], 6, 17, detail=["Parent", "Brother"]),
    "social_care": _sometimes(0.04, ["contact", "contact", "child_in_need", "child_protection"], 0, 17, days=700),
    "neet": _sometimes(0.15, ["neet", "activity_not_known", "in_learning_or_work"], 16, 18),
    "legacy_early_help": _sometimes(0.03, ["assessment", "plan", "closed"], 0, 17, days=900),
}  # fmt: skip


def _agree(made: Partnership) -> None:
    """The agencies that send files accept the council's sharing agreement, each by one of its own people."""
    text = agencies.agreement_in_force()
    accepted = set(agencies.agencies_that_agreed().values_list("pk", flat=True))
    for kind in SENT_BY:
        for agency in made.agencies.get(kind, [])[:1]:
            if text is not None and agency.pk not in accepted:
                accept_agreement(text=text, by=_head(agency))


def _head(agency: Agency) -> User:
    """Whoever looks after the agency already, or one of its people who is no persona of the demonstration."""
    staff = agencies.staff(agency)
    head = next((one for one in staff if may(one, Permission.MANAGE_OWN_AGENCY)), None)
    if head is None:
        head = next((one for one in staff if not one.persona), staff[0])
        access.grant_role(user=head, role="agency_administrator", by=the_system())
    return User.objects.get(pk=head.pk)


def _sender(made: Partnership, feed: Feed) -> Agency | None:
    """The first agency of a kind the feed comes from that agreed."""
    agreed = set(agencies.agencies_that_agreed().values_list("pk", flat=True))
    kinds = sorted(feed.sharing.agency_kinds, key=lambda kind: kind != "council_early_help")
    return next((one for kind in kinds for one in made.agencies.get(kind, []) if one.pk in agreed), None)
