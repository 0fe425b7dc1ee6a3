"""Step-up: what only the person themselves may do asks again after ten minutes, and loses nothing typed."""

import datetime as dt
import re

import pytest
import time_machine
from django.test import Client
from pytest_django.fixtures import Settings

from alongside.ground.access.tests.factories import a_user
from alongside.ground.audit.models import Event
from alongside.ground.sign_in.tests.people import PASSWORD, Somebody, somebody

pytestmark = [pytest.mark.django_db, pytest.mark.urls("alongside.ground.sign_in.tests.pages_for_tests")]


@pytest.fixture
def worker(for_real: None) -> Somebody:
    somebody_in = somebody()
    somebody_in.sign_in()
    return somebody_in


def later(minutes: int = 11) -> time_machine.travel:
    return time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(minutes=minutes))


def test_a_stranger_signs_in_first(client: Client) -> None:
    assert client.get("/careful/")["Location"] == "/sign-in/?next=%2Fcareful%2F"


def test_nothing_is_asked_within_ten_minutes_of_signing_in(worker: Somebody) -> None:
    with later(9):
        assert worker.client.get("/careful/").status_code == 200


@pytest.mark.parametrize("way", ["password", "code"])
def test_afterwards_one_confirms_and_comes_back(worker: Somebody, way: str) -> None:
    with later():
        assert worker.client.get("/careful/")["Location"] == "/confirm/?next=%2Fcareful%2F"
        given = {"password": PASSWORD} if way == "password" else {"code": worker.a_recovery_code()}
        answer = worker.client.post("/confirm/", {**given, "next": "/careful/"})
        assert answer["Location"] == "/careful/"
        assert worker.client.get("/careful/").status_code == 200
    assert Event.objects.filter(kind="sign_in.confirmed").count() == 1


def test_what_was_typed_waits_and_is_given_back(worker: Somebody) -> None:
    with later():
        held = worker.client.post("/careful/", {"reason": "Because the court asked"})
        assert held.status_code == 401
        kept = re.search(r'name="resume" value="([^"]+)"', held.content.decode())
        assert kept
        asked = worker.client.post("/confirm/", {"resume": kept[1], "ask": "yes"}).content.decode()
        assert kept[1] in asked
        done = worker.client.post("/confirm/", {"resume": kept[1], "password": PASSWORD})
        assert "Because the court asked" in done.content.decode()
        assert worker.client.post("/careful/", {"reason": "Because the court asked"})["Location"] == "/done/"


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({}, "Enter your password or a code"),
        ({"password": "guess"}, "This is not your password."),
        ({"code": "000000"}, "This code is not right, or was used before."),
        ({"credential": "nonsense"}, "This passkey was not accepted."),
        ({"credential": '{"id": "x"}'}, "This passkey was not accepted."),
        ({"credential": "[]"}, "This passkey was not accepted."),
    ],
)
def test_what_does_not_confirm(worker: Somebody, given: dict[str, str], says: str) -> None:
    with later():
        answer = worker.client.post("/confirm/", {**given, "next": "/careful/"})
        assert answer.status_code == 422
        assert says in answer.content.decode()
        assert worker.client.get("/careful/").status_code == 302


def test_guessing_here_closes_the_account_too(worker: Somebody) -> None:
    with later():
        said = [worker.client.post("/confirm/", {"password": "guess"}).content.decode() for _ in range(5)]
        assert "This is not your password." in said[3]
        assert "too many wrong tries" in said[4]
        assert "too many wrong tries" in worker.client.post("/confirm/", {"password": PASSWORD}).content.decode()


def test_never_sent_on_to_another_site(worker: Somebody) -> None:
    assert worker.client.post("/confirm/", {"password": PASSWORD, "next": "//example.com/"})["Location"] == "/"


def test_adding_a_method_asks_again(worker: Somebody) -> None:
    with later():
        assert worker.client.get("/sign-in/set-up/app/")["Location"].startswith("/confirm/")
        assert worker.client.post("/sign-in/set-up/passkey/", {"name": "x"}).status_code == 401


def test_in_the_demonstration_one_click_confirms_and_says_so(client: Client, settings: Settings) -> None:
    settings.TESTING, settings.DEMO = False, True
    a_user(persona="pastoral_lead")
    client.post("/demo/sign-in", {"persona": "pastoral_lead"})
    with later():
        assert client.get("/careful/").status_code == 302
        assert "This is the demonstration" in client.get("/confirm/?next=/careful/").content.decode()
        assert client.post("/confirm/", {"next": "/careful/"})["Location"] == "/careful/"
        assert client.get("/careful/").status_code == 200


def test_the_test_clients_own_sessions_have_confirmed(client: Client) -> None:
    client.force_login(a_user())
    assert client.get("/careful/").status_code == 200
    assert "This is the demonstration" in client.get("/confirm/").content.decode()
    assert client.post("/confirm/", {"next": "/careful/"})["Location"] == "/careful/"
