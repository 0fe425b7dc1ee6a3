"""The issuer of a provider's description is the one the council configured, and is asked where it is, nowhere else."""

from types import SimpleNamespace
from typing import Any

import jwt
import pytest
import requests
from requests.adapters import BaseAdapter

from alongside.ground.sign_in.adapters import Providers
from alongside.ground.sign_in.openid import BROKEN, _issuer

OURS = "https://login.council.example/tenant/v2.0"


@pytest.mark.parametrize(
    ("configured", "said"),
    [(OURS, OURS), (f"{OURS}/", OURS), (OURS, f"{OURS}/"), (f"{OURS}/.well-known/openid-configuration", OURS)],
)
def test_the_configured_issuer_is_believed(configured: str, said: str) -> None:
    assert _issuer(SimpleNamespace(settings={"server_url": configured}), {"issuer": said}) == said


@pytest.mark.parametrize(
    "said", ["https://login.another.example/tenant/v2.0", "", f"{OURS}.another.example", OURS.replace("https", "http")]
)
def test_a_description_of_another_issuer_is_not_believed(said: str) -> None:
    with pytest.raises(jwt.InvalidIssuerError):
        _issuer(SimpleNamespace(settings={"server_url": OURS}), {"issuer": said})


class SendsOn(BaseAdapter):
    """A server that sends everybody on to another, and counts who asks."""

    asked = 0

    def send(self, request: requests.PreparedRequest, *_: Any, **__: Any) -> requests.Response:
        self.asked += 1
        answer = requests.Response()
        answer.status_code, answer.request, answer.url = 302, request, str(request.url)
        answer.headers["Location"] = "https://another.example/"
        answer._content = b""  # read already
        return answer

    def close(self) -> None:
        """Nothing is open."""


def test_a_provider_that_sends_us_on_is_not_followed() -> None:
    session, server = Providers().get_requests_session(), SendsOn()
    session.mount("https://", server)
    with pytest.raises(requests.TooManyRedirects) as refused:
        session.get(OURS)
    assert server.asked == 1
    assert isinstance(refused.value, BROKEN), "the page says that the provider could not be reached"
