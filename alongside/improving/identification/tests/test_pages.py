"""The pages, as the people see them who use them: as the web's role, and no more than 15 queries each."""

import datetime as dt
import html
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from alongside.ground.access.models import User
from alongside.ground.access.tests.factories import a_user
from alongside.ground.audit.models import Event
from alongside.ground.lib.clock import today
from alongside.helping.front_door.models import Contact
from alongside.improving.identification.actions import record_objection, weigh_fairness
from alongside.improving.identification.models import Candidate, Noticed, Objection
from alongside.improving.identification.queries.lists import people_of
from alongside.improving.identification.tests.factories import Town, a_town, counted, days_ago
from alongside.improving.identification.tests.keeping import keep
from alongside.improving.identification.words import Part
from alongside.people.episodes.tests.factories import an_open_family
from alongside.people.families.models import Person
from alongside.people.families.tests.factories import a_family, a_person
from alongside.people.matching.models import Run

pytestmark = pytest.mark.django_db
MOST_QUERIES = 15
Counting = Callable[[int], AbstractContextManager[Any]]


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page(user: User, name: str, query: str = "", **kwargs: Any) -> str:
    answer = browser(user).get(reverse(f"identification:{name}", kwargs=kwargs) + query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_it_checks_access(candidate: Candidate) -> None:
    ids = {"candidate_id": candidate.pk}
    for role in ("practitioner", "family_worker", "team_manager", "analyst", ""):
        client = browser(a_user(role))
        assert client.get(reverse("identification:list")).status_code == 403
        for name in ("candidate", "accept", "decline", "defer"):
            assert client.get(reverse(f"identification:{name}", kwargs=ids)).status_code in (403, 404)
    for name in ("fairness", "impact_assessment", "impact_file"):
        assert browser(a_user("hub_worker")).get(reverse(f"identification:{name}")).status_code == 403


def test_a_family_kept_closely_is_not_there(candidate: Candidate, worker: User) -> None:
    keep(Person.objects.get(pk=candidate.counted.people[0]))
    worker.forget_rights()
    assert "No family is on this list" in page(worker, "list")
    for name in ("candidate", "accept", "decline", "defer"):
        address = reverse(f"identification:{name}", kwargs={"candidate_id": candidate.pk})
        assert browser(worker).get(address).status_code == 404


def test_the_list_names_nobody_and_says_why_each_ranks_where_it_does(candidate: Candidate, worker: User) -> None:
    text = page(worker, "list")
    assert "2 of 6: 2 criteria met by 2 records" in text
    assert "Harper" not in text
    assert "West" in text
    assert "Not searched: 13 of the sources" in text


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("?area=west", True), ("?area=north", False), ("?school=Made+Up+Primary+School", True),
        ("?school=Other", False), ("?state=declined", False), ("?state=falling", False),
        ("?list=vulnerable_groups", True), ("?list=supported_without_assessment", False), ("?after=nonsense", True),
        ("?list=nothing&state=nothing", True),
    ],
)  # fmt: skip
def test_filters(candidate: Candidate, worker: User, query: str, shown: bool) -> None:
    assert ("No family is on this list" not in page(worker, "list", query)) is shown


def test_long_lists_go_page_by_page(town: Town, worker: User) -> None:
    for number in range(27):
        child = town.feed_person(f"Child{number}")
        town.household(children=[child])
        town.two_problems(child)
    counted()
    first = browser(worker).get(reverse("identification:list"))
    assert first.content.count(b"/may-need-help/families/") == 25
    mark = first.content.decode().partition("/may-need-help/?after=")[2].partition('"')[0]
    second = browser(worker).get(f"/may-need-help/?after={mark}")
    assert second.content.count(b"/may-need-help/families/") == 2
    assert b"Back to the first families" in second.content


