"""Pages of the front door."""

from typing import cast

from django.http import HttpRequest

from alongside.ground.access.models import User


def person(request: HttpRequest) -> User:
    """Whoever is signed in."""
    return cast(User, request.user)
