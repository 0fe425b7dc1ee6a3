from django.apps import AppConfig


class ChronologyConfig(AppConfig):
    name = "alongside.helping.chronology"
    label = "chronology"
