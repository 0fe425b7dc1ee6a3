"""Plans: the team around the family, its plan, meetings, reviews and the end of help."""

from django.apps import AppConfig


class PlansConfig(AppConfig):
    """Adds its tabs to the family pages."""

    name = "alongside.helping.plans"
    label = "plans"

    def ready(self) -> None:
        """Register the tabs."""
        from alongside.ground.access.words import Permission
        from alongside.people.families.queries import Tab, register_tab

        for key, label, name, order in (
            ("team", "Team", "plans:team", 40),
            ("plan", "Plan", "plans:plan", 42),
            ("meetings", "Meetings", "plans:meetings", 44),
            ("reviews", "Review", "plans:reviews", 46),
        ):
            register_tab(Tab(key, label, name, order, Permission.SEE_PLAN))
