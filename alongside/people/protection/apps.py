"""Closely kept records: who may see them, and how long."""

from typing import TYPE_CHECKING

from django.apps import AppConfig

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alongside.ground.access.models import User
    from alongside.people.families.models import Family, Person
    from alongside.people.families.queries import Fact


class ProtectionConfig(AppConfig):
    """Joins the family pages, and keeps whoever joins a family as closely as the family is kept."""

    name = "alongside.people.protection"
    label = "protection"

    def ready(self) -> None:
        """Register with families and with the pages of refusal."""
        from alongside.ground.access.words import Permission
        from alongside.ground.design_system import frame
        from alongside.ground.design_system.refusals import WHERE_TO_ASK
        from alongside.people.families.actions import JOINED
        from alongside.people.families.queries import SUMMARIES, Tab, register_tab
        from alongside.people.protection.presenters import navigation, where_to_ask

        register_tab(Tab("protection", "Protection", "protection:family", order=90, permission=Permission.KEEP_CLOSELY))
        SUMMARIES.register(_facts)
        JOINED.register(_keep_newcomer)
        WHERE_TO_ASK.register(where_to_ask)
        frame.register(navigation, name="protection")


def _facts(family: "Family", by: "User") -> "Sequence[Fact]":
    from alongside.people.protection.presenters import facts

    return facts(family, by)


def _keep_newcomer(family: "Family", person: "Person", by: "User") -> None:
    from alongside.people.protection.actions import keep_newcomer

    keep_newcomer(family=family, person=person, by=by)
