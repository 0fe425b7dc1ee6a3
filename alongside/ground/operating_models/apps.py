from django.apps import AppConfig
from django.http import HttpRequest

from alongside.ground.design_system import frame


def footer(request: HttpRequest) -> frame.FramePart:
    """A way to 'How this council works' from every page of somebody signed in."""
    if not getattr(request, "user", None) or not request.user.is_authenticated:
        return frame.FramePart()
    return frame.FramePart(footer=(frame.NavigationItem("How this council works", "/how-we-work/"),))


class OperatingModelsConfig(AppConfig):
    name = "alongside.ground.operating_models"
    label = "operating_models"

    def ready(self) -> None:
        """Put the operating model within reach of every page."""
        frame.register(footer, name="operating_models")
