from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "alongside.doors.api"
    label = "api"
