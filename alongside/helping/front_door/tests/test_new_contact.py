"""A contact made in the browser, one question a page, without a script."""

import datetime as dt
import re
import uuid
from html import unescape
from typing import Any

import pytest
from django.test import Client

from alongside.ground.access.models import User
from alongside.ground.drafts.queries import drafts_of
from alongside.ground.lib.clock import today
from alongside.ground.operating_models.queries import Pack, Route, routes_for
from alongside.ground.operating_models.words import Follows
from alongside.helping.front_door.models import Contact
from alongside.helping.front_door.policies import wrong_birth
from alongside.helping.front_door.tests.factories import a_contact, a_decided_contact, a_user
from alongside.people.families.models import PersonName
from alongside.people.families.words import DateKnown


@pytest.fixture
def browser_of(client: Client) -> Any:
    def signed_in(user: User) -> Client:
        client.force_login(user)
        return client

    return signed_in


def page(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


ANSWERS: dict[str, dict[str, Any]] = {
    "danger": {"in_danger": "no"},
    "worries": {"concern": "Often late and tired. 😟 ليلى", "going_well": "Loves drawing"},
    "tried": {"tried": "Breakfast club", "anything_else": ""},
    "family": {"family_view": "Mum is worn out", "agreement": "agreed"},
    "you": {"tell_how": "on_screen", "sender_telephone": "01632 960000"},
}


def answer_everything(client: Client, pack: Pack, kind: str = "school", **changes: dict[str, Any]) -> None:
    """Every page up to the check, as a person without a script would send it."""
    for step, answers in {**ANSWERS, **changes}.items():
        where = "/contacts/new/" if step == "danger" else f"/contacts/new/{step}/"
        assert client.get(where).status_code == 200
        assert client.post(where, answers).status_code == 302, (step, page(client.post(where, answers)))
    added = client.post("/contacts/new/who/add/", {"role": "child", "forename": "Sol", "date_of_birth-year": "2016"})
    assert added.status_code == 302
    route, *others = own_ways(pack, kind)
    if others:
        assert client.post("/contacts/new/route/", {"route": route.id}).status_code == 302
    asks = {f"ask_{ask.id}": ask.options[0].id if ask.options else "yes" for ask in route.asks if ask.required}
    sent = client.post("/contacts/new/questions/", {**asks, "factors": [pack.factors[0].id], "evidence": "Seen"})
    assert sent.status_code == 302, page(sent)


def test_a_school_is_not_asked_what_it_can_only_answer_one_way(pack: Pack, school_lead: User, browser_of: Any) -> None:
    client = browser_of(school_lead)
    sent = client.post("/contacts/new/you/", ANSWERS["you"])
    assert sent.url == "/contacts/new/questions/"
    assert "question 7 of 8" in page(client.get(sent.url))
    assert 'href="/contacts/new/you/"' in page(client.get(sent.url))
    assert client.get("/contacts/new/route/").status_code == 404
    assert "What is this contact?" not in page(client.get("/contacts/new/check/"))


def own_ways(pack: Pack, kind: str) -> list[Route]:
    return [route for route in routes_for(pack, kind) if kind in route.who_may_use]


def test_whoever_has_several_ways_in_chooses(pack: Pack, hub: User, browser_of: Any) -> None:
    client = browser_of(hub)
    several = next(one.id for one in pack.agencies if len(own_ways(pack, one.id)) > 1)
    sent = client.post("/contacts/new/you/", {**ANSWERS["you"], "agency_kind": several})
    assert sent.url == "/contacts/new/route/"
    asked = unescape(page(client.get(sent.url)))
    assert all(one.name in asked for one in own_ways(pack, several))
    assert "Select what this contact is" in page(client.post(sent.url, {}))
    assert client.post(sent.url, {"route": own_ways(pack, several)[-1].id}).url == "/contacts/new/questions/"
    client.post("/contacts/new/you/?then=check", {**ANSWERS["you"], "agency_kind": "school"})
    assert client.get("/contacts/new/route/").status_code == 404


def test_a_school_tells_the_hub(pack: Pack, school_lead: User, browser_of: Any) -> None:
    client = browser_of(school_lead)
    first = page(client.get("/contacts/new/"))
    assert pack.words.emergency.steps[0] in first.replace("&#39;", "'")
    answer_everything(client, pack)
    check = client.get("/contacts/new/check/")
    assert "Often late and tired. 😟 ليلى" in page(check)
    assert "still need an answer" not in page(check)
    once = str(uuid.uuid4())
    sent = client.post("/contacts/new/check/", {"once": once})
    assert sent.status_code == 302, page(sent)
    contact = Contact.objects.get()
    assert sent["Location"] == f"/contacts/{contact.pk}/sent/"
    again = client.post("/contacts/new/check/", {"once": once})
    assert again["Location"] == sent["Location"]
    assert Contact.objects.count() == 1
    assert contact.reference in page(client.get(sent["Location"]))
    assert contact.author == school_lead
    named = contact.people.get()
    assert (named.name, named.date_known, named.date_of_birth.year) == ("Sol", "estimated", 2016)  # type: ignore[union-attr]
    assert contact.factors.get().about == named
    assert not drafts_of(school_lead).exists()
    assert contact.reference in page(client.get("/contacts/"))
    assert "Breakfast club" in page(client.get(f"/contacts/{contact.pk}/"))


def test_nothing_is_lost_and_going_back_works(pack: Pack, school_lead: User, browser_of: Any) -> None:
    client = browser_of(school_lead)
    client.post("/contacts/new/worries/", ANSWERS["worries"])
    client.logout()
    client = browser_of(school_lead)
    assert "Often late and tired" in page(client.get("/contacts/new/worries/"))
    check = page(client.get("/contacts/new/check/"))
    assert "Some questions still need an answer" in check
    refused = client.post("/contacts/new/check/", {})
    assert refused.status_code == 422
    assert not Contact.objects.exists()
    changed = client.post("/contacts/new/worries/?then=check", ANSWERS["worries"])
    assert changed["Location"] == "/contacts/new/check/"
    client.post("/contacts/new/start-again/")
    assert "Often late" not in page(client.get("/contacts/new/worries/"))


def test_search_says_who_is_already_open_and_to_whom(
    pack: Pack, school_lead: User, hub: User, worker: User, browser_of: Any
) -> None:
    a_decided_contact(hub, Follows.NAME_LEAD_PRACTITIONER, a_contact(), lead=worker)
    name = PersonName.objects.get()
    client = browser_of(school_lead)
    found = page(client.post("/contacts/new/who/", {"search": "yes", "q": f"{name.surname}, {name.forename}"}))
    assert "Already open since" in found
    assert worker.name in found
    assert name.surname not in client.get("/contacts/new/who/").request["QUERY_STRING"]
    chosen = client.post("/contacts/new/who/", {"choose": str(name.person_id)})
    assert chosen.status_code == 302
    assert "From the records" in page(client.get("/contacts/new/who/"))
    client.post("/contacts/new/who/", {"choose": str(name.person_id)})
    assert page(client.get("/contacts/new/who/")).count("From the records") == 1
    assert client.post("/contacts/new/who/", {"choose": "nobody"}).status_code == 404
    client.post("/contacts/new/who/", {"remove": "0"})
    assert "From the records" not in page(client.get("/contacts/new/who/"))


def test_not_found_starts_with_what_was_typed_and_a_sibling_keeps_the_address(
    pack: Pack, school_lead: User, browser_of: Any
) -> None:
    client = browser_of(school_lead)
    assert client.post("/contacts/new/who/", {"search": "yes", "q": ""}).status_code == 422
    nobody = page(client.post("/contacts/new/who/", {"search": "yes", "q": "Nobody Here"}))
    assert "nobody found" in nobody
    form = page(client.get("/contacts/new/who/add/"))
    assert 'value="Nobody"' in form
    assert 'value="Here"' in form
    client.post("/contacts/new/who/add/", {"role": "child", "forename": "Ann", "surname": "Here", "lines": "1 Road"})
    sibling = page(client.get("/contacts/new/who/add/"))
    assert 'value="Here"' in sibling
    assert 'value="1 Road"' in sibling
    assert 'value="Ann"' in page(client.get("/contacts/new/who/0/"))
    assert client.get("/contacts/new/who/5/").status_code == 404
    client.post("/contacts/new/who/0/", {"role": "child", "forename": "Anna", "surname": "Here"})
    assert "Anna Here" in page(client.get("/contacts/new/who/"))
    assert client.post("/contacts/new/who/add/", {"role": "child"}).status_code == 422
    assert client.post("/contacts/new/who/", {"continue": "yes"})["Location"] == "/contacts/new/worries/"


def test_somebody_must_be_named(pack: Pack, school_lead: User, browser_of: Any) -> None:
    answer = browser_of(school_lead).post("/contacts/new/who/", {"continue": "yes"})
    assert answer.status_code == 422
    assert "Add at least one person" in page(answer)


def test_doubts_are_said_and_stop_nobody(pack: Pack, school_lead: User, browser_of: Any) -> None:
    client = browser_of(school_lead)
    answer_everything(client, pack)
    client.post(
        "/contacts/new/who/0/",
        {"role": "child", "forename": "Sol", "date_of_birth-year": "1999", "nhs_number": "9990000000", "upn": "A1",
         "postcode": "ZE1 0AA"},
    )  # fmt: skip
    check = page(client.get("/contacts/new/check/"))
    for doubt in ("NHS number fails its check", "UPN fails its check", "outside", "an estimate", "to 25 with SEND"):
        assert doubt in check, doubt
    assert client.post("/contacts/new/check/", {}).status_code == 422
    assert client.post("/contacts/new/check/", {"outside_age_reason": "A young parent"}).status_code == 302
    assert Contact.objects.get().outside_age_reason == "A young parent"


def test_an_unborn_child(pack: Pack, school_lead: User, browser_of: Any) -> None:
    from alongside.ground.lib.clock import today

    client = browser_of(school_lead)
    answer_everything(client, pack)
    due = today().replace(day=1)
    client.post(
        "/contacts/new/who/0/",
        {"role": "child", "surname": "Baby", "unborn": "yes", "date_of_birth-day": "1",
         "date_of_birth-month": str(due.month), "date_of_birth-year": str(due.year)},
    )  # fmt: skip
    assert client.post("/contacts/new/check/", {}).status_code == 302
    assert Contact.objects.get().people.get().date_known == "expected"


def test_danger_can_go_straight_to_social_care(pack: Pack, school_lead: User, browser_of: Any) -> None:
    client = browser_of(school_lead)
    answer_everything(client, pack, danger={"in_danger": "yes"})
    assert pack.words.social_care_front_door.text in page(client.get("/contacts/new/check/")).replace("&#39;", "'")
    sent = client.post("/contacts/new/check/", {"straight_up": "yes", "straight_why": "Bruises"})
    assert Contact.objects.get().state == "referred_up"
    assert "safeguarding referral" in page(client.get(sent["Location"]))


def test_the_hub_takes_down_a_call_from_the_public(pack: Pack, hub: User, browser_of: Any) -> None:
    client = browser_of(hub)
    you = {"tell_how": "telephone", "agency_kind": "public", "sender_name": "Gran", "sender_telephone": "01632 960111"}
    answer_everything(client, pack, "public", you=you)
    assert client.post("/contacts/new/check/", {}).status_code == 302
    contact = Contact.objects.get()
    assert (contact.agency_kind, contact.sender_name) == ("public", "Gran")


def test_who_may(pack: Pack, browser_of: Any, school_lead: User, client: Client) -> None:
    assert client.get("/contacts/new/").status_code == 302
    nobody = browser_of(a_user("model_lead"))
    for where in ("/contacts/new/", "/contacts/new/who/", "/contacts/new/check/", "/contacts/"):
        assert nobody.get(where).status_code == 403, where
    assert browser_of(school_lead).get("/contacts/new/nonsense/").status_code == 404
    assert "Hub queue" not in page(browser_of(school_lead).get("/contacts/"))


IN_FIVE_YEARS, LONG_AGO = str(today().year + 5), str(today().year - 121)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"day": "1", "month": "2", "year": IN_FIVE_YEARS}, "The date of birth is in the future."),
        ({"year": IN_FIVE_YEARS}, "The date of birth is in the future."),
        ({"day": "1", "month": "2", "year": LONG_AGO}, "more than 120 years ago"),
        ({"day": "1", "month": "2", "year": IN_FIVE_YEARS, "unborn": "yes"}, "must be within the next ten months"),
    ],
)
def test_a_day_nobody_can_be_born_on_is_said_on_its_own_page(
    pack: Pack, school_lead: User, browser_of: Any, typed: dict[str, str], told: str
) -> None:
    given = {name if name == "unborn" else f"date_of_birth-{name}": text for name, text in typed.items()}
    sent = browser_of(school_lead).post("/contacts/new/who/add/", {"role": "child", "forename": "Ann", **given})
    assert sent.status_code == 422
    assert told in page(sent)


def test_a_baby_of_this_year_may_be_known_by_the_year_alone() -> None:
    middle, early = dt.date(2026, 7, 1), dt.date(2026, 3, 3)
    assert wrong_birth(middle, DateKnown.ESTIMATED, early) is None
    assert wrong_birth(middle, DateKnown.EXACT, early) is not None
