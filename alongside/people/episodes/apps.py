from typing import TYPE_CHECKING

from django.apps import AppConfig
from django.http import HttpRequest

if TYPE_CHECKING:
    from alongside.ground.design_system.frame import FramePart


class EpisodesConfig(AppConfig):
    """Joins in with consent: its changes become lines of the family's story. Adds the search to the navigation."""

    name = "alongside.people.episodes"
    label = "episodes"

    def ready(self) -> None:
        """Register for what consent announces, with the family pages' frame, and with the navigation."""
        from alongside.ground.design_system import frame
        from alongside.people.consent.actions import AGREEMENT_CHANGED, STILL_NEEDED
        from alongside.people.disclosure.actions import GIVEN
        from alongside.people.episodes.joining import facts_of, leads_of_agency, tell_of_consent, tell_of_copy
        from alongside.people.families.queries import SUMMARIES

        AGREEMENT_CHANGED.register(tell_of_consent)
        STILL_NEEDED.register(leads_of_agency)
        GIVEN.register(tell_of_copy)
        SUMMARIES.register(facts_of)
        frame.register(_navigation, name="episodes")


def _navigation(request: HttpRequest) -> "FramePart":
    from django.urls import reverse

    from alongside.ground.access.models import User
    from alongside.ground.access.queries import may
    from alongside.ground.access.words import Permission
    from alongside.ground.design_system.frame import FramePart, NavigationItem

    user = request.user
    if not isinstance(user, User) or not may(user, Permission.FIND_PEOPLE):
        return FramePart()
    return FramePart(navigation=(NavigationItem("Find a person", reverse("episodes:find"), order=15),))
