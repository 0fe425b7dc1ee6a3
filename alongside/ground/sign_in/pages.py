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
from alongside.ground.sign_in import session
from alongside.ground.sign_in.doorway import go_on
from alongside.ground.sign_in.forms import NewPasswordForm
from alongside.ground.sign_in.words import Factor

__all__ = [
    "ConfirmedRecently", "NewPasswordForm", "NotConfirmed", "Remembering", "ask_to_confirm", "goes_on_in",
    "require_confirmed",
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


def goes_on_in(request: HttpRequest, user: User, then: str) -> str:
    """Somebody has just set their password here (an invitation): on to the second factor. Returns where to go."""
    return go_on(request, user, (Factor.PASSWORD,), then)
