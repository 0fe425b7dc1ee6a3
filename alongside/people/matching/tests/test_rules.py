"""Who sees a whole record, in Python and as a queryset; and the nightly job."""

import datetime as dt

from alongside.ground.access.models import User
from alongside.ground.access.tests.factories import a_user
from alongside.ground.access.words import RecordClass
from alongside.ground.lib.clock import today
from alongside.people.families.models import Person
from alongside.people.families.tests.factories import a_person
from alongside.people.matching.models import Household, Run
from alongside.people.matching.rules import seen_whole, sees_whole
from alongside.people.matching.tasks import match_changes
from alongside.people.matching.tests.feeds import ANNA, Feeds
from alongside.people.matching.words import RunState
from alongside.people.protection import actions as protection


def test_the_two_twins_agree(matcher: User, keeper: User) -> None:
    people = [a_person() for _ in range(4)]
    for person, how in zip(people[1:3], (RecordClass.RESTRICTED, RecordClass.SEALED), strict=True):
        protection.restrict(
            subject=person, record_class=how, category="other", reason="Made up for the twins.", whom_to_ask="The hub",
            review_on=today() + dt.timedelta(days=9), cleared=[], by=keeper,
        )  # fmt: skip
    protection.declare_kinship(person=people[3], kinship="knows", by=matcher)
    for user in (matcher, keeper, a_user()):
        user.forget_rights()
        everybody = Person.objects.order_by("pk")
        assert [one for one in everybody if sees_whole(user, one)] == list(seen_whole(everybody, user))
    assert seen_whole(Person.objects.all(), matcher).count() == 1
    assert seen_whole(Person.objects.all(), keeper).count() == 4


def test_every_night(feeds: Feeds, anna: Person) -> None:
    feeds.tell("attendance", "1", **ANNA)
    match_changes(timestamp=0)
    assert Run.objects.get().state == RunState.DONE
    assert Household.objects.exists()


def test_a_night_without_a_list_of_places_matches_nothing(matcher: User) -> None:
    match_changes(timestamp=0)
    assert not Run.objects.exists()
