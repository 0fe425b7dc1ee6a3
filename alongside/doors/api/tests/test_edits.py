"""Editing through the API: from the version that was seen, by whoever may, and what the others are told."""

import json
from typing import Any

import pytest
from django.test import Client

from alongside.doors.api.seen import ChangedSince, etag, unless_changed
from alongside.ground.access.models import User
from alongside.ground.access.tests.factories import a_user
from alongside.ground.lib.models import save_seen
from alongside.helping.plans.actions import mark_action
from alongside.helping.plans.models import PlanAction
from alongside.helping.plans.tests.factories import Helped, a_plan, an_action, an_open_family, an_outcome
from alongside.people.episodes.actions import add_to_team
from alongside.people.families.tests.factories import a_pack

pytestmark = pytest.mark.django_db


@pytest.fixture
def helped() -> Helped:
    a_pack()
    return an_open_family()


@pytest.fixture
def owner(helped: Helped) -> User:
    """Somebody of another agency whose one action it is."""
    found = a_user(name="Olga Owner")
    add_to_team(episode=helped.episode, user=found, part="Reads with her", by=helped.lead)
    return found


@pytest.fixture
def plan_action(helped: Helped, owner: User) -> PlanAction:
    member = helped.episode.team.get(user=owner)
    return an_action(an_outcome(a_plan(helped)), "Read a story", owner=member)


def address(helped: Helped, found: PlanAction) -> str:
    return f"/api/v1/families/{helped.episode.family_id}/plan/actions/{found.pk}"


def patch(client: Client, path: str, content: Any, **headers: str) -> Any:
    return client.patch(path, json.dumps(content), content_type="application/json", headers=headers)


def body(answer: Any) -> Any:
    return json.loads(answer.content)


def test_its_owner_marks_an_action_from_the_version_they_read(
    client: Client, helped: Helped, owner: User, plan_action: PlanAction
) -> None:
    client.force_login(owner)
    at = address(helped, plan_action)
    read = client.get(at)
    assert read["ETag"] == etag(plan_action) == '"v1"'
    answer = patch(client, at, {"state": "done", "note": "She loved it"}, **{"If-Match": read["ETag"]})
    assert answer.status_code == 200, answer.content
    assert (body(answer)["state"], body(answer)["version"], answer["ETag"]) == ("done", 2, '"v2"')
    again = patch(client, at, {"state": "to_do"}, **{"If-Match": f'"v9", {answer["ETag"]}'})
    assert body(again)["state"] == "to_do"


def test_it_checks_access(client: Client, helped: Helped, plan_action: PlanAction) -> None:
    at, seen = address(helped, plan_action), {"If-Match": etag(plan_action)}
    assert patch(client, at, {"state": "done"}, **seen).status_code == 401
    client.force_login(a_user())
    assert patch(client, at, {"state": "done"}, **seen).status_code == 404
    client.force_login(a_user("social_worker"))
    refused = patch(client, at, {"state": "done"}, **seen)
    assert refused.status_code == 403
    assert "Your role does not include this" in body(refused)["detail"]
    plan_action.refresh_from_db()
    assert plan_action.state == "to_do"


@pytest.mark.parametrize("header", ["", "*"])
def test_an_edit_says_what_it_was_made_from(
    client: Client, helped: Helped, owner: User, plan_action: PlanAction, header: str
) -> None:
    client.force_login(owner)
    answer = patch(client, address(helped, plan_action), {"state": "done"}, **{"If-Match": header})
    assert answer.status_code == 428
    assert answer["Content-Type"] == "application/problem+json"
    assert body(answer)["what_to_do"] == "Read the record, and send its ETag as If-Match."


@pytest.mark.parametrize("header", ['"v1"', 'W/"v2"', '"something else"'])
def test_a_conflict_is_said_in_words_and_nothing_is_overwritten(
    client: Client, helped: Helped, owner: User, plan_action: PlanAction, header: str
) -> None:
    mark_action(plan_action=plan_action, seen_version=1, state="not_done", note="No time", by=helped.lead)
    client.force_login(owner)
    answer = patch(client, address(helped, plan_action), {"state": "done"}, **{"If-Match": header})
    assert answer.status_code == 412
    assert answer["ETag"] == '"v2"'
    told = body(answer)
    assert told["detail"] == (
        "Somebody else changed this since you read it. It stands now as: Not done. Nothing of yours was saved."
    )
    assert told["version"] == 2
    plan_action.refresh_from_db()
    assert (plan_action.state, plan_action.note) == ("not_done", "No time")


def test_a_conflict_while_saving_is_the_same_conflict(plan_action: PlanAction) -> None:
    mine, theirs = PlanAction.objects.get(pk=plan_action.pk), PlanAction.objects.get(pk=plan_action.pk)
    save_seen(theirs, 1, fields=["what"])
    with pytest.raises(ChangedSince) as raised, unless_changed():
        save_seen(mine, 1, fields=["what"])
    assert etag(raised.value.current) == '"v2"'


@pytest.mark.parametrize(
    ("content", "field"),
    [({"state": "finished"}, "state"), ({"state": "not_done"}, "note"), ({"state": "done", "colour": "blue"}, "")],
)
def test_what_cannot_be_is_refused_in_words(
    client: Client, helped: Helped, owner: User, plan_action: PlanAction, content: dict[str, str], field: str
) -> None:
    client.force_login(owner)
    answer = patch(client, address(helped, plan_action), content, **{"If-Match": etag(plan_action)})
    assert answer.status_code == 422
    assert body(answer).get("field", "") == field
