"""A day's changes matched by themselves leave everything as matching all of it afresh would, whatever happened."""

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as some

from alongside.ground.access.models import User
from alongside.ground.access.queries import the_system
from alongside.ground.access.words import RecordClass
from alongside.ground.lib.clock import today
from alongside.people.families import actions as families
from alongside.people.families.models import Person
from alongside.people.families.tests.factories import a_person
from alongside.people.matching.actions import (
    answer,
    answer_alike,
    link_changes,
    link_everything,
    merge_people,
    take_back_alike,
)
from alongside.people.matching.models import Description, Likeness, LikenessAnswer, MatchedRow, PossibleMatch
from alongside.people.matching.queries.linking import ALONE
from alongside.people.matching.tests.feeds import Feeds
from alongside.people.matching.words import Kind, Said
from alongside.people.protection import actions as protection

FORENAMES, SURNAMES = ("Anna", "Hannah", "Ann", "Peter", "Zofia"), ("Thorley", "Thorly", "Quirke")
BIRTHDAYS = (dt.date(2014, 3, 7), dt.date(2014, 7, 3), dt.date(1983, 2, 1), None)
HOMES = (("4 Mill Lane", "YO1 6GA", "100050123456"), ("9 Elm Row", "YO7 7AA", ""), ("", "", ""))
SISTERS = ("Zofia", "Marta", "Ola", "Zosia", "Marta Zofia")
NUMBERS = ("9990000018", "9990000026", "", "")
STEPS = ("tell", "tell", "tell", "tell", "take_back", "newcomer", "renamed", "moves", "hides", "sealed", "merged",
         "same", "different", "cant_tell")  # fmt: skip
OF_STRANGERS = ("tell", "tell", "tell", "tell", "take_back", "newcomer", "hides", "alike_same", "alike_different",
                "alike_cant_tell", "alike_taken_back")  # fmt: skip


Test = Callable[..., None]


def some_of(steps: Sequence[str]) -> Any:
    """A handful of steps, each with a number that picks whom it happens to."""
    return some.lists(some.tuples(some.sampled_from(steps), some.integers(0, 10_000)), min_size=2, max_size=9)


def in_some_towns(steps: Sequence[str]) -> Callable[[Test], Test]:
    """What happened before everything was matched, and on the days after, a dozen times over."""
    days = some.lists(some_of(steps), min_size=1, max_size=3)
    how = settings(
        max_examples=12, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
    )  # fmt: skip
    return lambda test: pytest.mark.slow(how(given(before=some_of(steps), days=days)(test)))


