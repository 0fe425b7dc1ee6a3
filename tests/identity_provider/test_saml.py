"""Signing in with a council's SAML, at a real provider: who comes in, and every way not to."""

import base64
import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from pytest_django.fixtures import Settings

from alongside.ground.access.models import User
from alongside.ground.sign_in.queries import methods_of
from alongside.project.identity_providers import from_environment
from tests.identity_provider.conftest import EMAIL, is_in, last_refusal
from tests.identity_provider.running import (
    MFA,
    Providers,
    key_and_certificate,
    new_key_and_certificate,
    path_of,
    person,
    providers,
)

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
START = "/sign-in/saml/council/"
PEOPLE = {
    "wendy": person(EMAIL, how=MFA),
    "password-only": person(EMAIL),
    "liar": person("wendy@another.example", how=MFA),
    "without-address": {"claims": {}, "how": MFA},
    "stranger": person("nobody@council.example", how=MFA),
    "second": person(EMAIL, sub="second", how=MFA),
}


@pytest.fixture(scope="module")
def running(django_db_setup: None, django_db_blocker: Any) -> Iterator[Providers]:
    """The provider, told of us by our own metadata."""
    from django.test import override_settings

    told = from_environment(environment("http://127.0.0.1:1"))
    with override_settings(SOCIALACCOUNT_PROVIDERS=told), django_db_blocker.unblock():
        metadata = Client().get(f"{START}metadata/")
    assert metadata["Content-Type"] == "application/samlmetadata+xml"
    with providers(PEOPLE, metadata=metadata.content.decode()) as both:
        yield both


def environment(address: str, **more: str) -> dict[str, str]:
    """As a council would configure it."""
    return {
        "ALONGSIDE_SAML_ENTITY_ID": f"{address}/saml",
        "ALONGSIDE_SAML_SSO_URL": f"{address}/saml/sso",
        "ALONGSIDE_SAML_CERTIFICATE": key_and_certificate()[1],
        "ALONGSIDE_SAML_DOMAINS": "council.example",
        **more,
    }


@pytest.fixture(autouse=True)
def configured(running: Providers, settings: Settings) -> None:
    settings.SOCIALACCOUNT_PROVIDERS = from_environment(environment(running.address))


def post(client: Client, answer: str) -> Any:
    """The provider's page has the browser post its answer, without our session's cookie; then a redirect, with it."""
    session = client.cookies.pop("sessionid", None)
    posted = client.post(f"{START}answer/", {"SAMLResponse": answer})
    assert posted["Location"] == f"{START}back/"
    if session is not None:
        client.cookies["sessionid"] = session.value
    return client.get(posted["Location"])


def go(client: Client, running: Providers, name: str, then: str = "/waiting/") -> Any:
    """Out to the provider, sign in there as `name`, and back; our answer."""
    return post(client, running.saml(client.get(f"{START}?next={then}")["Location"], name))


def test_somebody_with_an_account_comes_in(client: Client, running: Providers, worker: User) -> None:
    assert "Sign in with your council account" in client.get("/sign-in/").content.decode()
    assert go(client, running, "wendy")["Location"] == "/waiting/"
    assert is_in(client)
    assert SocialAccount.objects.get(user=worker).extra_data == {}
    assert methods_of(worker).providers == ("saml:council",)
    client.post("/sign-out/")
    assert go(client, running, "wendy")["Location"] == "/waiting/"


def test_our_own_second_factor_is_asked_for_when_the_provider_asked_for_none(
    client: Client, running: Providers, worker: User
) -> None:
    assert go(client, running, "password-only")["Location"] == "/sign-in/set-up/"
    assert not is_in(client)


@pytest.mark.parametrize(
    ("name", "why"),
    [("liar", "domain_not_theirs"), ("without-address", "nothing_said"), ("stranger", "no_account")],
)
def test_whose_word_is_not_enough_is_refused_and_written_down(
    client: Client, running: Providers, worker: User, name: str, why: str
) -> None:
    users = User.objects.count()
    assert go(client, running, name).status_code == 403
    assert last_refusal() == why
    assert not is_in(client)
    assert User.objects.count() == users


def test_another_identity_with_the_same_address_is_refused(client: Client, running: Providers, worker: User) -> None:
    go(client, running, "wendy")
    client.post("/sign-out/")
    assert go(client, running, "second").status_code == 403
    assert last_refusal() == "another_identity"


