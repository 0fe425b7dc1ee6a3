from django.apps import AppConfig


class OperatingModelsConfig(AppConfig):
    name = "alongside.ground.operating_models"
    label = "operating_models"
