"""Identification: families who may need help, from what partners hold already."""

from django.apps import AppConfig


class IdentificationConfig(AppConfig):
    """Adds 'May need help' to the navigation, and 'What is known' to the pages of a family."""

    name = "alongside.improving.identification"
    label = "identification"

    def ready(self) -> None:
        """Register the navigation and the tab."""
        from alongside.ground.design_system import frame
        from alongside.improving.identification.presenters import navigation
        from alongside.people.families.queries import Tab, register_tab

        frame.register(navigation, name="identification")
        register_tab(Tab("known", "What is known", "identification:known", 85))