def test_each_count_opens_to_its_records_with_source_and_day(candidate: Candidate, town: Town, worker: User) -> None:
    text = page(worker, "candidate", candidate_id=candidate.pk)
    assert "Child1 Harper is named in 1 of the police’s records of crime" in text
    assert "Police incidents, from Sender" in text
    assert "Not verified" in text
    assert "Searched, nothing found" not in text, "no feed has been matched yet"
    assert "Not looked in: Benefits and worklessness, " in text
    town.load("benefits")
    Run.objects.create(
        kind="changes", state="done", by=worker, began_at=town.load("neet").taken_at, marker=town.number
    )  # fmt: skip
    text = page(worker, "candidate", candidate_id=candidate.pk)
    assert "Searched, nothing found" in text
    assert "Not looked in: Housing arrears and notices." in text
    event = Event.objects.filter(kind="audit.seen", record_type="identification.candidate").first()
    assert event is not None
    assert event.record_id == str(candidate.pk)


def test_accepting_on_the_page_makes_a_contact(candidate: Candidate, worker: User) -> None:
    address = reverse("identification:accept", kwargs={"candidate_id": candidate.pk})
    client = browser(worker)
    assert client.get(address).status_code == 200
    assert client.post(address, {"once": str(uuid.uuid4())}).status_code == 422
    told = {"once": str(uuid.uuid4()), "seen_version": "1", "in_danger": "no", "agreement": "not_asked",
            "agreement_why": "Nobody has asked them yet."}  # fmt: skip
    done = client.post(address, told, follow=True)
    contact = Contact.objects.get()
    assert f"The front door has the family as contact {contact.reference}" in done.content.decode()
    assert "is with the front door as contact" in page(worker, "candidate", candidate_id=candidate.pk)
    assert contact.reference in page(worker, "candidate", candidate_id=candidate.pk)


def test_whoever_is_left_out_is_not_told_of(candidate: Candidate, worker: User) -> None:
    address = reverse("identification:accept", kwargs={"candidate_id": candidate.pk})
    mother = next(one for one in people_of(candidate.counted, today()) if one.part == Part.ADULT)
    client = browser(worker)
    assert mother.name in client.get(address).content.decode()
    told = {"once": str(uuid.uuid4()), "seen_version": "1", "in_danger": "no", "agreement": "agreed"}
    assert client.post(address, told | {"leave_out": str(uuid.uuid4())}).status_code == 422
    assert client.post(address, told | {"leave_out": str(mother.id)}).status_code == 302
    contact = Contact.objects.get()
    assert [one.role for one in contact.people.all()] == ["child"]
    assert mother.name not in contact.concern


@pytest.mark.parametrize(
    ("name", "told", "state"),
    [
        ("decline", {"why": "helped", "reason": "The school helps them."}, "declined"),
        ("defer", {"until": days_ago(-9), "reason": "After the holidays."}, "deferred"),
    ],
)
def test_deciding_on_the_page(candidate: Candidate, worker: User, name: str, told: dict[str, Any], state: str) -> None:
    address = reverse(f"identification:{name}", kwargs={"candidate_id": candidate.pk})
    sent: dict[str, Any] = {"once": str(uuid.uuid4()), "seen_version": "1"}
    for key, value in told.items():
        day = value if isinstance(value, dt.date) else None
        sent |= {f"{key}-day": day.day, f"{key}-month": day.month, f"{key}-year": day.year} if day else {key: value}
    answer = browser(worker).post(address, sent)
    assert answer.status_code == 302, answer.content.decode()
    candidate.refresh_from_db()
    assert candidate.state == state
    again = browser(worker).post(address, sent | {"once": str(uuid.uuid4())})
    assert again.status_code in (409, 422)
    assert "The school helps them" in page(worker, "candidate", candidate_id=candidate.pk) or name == "defer"


def test_top_lists_by_school_and_by_locality(candidate: Candidate, worker: User) -> None:
    assert "Made Up Primary School" in page(worker, "top", "?top=top_by_school")
    assert "West" in page(worker, "top", "?top=top_by_locality")
    assert "Made Up Primary School" in page(worker, "top"), "the first of the pack's, unless named"
    assert browser(worker).get(reverse("identification:top") + "?top=by_weight").status_code == 404


