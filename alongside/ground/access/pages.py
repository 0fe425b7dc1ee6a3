"""What other packages' pages are built from: who is asking."""

from functools import cached_property

from django.http import HttpRequest

from alongside.ground.access.models import User
from alongside.ground.lib.errors import NotFoundForYou


class AskedBy:
    """A mixin for pages: `by` is the signed-in person, with agency and team. Only for pages that require sign-in."""

    request: HttpRequest

    @cached_property
    def by(self) -> User:
        """Whoever asks for the page."""
        user = self.request.user
        if not isinstance(user, User):
            raise NotFoundForYou
        return user
