"""Signing in: passwords, second factors, passkeys, the council's own sign-in, sessions."""

from typing import TYPE_CHECKING

from django.apps import AppConfig

if TYPE_CHECKING:
    from alongside.ground.access.models import User


class SignInConfig(AppConfig):
    """Ends the sessions of whoever leaves, and adds 'Your sign-in' to the foot of each page."""

    name = "alongside.ground.sign_in"
    label = "sign_in"

    def ready(self) -> None:
        """Register with access and with the frame."""
        from alongside.ground.access.actions import LEFT
        from alongside.ground.design_system import frame
        from alongside.ground.sign_in.presenters import frame_part

        LEFT.register(_end_sessions)
        frame.register(frame_part, name="sign_in")


def _end_sessions(user: "User", by: "User") -> None:
    from alongside.ground.sign_in.actions import end_sessions

    end_sessions(user=user, by=by)
