"""What access adds to every page: whose council, and who is signed in."""

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from alongside.ground.access.models import User
from alongside.ground.design_system.frame import FramePart, SignedIn
from alongside.ground.operating_models.queries import NoPackInForce, current_pack


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
