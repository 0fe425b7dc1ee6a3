"""A person decides: accept, decline, put off. Of two people deciding at once one wins."""

import datetime as dt
import uuid

import pytest

from alongside.ground.access.models import User
from alongside.ground.access.tests.factories import a_user
from alongside.ground.audit.models import Event
from alongside.ground.lib.clock import today
from alongside.ground.lib.errors import NotAllowed, NotFoundForYou, Refused
from alongside.ground.lib.models import Conflict
from alongside.helping.worklists.queries import what_needs
from alongside.improving.identification.actions import Accepted, accept, decline, defer
from alongside.improving.identification.models import Candidate
from alongside.improving.identification.tests.factories import Town, counted, days_ago
from alongside.improving.identification.tests.keeping import keep
from alongside.improving.identification.words import CandidateState

pytestmark = pytest.mark.django_db
ASKED = Accepted(in_danger="no", agreement="not_asked", agreement_why="Nobody has visited yet; the school will ask.")


@pytest.fixture
def candidate(town: Town) -> Candidate:
    """Anna and her mother, on the list of two of six."""
    anna, mother = town.person("Anna"), town.person("Mara", born=dt.date(1985, 1, 1))
    town.household(children=[anna], adults=[mother])
    town.two_problems(anna)
    counted()
    return Candidate.objects.get(list_id="troubled_families")


def test_it_checks_access(candidate: Candidate) -> None:
    for role in ("practitioner", "family_worker", "analyst", "team_manager", "privacy_officer", ""):
        by = a_user(role)
        with pytest.raises(NotAllowed):
            accept(candidate=candidate, said=ASKED, seen_version=1, by=by)
        with pytest.raises(NotAllowed):
            decline(candidate=candidate, why="old", reason="It is all long over.", seen_version=1, by=by)
        with pytest.raises(NotAllowed):
            defer(candidate=candidate, until=today(), reason="Later is better.", seen_version=1, by=by)


def test_an_accepted_family_is_a_contact_with_the_evidence_in_words(candidate: Candidate, worker: User) -> None:
    told = Accepted(in_danger="no", agreement="agreed", note="The school knows them well.")
    accept(candidate=candidate, said=told, seen_version=1, by=worker)
    candidate.refresh_from_db()
    contact = candidate.contact
    assert contact is not None
    assert (candidate.state, contact.route, contact.agreement) == (CandidateState.ACCEPTED, "mash_agency", "agreed")
    assert "2 of 6" in contact.concern
    assert "Anna Testerly is named in 1 of the police’s records of crime" in contact.concern
    assert "Police incidents, as of" in contact.concern
    assert contact.anything_else == "The school knows them well."
    assert [one.forename for one in contact.people.order_by("position")] == ["Anna", "Mara"]
    kinds = set(Event.objects.values_list("kind", flat=True))
    assert {"identification.accepted", "front_door.contact_received"} <= kinds


def test_the_front_doors_rules_hold(candidate: Candidate, worker: User) -> None:
    with pytest.raises(Refused, match="why the family has not agreed"):
        accept(
            candidate=candidate, said=Accepted(in_danger="no", agreement="not_asked"), seen_version=1, by=worker
        )  # fmt: skip
    with pytest.raises(Refused, match="in danger"):
        accept(candidate=candidate, said=Accepted(in_danger="", agreement="agreed"), seen_version=1, by=worker)


def test_whoever_is_left_out_is_not_named(candidate: Candidate, worker: User, town: Town) -> None:
    mother = town.people["Mara"]
    said = Accepted(in_danger="no", agreement="agreed", leave_out=frozenset({mother.pk}))
    accepted = accept(candidate=candidate, said=said, seen_version=1, by=worker)
    assert accepted.contact is not None
    assert [one.forename for one in accepted.contact.people.all()] == ["Anna"]


def test_without_a_child_who_can_be_named_there_is_no_contact(candidate: Candidate, worker: User, town: Town) -> None:
    said = Accepted(in_danger="no", agreement="agreed", leave_out=frozenset({town.people["Anna"].pk}))
    with pytest.raises(Refused, match="No child of this family can be named"):
        accept(candidate=candidate, said=said, seen_version=1, by=worker)


