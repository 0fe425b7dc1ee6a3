"""Asking for help without an account."""

import re
from typing import Any

import pytest
import time_machine
from django.test import Client

from alongside.ground.access.models import User
from alongside.ground.access.queries import public_door
from alongside.ground.operating_models.queries import Pack
from alongside.ground.operating_models.words import Follows
from alongside.helping.front_door import actions
from alongside.helping.front_door.actions import TooMany
from alongside.helping.front_door.models import Contact, PublicKnock
from alongside.helping.front_door.tests.factories import a_decided_contact
from alongside.helping.front_door.views.public import address_of

GIVEN: dict[str, Any] = {
    "in_danger": "no",
    "concern": "We can't cope.",
    "tell_how": "telephone",
    "telephone": "01632 960123",
}


def page(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode()).replace("&#39;", "'")


def test_it_lands_in_the_same_queue(pack: Pack, client: Client, hub: User) -> None:
    shown = page(client.get("/ask-for-help/"))
    assert pack.words.emergency.steps[0] in shown
    assert pack.words.emergency.telephones[0].number in shown
    sent = client.post(
        "/ask-for-help/", {**GIVEN, "child_name": "Sol Testerton", "child_age": "7", "postcode": "yo1 6ga"}
    )
    assert sent.status_code == 302, page(sent)
    contact = Contact.objects.get()
    assert contact.reference in page(client.get(sent["Location"]))
    assert (contact.author, contact.agency_kind) == (public_door(), "public")
    child = contact.people.get()
    assert (child.forename, child.surname, child.date_known, child.postcode) == (
        "Sol",
        "Testerton",
        "estimated",
        "YO1 6GA",
    )
    client.force_login(hub)
    assert contact.reference in page(client.get("/queue/"))


def test_nobody_need_be_named(pack: Pack, client: Client, hub: User) -> None:
    assert client.post("/ask-for-help/", {**GIVEN, "child_age": "7", "postcode": "YO1 6GA"}).status_code == 302
    contact = Contact.objects.get()
    assert not contact.people.exists()
    assert "YO1 6GA" in contact.anything_else
    decided = a_decided_contact(hub, Follows.ADVICE_AND_CLOSE, contact)
    assert decided.told_at is None
    told = actions.record_told(contact=decided, how="telephone", by=hub)
    assert told.told_how == "telephone"


def test_a_single_name_is_enough(pack: Pack, client: Client) -> None:
    client.post("/ask-for-help/", {**GIVEN, "child_name": "Sol"})
    assert Contact.objects.get().people.get().name == "Sol"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"in_danger": ""}, "Select yes, no or I am not sure"),
        ({"concern": ""}, "Enter what you are worried about"),
        ({"child_age": "old"}, "Age must be a number of years"),
        ({"telephone": ""}, "Enter a telephone number"),
        ({"concern": "x" * 20_001}, "20,000 characters or fewer"),
    ],
)
def test_what_to_put_right(york: Pack, client: Client, change: dict[str, str], message: str) -> None:
    answer = client.post("/ask-for-help/", {**GIVEN, **change})
    assert answer.status_code == 422
    assert message in page(answer)


def test_a_robot_is_thanked_and_nothing_is_kept(york: Pack, client: Client) -> None:
    assert client.post("/ask-for-help/", {**GIVEN, "website": "http://spam.invalid"}).status_code == 302
    assert not Contact.objects.exists()


def test_a_flood_from_one_address_is_refused_politely(york: Pack, client: Client) -> None:
    with time_machine.travel("2026-03-03T10:00:00Z", tick=False) as clock:
        for _ in range(6):
            assert client.post("/ask-for-help/", GIVEN).status_code == 302
        refused = client.post("/ask-for-help/", GIVEN)
        assert refused.status_code == 422
        assert york.words.emergency.telephones[-1].number in page(refused)
        assert "try again after 11am" in page(refused)
        assert "We can't cope." in page(refused)
        assert client.post("/ask-for-help/", GIVEN, REMOTE_ADDR="192.0.2.7").status_code == 302
        clock.shift(3601)
        assert client.post("/ask-for-help/", GIVEN).status_code == 302
        clock.shift(90_000)
        client.post("/ask-for-help/", GIVEN)
        assert PublicKnock.objects.count() == 1
    assert not PublicKnock.objects.filter(address_hash__contains="127.0.0.1").exists()


def test_a_flood_from_everywhere_is_refused(york: Pack) -> None:
    for number in range(120):
        actions.knock(address=f"192.0.2.{number}", by=public_door())
    with pytest.raises(TooMany, match="many messages"):
        actions.knock(address="198.51.100.1", by=public_door())


def test_behind_a_proxy_the_address_is_the_proxys_last(rf: Any, settings: Any) -> None:
    request = rf.get("/", HTTP_X_FORWARDED_FOR="203.0.113.9, 198.51.100.2", REMOTE_ADDR="10.0.0.1")
    assert address_of(request) == "10.0.0.1"
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert address_of(request) == "198.51.100.2"
