from django.apps import AppConfig


class FrontDoorConfig(AppConfig):
    name = "alongside.helping.front_door"
    label = "front_door"
