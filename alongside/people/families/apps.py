from django.apps import AppConfig


class FamiliesConfig(AppConfig):
    name = "alongside.people.families"
    label = "families"
