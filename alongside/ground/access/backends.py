"""Signing in by e-mail and password; the person is read with agency and team, which every page needs."""

from django.contrib.auth.backends import ModelBackend

from alongside.ground.access.models import User


class EmailBackend(ModelBackend):
    """Django's own backend, with one query for a person, their agency and their team."""

    def get_user(self, user_id: int) -> User | None:
        """The person of this session, unless their account was closed."""
        return User.objects.select_related("agency", "team").filter(pk=user_id, is_active=True).first()
