"""Signing in and out, and confirming that it is you, for a program somebody works with in their own name."""

from typing import Any

from django.contrib.auth import logout
from django.http import HttpRequest
from django.middleware.csrf import get_token
from ninja import Router, Schema, Status
from pydantic import Field

from alongside.doors.api.shapes import Taken
from alongside.doors.api.signing_in import person
from alongside.ground.sign_in.pages import confirm_it_is, sign_in_by

router = Router(tags=["signing in"])
LONGEST_PASSWORD = 1000
LONGEST_CODE = 40


class SigningIn(Taken):
    """E-mail address, password, and the code an authenticator app shows now (or a recovery code)."""

    email: str = Field(max_length=254)
    password: str = Field(max_length=LONGEST_PASSWORD)
    code: str = Field("", max_length=LONGEST_CODE)


class Confirming(Taken):
    """Your password or a code; the code counts when both are given."""

    password: str = Field("", max_length=LONGEST_PASSWORD)
    code: str = Field("", max_length=LONGEST_CODE)


class SignedInOut(Schema):
    """You are in: the session is in the cookie, and each change carries `csrf_token` in the header X-CSRFToken."""

    name: str
    csrf_token: str


@router.post("/session", response={201: SignedInOut}, auth=None, summary="Sign in")
def post_session(request: HttpRequest, told: SigningIn) -> Status[Any]:
    """Begin a session, as on the page: the same rules, the same count of wrong tries, the same ends.

    A passkey and the council's own provider need a browser: sign in on the page for those.
    """
    user = sign_in_by(request, told.email, told.password, told.code)
    return Status(201, SignedInOut(name=user.name, csrf_token=get_token(request)))


@router.post("/session/confirm", response={204: None}, summary="Confirm that it is you")
def post_confirmation(request: HttpRequest, told: Confirming) -> Status[None]:
    """Show again that it is you, before changes of access and what is taken away; good for ten minutes."""
    confirm_it_is(request, person(request), password=told.password, code=told.code)
    return Status(204, None)


@router.delete("/session", response={204: None}, summary="Sign out")
def delete_this_session(request: HttpRequest) -> Status[None]:
    """End this session."""
    logout(request)
    return Status(204, None)
