"""Allocation: the panel that decides who leads, and the load of each team."""

from django.apps import AppConfig


class AllocationConfig(AppConfig):
    """Adds the panel to the navigation."""

    name = "alongside.helping.allocation"
    label = "allocation"

    def ready(self) -> None:
        """Register the navigation."""
        from alongside.ground.design_system import frame
        from alongside.helping.allocation.presenters import frame_part

        frame.register(frame_part, name="allocation")
