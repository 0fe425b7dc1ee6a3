"""What people say of a record and a person counts at once, and is remembered whatever becomes of loads and runs."""

import datetime as dt

import pytest
from django.db import transaction

from alongside.ground.access.models import User
from alongside.ground.access.queries import the_system
from alongside.ground.access.tests.factories import a_user
from alongside.ground.access.viewing import viewing_as
from alongside.ground.access.words import RecordClass
from alongside.ground.lib.clock import today
from alongside.ground.lib.errors import NotAllowed, NotFoundForYou, Refused
from alongside.people.families.models import Person
from alongside.people.families.tests.factories import a_person
from alongside.people.matching.actions import answer, link_changes, link_everything, merge_people, take_back
from alongside.people.matching.models import Answer, Description, FeedPerson, PossibleMatch
from alongside.people.matching.tests.feeds import ANNA, Feeds, row_of
from alongside.people.matching.words import How, Said, Standing
from alongside.people.protection import actions as protection

HANNAH = ANNA | {"nhs_number": "", "forename": "Hannah"}


def run() -> None:
    link_changes(by=the_system())


def described(record_id: str = "1", feed: str = "police") -> Description:
    return row_of(feed, record_id).description


@pytest.fixture
def waiting(feeds: Feeds, anna: Person) -> Description:
    feeds.tell("police", "1", **HANNAH)
    run()
    found = described()
    assert found.standing == Standing.WAITING
    return found


def test_it_checks_access(waiting: Description, anna: Person, stranger: User, matcher: User) -> None:
    with pytest.raises(NotAllowed, match="Your role does not include this"):
        answer(description=waiting, person=anna, said=Said.SAME, by=stranger)
    made = answer(description=waiting, person=anna, said=Said.SAME, by=matcher)
    with pytest.raises(NotAllowed, match="Your role does not include this"):
        take_back(answer=made, by=stranger)


def test_the_same_joins_and_outlives_everything(
    waiting: Description, anna: Person, matcher: User, feeds: Feeds
) -> None:
    answer(description=waiting, person=anna, said=Said.SAME, by=matcher)
    assert (described().standing, described().person_id, described().how) == (Standing.JOINED, anna.pk, How.SAID)
    assert described().fields
    run()
    link_everything(by=the_system())
    assert (described().person_id, described().how) == (anna.pk, How.SAID)
    assert not PossibleMatch.objects.exists()
    feeds.take_back("police", "1")
    run()
    assert not Description.objects.exists()
    feeds.tell("police", "1", **HANNAH)
    run()
    assert described().person_id == anna.pk
    feeds.tell("police", "1", **HANNAH | {"postcode": "YO8 8ZZ", "uprn": "", "address": ""})
    run()
    assert described().person_id == anna.pk, "the same record, which says something else"


def test_different_people_are_never_asked_about_again(
    waiting: Description, anna: Person, matcher: User, feeds: Feeds
) -> None:
    answer(description=waiting, person=anna, said=Said.DIFFERENT, by=matcher)
    assert described().standing == Standing.FEED_ONLY
    run()
    link_everything(by=the_system())
    assert described().standing == Standing.FEED_ONLY
    assert FeedPerson.objects.get().forename == "Hannah"
    feeds.tell("housing", "2", **HANNAH)
    run()
    assert described("2", "housing").standing == Standing.WAITING, "another feed’s record was not compared"


def test_different_undoes_a_match_that_was_made(feeds: Feeds, anna: Person, matcher: User) -> None:
    feeds.tell("police", "1", **ANNA)
    run()
    assert described().person_id == anna.pk
    answer(description=described(), person=anna, said=Said.DIFFERENT, by=matcher)
    assert (described().standing, described().person_id) == (Standing.FEED_ONLY, None)
    run()
    assert described().person_id is None


def test_cannot_tell_is_not_asked_again(waiting: Description, anna: Person, matcher: User) -> None:
    with pytest.raises(Refused, match="Say what is not clear"):
        answer(description=waiting, person=anna, said=Said.CANT_TELL, by=matcher)
    answer(description=waiting, person=anna, said=Said.CANT_TELL, note="A twin?", by=matcher)
    assert described().standing == Standing.SET_ASIDE
    run()
    assert described().standing == Standing.SET_ASIDE
    assert described().feed_person is not None


def test_of_two_candidates_one_may_be_ruled_out(feeds: Feeds, anna: Person, matcher: User) -> None:
    again = a_person("Anna", "Thorley", date_of_birth=dt.date(2014, 3, 7))
    feeds.tell("police", "1", forename="Anna", surname="Thorley", date_of_birth=dt.date(2014, 3, 7))
    run()
    assert {one.person_id for one in PossibleMatch.objects.all()} == {anna.pk, again.pk}
    answer(description=described(), person=again, said=Said.CANT_TELL, note="No address", by=matcher)
    assert described().standing == Standing.WAITING
    answer(description=described(), person=again, said=Said.DIFFERENT, by=matcher)
    assert described().standing == Standing.WAITING
    run()
    assert (described().standing, described().person_id) == (Standing.JOINED, anna.pk)


