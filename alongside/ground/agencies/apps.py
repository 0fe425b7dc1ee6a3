from django.apps import AppConfig


class AgenciesConfig(AppConfig):
    """Adds 'Your agency' and 'Agencies' to the navigation of those who look after them."""

    name = "alongside.ground.agencies"
    label = "agencies"

    def ready(self) -> None:
        """Join the frame."""
        from alongside.ground.agencies.presenters import frame_part
        from alongside.ground.design_system import frame

        frame.register(frame_part, name="agencies")
