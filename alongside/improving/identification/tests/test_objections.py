"""Somebody who objected is left out until the objection is refused."""

import pytest

from alongside.ground.access.models import User
from alongside.ground.access.tests.factories import a_user
from alongside.ground.lib.clock import today
from alongside.ground.lib.errors import NotAllowed, NotFoundForYou, Refused
from alongside.improving.identification.actions import answer_objection, record_objection
from alongside.improving.identification.models import Candidate, Finding, Objection
from alongside.improving.identification.tests.factories import Town, counted, days_ago
from alongside.improving.identification.tests.keeping import keep
from alongside.people.families.models import Person
from alongside.people.matching.models import Description

pytestmark = pytest.mark.django_db
SAYS = "We do not want to be on any list."


@pytest.fixture
def anna(town: Town) -> Person:
    """Anna, counted."""
    anna = town.person("Anna")
    town.household(children=[anna])
    town.two_problems(anna)
    counted()
    assert Finding.objects.exists()
    return anna


def test_it_checks_access(anna: Person) -> None:
    with pytest.raises(NotAllowed):
        record_objection(somebody=anna, says=SAYS, objected_on=today(), by=a_user("analyst"))


def test_nothing_about_them_is_counted_until_it_is_refused(anna: Person, worker: User) -> None:
    made = record_objection(somebody=anna, says=SAYS, objected_on=today(), by=worker)
    counted()
    assert not Finding.objects.exists()
    with pytest.raises(Refused, match="at least 10 letters"):
        answer_objection(objection=made, outcome="refused", answer="No", seen_version=1, by=worker)
    made.refresh_from_db()
    with pytest.raises(Refused, match="Choose what becomes of it"):
        answer_objection(objection=made, outcome="waiting", answer="We shall see then.", seen_version=1, by=worker)
    with pytest.raises(NotAllowed):
        answer_objection(
            objection=made, outcome="refused", answer="A child is at risk.", seen_version=1, by=a_user("analyst")
        )
    answer_objection(objection=made, outcome="refused", answer="A child is at risk.", seen_version=1, by=worker)
    counted()
    assert Finding.objects.exists()
    with pytest.raises(Refused, match="answered already"):
        answer_objection(objection=made, outcome="upheld", answer="You are left out.", seen_version=2, by=worker)


def test_upheld_it_stays(anna: Person, worker: User) -> None:
    made = record_objection(somebody=anna, says=SAYS, objected_on=today(), by=worker)
    answer_objection(objection=made, outcome="upheld", answer="You are left out.", seen_version=1, by=worker)
    counted()
    assert not Finding.objects.exists()
    with pytest.raises(Refused, match="objected already"):
        record_objection(somebody=anna, says=SAYS, objected_on=today(), by=worker)


def test_what_must_be_said(anna: Person, worker: User) -> None:
    with pytest.raises(Refused, match="in the future"):
        record_objection(somebody=anna, says=SAYS, objected_on=days_ago(-1), by=worker)
    with pytest.raises(Refused, match="at least 10 letters"):
        record_objection(somebody=anna, says="No.", objected_on=today(), by=worker)


def test_of_somebody_known_to_feeds_only_it_holds_when_they_are_matched_later(town: Town, worker: User) -> None:
    lily, recorded = town.feed_person("Lily"), town.person("Lillian")
    town.household(children=[lily, recorded])
    town.two_problems(lily)
    made = record_objection(somebody=lily, says=SAYS, objected_on=today(), by=worker)
    assert len(made.records) == 2
    Description.objects.update(person=recorded, feed_person=None, standing="joined")
    counted()
    assert not Finding.objects.exists()
    answer_objection(objection=made, outcome="refused", answer="A child is at risk.", seen_version=1, by=worker)
    counted()
    assert set(Finding.objects.values_list("person_id", flat=True)) == {recorded.pk}


def test_about_somebody_kept_closely_nobody_else_may(anna: Person, worker: User) -> None:
    cleared = a_user("hub_worker")
    made = record_objection(somebody=anna, says=SAYS, objected_on=today(), by=worker)
    keep(anna, cleared)
    worker.forget_rights()
    with pytest.raises(NotFoundForYou):
        record_objection(somebody=anna, says=SAYS, objected_on=today(), by=worker)
    with pytest.raises(NotFoundForYou):
        answer_objection(objection=made, outcome="upheld", answer="You are left out.", seen_version=1, by=worker)
    answer_objection(objection=made, outcome="upheld", answer="You are left out.", seen_version=1, by=cleared)
    assert Objection.objects.get().answered_by == cleared
    assert not Candidate.objects.filter(not_seen_since=None).exclude(counted__people=[anna.pk]).exists()
