"""What a contact must hold, what is doubted and kept, what is refused and where."""

import datetime as dt
import uuid
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from alongside.ground.access.models import User
from alongside.ground.access.queries import the_system
from alongside.ground.audit.queries import events_of
from alongside.ground.lib.clock import now, today
from alongside.ground.lib.errors import NotAllowed, Refused
from alongside.ground.lib.models import Conflict
from alongside.ground.operating_models.queries import Pack
from alongside.ground.operating_models.words import ClockKind, Follows
from alongside.helping.front_door import actions
from alongside.helping.front_door.actions import Noticed, recording
from alongside.helping.front_door.models import Contact
from alongside.helping.front_door.policies import (
    CONTACT,
    Named,
    area_of,
    areas_within,
    doubts_about,
    first_due,
    partners_settled,
    relationship_kind,
    statutory_way_up,
    wrong_with_report,
)
from alongside.helping.front_door.tests.factories import (
    a_contact,
    a_decided_contact,
    a_graded_contact,
    a_named,
    a_report,
    a_user,
    person_of,
)
from alongside.people.episodes.queries import story_of
from alongside.people.families.actions import record_address, start_family
from alongside.people.families.queries import members_of

TODAY = dt.date(2026, 3, 3)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"route": "nowhere"}, "route"),
        ({"route": "step_down"}, "route"),
        ({"concern": " "}, "concern"),
        ({"tried": "x" * 20_001}, "tried"),
        ({"received_at": dt.datetime(2027, 1, 1, tzinfo=dt.UTC)}, "received_at"),
        ({"in_danger": "maybe"}, "in_danger"),
        ({"people": ()}, "people"),
        ({"people": (Named(forename=" "),)}, "forename"),
        ({"people": (a_named(role="dog"),)}, "role"),
        ({"people": (a_named(date_known="perhaps"),)}, "date_known"),
        ({"people": (a_named(date_of_birth=None, date_known="exact"),)}, "date_of_birth"),
        ({"people": (a_named(date_of_birth=dt.date(2026, 5, 1)),)}, "date_of_birth"),
        ({"people": (a_named(date_of_birth=dt.date(1890, 5, 1)),)}, "date_of_birth"),
        ({"people": (a_named(date_of_birth=dt.date(2027, 5, 1), date_known="expected"),)}, "date_of_birth"),
        ({"people": (a_named(date_of_birth=dt.date(2001, 5, 1)),)}, "outside_age_reason"),
        ({"factors": (Noticed(factor="nothing"),)}, "factors"),
        ({"factors": (Noticed(factor="young_carer", about=7),)}, "factors"),
        ({"in_danger": ""}, "in_danger"),
        ({"route_answers": {}}, "own_assessment"),
        ({"agreement": ""}, "agreement"),
        ({"agreement": "not_agreed"}, "agreement_why"),
    ],
)
def test_what_is_refused_and_where(york: Pack, school_lead: User, change: dict[str, Any], field: str) -> None:
    report = a_report(school_lead, york, **change)
    wrong = wrong_with_report(york, report, agency_kind="school", today=TODAY)
    assert wrong is not None
    assert wrong.field == field


@pytest.mark.parametrize(
    "people",
    [
        (a_named(forename="", surname="Mononym", date_of_birth=None),),
        (a_named(date_of_birth=dt.date(2026, 7, 1), date_known="expected"),),
        (a_named(date_of_birth=dt.date(2016, 7, 1), date_known="estimated"),),
        (a_named(forename="ليلى", surname="🌟", no_fixed_address=True),),
        (a_named(date_of_birth=dt.date(2002, 7, 1), has_send=True),),
        (a_named(date_of_birth=dt.date(1980, 7, 1), role="parent"),),
    ],
)
def test_what_simply_works(york: Pack, school_lead: User, people: tuple[Named, ...]) -> None:
    report = a_report(school_lead, york, people=people)
    assert wrong_with_report(york, report, agency_kind="school", today=TODAY) is None


def test_a_reason_lets_somebody_outside_the_age_in(york: Pack, school_lead: User) -> None:
    old = (a_named(date_of_birth=dt.date(2001, 5, 1)),)
    report = a_report(school_lead, york, people=old, outside_age_reason="A care leaver.")
    assert wrong_with_report(york, report, agency_kind="school", today=TODAY) is None


def test_what_is_wrong_is_kept_and_said(york: Pack) -> None:
    named = a_named(nhs_number="9990000000", upn="A1", postcode="nowhere", date_known="estimated")
    assert len(doubts_about(york, named)) == 4
    assert "outside City of York Council" in doubts_about(york, a_named(postcode="TS18 1AA"))[0]
    assert doubts_about(york, a_named(postcode="YO1 6GA")) == []


