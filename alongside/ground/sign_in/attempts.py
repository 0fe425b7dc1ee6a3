"""How many wrong tries: five close an account for a quarter of an hour, forty close an address (django-axes counts).

An account that does not exist closes alike, so that the door tells nobody which e-mail addresses have accounts.
"""

import datetime as dt
import ipaddress

from axes.handlers.proxy import AxesProxyHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth.signals import user_login_failed
from django.db.models import Sum
from django.http import HttpRequest

from alongside.ground.lib.clock import now
from alongside.ground.lib.errors import Refused

TRIES_PER_ADDRESS = 40
WAIT_MINUTES = 15
UNKNOWN_ADDRESS = "0.0.0.0"  # noqa: S104  # nosec B104  # said where no address is known; nothing listens on it


def address_of(request: HttpRequest) -> str:
    """The address asking. Behind a proxy of the council's own: the one that proxy saw, never what came from outside."""
    given = str(request.META.get("REMOTE_ADDR", ""))
    if settings.SECURE_PROXY_SSL_HEADER:
        given = str(request.META.get("HTTP_X_FORWARDED_FOR", given)).rpartition(",")[2].strip()
    try:
        return str(ipaddress.ip_address(given))
    except ValueError:
        return UNKNOWN_ADDRESS


def check(request: HttpRequest, email: str) -> None:
    """Raise Refused when this account or this address has had too many wrong tries."""
    if not AxesProxyHandler.is_allowed(request, _credentials(email)) or _address_is_closed(request):
        raise too_many()


def failed(request: HttpRequest, email: str) -> None:
    """Count a wrong code or passkey as a wrong password is counted."""
    user_login_failed.send(sender=__name__, credentials=_credentials(email), request=request)


def succeeded(email: str) -> None:
    """Forget the account's wrong tries: the person is in."""
    AxesProxyHandler.reset_attempts(username=email.casefold())


def too_many() -> Refused:
    """What is said, whether or not there is such an account."""
    return Refused(
        "There have been too many wrong tries.",
        what_to_do=f"Wait {WAIT_MINUTES} minutes and try again, or set a new password if you have forgotten yours.",
    )


def _credentials(email: str) -> dict[str, str]:
    return {settings.AXES_USERNAME_FORM_FIELD: email.casefold()}


def _address_is_closed(request: HttpRequest) -> bool:
    since = now() - dt.timedelta(minutes=WAIT_MINUTES)
    tries = AccessAttempt.objects.filter(ip_address=address_of(request), attempt_time__gte=since)
    return (tries.aggregate(sum=Sum("failures_since_start"))["sum"] or 0) >= TRIES_PER_ADDRESS
