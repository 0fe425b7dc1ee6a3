"""The front door: contacts, the hub's queue, decisions."""

from django.apps import AppConfig


class FrontDoorConfig(AppConfig):
    """Adds the front door's pages to the navigation."""

    name = "alongside.helping.front_door"
    label = "front_door"

    def ready(self) -> None:
        """Register the navigation."""
        from alongside.ground.design_system import frame
        from alongside.helping.front_door.presenters import navigation

        frame.register(navigation, name="front_door")
