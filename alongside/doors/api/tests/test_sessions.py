"""Signing in and out by API, by the rules of the pages."""

import json
from typing import Any

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from alongside.ground.audit.models import Event
from alongside.ground.sign_in.tests.people import PASSWORD, Somebody, code_of, somebody
from alongside.people.families.tests.factories import a_pack

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def for_real(settings: Settings) -> None:
    """Neither the demonstration nor the tests' shortcuts."""
    settings.TESTING = settings.DEMO = False
    a_pack()


def ask(client: Client, method: str, path: str, token: str = "", **told: Any) -> tuple[int, Any]:
    """What the API answers to a program that keeps its cookies."""
    headers = {"X-CSRFToken": token} if token else {}
    answer = getattr(client, method)(
        f"/api/v1/{path}", json.dumps(told), content_type="application/json", headers=headers
    )  # fmt: skip
    return answer.status_code, json.loads(answer.content) if answer.content else None


def sign_in(client: Client, worker: Somebody, **changes: str) -> tuple[int, Any]:
    """Ask for a session."""
    told = {"email": worker.user.email.upper(), "password": PASSWORD, "code": code_of(worker.secret), **changes}
    return ask(client, "post", "session", **told)


def test_somebody_signs_in_works_confirms_and_signs_out() -> None:
    worker, client = somebody(), Client(enforce_csrf_checks=True)
    assert client.get("/api/v1/you").status_code == 401
    status, session = sign_in(client, worker)
    assert (status, session["name"]) == (201, "Wendy Worker")
    assert client.get("/api/v1/you").json()["name"] == "Wendy Worker"
    assert Event.objects.get(kind="sign_in.signed_in").detail["factors"] == ["password", "app"]
    token = session["csrf_token"]
    assert ask(client, "post", "session/confirm", password=PASSWORD)[0] == 403, "another site cannot"
    assert ask(client, "post", "session/confirm", token, password="not this")[0] == 422
    assert ask(client, "post", "session/confirm", token)[0] == 422
    assert ask(client, "post", "session/confirm", token, password=PASSWORD) == (204, None)
    assert ask(client, "post", "session/confirm", token, code=worker.a_recovery_code()) == (204, None)
    assert ask(client, "delete", "session", token) == (204, None)
    assert client.get("/api/v1/you").status_code == 401


def test_a_password_alone_is_not_enough() -> None:
    worker, client = somebody(), Client()
    for code in ("", "000000", code_of(worker.secret, -10)):
        status, refused = sign_in(client, worker, code=code)
        assert (status, refused["field"]) == (422, "code")
        assert client.get("/api/v1/you").status_code == 401
    assert sign_in(client, worker)[0] == 201
    again, refused = sign_in(Client(), worker)
    assert again == 422, "a code is taken once"


def test_whoever_has_no_second_factor_sets_one_up_on_the_page() -> None:
    status, refused = sign_in(Client(), somebody(app=False), code="")
    assert status == 422
    assert "/sign-in/" in refused["what_to_do"]


def test_the_answer_does_not_tell_which_is_wrong_or_whether_there_is_an_account() -> None:
    worker = somebody()
    wrong = sign_in(Client(), worker, password="three other words")
    assert wrong[0] == 422
    assert sign_in(Client(), worker, email="nobody@example.test") == wrong


def test_too_many_wrong_tries_close_the_account_for_the_page_too() -> None:
    worker, client = somebody(), Client()
    answers = [sign_in(client, worker, password=f"wrong words {n}")[1]["detail"] for n in range(6)]
    assert "do not match" in answers[0] and "too many" in answers[-1]
    assert "too many" in sign_in(client, worker)[1]["detail"], "the right ones do not help"
    assert worker.password() == "422"


def test_wrong_codes_close_it_too() -> None:
    worker, client = somebody(), Client()
    answers = [sign_in(client, worker, code="000000") for _ in range(6)]
    assert {status for status, _ in answers} == {422}
    assert "too many" in answers[-1][1]["detail"]


def test_a_session_of_a_program_can_be_seen_and_ended_like_any_other() -> None:
    worker, client = somebody(), Client()
    sign_in(client, worker)
    worker.sign_in()
    sessions = worker.client.get("/api/v1/you").json()["sessions"]
    other = next(one["id"] for one in sessions if not one["this_one"])
    assert worker.client.delete(f"/api/v1/you/sessions/{other}").status_code == 204
    assert client.get("/api/v1/you").status_code == 401
