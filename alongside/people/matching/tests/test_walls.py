"""Each table of matching is kept from whom it does not concern, by PostgreSQL itself; and each wall is needed."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import Model

from alongside.ground.access.models import User
from alongside.ground.access.queries import the_system
from alongside.ground.access.tests.factories import a_user
from alongside.ground.access.viewing import viewing_as
from alongside.ground.access.words import RecordClass
from alongside.ground.lib.clock import today
from alongside.people.families import actions as families
from alongside.people.families.models import Person
from alongside.people.families.tests.factories import a_person
from alongside.people.matching import models
from alongside.people.matching.actions import answer, answer_alike, form_households, link_changes, merge_people
from alongside.people.matching.actions.places import NamedPlace
from alongside.people.matching.tests.feeds import ANNA, TWIN, Feeds, no_places
from alongside.people.protection import actions as protection

OF_PEOPLE = [models.Merge, models.MovedRow, models.Description, models.MatchedRow, models.PossibleMatch, models.Answer,
             models.HouseholdMember, models.Household, models.FeedPerson, models.Likeness,
             models.LikenessAnswer]  # fmt: skip
OF_JOBS = [models.KnownPerson, models.ChangedPerson]


@pytest.fixture
def filled(feeds: Feeds, anna: Person, keeper: User) -> None:
    """Something in every table."""
    no_places(NamedPlace("refuge", "A refuge", postcode="YO3 3CC"))
    merge_people(kept=anna, other=a_person("Annie", "Thorley"), reason="Recorded twice by us", by=keeper)
    feeds.tell("attendance", "1", **ANNA)
    feeds.tell("police", "2", **ANNA | {"forename": "Hannah", "nhs_number": ""})
    feeds.tell("housing", "3", forename="Zofia", surname="Kowalska", date_of_birth=dt.date(2012, 5, 6))
    for record, forename in (("4", "Zofia"), ("5", "Marta"), ("6", "Ola")):
        feeds.tell("housing", record, **TWIN | {"forename": forename})
    link_changes(by=the_system())
    alike = models.Likeness.objects.select_related("first", "second")[0]
    answer_alike(first=alike.first, second=alike.second, said="different", by=keeper)
    form_households(by=the_system())
    joined = models.Description.objects.get(person=anna)
    answer(description=joined, person=anna, said="same", by=keeper)
    a_person("Changed", "Since")


def seen_by(user: User, model: type[Model]) -> int:
    with transaction.atomic(), viewing_as(user):
        return model._base_manager.count()


def without_its_wall(user: User, model: type[Model]) -> int:
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(f'ALTER TABLE "{model._meta.db_table}" DISABLE ROW LEVEL SECURITY')
        found = seen_by(user, model)
        transaction.set_rollback(True)
    return found


@pytest.mark.parametrize("model", OF_PEOPLE, ids=lambda model: model.__name__)
def test_for_those_who_match_records(filled: None, model: Any, matcher: User, stranger: User) -> None:
    assert seen_by(matcher, model) > 0
    assert seen_by(stranger, model) == 0
    assert seen_by(a_user("analyst"), model) == 0
    assert without_its_wall(stranger, model) > 0


@pytest.mark.parametrize("model", OF_JOBS, ids=lambda model: model.__name__)
def test_for_jobs_alone(filled: None, model: Any, keeper: User) -> None:
    assert seen_by(keeper, model) == 0
    assert without_its_wall(keeper, model) > 0


def test_places_are_for_who_keeps_records_closely(filled: None, matcher: User, keeper: User) -> None:
    assert (seen_by(keeper, models.Place), seen_by(matcher, models.Place)) == (1, 0)
    assert without_its_wall(matcher, models.Place) == 1


def test_nothing_of_a_kept_person_is_shown_to_who_is_not_cleared(
    filled: None, anna: Person, matcher: User, keeper: User
) -> None:
    protection.restrict(
        subject=anna, record_class=RecordClass.RESTRICTED, category="high_risk", reason="Somebody looks for her.",
        whom_to_ask="The hub", review_on=today() + dt.timedelta(days=30), cleared=[], by=keeper,
    )  # fmt: skip
    keeper.forget_rights()
    link_changes(by=the_system())
    about_her = [models.Merge, models.MovedRow, models.PossibleMatch, models.Answer]
    for model in about_her:
        assert seen_by(matcher, model) == 0, model.__name__
        assert seen_by(keeper, model) > 0, model.__name__
    assert (seen_by(matcher, models.Description), seen_by(keeper, models.Description)) == (4, 6)
    assert seen_by(matcher, models.HouseholdMember) == seen_by(keeper, models.HouseholdMember) - 1


def test_who_works_with_a_family_sees_what_is_matched_to_its_people(filled: None, anna: Person, keeper: User) -> None:
    worker = a_user("family_worker")
    assert seen_by(worker, models.Description) == 0
    family = families.start_family(members=[(anna, "child")], by=keeper)
    families.let_read(family=family, principals=[worker.principal], by=keeper)
    assert (seen_by(worker, models.Description), seen_by(worker, models.PossibleMatch)) == (1, 0)
