"""The audit trail."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Puts the trail around every action, and watches what is about to be written."""

    name = "alongside.ground.audit"
    label = "audit"

    def ready(self) -> None:
        """Collect events around each action; look for odd reading before reads are written."""
        from alongside.ground.audit.collecting import BEFORE_WRITING, around_an_action
        from alongside.ground.audit.detecting import watch
        from alongside.ground.lib.actions import AROUND

        AROUND.register(around_an_action)
        BEFORE_WRITING.register(watch)
