"""What pages of other packages are built from: `ConfirmedRecently`, for what only the person themselves may do.

    class ExportFamilies(ConfirmedRecently, AskedBy, FormPage): ...

Put it first. Whoever signed in or confirmed within ten minutes notices nothing.
"""

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode

from alongside.ground.access.models import User
from alongside.ground.design_system import resume
from alongside.ground.design_system.forms import Form
from alongside.ground.design_system.views import FormPage, Page
from alongside.ground.lib.errors import NotAllowed, Refused
from alongside.ground.sign_in import actions, session
from alongside.ground.sign_in.doorway import come_in, confirm_by, go_on, know_by_code, know_by_password
from alongside.ground.sign_in.forms import NewPasswordForm
from alongside.ground.sign_in.queries import methods_of
from alongside.ground.sign_in.words import Factor

__all__ = [
    "ConfirmedRecently", "NewPasswordForm", "NotConfirmed", "Remembering", "ask_to_confirm", "confirm_it_is",
    "goes_on_in", "require_confirmed", "sign_in_by",
]  # fmt: skip


class ConfirmedRecently(Page):
    """A mixin for pages (export, break-glass, changes of access): the person has shown lately that it is they.

    Otherwise they are asked to, and come back here; what was typed in a form is kept and sent by them afterwards.
    """

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Ask first, unless it was asked lately."""
        if request.user.is_authenticated and not session.has_confirmed_recently(request):
            return ask_to_confirm(request)
        return super().dispatch(request, *args, **kwargs)


def ask_to_confirm(request: HttpRequest) -> HttpResponseBase:
    """The way to the confirm page, which comes back to this address and keeps what was typed."""
    if request.method != "POST":
        return redirect(f"{reverse('confirm')}?{urlencode({'next': request.get_full_path()})}")
    told = {"title": "Confirm that it is you", "resume": resume.pack(request), "had_files": bool(request.FILES)}
    return render(request, "sign_in/confirm_first.html", told, status=401)


class NotConfirmed(NotAllowed):
    """Something only the person themselves may do, in a session in which they have not lately shown that it is they."""


def require_confirmed(request: HttpRequest) -> None:
    """What `ConfirmedRecently` is for pages, for a door that cannot ask: raises NotConfirmed, and says where to."""
    if not session.has_confirmed_recently(request):
        raise NotConfirmed(
            "Confirm first that it is you.",
            what_to_do=f"Do so at {reverse('confirm')} in the same session, then send this again within ten minutes.",
        )


class Remembering(FormPage):
    """A form page whose refusals are remembered: a wrong try is counted, so nothing may be rolled back.

    Sending the form twice does it twice, which is right for a password.
    """

    def _send(self, form: Form, data: Any) -> HttpResponseBase:
        try:
            result = self.act(form)
        except Refused as refused:
            form.refuse(str(refused), refused.field)
            return self.show(form, status=422)
        return result if isinstance(result, HttpResponseBase) else redirect(result)


def sign_in_by(request: HttpRequest, email: str, password: str, code: str) -> User:
    """Begin a session for a door without pages: password and, where one is needed or had, a code. Raises Refused.

    Whoever has no authenticator app signs in on the page, which sets one up, or asks for the passkey.
    """
    user = know_by_password(request, email, password)
    methods = methods_of(user)
    if not (session.second_factor_needed() or methods.has_second_factor):
        come_in(request, user, (Factor.PASSWORD,), "")
        return user
    if methods.app_since is None:
        raise Refused(
            "Your second step needs a browser.", what_to_do=f"Sign in at {reverse('sign_in')}, and add an app there."
        )
    if not code:
        raise Refused("Enter the code that your authenticator app shows now.", field="code")
    come_in(request, user, (Factor.PASSWORD, know_by_code(request, user, code)), "")
    return user


def confirm_it_is(request: HttpRequest, user: User, *, password: str, code: str) -> None:
    """What the confirm page does, for a door without pages. Raises Refused."""
    factor = confirm_by(request, user, password=password, code=code)
    session.confirm(request, factor)
    actions.note_confirmed(user=user, factor=factor, by=user)


def goes_on_in(request: HttpRequest, user: User, then: str) -> str:
    """Somebody has just set their password here (an invitation): on to the second factor. Returns where to go."""
    return go_on(request, user, (Factor.PASSWORD,), then)
