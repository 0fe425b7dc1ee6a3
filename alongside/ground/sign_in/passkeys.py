"""Passkeys: what the browser is asked, and whether its answer is right. The mathematics is fido2's, through allauth."""

import json
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth
from django.core.exceptions import ValidationError

from alongside.ground.access.models import User
from alongside.ground.lib.errors import Refused

REFUSED = "This passkey was not accepted."
WHAT_TO_DO = "Try again, or sign in another way."


def ask_to_make_one(user: User) -> str:
    """What the browser needs to make a passkey that is enough alone, as JSON."""
    return json.dumps(auth.begin_registration(user, passwordless=True))


def ask_for_one(user: User | None) -> str:
    """What the browser needs to show a passkey, as JSON; of anybody when the person is not known yet."""
    return json.dumps(auth.begin_authentication(user))


def answer(typed: str) -> dict[str, Any]:
    """The browser's answer. Raises Refused for what is not one."""
    try:
        given = json.loads(typed)
    except ValueError:
        raise Refused(REFUSED, what_to_do=WHAT_TO_DO) from None
    if not isinstance(given, dict):
        raise Refused(REFUSED, what_to_do=WHAT_TO_DO)
    return given


def check_new(given: dict[str, Any]) -> None:
    """Raise Refused unless the browser made the passkey we asked for just now, for this host."""
    try:
        auth.complete_registration(auth.parse_registration_response(given))
    except (ValidationError, ValueError, TypeError, KeyError, AttributeError):
        raise Refused("The passkey was not made.", what_to_do="Try again, or use an authenticator app.") from None


def check_shown(user: User, given: dict[str, Any]) -> Authenticator:
    """The person's passkey that signed our challenge. Raises Refused."""
    try:
        return auth.complete_authentication(user, auth.parse_authentication_response(given))
    except (ValidationError, ValueError, TypeError, KeyError, AttributeError):
        raise Refused(REFUSED, what_to_do=WHAT_TO_DO) from None
