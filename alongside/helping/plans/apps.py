from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "alongside.helping.plans"
    label = "plans"
