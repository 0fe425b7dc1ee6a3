"""Access through the API: who you are, agencies, sharing, closely kept records, and who has looked."""

import datetime as dt
import json
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from alongside.doors.api.tests.calling import Api
from alongside.ground.access.actions import grant_role
from alongside.ground.access.models import User
from alongside.ground.access.queries import the_system
from alongside.ground.access.tests.factories import a_user, an_agency
from alongside.ground.agencies.actions import publish_agreement
from alongside.ground.audit.actions import raise_alert
from alongside.ground.audit.models import Alert, Event
from alongside.ground.audit.words import AlertKind
from alongside.ground.lib.clock import today
from alongside.people.families.models import Family
from alongside.people.families.tests.factories import MadeFamily, a_family, a_pack

pytestmark = pytest.mark.django_db
WHY = "There is a court order, and somebody looks for them."


@pytest.fixture(autouse=True)
def council() -> None:
    """York's operating model."""
    a_pack()


@pytest.fixture
def hub() -> User:
    return a_user("hub_manager")


@pytest.fixture
def lead() -> User:
    return a_user(name="Leah Lead")


@pytest.fixture
def made(lead: User) -> MadeFamily:
    return a_family(parents=1, children=2, readers=(lead.principal,))


def schema() -> dict[str, Any]:
    described: dict[str, Any] = json.loads(Client().get("/api/v1/openapi.json").content)
    return described


def keeping(**changes: Any) -> dict[str, Any]:
    return {
        "record_class": 1, "category": "high_risk", "reason": WHY, "whom_to_ask": "The hub, 01632 960000",
        "review_on": today() + dt.timedelta(days=60), **changes,
    }  # fmt: skip


def test_you_see_your_permissions_and_end_your_sessions(lead: User) -> None:
    api = Api(lead)
    status, you = api("get", "you")
    assert (status, you["name"], you["roles"]) == (200, "Leah Lead", ["practitioner"])
    assert you["permits"]["see_family"] == "involved"
    assert "decide_contact" not in you["permits"]
    assert api("delete", "you/sessions/999999")[0] == 404
    assert Client().get("/api/v1/you").status_code == 401


def test_every_role_is_told_without_naming_anybody(hub: User) -> None:
    _, roles = Api(hub)("get", "roles")
    found = {one["key"]: one for one in roles}
    assert found["hub_manager"]["people"] == 1
    assert found["hub_manager"]["permits"]["keep_closely"] == "all"
    assert not found["hub_manager"]["own"]


def test_a_refusal_has_its_reason(lead: User, made: MadeFamily) -> None:
    at, api = f"families/{made.family.pk}/may", Api(lead)
    assert api("get", f"{at}/see_plan") == (200, {"allowed": True, "reason": ""})
    _, refused = api("get", f"{at}/keep_closely")
    assert not refused["allowed"]
    assert "belongs to" in refused["reason"]
    assert api("get", f"{at}/do_anything")[0] == 422
    assert Api(a_user())("get", f"{at}/see_plan")[0] == 404


def test_an_agency_looks_after_its_own_staff() -> None:
    published = publish_agreement(text="What we share and why.", review_months=12, by=a_user("access_administrator"))
    boss = a_user("agency_administrator", agency=an_agency("Millbrook School"))
    grant_role(user=boss, role="practitioner", by=the_system())
    colleague, elsewhere = a_user(agency=boss.agency), a_user()
    api = Api(boss)
    _, mine = api("get", "agency")
    assert (mine["name"], mine["accepted_version"], mine["agreement"]["version"]) == ("Millbrook School", None, 1)
    assert {one["id"] for one in mine["people"]} == {boss.pk, colleague.pk}
    assert api("post", "agency/agreement", version=published.version)[0] == 204
    assert api("get", "agency")[1]["accepted_version"] == 1
    status, invited = api("post", "agency/invitations", email="new@millbrook.test", roles=["practitioner"])
    assert (status, invited["email"]) == (201, "new@millbrook.test")
    assert "token" not in json.dumps(invited)
    assert api("post", "agency/invitations", email="not an address", roles=["practitioner"])[0] == 422
    status, above = api("post", "agency/invitations", email="boss@millbrook.test", roles=["hub_manager"])
    assert (status, above["field"]) == (422, "roles")
    assert api("delete", f"agency/invitations/{invited['id']}")[0] == 204
    assert api("delete", f"agency/invitations/{invited['id']}")[0] == 404
    assert api("delete", f"agency/people/{elsewhere.pk}")[0] == 404
    changed = {"job_title": "Deputy head", "roles": ["practitioner"]}
    assert api("patch", f"agency/people/{elsewhere.pk}", **changed)[0] == 404
    assert api("patch", f"agency/people/{colleague.pk}", **{**changed, "roles": ["hub_manager"]})[0] == 422
    assert api("patch", f"agency/people/{colleague.pk}", **changed)[1]["job_title"] == "Deputy head"
    assert api("patch", f"agency/people/{colleague.pk}", **{**changed, "roles": []})[1]["roles"] == []
    assert api("post", "agency/access-review", keep=[boss.pk], end=[])[0] == 422
    _, reviewed = api("post", "agency/access-review", keep=[boss.pk], end=[colleague.pk])
    assert (reviewed["kept"], reviewed["ended"]) == (1, 1)
    assert not User.objects.get(pk=colleague.pk).is_active
    assert api("delete", f"agency/people/{boss.pk}")[0] == 422


