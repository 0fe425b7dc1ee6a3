"""Partner data: feeds, checks, loads, and where each cell came from."""

from django.apps import AppConfig


class PartnerDataConfig(AppConfig):
    """Adds 'Partner data' to the navigation of those who load feeds."""

    name = "alongside.people.partner_data"
    label = "partner_data"
