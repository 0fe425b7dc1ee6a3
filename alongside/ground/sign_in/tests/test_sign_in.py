"""The door: password and second factor, as a persona, and never to somebody else's site."""

import datetime as dt
import statistics
import time

import pytest
from axes.models import AccessAttempt
from django.test import Client, RequestFactory
from pytest_django.fixtures import Settings

from alongside.ground.access import actions as access
from alongside.ground.access.models import User
from alongside.ground.access.queries import the_system
from alongside.ground.access.tests.factories import a_user
from alongside.ground.audit.models import Event
from alongside.ground.lib.clock import now
from alongside.ground.sign_in import attempts
from alongside.ground.sign_in.tests.people import PASSWORD, code_of, somebody

pytestmark = pytest.mark.django_db
NO_MATCH = "The e-mail address and password do not match an account."


@pytest.mark.usefixtures("for_real")
def test_it_checks_both_factors() -> None:
    worker = somebody()
    assert worker.password(then="/waiting/") == "/sign-in/code/"
    assert not worker.is_in()
    assert worker.code() == "/waiting/"
    assert worker.is_in()
    event = Event.objects.get(kind="sign_in.signed_in")
    assert event.detail == {"factors": ["password", "app"]}
    worker.client.post("/sign-out/")
    assert not worker.is_in()


def test_capitals_in_the_address_make_no_difference(client: Client) -> None:
    worker = somebody()
    answer = client.post("/sign-in/", {"email": worker.user.email.upper(), "password": PASSWORD})
    assert answer["Location"] == "/sign-in/code/"


def test_wrong_password_and_unknown_person_get_the_same_answer(client: Client) -> None:
    worker = somebody()
    pages = []
    for email in (worker.user.email, "nobody@example.test"):
        page = client.post("/sign-in/", {"email": email, "password": "guess"})
        assert page.status_code == 422
        text = page.content.decode()
        assert NO_MATCH in text
        assert "guess" not in text
        pages.append(_without_tokens(text, email))
    assert pages[0] == pages[1]


def _without_tokens(text: str, email: str) -> str:
    once_only = ('name="once"', "nonce=", "csrfmiddlewaretoken")
    return "\n".join(line for line in text.splitlines() if not any(one in line for one in once_only)).replace(email, "")


