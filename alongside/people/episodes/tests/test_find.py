"""The page on which a person is found: who it is, whether the family is open, and with whom."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from alongside.ground.access.models import User
from alongside.ground.access.tests.factories import a_user
from alongside.people.episodes import actions
from alongside.people.episodes.next_steps import start_contact
from alongside.people.episodes.tests.factories import Cast, OpenFamily
from alongside.people.families import actions as families
from alongside.people.families.tests.factories import a_person

FIND = "/find/"
QUERIES_AT_MOST = 15


def searched(client: Client, by: User, q: str, **more: str) -> str:
    client.force_login(by)
    return client.post(FIND, {"q": q, **more}).content.decode()


def test_not_searched_and_nothing_found_do_not_look_alike(client: Client, cast: Cast) -> None:
    client.force_login(cast.stranger)
    assert "Nothing has been searched yet" in client.get(FIND).content.decode()
    nothing = searched(client, cast.stranger, "Nobody Atall")
    assert "Searched: nobody like this is recorded" in nothing
    assert "Nothing has been searched yet" not in nothing
    empty = client.post(FIND, {"q": "  "})
    assert empty.status_code == 422
    assert "Enter a name, a number or a date of birth" in empty.content.decode()


def test_a_stranger_learns_that_the_family_is_open_and_to_whom(client: Client, opened: OpenFamily) -> None:
    page = searched(client, opened.cast.stranger, "Harper, Child1")
    assert "Open to early help" in page
    assert "led by Leah Lead" in page
    assert "telephone 01904 555555" in page
    assert "Open the family" not in page


def test_the_lead_may_open_the_family_from_here(client: Client, opened: OpenFamily) -> None:
    page = searched(client, opened.cast.lead, "Child1 Harper")
    assert f"/families/{opened.made.family.pk}/people/" in page


def test_whoever_matches_records_goes_on_to_those_recorded_twice(client: Client, opened: OpenFamily) -> None:
    child = opened.made.children[0]
    records = reverse("matching:person", kwargs={"person_id": child.pk})
    assert records not in searched(client, opened.cast.stranger, "Child1 Harper")
    assert records in searched(client, a_user("hub_worker"), "Child1 Harper")


def test_a_closed_family_and_a_person_of_no_family_say_so(client: Client, opened: OpenFamily) -> None:
    a_person("Solo", "Harper")
    actions.close(
        episode=opened.episode, seen_version=opened.episode.version, reason="", why="Done", by=opened.cast.lead
    )
    page = searched(client, opened.cast.stranger, "Harper")
    assert "Not open now. Closed on" in page
    assert "Recorded, but in no family." in page


def test_twins_and_parents_of_the_same_name_are_set_apart(client: Client, opened: OpenFamily) -> None:
    family, by = opened.made.family, opened.cast.hub_manager
    born = dt.date(2016, 2, 2)
    for forename in ("Tia", "Tom"):
        twin = a_person(forename, "Harper", date_of_birth=born, by=by)
        families.join_family(family=family, person=twin, role="child", by=by)
    namesake = a_person("Frank", "Harper", date_of_birth=dt.date(2014, 1, 1), by=by)
    families.join_family(family=family, person=namesake, role="child", by=by)
    assert "Same date of birth as Tom in this family: a twin" in searched(client, opened.cast.stranger, "Tia Harper")
    page = searched(client, opened.cast.stranger, "Frank Harper")
    assert "2 people here have this name" in page
    assert "in this family has the same name: check the age" in page


def test_the_search_costs_few_queries_whatever_it_finds(client: Client, opened: OpenFamily) -> None:
    for number in range(25):
        person = a_person(f"Robin{number}", "Harper", date_of_birth=dt.date(2015, 1, 1))
        families.join_family(family=opened.made.family, person=person, role="child", by=opened.cast.lead)
    families.record_address(
        people=opened.made.people, lines="1 High Street", ward_code="E05010313", by=opened.cast.lead
    )
    client.force_login(opened.cast.lead)
    with CaptureQueriesContext(connection) as queries:
        page = client.post(FIND, {"q": "Harpr"}).content.decode()
    assert "More than 20 people are like this" in page
    assert len(queries) <= QUERIES_AT_MOST, "\n".join(
        query["sql"][:50] + query["sql"][query["sql"].find("FROM") :][:60] for query in queries
    )


def test_a_contact_starts_with_what_was_typed(client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("alongside.people.episodes.next_steps._starters", [])
    assert "Start a contact" not in searched(client, cast.stranger, "Nobody Atall")
    assert start_contact(cast.stranger, "x") == FIND
    started: list[tuple[User, str]] = []

    def start(by: User, typed: str) -> str:
        started.append((by, typed))
        return "/contacts/new/"

    monkeypatch.setattr("alongside.people.episodes.next_steps._starters", [start])
    assert "Start a contact" in searched(client, cast.stranger, "Nobody Atall")
    answer = client.post(FIND, {"q": "Nobody Atall", "start_contact": "yes"})
    assert answer["Location"] == "/contacts/new/"
    assert started == [(cast.stranger, "Nobody Atall")]


def test_whoever_may_not_find_people_is_told_so(client: Client) -> None:
    lead = a_user("model_lead")
    client.force_login(lead)
    assert client.get(FIND).status_code == 403
    assert client.post(FIND, {"q": "x"}).status_code == 403
    assert "Find a person" not in client.get("/how-we-work/").content.decode().split("</header>")[0]


def test_no_name_is_in_the_address_or_title(client: Client, opened: OpenFamily) -> None:
    client.force_login(opened.cast.lead)
    answer = client.post(FIND, {"q": "Child1 Harper"})
    assert "Harper" not in answer.request["PATH_INFO"] + answer.request["QUERY_STRING"]
    assert "Harper" not in answer.content.decode().split("</title>")[0]


def test_the_front_door_takes_over_what_was_typed(client: Client, cast: Cast) -> None:
    client.force_login(cast.stranger)
    answer = client.post(FIND, {"q": "Nobody Atall", "start_contact": "yes"})
    assert answer["Location"] == "/contacts/new/"
    assert 'value="Atall"' in client.get("/contacts/new/who/add/").content.decode()
