"""Access: who uses the system and what they may do."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class AccessConfig(AppConfig):
    """Sees to it that the two actors without a person exist in every database, and that its walls stand."""

    name = "alongside.ground.access"
    label = "access"

    def ready(self) -> None:
        """Add the actors after each migration, so that a database emptied for a test has them too; join the frame."""
        from alongside.ground.access.presenters import frame_part
        from alongside.ground.access.queries import who_is_affected
        from alongside.ground.design_system import frame
        from alongside.ground.operating_models.queries import AFFECTED

        pre_migrate.connect(_lower_walls, sender=self, dispatch_uid="access.walls")
        post_migrate.connect(_raise_walls, sender=self, dispatch_uid="access.walls")
        post_migrate.connect(_add_actors, sender=self, dispatch_uid="access.actors")
        frame.register(frame_part, name="access")
        AFFECTED.register(who_is_affected)


def _lower_walls(plan: list[Any], **_: Any) -> None:
    from alongside.ground.access.walls import lower_walls

    if plan:
        lower_walls()


def _raise_walls(**_: Any) -> None:
    from alongside.ground.access.walls import raise_walls

    raise_walls()


def _add_actors(**_: Any) -> None:
    from alongside.ground.access.models import Agency, User
    from alongside.ground.access.queries import PUBLIC_DOOR, SYSTEM

    for email, name, agency_name, kind in (
        (PUBLIC_DOOR, "The public page", "The public", "public"),
        (SYSTEM, "Alongside", "Alongside itself", "other"),
    ):
        agency, _created = Agency.objects.get_or_create(name=agency_name, defaults={"kind": kind})
        User.objects.get_or_create(email=email, defaults={"name": name, "agency": agency, "password": "!"})