def test_who_may_record(york: Pack) -> None:
    with pytest.raises(NotAllowed):
        a_contact(a_user("model_lead"), route="mash_agency", route_answers={})
    with pytest.raises(NotAllowed):
        actions.record_many(reports=[], by=a_user("practitioner"))


def test_many_at_once_stop_at_the_first_wrong_one(york: Pack, hub: User) -> None:
    good = a_report(hub, york)
    bad = a_report(hub, york, concern="")
    with pytest.raises(Refused):
        actions.record_many(reports=[good, bad], by=hub)
    assert not Contact.objects.exists()
    assert len(actions.record_many(reports=[good], by=the_system())) == 1


def test_somebody_chosen_must_exist(york: Pack, school_lead: User) -> None:
    with pytest.raises(Refused, match="not in the records"):
        a_contact(school_lead, people=(a_named(person_id=uuid.uuid4()),))


def test_a_family_is_chosen_only_by_its_people(york: Pack, school_lead: User, hub: User, worker: User) -> None:
    first = a_decided_contact(hub, Follows.NAME_LEAD_PRACTITIONER, a_contact(), lead=worker)
    assert first.family
    child = members_of(first.family)[0].id
    with pytest.raises(Refused, match="belongs to that family"):
        a_contact(school_lead, family_id=first.family.pk)
    again = a_contact(school_lead, people=(a_named(person_id=child),), family_id=first.family.pk)
    assert again.family == first.family
    assert a_contact(hub, family_id=first.family.pk).family == first.family
    kinds = [line.kind for line in story_of(first.family, hub)]
    assert kinds.count("contact") == 2


def test_the_area_comes_from_the_ward_given_or_known(york: Pack, school_lead: User, hub: User) -> None:
    assignment = york.localities.ward_assignments[0]
    contact = a_contact(school_lead, people=(a_named(ward_code=assignment.wards[0].code),))
    assert contact.area == assignment.area
    first = a_decided_contact(hub, Follows.REFER_UP, a_contact(school_lead))
    person = person_of(first)
    record_address(people=[person], lines="1 Road", ward_code=assignment.wards[0].code, by=hub)
    again = a_contact(school_lead, people=(a_named(person_id=person.pk),))
    assert again.area == assignment.area
    unknown = a_contact(school_lead)
    actions.match_person(named=unknown.people.get(), person=person, by=hub)
    unknown.refresh_from_db()
    assert unknown.area == assignment.area
    assert area_of(york, ["", "E05000000"]) == ""


def test_an_area_holds_the_areas_in_it(pack: Pack) -> None:
    inner = next((area for area in pack.localities.areas if area.parent), None)
    if inner and inner.parent:
        assert inner.id in areas_within(pack, inner.parent)
    assert areas_within(pack, "nowhere") == {"nowhere"}


def test_danger_is_due_as_the_most_urgent_priority(pack: Pack) -> None:
    most = min(pack.priorities, key=lambda one: one.in_order)
    assert first_due(pack, now(), "yes").rule_id.startswith(f"priorities.{most.id}")
    assert first_due(pack, now()).rule_id.startswith("clocks.contact_response")
    without = pack.model_copy(
        update={"clocks": tuple(clock for clock in pack.clocks if clock.id is not ClockKind.CONTACT_RESPONSE)}
    )
    assert first_due(without, now()).rule_id.startswith("clocks.contact_decision")


def test_grading_again_and_what_is_refused(pack: Pack, hub: User, other_hub: User, school_lead: User) -> None:
    contact = a_graded_contact(hub)
    again = actions.grade(contact=contact, seen_version=2, priority=pack.priorities[0].id, by=hub, reason="Worse")
    assert again.priority == pack.priorities[0].id
    assert [event.kind for event in events_of(contact)][-1] == "front_door.graded"
    with pytest.raises(Conflict):
        actions.grade(contact=contact, seen_version=2, priority=pack.priorities[0].id, by=other_hub)
    with pytest.raises(Refused, match="Choose a priority"):
        actions.grade(contact=contact, seen_version=3, priority="purple", by=hub)
    with pytest.raises(NotAllowed):
        actions.grade(contact=contact, seen_version=3, priority=pack.priorities[0].id, by=school_lead)
    decided = a_decided_contact(hub, Follows.ADVICE_AND_CLOSE, again)
    with pytest.raises(Refused, match="advised"):
        actions.grade(contact=decided, seen_version=4, priority=pack.priorities[0].id, by=hub)
    for refused in (
        lambda: actions.take(contact=decided, by=hub),
        lambda: actions.match_person(named=decided.people.get(), person=None, by=hub),
    ):
        with pytest.raises(Refused, match="has been decided"):
            refused()
    assert actions.assign_many(contacts=[decided], to=other_hub, by=hub).refused[0][0] == decided.reference


