from django.apps import AppConfig


class ConsentConfig(AppConfig):
    name = "alongside.people.consent"
    label = "consent"
