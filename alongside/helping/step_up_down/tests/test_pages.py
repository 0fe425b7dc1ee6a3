"""The pages of stepping up: emergency first, then refer, check, send; social care receives and answers."""

import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from alongside.ground.access.models import User
from alongside.ground.operating_models.queries import AdoptedPack
from alongside.helping.step_up_down import actions
from alongside.helping.step_up_down.actions import Said
from alongside.helping.step_up_down.models import Referral
from alongside.helping.step_up_down.tests.conftest import Cast
from alongside.helping.step_up_down.words import ReferralState as State


@pytest.fixture
def as_(client: Client) -> Any:
    def sign_in(user: User) -> Client:
        client.force_login(user)
        return client

    return sign_in


def wrote(said: Said) -> dict[str, str]:
    return {**vars(said), "once": str(uuid.uuid4())}


def test_a_family_is_referred_checked_and_sent_once(as_: Any, cast: Cast, said: Said) -> None:
    client, family = as_(cast.lead), [cast.family.pk]
    tab = client.get(reverse("step_up_down:family", args=family)).content.decode()
    assert tab.index("999") < tab.index("Refer this family")
    assert client.get(reverse("step_up_down:new_for_family", args=family)).status_code == 200
    check = client.post(reverse("step_up_down:new_for_family", args=family), wrote(said))
    page = client.get(check.url).content.decode()
    assert said.concern in page
    assert "No assessment has been signed off" in page
    token = {"once": str(uuid.uuid4())}
    first = client.post(check.url, token)
    second = client.post(check.url, token)
    assert first.url == second.url
    assert Referral.objects.get().state == State.SENT
    assert "Sent" in client.get(first.url).content.decode()


def test_somebody_just_typed_in_is_referred(as_: Any, cast: Cast, said: Said) -> None:
    client = as_(cast.stranger)
    assert "999" in client.get(reverse("step_up_down:start")).content.decode()
    contact = uuid.uuid4()
    page = f"{reverse('step_up_down:new')}?contact={contact}"
    assert client.get(page).status_code == 200
    people = {"people-count": "1", "people-0-name": "Jo", "people-0-role": "child", "people-0-born": "about 7"}
    answer = client.post(page, {**wrote(said), **people})
    referral = Referral.objects.get()
    assert answer.url == reverse("step_up_down:send", args=[referral.pk])
    assert referral.from_contact == contact
    assert "Jo, child or young person, about 7" in client.get(answer.url).content.decode()
    assert client.get(reverse("step_up_down:new") + "?contact=nonsense").status_code == 200


def test_leaving_out_without_a_reason_is_refused_on_the_page(as_: Any, cast: Cast, said: Said) -> None:
    referral = actions.begin_referral(said=said, family=cast.family, by=cast.lead)
    page = reverse("step_up_down:send", args=[referral.pk])
    client = as_(cast.lead)
    answer = client.post(page, {"leave_out": ["history"], "once": str(uuid.uuid4())})
    assert answer.status_code == 422
    assert "Say why this is left out" in answer.content.decode()


def test_a_draft_is_changed_and_withdrawn(as_: Any, cast: Cast, said: Said) -> None:
    referral = actions.begin_referral(said=said, family=cast.family, by=cast.lead)
    client = as_(cast.lead)
    page = reverse("step_up_down:change", args=[referral.pk])
    assert said.concern in client.get(page).content.decode()
    client.post(page, {**wrote(said), "concern": "Worse today.", "seen_version": "1"})
    assert Referral.objects.get().concern == "Worse today."
    conflict = client.post(page, {**wrote(said), "concern": "Mine.", "seen_version": "1"})
    assert conflict.status_code == 409
    assert "Worse today." in conflict.content.decode()
    client.post(reverse("step_up_down:withdraw", args=[referral.pk]), {"once": str(uuid.uuid4())})
    assert Referral.objects.get().state == State.WITHDRAWN


