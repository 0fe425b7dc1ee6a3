"""Who asks through the API: the person signed in to the pages. When machines get keys, change this file alone."""

from django.conf import settings
from django.http import HttpRequest
from ninja.security import APIKeyCookie

from alongside.ground.access.models import User
from alongside.ground.lib.errors import NotFoundForYou
from alongside.ground.sign_in.pages import require_confirmed


class SignedIn(APIKeyCookie):
    """The session of the pages; a change needs the form protection token too (header X-CSRFToken)."""

    param_name = settings.SESSION_COOKIE_NAME

    def authenticate(self, request: HttpRequest, key: str | None) -> User | None:
        """The signed-in person, or None."""
        return request.user if isinstance(request.user, User) and request.user.is_active else None


def person(request: HttpRequest) -> User:
    """Whoever asks; only behind `SignedIn`."""
    if not isinstance(request.user, User):
        raise NotFoundForYou
    return request.user


def confirmed_person(request: HttpRequest) -> User:
    """Whoever asks, for changes of access and emergencies: raises NotConfirmed unless they lately showed it is they."""
    by = person(request)
    require_confirmed(request)
    return by
