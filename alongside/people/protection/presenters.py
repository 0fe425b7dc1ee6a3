"""Closely kept records in words."""

from collections.abc import Sequence
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse

from alongside.ground.access.models import User
from alongside.ground.access.queries import may
from alongside.ground.access.words import Permission, RecordClass
from alongside.ground.design_system.frame import FramePart, NavigationItem
from alongside.ground.lib.clock import as_text
from alongside.people.families.models import Family
from alongside.people.families.queries import Fact
from alongside.people.protection.queries import emergency_until

IN_WORDS = {RecordClass.RESTRICTED: "Restricted", RecordClass.SEALED: "Sealed"}


def facts(family: Family, by: User) -> Sequence[Fact]:
    """For the bar above a family's pages: that it is kept closely, and the end of an emergency."""
    if family.record_class == RecordClass.NORMAL:
        return []
    said = [Fact("Kept closely", f"{IN_WORDS[RecordClass(family.record_class)]}. Do not show this page to others")]
    if until := emergency_until(by, family):
        said.append(Fact("Opened in an emergency", f"You see this until {as_text(until)}. It will be reviewed"))
    return said


def navigation(request: HttpRequest) -> FramePart:
    """The list of records kept closely, for those who keep them."""
    user = request.user
    if not (isinstance(user, User) and may(user, Permission.KEEP_CLOSELY)):
        return FramePart()
    return FramePart(navigation=(NavigationItem("Kept closely", reverse("protection:list"), order=85),))


def where_to_ask(request: HttpRequest, subject: UUID) -> str:
    """The address at which a restricted record can be opened in an emergency; '' for whoever may not."""
    user = request.user
    if isinstance(user, User) and may(user, Permission.OPEN_IN_EMERGENCY):
        return reverse("protection:emergency", kwargs={"subject_id": subject})
    return ""
