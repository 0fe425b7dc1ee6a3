"""Matching: records about one person, and who lives as one household."""

from django.apps import AppConfig


class MatchingConfig(AppConfig):
    """Adds 'Matches' to the navigation."""

    name = "alongside.people.matching"
    label = "matching"
