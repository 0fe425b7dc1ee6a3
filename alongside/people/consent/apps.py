from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.apps import AppConfig

if TYPE_CHECKING:
    from alongside.ground.access.models import User
    from alongside.people.families.models import Family
    from alongside.people.families.queries import Fact


class ConsentConfig(AppConfig):
    """Adds the 'Sharing' tab to family pages, and the line about agreement to the bar above them."""

    name = "alongside.people.consent"
    label = "consent"

    def ready(self) -> None:
        """Register with the family pages."""
        from alongside.people.consent.opening import moved_school
        from alongside.people.families.actions import CHANGED
        from alongside.people.families.queries import SUMMARIES, Tab, register_tab

        register_tab(Tab("sharing", "Sharing", "consent:overview", order=70))
        SUMMARIES.register(_agreement_fact)
        CHANGED.register(moved_school)


def _agreement_fact(family: "Family", by: "User") -> "Sequence[Fact]":
    from alongside.people.consent.queries import agreement_in_brief
    from alongside.people.families.queries import Fact

    return [Fact("Agreement", agreement_in_brief(family))]
