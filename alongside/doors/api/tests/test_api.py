"""The API: each operation, in the pages' own words and rules, and nothing for a stranger."""

import json
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from alongside.ground.access.models import User
from alongside.ground.access.tests.factories import a_user
from alongside.ground.operating_models.queries import AdoptedPack, allowed_decisions
from alongside.helping.front_door.models import Contact
from alongside.helping.plans.actions import add_action, add_outcome, start_plan
from alongside.people.episodes.actions import name_lead, open_episode
from alongside.people.episodes.models import Episode
from alongside.people.families.tests.factories import MadeFamily, a_family, a_pack

As = Callable[[User], Client]


@pytest.fixture
def pack(db: None) -> AdoptedPack:
    return a_pack()


@pytest.fixture
def lead(pack: AdoptedPack) -> User:
    return a_user(name="Leah Lead")


@pytest.fixture
def hub(pack: AdoptedPack) -> User:
    return a_user("hub_manager")


@pytest.fixture
def made(pack: AdoptedPack, lead: User) -> MadeFamily:
    return a_family(parents=1, children=2, readers=(lead.principal,))


@pytest.fixture
def episode(pack: AdoptedPack, made: MadeFamily, lead: User, hub: User) -> Episode:
    found = open_episode(family=made.family, level="level_2", pack_version_id=pack.version_id, by=hub, why="Needs help")
    name_lead(episode=found, user=lead, why="Knows them", by=hub)
    return found


@pytest.fixture
def as_(client: Client) -> As:
    def sign_in(user: User) -> Client:
        client.force_login(user)
        return client

    return sign_in


def told(**changes: Any) -> dict[str, Any]:
    return {
        "route": "mash_agency",
        "concern": "He has not been in school for two weeks.",
        "people": [{"forename": "Robin", "surname": "Harper", "role": "child", "date_of_birth": "2015-05-04"}],
        "in_danger": "no",
        "agreement": "agreed",
        "route_answers": {"own_assessment": "no", "asking_for": "not_sure"},
        **changes,
    }


def send(client: Client, path: str, content: Any, **headers: str) -> Any:
    return client.post(f"/api/v1/{path}", json.dumps(content), content_type="application/json", headers=headers)


def body(answer: Any) -> Any:
    return json.loads(answer.content)


def test_a_contact_is_recorded_and_read_back(as_: As, lead: User) -> None:
    client = as_(lead)
    answer = send(client, "contacts", told())
    assert answer.status_code == 201, answer.content
    found = body(client.get(answer["Location"]))
    assert found == body(answer)
    assert found["state"] == "received"
    assert found["people"][0]["name"] == "Robin Harper"


def test_the_same_key_records_once(as_: As, lead: User) -> None:
    client = as_(lead)
    key = {"Idempotency-Key": "school-4711"}
    first, second = send(client, "contacts", told(), **key), send(client, "contacts", told(), **key)
    assert (first.status_code, second.status_code) == (201, 200)
    assert body(first)["id"] == body(second)["id"]
    assert Contact.objects.count() == 1
    other = send(client, "contacts", told(concern="Another matter."), **key)
    assert other.status_code == 422
    assert "used for another contact" in body(other)["detail"]
    assert send(as_(a_user()), "contacts", told(), **key).status_code == 201


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"concern": " "}, "concern"), ({"route": "no_such_route"}, "route"), ({"in_danger": ""}, "in_danger")],
)
def test_a_refusal_is_a_problem_in_words(as_: As, lead: User, changes: dict[str, Any], field: str) -> None:
    answer = send(as_(lead), "contacts", told(**changes))
    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"
    assert body(answer)["field"] == field
    assert body(answer)["detail"].endswith(".")


def test_what_does_not_fit_says_where(as_: As, lead: User) -> None:
    wrong = told(people=[{"forename": "A", "date_of_birth": "31/02/2020", "colour": "blue"}])
    answer = send(as_(lead), "contacts", wrong)
    assert answer.status_code == 422
    assert {"people.0.date_of_birth", "people.0.colour"} == {one["field"] for one in body(answer)["errors"]}


def test_only_who_may_record_records(as_: As, pack: AdoptedPack) -> None:
    answer = send(as_(a_user("model_lead")), "contacts", told())
    assert answer.status_code == 403
    assert "Your role does not include this" in body(answer)["detail"]


def test_the_queue_is_the_hubs(as_: As, lead: User, hub: User) -> None:
    client = as_(lead)
    reference = body(send(client, "contacts", told()))["reference"]
    assert client.get("/api/v1/queue").status_code == 403
    client = as_(hub)
    page = body(client.get("/api/v1/queue"))
    assert [row["reference"] for row in page["contacts"]] == [reference]
    assert page["next"] == ""
    assert body(client.get("/api/v1/queue?whose=mine"))["contacts"] == []


def test_a_person_is_found_with_how_they_stand(as_: As, lead: User, made: MadeFamily, episode: Episode) -> None:
    found = body(send(as_(lead), "people/find", {"text": "Harper, Child1"}))
    assert found[0]["name"] == "Child1 Harper"
    assert found[0]["standing"][0]["lead"] == "Leah Lead"
    assert found[0]["standing"][0]["family_id"] == str(made.family.pk)
    stranger = body(send(as_(a_user()), "people/find", {"text": "Harper, Child1"}))
    assert stranger[0]["standing"][0]["is_open"]
    assert stranger[0]["standing"][0]["family_id"] is None
    assert send(as_(a_user("model_lead")), "people/find", {"text": "Harper"}).status_code == 403