@pytest.mark.slow
def test_an_unknown_person_takes_as_long_as_a_known_one(client: Client, settings: Settings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    worker = somebody()
    took: dict[str, list[float]] = {worker.user.email: [], "nobody@example.test": []}
    for _ in range(4):
        for email, times in took.items():
            began = time.perf_counter()
            client.post("/sign-in/", {"email": email, "password": "guess"})
            times.append(time.perf_counter() - began)
    known, unknown = (statistics.median(times) for times in took.values())
    assert known / unknown == pytest.approx(1, abs=0.5)
    assert unknown > 0.05, "no password was hashed for the unknown person"


@pytest.mark.parametrize("known", [True, False])
def test_five_wrong_tries_close_an_account_for_a_while_whether_or_not_it_exists(client: Client, known: bool) -> None:
    worker = somebody()
    email = worker.user.email if known else "nobody@example.test"
    for _ in range(4):
        assert NO_MATCH in client.post("/sign-in/", {"email": email, "password": "guess"}).content.decode()
    for password in ("guess", PASSWORD):
        page = client.post("/sign-in/", {"email": email, "password": password}).content.decode()
        assert "There have been too many wrong tries. Wait 15 minutes" in page
    AccessAttempt.objects.update(attempt_time=now() - dt.timedelta(minutes=16))
    assert client.post("/sign-in/", {"email": worker.user.email, "password": PASSWORD}).status_code == 302


def test_one_address_may_not_try_everybody(client: Client) -> None:
    for number in range(attempts.TRIES_PER_ADDRESS):
        client.post("/sign-in/", {"email": f"person{number}@example.test", "password": "guess"})
    worker = somebody()
    answer = {"email": worker.user.email, "password": PASSWORD}
    assert "too many wrong tries" in client.post("/sign-in/", answer).content.decode()
    assert client.post("/sign-in/", answer, REMOTE_ADDR="192.0.2.7").status_code == 302


def test_what_is_kept_of_a_wrong_try_holds_no_password(client: Client) -> None:
    client.post("/sign-in/", {"email": "nobody@example.test", "password": "a secret guess"})
    kept = AccessAttempt.objects.get()
    assert "secret guess" not in kept.post_data
    assert "nobody" not in kept.post_data


def test_wrong_codes_are_counted_as_wrong_passwords_are() -> None:
    worker = somebody()
    worker.password()
    for _ in range(5):
        assert worker.code("000000") == "422"
    page = worker.client.post("/sign-in/code/", {"code": code_of(worker.secret)})
    assert "too many wrong tries" in page.content.decode()
    assert not worker.is_in()


def test_a_code_is_taken_once() -> None:
    worker = somebody()
    code = code_of(worker.secret)
    worker.password()
    assert worker.code(code) == "/"
    worker.client.post("/sign-out/")
    worker.password()
    page = worker.client.post("/sign-in/code/", {"code": code}).content.decode()
    assert "This code is not right, or was used before." in page
    assert code not in page.partition("</head>")[2]


def test_a_recovery_code_signs_in_once() -> None:
    worker = somebody()
    code = worker.a_recovery_code()
    worker.sign_in(recovery_code=f"{code[:5]} {code[5:]}")
    assert Event.objects.filter(kind="sign_in.recovery_code_used").count() == 1
    worker.client.post("/sign-out/")
    worker.password()
    assert worker.code(code) == "422"


@pytest.mark.parametrize("address", ["/sign-in/code/", "/sign-in/set-up/", "/sign-in/set-up/app/"])
def test_nobody_starts_in_the_middle(client: Client, address: str) -> None:
    assert client.get(address)["Location"] == "/sign-in/"
    assert client.post(address, {"code": "123456"})["Location"] == "/sign-in/"


@pytest.mark.parametrize("elsewhere", ["https://example.com/", "//example.com/", "javascript:alert(1)"])
def test_never_sent_to_another_site(elsewhere: str) -> None:
    worker = somebody()
    assert worker.password(then=elsewhere) == "/sign-in/code/"
    assert worker.code() == "/"


@pytest.mark.usefixtures("for_real")
def test_a_closed_account_ends_its_session_at_once_and_does_not_open_again() -> None:
    worker = somebody()
    worker.sign_in()
    assert worker.is_in()
    access.close_account(user=worker.user, by=the_system())
    assert not worker.is_in()
    assert worker.password() == "422"


@pytest.mark.usefixtures("for_real")
def test_an_account_closed_half_way_in_stays_outside() -> None:
    worker = somebody()
    worker.password()
    access.close_account(user=worker.user, by=the_system())
    assert worker.code() == "/sign-in/"


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


@pytest.mark.usefixtures("for_real")
def test_personas_do_not_exist_outside_the_demonstration(client: Client) -> None:
    a_user(persona="pastoral_lead", name="Amina Yusuf")
    assert "Amina Yusuf" not in client.get("/sign-in/").content.decode()
    assert client.post("/demo/sign-in", {"persona": "pastoral_lead"}).status_code == 404


def test_a_session_of_the_demonstration_is_worth_nothing_outside_it(client: Client, settings: Settings) -> None:
    a_user(persona="pastoral_lead")
    client.post("/demo/sign-in", {"persona": "pastoral_lead"})
    settings.TESTING = False
    assert client.get("/your-sign-in/").status_code == 302


@pytest.mark.usefixtures("for_real")
def test_a_session_not_begun_here_is_worth_nothing(client: Client) -> None:
    client.force_login(a_user())
    assert client.get("/your-sign-in/").status_code == 302


def test_in_the_demonstration_a_password_is_enough_for_who_has_no_second_factor(settings: Settings) -> None:
    settings.DEMO = True
    worker = somebody(app=False)
    assert worker.password() == "/"
    assert worker.is_in()


@pytest.mark.usefixtures("for_real")
def test_the_two_actors_without_a_person_cannot_sign_in(client: Client) -> None:
    system: User = the_system()
    system.set_password(PASSWORD)
    system.save()
    client.post("/sign-in/", {"email": system.email, "password": PASSWORD})
    assert client.get("/sign-in/set-up/").status_code == 302


@pytest.mark.parametrize(
    ("proxy", "given", "address"),
    [
        (False, {"REMOTE_ADDR": "192.0.2.1", "HTTP_X_FORWARDED_FOR": "203.0.113.9"}, "192.0.2.1"),
        (True, {"REMOTE_ADDR": "192.0.2.1", "HTTP_X_FORWARDED_FOR": "203.0.113.9, 198.51.100.4"}, "198.51.100.4"),
        (True, {"REMOTE_ADDR": "192.0.2.1"}, "192.0.2.1"),
        (False, {"REMOTE_ADDR": ""}, attempts.UNKNOWN_ADDRESS),
        (True, {"REMOTE_ADDR": "192.0.2.1", "HTTP_X_FORWARDED_FOR": "nonsense"}, attempts.UNKNOWN_ADDRESS),
    ],
)
def test_which_address_asks(
    rf: RequestFactory, settings: Settings, proxy: bool, given: dict[str, str], address: str
) -> None:
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if proxy else None
    request = rf.get("/")
    request.META.update(given)
    assert attempts.address_of(request) == address
