"""The front door's part of the navigation."""

from typing import cast

from django.http import HttpRequest
from django.urls import reverse

from alongside.ground.access.models import User
from alongside.ground.access.queries import may
from alongside.ground.access.words import Permission
from alongside.ground.design_system.frame import FramePart, NavigationItem

OF_THE_QUEUE = ("decide_contact", "grade_contact", "take_contact", "pass_on_contact", "ask_partners", "contact_person")


def navigation(request: HttpRequest) -> FramePart:
    """The front door's part of the main navigation, for what this person may do."""
    by = getattr(request, "user", None)
    footer = (NavigationItem("Ask for help", reverse("ask_for_help"), order=10),)
    if by is None or not by.is_authenticated:
        return FramePart(footer=footer)
    user, items = cast(User, by), []
    if may(user, Permission.RECORD_CONTACT):
        items.append(NavigationItem("New contact", reverse("new_contact"), order=20))
        items.append(NavigationItem("My contacts", reverse("my_contacts"), order=30))
    if may(user, Permission.SEE_QUEUE):
        items.append(NavigationItem("Hub queue", reverse("queue"), order=40, routes=OF_THE_QUEUE))
    return FramePart(navigation=tuple(items), footer=footer)
