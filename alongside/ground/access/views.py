"""Signing in and out. One place to change when the council's own sign-in comes."""

from typing import Any

from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme

from alongside.ground.access.forms import SignInForm
from alongside.ground.access.presenters import listed_personas
from alongside.ground.access.queries import persona
from alongside.ground.design_system.forms import Form
from alongside.ground.design_system.views import FormPage, Page
from alongside.ground.lib.errors import Refused

TRIES = 5
WAIT_SECONDS = 300
BACKEND = "alongside.ground.access.backends.EmailBackend"


def where_to(request: HttpRequest) -> str:
    """The page asked for before signing in, if it is one of ours; otherwise the home page."""
    asked = request.POST.get("next") or request.GET.get("next") or "/"
    safe = url_has_allowed_host_and_scheme(asked, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return asked if safe else "/"


class SignIn(FormPage):
    """Sign in by e-mail and password; in the demonstration, as one of its people with one click."""

    title = "Sign in"
    public = True
    template = "access/sign_in.html"
    form_class = SignInForm
    button = "Sign in"

    def context(self) -> dict[str, Any]:
        """The personas (demonstration only) and where to go afterwards."""
        made_up = settings.DEMO or settings.TESTING
        return {"personas": listed_personas() if made_up else [], "next": where_to(self.request)}

    def act(self, form: Form) -> str:
        """Sign in, or say that the two do not match, without saying which is wrong; five tries in five minutes."""
        email = form.cleaned_data["email"].casefold()
        counter = f"sign-in:{email}"
        if cache.get(counter, 0) >= TRIES:
            raise Refused("Too many tries.", what_to_do="Wait five minutes, then try again.", field="password")
        user = authenticate(self.request, username=email, password=form.cleaned_data["password"])
        if user is None:
            cache.set(counter, cache.get(counter, 0) + 1, WAIT_SECONDS)
            raise Refused("The e-mail address and password do not match an account.", field="password")
        cache.delete(counter)
        login(self.request, user)
        return where_to(self.request)


class SignOut(Page):
    """End the session."""

    public = True
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        """Sign out and go to the sign-in page."""
        logout(request)
        return redirect("sign_in")


class DemoSignIn(Page):
    """Sign in as a persona, by its key. Does not exist outside the demonstration and the tests."""

    public = True
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponseBase:
        """Sign in as the persona named by `persona`; 404 for an unknown one."""
        if not (settings.DEMO or settings.TESTING):
            raise Http404
        user = persona(request.POST.get("persona", ""))
        if user is None:
            raise Http404
        login(request, user, backend=BACKEND)
        return redirect(where_to(request))
