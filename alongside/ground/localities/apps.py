from django.apps import AppConfig


class LocalitiesConfig(AppConfig):
    name = "alongside.ground.localities"
    label = "localities"