def test_an_answer_used_before_is_refused(client: Client, running: Providers, worker: User) -> None:
    answer = running.saml(client.get(START)["Location"], "wendy")
    assert post(client, answer).status_code == 302
    client.post("/sign-out/")
    again = post(client, answer)
    assert again.status_code == 403
    assert "This answer was used before" in again.content.decode()
    assert last_refusal() == "unknown_or_used_request"
    assert not is_in(client)


def test_an_answer_to_another_browser_is_refused(client: Client, running: Providers, worker: User) -> None:
    answer = running.saml(client.get(START)["Location"], "wendy")
    other = Client()
    assert post(other, answer).status_code == 403
    assert not is_in(other)


def test_an_answer_nobody_asked_for_is_refused(client: Client, running: Providers, worker: User) -> None:
    assert post(client, running.unasked_saml("wendy")).status_code == 403
    assert last_refusal() == "unknown_or_used_request"
    assert not is_in(client)


def _bent(answer: str, how: str) -> str:
    text = base64.b64decode(answer).decode()
    if how == "somebody else":
        assert EMAIL in text
        text = text.replace(EMAIL, "grace@council.example")
    elif how == "signature":
        value = re.search(r"SignatureValue>([^<]+)<", text)
        assert value
        text = text.replace(value[1], "A" * len(value[1]))
    elif how == "unsigned":
        text, taken_out = re.subn(r"<ds:Signature.*?</ds:Signature>", "", text, flags=re.DOTALL)
        assert taken_out
    elif how == "wrapped":
        # XML signature wrapping: the signed assertion stays, and an unsigned one that says more stands before it.
        assertion = re.search(r"<saml:Assertion.*?</saml:Assertion>", text, re.DOTALL)
        assert assertion
        bare = re.sub(r"<ds:Signature.*?</ds:Signature>", "", assertion[0], flags=re.DOTALL)
        bare = re.sub(r'ID="[^"]+"', 'ID="_evil"', bare, count=1).replace(EMAIL, "grace@council.example")
        text = text.replace(assertion[0], bare + assertion[0])
    else:
        return how
    return base64.b64encode(text.encode()).decode()


@pytest.mark.parametrize(
    "how", ["somebody else", "signature", "unsigned", "wrapped", "not base64 !", "PHhtbC8+", "bm90IHhtbA==", ""]
)
def test_a_tampered_answer_is_refused(client: Client, running: Providers, worker: User, how: str) -> None:
    answer = running.saml(client.get(START)["Location"], "wendy")
    assert post(client, _bent(answer, how)).status_code == 403
    assert last_refusal() == "answer_not_good"
    assert not is_in(client)


def test_an_answer_signed_by_somebody_else_is_refused(
    client: Client, running: Providers, worker: User, settings: Settings
) -> None:
    out = client.get(START)["Location"]
    answer = running.saml(out, "wendy")
    expected = environment(running.address, ALONGSIDE_SAML_CERTIFICATE=new_key_and_certificate()[1])
    settings.SOCIALACCOUNT_PROVIDERS = from_environment(expected)
    assert post(client, answer).status_code == 403
    assert last_refusal() == "answer_not_good"


@pytest.mark.parametrize(("minutes", "comes_in"), [(-4, True), (4, True), (-20, False), (20, False)])
def test_clocks_may_differ_a_little(
    client: Client, running: Providers, worker: User, minutes: int, comes_in: bool
) -> None:
    ours = dt.timedelta(minutes=minutes)
    with time_machine.travel(dt.datetime.now(dt.UTC) + ours):
        out = client.get(START)["Location"]
    answer = running.saml(out, "wendy")
    with time_machine.travel(dt.datetime.now(dt.UTC) + ours):
        assert (post(client, answer).status_code == 302) is comes_in
    assert last_refusal() == ("" if comes_in else "answer_not_good")


def test_nothing_posted_is_refused(client: Client, worker: User) -> None:
    assert client.get(f"{START}back/").status_code == 403
    assert last_refusal() == "nothing_posted"


def test_never_sent_on_to_another_site(client: Client, running: Providers, worker: User) -> None:
    assert go(client, running, "wendy", then="//example.com/")["Location"] == "/"


def test_it_asks_for_the_password_again_to_confirm(client: Client) -> None:
    import zlib
    from urllib.parse import parse_qs, urlsplit

    out = client.get(f"{START}?again=yes&next=/")["Location"]
    asked = parse_qs(urlsplit(out).query)["SAMLRequest"][0]
    assert b'ForceAuthn="true"' in zlib.decompress(base64.b64decode(asked), -15)
    assert path_of(out).startswith("/saml/sso?")
