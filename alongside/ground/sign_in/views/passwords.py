"""A forgotten password: a link by e-mail, good for one hour and once. Nothing here tells who has an account."""

from typing import Any

from allauth.core import ratelimit
from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from alongside.ground.access.models import User
from alongside.ground.design_system.forms import Form
from alongside.ground.design_system.views import FormPage, Page
from alongside.ground.lib.errors import NotFoundForYou, Refused
from alongside.ground.sign_in import actions, attempts
from alongside.ground.sign_in.forms import ForgottenForm, NewPasswordForm
from alongside.ground.sign_in.queries import person_by_email, person_of_reset
from alongside.ground.sign_in.tasks import send_reset

LINK = "sign_in_reset"


class Forgotten(FormPage):
    """Ask for a link to set a new password."""

    title = "Set a new password"
    template = "sign_in/forgotten.html"
    public = True
    form_class = ForgottenForm
    button = "Send the link"

    def back(self) -> str:
        """The sign-in page."""
        return reverse("sign_in")

    def act(self, form: Form) -> str:
        """Queue the message; as much work for an address without an account, whose message is not sent."""
        email = form.cleaned_data["email"].casefold()
        if not ratelimit.consume(self.request, action="reset_password", key=email):
            raise Refused("Too many links were asked for.", what_to_do="Wait an hour, and look in your junk mail.")
        user = person_by_email(email)
        send_reset.defer(user_id=user.pk if user else None, address=self.request.build_absolute_uri("/"))
        return reverse("password_link_sent")


class LinkSent(Page):
    """What to do now."""

    title = "Check your e-mail"
    template = "sign_in/link_sent.html"
    public = True


class OpenLink(Page):
    """The link of the e-mail: takes its secret out of the address, so that no history or log keeps it in use."""

    public = True

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """On to the form."""
        request.session[LINK] = {"user": kwargs["user_id"], "token": kwargs["token"]}
        return redirect("new_password")


class NewPassword(FormPage):
    """Set a new password."""

    title = "Set a new password"
    public = True
    form_class = NewPasswordForm
    button = "Set the password"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Refuse a link that is used, too old or made up, and say what to do."""
        if self.request.user.is_authenticated:
            return redirect("change_password")
        if self._person() is None:
            return self.render("sign_in/link_over.html", status=410, title="This link can no longer be used")
        return super().dispatch(request, *args, **kwargs)

    def _person(self) -> User | None:
        link = self.request.session.get(LINK)
        return person_of_reset(link["user"], link["token"]) if link else None

    def act(self, form: Form) -> str:
        """Set it, end every session, and have the person sign in with it."""
        user = self._person()
        if user is None:
            raise NotFoundForYou
        actions.set_password(user=user, password=form.cleaned_data["password"], by=user)
        attempts.succeeded(user.email)
        self.request.session.pop(LINK, None)
        messages.success(self.request, "Your new password is set. Sign in with it.")
        return reverse("sign_in")
