"""Signing in with a council's OpenID Connect, at a real provider: who comes in, and every way not to."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import jwt
import pytest
import time_machine
from allauth.socialaccount.models import SocialAccount
from allauth.socialaccount.providers.oauth2.client import OAuth2Client
from django.core import signing
from django.test import Client
from pytest_django.fixtures import Settings

from alongside.ground.access import actions as access
from alongside.ground.access.models import User
from alongside.ground.access.queries import the_system
from alongside.ground.audit.models import Event
from alongside.ground.design_system import resume
from alongside.ground.sign_in import actions
from alongside.ground.sign_in.tests.people import PASSWORD, code_of
from alongside.project.identity_providers import from_environment
from tests.identity_provider.conftest import EMAIL, is_in, last_refusal
from tests.identity_provider.running import Providers, path_of, person, providers

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
START = "/sign-in/openid/council/"
BACK = "http://testserver/sign-in/openid/council/back/"
PEOPLE = {
    "wendy": person(EMAIL, amr=["pwd", "mfa"]),
    "password-only": person(EMAIL),
    "capitals": person(EMAIL.upper(), amr=["mfa"]),
    "liar": person("wendy@another.example", amr=["mfa"]),
    "unverified": person(EMAIL, verified=False, amr=["mfa"]),
    "silent": person(EMAIL, verified=None, amr=["mfa"]),
    "without-address": {"claims": {"name": "Wendy"}, "amr": ["mfa"]},
    "stranger": person("nobody@council.example", amr=["mfa"]),
    "renamed": person("grace@council.example", sub="wendy", amr=["mfa"]),
    "second": person(EMAIL, sub="second", amr=["mfa"]),
}


@pytest.fixture(scope="module")
def running() -> Iterator[Providers]:
    with providers(PEOPLE, redirect_uri=BACK) as both:
        yield both


@pytest.fixture(autouse=True)
def configured(running: Providers, settings: Settings) -> None:
    configure(running, settings)


def configure(running: Providers, settings: Settings, **more: str) -> None:
    """As the environment of a council would."""
    settings.SOCIALACCOUNT_PROVIDERS = from_environment(
        {
            "ALONGSIDE_OIDC_ISSUER": running.address,
            "ALONGSIDE_OIDC_CLIENT_ID": "alongside",
            "ALONGSIDE_OIDC_SECRET": "a secret of the tests",
            "ALONGSIDE_OIDC_NAME": "your Made-up Council account",
            "ALONGSIDE_OIDC_DOMAINS": "council.example, schools.example",
            **more,
        }
    )


def go(client: Client, running: Providers, name: str, then: str = "/waiting/") -> Any:
    """Out to the provider, sign in there as `name`, and back; our answer."""
    out = client.get(f"{START}?next={then}")
    assert out.status_code == 302, out.content.decode()
    return client.get(path_of(running.openid(out["Location"], name)))


def test_the_button_is_there_only_when_it_is_configured(client: Client, settings: Settings) -> None:
    assert "Sign in with your Made-up Council account" in client.get("/sign-in/").content.decode()
    settings.SOCIALACCOUNT_PROVIDERS = from_environment({})
    assert "Council account" not in client.get("/sign-in/").content.decode()
    assert client.get(START).status_code == 404


def test_somebody_with_an_account_comes_in_when_the_provider_asked_for_two_factors(
    client: Client, running: Providers, worker: User
) -> None:
    assert go(client, running, "wendy")["Location"] == "/waiting/"
    assert is_in(client)
    assert Event.objects.get(kind="sign_in.signed_in").detail == {"factors": ["provider_with_second"]}
    linked = SocialAccount.objects.get(user=worker)
    assert (linked.uid, linked.extra_data) == ("wendy", {}), "what the provider said is not kept"


def test_the_second_time_too_and_whatever_the_capitals(client: Client, running: Providers, worker: User) -> None:
    go(client, running, "wendy")
    client.post("/sign-out/")
    assert go(client, running, "wendy")["Location"] == "/waiting/"
    SocialAccount.objects.all().delete()
    client.post("/sign-out/")
    assert go(client, running, "capitals")["Location"] == "/waiting/"


@pytest.mark.parametrize(
    ("setting", "name", "leads_to"),
    [
        ("claim", "password-only", "/sign-in/set-up/"),
        ("always", "password-only", "/waiting/"),
        ("never", "wendy", "/sign-in/set-up/"),
    ],
)
def test_our_own_second_factor_is_asked_for_unless_the_provider_vouches(
    client: Client, running: Providers, worker: User, settings: Settings, setting: str, name: str, leads_to: str
) -> None:
    configure(running, settings, ALONGSIDE_OIDC_SECOND_FACTOR=setting)
    assert go(client, running, name)["Location"] == leads_to
    assert is_in(client) is (leads_to == "/waiting/")


def test_who_has_an_app_here_gives_its_code(client: Client, running: Providers, worker: User) -> None:
    secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    actions.add_app(user=worker, secret=secret, code=code_of(secret, -1), by=worker)
    assert go(client, running, "password-only")["Location"] == "/sign-in/code/"
    assert client.post("/sign-in/code/", {"code": code_of(secret)})["Location"] == "/waiting/"


@pytest.mark.parametrize(
    ("name", "why", "says"),
    [
        ("liar", "domain_not_theirs", "It may not sign in people with your e-mail address."),
        ("unverified", "email_not_verified", "It does not say that your e-mail address has been checked."),
        ("silent", "email_not_verified", "It does not say that your e-mail address has been checked."),
        ("without-address", "nothing_said", "Ask the person who looks after Alongside"),
        ("stranger", "no_account", "There is no account here with your e-mail address."),
        ("nobody", "provider_refused", "Go back to the sign-in page and try again."),
    ],
)
def test_whose_word_is_not_enough_is_refused_clearly_and_written_down(
    client: Client, running: Providers, worker: User, name: str, why: str, says: str
) -> None:
    users = User.objects.count()
    answer = go(client, running, name)
    assert answer.status_code == 403
    assert says in answer.content.decode()
    assert last_refusal() == why
    assert not is_in(client)
    assert User.objects.count() == users, "nobody gets an account this way"
    assert not SocialAccount.objects.exists()


def test_a_council_may_say_that_its_provider_checks_addresses_though_it_does_not_say_so(
    client: Client, running: Providers, worker: User, settings: Settings
) -> None:
    configure(running, settings, ALONGSIDE_OIDC_EMAIL_IS_VERIFIED="on")
    assert go(client, running, "silent")["Location"] == "/waiting/"
    client.post("/sign-out/")
    assert go(client, running, "unverified").status_code == 403


@pytest.mark.parametrize(("name", "why"), [("renamed", "not_the_linked_person"), ("second", "another_identity")])
def test_a_provider_that_changes_its_mind_about_who_is_who(
    client: Client, running: Providers, worker: User, name: str, why: str
) -> None:
    access.add_person(email="grace@council.example", name="Grace", agency=worker.agency, by=the_system())
    go(client, running, "wendy")
    client.post("/sign-out/")
    assert go(client, running, name).status_code == 403
    assert last_refusal() == why
    assert not is_in(client)


@pytest.mark.parametrize("before", [True, False])
def test_a_closed_account_stays_closed(client: Client, running: Providers, worker: User, before: bool) -> None:
    if before:
        go(client, running, "wendy")
        client.post("/sign-out/")
    access.close_account(user=worker, by=the_system())
    assert go(client, running, "wendy").status_code == 403
    assert not is_in(client)


def test_an_answer_used_before_is_refused(client: Client, running: Providers, worker: User) -> None:
    back = path_of(running.openid(client.get(START)["Location"], "wendy"))
    assert client.get(back).status_code == 302
    client.post("/sign-out/")
    assert "This answer was used before" in client.get(back).content.decode()
    assert last_refusal() == "unknown_or_used_state"
    assert not is_in(client)


def test_an_answer_meant_for_another_browser_is_refused(client: Client, running: Providers, worker: User) -> None:
    back = path_of(running.openid(client.get(START)["Location"], "wendy"))
    other = Client()
    assert other.get(back).status_code == 403
    assert not is_in(other)


def test_a_made_up_code_is_refused(client: Client, running: Providers, worker: User) -> None:
    state = client.get(START)["Location"].partition("state=")[2].partition("&")[0]
    assert client.get(f"{START}back/?code=made-up&state={state}").status_code == 403
    assert last_refusal() == "token_not_good"


def _bent(how: str) -> Any:
    """The provider's real answer, with its identity token changed on the way."""
    real = OAuth2Client.get_access_token

    def get_access_token(self: OAuth2Client, code: str, **more: Any) -> dict[str, Any]:
        answer: dict[str, Any] = real(self, code, **more)
        head, body, signature = answer["id_token"].split(".")
        claims = jwt.decode(answer["id_token"], options={"verify_signature": False})
        if how == "signature":
            signature = signature[:-8] + ("A" * 8)
        elif how == "body":
            body = jwt.encode({**claims, "sub": "somebody-else"}, "x" * 32).split(".")[1]
        elif how == "unsigned":
            return {**answer, "id_token": jwt.encode(claims, "", algorithm="none")}
        else:
            return {key: value for key, value in answer.items() if key != "id_token"}
        return {**answer, "id_token": f"{head}.{body}.{signature}"}

    return get_access_token


