"""The API for partner systems."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """Nothing to register: its addresses are in `urls`."""

    name = "alongside.doors.api"
    label = "api"
