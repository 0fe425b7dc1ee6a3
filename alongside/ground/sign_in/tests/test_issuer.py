"""The issuer of a provider's description is the one the council configured."""

from types import SimpleNamespace

import jwt
import pytest

from alongside.ground.sign_in.openid import _issuer

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
