from django.apps import AppConfig


class WorklistsConfig(AppConfig):
    name = "alongside.helping.worklists"
    label = "worklists"
