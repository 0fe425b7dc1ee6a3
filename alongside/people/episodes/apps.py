from django.apps import AppConfig


class EpisodesConfig(AppConfig):
    name = "alongside.people.episodes"
    label = "episodes"
