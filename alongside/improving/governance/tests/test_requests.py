"""Somebody asks what is held about them: gathered from everywhere, decided item by item, agreed by a second person."""

import datetime as dt
import re
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from alongside.ground.access.models import Exclusion, User
from alongside.ground.access.queries import the_system
from alongside.ground.access.tests.factories import a_user
from alongside.ground.access.words import RecordClass
from alongside.ground.audit.models import Event
from alongside.ground.lib.clock import now, today
from alongside.ground.lib.errors import NotAllowed, Refused
from alongside.ground.lib.ids import new_id
from alongside.helping.plans.tests.factories import Helped, a_meeting, a_plan, an_action, an_open_family, an_outcome
from alongside.helping.worklists.queries import what_needs
from alongside.improving.governance import actions, gathering, queries, record_copy
from alongside.improving.governance.models import SubjectItem, SubjectRequest
from alongside.improving.governance.tasks import gather_request
from alongside.people.episodes.actions import tell
from alongside.people.episodes.words import StoryKind
from alongside.people.families.actions import leave_family, record_address
from alongside.people.families.models import Membership, Person, PersonAddress
from alongside.people.families.tests.factories import a_pack, a_person
from alongside.people.matching.actions import link_everything
from alongside.people.matching.tests.feeds import Feeds, no_places

pytestmark = pytest.mark.django_db
SECRET = "7 Refuge Street"


@pytest.fixture
def helped(db: None) -> Helped:
    a_pack()
    helped = an_open_family()
    outcome = an_outcome(a_plan(helped))
    an_action(outcome)
    a_meeting(helped)
    return helped


@pytest.fixture
def officer(helped: Helped) -> User:
    return a_user("privacy_officer", name="Miriam Castle")


@pytest.fixture
def second(helped: Helped) -> User:
    return a_user("hub_manager", name="Sam Second")


@pytest.fixture
def subject(helped: Helped) -> Person:
    return helped.parents[0]


@pytest.fixture
def asked(helped: Helped, subject: Person) -> SubjectRequest:
    return actions.record_request(
        family=helped.family, person=subject, asked_on=today(), asked_as="themselves", by=helped.lead
    )


def fresh(request: SubjectRequest) -> SubjectRequest:
    return SubjectRequest.objects.get(pk=request.pk)


def taken(request: SubjectRequest, by: User) -> SubjectRequest:
    actions.take_on(request=request, identity_checked="Saw her passport.", by=by)
    gather_request(str(request.pk))
    return fresh(request)


