from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "alongside.ground.access"
    label = "access"