def test_an_answer_can_be_taken_back(waiting: Description, anna: Person, matcher: User) -> None:
    made = answer(description=waiting, person=anna, said=Said.SAME, by=matcher)
    take_back(answer=made, by=matcher)
    assert described().standing == Standing.WAITING
    assert PossibleMatch.objects.get().person_id == anna.pk
    run()
    assert described().standing == Standing.WAITING
    with pytest.raises(Refused, match="taken back already"):
        take_back(answer=made, by=matcher)
    other = answer(description=described(), person=anna, said=Said.DIFFERENT, by=matcher)
    run()
    take_back(answer=other, by=matcher)
    run()
    assert described().standing == Standing.WAITING


def test_the_last_word_counts_and_the_first_is_kept(waiting: Description, anna: Person, matcher: User) -> None:
    answer(description=waiting, person=anna, said=Said.SAME, by=matcher)
    answer(description=described(), person=anna, said=Said.DIFFERENT, by=matcher)
    run()
    assert described().person_id is None
    assert Answer.objects.count() == 2


def test_somebody_else_was_quicker(waiting: Description, anna: Person, matcher: User, feeds: Feeds) -> None:
    answer(description=waiting, person=anna, said=Said.SAME, by=matcher, seen_standing="waiting")
    with pytest.raises(Refused, match="changed or matched since"):
        answer(description=waiting, person=anna, said=Said.DIFFERENT, by=matcher, seen_standing="waiting")
    feeds.take_back("police", "1")
    run()
    with pytest.raises(Refused, match="changed or matched since"):
        answer(description=waiting, person=anna, said=Said.DIFFERENT, by=matcher)


def test_answers_follow_a_merge(waiting: Description, anna: Person, matcher: User) -> None:
    answer(description=waiting, person=anna, said=Said.SAME, by=matcher)
    kept = a_person("Anne", "Thorley")
    merge_people(kept=kept, other=anna, reason="Recorded twice by us", by=matcher)
    run()
    assert described().person_id == kept.pk


def test_who_becomes_closely_kept_takes_what_waits_along(waiting: Description, anna: Person, keeper: User) -> None:
    protection.restrict(
        subject=anna, record_class=RecordClass.RESTRICTED, category="high_risk", reason="Somebody looks for her.",
        whom_to_ask="The hub", review_on=today() + dt.timedelta(days=30), cleared=[], by=keeper,
    )  # fmt: skip
    assert (described().standing, described().resembles_id) == (Standing.QUARANTINED, anna.pk)


@pytest.fixture
def apart(feeds: Feeds, anna: Person, keeper: User) -> Description:
    protection.restrict(
        subject=anna, record_class=RecordClass.SEALED, category="high_risk", reason="Somebody looks for her.",
        whom_to_ask="The hub", review_on=today() + dt.timedelta(days=30), cleared=[], by=keeper,
    )  # fmt: skip
    keeper.forget_rights()
    feeds.tell("police", "1", forename="Anna", surname="Thorley")
    run()
    return described()


def seen(user: User) -> tuple[int, int]:
    with transaction.atomic(), viewing_as(user):
        return Description.objects.count(), PossibleMatch.objects.count()


def test_what_is_set_apart_is_for_who_is_cleared(apart: Description, anna: Person, keeper: User, matcher: User) -> None:
    worker = a_user("family_worker")
    restriction = anna.restrictions.get()
    protection.clear_for(
        restriction=restriction, user=worker, kind="task", reason="Compares a record today.", by=keeper
    )
    worker.forget_rights()
    assert (seen(matcher), seen(keeper), seen(worker)) == ((0, 0), (1, 1), (1, 1))
    with pytest.raises(NotFoundForYou):
        answer(description=apart, person=Person.objects.get(pk=anna.pk), said=Said.SAME, by=matcher)
    with transaction.atomic(), viewing_as(worker):
        answer(description=apart, person=Person.objects.get(pk=anna.pk), said=Said.DIFFERENT, by=worker)
    assert described().standing == Standing.QUARANTINED, "until a run has looked who else it resembles"
    assert seen(matcher) == (0, 0)
    run()
    assert described().standing == Standing.FEED_ONLY
    assert seen(matcher) == (1, 0)
    made = Answer.objects.get()
    with pytest.raises(NotFoundForYou):
        take_back(answer=made, by=matcher)


def test_what_is_set_apart_can_be_joined(apart: Description, anna: Person, keeper: User, matcher: User) -> None:
    answer(description=apart, person=Person.objects.get(pk=anna.pk), said=Said.SAME, by=keeper)
    assert (described().standing, described().person_id) == (Standing.JOINED, anna.pk)
    assert seen(matcher) == (0, 0)
