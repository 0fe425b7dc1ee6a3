"""Who is on an agency's list: no more than consent, the agreement and the roll allow, and nobody kept closely."""

import datetime as dt

import pytest
import time_machine

from alongside.ground.access.models import Exclusion, User
from alongside.ground.access.tests.factories import a_user, an_agency
from alongside.ground.access.words import AgencyKind, ExclusionKind, RecordClass
from alongside.ground.agencies.models import AgencyAgreement
from alongside.ground.audit.models import Event
from alongside.ground.lib.clock import now, today
from alongside.ground.lib.errors import NotAllowed
from alongside.helping.right_help_lists import queries
from alongside.helping.right_help_lists.actions import confirm_receipt, make_list
from alongside.helping.right_help_lists.tests.factories import (
    Receiving,
    a_listed_family,
    agrees,
    receiving,
    to_school,
)
from alongside.people.consent.actions import end_lawful_basis, withdraw_sharing
from alongside.people.consent.models import LawfulBasis, SharingPreference
from alongside.people.episodes.tests.factories import OpenFamily, an_open_family
from alongside.people.families.models import Family, Person
from alongside.people.families.tests.factories import a_pack

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def council() -> None:
    """York's operating model."""
    a_pack()


@pytest.fixture
def school() -> Receiving:
    return receiving(name="Millbrook School")


@pytest.fixture
def opened(school: Receiving) -> OpenFamily:
    return a_listed_family(school.agency)


def names(by: User) -> list[str]:
    """The first names on the list, as somebody reads it; read anew, as each request does."""
    return [one.child.forename for one in queries.list_today(User.objects.get(pk=by.pk)).children]


def test_it_checks_access(opened: OpenFamily) -> None:
    with pytest.raises(NotAllowed, match="Your role does not include this"):
        queries.list_today(a_user("family_worker", agency=receiving().agency))
    assert names(receiving().reader) == []


def test_each_child_with_who_leads_and_how_to_reach_them(school: Receiving, opened: OpenFamily) -> None:
    found = queries.list_today(school.reader).children
    assert [one.child.forename for one in found] == ["Child1", "Child2"]
    assert {(one.lead.name, one.lead.telephone) for one in found if one.lead} == {("Leah Lead", "01904 555555")}


def test_a_family_nobody_leads_yet_is_listed_without_a_lead(school: Receiving) -> None:
    opened = an_open_family(with_lead=False)
    to_school(opened.made.children[0], school.agency, opened.cast.hub_manager)
    agrees(opened, school.agency, by=opened.cast.hub_manager)
    assert [one.lead for one in queries.list_today(school.reader).children] == [None]


def test_reading_is_written_down_for_each_child(school: Receiving, opened: OpenFamily) -> None:
    queries.list_today(school.reader)
    events = Event.objects.filter(kind="audit.listed", by=school.reader, family_id=opened.made.family.pk)
    read = {one for event in events for one in event.detail["records"]}
    assert read == {str(child.pk) for child in opened.made.children}
    assert {event.standing for event in events} == {"sharing"}


def test_a_change_of_school_moves_the_child_at_once(school: Receiving, opened: OpenFamily) -> None:
    other = receiving(name="Hilltop School")
    agrees(opened, other.agency)
    assert names(other.reader) == []
    to_school(opened.made.children[0], other.agency, opened.cast.hub_manager)
    assert names(other.reader) == ["Child1"]
    assert names(school.reader) == ["Child2"]


def test_another_agency_needs_no_roll(opened: OpenFamily) -> None:
    health = receiving(AgencyKind.HEALTH_VISITING)
    assert names(health.reader) == []
    agrees(opened, health.agency)
    assert names(health.reader) == ["Child1", "Child2"]


def test_withdrawing_takes_effect_at_once(school: Receiving, opened: OpenFamily) -> None:
    wish = SharingPreference.objects.get(family=opened.made.family)
    withdraw_sharing(preference=wish, by=opened.cast.lead)
    assert names(school.reader) == []


def test_what_was_agreed_until_a_day_ends_on_it(school: Receiving) -> None:
    opened = an_open_family()
    to_school(opened.made.children[0], school.agency, opened.cast.hub_manager)
    agrees(opened, school.agency, until=today() + dt.timedelta(days=10))
    assert names(school.reader) == ["Child1"]
    with time_machine.travel(now() + dt.timedelta(days=10)):
        assert names(school.reader) == []


