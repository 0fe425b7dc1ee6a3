from django.apps import AppConfig


class DraftsConfig(AppConfig):
    name = "alongside.ground.drafts"
    label = "drafts"
