"""Changes to people and families: what they keep, what they refuse, what the database refuses."""

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from alongside.ground.access.models import User
from alongside.ground.access.queries import the_system
from alongside.ground.access.tests.factories import a_user
from alongside.ground.audit.models import Event
from alongside.ground.lib.clock import today
from alongside.ground.lib.errors import NotAllowed, NotFoundForYou, Refused
from alongside.ground.lib.models import Conflict
from alongside.ground.operating_models.queries import AdoptedPack
from alongside.people.families import actions, queries
from alongside.people.families.models import (
    Factor,
    Family,
    Membership,
    Person,
    PersonAddress,
    PersonName,
    Relationship,
)
from alongside.people.families.policies import age_on
from alongside.people.families.tests.factories import BlendedFamily, MadeFamily, a_family, a_person

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def test_a_person_is_recorded_with_what_is_known_and_audited_without_content() -> None:
    person = a_person("Zoë", "O'Neil", known_as="Zee", nhs_number="999 000-0018", upn="a1 2", email="z@example.test")
    assert [str(name) for name in person.names.all()] == ["Zoë O'Neil", "Zee O'Neil"]
    assert (person.nhs_number, person.upn, person.date_known) == ("9990000018", "A12", "unknown")
    event = Event.objects.get(kind="families.person_added")
    assert event.record_id == str(person.pk)
    assert event.detail == {}


@pytest.mark.parametrize(
    ("details", "message", "field"),
    [
        ({"forename": " ", "surname": ""}, "Enter a name", "forename"),
        ({"date_known": "exact"}, "Enter a date", "date_of_birth"),
        ({"date_of_birth": today() + DAY}, "date of birth is in the future", "date_of_birth"),
        ({"date_of_birth": dt.date(1850, 1, 1)}, "more than 120 years ago", "date_of_birth"),
        ({"date_of_birth": today() + 400 * DAY, "date_known": "expected"}, "next ten months", "date_of_birth"),
        ({"date_of_birth": today() - 90 * DAY, "date_known": "expected"}, "next ten months", "date_of_birth"),
    ],
)
def test_what_cannot_be_is_refused(details: dict[str, Any], message: str, field: str) -> None:
    with pytest.raises(Refused, match=message) as refusal:
        actions.add_person(details=actions.Details(**{"forename": "Sam", **details}), by=the_system())
    assert refusal.value.field == field
    assert not Person.objects.exists()


def test_ten_thousand_characters_emoji_and_right_to_left_names_are_kept() -> None:
    person = a_person("😀" + "x" * 10_000, "محمد")
    assert len(person.names.get().forename) == 120
    assert queries.find_people(queries.understand("محمد"))[0].person == person


def test_an_unborn_child_has_an_expected_date() -> None:
    child = a_person("Baby", date_of_birth=today() + 60 * DAY, date_known="expected")
    told = queries.described(child)
    assert told.age is None
    assert told.born.startswith("Expected ")


def test_changing_a_person_keeps_two_people_from_overwriting_each_other() -> None:
    person = a_person()
    actions.change_person(person=person, seen_version=1, changes={"upn": "a 1"}, by=the_system())
    assert Person.objects.get(pk=person.pk).upn == "A1"
    with pytest.raises(Conflict):
        actions.change_person(person=person, seen_version=1, changes={"sex": "M"}, by=the_system())
    with pytest.raises(ValueError, match="not changeable"):
        actions.change_person(person=person, seen_version=2, changes={"id": 1}, by=the_system())


def test_a_new_usual_name_makes_the_earlier_one_previous() -> None:
    person = a_person("Sam", "Old")
    actions.add_name(person=person, kind="known_as", forename="Sammy", surname="", by=the_system())
    actions.add_name(person=person, kind="usual", forename="Sam", surname="New", by=the_system())
    assert [(str(name), name.kind) for name in person.names.all()] == [
        ("Sam Old", "previous"), ("Sammy", "known_as"), ("Sam New", "usual"),
    ]  # fmt: skip
    told = queries.described(person)
    assert told.name == "Sam New"
    assert told.other_names == ["Sam Old", "Sammy"]


def test_a_family_has_people_and_nobody_belongs_to_it_twice() -> None:
    with pytest.raises(Refused, match="at least one person"):
        actions.start_family(members=[], by=the_system())
    made = a_family()
    actions.join_family(family=made.family, person=made.children[0], role="other", by=the_system())
    assert Membership.objects.get(person=made.children[0]).role == "child"
    assert Event.objects.filter(kind="families.joined").count() == 2