def test_the_council_sees_every_agency_and_invites_one(lead: User) -> None:
    council = Api(a_user("access_administrator"))
    new = {"name": "Northside Youth", "kind": "voluntary", "email": "head@northside.test"}
    status, why = council("post", "agencies", **new)
    assert (status, why["what_to_do"]) == (422, "Publish one first.")
    assert council("post", "agreement", text=" ", review_months=12)[0] == 422
    assert council("post", "agreement", text="What we share and why.", review_months=12)[1]["version"] == 1
    assert council("post", "agencies", **{**new, "name": " "})[1]["field"] == "name"
    assert council("post", "agencies", **new)[0] == 201
    _, every = council("get", "agencies")
    assert next(one["standing"] for one in every if one["name"] == "Northside Youth") == "invited"
    assert Api(lead)("get", "agencies")[0] == 403
    assert Api(lead)("post", "agencies", **new)[0] == 403


def test_agreement_is_recorded_and_withdrawn(lead: User, made: MadeFamily) -> None:
    api, at = Api(lead), f"families/{made.family.pk}"
    parent = made.parents[0]
    status, now = api("post", f"{at}/people/{parent.pk}/agreement", state="given", how="in_person", own_words="Yes.")
    assert (status, now["agreed"]) == (200, True)
    (answer,) = now["answers"]
    told = {"how": "by_telephone", "safeguarding_referral_needed": False, "safeguarding_reason": "Nobody is at risk."}
    status, why = api("post", f"{at}/agreements/{answer['id']}/withdraw", how="by_telephone")
    assert (status, why["title"]) == (422, "This cannot be done")
    _, now = api("post", f"{at}/agreements/{answer['id']}/withdraw", **told)
    assert (now["agreed"], now["answers"][0]["state"]) == (False, "withdrawn")
    stranger = a_family(parents=1, children=0, surname="Elsewhere").parents[0]
    assert api("post", f"{at}/people/{stranger.pk}/agreement", state="given", how="in_person")[0] == 404
    child = made.children[0]
    assert api("post", f"{at}/people/{child.pk}/agreement", state="given", how="in_person",
               answered_by=parent.pk)[0] == 200  # fmt: skip


def test_a_lawful_basis_is_recorded_and_ended(lead: User, made: MadeFamily) -> None:
    api, at = Api(lead), f"families/{made.family.pk}"
    _, model = api("get", "operating-model")
    told = {
        "purpose": model["purposes"][0]["id"], "basis": "no_such_basis", "reason": "The council has the duty.",
        "despite_objection": False,
    }  # fmt: skip
    assert api("post", f"{at}/bases", **told)[0] == 422
    answers = [api("post", f"{at}/bases", **{**told, "basis": one["id"]}) for one in model["lawful_bases"]]
    assert 200 in {status for status, _ in answers}
    _, now = api("get", f"{at}/sharing")
    assert now["bases"][0]["reason"] == "The council has the duty."
    ends = [api("post", f"{at}/bases/{one['id']}/end", why="It no longer applies.")[0] for one in now["bases"]]
    assert set(ends) == {200}
    assert api("get", f"{at}/sharing")[1]["bases"] == []
    assert api("post", f"{at}/bases/{uuid.uuid4()}/end", why="It no longer applies.")[0] == 404