def test_taking_and_putting_back(pack: Pack, hub: User, other_hub: User, school_lead: User) -> None:
    contact = a_contact()
    with pytest.raises(Refused, match="not taken"):
        actions.put_back(contact=contact, by=hub)
    actions.take(contact=contact, by=hub)
    actions.take(contact=contact, by=hub)
    with pytest.raises(Refused, match="may not decide"):
        actions.pass_on(contact=contact, to=school_lead, by=hub)
    with pytest.raises(NotAllowed):
        actions.assign_many(contacts=[contact], to=hub, by=school_lead)
    assert actions.put_back(contact=contact, by=hub).taken_by is None
    assert actions.assign_many(contacts=[contact], to=other_hub, by=hub).done == 1


def test_agreement_is_recorded_later(pack: Pack, hub: User) -> None:
    contact = a_contact(agreement="not_asked", agreement_why="Not met")
    with pytest.raises(Refused, match="whether the family agrees"):
        actions.record_agreement(contact=contact, seen_version=1, agreement="perhaps", why="", by=hub)
    with pytest.raises(Refused, match="why the family has not agreed"):
        actions.record_agreement(contact=contact, seen_version=1, agreement="not_agreed", why="", by=hub)
    assert actions.record_agreement(contact=contact, seen_version=1, agreement="agreed", why="", by=hub).version == 2


def test_partners_hold_a_decision_up_unless_a_reason_is_given(pack: Pack, hub: User, worker: User) -> None:
    contact, partner = a_graded_contact(hub), pack.partners_asked[0].id
    with pytest.raises(Refused, match="which partners"):
        actions.ask_partners(contact=contact, partners=["nobody"], by=hub)
    with pytest.raises(Refused, match="priority before"):
        actions.ask_partners(contact=a_contact(), partners=[partner], by=hub)
    (asked,) = actions.ask_partners(contact=contact, partners=[partner], by=hub)
    assert asked.due_on
    assert actions.ask_partners(contact=contact, partners=[partner], by=hub) == []
    contact.refresh_from_db()
    assert contact.state == "waiting_for_partners"
    regraded = actions.grade(contact=contact, seen_version=3, priority=pack.priorities[0].id, by=hub)
    assert regraded.state == "waiting_for_partners"
    with pytest.raises(Refused, match="Not every partner"):
        a_decided_contact(hub, Follows.ADVICE_AND_CLOSE, regraded, not_waiting_because="")
    with pytest.raises(NotAllowed):
        actions.answer_enquiry(enquiry=asked, answer="Hm", by=a_user("practitioner"))
    with pytest.raises(Refused, match="Enter what you know"):
        actions.answer_enquiry(enquiry=asked, answer="", by=hub)
    with pytest.raises(Refused, match="why you cannot"):
        actions.answer_enquiry(enquiry=asked, answer="", declined=True, by=hub)
    answered = actions.answer_enquiry(enquiry=asked, answer="No record", declined=True, by=hub)
    assert answered.state == "declined"
    with pytest.raises(Refused, match="answered already"):
        actions.answer_enquiry(enquiry=asked, answer="Again", by=hub)
    contact.refresh_from_db()
    assert contact.state == "graded"
    without_clock = pack.model_copy(update={"clocks": ()})
    from alongside.helping.front_door.actions.partners import _answer_due

    assert _answer_due(without_clock) is None


def test_one_of_two_partners_is_not_all(york: Pack, hub: User) -> None:
    contact = a_graded_contact(hub)
    first, _second = actions.ask_partners(contact=contact, partners=["police", "health"], by=hub)
    actions.answer_enquiry(enquiry=first, answer="Nothing known", by=hub)
    contact.refresh_from_db()
    assert contact.state == "waiting_for_partners"
    late = a_decided_contact(hub, Follows.ADVICE_AND_CLOSE, contact)
    assert late.decisions.get().answers["did_not_wait"] is True
    (waiting,) = [one for one in contact.enquiries.all() if one.state == "asked"]
    assert actions.answer_enquiry(enquiry=waiting, answer="Too late", by=hub).state == "answered"


