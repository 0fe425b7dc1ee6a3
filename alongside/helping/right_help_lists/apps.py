"""Right Early Help lists: each agency's own children with open early help, and who leads."""

from django.apps import AppConfig


class RightHelpListsConfig(AppConfig):
    """Adds the agency's list, and the hub manager's view of all of them, to the navigation."""

    name = "alongside.helping.right_help_lists"
    label = "right_help_lists"

    def ready(self) -> None:
        """Register the navigation."""
        from alongside.ground.design_system import frame
        from alongside.helping.right_help_lists.presenters import frame_part

        frame.register(frame_part, name="right_help_lists")
