from django.apps import AppConfig
from django.http import HttpRequest


class AgenciesConfig(AppConfig):
    """Adds 'Your agency' and 'Agencies' to the navigation of those who look after them."""

    name = "alongside.ground.agencies"
    label = "agencies"

    def ready(self) -> None:
        """Join the frame."""
        from alongside.ground.design_system import frame

        frame.register(_frame_part, name="agencies")


def _frame_part(request: HttpRequest) -> "object":
    from alongside.ground.agencies.presenters import frame_part

    return frame_part(request)