def test_a_family_somebody_helps_is_marked_with_whom(town: Town, worker: User) -> None:
    helped = an_open_family()
    town.household(children=[*helped.made.children], adults=[*helped.made.parents])
    town.two_problems(helped.made.children[0])
    counted()
    candidate = Candidate.objects.get(list_id="troubled_families")
    assert "Helped already" in page(worker, "list")
    for text in (page(worker, "candidate", candidate_id=candidate.pk), page(worker, "list")):
        assert "Being helped, Leah Lead" in text


def test_need_that_falls_is_listed_where_somebody_helps(town: Town, worker: User) -> None:
    helped, alone = an_open_family(), a_family(surname="Alone")
    for made in (helped.made, alone):
        town.household(children=[*made.children], adults=[*made.parents])
        child = made.children[0]
        town.tell(child, "social_care", "child_in_need", days_ago(400), event_until=days_ago(100))
        town.tell(child, "police_incidents", "crime", days_ago(300))
    counted()
    text = page(worker, "list", "?state=falling")
    assert text.count("/may-need-help/families/") == 1
    assert "Half a year before it was 2." in text
    assert "No family is on this list" in page(worker, "list")


def test_children_supported_without_an_assessment_are_listed(town: Town, worker: User) -> None:
    family = a_family()
    town.household(children=[*family.children])
    town.tell(family.children[0], "childrens_centre_contacts", "one_to_one")
    counted()
    assert "1 of 1" in page(worker, "list", "?list=supported_without_assessment")
    town.tell(family.children[0], "legacy_early_help", "assessment")
    counted()
    assert Candidate.objects.get(list_id="supported_without_assessment").not_seen_since is not None


def test_what_is_known_and_how_fresh(town: Town, worker: User) -> None:
    family = a_family()
    address: dict[str, Any] = {"family_id": family.family.pk}
    town.tell(family.children[0], "police_incidents", "crime")
    town.load("attendance")
    town.load("benefits", as_of=days_ago(60))
    text = page(worker, "known", **address)
    assert text.count("Not searched") == 13
    assert "The last file has not been matched to people yet." in text
    Run.objects.create(
        kind="changes", state="done", by=worker, began_at=town.load("neet").taken_at, marker=town.number
    )  # fmt: skip
    text = page(worker, "known", **address)
    assert "1 record of people in this family." in text
    assert "Nothing of anybody in this family up to" in text
    assert "It is older than the 45 days for which it counts as fresh." in text
    assert "No file of it has come." in text
    assert "You may not see this" not in text


def test_who_may_not_see_what_feeds_say_is_told_so(town: Town) -> None:
    reader = a_user("practitioner")
    family = a_family(readers=(-(reader.principal * 16 + 1),))
    text = page(reader, "known", family_id=family.family.pk)
    assert text.count("You may not see this") == 13
    assert "Nothing of anybody" not in text


def test_objections_on_the_pages(candidate: Candidate, worker: User) -> None:
    child = candidate.counted.people[0]
    address = reverse("identification:object", kwargs={"somebody_id": child})
    assert browser(worker).get(address).status_code == 200
    day = days_ago(1)
    told = {"once": str(uuid.uuid4()), "says": "Take us off this list.", "objected_on-day": day.day,
            "objected_on-month": day.month, "objected_on-year": day.year}  # fmt: skip
    assert browser(worker).post(address, told).status_code == 302
    made = Objection.objects.get()
    assert "Objection of" in page(worker, "objections")
    address = reverse("identification:objection", kwargs={"objection_id": made.pk})
    assert "Take us off this list." in page(worker, "objection", objection_id=made.pk)
    told = {"once": str(uuid.uuid4()), "seen_version": "1", "outcome": "upheld", "answer": "You are left out."}
    assert browser(worker).post(address, told).status_code == 302
    assert "You are left out." in page(worker, "objection", objection_id=made.pk)
    assert (
        browser(worker).get(reverse("identification:object", kwargs={"somebody_id": uuid.uuid4()})).status_code == 404
    )
    assert (
        browser(worker).get(reverse("identification:objection", kwargs={"objection_id": uuid.uuid4()})).status_code
        == 404
    )