def test_withdrawn_consent_ends_a_partners_access_at_the_next_request(hub: User, made: MadeFamily, lead: User) -> None:
    api, partner = Api(lead), a_user(agency=an_agency("Northside Nursery"))
    at, person = f"families/{made.family.pk}", made.parents[0].pk
    Family.objects.filter(pk=made.family.pk).update(readers=[*made.family.readers, partner.principal])
    theirs = Api(partner)
    assert theirs("get", at)[0] == 200
    _, model = api("get", "operating-model")
    wish = {
        "agency_id": partner.agency_id, "purpose": model["purposes"][0]["id"], "agrees": True,
        "data_categories": [model["data_categories"][0]["id"]],
    }  # fmt: skip
    status, now = api("post", f"{at}/people/{person}/sharing", **wish)
    assert (status, [one["agency"] for one in now["wishes"]]) == (200, ["Northside Nursery"])
    assert f"{partner.name}, Northside Nursery" in now["readers"]
    assert api("post", f"{at}/people/{person}/sharing", **(wish | {"agency_id": uuid.uuid4()}))[0] == 422
    assert api("post", f"{at}/sharing/{uuid.uuid4()}/stop")[0] == 404
    assert api("post", f"{at}/sharing/{now['wishes'][0]['id']}/stop", note="She changed her mind.")[0] == 204
    assert theirs("get", at)[0] == 404
    _, now = api("get", f"{at}/sharing")
    assert (now["wishes"], [one["agency"] for one in now["ended"]]) == ([], ["Northside Nursery"])
    assert now["readers"] == [f"Leah Lead, {lead.agency.name}"]


def test_a_record_is_kept_reviewed_and_lifted_by_two(hub: User, made: MadeFamily, lead: User) -> None:
    api, other, at = Api(hub), a_user("hub_manager", name="Omar Other"), f"families/{made.family.pk}"
    assert Api(lead)("post", f"{at}/kept", **keeping())[0] == 403
    assert api("post", f"{at}/kept", **keeping(record_class=0))[0] == 422
    assert api("post", f"{at}/kept", **keeping(cleared=[10**9]))[0] == 422
    status, kept = api("post", f"{at}/kept", **keeping(cleared=[lead.pk]))
    assert (status, kept["record_class"], "Harper" in kept["whose"]) == (201, 1, True)
    assert {one["name"] for one in kept["cleared"]} == {hub.name, "Leah Lead"}
    second = Api(other)
    assert second("get", at)[0] == 403
    here = f"kept-records/{kept['id']}"
    assert [one["whose"] for one in second("get", "kept-records")[1]] == [""]
    assert second("post", f"{here}/cleared", user_id=other.pk, kind="task", reason=WHY)[0] == 403
    assert api("post", f"{here}/cleared", user_id=hub.pk, kind="task", reason=WHY)[0] == 422
    assert api("post", f"{here}/cleared", user_id=other.pk, kind="task", reason=WHY)[0] == 200
    assert second("get", at)[0] == 200
    assert api("delete", f"{here}/cleared/{lead.pk}")[0] == 204
    assert Api(lead)("get", at)[0] == 403
    assert api("delete", f"{here}/cleared/{lead.pk}")[0] == 404
    later = today() + dt.timedelta(days=80)
    assert api("post", f"{here}/review", review_on=later, why=WHY)[1]["review_on"] == later.isoformat()
    assert api("post", f"{here}/lift")[0] == 422
    assert api("post", f"{here}/ask-to-lift", why="The order has ended, and they have moved.")[1]["lift_asked"]
    assert api("post", f"{here}/lift")[0] == 422
    assert second("post", f"{here}/lift")[0] == 204
    assert Api(lead)("get", at)[0] == 200


def test_one_person_is_kept(hub: User, made: MadeFamily) -> None:
    api, at = Api(hub), f"families/{made.family.pk}/people"
    assert api("post", f"{at}/{made.children[0].pk}/kept", **keeping(record_class=2))[0] == 201
    assert api("post", f"{at}/{uuid.uuid4()}/kept", **keeping())[0] == 404


def test_an_emergency_is_for_a_person_at_a_page_and_the_officer_closes_the_alert(hub: User, made: MadeFamily) -> None:
    at = f"families/{made.family.pk}"
    Api(hub)("post", f"{at}/kept", **keeping())
    worker, officer = a_user("social_worker"), a_user("privacy_officer")
    api, told = Api(worker), {"category": "child_at_risk", "reason": WHY, "case_reference": "C-4711"}
    assert api("get", at)[0] == 403
    assert not any("emergency" in path or "open" in path for path in schema()["paths"]), (
        "no program opens one (rule 24)"
    )
    api.client.post(f"/protection/emergency/{made.family.pk}/", told)
    status, family = api("get", at)
    assert status == 200
    assert all(one["age"] is not None for one in family["people"] if one["role"] == "child")
    _, found = Api(officer)("get", "alerts")
    alert = next(one for one in found["alerts"] if one["kind"] == "break_glass")
    assert (alert["about"], alert["record"][:2]) == (worker.name, "K-")
    _, led = Api(officer)("get", f"alerts/{alert['id']}")
    assert "Opened" in {one["did"] for one in led["reads"]}
    assert Api(officer)("post", f"alerts/{alert['id']}/close", outcome="explained", note="")[0] == 422
    _, closed = Api(officer)("post", f"alerts/{alert['id']}/close", outcome="explained", note="A child was at risk.")
    assert (closed["state"], closed["outcome"]) == ("closed", "explained")
    assert alert["id"] in {one["id"] for one in Api(officer)("get", "alerts?closed=true")[1]["alerts"]}
    assert Api(hub)("get", "alerts")[0] == 403


