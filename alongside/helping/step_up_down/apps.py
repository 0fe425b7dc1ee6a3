from django.apps import AppConfig


class StepUpDownConfig(AppConfig):
    name = "alongside.helping.step_up_down"
    label = "step_up_down"
