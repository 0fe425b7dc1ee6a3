"""Matching: records about one person, and who lives as one household."""

from django.apps import AppConfig


class MatchingConfig(AppConfig):
    """Adds 'Matches' to the navigation."""

    name = "alongside.people.matching"
    label = "matching"

    def ready(self) -> None:
        """Register with the frame."""
        from alongside.ground.design_system import frame
        from alongside.people.matching.presenters import navigation

        frame.register(navigation, name="matching")
