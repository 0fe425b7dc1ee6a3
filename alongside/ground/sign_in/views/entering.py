"""The door: e-mail and password, the second step, passkeys, and the demonstration's people."""

from typing import Any

from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from alongside.ground.access.models import User
from alongside.ground.access.queries import persona
from alongside.ground.design_system.forms import Form
from alongside.ground.design_system.views import Page
from alongside.ground.lib.errors import Refused
from alongside.ground.sign_in import actions, attempts, doorway, passkeys, session
from alongside.ground.sign_in.forms import CodeForm, PasskeyForm, SignInForm
from alongside.ground.sign_in.pages import Remembering
from alongside.ground.sign_in.presenters import listed_personas, ways_in
from alongside.ground.sign_in.queries import methods_of, owner_of_passkey
from alongside.ground.sign_in.words import Factor


class SignIn(Remembering):
    """Sign in by e-mail and password; in the demonstration, as one of its people with one click."""

    title = "Sign in"
    public = True
    template = "sign_in/sign_in.html"
    form_class = SignInForm
    button = "Sign in"

    def context(self) -> dict[str, Any]:
        """The personas (demonstration only), the council's own sign-in, and where to go afterwards."""
        then = doorway.where_to(self.request)
        return {"personas": listed_personas() if session.made_up() else [], "next": then, "ways_in": ways_in(then)}

    def act(self, form: Form) -> str:
        """On to the second step, or say that the two do not match, without saying which is wrong."""
        user = doorway.know_by_password(self.request, form.cleaned_data["email"], form.cleaned_data["password"])
        return doorway.go_on(self.request, user, (Factor.PASSWORD,), doorway.where_to(self.request))


class SecondStep(Remembering):
    """What somebody half way in is asked for; whoever is not half way in starts at the beginning."""

    public = True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """To the beginning, unless half way in."""
        self.half_way_in = doorway.half_way_in(request)
        if self.half_way_in is None and not self.alone_will_do:
            return redirect("sign_in")
        return super().dispatch(request, *args, **kwargs)

    alone_will_do = False
    half_way_in: tuple[User, session.Pending] | None

    def back(self) -> str:
        """Begin again."""
        return reverse("sign_in")


class Code(SecondStep):
    """The code of an authenticator app, or a recovery code."""

    title = "Enter a code"
    template = "sign_in/code.html"
    form_class = CodeForm
    button = "Sign in"

    def context(self) -> dict[str, Any]:
        """Whether a passkey would do instead."""
        return {"has_passkey": bool(self.half_way_in and methods_of(self.half_way_in[0]).passkeys)}

    def act(self, form: Form) -> str:
        """In, or one wrong try more."""
        if self.half_way_in is None:
            raise Http404
        user, waiting = self.half_way_in
        factor = doorway.know_by_code(self.request, user, form.cleaned_data["code"])
        return doorway.come_in(self.request, user, (*waiting.factors, factor), waiting.then)


class Passkey(SecondStep):
    """A passkey: alone, or as the second step."""

    title = "Sign in with a passkey"
    template = "sign_in/passkey.html"
    form_class = PasskeyForm
    button = "Sign in"
    alone_will_do = True

    def context(self) -> dict[str, Any]:
        """What the browser needs to ask for one; not after a wrong one, whose challenge is used up."""
        whom = self.half_way_in[0] if self.half_way_in else None
        return {"options": passkeys.ask_for_one(whom), "next": doorway.where_to(self.request)}

    def act(self, form: Form) -> str:
        """In, or one wrong try more."""
        given = passkeys.answer(form.cleaned_data["credential"])
        user = self.half_way_in[0] if self.half_way_in else owner_of_passkey(given)
        if user is None:
            raise Refused(passkeys.REFUSED, what_to_do=passkeys.WHAT_TO_DO)
        attempts.check(self.request, user.email)
        try:
            shown = passkeys.check_shown(user, given)
        except Refused:
            attempts.failed(self.request, user.email)
            raise
        actions.note_passkey_used(passkey=shown, by=user)
        waiting = self.half_way_in[1] if self.half_way_in else None
        proved = (*waiting.factors, Factor.PASSKEY) if waiting else (Factor.PASSKEY,)
        then = waiting.then if waiting else doorway.where_to(self.request)
        return doorway.come_in(self.request, user, proved, then)


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
        if not session.made_up():
            raise Http404
        user = persona(request.POST.get("persona", ""))
        if user is None:
            raise Http404
        then = doorway.where_to(request)
        return redirect(doorway.come_in(request, user, (Factor.DEMONSTRATION,), then))
