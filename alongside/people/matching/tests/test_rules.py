"""Who sees a whole record, in Python and as a queryset."""

import datetime as dt

from alongside.ground.access.models import User
from alongside.ground.access.tests.factories import a_user
from alongside.ground.access.words import RecordClass
from alongside.ground.lib.clock import today
from alongside.people.families.models import Person
from alongside.people.families.tests.factories import a_person
from alongside.people.matching.rules import seen_whole, sees_whole
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
