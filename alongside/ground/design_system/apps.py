from django.apps import AppConfig


class DesignSystemConfig(AppConfig):
    name = "alongside.ground.design_system"
    label = "design_system"
