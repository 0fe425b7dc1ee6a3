"""Identification: families who may need help, from what partners hold already."""

from django.apps import AppConfig


class IdentificationConfig(AppConfig):
    """Adds 'May need help' to the navigation, and 'What is known' to the pages of a family."""

    name = "alongside.improving.identification"
    label = "identification"
