"""The council's own sign-in, as environment variables name it, in the shape allauth reads its providers.

`ALONGSIDE_OIDC_...` names one OpenID Connect provider, `ALONGSIDE_SAML_...` one SAML provider; docs/installing.md lists
the variables. A provider may sign in only people whose e-mail domain is in its `DOMAINS`.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

SECOND_FACTOR = ("claim", "always", "never")


class WronglyConfigured(Exception):
    """A variable is missing or has a value that means nothing; the message names it."""


def from_environment(environment: Mapping[str, str]) -> dict[str, Any]:
    """Allauth's SOCIALACCOUNT_PROVIDERS; empty lists where nothing is configured. Raises WronglyConfigured."""
    return {
        "openid_connect": {"APPS": _openid_connect(environment), "OAUTH_PKCE_ENABLED": True},
        "saml": {"APPS": _saml(environment)},
    }


def _openid_connect(environment: Mapping[str, str]) -> list[dict[str, Any]]:
    issuer = environment.get("ALONGSIDE_OIDC_ISSUER")
    if not issuer:
        return []
    return [
        {
            "provider_id": "council",
            "name": environment.get("ALONGSIDE_OIDC_NAME", "your council account"),
            "client_id": _needed(environment, "ALONGSIDE_OIDC_CLIENT_ID"),
            "secret": _needed(environment, "ALONGSIDE_OIDC_SECRET"),
            "settings": {
                "server_url": issuer,
                "oauth_pkce_enabled": True,
                "email_is_verified": environment.get("ALONGSIDE_OIDC_EMAIL_IS_VERIFIED") == "on",
                **_trust(environment, "ALONGSIDE_OIDC"),
            },
        }
    ]


def _saml(environment: Mapping[str, str]) -> list[dict[str, Any]]:
    entity = environment.get("ALONGSIDE_SAML_ENTITY_ID")
    if not entity:
        return []
    return [
        {
            "provider_id": "council",
            "name": environment.get("ALONGSIDE_SAML_NAME", "your council account"),
            "client_id": "council",
            "settings": {
                "entity_id": entity,
                "sso_url": _needed(environment, "ALONGSIDE_SAML_SSO_URL"),
                "certificate": _certificate(_needed(environment, "ALONGSIDE_SAML_CERTIFICATE")),
                **_trust(environment, "ALONGSIDE_SAML"),
            },
        }
    ]


def _trust(environment: Mapping[str, str], prefix: str) -> dict[str, Any]:
    """Whose e-mail addresses the provider answers for, and whether its second factor counts."""
    domains = [part.strip().casefold() for part in _needed(environment, f"{prefix}_DOMAINS").split(",") if part.strip()]
    second = environment.get(f"{prefix}_SECOND_FACTOR", "claim")
    if second not in SECOND_FACTOR:
        raise WronglyConfigured(f"{prefix}_SECOND_FACTOR must be one of: {', '.join(SECOND_FACTOR)}.")
    return {"domains": domains, "second_factor": second}


def _needed(environment: Mapping[str, str], name: str) -> str:
    value = environment.get(name, "").strip()
    if not value:
        raise WronglyConfigured(f"{name} is missing: it is needed for the council's own sign-in.")
    return value


def _certificate(given: str) -> str:
    """The certificate itself, or the file that holds it."""
    return given if "BEGIN CERTIFICATE" in given or len(given) > 400 else Path(given).read_text(encoding="utf-8")
