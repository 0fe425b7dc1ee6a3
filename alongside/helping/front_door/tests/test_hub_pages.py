"""The hub's pages: queue, deciding, partners, and what the sender then reads."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.test import Client

from alongside.ground.access.models import User
from alongside.ground.lib.clock import now
from alongside.ground.operating_models.queries import Pack
from alongside.ground.operating_models.words import Follows
from alongside.helping.front_door import actions
from alongside.helping.front_door.models import Contact
from alongside.helping.front_door.tests.factories import (
    a_contact,
    a_decided_contact,
    a_graded_contact,
    a_named,
    a_user,
    way_to,
)
from alongside.people.families.models import Person, PersonName

Queries = Callable[[int], Any]


def page(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode()).replace("&#39;", "'")


@pytest.fixture
def desk(client: Client, hub: User) -> Client:
    client.force_login(hub)
    return client


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_overdue_is_first_and_said_in_words(pack: Pack, desk: Client) -> None:
    late = a_contact(received_at=now() - dt.timedelta(days=60))
    fresh = a_contact()
    shown = page(desk.get("/queue/"))
    assert "2 contacts" in shown
    assert "1 overdue" in shown
    assert "overdue by" in shown
    assert shown.index(late.reference) < shown.index(fresh.reference)


def test_filters_stay_and_the_count_agrees(pack: Pack, desk: Client, hub: User) -> None:
    graded, plain = a_graded_contact(hub), a_contact()
    shown = page(desk.get(f"/queue/?priority={graded.priority}"))
    assert "1 contact<" in shown
    assert graded.reference in shown
    assert plain.reference not in shown
    assert "remove this filter" in shown
    actions.take(contact=plain, by=hub)
    for query, found in {
        "whose=mine": plain, "whose=nobodys": graded, "priority=none": plain, "state=graded": graded,
    }.items():  # fmt: skip
        assert re.findall(r"C-\w{4}-\w{4}</a>", page(desk.get(f"/queue/?{query}"))) == [f"{found.reference}</a>"], query
    for query in ("overdue=yes", "route=nothing", "area=nowhere"):
        assert "No contact fits these filters" in page(desk.get(f"/queue/?{query}"))
    assert "2 contacts" in page(desk.get(f"/queue/?area=none&route={plain.route}"))


def test_a_long_queue_is_read_page_by_page(york: Pack, desk: Client) -> None:
    references = {a_contact().reference for _ in range(32)}
    first = page(desk.get("/queue/?priority=none"))
    following = re.search(r'href="(/queue/\?[^"]*after=[^"]*)"', first)
    assert following
    second = page(desk.get(following[1].replace("&amp;", "&")))
    assert "priority=none" in following[1]
    found = set(re.findall(r"(C-\w{4}-\w{4})</a>", first + second))
    assert found == references
    assert "32 contacts" in second


@pytest.mark.parametrize("count", [3, 30])
def test_the_queue_asks_few_questions(
    york: Pack, desk: Client, count: int, django_assert_max_num_queries: Queries
) -> None:
    for _ in range(count):
        a_contact()
    with django_assert_max_num_queries(15):
        assert desk.get("/queue/").status_code == 200


@pytest.mark.parametrize("count", [3, 30])
def test_other_lists_ask_few_questions(
    york: Pack, school_lead: User, count: int, django_assert_max_num_queries: Queries
) -> None:
    contacts = [a_contact(school_lead) for _ in range(count)]
    client = signed_in(school_lead)
    with django_assert_max_num_queries(15):
        assert client.get("/contacts/").status_code == 200
    with django_assert_max_num_queries(15):
        assert client.get(f"/contacts/{contacts[0].pk}/").status_code == 200


def test_deciding_asks_few_questions(
    pack: Pack, desk: Client, hub: User, worker: User, django_assert_max_num_queries: Queries
) -> None:
    first = a_decided_contact(hub, Follows.NAME_LEAD_PRACTITIONER, a_contact(), lead=worker)
    child = first.people.get().person_id
    people = (a_named(201, person_id=child), *(a_named(number) for number in range(202, 208)))
    contact = a_graded_contact(hub, people=people)
    actions.ask_partners(contact=contact, partners=[one.id for one in pack.partners_asked], by=hub)
    with django_assert_max_num_queries(15):
        shown = page(desk.get(f"/contacts/{contact.pk}/decide/"))
    assert "Already open since" in shown
    assert first.reference in shown
    for level in pack.levels:
        assert level.threshold_text[:60] in shown


def test_taking_grading_and_deciding_in_the_browser(pack: Pack, desk: Client, hub: User, school_lead: User) -> None:
    contact = a_contact(school_lead, in_danger="yes")
    assert "child is in danger now" in page(desk.get(f"/contacts/{contact.pk}/decide/"))
    taken = desk.post(f"/contacts/{contact.pk}/take/")
    assert taken["Location"] == f"/contacts/{contact.pk}/decide/"
    priority = pack.priorities[0]
    graded = desk.post(f"/contacts/{contact.pk}/priority/", {"priority": priority.id, "seen_version": "1"})
    assert graded.status_code == 302
    level, decision = way_to(pack, Follows.ADVICE_AND_CLOSE)
    given = {"level": level, "decision": decision, "rationale": "Universal.", "seen_version": "2", "words": "Ring us."}
    refused = desk.post(f"/contacts/{contact.pk}/decide/", given)
    assert refused.status_code == 422
    assert "safeguarding referral needed" in page(refused)
    decided = desk.post(f"/contacts/{contact.pk}/decide/", {**given, "safeguarding_needed": "no"})
    assert decided.status_code == 302, page(decided)
    assert "Universal." in page(desk.get(decided["Location"]))
    sender = signed_in(school_lead)
    told = page(sender.get(f"/contacts/{contact.pk}/"))
    assert "Ring us." in told
    assert "Universal." not in told
    sender.post(f"/contacts/{contact.pk}/")
    contact.refresh_from_db()
    assert contact.seen_by_sender_at
    second = desk.post(f"/contacts/{contact.pk}/decide/", {**given, "safeguarding_needed": "no"})
    assert f"{hub.name} has decided this already" in page(second)
    assert "This contact has been decided" in page(desk.get(f"/contacts/{contact.pk}/decide/"))


def test_a_lead_is_named_in_the_browser(pack: Pack, desk: Client, worker: User) -> None:
    contact = a_contact()
    level, decision = way_to(pack, Follows.NAME_LEAD_PRACTITIONER)
    given = {
        "level": level, "decision": decision, "rationale": "Needs", "seen_version": "1", "lead": str(worker.pk),
        "lead_why": "Knows them", "agreement": "agreed", "safeguarding_needed": "no",
    }  # fmt: skip
    sent = desk.post(f"/contacts/{contact.pk}/decide/", given)
    assert sent.status_code == 302, page(sent)
    assert Contact.objects.get(pk=contact.pk).state == "lead_named"


def test_somebody_elses_contact(pack: Pack, desk: Client, hub: User, other_hub: User) -> None:
    contact = a_contact()
    actions.take(contact=contact, by=other_hub)
    assert f"{other_hub.name} is working on this since" in page(desk.get(f"/contacts/{contact.pk}/decide/"))
    refused = desk.post(f"/contacts/{contact.pk}/take/")
    assert refused.status_code == 409
    assert f"{other_hub.name} is working on this contact" in page(refused)
    assert desk.get(f"/contacts/{contact.pk}/pass-on/").status_code == 200
    desk.post(f"/contacts/{contact.pk}/pass-on/", {"to": str(hub.pk)})
    assert Contact.objects.get(pk=contact.pk).taken_by == hub
    desk.post(f"/contacts/{contact.pk}/take/", {"put_back": "yes"})
    assert Contact.objects.get(pk=contact.pk).taken_by is None


def test_giving_several_says_honestly_how_many(pack: Pack, desk: Client, hub: User, other_hub: User) -> None:
    mine, theirs = a_contact(), a_contact()
    actions.take(contact=theirs, by=other_hub)
    ticked = {"contact": [str(mine.pk), str(theirs.pk), "nonsense"], "to": str(hub.pk)}
    shown = page(desk.post("/queue/?whose=", ticked, follow=True))
    assert f"1 of 2 given to {hub.name}" in shown
    assert f"{theirs.reference}: Somebody else is working on it." in shown
    assert "Tick the contacts first" in page(desk.post("/queue/", {"to": str(hub.pk)}, follow=True))
    assert desk.post("/queue/", {"to": "0"}).status_code == 404


def test_settling_who_somebody_is(pack: Pack, desk: Client, hub: User, worker: User) -> None:
    first = a_decided_contact(hub, Follows.NAME_LEAD_PRACTITIONER, a_contact(), lead=worker)
    known = PersonName.objects.get()
    person = Person.objects.get()
    named = a_named(5, forename=known.forename, surname=known.surname, date_of_birth=person.date_of_birth)
    again = a_contact(people=(named,))
    assert "Very likely known already" in page(desk.get(f"/contacts/{again.pk}/decide/"))
    where = f"/contacts/{again.pk}/people/{again.people.get().pk}/"
    assert "Already open since" in page(desk.get(where))
    assert desk.post(where, {"person": "nonsense"}).status_code == 404
    assert desk.get(f"/contacts/{again.pk}/people/{again.pk}/").status_code == 404
    desk.post(where, {"person": str(person.pk)})
    again.refresh_from_db()
    assert again.family == first.family
    desk.post(where, {"person": "new"})
    assert again.people.get().match == "new"


def test_partners_are_asked_and_answer(pack: Pack, desk: Client, hub: User) -> None:
    partner = pack.partners_asked[0]
    there = a_user("practitioner", agency="The partner", kind=partner.agency_kind)
    contact = a_graded_contact(hub)
    form = page(desk.get(f"/contacts/{contact.pk}/partners/"))
    assert partner.name in form
    asked = desk.post(
        f"/contacts/{contact.pk}/partners/", {"partners": [partner.id], f"who_{partner.id}": str(there.pk)}
    )
    assert asked.status_code == 302
    enquiry = contact.enquiries.get()
    assert enquiry.asked_of == there
    client = signed_in(there)
    assert partner.lawful_basis in page(client.get(f"/enquiries/{enquiry.pk}/"))
    stranger = signed_in(a_user("practitioner", agency="Elsewhere", kind="housing"))
    assert stranger.get(f"/enquiries/{enquiry.pk}/").status_code == 404
    sent = client.post(f"/enquiries/{enquiry.pk}/", {"declined": "no", "answer": "Two call-outs."})
    assert "Two call-outs." in page(client.get(sent["Location"]))
    assert "Two call-outs." in page(desk.get(f"/contacts/{contact.pk}/decide/"))


def test_a_returned_contact_is_answered_by_its_sender(pack: Pack, hub: User, school_lead: User) -> None:
    contact = a_decided_contact(hub, Follows.RETURN_FOR_MORE, a_contact(school_lead))
    client = signed_in(school_lead)
    assert "Your answer is needed" in page(client.get("/contacts/"))
    assert "Which school year?" in page(client.get(f"/contacts/{contact.pk}/more/"))
    assert client.post(f"/contacts/{contact.pk}/more/", {"text": "Year 4"}).status_code == 302
    assert "Year 4" in page(client.get(f"/contacts/{contact.pk}/"))
    assert signed_in(a_user("practitioner")).get(f"/contacts/{contact.pk}/").status_code == 404


def test_sent_straight_to_social_care_later(pack: Pack, school_lead: User) -> None:
    contact = a_contact(school_lead)
    client = signed_in(school_lead)
    assert pack.words.emergency.steps[0] in page(client.get(f"/contacts/{contact.pk}/social-care/"))
    assert client.post(f"/contacts/{contact.pk}/social-care/", {"why": "Bruises"}).status_code == 302
    assert Contact.objects.get().state == "referred_up"


def test_somebody_without_a_page_is_told_by_a_person(pack: Pack, desk: Client, hub: User) -> None:
    contact = a_decided_contact(hub, Follows.ADVICE_AND_CLOSE, a_contact(tell_how="telephone"))
    assert "Not told yet" in page(desk.get(f"/contacts/{contact.pk}/"))
    assert contact.told_text.split()[0] in page(desk.get(f"/contacts/{contact.pk}/told/"))
    desk.post(f"/contacts/{contact.pk}/told/", {"how": "telephone"})
    assert "Told by telephone" in page(desk.get(f"/contacts/{contact.pk}/"))


def test_the_queue_is_the_hubs(pack: Pack, school_lead: User, hub: User) -> None:
    client, contact = signed_in(school_lead), a_contact(school_lead)
    for where in ("/queue/", f"/contacts/{contact.pk}/decide/", f"/contacts/{contact.pk}/told/"):
        assert client.get(where).status_code == 403, where
    assert client.post(f"/contacts/{contact.pk}/take/").status_code == 403
    assert "Hub queue" in page(signed_in(hub).get("/contacts/"))


def test_amber_before_good_friday(stockton: Pack, school_lead: User, hub: User) -> None:
    with time_machine.travel("2026-04-02T15:40:00Z", tick=False):
        contact = a_contact(school_lead)
        contact = actions.grade(contact=contact, seen_version=1, priority="amber", by=hub)
    assert contact.due_on == dt.date(2026, 4, 20)
    assert contact.due_rule == "priorities.amber"
