from django.apps import AppConfig


class AllocationConfig(AppConfig):
    name = "alongside.helping.allocation"
    label = "allocation"
