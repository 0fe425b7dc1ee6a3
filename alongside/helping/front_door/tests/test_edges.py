"""Rare turns: what follows when little is known, and the lists other packages read."""

import threading
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from alongside.ground.access.models import User
from alongside.ground.access.queries import the_system
from alongside.ground.lib.errors import NotAllowed, Refused
from alongside.ground.operating_models.actions import adopt
from alongside.ground.operating_models.queries import Pack, current_pack
from alongside.ground.operating_models.words import Follows
from alongside.helping.front_door import actions, queries
from alongside.helping.front_door.actions.following import Asked, _name_lead
from alongside.helping.front_door.models import Contact
from alongside.helping.front_door.tests.factories import (
    a_contact,
    a_decided_contact,
    a_graded_contact,
    a_named,
    a_report,
    a_user,
    person_of,
)
from alongside.people.families.actions import start_family
from alongside.people.families.models import Relationship
from alongside.people.families.queries import addresses_of, factors_of


def test_what_a_record_refuses_is_raised(york: Pack, school_lead: User) -> None:
    with pytest.raises(Refused, match="Say what you are worried about"):
        a_contact(school_lead, concern="")


def test_a_lead_is_asked_for_even_where_the_pack_forgets(york: Pack, hub: User) -> None:
    contact = a_contact()
    asked = Asked("level_2", "Because", contact.pack_version_id, hub)
    with pytest.raises(Refused, match="Choose a lead"):
        _name_lead(contact, asked)


def test_urgent_and_several_families_none_open(pack: Pack, hub: User) -> None:
    person = person_of(a_decided_contact(hub, Follows.REFER_UP, a_contact()))
    start_family(members=[(person, "child")], by=hub)
    again = a_contact(people=(a_named(1, person_id=person.pk),))
    assert a_decided_contact(hub, Follows.REFER_UP, again).family is not None


def test_of_several_families_the_open_one(pack: Pack, hub: User, worker: User) -> None:
    person = person_of(a_decided_contact(hub, Follows.REFER_UP, a_contact()))
    other = start_family(members=[(person, "child")], by=hub)
    before, after = (a_contact(people=(a_named(1, person_id=person.pk),)) for _ in range(2))
    a_decided_contact(hub, Follows.NAME_LEAD_PRACTITIONER, after, lead=worker, family=other)
    assert before.family is None
    assert a_decided_contact(hub, Follows.REFER_UP, before).family == other


def test_the_same_address_is_not_recorded_twice_and_nobody_is_their_own_sibling(
    pack: Pack, hub: User, worker: User
) -> None:
    address = {"lines": "1 Made-up Street", "postcode": "YO1 6GA"}
    first = a_decided_contact(hub, Follows.REFER_UP, a_contact(people=(a_named(1, **address),)))
    person = person_of(first)
    again = a_contact(people=(a_named(1, person_id=person.pk, relationship="sibling", **address), a_named(2)))
    a_decided_contact(hub, Follows.NAME_LEAD_PRACTITIONER, again, lead=worker)
    assert len(addresses_of([person.pk])[person.pk]) == 1
    assert [(row.person_id, row.kind) for row in Relationship.objects.all()] == [(person.pk, "sibling")]


def test_factors_of_the_family_are_kept_on_the_first_child(pack: Pack, hub: User, worker: User) -> None:
    noticed = actions.Noticed(factor=pack.factors[0].id)
    contact = a_contact(factors=(noticed,), people=(a_named(1, role="parent", date_of_birth=None), a_named(2)))
    decided = a_decided_contact(hub, Follows.NAME_LEAD_PRACTITIONER, contact, lead=worker)
    assert decided.family
    about = decided.people.get(role="child").person_id
    assert [row.person_id for row in factors_of(decided.family)] == [about]


def test_factors_about_nobody_named_are_left_on_the_contact(pack: Pack, hub: User, worker: User) -> None:
    from alongside.ground.access.queries import public_door

    opened = a_decided_contact(hub, Follows.NAME_LEAD_PRACTITIONER, a_contact(), lead=worker)
    noticed = actions.Noticed(factor=pack.factors[0].id)
    contact = a_contact(public_door(), people=(), factors=(noticed,), agreement="")
    attached = a_decided_contact(hub, Follows.ATTACH_TO_OPEN_FAMILY, contact, family=opened.family)
    assert attached.family == opened.family
    assert contact.factors.count() == 1
    assert opened.family
    assert not factors_of(opened.family).exists()


