from django.apps import AppConfig


class FamiliesConfig(AppConfig):
    """Adds the 'People' tab to the family pages."""

    name = "alongside.people.families"
    label = "families"

    def ready(self) -> None:
        """Register the tab."""
        from alongside.people.families.queries import Tab, register_tab

        register_tab(Tab("people", "People", "families:people", order=20))