@pytest.mark.parametrize("how", ["signature", "body", "unsigned", "missing"])
def test_a_tampered_token_is_refused(
    client: Client, running: Providers, worker: User, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    monkeypatch.setattr(OAuth2Client, "get_access_token", _bent(how))
    assert go(client, running, "wendy").status_code == 403
    assert last_refusal() == "token_not_good"
    assert not is_in(client)


@pytest.mark.parametrize(
    ("seconds", "comes_in"), [(0, True), (-45, True), (45, True), (-180, False), (2 * 60 * 60, False)]
)
def test_clocks_may_differ_a_little(
    client: Client, running: Providers, worker: User, seconds: int, comes_in: bool
) -> None:
    ours = dt.timedelta(seconds=seconds)
    with time_machine.travel(dt.datetime.now(dt.UTC) + ours):
        out = client.get(f"{START}?next=/waiting/")["Location"]
    back = path_of(running.openid(out, "wendy"))
    with time_machine.travel(dt.datetime.now(dt.UTC) + ours):
        answer = client.get(back)
        assert (answer.status_code == 302) is comes_in
        assert last_refusal() == ("" if comes_in else "token_not_good")


def test_a_token_for_another_request_is_refused(client: Client, running: Providers, worker: User) -> None:
    out = client.get(START)["Location"]
    nonce = out.partition("nonce=")[2].partition("&")[0]
    assert nonce
    assert client.get(path_of(running.openid(out.replace(nonce, "another"), "wendy"))).status_code == 403
    assert last_refusal() == "token_not_good"


def test_never_sent_on_to_another_site(client: Client, running: Providers, worker: User) -> None:
    assert go(client, running, "wendy", then="https://example.com/")["Location"] == "/"


def test_a_provider_that_cannot_be_reached_is_said_so(client: Client, settings: Settings, running: Providers) -> None:
    configure(running, settings, ALONGSIDE_OIDC_ISSUER="http://127.0.0.1:9")
    answer = client.get(START)
    assert answer.status_code == 403
    assert "It cannot be reached just now." in answer.content.decode()


def test_a_provider_that_says_it_is_another_is_refused(
    client: Client, running: Providers, worker: User, settings: Settings
) -> None:
    app = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]
    app["settings"]["openid_configuration_overrides"] = {"issuer": "https://another.example"}
    answer = go(client, running, "wendy")
    assert answer.status_code == 403
    assert not is_in(client)
    assert last_refusal() == "token_not_good"