def test_social_care_receives_asks_and_answers(as_: Any, cast: Cast, said: Said) -> None:
    referral = actions.send_referral(
        referral=actions.begin_referral(said=said, family=cast.family, by=cast.lead), by=cast.lead
    )
    at = {name: reverse(f"step_up_down:{name}", args=[referral.pk]) for name in
          ("referral", "receive", "answer", "ask_more", "reply", "challenge")}  # fmt: skip
    client = as_(cast.social_worker)
    assert referral.reference in client.get(reverse("step_up_down:inbox")).content.decode()
    assert "Receive it" in client.get(at["referral"]).content.decode()
    assert client.get(at["receive"]).status_code == 200
    client.post(at["receive"], {"once": str(uuid.uuid4())})
    client.post(at["ask_more"], {"question": "Who saw it?", "once": str(uuid.uuid4())})
    client = as_(cast.lead)
    assert "Who saw it?" in client.get(at["reply"]).content.decode()
    client.post(at["reply"], {"text": "The teacher.", "once": str(uuid.uuid4())})
    client = as_(cast.social_worker)
    assert client.get(at["answer"]).status_code == 200
    refused = client.post(at["answer"], {"answer": "returned", "why": "Not met.", "once": str(uuid.uuid4())})
    assert refused.status_code == 422
    client.post(at["answer"], {"answer": "returned", "why": "No.", "advice": "Try this.", "once": str(uuid.uuid4())})
    client = as_(cast.lead)
    page = client.get(at["referral"]).content.decode()
    assert "Try this." in page
    assert "Challenge the answer" in page
    client.post(at["challenge"], {"why": "Again today.", "once": str(uuid.uuid4())})
    assert Referral.objects.get().state == State.CHALLENGED


def test_a_talk_is_written_down_about_a_family_and_without_one(as_: Any, cast: Cast) -> None:
    client = as_(cast.lead)
    page = reverse("step_up_down:consultation")
    when = {"spoken_on_0": "3", "spoken_on-day": "3", "spoken_on-month": "3", "spoken_on-year": "2026"}
    talk = {"spoken_to": "Duty desk", "asked": "Level 4?", "advice": "Not yet.", **when}
    about = f"{page}?family={cast.family.pk}"
    assert client.get(about).status_code == 200
    assert client.post(about, {**talk, "once": str(uuid.uuid4())}).url == reverse(
        "step_up_down:family", args=[cast.family.pk]
    )
    assert "Duty desk" in client.get(reverse("step_up_down:family", args=[cast.family.pk])).content.decode()
    assert client.post(page, {**talk, "once": str(uuid.uuid4())}).url == reverse("step_up_down:start")
    assert client.get(f"{page}?family=nonsense").status_code == 200


@pytest.mark.parametrize("name", ["family", "new_for_family"])
def test_a_stranger_sees_no_page_of_the_family(as_: Any, cast: Cast, name: str) -> None:
    assert as_(cast.stranger).get(reverse(f"step_up_down:{name}", args=[cast.family.pk])).status_code == 404


def test_a_stranger_sees_no_page_of_the_referral(as_: Any, cast: Cast, said: Said) -> None:
    referral = actions.begin_referral(said=said, family=cast.family, by=cast.lead)
    client = as_(cast.stranger)
    for name in ("referral", "send", "change", "answer", "receive", "reply", "challenge", "withdraw", "ask_more"):
        assert client.get(reverse(f"step_up_down:{name}", args=[referral.pk])).status_code == 404


def test_who_may_not_is_told_on_the_page(as_: Any, cast: Cast) -> None:
    client = as_(cast.model_lead)
    for name in ("start", "new", "inbox", "consultation"):
        assert client.get(reverse(f"step_up_down:{name}")).status_code == 403


def test_signed_out_is_sent_to_sign_in(client: Client, pack: AdoptedPack) -> None:
    assert reverse("sign_in") in client.get(reverse("step_up_down:start")).url  # type: ignore[attr-defined]


def test_pages_ask_little_of_the_database(as_: Any, cast: Cast, said: Said, django_assert_max_num_queries: Any) -> None:
    for _ in range(3):
        actions.send_referral(
            referral=actions.begin_referral(said=said, family=cast.family, by=cast.lead), by=cast.lead
        )
    referral = Referral.objects.first()
    assert referral
    for who, page in (
        (cast.lead, reverse("step_up_down:family", args=[cast.family.pk])),
        (cast.lead, reverse("step_up_down:start")),
        (cast.social_worker, reverse("step_up_down:inbox")),
        (cast.social_worker, reverse("step_up_down:referral", args=[referral.pk])),
    ):
        client = as_(who)
        with django_assert_max_num_queries(15):
            assert client.get(page).status_code == 200
