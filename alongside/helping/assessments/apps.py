from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    """Adds the 'Assessment' tab to family pages."""

    name = "alongside.helping.assessments"
    label = "assessments"

    def ready(self) -> None:
        """Register with the family pages."""
        from alongside.ground.access.words import Permission
        from alongside.people.families.queries import Tab, register_tab

        register_tab(Tab("assessment", "Assessment", "assessments:overview", 30, Permission.SEE_ASSESSMENT))