class Town:
    """People and feeds to whom things happen, picked by a number."""

    def __init__(self, feeds: Feeds, keeper: User) -> None:
        self.feeds, self.keeper = feeds, keeper

    def told(self, pick: int) -> dict[str, Any]:
        home = HOMES[pick // 7 % 3]
        return {
            "forename": FORENAMES[pick % 5], "surname": SURNAMES[pick // 5 % 3], "date_of_birth": BIRTHDAYS[pick % 4],
            "nhs_number": NUMBERS[pick // 11 % 4], "address": home[0], "postcode": home[1], "uprn": home[2],
        }  # fmt: skip

    def person(self, pick: int) -> Person:
        people = list(Person.objects.exclude(names=None).order_by("pk").distinct())
        return people[pick % len(people)]

    def does(self, step: str, pick: int) -> None:
        by = self.keeper
        by.forget_rights()
        if step == "tell":
            self.feeds.tell(("housing", "police")[pick % 2], str(pick % 9), **self.told(pick))
        elif step == "take_back":
            self.feeds.take_back(("housing", "police")[pick % 2], str(pick % 9))
        elif step == "newcomer":
            told = self.told(pick)
            a_person(
                told["forename"],
                told["surname"],
                date_of_birth=told["date_of_birth"],
                nhs_number=told.get("nhs_number", ""),
            )
        elif step == "renamed":
            name = {"forename": FORENAMES[pick % 5], "surname": SURNAMES[pick // 3 % 3]}
            families.add_name(person=self.person(pick), kind="usual", by=by, **name)
        elif step in ("moves", "hides"):
            lines, postcode, uprn = HOMES[pick % 2]
            home = {"lines": lines, "postcode": postcode, "uprn": uprn, "confidential": step == "hides"}
            families.record_address(people=[self.person(pick)], by=by, **home)  # type: ignore[arg-type]
        elif step == "sealed":
            protection.restrict(
                subject=self.person(pick), record_class=RecordClass.SEALED, category="other", whom_to_ask="The hub",
                reason="Made up for a property.", review_on=today() + dt.timedelta(days=9), cleared=[], by=by,
            )  # fmt: skip
        elif step == "merged":
            kept, other = self.person(pick), self.person(pick + 1)
            if kept != other:
                merge_people(kept=kept, other=other, reason="They seem to be one", by=by)
        elif step.startswith("alike_"):
            self._says_of_two(step.removeprefix("alike_"), pick)
        else:
            self._says(step, pick)

    def _says(self, step: str, pick: int) -> None:
        pairs = [(one.description, one.person) for one in PossibleMatch.objects.select_related("description", "person")]
        pairs += [(one, one.person) for one in Description.objects.exclude(person=None).select_related("person")]  # type: ignore[misc]
        pairs.sort(key=lambda pair: (pair[0].feed, str(pair[0].digest), pair[1].pk))
        if pairs:
            description, person = pairs[pick % len(pairs)]
            answer(description=description, person=person, said=Said(step), note="Made up", by=self.keeper)

    def _says_of_two(self, step: str, pick: int) -> None:
        """Of two alike, in an order that no id decides; or takes back what was said of two."""
        given = list(LikenessAnswer.objects.filter(taken_back_at=None).order_by("pk"))
        alike = list(Likeness.objects.filter(first__standing__in=ALONE, second__standing__in=ALONE))
        alike.sort(key=lambda one: sorted((row.feed, str(row.digest)) for row in (one.first, one.second)))
        if step == "taken_back" and given:
            take_back_alike(answer=given[pick % len(given)], by=self.keeper)
        elif step != "taken_back" and alike:
            one = alike[pick % len(alike)]
            answer_alike(first=one.first, second=one.second, said=Said(step), note="Made up", by=self.keeper)


def picture() -> dict[tuple[str, str], Any]:
    """Where every record stands, and with which others it is one person known to feeds only."""
    rows = list(MatchedRow.objects.select_related("description").order_by("feed", "record_id"))
    together: dict[Any, list[str]] = {}
    for row in rows:
        together.setdefault(row.description.feed_person_id, []).append(f"{row.feed} {row.record_id}")
    alike: dict[Any, list[Any]] = {}
    for two in Likeness.objects.select_related("first", "second"):
        for mine, other in ((two.first, two.second), (two.second, two.first)):
            alike.setdefault(mine.pk, []).append((other.feed, str(other.digest), round(two.weight, 3), two.reasons))
    possible: dict[Any, list[Any]] = {}
    for one in PossibleMatch.objects.order_by("place"):
        possible.setdefault(one.description_id, []).append((one.person_id, round(one.weight, 3), one.reasons))
    found = {}
    for row in rows:
        what = row.description
        alone = together[what.feed_person_id] if what.feed_person_id else []
        found[row.feed, row.record_id] = (
            what.standing, what.person_id, what.resembles_id, what.how, what.weight and round(what.weight, 3),
            what.margin and round(what.margin, 3), alone, possible.get(what.pk, []), what.postcode,
            sorted(alike.get(what.pk, [])),
        )  # fmt: skip
    return found


class TownOfStrangers(Town):
    """One of whose people hardly anybody is known: sisters of one home, under several names."""

    def told(self, pick: int) -> dict[str, Any]:
        home = HOMES[1 + pick // 5 % 2]
        return {
            "forename": SISTERS[pick % 5], "surname": "Kowalska", "date_of_birth": BIRTHDAYS[pick // 7 % 2],
            "sex": "F", "address": home[0], "postcode": home[1],
        }  # fmt: skip


@in_some_towns(STEPS)
def test_changes_equal_everything(
    feeds: Feeds, anna: Person, keeper: User, before: list[Any], days: list[list[Any]]
) -> None:
    changes_equal_everything(Town(feeds, keeper), before, days)


@in_some_towns(OF_STRANGERS)
def test_changes_among_strangers_equal_everything(
    feeds: Feeds, anna: Person, keeper: User, before: list[Any], days: list[list[Any]]
) -> None:
    changes_equal_everything(TownOfStrangers(feeds, keeper), before, days)


def changes_equal_everything(town: Town, before: list[Any], days: list[list[Any]]) -> None:
    note(f"{before} {days}")
    with transaction.atomic():
        number = town.feeds.number
        for step, pick in before:
            town.does(step, pick)
        link_everything(by=the_system())
        for day in days:
            for step, pick in day:
                town.does(step, pick)
            assert link_changes(by=the_system()).kind == Kind.CHANGES
        changes = picture()
        link_everything(by=the_system(), count_again=False)
        assert picture() == changes
        transaction.set_rollback(True)
    town.feeds.number = number
    town.keeper.forget_rights()


def test_a_change_beside_a_group_of_several(feeds: Feeds, anna: Person, keeper: User) -> None:
    town = TownOfStrangers(feeds, keeper)
    for feed, record, forename in (("housing", "1", "Zofia"), ("police", "1", "Zofia"), ("housing", "2", "Marta")):
        feeds.tell(feed, record, **town.told(0) | {"forename": forename})
    link_everything(by=the_system())
    asked = Likeness.objects.get()
    feeds.tell("police", "2", **town.told(0) | {"forename": "Marta"})
    link_changes(by=the_system())
    assert Likeness.objects.get().pk != asked.pk, "the other Marta’s group is another now"
    changes = picture()
    assert changes["police", "2"][6] == ["housing 2", "police 2"]
    link_everything(by=the_system(), count_again=False)
    assert picture() == changes
    feeds.take_back("housing", "1")
    link_changes(by=the_system())
    changes = picture()
    link_everything(by=the_system(), count_again=False)
    assert picture() == changes
