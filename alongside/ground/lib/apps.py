from django.apps import AppConfig
from django.db.backends.signals import connection_created

from alongside.ground.lib.kept_statements import keep_more


class LibConfig(AppConfig):
    name = "alongside.ground.lib"
    label = "lib"

    def ready(self) -> None:
        connection_created.connect(keep_more)