def test_a_basis_that_ended_lists_nobody(school: Receiving, opened: OpenFamily) -> None:
    end_lawful_basis(lawful_basis=LawfulBasis.objects.get(), why="No longer a public task", by=opened.cast.lead)
    assert names(school.reader) == []


@pytest.mark.parametrize("purpose", ["safeguarding", "learning"])
def test_other_purposes_list_nobody(school: Receiving, purpose: str) -> None:
    opened = an_open_family()
    to_school(opened.made.children[0], school.agency, opened.cast.hub_manager)
    agrees(opened, school.agency, purpose=purpose)
    assert names(school.reader) == []


def test_a_childs_own_no_wins_over_a_parents_yes(school: Receiving, opened: OpenFamily) -> None:
    eldest = opened.made.children[0]
    agrees(opened, school.agency, eldest, agrees=False, data_categories=())
    assert names(school.reader) == ["Child2"]
    agrees(opened, school.agency, eldest)
    assert names(school.reader) == ["Child1", "Child2"]
    wish = SharingPreference.objects.get(person=eldest, replaced_at=None)
    withdraw_sharing(preference=wish, by=opened.cast.lead)
    assert names(school.reader) == ["Child2"]


def test_a_childs_own_yes_is_enough_and_an_uncles_is_not(school: Receiving) -> None:
    opened = an_open_family()
    for child in opened.made.children:
        to_school(child, school.agency, opened.cast.hub_manager)
    agrees(opened, school.agency, opened.made.children[1])
    assert names(school.reader) == ["Child2"]


@pytest.mark.parametrize("record_class", [RecordClass.RESTRICTED, RecordClass.SEALED])
@pytest.mark.parametrize("what", ["child", "family"])
def test_nobody_kept_closely_is_listed_nor_said_to_have_left(
    school: Receiving, opened: OpenFamily, record_class: RecordClass, what: str
) -> None:
    confirm_receipt(the_list=make_list(agency=school.agency, by=school.reader), by=school.reader)
    eldest = opened.made.children[0]
    if what == "child":
        Person.objects.filter(pk=eldest.pk).update(record_class=record_class)
    else:
        Family.objects.filter(pk=opened.made.family.pk).update(record_class=record_class)
    found = queries.list_today(User.objects.get(pk=school.reader.pk))
    assert [one.child.forename for one in found.children] == (["Child2"] if what == "child" else [])
    assert found.left == []
    again = make_list(agency=school.agency, by=school.reader)
    assert again.children.count() == len(found.children)


def test_nobody_reads_of_their_own_family(school: Receiving, opened: OpenFamily) -> None:
    Exclusion.objects.create(
        user=school.reader, subject=opened.made.children[0].pk, kind=ExclusionKind.RELATIVE, since=now(),
        set_by=opened.cast.hub_manager,
    )  # fmt: skip
    assert names(school.reader) == ["Child2"]


def test_closed_help_is_not_listed(school: Receiving, opened: OpenFamily) -> None:
    type(opened.episode).objects.filter(pk=opened.episode.pk).update(state="closed", closed_on=today())
    assert names(school.reader) == []


def test_an_agreement_that_ran_out_lists_nobody(school: Receiving, opened: OpenFamily) -> None:
    AgencyAgreement.objects.filter(agency=school.agency).update(review_on=today())
    with pytest.raises(NotAllowed, match="has not accepted the sharing agreement"):
        queries.list_today(school.reader)
    assert not queries.listable(school.agency).exists()
    assert not queries.listable(an_agency()).exists()


def test_a_search_finds_within_the_list_and_is_written_down(school: Receiving, opened: OpenFamily) -> None:
    found = queries.search_list(school.reader, " HARP child2 ")
    assert [one.child.forename for one in found.children] == ["Child2"]
    assert queries.search_list(school.reader, "Nobody").children == []
    event = Event.objects.filter(kind="audit.searched", by=school.reader).order_by("id").first()
    assert event is not None
    assert event.terms == " HARP child2 "
    assert event.detail["shown"] == [str(opened.made.children[1].pk)]
