"""Signing in: by password, as a persona, and never to somebody else's site."""

import pytest
from django.core.cache import cache
from django.test import Client, override_settings

from alongside.ground.access import actions
from alongside.ground.access.queries import the_system
from alongside.ground.access.tests.factories import a_user, an_agency

pytestmark = pytest.mark.django_db
PASSWORD = "a long enough password"


@pytest.fixture
def account() -> str:
    """An e-mail address with the password above."""
    cache.clear()
    email = "worker@example.test"
    actions.add_person(email=email, name="Worker", agency=an_agency(), by=the_system(), password=PASSWORD)
    return email


def test_right_password_signs_in_and_goes_where_was_asked(client: Client, account: str) -> None:
    answer = client.post("/sign-in/?next=/waiting/", {"email": account.upper(), "password": PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, "/waiting/")
    assert "_auth_user_id" in client.session


def test_wrong_password_and_unknown_person_get_the_same_words(client: Client, account: str) -> None:
    wrong = client.post("/sign-in/", {"email": account, "password": "guess"}).content.decode()
    unknown = client.post("/sign-in/", {"email": "nobody@example.test", "password": "guess"}).content.decode()
    said = "The e-mail address and password do not match an account."
    assert said in wrong
    assert said in unknown


def test_five_wrong_tries_close_the_door_for_a_while(client: Client, account: str) -> None:
    for _ in range(5):
        client.post("/sign-in/", {"email": account, "password": "guess"})
    answer = client.post("/sign-in/", {"email": account, "password": PASSWORD})
    assert "Too many tries" in answer.content.decode()
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("elsewhere", ["https://example.com/", "//example.com/", "javascript:alert(1)"])
def test_never_sent_to_another_site(client: Client, account: str, elsewhere: str) -> None:
    answer = client.post(f"/sign-in/?next={elsewhere}", {"email": account, "password": PASSWORD})
    assert answer["Location"] == "/"


def test_a_closed_account_ends_its_session_at_once(client: Client, account: str) -> None:
    client.post("/sign-in/", {"email": account, "password": PASSWORD})
    user = a_user(role="")
    client.force_login(user)
    assert client.get("/waiting/").status_code == 200
    actions.close_account(user=user, by=the_system())
    assert client.get("/waiting/").status_code == 302


def test_one_click_signs_in_as_a_persona_and_signing_out_ends_it(client: Client) -> None:
    a_user(persona="pastoral_lead", name="Amina Yusuf")
    assert "Sign in as Amina Yusuf" in client.get("/sign-in/").content.decode()
    assert client.post("/demo/sign-in", {"persona": "pastoral_lead"}).status_code == 302
    assert client.get("/waiting/").status_code == 200
    client.post("/sign-out/")
    assert client.get("/waiting/").status_code == 302


@pytest.mark.parametrize("persona", ["", "nobody"])
def test_there_is_no_such_persona(client: Client, persona: str) -> None:
    assert client.post("/demo/sign-in", {"persona": persona}).status_code == 404


@override_settings(DEMO=False, TESTING=False)
def test_personas_do_not_exist_outside_the_demonstration(client: Client) -> None:
    a_user(persona="pastoral_lead", name="Amina Yusuf")
    assert "Amina Yusuf" not in client.get("/sign-in/").content.decode()
    assert client.post("/demo/sign-in", {"persona": "pastoral_lead"}).status_code == 404
