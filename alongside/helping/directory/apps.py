"""The directory of services: what there is for families, searched by everybody, kept by those who run it."""

from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    """Adds the directory to the navigation, and to the foot of the page for whoever has no account."""

    name = "alongside.helping.directory"
    label = "directory"

    def ready(self) -> None:
        """Register the navigation."""
        from alongside.ground.design_system import frame
        from alongside.helping.directory.presenters import frame_part

        frame.register(frame_part, name="directory")
