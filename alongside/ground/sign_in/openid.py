"""OpenID Connect, by the authorisation code flow with PKCE: the way out, and what comes back.

allauth keeps the state (one use, tied to the browser's session) and exchanges the code. The identity token is checked
here: signature by the provider's published keys, issuer (the one configured), audience, time with a minute's leeway for
clocks that differ, and the nonce we sent (OpenID Connect Core 1.0, section 3.1.3.7).
"""

import json
import secrets
from typing import Any

import jwt
import requests
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.internal import jwtkit, statekit
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from alongside.ground.sign_in.providers import Asserted, NotLetIn, Provider

LEEWAY_SECONDS = 60
WELL_KNOWN = "/.well-known/openid-configuration"
ALGORITHMS = frozenset({"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"})
TRY_AGAIN = "Go back to the sign-in page and try again."
BROKEN = (OAuth2Error, requests.RequestException, jwt.PyJWTError, KeyError, ValueError, TypeError)


def send_out(request: HttpRequest, provider: Provider, then: str, *, again: bool) -> HttpResponseBase:
    """To the provider's page; `again` has it ask for the password even of somebody it knows."""
    nonce = secrets.token_urlsafe(24)
    asked = {"nonce": nonce, **({"prompt": "login"} if again else {})}
    given = get_adapter(request).get_provider(request, provider.key)
    try:
        if given.get_oauth2_adapter(request).openid_config.get("claims_parameter_supported"):
            asked["claims"] = json.dumps({"id_token": {"amr": None}})  # how the person signed in there
        answer: HttpResponseBase = given.redirect(
            request, process="login", next_url=then, data={"nonce": nonce}, auth_params=asked
        )
    except BROKEN:
        raise NotLetIn(
            "provider_not_reached", "It cannot be reached just now. Try again, or sign in another way."
        ) from None
    return answer


def come_back(request: HttpRequest, provider: Provider) -> tuple[Asserted, str]:
    """What the provider says of the person, and the page they wanted. Raises NotLetIn."""
    state = statekit.unstash_state(request, provider_id=provider.key, state_id=request.GET.get("state", ""))
    if state is None:
        raise NotLetIn("unknown_or_used_state", "This answer was used before, or took too long. " + TRY_AGAIN)
    if "code" not in request.GET:
        raise NotLetIn("provider_refused", TRY_AGAIN)
    try:
        token = _identity_token(request, provider, state)
    except BROKEN:
        raise NotLetIn("token_not_good", TRY_AGAIN) from None
    return _asserted(token), str(state.get("next") or "/")


def _identity_token(request: HttpRequest, provider: Provider, state: dict[str, Any]) -> dict[str, Any]:
    adapter = OpenIDConnectOAuth2Adapter(request, provider.key)
    app = adapter.get_provider().app
    answer = adapter.get_access_token_data(
        request, app, adapter.get_client(request, app), pkce_code_verifier=state.get("pkce_code_verifier")
    )
    config = adapter.openid_config
    algorithm, key = jwtkit.fetch_key(answer["id_token"], config["jwks_uri"], jwtkit.lookup_kid_jwk)
    if algorithm not in ALGORITHMS:
        raise jwt.InvalidAlgorithmError(algorithm)
    token: dict[str, Any] = jwt.decode(
        answer["id_token"],
        key=key,
        algorithms=[algorithm],
        audience=app.client_id,
        issuer=_issuer(app, config),
        leeway=LEEWAY_SECONDS,
        options={"require": ["exp", "iat", "iss", "aud", "sub"]},
    )
    if not secrets.compare_digest(str(token.get("nonce", "")), state["data"]["nonce"]):
        raise jwt.InvalidTokenError("nonce")
    if "email" not in token and app.settings.get("fetch_userinfo", True):
        more = adapter._fetch_user_info(answer["access_token"])
        if more.get("sub") != token["sub"]:
            raise jwt.InvalidTokenError("sub")
        token = {**more, **token}
    return token


def _issuer(app: Any, config: dict[str, Any]) -> str:
    """The issuer of the provider's description, which must be the one the council configured (ASVS 10.5.3).

    Otherwise whoever can put a description of their own in its place would choose who vouches for people.
    """
    configured = str(app.settings["server_url"]).removesuffix(WELL_KNOWN).rstrip("/")
    said = str(config["issuer"])
    if said.rstrip("/") != configured:
        raise jwt.InvalidIssuerError(said)
    return said


def _asserted(token: dict[str, Any]) -> Asserted:
    """The token's claims; several ways in, of which one was a code or key, is `amr` 'mfa' (RFC 8176)."""
    verified = token.get("email_verified")
    return Asserted(
        uid=str(token["sub"]),
        email=str(token.get("email") or ""),
        verified=None if verified is None else verified is True,
        second_factor="mfa" in (token.get("amr") or []),
    )
