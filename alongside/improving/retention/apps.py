"""Retention: how long records are kept, holds, and disposal."""

from typing import TYPE_CHECKING

from django.apps import AppConfig
from django.http import HttpRequest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alongside.ground.access.models import User
    from alongside.ground.design_system.frame import FramePart
    from alongside.people.families.models import Family


class RetentionConfig(AppConfig):
    """Joins the frame and the 'Sharing' tab."""

    name = "alongside.improving.retention"
    label = "retention"

    def ready(self) -> None:
        """Register with the frame and with consent."""
        from alongside.ground.design_system import frame
        from alongside.people.consent.next_steps import MORE_PAGES

        MORE_PAGES.register(_hold)
        frame.register(_navigation, name="retention")


def _hold(family: "Family", by: "User") -> "Sequence[tuple[str, str]]":
    from alongside.improving.retention.presenters import hold_link

    return hold_link(family, by)


def _navigation(request: HttpRequest) -> "FramePart":
    from alongside.improving.retention.presenters import navigation

    return navigation(request)