def test_an_objection_of_somebody_known_to_feeds_only(town: Town, worker: User) -> None:
    lily = town.feed_person("Lily")
    assert "Lily Feedly" in page(worker, "object", somebody_id=lily.pk)
    made = record_objection(somebody=lily, says="Take us off this list.", objected_on=days_ago(1), by=worker)
    assert "Somebody known to feeds only" in page(worker, "objection", objection_id=made.pk)


def test_local_intelligence_on_the_pages(candidate: Candidate, worker: User) -> None:
    assert "Nothing has been logged" in page(worker, "noticed")
    address, day = reverse("identification:log_noticed"), days_ago(1)
    told = {"once": str(uuid.uuid4()), "theme": "money", "area": "west", "where": "The shops",
            "text": "Child1 Harper eats nothing at noon.", "noticed_on-day": day.day, "noticed_on-month": day.month,
            "noticed_on-year": day.year}  # fmt: skip
    assert browser(worker).get(address).status_code == 200
    refused = browser(worker).post(address, told)
    assert refused.status_code == 422
    assert "This names somebody" in refused.content.decode()
    told |= {"once": str(uuid.uuid4()), "text": "Nobody clears the snow in Mira Vale."}
    a_person("Mira", "Harper")
    a_person("Noor", "Vale")
    asked = browser(worker).post(address, told)
    assert asked.status_code == 422
    assert "Is this somebody’s name: ‘Mira Vale’?" in html.unescape(asked.content.decode())
    told |= {"once": str(uuid.uuid4()), "not_people": "not_people"}
    assert browser(worker).post(address, told).status_code == 302
    told |= {"once": str(uuid.uuid4()), "text": "The food bank had no milk for a week."}
    assert browser(worker).post(address, told).status_code == 302
    assert Noticed.objects.count() == 2
    weigh_fairness(by=a_user("analyst"))
    text = page(a_user("analyst"), "noticed", "?area=west")
    assert "The food bank had no milk" in text
    assert "Fewer than 5" in text
    assert "Nothing has been logged" in page(worker, "noticed", "?area=north")
    assert browser(a_user("practitioner")).get(address).status_code == 403


def test_fairness_and_the_impact_assessment_on_the_pages(candidate: Candidate) -> None:
    officer = a_user("privacy_officer")
    assert "No report has been made yet" in page(officer, "fairness")
    weigh_fairness(by=a_user("analyst"))
    text = page(officer, "fairness", "?list=vulnerable_groups")
    assert "Fewer than 5" in text
    assert "Data protection impact assessment" in page(officer, "impact_assessment")
    file = browser(officer).get(reverse("identification:impact_file"))
    assert file["Content-Type"] == "application/pdf"
    assert file.content.startswith(b"%PDF")


@pytest.mark.parametrize("pack", ["york-2020", "stockton-2016"])
def test_no_page_asks_more_than_fifteen_queries(db: None, pack: str, django_assert_max_num_queries: Counting) -> None:
    town = a_town(pack)
    for _ in range(4):
        family = a_family(children=3)
        town.household(children=[*family.children], adults=[*family.parents])
        for child in family.children:
            town.two_problems(child)
    counted()
    candidate = Candidate.objects.filter(list_id="troubled_families").first()
    assert candidate is not None
    weigh_fairness(by=a_user("analyst"))
    worker, officer = a_user("hub_worker"), a_user("privacy_officer")
    for user, name, query, kwargs in (
        (worker, "list", "", {}), (worker, "top", "?top=top_by_locality", {}),
        (worker, "candidate", "", {"candidate_id": candidate.pk}),
        (worker, "accept", "", {"candidate_id": candidate.pk}),
        (worker, "known", "", {"family_id": candidate.counted.families[0]}), (worker, "objections", "", {}),
        (worker, "noticed", "", {}), (officer, "fairness", "", {}), (officer, "impact_assessment", "", {}),
    ):  # fmt: skip
        client = browser(user)
        address = reverse(f"identification:{name}", kwargs=kwargs) + query
        client.get(address)
        with django_assert_max_num_queries(MOST_QUERIES):
            assert client.get(address).status_code == 200
