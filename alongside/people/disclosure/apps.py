"""What leaves the system is checked, for the one person it is for."""

from django.apps import AppConfig


class DisclosureConfig(AppConfig):
    """Checks outputs; episodes and helping join in with what they hold."""

    name = "alongside.people.disclosure"
    label = "disclosure"