def decided(request: SubjectRequest, by: User) -> SubjectRequest:
    for item in request.items.select_related("request"):
        actions.decide_item(item=item, decision="redact", shown=item.proposed, by=by)
    return fresh(request)


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text_of(answer: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def test_it_checks_access(helped: Helped, asked: SubjectRequest, officer: User) -> None:
    at = f"/record-requests/{asked.pk}/"
    pages = ["/record-requests/", at, f"{at}take-on/", f"{at}refuse/", f"{at}copy/"]
    for other in (a_user("team_manager"), helped.lead, a_user("social_worker")):
        for page in pages:
            assert browser(other).get(page).status_code in (403, 404), page
        with pytest.raises(NotAllowed):
            actions.take_on(request=asked, identity_checked="x", by=other)
        with pytest.raises(NotAllowed):
            actions.refuse(request=asked, why="x", by=other)
        assert not queries.requests_for(other).exists()
    assert browser(officer).get(at).status_code == 200
    assert browser(officer).get(f"/record-requests/{new_id()}/").status_code == 404
    at = f"/families/{helped.family.pk}/sharing/"
    for page, status in ((at, 200), (f"{at}asks-for-record/", 403)):
        assert browser(a_user("social_worker")).get(page).status_code == status


def test_only_the_two_who_answer_read_what_was_gathered(asked: SubjectRequest, officer: User, second: User) -> None:
    request = taken(asked, officer)
    third = a_user("privacy_officer")
    assert queries.all_items(officer, request)
    for other in (second, third):
        assert queries.all_items(other, request) == []
    item = request.items.first()
    assert item is not None
    assert browser(third).get(f"/record-requests/{asked.pk}/items/{item.pk}/").status_code == 404
    assert "Nothing for you to read here" in text_of(browser(third).get(f"/record-requests/{asked.pk}/"))
    read = Event.objects.filter(kind="audit.seen", record_type="governance.subjectrequest").first()
    assert read is not None and (read.by_id, read.standing) == (officer.pk, "duty")


def test_the_database_alone_keeps_others_out(
    asked: SubjectRequest, officer: User, second: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken(asked, officer)
    at = f"/record-requests/{asked.pk}/"
    monkeypatch.setattr(queries, "_items", lambda by, request: SubjectItem.objects.filter(request=request))
    monkeypatch.setattr(queries, "require", lambda *asked: None)
    assert "Not decided yet:" in text_of(browser(officer).get(at))
    assert "Nothing for you to read here" in text_of(browser(second).get(at))
    assert browser(a_user()).get(at).status_code == 404


def test_values_are_written_as_people_write_them(client: Client) -> None:
    assert gathering._plain({"a": [1, "b"]}) == "a: 1, b"
    assert client.get("/sign-in/").status_code == 200, "whoever is not signed in has no such navigation"


def test_the_lead_writes_it_down_and_it_is_due_in_a_month(helped: Helped, subject: Person, officer: User) -> None:
    client, at = browser(helped.lead), f"/families/{helped.family.pk}/sharing/"
    assert f'href="{at}asks-for-record/"' in client.get(at).content.decode()
    assert client.post(f"{at}asks-for-record/", {}).status_code == 422
    day = today()
    sent = {"person": str(subject.pk), "asked_as": "themselves", "asked_on-day": day.day, "asked_on-month": day.month,
            "asked_on-year": day.year}  # fmt: skip
    assert client.post(f"{at}asks-for-record/", sent)["Location"] == at
    made = SubjectRequest.objects.get()
    assert made.due_on > today() + dt.timedelta(days=27)
    assert str(made) == made.reference
    (row,) = what_needs(officer).rows
    assert (row.what, row.due_on) == (made.reference, made.due_on)
    page = text_of(browser(officer).get("/record-requests/"))
    assert made.reference in page
    assert "Harper" not in page
    with pytest.raises(Refused, match="yet to come"):
        actions.record_request(
            family=helped.family, person=subject, asked_on=today() + dt.timedelta(days=1), asked_as="parent",
            by=helped.lead,
        )  # fmt: skip


def test_everything_is_gathered_and_others_are_taken_out(helped: Helped, subject: Person, officer: User) -> None:
    child = helped.children[0]
    tell(
        family=helped.family, kind=StoryKind.NOTE, headline="A talk", by=helped.lead,
        detail=f"{child.names.all()[0]} told Miss Bee that mum rang 01904 551900",
    )  # fmt: skip
    held = gathering.held_about(subject)
    kinds = {one.kind for one in held}
    assert {"Person", "Person name", "Membership", "Relationship", "Plan", "Outcome", "Meeting", "Story line"} <= kinds
    asked = actions.record_request(
        family=helped.family, person=subject, asked_on=today(), asked_as="themselves", by=helped.lead
    )
    request = taken(asked, officer)
    assert request.items.count() == len(held)
    note = request.items.get(text__contains="Miss Bee")
    assert str(child.names.all()[0]) in note.others
    assert "[another person] told Miss Bee" in note.proposed, "professionals' names stay"
    assert helped.lead.name in note.proposed
    assert "551900" not in note.proposed
    count = request.items.count()
    gather_request(str(request.pk))
    assert request.items.count() == count, "once"
    assert str(note).startswith("Item ")
    assert "gathering" in str(request.history.last())


def test_what_partners_say_of_them_is_gathered(helped: Helped, subject: Person) -> None:
    feeds, child = Feeds(), helped.children[0]
    no_places()
    for person, number, kind in ((subject, "1", "domestic_abuse"), (child, "2", "crime")):
        Person.objects.filter(pk=person.pk).update(nhs_number=f"999000001{8 if person == subject else 7}")
        name = person.names.all()[0]
        feeds.tell(
            "police_incidents", number, nhs_number=Person.objects.get(pk=person.pk).nhs_number, forename=name.forename,
            surname=name.surname, date_of_birth=person.date_of_birth, event_kind=kind, event_on=today(),
            detail=f"Report {number}",
        )  # fmt: skip
    link_everything(by=the_system())
    told = [one for one in gathering.held_about(subject) if one.kind == "Record of a partner"]
    assert [(one.on, "Report 1" in one.text) for one in told] == [(today(), True)]
    assert "Police incidents" in told[0].text
    assert "What: Domestic abuse" in told[0].text


def test_what_came_after_somebody_left_is_not_theirs(helped: Helped, subject: Person) -> None:
    Membership.objects.filter(person=subject).update(since=today() - dt.timedelta(days=60))
    for text, days in (("While there", 40), ("After she left", 3)):
        tell(
            family=helped.family, kind=StoryKind.NOTE, headline=text, by=helped.lead,
            happened_on=today() - dt.timedelta(days=days),
        )  # fmt: skip
    membership = Membership.objects.get(person=subject)
    leave_family(membership=membership, on=today() - dt.timedelta(days=20), why="Moved out", by=helped.lead)
    texts = " ".join(one.text for one in gathering.held_about(subject))
    assert "While there" in texts
    assert "After she left" not in texts


def test_no_table_about_people_is_forgotten() -> None:
    names = {model._meta.label_lower for model in gathering.gathered_models()}
    ours = {m._meta.label_lower for m in apps.get_models() if m.__module__.startswith(gathering.FLOORS)}
    assert names | set(gathering.LEFT_OUT) == ours
    assert names.isdisjoint(gathering.LEFT_OUT)


def test_a_table_that_reaches_nobody_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    gathering.gathered_models.cache_clear()
    monkeypatch.delitem(gathering.LEFT_OUT, "front_door.publicknock")
    with pytest.raises(LookupError, match="PublicKnock"):
        gathering.gathered_models()
    gathering.gathered_models.cache_clear()


def test_hidden_addresses_and_people_stop_it(helped: Helped, subject: Person, officer: User, second: User) -> None:
    child = helped.children[0]
    record_address(people=[child], lines=SECRET, postcode="YO24 4AB", since=today(), confidential=True, by=helped.lead)
    kept = helped.children[0]
    Person.objects.filter(pk=kept.pk).update(record_class=RecordClass.SEALED)
    asked = actions.record_request(
        family=helped.family, person=subject, asked_on=today(), asked_as="parent", by=helped.lead
    )
    request = decided(taken(asked, officer), officer)
    item = request.items.select_related("request").first()
    assert item is not None
    for wrong in ("Now at 7 refuge-street", "at yo244ab", str(kept.names.all()[0]).upper()):
        actions.decide_item(item=item, decision="redact", shown=wrong, by=officer)
        with pytest.raises(Refused, match=f"Item {item.number} still holds"):
            actions.ask_for_review(request=request, reviewer=second, by=officer)
    actions.decide_item(item=item, decision="withhold", exemption="harm", reason="He looks for them.", by=officer)
    actions.ask_for_review(request=request, reviewer=second, by=officer)
    SubjectItem.objects.filter(pk=item.pk).update(decision="redact", shown=SECRET, exemption="", reason="")
    with pytest.raises(Refused, match="still holds"):
        actions.send(request=request, by=second)
    assert fresh(request).state == "review"


def test_the_subjects_own_hidden_address_is_never_given(helped: Helped, subject: Person) -> None:
    record_address(people=[subject], lines=SECRET, postcode="", since=today(), confidential=True, by=helped.lead)
    record_address(people=[subject], lines="2 Elm Road", postcode="YO1 6GA", since=today(), by=helped.lead)
    PersonAddress.objects.create(person=helped.children[0], lines="2 Elm Road", since=today(), recorded_by=helped.lead)
    known = gathering.known_about(subject)
    assert known.protected == ["7refugestreet"]


def test_an_undecided_item_stops_it(asked: SubjectRequest, officer: User, second: User) -> None:
    with pytest.raises(NotAllowed, match="Somebody else answers"):
        actions.disclose_plain(request=asked, by=officer)
    actions.take_on(request=asked, identity_checked="Known to the lead.", by=officer)
    with pytest.raises(Refused, match="still being gathered"):
        actions.ask_for_review(request=asked, reviewer=second, by=officer)
    assert "It is being gathered" in text_of(browser(officer).get(f"/record-requests/{asked.pk}/"))
    gather_request(str(asked.pk))
    request = fresh(asked)
    plain = actions.disclose_plain(request=request, by=officer)
    assert 0 < plain < request.items.count()
    with pytest.raises(Refused, match="items are not decided yet, the first is item"):
        actions.ask_for_review(request=request, reviewer=second, by=officer)


def test_a_second_person_agrees(asked: SubjectRequest, officer: User, second: User) -> None:
    request = decided(taken(asked, officer), officer)
    with pytest.raises(Refused, match="somebody else than yourself"):
        actions.ask_for_review(request=request, reviewer=officer, by=officer)
    with pytest.raises(NotAllowed, match="Your role does not include this"):
        actions.ask_for_review(request=request, reviewer=a_user(), by=officer)
    actions.ask_for_review(request=request, reviewer=second, by=officer)
    item = request.items.select_related("request").first()
    assert item is not None
    with pytest.raises(NotAllowed, match="Somebody else was asked to agree"):
        actions.send(request=request, by=officer)
    with pytest.raises(Refused, match="It must be sent back first"):
        actions.decide_item(item=SubjectItem.objects.select_related("request").get(pk=item.pk), decision="disclose",
                            by=officer)  # fmt: skip
    with pytest.raises(Refused, match="Say what should change"):
        actions.send_back(request=request, why=" ", by=second)
    with pytest.raises(Refused, match="not agreed yet"):
        actions.note_export(request=fresh(request), by=second)
    actions.send_back(request=request, why="Item 3 describes the neighbour.", by=second)
    assert [row.record_id for row in what_needs(officer).rows] == [asked.pk]
    actions.ask_for_review(request=request, reviewer=second, by=officer)
    assert asked.pk in [row.record_id for row in what_needs(second).rows]
    actions.send(request=request, by=second)
    with pytest.raises(Refused, match="This can't be done now"):
        actions.refuse(request=request, why="Too late", by=officer)
    with pytest.raises(NotAllowed, match="Only the two people"):
        actions.note_export(request=fresh(request), by=a_user("privacy_officer"))
    with pytest.raises(IntegrityError, match="request_agreed_by_another"), transaction.atomic():
        SubjectRequest.objects.filter(pk=request.pk).update(reviewer=officer)


def test_taking_on_needs_to_know_who_asks(asked: SubjectRequest, officer: User) -> None:
    with pytest.raises(Refused, match="Say how you made sure who asks"):
        actions.take_on(request=asked, identity_checked=" ", by=officer)
    Exclusion.objects.create(user=officer, subject=asked.person_id, kind="relative", set_by=officer, since=now())
    officer.forget_rights()
    with pytest.raises(NotAllowed, match="about yourself, your family or people you know"):
        actions.take_on(request=asked, identity_checked="Saw it", by=officer)
    with pytest.raises(IntegrityError, match="once_identity_is_checked"), transaction.atomic():
        SubjectRequest.objects.filter(pk=asked.pk).update(state="gathering")
    assert actions.gather(request=asked, by=the_system()) == 0, "nothing is gathered before"
    with pytest.raises(Refused, match="Say why it is refused"):
        actions.refuse(request=asked, why=" ", by=officer)


def test_the_whole_way_by_pages(
    asked: SubjectRequest, officer: User, second: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    mine, theirs, at = browser(officer), browser(second), f"/record-requests/{asked.pk}/"
    assert mine.post(f"{at}take-on/", {"identity_checked": "Saw her passport."})["Location"] == at
    gather_request(str(asked.pk))
    with django_assert_max_num_queries(15):
        page = text_of(mine.get(at))
    assert "Not decided yet:" in page
    assert mine.post(f"{at}plain/", {}).status_code == 302
    first = SubjectItem.objects.filter(decision="").earliest("number")
    assert "[another person]" in text_of(mine.get(f"{at}items/{first.pk}/"))
    sent = {"decision": "withhold", "exemption": "harm", "reason": "It names where she is."}
    onward = mine.post(f"{at}items/{first.pk}/", sent)["Location"]
    while "/items/" in onward:
        item = SubjectItem.objects.get(pk=onward.split("/")[-2])
        onward = mine.post(onward, {"decision": "redact", "shown": item.proposed})["Location"]
    assert onward == at
    assert "everything shown to you is decided" in text_of(mine.get(f"{at}?show=undecided"))
    assert mine.post(f"{at}review/", {"reviewer": str(second.pk)})["Location"] == at
    assert "Agree that this is given" in text_of(theirs.get(at))
    page = text_of(theirs.get(f"{at}items/{first.pk}/"))
    assert "Keep it back: It could cause serious harm to somebody (Schedule 3). It names where she is." in page
    assert "Save and go on" not in page
    assert theirs.post(f"{at}send-back/", {"why": "Item 2: shorter."})["Location"] == at
    assert "“Item 2: shorter.”" in text_of(mine.get(at))
    mine.post(f"{at}review/", {"reviewer": str(second.pk)})
    assert theirs.post(f"{at}send/", {})["Location"] == at
    assert "Fetch the copy (PDF)" in text_of(mine.get(at))
    answer = mine.get(f"{at}copy/")
    assert answer.content.startswith(b"%PDF-")
    assert f'filename="{asked.reference}.pdf"' in answer["Content-Disposition"]
    assert b"Harper" not in answer.content, "no name in the metadata"
    assert Event.objects.get(kind="audit.exported").record_id == str(asked.pk)
    assert mine.get("/record-requests/").status_code == 200


def test_refusing_by_page_says_why(asked: SubjectRequest, officer: User) -> None:
    at = f"/record-requests/{asked.pk}/"
    assert browser(officer).post(f"{at}refuse/", {"why": "They withdrew it."})["Location"] == at
    page = text_of(browser(officer).get(at))
    assert "“They withdrew it.”" in page
    assert "Refuse this request" not in page
    assert "No request waits" in text_of(browser(officer).get("/record-requests/"))


def test_the_copy_counts_what_was_kept_back(asked: SubjectRequest) -> None:
    items = [
        SubjectItem(number=1, kind="Note", text="a", shown="a", decision="disclose", on=today()),
        SubjectItem(number=2, kind="Note", text="b", shown="b…", decision="redact"),
        SubjectItem(number=3, kind="Note", text="c", decision="withhold", exemption="harm", reason="x"),
    ]
    content = record_copy.content_for(asked, items, "York")
    assert "Here are 2 of 3 records. In 1 of them" in content["intro"][2]
    assert "1 of the records: It could cause serious harm to somebody (Schedule 3)." in content["closing"]["says"]
    assert [one["title"] for one in content["sections"][0]["items"]][1] == "Record 2"
    assert record_copy.content_for(asked, items[:1], "York")["closing"]["says"][0] == "Nothing was kept back whole."


def test_letters_no_font_can_draw_do_not_stop_it(asked: SubjectRequest) -> None:
    item = SubjectItem(number=1, kind="Note", text="x", shown="\u4e00\u4e01", decision="disclose")
    assert record_copy.record_copy(asked, [item], "York", now()).startswith(b"%PDF-")


def test_a_person_of_two_names_is_gathered_once() -> None:
    a_pack()
    person = a_person("Ann", "Alone")
    assert [one.kind for one in gathering.held_about(person)] == ["Person", "Person name"]