def test_leaving_keeps_that_they_belonged(made: MadeFamily, worker: User) -> None:
    membership = Membership.objects.get(person=made.children[0])
    with pytest.raises(NotAllowed):
        actions.leave_family(membership=membership, why="Moved", by=a_user())
    for wrong, message in ((today() + DAY, "in the future"), (membership.since - DAY, "after this day")):
        with pytest.raises(Refused, match=message):
            actions.leave_family(membership=membership, why="Moved", on=wrong, by=worker)
    actions.leave_family(membership=membership, why=" Moved ", by=worker)
    assert Membership.objects.get(pk=membership.pk).why_ended == "Moved"
    assert len(queries.members_of(made.family)) == 3


def test_nobody_is_related_to_themselves_and_twice_changes_nothing() -> None:
    one, other = a_person(), a_person()
    with pytest.raises(Refused, match="related to themselves"):
        actions.relate(person=one, other=one, kind="sibling", by=the_system())
    first = actions.relate(person=one, other=other, kind="sibling", by=the_system())
    assert actions.relate(person=one, other=other, kind="sibling", by=the_system()) == first
    assert Event.objects.filter(kind="families.related").count() == 1
    with pytest.raises(Refused, match="in the future"):
        actions.end_relationship(relationship=first, on=today() + DAY, by=the_system())
    actions.end_relationship(relationship=first, by=the_system())
    assert queries.relationships_among([one.pk, other.pk]) == []


def test_an_address_ends_the_one_before_and_one_told_late_finds_its_place() -> None:
    person = a_person()

    def lives(lines: str, since: dt.date) -> PersonAddress:
        return actions.record_address(people=[person], lines=lines, since=since, by=the_system())[0]

    first, latest = lives("1 A Street", dt.date(2020, 1, 1)), lives("3 C Street", dt.date(2024, 1, 1))
    between = lives("2 B Street", dt.date(2022, 1, 1))
    first.refresh_from_db()
    latest.refresh_from_db()
    assert (first.until, between.until, latest.until) == (dt.date(2022, 1, 1), dt.date(2024, 1, 1), None)
    assert [a.lines for a in queries.addresses_of([person.pk])[person.pk]] == ["3 C Street", "2 B Street", "1 A Street"]


def test_an_address_must_say_something_and_not_begin_tomorrow() -> None:
    person = a_person()
    with pytest.raises(Refused, match="Enter an address"):
        actions.record_address(people=[person], by=the_system())
    with pytest.raises(Refused, match="in the future"):
        actions.record_address(people=[person], lines="x", since=today() + DAY, by=the_system())
    (nowhere,) = actions.record_address(people=[person], lines="ignored", no_fixed_address=True, by=the_system())
    assert nowhere.lines == ""


def test_factors_are_the_packs_and_noticed_once(made: MadeFamily, worker: User, pack: AdoptedPack) -> None:
    factor, child = pack.pack.factors[0].id, made.children[0]
    notice: dict[str, Any] = {"family": made.family, "person": child, "evidence": "Seen", "by": worker}
    noticed = actions.notice_factor(factor=factor, **notice)
    assert actions.notice_factor(factor=factor, **notice) == noticed
    assert Event.objects.filter(kind="families.factor_noticed").count() == 1
    with pytest.raises(Refused, match="not in the council's list"):
        actions.notice_factor(factor="moon", **notice)
    with pytest.raises(Refused, match="in the future"):
        actions.notice_factor(factor=factor, noticed_on=today() + DAY, **notice)
    with pytest.raises(NotAllowed):
        actions.end_factor(factor=noticed, by=a_user())
    for wrong, message in ((today() + DAY, "in the future"), (today() - DAY, "after this day")):
        with pytest.raises(Refused, match=message):
            actions.end_factor(factor=noticed, on=wrong, by=worker)
    actions.end_factor(factor=noticed, by=worker)
    assert not queries.factors_of(made.family).exists()
    assert actions.notice_factor(factor=factor, **notice) != noticed


def test_factors_are_counted_by_area(made: MadeFamily, worker: User, pack: AdoptedPack) -> None:
    factor, rarer = pack.pack.factors[0].id, pack.pack.factors[1].id
    actions.record_address(people=made.children, lines="1 High Street", ward_code="E05010313", by=worker)
    for person, what in ((made.children[0], factor), (made.children[1], factor), (made.parents[0], rarer)):
        actions.notice_factor(family=made.family, person=person, factor=what, evidence="", by=worker)
    assert [(c.factor, c.area, c.people) for c in queries.factors_by_area()] == [
        (factor, "North", 2), (rarer, "Area not known", 1),
    ]  # fmt: skip
    assert queries.localities_of([p.pk for p in made.people]) == {child.pk: "North" for child in made.children}