def test_a_family_its_plan_and_its_chronology(as_: As, lead: User, made: MadeFamily, episode: Episode) -> None:
    client, at = as_(lead), f"/api/v1/families/{made.family.pk}"
    family = body(client.get(at))
    assert len(family["people"]) == 3
    assert family["state"] == "being_helped"
    assert [m["name"] for m in family["team"] if m["leads"]] == ["Leah Lead"]
    assert client.get(f"{at}/plan").status_code == 404
    plan = start_plan(episode=episode, by=lead)
    outcome = add_outcome(plan=plan, need="health", words="Sleep through", by=lead)
    add_action(
        outcome=outcome,
        what="Read a story",
        owner=made.parents[0],
        block="direct_work",
        due_on=plan.started_on,
        by=lead,
    )
    shown = body(client.get(f"{at}/plan"))
    assert shown["outcomes"][0]["words"] == "Sleep through"
    assert shown["outcomes"][0]["actions"][0]["owner"] == "Morgan Harper"
    lines = body(client.get(f"{at}/chronology"))["lines"]
    assert "Leah Lead is lead practitioner" in {line["headline"] for line in lines}
    only = body(client.get(f"{at}/chronology?kind=opening"))["lines"]
    assert {line["kind"] for line in only} == {"opening"}


def test_a_family_never_helped_has_no_state(as_: As, lead: User, made: MadeFamily) -> None:
    family = body(as_(lead).get(f"/api/v1/families/{made.family.pk}"))
    assert (family["state"], family["times_helped"], family["team"]) == ("", 0, [])


def test_my_worklist(as_: As, lead: User, made: MadeFamily, episode: Episode) -> None:
    client = as_(lead)
    send(client, "contacts", told())
    found = body(client.get("/api/v1/worklist"))
    assert "i_wait_for" in found
    assert any(row["what"].startswith("C-") for row in found["i_wait_for"])


def test_the_operating_model(as_: As, lead: User, pack: AdoptedPack) -> None:
    model = body(as_(lead).get("/api/v1/operating-model"))
    assert model["version"] == pack.pack.info.version
    assert {route["id"] for route in model["routes"]} == {route.id for route in pack.pack.routes}
    assert allowed_decisions(pack.pack, model["levels"][0]["id"])


@pytest.mark.parametrize(
    "path",
    ["contacts/{contact}", "families/{family}", "families/{family}/plan", "families/{family}/chronology"],
)
def test_a_stranger_finds_nothing_and_cannot_tell_it_from_nothing(
    as_: As, lead: User, made: MadeFamily, episode: Episode, path: str
) -> None:
    start_plan(episode=episode, by=lead)
    contact = body(send(as_(lead), "contacts", told()))["id"]
    client, nobody = as_(a_user()), uuid.uuid4()
    there = client.get("/api/v1/" + path.format(contact=contact, family=made.family.pk))
    nothing = client.get("/api/v1/" + path.format(contact=nobody, family=nobody))
    assert (there.status_code, there.content) == (nothing.status_code, nothing.content) == (404, nothing.content)
    assert there["Content-Type"] == "application/problem+json"


NOBODYS = "contacts/01a20447-ff60-736a-aac5-239c525aae35"


@pytest.mark.parametrize("path", ["queue", "worklist", "operating-model", NOBODYS])
def test_signed_out_is_told_so(client: Client, pack: AdoptedPack, path: str) -> None:
    answer = client.get(f"/api/v1/{path}")
    assert answer.status_code == 401
    assert body(answer)["title"] == "You are not signed in"


@pytest.mark.parametrize("path", ["no-such-thing", "families/"])
def test_an_address_that_is_not_there_is_a_problem_like_any_other(as_: As, lead: User, path: str) -> None:
    answer = as_(lead).get(f"/api/v1/{path}")
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
    known = as_(lead).get(f"/api/v1/families/{uuid.uuid4()}")
    assert answer.content == known.content, "what is not there and what may not be known of look the same"


def test_another_site_cannot_send_in_somebodys_name(lead: User) -> None:
    careful = Client(enforce_csrf_checks=True)
    careful.force_login(lead)
    answer = send(careful, "contacts", told())
    assert answer.status_code == 403
    assert body(answer)["title"] == "The request was refused"
    assert not Contact.objects.exists()


def test_the_api_describes_itself(client: Client, pack: AdoptedPack) -> None:
    document = body(client.get("/api/v1/openapi.json"))
    assert {"/api/v1/contacts", "/api/v1/queue", "/api/v1/people/find", "/api/v1/worklist"} <= set(document["paths"])
    parameters = document["paths"]["/api/v1/contacts"]["post"]["parameters"]
    assert "Idempotency-Key" in {parameter["name"] for parameter in parameters}


def test_no_operation_asks_much_of_the_database(
    as_: As, lead: User, made: MadeFamily, episode: Episode, django_assert_max_num_queries: Any
) -> None:
    start_plan(episode=episode, by=lead)
    client, at = as_(lead), f"/api/v1/families/{made.family.pk}"
    for path in (at, f"{at}/plan", f"{at}/chronology", "/api/v1/worklist", "/api/v1/operating-model"):
        with django_assert_max_num_queries(15):
            assert client.get(path).status_code == 200