def test_somebody_is_barred_and_a_manager_of_another_team_ends_it(hub: User, lead: User, made: MadeFamily) -> None:
    at, api = f"families/{made.family.pk}/barred", Api(hub)
    told = {"user_id": lead.pk, "kind": "knows", "reason": "She is their neighbour, and a friend."}
    assert api("get", at) == (200, [])
    assert Api(lead)("get", at)[0] == 403
    assert api("post", at, **{**told, "user_id": 999_999})[0] == 422
    assert api("post", at, **{**told, "user_id": hub.pk})[0] == 422
    assert api("post", at, **{**told, "kind": "self"})[1]["field"] == "kind"
    status, barred = api("post", at, **told)
    assert (status, [(one["name"], one["why"]) for one in barred]) == (
        200, [("Leah Lead", "They know the family privately")],
    )  # fmt: skip
    assert Api(lead)("get", f"families/{made.family.pk}")[0] == 404
    assert api("post", f"{at}/{hub.pk}/end", why=WHY)[0] == 404
    assert api("post", f"{at}/{lead.pk}/end", why="Too short.")[0] == 422
    assert api("post", f"{at}/{lead.pk}/end", why="They have both moved away, years ago.") == (200, [])
    assert Api(lead)("get", f"families/{made.family.pk}")[0] == 200


def test_nobody_closes_an_alert_about_themselves() -> None:
    officer = a_user("privacy_officer")
    raise_alert(kind=AlertKind.MANY_RECORDS, about=officer, by=a_user("privacy_officer"), detail={"families": 40})
    told = {"outcome": "explained", "note": "I was on duty."}
    assert Api(officer)("post", f"alerts/{Alert.objects.get().pk}/close", **told)[0] == 403


def test_who_knows_somebody_no_longer_finds_them(lead: User, made: MadeFamily) -> None:
    api, child = Api(lead), made.children[0].pk
    assert api("get", f"families/{made.family.pk}")[0] == 200
    assert api("post", f"people/{child}/i-know-them", kinship="neighbour")[0] == 422
    assert api("post", f"people/{child}/i-know-them", kinship="knows", reason="We are neighbours.")[0] == 204
    assert api("get", f"families/{made.family.pk}")[0] == 404
    assert api("post", "people/find", text="Harper, Child1") == (200, [])
    assert api("post", f"people/{child}/i-know-them", kinship="knows")[0] == 404


def test_who_has_looked_is_told_to_those_entitled(hub: User, lead: User, made: MadeFamily) -> None:
    at = f"families/{made.family.pk}"
    Api(lead)("get", at)
    _, readers = Api(hub)("get", f"{at}/readers")
    assert ("Leah Lead", "families.family") in {(one["name"], one["record"]) for one in readers}
    _, seen = Api(hub)("get", f"{at}/who-has-seen")
    assert {"practitioner"} <= {role for one in seen for role in one["roles"]}
    assert "Leah Lead" not in json.dumps(seen)
    assert Event.objects.filter(kind="audit.printed", by=hub).exists()
    assert Api(a_user("social_worker"))("get", f"{at}/readers")[0] == 403


@pytest.fixture
def not_confirmed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A session whose person has not shown for a while that it is they."""
    with monkeypatch.context() as patched:
        patched.setattr("alongside.ground.sign_in.session.has_confirmed_recently", lambda request: False)
        yield


def test_changes_of_access_ask_to_confirm_first(hub: User, made: MadeFamily, not_confirmed: None) -> None:
    status, why = Api(hub)("post", f"families/{made.family.pk}/kept", **keeping())
    assert (status, why["detail"]) == (403, "Confirm first that it is you.")
    assert "/confirm/" in why["what_to_do"]
    assert Family.objects.get(pk=made.family.pk).record_class == 0
