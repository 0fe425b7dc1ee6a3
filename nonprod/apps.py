from django.apps import AppConfig


class NonprodConfig(AppConfig):
    name = "nonprod"
    label = "nonprod"
