"""Worklists: what needs me today, and what I wait for."""

from django.apps import AppConfig
from django.http import HttpRequest


class WorklistsConfig(AppConfig):
    """Adds 'Today' to the navigation of whoever is signed in."""

    name = "alongside.helping.worklists"
    label = "worklists"

    def ready(self) -> None:
        """Join the frame."""
        from alongside.ground.design_system import frame

        def today(request: HttpRequest) -> frame.FramePart:
            if not request.user.is_authenticated:
                return frame.FramePart()
            return frame.FramePart(navigation=(frame.NavigationItem("Today", "/", order=10),))

        frame.register(today, name="worklists")
