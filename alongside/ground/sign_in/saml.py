"""SAML 2.0: the way out by redirect, and the signed answer that the provider's page posts to us.

python3-saml checks signature, audience, recipient and time (five minutes' leeway); the answer must reply to a request
of this very browser, which is forgotten once answered, so an answer can be used once and never out of the blue.
"""

import binascii
from typing import Any

from allauth.core.internal import httpkit
from allauth.socialaccount.internal import statekit
from allauth.socialaccount.sessions import LoginSession
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from lxml.etree import LxmlError
from onelogin.saml2.auth import OneLogin_Saml2_Auth, OneLogin_Saml2_Settings
from onelogin.saml2.constants import OneLogin_Saml2_Constants as Binding
from onelogin.saml2.errors import OneLogin_Saml2_Error

from alongside.ground.sign_in.providers import Asserted, NotLetIn, Provider

TRY_AGAIN = "Go back to the sign-in page and try again."
BROKEN = (OneLogin_Saml2_Error, binascii.Error, LxmlError, KeyError, ValueError, TypeError)
# What providers call a sign-in with more than a password: REFEDS, and Microsoft's AD FS and Entra.
SECOND_FACTOR = frozenset({"https://refeds.org/profile/mfa", "http://schemas.microsoft.com/claims/multipleauthn"})
EMAIL = (
    "urn:oid:0.9.2342.19200300.100.1.3",
    "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress",
    "email",
    "mail",
)
KEPT = ("saml_acs_session", "saml-acs-session")


def send_out(request: HttpRequest, provider: Provider, then: str, *, again: bool) -> HttpResponseBase:
    """To the provider's page; `again` has it ask for the password even of somebody it knows."""
    auth = OneLogin_Saml2_Auth(_asked_as(request), _config(request, provider))
    address = auth.login(return_to="", force_authn=again)
    statekit.stash_state(request, provider_id=provider.id, state={"next": then}, state_id=auth.get_last_request_id())
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
    answer = httpkit.deserialize_request(posted, HttpRequest())
    auth = OneLogin_Saml2_Auth(_asked_as(request, answer), _config(request, provider))
    try:
        auth.process_response(request_id=None)  # which request it answers is checked below, by the state we kept
    except BROKEN:
        raise NotLetIn("answer_not_good", TRY_AGAIN) from None
    if auth.get_errors() or not auth.is_authenticated():
        raise NotLetIn("answer_not_good", TRY_AGAIN)
    answers = str(auth.get_last_response_in_response_to() or "")
    state = statekit.unstash_state(request, provider_id=provider.id, state_id=answers)
    if state is None:
        raise NotLetIn("unknown_or_used_request", "This answer was used before, or was not asked for. " + TRY_AGAIN)
    return _asserted(auth), str(state.get("next") or "/")


def metadata(request: HttpRequest, provider: Provider) -> bytes:
    """What the provider's administrators need to know of us, as SAML metadata."""
    told: bytes | str = OneLogin_Saml2_Settings(
        settings=_config(request, provider), sp_validation_only=True
    ).get_sp_metadata()
    return told.encode() if isinstance(told, str) else told


def _config(request: HttpRequest, provider: Provider) -> dict[str, Any]:
    """Strict: an answer must be signed, by an algorithm still in use, for us and for now."""
    address = {"provider_id": provider.key}
    return {
        "strict": True,
        "idp": {
            "entityId": provider.more["entity_id"],
            "x509cert": provider.more["certificate"],
            "singleSignOnService": {"url": provider.more["sso_url"], "binding": Binding.BINDING_HTTP_REDIRECT},
        },
        "sp": {
            "entityId": request.build_absolute_uri(reverse("saml_metadata", kwargs=address)),
            "assertionConsumerService": {
                "url": request.build_absolute_uri(reverse("saml_acs", kwargs=address)),
                "binding": Binding.BINDING_HTTP_POST,
            },
            "NameIDFormat": Binding.NAMEID_PERSISTENT,
        },
        "security": {
            "wantAssertionsSigned": True,
            "wantNameId": True,
            "wantAttributeStatement": False,
            "requestedAuthnContext": False,
            "rejectDeprecatedAlgorithm": True,
            "allowRepeatAttributeName": True,
            "allowSingleLabelDomains": True,
        },
    }


def _asked_as(request: HttpRequest, posted: HttpRequest | None = None) -> dict[str, Any]:
    """The request as python3-saml wants it: this one, or the one that was posted to us before."""
    return {
        "https": "on" if request.is_secure() else "off",
        "http_host": request.get_host(),
        "script_name": "",
        "path_info": posted.path if posted else request.path,
        "get_data": {},
        "post_data": posted.POST.dict() if posted else {},
    }


def _asserted(auth: OneLogin_Saml2_Auth) -> Asserted:
    """The subject, its e-mail address, and how it signed in. SAML does not say whether an address was checked."""
    said = auth.get_attributes()
    found = [said[name][0] for name in EMAIL if said.get(name)]
    return Asserted(
        uid=str(auth.get_nameid() or ""),
        email=str(found[0]) if found else "",
        verified=None,
        second_factor=bool(SECOND_FACTOR & set(auth.get_last_authn_contexts() or [])),
    )