def test_a_half_typed_form_is_kept_while_its_writer_confirms_there(
    client: Client, running: Providers, worker: User
) -> None:
    go(client, running, "wendy")
    kept = signing.dumps(
        {"path": "/your-sign-in/password/", "answers": {"new": ["a half-typed thought"]}},
        salt=resume.SALT,
        compress=True,
    )
    page = client.post("/confirm/", {"ask": "yes", "resume": kept}).content.decode()
    assert "next=%2Fconfirm%2F%3Fwaiting%3Dyes" in page
    out = client.get(f"{START}?again=yes&next=/confirm/%3Fwaiting%3Dyes")
    back = client.get(path_of(running.openid(out["Location"], "wendy")))
    assert back["Location"] == "/confirm/?waiting=yes"
    shown = client.get(back["Location"]).content.decode()
    assert "a half-typed thought" in shown and "/your-sign-in/password/" in shown
    assert "a half-typed thought" not in client.get(back["Location"]).content.decode(), "given back once"


def test_who_is_known_by_the_provider_confirms_there(client: Client, running: Providers, worker: User) -> None:
    go(client, running, "wendy")
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(minutes=11)):
        page = client.get("/confirm/?next=/sign-in/set-up/app/").content.decode()
        assert "Sign in again with your Made-up Council account" in page
        out = client.get(f"{START}?again=yes&next=/sign-in/set-up/app/")
        assert "prompt=login" in out["Location"]
    out = client.get(f"{START}?again=yes&next=/sign-in/set-up/app/")
    assert client.get(path_of(running.openid(out["Location"], "wendy")))["Location"] == "/sign-in/set-up/app/"
    assert client.get("/sign-in/set-up/app/").status_code == 200


def test_the_password_still_works_beside_it(client: Client, worker: User) -> None:
    assert client.post("/sign-in/", {"email": EMAIL, "password": PASSWORD})["Location"] == "/sign-in/set-up/"
