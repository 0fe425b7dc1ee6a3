"""Partner data: feeds, checks, loads, and where each cell came from."""

from django.apps import AppConfig


class PartnerDataConfig(AppConfig):
    """Adds 'Partner data' to the navigation of those who load feeds."""

    name = "alongside.people.partner_data"
    label = "partner_data"

    def ready(self) -> None:
        """Join the frame."""
        from alongside.ground.design_system import frame
        from alongside.people.partner_data.presenters import frame_part

        frame.register(frame_part, name="partner_data")
