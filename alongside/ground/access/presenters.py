"""What access adds to every page: whose council, and who is signed in."""

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from alongside.ground.access.models import User
from alongside.ground.access.queries import Role, holders_of, roles_in_force
from alongside.ground.access.words import Permission, Reach
from alongside.ground.design_system.frame import FramePart, SignedIn
from alongside.ground.lib.lifecycle import words_of
from alongside.ground.operating_models.queries import NoPackInForce, current_pack

FAR = {
    Reach.ALL: "every record", Reach.LOCALITY: "families living in the area their team serves",
    Reach.INVOLVED: "families they, their team or their agency work with", Reach.OWN: "what they made themselves",
}  # fmt: skip


@dataclass(frozen=True)
class RoleShown:
    """A role: what it is for, whose it is, how many hold it, and how far each permission reaches."""

    name: str
    is_for: str
    own: bool
    retires: dt.date | None
    people: int
    reaches: dict[str, str]


def roles_shown() -> list[RoleShown]:
    """Every role that can be held now, those of the product first."""
    roles = roles_in_force()
    people = holders_of(roles)
    return [
        RoleShown(
            role.name, role.is_for, isinstance(role, Role), getattr(role, "retires", None), people.get(key, 0),
            {words_of(one): FAR[role.permits[one]] for one in Permission if one in role.permits},
        )
        for key, role in sorted(roles.items(), key=lambda pair: isinstance(pair[1], Role))
    ]  # fmt: skip


def frame_part(request: HttpRequest) -> FramePart:
    """Council, person and sign-in link for the frame of every page."""
    user = request.user
    signed_in = None
    if isinstance(user, User) and user.is_authenticated:
        signed_in = SignedIn(user.name, f"{user.job_title}, {user.agency.name}".lstrip(", "), reverse("sign_out"))
    return FramePart(council=_council(), sign_in=reverse("sign_in"), signed_in=signed_in, made_up=settings.DEMO)


def _council() -> str:
    try:
        return current_pack().pack.info.council
    except NoPackInForce:
        return ""
