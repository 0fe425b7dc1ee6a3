"""A family's rights through the API: their record, how long it is kept, copies for one reader, and lists confirmed."""

import datetime as dt
import uuid

import pytest

from alongside.doors.api.tests.calling import Api
from alongside.ground.access.models import User
from alongside.ground.access.queries import the_system
from alongside.ground.access.tests.factories import a_user
from alongside.ground.lib.clock import today
from alongside.ground.operating_models.queries import AdoptedPack
from alongside.helping.plans.actions import start_plan
from alongside.helping.plans.tests.factories import an_outcome
from alongside.helping.right_help_lists.actions import make_list
from alongside.helping.right_help_lists.tests.factories import a_listed_family, receiving
from alongside.improving.governance.actions import gather
from alongside.improving.governance.models import SubjectRequest
from alongside.people.episodes.actions import name_lead, open_episode
from alongside.people.families.actions import record_address
from alongside.people.families.tests.factories import MadeFamily, a_family, a_pack

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def pack(db: None) -> AdoptedPack:
    """York's operating model."""
    return a_pack()


@pytest.fixture
def hub(pack: AdoptedPack) -> User:
    return a_user("hub_manager")


@pytest.fixture
def lead(pack: AdoptedPack) -> User:
    return a_user(name="Leah Lead")


@pytest.fixture
def made(lead: User) -> MadeFamily:
    return a_family(parents=1, children=2, readers=(lead.principal,))


def test_a_record_is_asked_for_gathered_decided_agreed_and_fetched(hub: User, lead: User, made: MadeFamily) -> None:
    asking, person = Api(lead), made.parents[0].pk
    told = {"asked_on": today(), "asked_as": "themselves"}
    at = f"families/{made.family.pk}/people"
    late = {**told, "asked_on": today() + dt.timedelta(days=1)}
    assert asking("post", f"{at}/{person}/record-requests", **late)[0] == 422
    assert asking("post", f"{at}/{uuid.uuid4()}/record-requests", **told)[0] == 404
    status, asked = asking("post", f"{at}/{person}/record-requests", **told)
    assert (status, asked["state"], asked["copy_at"]) == (201, "received", "")
    here = f"record-requests/{asked['id']}"
    assert asking("get", here)[0] == 403

    officer, second = a_user("privacy_officer"), a_user("privacy_officer")
    handles, agrees = Api(officer), Api(second)
    assert [one["id"] for one in handles("get", "record-requests")[1]["requests"]] == [asked["id"]]
    assert handles("post", f"{here}/take-on", identity_checked=" ")[0] == 422
    assert handles("post", f"{here}/take-on", identity_checked="Passport seen.")[1]["handled_by"] == officer.name
    assert not handles("get", here)[1]["gathered"]
    gather(request=SubjectRequest.objects.get(), by=the_system())
    assert agrees("get", f"{here}/items")[1]["items"] == []
    _, found = handles("get", f"{here}/items")
    assert found["items"], "there is something to decide"
    assert handles("post", f"{here}/review", reviewer=second.pk)[0] == 422
    first = found["items"][0]
    assert agrees("patch", f"{here}/items/{first['id']}", decision="disclose")[0] == 404
    status, why = handles("patch", f"{here}/items/{first['id']}", decision="withhold")
    assert (status, why["field"]) == (422, "exemption")
    for item in found["items"]:
        kept_back = {"decision": "withhold", "exemption": "others", "reason": "It is about somebody else."}
        assert handles("patch", f"{here}/items/{item['id']}", **kept_back)[0] == 200
    assert handles("post", f"{here}/plain")[0] == 200
    assert handles("post", f"{here}/review", reviewer=lead.pk)[0] == 422
    assert handles("post", f"{here}/review", reviewer=second.pk)[1]["state"] == "review"
    assert handles("post", f"{here}/send")[0] == 403
    assert agrees("post", f"{here}/send-back", why="Item 1 can be given.")[1]["state"] == "gathering"
    assert handles("patch", f"{here}/items/{first['id']}", decision="disclose")[1]["decision"] == "disclose"
    assert handles("get", f"{here}/items?undecided=true")[1]["items"] == []
    handles("post", f"{here}/review", reviewer=second.pk)
    _, sent = agrees("post", f"{here}/send")
    assert sent["state"] == "sent"
    assert handles.client.get(sent["copy_at"])["Content-Type"] == "application/pdf"
    assert Api(hub).client.get(sent["copy_at"]).status_code == 403


def test_a_request_is_refused_with_a_reason(lead: User, made: MadeFamily) -> None:
    told = {"asked_on": today(), "asked_as": "parent"}
    _, asked = Api(lead)("post", f"families/{made.family.pk}/people/{made.parents[0].pk}/record-requests", **told)
    officer = Api(a_user("privacy_officer"))
    assert officer("post", f"record-requests/{asked['id']}/refuse", why=" ")[0] == 422
    assert officer("post", f"record-requests/{asked['id']}/refuse", why="They are not who they say.")[1]["state"] == (
        "refused"
    )


def test_what_is_due_held_and_disposed_of(hub: User, lead: User, made: MadeFamily) -> None:
    at, manages = f"families/{made.family.pk}/hold", Api(hub)
    assert Api(lead)("get", "retention/due")[0] == 403
    assert manages("get", "retention/due") == (200, [])
    assert manages("get", "retention/disposed") == (200, {"disposed": [], "next": ""})
    assert manages("post", f"{at}/lift", why="No claim was made.")[0] == 404
    assert manages("post", at, reason="A claim may be made.")[0] == 204
    assert manages("post", f"{at}/lift", why=" ")[0] == 422
    assert manages("post", f"{at}/lift", why="No claim was made.")[0] == 204
    assert Api(lead)("post", at, reason="A claim may be made.")[0] == 403


def test_a_copy_of_the_plan_is_for_one_reader(pack: AdoptedPack, hub: User, lead: User, made: MadeFamily) -> None:
    api, parent, at = Api(lead), made.parents[0], f"families/{made.family.pk}/people"
    assert api("post", f"{at}/{parent.pk}/plan-copies")[0] == 404
    episode = open_episode(family=made.family, level="level_2", pack_version_id=pack.version_id, by=hub, why="Help")
    name_lead(episode=episode, user=lead, why="Knows them", by=hub)
    plan = start_plan(episode=episode, by=lead)
    assert api("post", f"{at}/{uuid.uuid4()}/plan-copies")[0] == 404
    status, copy = api("post", f"{at}/{parent.pk}/plan-copies")
    assert (status, copy["person_id"]) == (201, str(parent.pk))
    assert api.client.get(copy["file"])["Content-Type"] == "application/pdf"
    assert Api(a_user())("post", f"{at}/{parent.pk}/plan-copies")[0] == 404
    record_address(
        people=[made.children[0]], lines="14 Larkspur Street", postcode="YO1 9QX", confidential=True, by=the_system()
    )
    an_outcome(plan, by=lead, words="He visits them at 14 Larkspur Street, YO1 9QX.")
    assert api.client.get(copy["file"]).status_code == 409


def test_the_agencys_list_is_confirmed_once_for_all() -> None:
    school = receiving(name="Millbrook School")
    a_listed_family(school.agency)
    made = make_list(agency=school.agency, by=school.reader)
    api = Api(school.reader)
    assert Api(a_user())("post", f"right-early-help-list/{made.pk}/confirm")[0] == 404
    assert api("post", f"right-early-help-list/{made.pk}/confirm")[0] == 204
    assert api("get", "right-early-help-list")[1]["confirmed_at"]
