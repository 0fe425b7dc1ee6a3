from django.apps import AppConfig


class LibConfig(AppConfig):
    name = "alongside.ground.lib"
    label = "lib"
