"""SAML 2.0: the way out by redirect, and the signed answer that the provider's page posts to us.

python3-saml checks signature, audience, recipient and time (five minutes' leeway); the answer must reply to a request
of this very browser, which is forgotten once answered, so an answer can be used once and never out of the blue.
"""

import binascii
from typing import Any

from allauth.core.internal import httpkit
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.internal import statekit
from allauth.socialaccount.providers.saml.utils import build_auth, build_saml_config
from allauth.socialaccount.sessions import LoginSession
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from lxml.etree import LxmlError
from onelogin.saml2.auth import OneLogin_Saml2_Settings
from onelogin.saml2.errors import OneLogin_Saml2_Error

from alongside.ground.sign_in.providers import Asserted, NotLetIn, Provider

TRY_AGAIN = "Go back to the sign-in page and try again."
BROKEN = (OneLogin_Saml2_Error, binascii.Error, LxmlError, KeyError, ValueError, TypeError)
# What providers call a sign-in with more than a password: REFEDS, and Microsoft's AD FS and Entra.
SECOND_FACTOR = frozenset({"https://refeds.org/profile/mfa", "http://schemas.microsoft.com/claims/multipleauthn"})
KEPT = ("saml_acs_session", "saml-acs-session")


def send_out(request: HttpRequest, provider: Provider, then: str, *, again: bool) -> HttpResponseBase:
    """To the provider's page; `again` has it ask for the password even of somebody it knows."""
    given = _given(request, provider)
    auth = build_auth(request, given)
    address = auth.login(return_to="", force_authn=again)
    given.stash_redirect_state(request, "login", then, None, state_id=auth.get_last_request_id())
    return HttpResponseRedirect(address)


def keep(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """Keep the posted answer for the page that `response` redirects to.

    A POST from another site comes without our session cookie (SameSite=Lax); the redirect after it comes with it.
    """
    kept = LoginSession(request, *KEPT)
    kept.store.update({"request": httpkit.serialize_request(request)})
    kept.save(response)
    return response


def come_back(request: HttpRequest, provider: Provider) -> tuple[Asserted, str]:
    """What the provider says of the person, and the page they wanted. Raises NotLetIn."""
    kept = LoginSession(request, *KEPT)
    posted = kept.store.get("request")
    kept.delete()
    if not posted:
        raise NotLetIn("nothing_posted", TRY_AGAIN)
    given = _given(request, provider)
    auth = build_auth(httpkit.deserialize_request(posted, HttpRequest()), given)
    try:
        auth.process_response(request_id=None)  # which request it answers is checked below, by the state we kept
    except BROKEN:
        raise NotLetIn("answer_not_good", TRY_AGAIN) from None
    if auth.get_errors() or not auth.is_authenticated():
        raise NotLetIn("answer_not_good", TRY_AGAIN)
    state = statekit.unstash_state(
        request, provider_id=given.sub_id, state_id=str(auth.get_last_response_in_response_to() or "")
    )
    if state is None:
        raise NotLetIn("unknown_or_used_request", "This answer was used before, or was not asked for. " + TRY_AGAIN)
    return _asserted(given, auth), str(state.get("next") or "/")


def metadata(request: HttpRequest, provider: Provider) -> bytes:
    """What the provider's administrators need to know of us, as SAML metadata."""
    config = build_saml_config(request, _given(request, provider).app.settings, provider.key)
    told: bytes | str = OneLogin_Saml2_Settings(settings=config, sp_validation_only=True).get_sp_metadata()
    return told.encode() if isinstance(told, str) else told


def _given(request: HttpRequest, provider: Provider) -> Any:
    app = get_adapter(request).get_app(request, provider="saml", client_id=provider.key)
    return app.get_provider(request)


def _asserted(given: Any, auth: Any) -> Asserted:
    fields = given.extract_common_fields(auth)
    return Asserted(
        uid=str(given.extract_uid(auth) or ""),
        email=str(fields.get("email") or ""),
        verified=fields.get("email_verified"),
        second_factor=bool(SECOND_FACTOR & set(auth.get_last_authn_contexts() or [])),
    )