def test_what_to_be_careful_of_is_guarded_and_versioned(made: MadeFamily, worker: User) -> None:
    family = Family.objects.get(pk=made.family.pk)
    with pytest.raises(NotAllowed):
        actions.say_be_careful(family=family, seen_version=1, text="A dog", by=a_user())
    actions.say_be_careful(family=family, seen_version=1, text=" A dog ", by=worker)
    assert Family.objects.get(pk=family.pk).be_careful == "A dog"
    with pytest.raises(Conflict):
        actions.say_be_careful(family=family, seen_version=1, text="No dog", by=worker)


def test_readers_are_added_and_taken_off_once(made: MadeFamily, worker: User) -> None:
    other = a_user()
    for _ in range(2):
        actions.let_read(family=made.family, principals=[other.principal], by=worker)
    assert queries.get_family(other, made.family.pk) == made.family
    actions.stop_reading(family=made.family, principals=[other.principal], by=worker)
    with pytest.raises(NotFoundForYou):
        queries.get_family(other, made.family.pk)
    assert Event.objects.filter(kind="families.readers_changed", by=worker).count() == 2


def test_members_come_parents_first_then_children_from_the_eldest(blended: BlendedFamily) -> None:
    members = queries.members_of(blended.family)
    assert [m.forename for m in members] == ["Asha", "Ben", "Dev", "Cara", "Eli"]
    assert queries.family_label(members) == "Reed, Stone and Marsh family"
    assert queries.family_label([]) == "Family"
    assert queries.family_labels([blended.family.pk])[blended.family.pk] == "Reed, Stone and Marsh family"
    assert queries.members_of(blended.family, on=today() - 400 * DAY) == []


def test_nothing_of_another_family_is_found_here(made: MadeFamily, pack: AdoptedPack) -> None:
    other = a_family()
    stranger = other.children[0]
    tie = Relationship.objects.get(other=stranger)
    factor = actions.notice_factor(
        family=other.family, person=stranger, factor=pack.pack.factors[0].id, evidence="", by=the_system()
    )
    for look in (
        lambda: queries.people_of(made.family, [stranger.pk]),
        lambda: queries.get_relationship(made.family, tie.pk),
        lambda: queries.get_membership(made.family, stranger.pk),
        lambda: queries.get_factor(made.family, factor.pk),
    ):
        with pytest.raises(NotFoundForYou):
            look()
    assert queries.ward_last_used("") == ""


@pytest.mark.parametrize(
    ("born", "on", "age"),
    [
        (dt.date(2012, 2, 29), dt.date(2013, 2, 28), 0),
        (dt.date(2012, 2, 29), dt.date(2013, 3, 1), 1),
        (dt.date(2010, 5, 4), dt.date(2020, 5, 3), 9),
        (dt.date(2010, 5, 4), dt.date(2020, 5, 4), 10),
    ],
)
def test_age_is_in_completed_years(born: dt.date, on: dt.date, age: int) -> None:
    assert age_on(born, on) == age


def test_the_database_refuses_nonsense(made: MadeFamily, worker: User, pack: AdoptedPack) -> None:
    child, parent = made.children[0], made.parents[0]
    tie, membership = Relationship.objects.filter(other=child).first(), Membership.objects.get(person=child)
    assert tie is not None
    (address,) = actions.record_address(people=[child], lines="1 High Street", by=worker)
    factor = actions.notice_factor(
        family=made.family, person=child, factor=pack.pack.factors[0].id, evidence="", by=worker
    )
    before = dt.date(2000, 1, 1)
    wrong: list[Any] = [
        lambda: Person.objects.filter(pk=child.pk).update(date_of_birth=None),
        lambda: Person.objects.filter(pk=parent.pk).update(date_of_birth=before),
        lambda: PersonName.objects.create(person=child, kind="usual", forename="Second"),
        lambda: PersonName.objects.filter(person=child).update(forename="", surname=""),
        lambda: Membership.objects.create(family=made.family, person=child, role="child", since=today()),
        lambda: Membership.objects.filter(pk=membership.pk).update(until=before),
        lambda: Relationship.objects.filter(pk=tie.pk).update(other=tie.person_id),
        lambda: Relationship.objects.create(person=tie.person, other=child, kind=tie.kind),
        lambda: PersonAddress.objects.filter(pk=address.pk).update(until=before),
        lambda: PersonAddress.objects.filter(pk=address.pk).update(no_fixed_address=True),
        lambda: Factor.objects.create(
            family=made.family, person=child, factor=factor.factor, noticed_on=today(), noticed_by=worker,
            pack_version_id=pack.version_id,
        ),
    ]  # fmt: skip
    for change in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
