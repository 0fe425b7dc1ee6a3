"""The chronology: one timeline of a family, from everyone."""

from django.apps import AppConfig


class ChronologyConfig(AppConfig):
    """Adds its tabs to the family pages."""

    name = "alongside.helping.chronology"
    label = "chronology"

    def ready(self) -> None:
        """Register the tabs."""
        from alongside.people.families.queries import Tab, register_tab

        register_tab(Tab("overview", "Overview", "chronology:overview", 10))
        register_tab(Tab("chronology", "Chronology", "chronology:chronology", 80))