@pytest.mark.parametrize(
    ("enquiries", "reason", "settled"),
    [
        ({}, "", False),
        ({}, "No record", True),
        ({"police": "answered", "health": "asked", "education": "answered"}, "", False),
        ({"police": "answered", "health": "declined", "education": "answered"}, "", True),
    ],
)
def test_when_partners_are_settled(york: Pack, enquiries: dict[str, str], reason: str, settled: bool) -> None:
    assert partners_settled(york, enquiries, reason) is settled


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Mum", "mother"),
        ("step-parent", "step_parent"),
        ("Brother or sister", "sibling"),
        ("neighbour", None),
        ("", None),
    ],
)
def test_relationships_in_everyday_words(text: str, kind: str | None) -> None:
    assert relationship_kind(text) == kind


def test_the_way_up(pack: Pack) -> None:
    level, decision = statutory_way_up(pack)
    assert pack.level(level).is_statutory
    assert pack.decision(decision).follows is Follows.REFER_UP
    assert statutory_way_up(pack.model_copy(update={"decisions": ()})) == ("", "")


def test_matching_twice_and_seen_and_told(pack: Pack, hub: User, school_lead: User) -> None:
    first = a_decided_contact(hub, Follows.REFER_UP, a_contact())
    person = person_of(first)
    contact = a_contact(school_lead, people=(a_named(1), a_named(2)))
    one, two = contact.people.all()
    actions.match_person(named=one, person=person, by=hub)
    with pytest.raises(Refused, match="that person already"):
        actions.match_person(named=two, person=person, by=hub)
    with pytest.raises(NotAllowed):
        actions.mark_seen(contact=contact, by=hub)
    assert actions.mark_seen(contact=contact, by=school_lead).seen_by_sender_at is None
    with pytest.raises(Refused, match="Nothing has been decided"):
        actions.record_told(contact=contact, how="telephone", by=hub)
    with pytest.raises(Refused, match="how they were told"):
        actions.record_told(contact=contact, how="pigeon", by=hub)


def test_people_of_two_families(pack: Pack, hub: User, worker: User) -> None:
    first = a_decided_contact(hub, Follows.REFER_UP, a_contact())
    person = person_of(first)
    other = start_family(members=[(person, "child")], by=hub)
    contact = a_contact(people=(a_named(1, person_id=person.pk),))
    with pytest.raises(Refused, match="more than one family"):
        a_decided_contact(hub, Follows.NAME_LEAD_PRACTITIONER, contact, lead=worker)
    up = a_decided_contact(hub, Follows.REFER_UP, a_contact(people=(a_named(1, person_id=person.pk),)))
    assert up.family is not None
    chosen = a_decided_contact(hub, Follows.NAME_LEAD_PRACTITIONER, contact, lead=worker, family=other)
    assert chosen.family == other
    third = a_contact(people=(a_named(1, person_id=person.pk), a_named(2, postcode="YO1 6GA")))
    assert third.family == other
    a_decided_contact(hub, Follows.ATTACH_TO_OPEN_FAMILY, third)
    repeat = a_contact(people=(a_named(1, person_id=person.pk), a_named(900, postcode="YO1 6GA")))
    Contact.objects.filter(pk=repeat.pk).update(family=None)
    repeat.refresh_from_db()
    assert a_decided_contact(hub, Follows.ATTACH_TO_OPEN_FAMILY, repeat).family == other


def test_nobody_named_cannot_be_opened_but_goes_up(pack: Pack, hub: User, worker: User) -> None:
    from alongside.ground.access.queries import public_door

    contact = a_contact(public_door(), people=(), agreement="agreed")
    with pytest.raises(Refused, match="names nobody"):
        a_decided_contact(hub, Follows.NAME_LEAD_PRACTITIONER, contact, lead=worker)
    assert a_decided_contact(hub, Follows.REFER_UP, contact).family is None


def test_the_lifecycle_draws_itself() -> None:
    drawn = CONTACT.as_mermaid()
    assert "received --> graded: grade" in drawn
    assert "returned --> received: reopen" in drawn
    assert today() >= dt.date(2026, 1, 1)


def test_a_reference_drawn_twice_is_drawn_again(york: Pack, hub: User, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = iter(["C-2222-2222", "C-2222-2222", "C-3333-3333", "C-4444-4444"])
    monkeypatch.setattr(recording, "new_reference", lambda prefix: next(drawn))
    made = actions.record_many(reports=[a_report(hub, york), a_report(hub, york)], by=hub)
    assert [contact.reference for contact in made] == ["C-3333-3333", "C-4444-4444"]


def test_a_reference_always_drawn_twice_is_not_hidden(york: Pack, hub: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recording, "new_reference", lambda prefix: "C-2222-2222")
    with pytest.raises(IntegrityError), transaction.atomic():
        actions.record_many(reports=[a_report(hub, york), a_report(hub, york)], by=hub)
