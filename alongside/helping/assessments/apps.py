from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    name = "alongside.helping.assessments"
    label = "assessments"
