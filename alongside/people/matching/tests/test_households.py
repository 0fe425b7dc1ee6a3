"""Households from the database: our people and those known to feeds only, with dates, and the places that make none."""

import datetime as dt

import pytest

from alongside.ground.access.models import User
from alongside.ground.access.queries import the_system
from alongside.ground.lib.clock import today
from alongside.ground.lib.errors import NotAllowed, Refused
from alongside.people.families import actions as families
from alongside.people.families.models import Person
from alongside.people.families.tests.factories import a_person
from alongside.people.matching.actions import form_households, link_changes
from alongside.people.matching.actions.places import NamedPlace
from alongside.people.matching.models import FeedPerson, Household, HouseholdMember
from alongside.people.matching.queries import households_now, rows_of, who_is
from alongside.people.matching.tests.feeds import ANNA, Feeds, no_places
from alongside.people.matching.words import Part, Standing, Why

HOME = {"address": "9 Elm Row", "postcode": "YO7 7AA", "uprn": "100050999999"}


def form() -> None:
    link_changes(by=the_system())
    form_households(by=the_system())


def picture() -> list[set[tuple[str, str]]]:
    names = {}
    for row in HouseholdMember.objects.select_related("feed_person").prefetch_related("person__names"):
        whose = row.feed_person.forename if row.feed_person else row.person.names.all()[0].forename  # type: ignore[union-attr]
        names[row.pk] = (whose, row.why)
    return [{names[one.pk] for one in household.now_members} for household in households_now()]  # type: ignore[attr-defined]


def test_it_checks_access(feeds: Feeds, stranger: User) -> None:
    with pytest.raises(NotAllowed, match="Your role does not include this"):
        form_households(by=stranger)


def test_without_a_list_of_places_there_are_none(matcher: User) -> None:
    with pytest.raises(Refused, match="There is no list of places"):
        form_households(by=matcher)


def test_a_mother_and_a_child_known_to_feeds_only(feeds: Feeds) -> None:
    told = {"surname": "Quirke", **HOME}
    feeds.tell("attendance", "1", **told, forename="Ada", date_of_birth=dt.date(2015, 1, 2))
    feeds.tell("housing", "2", **told, forename="Ruth", date_of_birth=dt.date(1990, 3, 4))
    feeds.tell("housing", "3", surname="Alone", forename="Sam", date_of_birth=dt.date(1980, 3, 4), postcode="YO8 8AA")
    form()
    assert picture() == [{("Ada", "address"), ("Ruth", "address")}]
    said: list[tuple[int, int, str]] = []
    form_households(by=the_system(), progress=lambda *what: said.append(what))
    assert said == [(1, 1, "households formed")]
    assert HouseholdMember.objects.count() == 2, "doing it again changes nothing"
    assert set(HouseholdMember.objects.values_list("part", "since")) == {
        (Part.CHILD, today()), (Part.ADULT, today()),
    }  # fmt: skip


def test_our_people_and_feeds_live_together_with_dates(feeds: Feeds, anna: Person, matcher: User) -> None:
    mother = a_person("Ruth", "Thorley", date_of_birth=dt.date(1985, 2, 3))
    families.relate(person=mother, other=anna, kind="mother", has_parental_responsibility=True, by=matcher)
    family = families.start_family(members=[(anna, "child"), (mother, "parent")], by=matcher)
    feeds.tell("housing", "2", forename="Lee", surname="Brand", date_of_birth=dt.date(1984, 1, 1),
               address="4 Mill Lane", postcode="YO1 6GA", uprn="100050123456")  # fmt: skip
    form()
    assert picture() == [{("Anna", "responsibility"), ("Ruth", "responsibility"), ("Lee", "address")}]
    household = Household.objects.get()
    assert household.family == family
    assert HouseholdMember.objects.get(person=mother).why == Why.RESPONSIBILITY


def test_a_child_of_two_homes_and_what_ends(feeds: Feeds, anna: Person, matcher: User) -> None:
    father = a_person("Peter", "Thorley", date_of_birth=dt.date(1983, 2, 1))
    families.record_address(
        people=[father], lines="9 Elm Row", postcode="YO7 7AA", since=dt.date(2020, 1, 1), by=matcher
    )
    tie = families.relate(person=father, other=anna, kind="father", has_parental_responsibility=True, by=matcher)
    form()
    assert sorted(map(len, picture())) == [1, 2]
    before = list(HouseholdMember.objects.order_by("pk").values())
    form()
    assert list(HouseholdMember.objects.order_by("pk").values()) == before, "doing it again changes nothing"
    families.end_relationship(relationship=tie, by=matcher)
    form()
    assert picture() == [{("Anna", "address")}]
    assert Household.objects.filter(until=today()).count() == 1
    assert HouseholdMember.objects.get(person=father).until == today()


def test_a_refuge_never_makes_a_family(feeds: Feeds, anna: Person, matcher: User) -> None:
    no_places(NamedPlace("refuge", postcode="YO1 6GA"), NamedPlace("care_home", uprn="100050999999"))
    other = a_person("Zofia", "Kowalska", date_of_birth=dt.date(2015, 1, 1))
    families.record_address(people=[other], lines="4 Mill Lane", postcode="YO1 6GA", by=matcher)
    for number in (1, 2):
        feeds.tell(
            "attendance", str(number), forename=f"Child{number}", surname="Q", date_of_birth=dt.date(2015, 1, 2), **HOME
        )
    form()
    assert all(len(members) == 1 for members in picture())


def test_who_fled_is_not_found_with_whom_they_left(feeds: Feeds, anna: Person, matcher: User, keeper: User) -> None:
    father = a_person("Peter", "Thorley", date_of_birth=dt.date(1983, 2, 1))
    families.relate(person=father, other=anna, kind="father", has_parental_responsibility=True, by=matcher)
    families.record_address(people=[father], lines="4 Mill Lane", postcode="YO1 6GA", uprn="100050123456", by=matcher)
    feeds.tell("attendance", "1", **ANNA)
    form()
    assert [len(members) for members in picture()] == [2]
    families.record_address(people=[anna], lines="5 Safe Street", postcode="YO2 2BB", confidential=True, by=keeper)
    form()
    assert picture() == [{("Anna", "alone")}]


def test_an_adults_record_is_not_a_childs(feeds: Feeds, anna: Person, matcher: User) -> None:
    mother = a_person("Ruth", "Thorley", date_of_birth=dt.date(1985, 2, 3))
    families.relate(person=mother, other=anna, kind="mother", by=matcher)
    families.record_address(people=[mother], lines="4 Mill Lane", postcode="YO1 6GA", uprn="100050123456", by=matcher)
    told = {"forename": "Ruth", "surname": "Thorley", "date_of_birth": dt.date(1985, 2, 3), "event_kind": "crime"}
    incident = feeds.tell("police", "7", **told, address="4 Mill Lane", postcode="YO1 6GA", uprn="100050123456")
    form()
    assert list(rows_of(mother)) == [incident]
    assert not rows_of(anna).exists()


def test_others_may_ask_whose_a_record_is(feeds: Feeds, anna: Person) -> None:
    mine, strange = feeds.tell("attendance", "1", **ANNA), feeds.tell("housing", "2", forename="Zofia", surname="K")
    assert who_is(mine) is None
    form()
    known, alone = who_is(mine), who_is(strange)
    assert known is not None and (known.person_id, known.how) == (anna.pk, "nhs_number")
    assert alone is not None and (alone.standing, alone.person_id, alone.how) == (Standing.FEED_ONLY, None, None)
    person = FeedPerson.objects.get()
    assert list(rows_of(person)) == [strange]
