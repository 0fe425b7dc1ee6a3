"""What access adds to every page: whose council, who is signed in; and the personas of the demonstration."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from alongside.ground.access.models import User
from alongside.ground.access.policies import baseline_roles
from alongside.ground.access.queries import personas
from alongside.ground.design_system.frame import FramePart, SignedIn
from alongside.ground.operating_models.queries import NoPackInForce, current_pack


@dataclass(frozen=True)
class Persona:
    """Somebody to try the demonstration as."""

    key: str
    name: str
    job: str
    roles: str


def listed_personas() -> list[Persona]:
    """The personas, each with what their roles are for."""
    roles = baseline_roles()
    return [
        Persona(
            key=user.persona,
            name=user.name,
            job=f"{user.job_title}, {user.agency.name}",
            roles=" ".join(roles[key].is_for for key in sorted(user.role_keys)),
        )
        for user in personas().prefetch_related("roles")
    ]


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