def test_a_family_known_to_feeds_only_is_told_with_what_feeds_tell(town: Town, worker: User) -> None:
    lily = town.feed_person("Lily", postcode="YO26 4XX")
    town.household(children=[lily])
    town.two_problems(lily)
    counted()
    candidate = Candidate.objects.get(list_id="troubled_families")
    accept(candidate=candidate, said=ASKED, seen_version=1, by=worker)
    assert candidate.contact is not None
    named = candidate.contact.people.get()
    assert (named.forename, named.surname, named.postcode, named.person_id) == ("Lily", "Feedly", "YO26 4XX", None)


def test_declined_needs_a_reason_and_comes_back_when_more_is_known(
    candidate: Candidate, worker: User, town: Town
) -> None:
    with pytest.raises(Refused, match="Choose why"):
        decline(candidate=candidate, why="", reason="It is all long over.", seen_version=1, by=worker)
    with pytest.raises(Refused, match="at least 10 letters"):
        decline(candidate=candidate, why="old", reason="Over", seen_version=1, by=worker)
    decline(candidate=candidate, why="old", reason="It is all long over.", seen_version=1, by=worker)
    counted()
    candidate.refresh_from_db()
    assert candidate.state == CandidateState.DECLINED
    town.tell(town.people["Mara"], "benefits", "out_of_work_benefit")
    counted()
    candidate.refresh_from_db()
    assert (candidate.state, candidate.groups_met) == (CandidateState.LISTED, 3)
    assert candidate.statuses.last().reason == "More is known than when it was declined."  # type: ignore[union-attr]


@pytest.mark.parametrize(("days", "why"), [(0, "after today"), (-1, "after today"), (400, "within the next year")])
def test_put_off_to_a_day_within_a_year(candidate: Candidate, worker: User, days: int, why: str) -> None:
    with pytest.raises(Refused, match=why):
        defer(candidate=candidate, until=days_ago(-days), reason="After the holidays.", seen_version=1, by=worker)


def asked_to_look_again(user: User) -> list[uuid.UUID]:
    """The families on somebody's Today that they had put off."""
    return [row.record_id for row in what_needs(user).rows if row.kind == "look_again"]


def test_put_off_it_comes_back_on_the_day(town: Town, worker: User) -> None:
    anna = town.person("Anna")
    town.household(children=[anna])
    town.two_problems(anna)
    counted(days_ago(20))
    candidate = Candidate.objects.get(list_id="troubled_families")
    defer(candidate=candidate, until=days_ago(-5), reason="After the holidays.", seen_version=1, by=worker)
    Candidate.objects.filter(pk=candidate.pk).update(deferred_until=days_ago(10))
    counted(days_ago(11))
    candidate.refresh_from_db()
    assert candidate.state == CandidateState.DEFERRED
    assert not asked_to_look_again(worker)
    counted(days_ago(10))
    candidate.refresh_from_db()
    assert candidate.state == CandidateState.LISTED
    assert asked_to_look_again(worker) == [candidate.pk]
    assert not asked_to_look_again(a_user("hub_worker")), "somebody else put it off"
    assert not asked_to_look_again(a_user("practitioner"))
    why = "The school helps them by now."
    decline(candidate=candidate, why="helped", reason=why, seen_version=candidate.version, by=worker)
    assert not asked_to_look_again(worker)


def test_two_people_deciding_the_same_family_one_wins(candidate: Candidate, worker: User) -> None:
    other = Candidate.objects.get(pk=candidate.pk)
    decline(candidate=candidate, why="helped", reason="Their school helps them.", seen_version=1, by=worker)
    with pytest.raises(Conflict):
        accept(candidate=other, said=ASKED, seen_version=1, by=a_user("hub_manager"))
    with pytest.raises(Refused, match="declined"):
        defer(
            candidate=Candidate.objects.get(pk=candidate.pk), until=days_ago(-5), reason="After the holidays.",
            seen_version=2, by=worker,
        )  # fmt: skip


def test_a_family_with_somebody_kept_closely_is_nobodys_who_is_not_cleared(
    candidate: Candidate, worker: User, town: Town
) -> None:
    cleared = a_user("hub_worker")
    keep(town.people["Mara"], cleared)
    worker.forget_rights()
    with pytest.raises(NotFoundForYou):
        decline(candidate=candidate, why="old", reason="It is all long over.", seen_version=1, by=worker)
    decline(candidate=candidate, why="old", reason="It is all long over.", seen_version=1, by=cleared)
