"""Counting what changed comes to the same as counting everything, whatever happened."""

import datetime as dt
import random
from typing import Any

import pytest

from alongside.ground.access.queries import the_system
from alongside.ground.lib.clock import now, today
from alongside.improving.identification.models import Candidate, CountedFamily, Finding, Objection
from alongside.improving.identification.tests.factories import Town, counted, days_ago
from alongside.improving.identification.words import RunKind
from alongside.people.families.models import Person
from alongside.people.matching.models import Description, FeedPerson, Household, HouseholdMember

pytestmark = pytest.mark.django_db
TOLD: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("police_incidents", "crime", {}), ("police_incidents", "domestic_abuse", {}), ("social_care", "contact", {}),
    ("social_care", "child_in_need", {}), ("attendance", "absence", {"quantity": 30}), ("neet", "neet", {}),
    ("benefits", "out_of_work_benefit", {}), ("housing_arrears", "rent_arrears", {"quantity": 900}),
    ("health_visiting", "targeted", {}), ("missing_episodes", "missing_from_home", {}),
    ("school_census", "on_roll", {"detail": "Made Up Primary School"}),
)  # fmt: skip


def dump() -> list[Any]:
    """Everything counted and every place on a list, without ids and moments."""
    findings = Finding.objects.values_list(
        "counted__household", "criterion", "person_id", "feed_person_id", "part", "count", "first_on", "last_on", "rows"
    )
    candidates = Candidate.objects.values_list(
        "counted__household", "list_id", "place", "groups", "groups_met", "criteria_met", "records", "latest_on",
        "groups_before", "not_seen_since", "state", "version",
    )  # fmt: skip
    families = CountedFamily.objects.values_list(
        "household", "people", "feed_people", "families", "children", "adults", "areas", "schools"
    )
    return [sorted(map(str, rows.order_by("pk"))) for rows in (findings, candidates, families)]


def differences(all_at_once: list[Any], bit_by_bit: list[Any]) -> list[str]:
    """What only one of two dumps holds."""
    return [
        line
        for one, other in zip(all_at_once, bit_by_bit, strict=True)
        for line in sorted(set(one).symmetric_difference(other))
    ]


class History:
    """Things that happen in a town, by chance."""

    def __init__(self, town: Town, chance: random.Random) -> None:
        self.town, self.chance, self.day = town, chance, days_ago(400)
        for number in range(8):
            born = dt.date(2004 + 2 * number, 1 + number, 28) if number < 6 else dt.date(1980, 2, 29)
            make = town.person if number % 2 else town.feed_person
            make(f"Somebody{number}", born=born)
        self.people = list(town.people.values())
        self.homes = [town.household(children=self.people[at : at + 2], adults=[self.people[7]]) for at in (0, 2, 4)]

    def somebody(self) -> Person | FeedPerson:
        return self.chance.choice(self.people)

    def tell(self) -> None:
        feed, kind, more = self.chance.choice(TOLD)
        on = self.day - dt.timedelta(days=self.chance.randint(-40, 500))
        until = on + dt.timedelta(days=self.chance.randint(5, 300)) if self.chance.random() < 0.5 else None
        self.town.tell(self.somebody(), feed, kind, on, event_until=until, **more)

    def withdraw(self) -> None:
        if self.town.rows:
            self.town.withdraw(self.chance.choice(list(self.town.rows.values())))

    def join(self) -> None:
        one, home = self.somebody(), self.chance.choice(self.homes)
        who = {"person": one} if isinstance(one, Person) else {"feed_person": one}
        if not HouseholdMember.objects.filter(household=home, until=None, **who).exists():
            since = self.day + dt.timedelta(days=self.chance.randint(-30, 30))
            self.town.joins(home, one, self.chance.choice(["child", "adult"]), since=since)

    def leave(self) -> None:
        members = list(HouseholdMember.objects.filter(until=None).order_by("pk"))
        if members:
            HouseholdMember.objects.filter(pk=self.chance.choice(members).pk).update(until=self.day)

    def new_home(self) -> None:
        self.homes.append(self.town.household(children=[self.somebody()], since=self.day))

    def end_home(self) -> None:
        Household.objects.filter(pk=self.chance.choice(self.homes).pk).update(until=self.day)

    def move_rows(self) -> None:
        rows = list(Description.objects.order_by("pk"))
        people = [one for one in self.people if isinstance(one, Person)]
        if rows:
            Description.objects.filter(pk=self.chance.choice(rows).pk).update(
                person=self.chance.choice(people), feed_person=None, standing="joined"
            )

    def birthday(self) -> None:
        one = self.somebody()
        born = self.day.replace(day=1) - dt.timedelta(days=365 * self.chance.randint(3, 17))
        type(one).objects.filter(pk=one.pk).update(date_of_birth=born)

    def move_house(self) -> None:
        one = self.somebody()
        if isinstance(one, Person):
            self.town.lives(one, self.chance.choice(["E05010330", "E05010314"]), "YO26 4XX")
        else:
            FeedPerson.objects.filter(pk=one.pk).update(postcode="YO26 4XX")

    def object(self) -> None:
        one = self.somebody()
        person = one if isinstance(one, Person) else None
        Objection.objects.create(
            person=person, feed_person_id=None if person else one.pk, objected_on=self.day,
            says="Please leave us out.", recorded_by=the_system(), recorded_at=now(),
        )  # fmt: skip

    def answer(self) -> None:
        Objection.objects.update(outcome="refused", answered_by=the_system(), answered_at=now(), answer="Made up")

    def time_passes(self) -> None:
        self.day = min(self.day + dt.timedelta(days=self.chance.choice([1, 1, 7, 40, 95])), today())

    def go_on(self) -> None:
        often = [self.tell] * 14 + [self.time_passes] * 5
        others = [self.withdraw, self.join, self.leave, self.new_home, self.end_home, self.move_rows, self.birthday,
                  self.move_house, self.object, self.answer]  # fmt: skip
        self.chance.choice([*often, *others])()


@pytest.mark.parametrize("seed", [0, 2, 3, 4, 5, 6])
def test_any_history_counted_bit_by_bit_equals_a_full_count(town: Town, seed: int) -> None:
    history = History(town, random.Random(seed))
    counted(history.day)
    ever = False
    for _ in range(8):
        for _ in range(7):
            history.go_on()
        run = counted(history.day)
        assert run.kind == RunKind.CHANGES
        bit_by_bit = dump()
        assert counted(history.day, full=True).kind == RunKind.EVERYTHING
        assert differences(dump(), bit_by_bit) == []
        ever = ever or Finding.objects.exists()
    assert ever, "nothing was ever counted: the history shows nothing"


def test_only_whom_it_concerns_is_counted_again(town: Town) -> None:
    homes = [town.household(children=[town.person(f"Child{number}")]) for number in range(6)]
    for number in range(6):
        town.two_problems(town.people[f"Child{number}"])
    counted()
    town.tell(town.people["Child3"], "missing_episodes", "missing_from_home")
    run = counted()
    assert (run.kind, run.counted) == (RunKind.CHANGES, 1)
    assert len(homes) == 6