def test_a_match_keeps_the_family_the_contact_is_about(pack: Pack, hub: User, worker: User) -> None:
    opened = a_decided_contact(hub, Follows.NAME_LEAD_PRACTITIONER, a_contact(), lead=worker)
    child = person_of(opened)
    ward = pack.localities.ward_assignments[0].wards[0].code
    contact = a_contact(people=(a_named(1, person_id=child.pk, ward_code=ward), a_named(2)))
    other = person_of(a_decided_contact(hub, Follows.REFER_UP, a_contact()))
    actions.match_person(named=contact.people.get(position=1), person=other, by=hub)
    contact.refresh_from_db()
    assert contact.family == opened.family


def test_lists_for_worklists(pack: Pack, hub: User, other_hub: User, school_lead: User) -> None:
    waiting = a_graded_contact(hub)
    actions.take(contact=waiting, by=hub)
    returned = a_decided_contact(hub, Follows.RETURN_FOR_MORE, a_contact(school_lead))
    untold = a_decided_contact(hub, Follows.ADVICE_AND_CLOSE, a_contact(tell_how="letter"))
    assert list(queries.contacts_to_decide(hub)) == [waiting]
    assert list(queries.contacts_to_decide(school_lead)) == []
    assert list(queries.contacts_taken_by(hub)) == [waiting]
    assert list(queries.contacts_returned_to(school_lead)) == [returned]
    assert list(queries.senders_to_tell(other_hub)) == [untold]
    partner = pack.partners_asked[0]
    there = a_user("practitioner", agency="The partner", kind=partner.agency_kind)
    asked = actions.ask_partners(contact=waiting, partners=[partner.id], asked_of={partner.id: there}, by=hub)
    assert list(queries.enquiries_waiting_for(there)) == asked
    listed = queries.has_open_enquiry(queries.with_people(Contact.objects.order_by("id")))
    assert [one.waits_for_partner for one in listed] == [True, False, False]  # type: ignore[attr-defined]


def test_contacts_of_a_family(pack: Pack, hub: User, worker: User) -> None:
    opened = a_decided_contact(hub, Follows.NAME_LEAD_PRACTITIONER, a_contact(), lead=worker)
    assert opened.family
    again = a_contact(people=(a_named(1, person_id=person_of(opened).pk),))
    assert list(queries.contacts_of(opened.family)) == [again, opened]


def test_twins_are_not_each_other(pack: Pack, hub: User) -> None:
    born = a_named(1).date_of_birth
    one = a_named(1, forename="Ada", surname="Twin", date_of_birth=born, upn="A123", nhs_number="9990000018")
    a_decided_contact(hub, Follows.REFER_UP, a_contact(people=(one,)))

    def alike(**more: Any) -> bool:
        named = a_contact(people=(a_named(1, **{"surname": "Twin", "date_of_birth": born, **more}),))
        return bool(queries.likely_same(queries.people_of(named)))

    assert alike(forename="Ada")
    assert alike(forename="")
    assert not alike(forename="Bea")
    assert alike(forename="Bea", date_of_birth=None, upn="A123")
    assert alike(forename="Bea", date_of_birth=None, nhs_number="999 000 0018")
    assert not alike(forename="Ada", surname="", date_of_birth=None)


@pytest.mark.django_db(transaction=True)
def test_two_people_decide_at_the_same_moment() -> None:
    adopt(folder=Path(settings.PACKS_FOLDER) / "york-2020", by=the_system())
    current_pack()
    hubs = [a_user("hub_worker", agency="The hub", kind="council_early_help") for _ in range(2)]
    contact, together = a_contact(), threading.Barrier(2)
    outcomes: list[str] = []

    def decide(by: User) -> None:
        together.wait()
        try:
            a_decided_contact(by, Follows.ADVICE_AND_CLOSE, Contact.objects.get(pk=contact.pk))
            outcomes.append("decided")
        except actions.AlreadyDecided as refused:
            outcomes.append(refused.message)
        finally:
            connection.close()

    people = [threading.Thread(target=decide, args=(by,)) for by in hubs]
    for one in people:
        one.start()
    for one in people:
        one.join()
    assert sorted(outcome == "decided" for outcome in outcomes) == [False, True]
    assert any("has decided this already" in outcome for outcome in outcomes)
    assert contact.decisions.count() == 1


def test_somebody_with_a_closed_account_records_nothing(york: Pack, school_lead: User) -> None:
    report = a_report(school_lead, york)
    school_lead.is_active = False
    with pytest.raises(NotAllowed):
        actions.record_contact(report=report, by=school_lead)
